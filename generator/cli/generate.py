"""`klaviyo-postman generate`: specs in, collections out, checked before they are written."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import get_args

import click

from generator.cli.conformance import accepted, notes
from generator.cli.inputs import read_specs
from generator.cli.options import (
    PROFILES,
    ignore_entries,
    ignore_option,
    lookup_option,
    official_schema,
    profile_option,
    remote_option,
    schema_option,
    templates_option,
)
from generator.cli.output import say, show, warn
from generator.cli.settings import Settings
from generator.errors import InputError, KlaviyoPostmanError, OutputError, traceback_of
from generator.escape.lines import block, line
from generator.findings import Finding
from generator.ignore import IgnoreList
from generator.openapi.faults import NULL_INSTEAD, OMITTED
from generator.openapi.selection import Extent
from generator.pipeline import Converted, Options, convert_all
from generator.postman.variables import pattern_of
from generator.render import Templates
from generator.report.text import said, verdict


@click.command("generate")
@click.argument("names", nargs=-1, metavar="[REVISION|FILE|URL|-]...")
@click.option(
    "--all", "everything", is_flag=True, help="Every revision in the folder of specs, or at --source."
)
@lookup_option
@remote_option
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder to write to; each revision gets a folder below it.",
)
@click.option(
    "--tag", "tags", multiple=True, metavar="TAG", help="Only the operations of this tag; repeatable."
)
@click.option(
    "--operation", "operations", multiple=True, metavar="ID", help="Only this operation; repeatable."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Specs converted at a time."
)
@click.option("--compact", is_flag=True, help="Write the collection without indentation.")
@click.option(
    "--force", is_flag=True, help="Replace files that were made of something else, or by somebody else."
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the files on disk differ.")
@click.option(
    "--verify", is_flag=True, help="Check each request and example against the spec, with openapi-core."
)
@click.option(
    "--body",
    type=click.Choice(get_args(Extent)),
    default="useful",
    show_default=True,
    help="What bodies hold: what is required, what has a value of its own too, or everything.",
)
@click.option("--webhooks", is_flag=True, help="Make a folder of what the API sends, too.")
@click.option(
    "--strict", is_flag=True, help="Warnings count as errors: a spec that has any is not converted."
)
@ignore_option
@profile_option
@templates_option
@schema_option
@click.pass_obj
def command(
    settings: Settings,
    *,
    names: tuple[str, ...],
    everything: bool,
    base: str | None,
    output: Path,
    tags: tuple[str, ...],
    operations: tuple[str, ...],
    jobs: int,
    compact: bool,
    force: bool,
    check: bool,
    verify: bool,
    body: Extent,
    webhooks: bool,
    strict: bool,
    ignore: str | None,
    profile: str,
    templates: Path | None,
    schema: str | None,
) -> None:
    """Generate the Postman collection, environment and manifest of each spec.

    A spec is a REVISION (2026-07-15, 2026-07-15.pre, latest, sample), a file or URL, or - for standard
    input. Without one: the newest pulled revision. A collection that fails its checks is not written.
    """
    specs = read_specs(names, everything, base, settings)
    options = Options(
        PROFILES[profile],
        tags,
        operations,
        compact,
        official_schema(schema, settings),
        templates,
        verify,
        strict,
        ignore_entries(ignore),
        date.today(),
        webhooks,
        body,
        output,
    )
    if templates is not None:
        _note_strangers(templates, settings)
    worst, entries = 0, IgnoreList(options.ignore, options.today)
    taken: dict[str, str] = {}
    for converted in convert_all(specs, options, jobs):
        folder = converted.folder.casefold()  # as some file systems compare names
        clash = taken.get(folder)
        taken.setdefault(folder, converted.name)
        if clash and converted.files:
            error = InputError(
                f"{converted.name}: its folder is {converted.folder} like that of {clash}",
                "generate it with another --output",
            )
            converted = Converted(converted.name, error=error)  # noqa: PLW2901
        entries.used |= {entry for _, entry in converted.ignored}
        worst = max(worst, _finish(converted, output, check, force, settings))
    for complaint in entries.complaints():
        settings.note(line(f"{ignore}: {complaint}"))
    if worst:
        raise click.exceptions.Exit(worst)


def _note_strangers(folder: Path, settings: Settings) -> None:
    """Say which files of a folder of templates stand in for nothing: their names may be misspelt."""
    templates = Templates(folder)
    for name in templates.names():
        if templates.is_overridden(name) and not pattern_of(name):
            strange = f"{folder / name}: no template of this name; `klaviyo-postman templates` lists all"
            settings.note(line(strange))


def _finish(converted: Converted, output: Path, check: bool, force: bool, settings: Settings) -> int:
    """Write or compare one spec's files and say so; the exit code it deserves."""
    if converted.error is not None:
        return _fail(converted.error, converted.trace, settings)
    name, folder = converted.folder, output / converted.folder
    verbose = settings.verbosity > 0
    for finding in (*converted.faults, *(converted.noticed if verbose else ())):
        warn(line(f"{name}: {said(finding, known_by=verbose)}"))
    if converted.files is None:
        warn(line(f"{name}: not written: {verdict(list(converted.faults))}"))
        return 1
    first = folder / next(iter(converted.files.content))
    outdated = converted.files.outdated(folder) if check else []
    if outdated:
        listed = ", ".join(str(folder / each) for each in outdated)
        warn(line(f"{name}: out of date: {listed}"))
        return 1
    if not check:
        try:
            converted.files.write(folder, force)
        except OutputError as error:
            return _fail(error, traceback_of(error), settings)
    if settings.verbosity >= 0:
        say(line(f"{name}: {converted.summary}{', up to date:' if check else ' ->'} {first}"))
        found_out = (
            [*notes(converted.conformance), _left_out(converted.noticed)] if converted.conformance else []
        )
        remarks = *found_out, *accepted(converted.ignored), *_summarised(converted.noticed)
        for text in remarks:
            say(line(f"  {text}"))
    return 0


def _fail(error: KlaviyoPostmanError, trace: str, settings: Settings) -> int:
    if settings.verbosity > 1:
        show(block(map(line, trace.splitlines())), err=True)
    warn(line(f"Error: {error}"))
    return error.exit_code


def _left_out(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.rule for finding in findings)
    return (
        f"for want of a value that is valid: {counts[OMITTED]} omitted, {counts[NULL_INSTEAD]} null instead"
    )


def _summarised(findings: Iterable[Finding]) -> list[str]:
    counts = Counter(finding.rule for finding in findings)
    if not counts:
        return []
    listed = ", ".join(f"{count} {rule}" for rule, count in sorted(counts.items()))
    return [
        f"noticed in the spec: {listed} (each one in manifest.json, or with `klaviyo-postman -v generate`)"
    ]
