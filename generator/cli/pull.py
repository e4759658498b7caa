"""`klaviyo-postman pull`: fetch specs, and Postman's schema, into the folder of specs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click

from generator.cli.inputs import read_file, shown
from generator.cli.output import say, warn
from generator.cli.revisions import list_revisions
from generator.cli.settings import Settings, is_terminal, source_option
from generator.errors import InputError, UsageError
from generator.escape.lines import line
from generator.klaviyo.lifecycle import known_revisions
from generator.openapi.load import load_document
from generator.openapi.revision import LATEST, is_revision
from generator.openapi.source import (
    Fetched,
    Patience,
    Progress,
    Revision,
    Source,
    fetch_url,
    find_revision,
    open_source,
)
from generator.openapi.store import SCHEMA_FILE, Store

SCHEMA_URL = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


@click.command("pull")
@click.argument("names", nargs=-1, metavar="[REVISION]...")
@click.option("--all", "everything", is_flag=True, help="Every revision the source lists.")
@source_option
@click.option(
    "--schema",
    is_flag=False,
    flag_value=SCHEMA_URL,
    metavar="[FILE|URL]",
    help="Fetch Postman's collection schema, by default from where Postman publishes it.",
)
@click.option(
    "--deadline",
    type=click.IntRange(min=1),
    default=1800,
    show_default=True,
    metavar="SECONDS",
    help="When to give up, however much is still to come.",
)
@click.option("--force", is_flag=True, help="Accept a schema that differs from the one fetched before.")
@click.pass_obj
def command(
    settings: Settings,
    *,
    names: tuple[str, ...],
    everything: bool,
    base: str,
    schema: str | None,
    deadline: int,
    force: bool,
) -> None:
    """Fetch the specs of REVISIONs, such as 2026-07-15, 2026-07-15.pre or latest, into the folder of specs.

    Without a REVISION: latest, or with --schema nothing but the schema. A revision that cannot be fetched
    leaves what there was and does not stop the others.
    """
    if everything and names:
        raise UsageError("--all and the names of revisions exclude each other")
    if schema and (schema == LATEST or is_revision(schema)):
        raise UsageError(
            f"--schema {schema}: a revision where a file or URL belongs", "put it before --schema"
        )
    patience = Patience(deadline=time.monotonic() + deadline)
    store = Store(settings.specs)
    store.index()  # if it is damaged, say so before anything is fetched
    jobs: list[tuple[str, Callable[[], str]]] = []
    if names or everything or not schema:
        source = open_source(base, known_revisions(), patience)
        for revision in _wanted(names or (LATEST,), everything, source, settings):
            jobs.append((revision.name, partial(_pull, revision, source, store, settings)))
    if schema:
        jobs.append(("schema", partial(_pull_schema, schema, store, settings, force, patience)))
    _run(jobs, settings)


def _wanted(names: tuple[str, ...], everything: bool, source: Source, settings: Settings) -> list[Revision]:
    if everything:
        return list_revisions(source, settings)
    known = known_revisions()
    newest = list_revisions(source, settings) if LATEST in names else []
    return list(dict.fromkeys(find_revision(name, newest if name == LATEST else known) for name in names))


def _run(jobs: list[tuple[str, Callable[[], str]]], settings: Settings) -> None:
    failures: list[InputError] = []
    for name, job in jobs:
        try:
            result = job()
        except InputError as error:
            failures.append(error)
            if len(jobs) > 1:
                warn(line(f"{name}: {error}"))
        else:
            if settings.verbosity >= 0:
                say(line(f"{name}: {result}"))
    if failures:
        failed = InputError(f"{len(failures)} of {len(jobs)} could not be pulled")
        raise failed if len(jobs) > 1 else failures[0]


def _pull(revision: Revision, source: Source, store: Store, settings: Settings) -> str:
    with _progress(revision.name, source.base, settings) as progress:
        fetched = source.fetch(revision, store.etag(revision, source.base), progress)
    if fetched is None or not store.save(revision, fetched):
        return "unchanged"
    record, path = store.record(revision), store.path_of(revision)
    operations = record["operations"] if record else 0
    return f"pulled, {operations} operations, {len(fetched.content):,} bytes -> {path}"


def _pull_schema(location: str, store: Store, settings: Settings, force: bool, patience: Patience) -> str:
    with _progress("schema", shown(location), settings) as progress:
        fetched = (
            fetch_url(location, progress, patience)
            if "://" in location
            else Fetched(read_file(location), location)
        )
    if "$schema" not in load_document(fetched.content, fetched.location):
        raise InputError(f"{fetched.location}: not a JSON Schema: it has no $schema")
    if not store.save_pinned(SCHEMA_FILE, fetched, replace=force):
        return "unchanged"
    return f"pulled, {len(fetched.content):,} bytes -> {store.root / SCHEMA_FILE}"


@contextmanager
def _progress(name: str, origin: str, settings: Settings) -> Iterator[Progress | None]:
    """Show that something is under way: a bar to a person, a line to a log."""
    if settings.verbosity < 0 or not is_terminal(sys.stderr):
        settings.note(line(f"{name}: fetching from {origin}"))
        yield None
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TimeRemainingColumn(),
    )
    # Gone when done: the line with the result takes its place.
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
