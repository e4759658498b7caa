"""What the user names as input, to bytes: a revision, a file, a URL, or standard input."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from generator.cli.settings import Settings
from generator.errors import InputError, KlaviyoPostmanError, UsageError, working_on
from generator.escape.lines import line
from generator.klaviyo.lifecycle import known_revisions
from generator.openapi.bundle import bundle, reader
from generator.openapi.revision import LATEST, Revision, find_revision, is_revision
from generator.openapi.source import (
    SAMPLE,
    STANDARD_INPUT,
    FolderSource,
    Source,
    Spec,
    fetch_url,
    open_source,
    public_url,
    read_path,
    read_stream,
)
from generator.openapi.store import Store
from generator.resources import bundled


def read_specs(names: tuple[str, ...], everything: bool, base: str | None, settings: Settings) -> list[Spec]:
    """The specs the user named, or all; without a name the newest pulled, or the bundled sample.

    `base` is where revisions are looked up; None is the local folder of specs.
    """
    if names and everything:
        raise UsageError("--all and the names of specs exclude each other")
    source = open_specs(base, settings)
    if everything:
        revisions = source.revisions()
        if not revisions:
            raise InputError(f"{source.base}: holds no spec", "run `klaviyo-postman pull --all`")
        return [_tried(each.name, partial(_of_revision, each, source)) for each in revisions]
    if not names:
        names = (_default(source, settings),)
    return [_tried(shown(name), partial(read_spec, name, source, settings)) for name in names]


def _tried(name: str, read: Callable[[], Spec]) -> Spec:
    """A spec, or what kept it from being read: that is its own error, and stops no other."""
    try:
        with working_on(name):
            return read()
    except KlaviyoPostmanError as error:
        return Spec(b"", name, name, error=error)


def open_specs(base: str | None, settings: Settings) -> Source:
    """Where revisions are looked up: at `base`, or in the local folder of specs."""
    return open_source(base, known_revisions()) if base else Store(settings.specs)


def read_spec(name: str, source: Source, settings: Settings) -> Spec:
    """The spec that `name` means, with the files it refers to where it is no revision.

    Raises InputError if it cannot be read, UsageError if it means nothing.
    """
    if name == "-":
        return _bundled(Spec(_read_stdin(), "-", STANDARD_INPUT), "-", None, settings)
    if "://" in name:
        fetched = fetch_url(name)
        spec = Spec(fetched.content, fetched.location, fetched.location)
        return _bundled(spec, spec.origin, None, settings)
    if name == SAMPLE:
        sample = FolderSource(bundled("specs/sample"))
        return _of_revision(find_revision(LATEST, sample.revisions()), sample)
    if name == LATEST:
        return _of_revision(find_revision(LATEST, source.revisions()), source)
    if is_revision(name):
        return _of_revision(find_revision(name, known_revisions()), source)
    path, content = Path(name), read_file(name)
    origin = STANDARD_INPUT if _is_stream(path) else name
    return _bundled(Spec(content, name, origin), path.name, path.parent, settings)


def _is_stream(path: Path) -> bool:
    """Whether something else may be read there each time: a pipe, `/dev/stdin`, the `<(…)` of a shell."""
    return (
        path.is_fifo() or path.is_char_device() or path.is_relative_to("/dev") or path.is_relative_to("/proc")
    )


def _bundled(spec: Spec, location: str, folder: Path | None, settings: Settings) -> Spec:
    """A spec in one piece: what it refers to lies below `folder`, or on the web."""
    fetch = (lambda url: fetch_url(url).content) if settings.follows_remote else None
    content, findings = bundle(spec.content, spec.name, location, reader(folder, fetch))
    return spec._replace(content=content, findings=tuple(findings))


def read_file(name: str) -> bytes:
    """The bytes of a file. Raises InputError."""
    return read_path(Path(name))


def read_text_input(name: str) -> bytes:
    """The bytes of a file, a URL or, for `-`, of standard input. Raises InputError."""
    if name == "-":
        return _read_stdin()
    return fetch_url(name).content if "://" in name else read_file(name)


def shown(name: str) -> str:
    """What the user named, as it is told and recorded: a URL without what may be secret."""
    return public_url(name) if "://" in name else name


def _read_stdin() -> bytes:
    if sys.stdin is None:
        raise InputError("-: standard input is closed")
    return read_stream(sys.stdin.buffer, "-")


def _default(source: Source, settings: Settings) -> str:
    if any(revision.channel == "stable" for revision in source.revisions()):
        return LATEST
    said = (
        "No spec was pulled yet, so this is the bundled sample; `klaviyo-postman pull` fetches the real one."
    )
    settings.note(line(said))
    return SAMPLE


def _of_revision(revision: Revision, source: Source) -> Spec:
    name = revision.name
    if isinstance(source, Store):
        content, record = source.read(revision), source.record(revision)
        path = str(source.path_of(revision))
        return Spec(content, path, record["source"] if record else path, name)
    fetched = source.fetch(revision)
    if fetched is None:  # pragma: no cover - only a call with an etag is answered so
        raise InputError(f"{source.base}: sent no spec of {name}")
    if Path(source.base) == bundled("specs/sample"):  # they lie elsewhere in every installation
        return Spec(fetched.content, fetched.location, f"{SAMPLE}:{name}", name, is_sample=True)
    return Spec(fetched.content, fetched.location, fetched.location, name)
