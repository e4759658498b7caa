"""`klaviyo-postman diff`: what a user of the old collection must know before moving to the new one."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path

import click

from generator.cli.compared import Side, between, side
from generator.cli.inputs import open_specs, read_text_input, shown
from generator.cli.options import (
    PROFILES,
    ignore_entries,
    ignore_option,
    lookup_option,
    profile_option,
    remote_option,
)
from generator.cli.output import show
from generator.cli.settings import Settings, is_terminal
from generator.diff.diff import Diff, Options, diff_apis, diff_through
from generator.diff.mine import check_requests
from generator.diff.rules import BY_ID, LEVELS, Level
from generator.errors import OutputError, UsageError, nearest, working_on
from generator.escape.lines import line
from generator.files import atomic_write
from generator.openapi.load import load_document
from generator.postman.profile import Profile
from generator.report.diff import markdown, text
from generator.report.diff.reporters import REPORTERS

_SUMMARY = "GITHUB_STEP_SUMMARY"


@click.command("diff")
@click.argument("names", nargs=-1, metavar="[OLD NEW]")
@click.option("--from", "old", metavar="OLD", help="The same as the first argument.")
@click.option("--to", "new", metavar="NEW", help="The same as the second argument.")
@click.option("--through", is_flag=True, help="Say which of the revisions in between brought each change.")
@lookup_option
@remote_option
@click.option(
    "--collection",
    metavar="MINE",
    help="A collection of your own: which of its requests break, and what to do about each.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(REPORTERS)),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file."
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "warning", "any", "none"]),
    default="breaking",
    show_default=True,
    help="Exit with 1 if there is anything of this level or above.",
)
@ignore_option
@click.option(
    "--level", "levels", multiple=True, metavar="RULE=LEVEL", help="Judge this rule otherwise; repeatable."
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day on which entries of --ignore hold.",
)
@profile_option
@click.pass_obj
def command(
    settings: Settings,
    *,
    names: tuple[str, ...],
    old: str | None,
    new: str | None,
    through: bool,
    base: str | None,
    collection: str | None,
    form: str,
    output: Path | None,
    fail_on: str,
    ignore: str | None,
    levels: tuple[str, ...],
    today: datetime | None,
    profile: str,
) -> None:
    """Compare two revisions: what breaks for those who send the old requests to the new one.

    OLD and NEW are revisions (2024-10-15, latest), spec files, or collections that `generate` wrote.
    REVISION@FILE is a revision as a file has it: 2026-07-15@before.json now.json shows what was changed in
    place.

    breaking: a saved request fails or means something else. warning: scripts and readers of answers, a new
    scope, a lower rate limit. info: the rest. Exits with 1 if there is something to --fail-on.
    """
    first, second = _both(names, old, new)
    options = Options(
        levels=_levels(levels),
        ignore=ignore_entries(ignore, BY_ID),
        today=today.date() if today else date.today(),
    )
    source = open_specs(base, settings)
    before, after = side(first, source, settings), side(second, source, settings)
    later = [*between(before, after, source, settings), after] if through else [after]
    conventions = PROFILES[profile]()
    diff = _diff(before, later, through, conventions, options)
    for one, compared in ((before, diff.old), (after, diff.new)):
        if one.name == one.revision != compared.name:
            settings.note(line(f"note: {one.name}: the spec is of {compared.name!r} by what it says"))
    diff.old = diff.old._replace(name=before.revision or diff.old.name, source=before.name)
    diff.new = diff.new._replace(name=after.revision or diff.new.name, source=after.name)
    if collection:
        mine = shown(collection)
        with working_on(mine):
            diff.checked = check_requests(
                diff.facts,
                mine,
                load_document(read_text_input(collection), mine),
                options.levels,
                conventions.filters,
                [finding for finding, _ in diff.ignored],
            )
    colour = form == "text" and output is None and is_terminal(sys.stdout)
    report = text.render(diff, colour=True) if colour else REPORTERS[form](diff)
    if output:
        atomic_write(output, report.encode(errors="backslashreplace"))
    elif settings.verbosity >= 0 or diff.findings:
        show(report, colour=colour)
    if form == "github":
        _append_summary(diff)
    if diff.fails(fail_on):
        raise click.exceptions.Exit(1)


def _both(names: tuple[str, ...], old: str | None, new: str | None) -> tuple[str, str]:
    given = [*([old] if old else []), *names, *([new] if new else [])]
    if len(given) != 2:
        raise UsageError("two revisions or files are compared", "diff OLD NEW, or diff --from OLD --to NEW")
    return given[0], given[1]


def _levels(pairs: tuple[str, ...]) -> dict[str, Level]:
    levels: dict[str, Level] = {}
    for pair in pairs:
        rule, _, wanted = pair.partition("=")
        level = next((level for level in LEVELS if level == wanted), None)
        if level is None:
            raise UsageError(f"--level {pair}: not RULE=LEVEL", f"a level is one of {', '.join(LEVELS)}")
        if rule not in BY_ID:
            raise UsageError(f"no rule {rule!r}", nearest(rule, BY_ID))
        levels[rule] = level
    return levels


def _diff(before: Side, later: list[Side], through: bool, profile: Profile, options: Options) -> Diff:
    old, apis = before.load(), (each.load() for each in later)
    with working_on(f"{before.name} and {later[-1].name}"):
        if through:
            return diff_through(old, apis, profile, options)
        return diff_apis(old, next(apis), profile, options)


def _append_summary(diff: Diff) -> None:
    """The summary of a job on GitHub, where this is one."""
    path = os.environ.get(_SUMMARY)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace") as summary:
            summary.write(markdown.render(diff))
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error
