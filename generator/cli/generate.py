"""`klaviyo-postman generate`: specs in, collections out, checked before they are written."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from generator.cli.conformance import conformance, contract_of, notes
from generator.cli.inputs import SpecInput, read_specs
from generator.cli.options import (
    PROFILES,
    lookup_option,
    official_schema,
    profile_option,
    schema_option,
    templates_option,
)
from generator.cli.settings import Settings
from generator.encode import to_json_file
from generator.errors import InputError, KlaviyoPostmanError
from generator.findings import Finding
from generator.openapi.read import load_api
from generator.openapi.select import select
from generator.postman.build import build_collection
from generator.postman.variables import pattern_of
from generator.postman.write import OutputFiles, output_files
from generator.render import Templates
from generator.report.text import line, verdict
from generator.validate.check import check_collection
from generator.validate.schema import load_schema


class _Options(NamedTuple):
    tags: tuple[str, ...]
    operations: tuple[str, ...]
    profile: str
    compact: bool
    official: bytes | None
    templates: Path | None
    verify: bool


class _Generated(NamedTuple):
    """One spec's outcome: files if its collection is valid; an error if there is no collection at all."""

    name: str
    version: str = ""
    summary: str = ""
    files: OutputFiles | None = None
    spec_findings: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    error: KlaviyoPostmanError | None = None


@click.command("generate")
@click.argument("names", nargs=-1, metavar="[REVISION|FILE|URL|-]...")
@click.option(
    "--all", "everything", is_flag=True, help="Every revision in the folder of specs, or at --source."
)
@lookup_option
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
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the files on disk differ.")
@click.option(
    "--verify", is_flag=True, help="Check each request and example against the spec, with openapi-core."
)
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
    check: bool,
    verify: bool,
    profile: str,
    templates: Path | None,
    schema: str | None,
) -> None:
    """Generate the Postman collection, environment and manifest of each spec.

    A spec is a REVISION (2026-07-15, 2026-07-15.pre, latest, sample), a file or URL, or - for standard
    input. Without one: the newest pulled revision. A collection that fails its checks is not written.
    """
    specs = read_specs(names, everything, base, settings)
    options = _Options(
        tags, operations, profile, compact, official_schema(schema, settings), templates, verify
    )
    if templates is not None:
        _note_strangers(templates, settings)
    worst = 0
    taken: dict[str, str] = {}
    for generated in _generate_all(specs, options, jobs):
        clash = taken.get(generated.version)
        taken.setdefault(generated.version, generated.name)
        if clash and generated.files:
            error = InputError(
                f"{generated.name}: is revision {generated.version} like {clash}",
                "generate it with another --output",
            )
            generated = _Generated(generated.name, error=error)  # noqa: PLW2901
        worst = max(worst, _finish(generated, output / generated.version, check, settings))
    if worst:
        raise click.exceptions.Exit(worst)


def _note_strangers(folder: Path, settings: Settings) -> None:
    """Say which files of a folder of templates stand in for nothing: their names may be misspelt."""
    templates = Templates(folder)
    for name in templates.names():
        if templates.is_overridden(name) and not pattern_of(name):
            settings.note(f"{folder / name}: no template of this name; `klaviyo-postman templates` lists all")


def _generate_all(specs: list[SpecInput], options: _Options, jobs: int) -> Iterator[_Generated]:
    if jobs == 1 or len(specs) == 1:
        yield from (_generate(spec, options) for spec in specs)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=min(jobs, len(specs))) as pool:
        yield from pool.map(_generate, specs, [options] * len(specs))


def _generate(spec: SpecInput, options: _Options) -> _Generated:
    """The whole pipeline for one spec; runs in a process of its own where there are several."""
    try:
        api, findings = load_api(spec.content, spec.name)
        profile = PROFILES[options.profile]()
        chosen = select(api, options.tags, options.operations)
        words = Templates(options.templates) if options.templates else None
        built = build_collection(chosen, profile, words)
        official = load_schema(options.official, "official schema") if options.official else None
        content = to_json_file(built.collection, indent=not options.compact)
        faults = check_collection(built.collection, profile, official, content)
        findings = [*findings, *built.findings, *faults]
        said: list[str] = []
        if options.verify:
            result = conformance(built.collection, contract_of(spec), profile, chosen.operations)
            faults, said = faults + result.findings, notes(result)
    except KlaviyoPostmanError as error:
        return _Generated(spec.name, error=error)
    files = output_files(
        built,
        content,
        stem=profile.file_stem,
        profile=profile.name,
        spec={
            "source": spec.origin,
            "sha256": hashlib.sha256(spec.content).hexdigest(),
            "title": api.title,
            "version": api.version,
        },
        options={
            "tags": list(options.tags),
            "operations": list(options.operations),
            "compact": options.compact,
            "templates": {**words.overrides()} if words else {},
        },
        findings=findings,
        operations=len(chosen.operations),
    )
    invalid = any(fault.severity == "error" for fault in faults)
    return _Generated(
        name=spec.name,
        version=_folder_name(api.version),
        summary=built.summary,
        files=None if invalid else files,
        spec_findings=tuple(finding for finding in findings if finding not in faults),
        faults=tuple(faults),
        notes=tuple(said),
    )


def _folder_name(version: str) -> str:
    """The version as the name of one folder: a spec is not trusted to say where files go."""
    return re.sub(r"[^\w.+-]+", "_", version).strip(".") or "unversioned"


def _finish(generated: _Generated, folder: Path, check: bool, settings: Settings) -> int:
    """Write or compare one spec's files and say so; the exit code it deserves."""
    if generated.error is not None:
        if settings.verbosity > 1:
            import traceback

            traceback.print_exception(generated.error)
        click.echo(f"Error: {generated.error}", err=True)
        return generated.error.exit_code
    for finding in generated.faults:
        click.echo(f"{generated.version}: {line(finding)}", err=True)
    if settings.verbosity > 0:
        for finding in generated.spec_findings:
            click.echo(f"{generated.version}: {line(finding)}", err=True)
    if generated.files is None:
        click.echo(f"{generated.version}: not written: {verdict(list(generated.faults))}", err=True)
        return 1
    first = folder / next(iter(generated.files.content))
    outdated = generated.files.outdated(folder) if check else []
    if outdated:
        click.echo(
            f"{generated.version}: out of date: {', '.join(str(folder / name) for name in outdated)}",
            err=True,
        )
        return 1
    if not check:
        generated.files.write(folder)
    if settings.verbosity >= 0:
        click.echo(f"{generated.version}: {generated.summary}{', up to date:' if check else ' ->'} {first}")
        for text in (*generated.notes, *_summarised(generated.spec_findings)):
            click.echo(f"  {text}")
    return 0


def _summarised(findings: Iterable[Finding]) -> list[str]:
    counts = Counter(finding.rule for finding in findings)
    if not counts:
        return []
    listed = ", ".join(f"{count} {rule}" for rule, count in sorted(counts.items()))
    return [
        f"noticed in the spec: {listed} (each one in manifest.json, or with `klaviyo-postman -v generate`)"
    ]
