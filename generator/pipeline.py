"""The conversion on one page: the bytes of a spec in, the files of a collection and what was found out.

    bytes -> document -> Api -> Collection -> checks -> files
             openapi     openapi  postman     validate  postman

Each step is one call of a room; what it takes and gives is said there. The command line calls this page, and
only the command line reads what a user names, prints, and writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.encode import to_json_file
from generator.errors import InternalError, KlaviyoPostmanError, traceback_of, working_on
from generator.findings import Finding, is_failure
from generator.ignore import Entry, IgnoreList
from generator.json_types import JSONObject
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.openapi.select import select
from generator.openapi.selection import Extent
from generator.openapi.source import Spec
from generator.postman.build import build_collection
from generator.postman.profile import Profile
from generator.postman.write import OutputFiles, SpecOrigin, output_files, source_seen_from
from generator.render import Templates
from generator.validate.check import check_collection, hold_to, open_contract
from generator.validate.schema import load_schema

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from generator.validate.conformance.check import Conformance


class Options(NamedTuple):
    """What a user may ask for; the same for all specs of a run."""

    profile: Callable[[], Profile]
    """Makes the profile: in each process anew, where there are several."""
    tags: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    compact: bool = False
    official: bytes | None = None
    """Postman's JSON Schema of collections, if that is to be held to."""
    templates: Path | None = None
    verify: bool = False
    """Whether to hold the collection to the spec as well."""
    strict: bool = False
    """Whether warnings count as errors, those of the spec among them."""
    ignore: Sequence[Entry] = ()
    """Findings that are accepted,"""
    today: date = date.min
    """and the day on which they are."""
    webhooks: bool = False
    """Whether what the API sends is converted too."""
    body: Extent = "useful"
    """How much of what is optional the bodies of requests hold."""
    output: Path = Path()
    """Where the folders of collections are: a manifest says where its spec lies as seen from there."""


class Converted(NamedTuple):
    """What became of a spec: files if its collection is valid; an error if there is no collection at all."""

    name: str
    folder: str = ""
    """The name of the folder that its files are for."""
    summary: str = ""
    files: OutputFiles | None = None
    noticed: tuple[Finding, ...] = ()
    """Of the spec: they inform, unless `strict` makes faults of its warnings."""
    faults: tuple[Finding, ...] = ()
    """Of the collection: with an error among them there are no files."""
    ignored: tuple[tuple[Finding, Entry], ...] = ()
    """Of either kind: what is accepted, and by which entry."""
    conformance: Conformance | None = None
    error: KlaviyoPostmanError | None = None
    trace: str = ""
    """The traceback of the error."""


def convert(spec: Spec, options: Options) -> Converted:
    """The pipeline, for one spec. What stops it is an outcome too, so that the specs beside it go on."""
    try:
        if spec.error:
            raise spec.error
        with working_on(spec.name):
            return _convert(spec, options)
    except KlaviyoPostmanError as error:
        return Converted(spec.name, error=error, trace=traceback_of(error))


def _convert(spec: Spec, options: Options) -> Converted:
    profile = options.profile().for_sample() if spec.is_sample else options.profile()
    words = Templates(options.templates) if options.templates else None

    # bytes -> document -> Api
    api, noticed = load_api(spec.content, spec.name, with_webhooks=options.webhooks)
    chosen = select(api, options.tags, options.operations)

    built = build_collection(chosen, profile, words, options.body)  # Api -> Collection
    content = to_json_file(built.collection, indent=not options.compact)
    noticed = [*spec.findings, *noticed, *built.findings]

    official = load_schema(options.official, "official schema") if options.official else None
    faults = [*_another_revision(spec, api), *check_collection(built.collection, profile, official, content)]

    folder = profile.folder_of(api)
    files = output_files(
        built,
        content,
        stem=profile.file_stem,
        profile=profile.name,
        spec=_origin(spec, api, options.output / folder),
        options=_recorded(options, words),
        findings=[*noticed, *faults],
        operations=len(chosen.operations),
    )
    conformance = None
    if options.verify:  # what comes of it stands in no file: those are the same with and without
        contract = open_contract(spec.content, spec.name)
        received = tuple(one for one in chosen.operations if not one.is_webhook)
        kept = built if len(received) == len(chosen.operations) else None
        kept = kept or build_collection(chosen._replace(operations=received), profile, words, options.body)
        conformance = hold_to(contract, kept.collection, profile, received)
        faults = faults + conformance.findings

    accepted = IgnoreList(options.ignore, options.today)
    noticed, ignored = accepted.split(noticed)
    faults, more = accepted.split(faults)
    if options.strict:
        faults = [*(finding for finding in noticed if finding.severity == "warning"), *faults]
        noticed = [finding for finding in noticed if finding.severity != "warning"]
    return Converted(
        name=spec.name,
        folder=folder,
        summary=built.summary,
        files=None if is_failure(faults, strict=options.strict) else files,
        noticed=tuple(noticed),
        faults=tuple(faults),
        ignored=(*ignored, *more),
        conformance=conformance,
    )


def _another_revision(spec: Spec, api: Api) -> list[Finding]:
    if spec.revision in ("", api.version):
        return []
    message = f"asked for {spec.revision}, the spec is of {api.version or 'no revision'} by what it says"
    return [Finding("revision-other", "warning", message, "spec", "/info/version")]


def _origin(spec: Spec, api: Api, folder: Path) -> SpecOrigin:
    digest = hashlib.sha256(spec.content).hexdigest()
    source = source_seen_from(folder, spec.origin)
    return {"source": source, "sha256": digest, "title": api.title, "version": api.version}


def _recorded(options: Options, words: Templates | None) -> JSONObject:
    """The options that the manifest records: those that say what stands in the files."""
    return {
        "tags": list(options.tags),
        "operations": list(options.operations),
        "compact": options.compact,
        "templates": {**words.overrides()} if words else {},
        **({"webhooks": True} if options.webhooks else {}),
        **({"body": options.body} if options.body != "useful" else {}),
    }


def convert_all(specs: list[Spec], options: Options, jobs: int = 1) -> Iterator[Converted]:
    """The pipeline for each spec, in their order; `jobs` at a time, in processes of their own."""
    if jobs == 1 or len(specs) == 1:
        yield from (convert(spec, options) for spec in specs)
        return
    from concurrent.futures.process import BrokenProcessPool

    with _processes(min(jobs, len(specs))) as pool:
        futures = [pool.submit(convert, spec, options) for spec in specs]
        for spec, future in zip(specs, futures, strict=True):
            try:
                yield future.result()
            except BrokenProcessPool:  # one process died, and took the pool with it: whose it was shows alone
                yield _convert_alone(spec, options)


def _convert_alone(spec: Spec, options: Options) -> Converted:
    from concurrent.futures.process import BrokenProcessPool

    with _processes(1) as pool:
        try:
            return pool.submit(convert, spec, options).result()
        except BrokenProcessPool:
            died = InternalError(
                f"{spec.name}: the process that converted it died", "is there enough memory?"
            )
            return Converted(spec.name, error=died)


def _processes(count: int) -> ProcessPoolExecutor:
    """Processes that an interrupt by the keyboard ends in silence: the first one says so."""
    import signal
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(count, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_DFL))
