"""`klaviyo-postman revisions`: which revisions there are, how they stand, and which were pulled."""

from __future__ import annotations

import sys
from datetime import date, datetime

import click

from generator.cli.output import say
from generator.cli.settings import Settings, is_terminal, source_option
from generator.escape.lines import line
from generator.klaviyo.lifecycle import known_revisions, life_cycle, next_change
from generator.openapi.source import NotListable, Revision, Source, open_source
from generator.openapi.store import Store

HEADINGS = ("REVISION", "CHANNEL", "LIFE CYCLE", "CHANGES", "PULLED")


@click.command("revisions")
@source_option
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day to judge by.")
@click.option("--offline", is_flag=True, help="Ask no source: show the revisions known to this version.")
@click.pass_obj
def command(settings: Settings, base: str, today: datetime | None, offline: bool) -> None:
    """List revisions: channel, life cycle and when it changes next, pulled or not.

    A revision is stable for one year from its date, deprecated for the next, then retired. Betas end
    in `.pre` and are not for production.
    """
    known = known_revisions()
    listed = known if offline else list_revisions(open_source(base, known), settings)
    store = Store(settings.specs)
    pulled = {
        revision.name: f"{record['operations']} operations" if (record := store.record(revision)) else "yes"
        for revision in store.revisions()
    }
    everything = {revision.name: revision for revision in (*store.revisions(), *listed)}
    day = today.date() if today else date.today()
    _print([_row(revision, day, pulled) for revision in sorted(everything.values())])


def list_revisions(source: Source, settings: Settings) -> list[Revision]:
    """The revisions of `source`, or else those known to this version, with a note that it is so."""
    try:
        return source.revisions()
    except NotListable as error:
        settings.note(line(f"note: {error.message}; these are the revisions known to this version"))
        return known_revisions()


def _row(revision: Revision, day: date, pulled: dict[str, str]) -> tuple[str, ...]:
    change = next_change(revision, day)
    return (
        revision.name,
        revision.channel,
        life_cycle(revision, day),
        f"{change[0]} on {change[1]}" if change else "-",
        pulled.get(revision.name, "-"),
    )


def _print(rows: list[tuple[str, ...]]) -> None:
    if is_terminal(sys.stdout):
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*(heading.capitalize() for heading in HEADINGS))
        for row in rows:
            table.add_row(*(Text(line(cell)) for cell in row), style="dim" if row[2] == "retired" else None)
        Console().print(table)
        return
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    for row in (HEADINGS, *rows):
        say(line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()))
