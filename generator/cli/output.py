"""What is printed, and only here: what was made for it, line by line or as a whole (see escape/)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from generator.escape import Printable
from generator.escape.lines import Line, line


def say(text: Line) -> None:
    """Print a line of what was asked for."""
    click.echo(text)


def warn(text: Line) -> None:
    """Print a line on standard error."""
    click.echo(text, err=True)


def show(report: Printable, *, colour: bool = False, err: bool = False) -> None:
    """Print a report, with its colours if it has any, or on standard error what has several lines."""
    click.echo(report, nl=False, color=colour, err=err)


def ask(question: Line) -> bool:
    """Ask the person at the terminal."""
    return click.confirm(question, err=True)


@contextmanager
def telling(is_watched: bool) -> Iterator[Callable[[str], None]]:
    """Show a person who watches what is being done, and that it goes on."""
    if not is_watched:
        yield lambda _: None
        return
    from rich import progress
    from rich.console import Console

    said = progress.TextColumn("{task.description}", markup=False)
    columns = (said, progress.BarColumn(), progress.TimeElapsedColumn())
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda text: bar.update(task, description=line(text))
