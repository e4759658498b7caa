"""What `diff` takes for a side: a revision, a file, REVISION@FILE, or what `generate` wrote."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

from generator.cli.inputs import read_file, read_spec, shown
from generator.cli.settings import Settings
from generator.errors import InputError, UsageError, working_on
from generator.escape.lines import line
from generator.klaviyo.lifecycle import known_revisions
from generator.openapi.load import load_document
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.openapi.revision import LATEST, SEE_REVISIONS, Revision, find_revision, is_revision
from generator.openapi.source import SAMPLE, FolderSource, NotListable, Source, Spec
from generator.postman.write import MANIFEST, SpecOrigin
from generator.resources import bundled


class Side(NamedTuple):
    """One of the specs compared. It is read when wanted: a walk through revisions holds two at a time."""

    name: str
    """How the user called it."""
    revision: str
    """The revision that it is said to be; empty where its own version counts."""
    read: Callable[[], bytes]

    def load(self) -> Api:
        """The API. Raises InputError if it cannot be read or understood."""
        with working_on(self.name):
            return load_api(self.read(), self.name)[0]


def side(name: str, source: Source, settings: Settings) -> Side:
    """The side that `name` means. Raises UsageError or InputError if it means nothing."""
    with working_on(shown(name)):
        return _side(name, source, settings)


def _side(name: str, source: Source, settings: Settings) -> Side:
    revision, at, file = name.partition("@")
    if at and is_revision(revision):
        return Side(name, revision, _side(file, source, settings).read)
    if name == LATEST:
        name = find_revision(LATEST, source.revisions()).name
    if is_revision(name):
        return Side(name, name, lambda: read_spec(name, source, settings).content)
    path = Path(name)
    manifest = (path if path.is_dir() else path.parent) / MANIFEST
    if "://" not in name and (path.is_dir() or _is_listed(path.name, manifest)):
        return Side(name, "", lambda: _of_collection(manifest, source, settings))
    return Side(shown(name), "", lambda: _spec(name, source, settings))


def between(old: Side, new: Side, source: Source, settings: Settings) -> Iterator[Side]:
    """The revisions of the same channel between two, oldest first, as far as they are at hand."""
    first, last = _revision_of(old), _revision_of(new)
    if not first.name < last.name or first.channel != last.channel:
        raise UsageError(
            f"--through goes from a revision to a later one, not from {first.name} to {last.name}"
        )
    try:
        listed = source.revisions()
    except NotListable:
        listed = known_revisions()
    known = [revision for revision in known_revisions() if revision not in listed]
    missing = [revision.name for revision in known if _lies_between(first, revision, last)]
    if missing:
        settings.note(line(f"not at {source.base}, and so left out: {', '.join(missing)}"))
    for revision in listed:
        if _lies_between(first, revision, last):
            yield side(revision.name, source, settings)


def _lies_between(first: Revision, revision: Revision, last: Revision) -> bool:
    return first.name < revision.name < last.name and revision.channel == first.channel


def _revision_of(given: Side) -> Revision:
    name = given.revision or given.load().version
    if not is_revision(name):
        raise UsageError(
            f"{given.name}: {name!r} is not a revision, and --through walks revisions", SEE_REVISIONS
        )
    return find_revision(name, known_revisions())


def _spec(name: str, source: Source, settings: Settings) -> bytes:
    content = read_spec(name, source, settings).content
    if b"schema.getpostman.com" in content and "openapi" not in load_document(content, shown(name)):
        raise InputError(
            f"{shown(name)}: a collection without the {MANIFEST} that says which spec it was made from",
            "compare revisions or specs, and give a collection of your own with --collection",
        )
    return content


def _is_listed(name: str, manifest: Path) -> bool:
    """Whether a file is one of those that a manifest beside it lists."""
    return manifest.is_file() and name in _manifest(manifest).get("sha256", {})


def _manifest(path: Path) -> dict[str, dict[str, object]]:
    try:
        raw = json.loads(read_file(str(path)))
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict) or not isinstance(raw.get("spec"), dict):
        raise InputError(f"{path}: not a manifest that `generate` wrote")
    return cast("dict[str, dict[str, object]]", raw)


def _of_collection(manifest: Path, source: Source, settings: Settings) -> bytes:
    """The spec that a collection was made from, known by its SHA-256.

    The manifest is anybody's: what it names is looked up where the user said, or is a file (where
    `source_seen_from` saw it from, or as it was named), and not fetched.
    """
    spec = cast(SpecOrigin, _manifest(manifest)["spec"])
    origin, version, digest = (str(spec.get(key, "")) for key in ("source", "version", "sha256"))
    prefix, _, revision = origin.partition(":")
    is_below = "://" in origin and origin.startswith(f"{source.base}/")
    places: tuple[tuple[bool, Callable[[], Spec]], ...] = (
        (is_revision(version), partial(read_spec, version, source, settings)),
        (prefix == SAMPLE and is_revision(revision), partial(read_spec, revision, _sample(), settings)),
        (is_below, partial(read_spec, origin, source, settings)),
        *(
            (os.path.isfile(path), partial(read_spec, path, source, settings))  # noqa: PTH113 - raises nothing
            for path in (origin, *(str(above / origin) for above in manifest.absolute().parents))
            if "://" not in origin
        ),
    )
    for is_meant, read in places:
        try:
            content = read().content if is_meant else b""
        except (InputError, UsageError):
            continue
        if hashlib.sha256(content).hexdigest() == digest:
            return content
    raise InputError(
        f"{manifest}: the spec it names, {version} from {origin}, is not to be found as it was",
        "pull it, or say where it is with --source",
    )


def _sample() -> Source:
    return FolderSource(bundled("specs/sample"))
