"""A built collection to files: canonical bytes, and a manifest that says where they come from."""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple, TypedDict, cast

from generator import __version__
from generator.encode import from_json, to_json_file
from generator.errors import OutputError
from generator.files import atomic_write
from generator.findings import Finding, FindingRecord
from generator.json_types import JSONObject
from generator.openapi.source import SAMPLE, STANDARD_INPUT
from generator.postman.build import BuiltCollection

MANIFEST = "manifest.json"


class SpecOrigin(TypedDict):
    """Which spec a collection was made from; `source` is where it was first fetched (`source_seen_from`)."""

    source: str
    sha256: str
    title: str
    version: str


class Counts(TypedDict):
    """How much a collection holds."""

    operations: int
    requests: int
    saved_examples: int
    requests_by_folder: dict[str, int]


class Manifest(TypedDict):
    """What stands in `manifest.json`."""

    tool: str
    profile: str
    spec: SpecOrigin
    options: JSONObject
    counts: Counts
    findings: list[FindingRecord]
    sha256: dict[str, str]


class OutputFiles(NamedTuple):
    """The files of one collection, by name, in the order in which they are written: the manifest last."""

    content: dict[str, bytes]
    manifest: Manifest

    def write(self, folder: Path, force: bool = False) -> None:
        """Write all files; each is replaced at once or not at all.

        Raises OutputError, also where what lies in `folder` was made of something else, or by nobody knows
        whom, unless told to replace that (`force`).
        """
        other = "" if force else _difference(self, folder)
        if other:
            hint = "choose another --output, or replace it with --force"
            raise OutputError(f"{folder}: holds {other}", hint)
        for name, content in self.content.items():
            atomic_write(folder / name, content)

    def outdated(self, folder: Path) -> list[str]:
        """The names of the files that `folder` lacks or holds with other content."""
        return [name for name, content in self.content.items() if _read(folder / name) != content]


def output_files(
    built: BuiltCollection,
    content: bytes,
    stem: str,
    profile: str,
    spec: SpecOrigin,
    options: JSONObject,
    findings: list[Finding],
    operations: int,
) -> OutputFiles:
    """The files of a collection, given as its JSON (`content`), environment and manifest beside it."""
    files = {
        f"{stem}.postman_collection.json": content,
        f"{stem}.postman_environment.json": to_json_file(built.environment),
    }
    manifest: Manifest = {
        "tool": f"klaviyo-postman {__version__}",
        "profile": profile,
        "spec": spec,
        "options": options,
        "counts": {
            "operations": operations,
            "requests": built.requests,
            "saved_examples": built.saved_examples,
            "requests_by_folder": built.requests_by_folder,
        },
        "findings": [finding.record() for finding in findings],
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    return OutputFiles({**files, MANIFEST: to_json_file(manifest)}, manifest)


def source_seen_from(folder: Path, source: str) -> str:
    """The path of a spec as seen from the nearest directory above both it and `folder`, the collection's.

    So it is the same from whichever directory it is named, and on every machine that lays them out alike.
    Where only the root is above both it stays as it was named; what is no path is its own name.
    """
    if "://" in source or source == STANDARD_INPUT or source.startswith(f"{SAMPLE}:"):
        return source
    path = os.path.abspath(source)  # noqa: PTH100 - ".." goes, and links stay: they may lead elsewhere tomorrow
    try:
        above = Path(os.path.commonpath((path, os.path.abspath(folder))))  # noqa: PTH100
    except ValueError:  # another drive
        return Path(source).as_posix()
    return (Path(source) if above == above.parent else Path(path).relative_to(above)).as_posix()


def _difference(new: OutputFiles, folder: Path) -> str:
    """What in `folder` is not replaced by `new` unasked: of another source, profile or selection.

    Where no manifest says what something was made of, it may be anybody's.
    """
    old = _manifest(folder / MANIFEST)
    if old is None:
        others = [name for name in new.outdated(folder) if _read(folder / name) is not None]
        return f"{others[0]}, and no readable manifest says what it was made of" if others else ""
    spec, options, manifest = old["spec"], old["options"], new.manifest
    if not _is_same_spec(manifest["spec"], spec):
        return f"a collection of another source, {spec['source']}"
    if old["profile"] != manifest["profile"]:
        return f"a collection of another profile, {old['profile']}"
    if any(options.get(key) != manifest["options"][key] for key in ("tags", "operations")):
        return "a collection of another selection (--tag, --operation)"
    return ""


def _manifest(path: Path) -> Manifest | None:
    """What `path` says, if it is a manifest that says what a collection was made of."""
    try:
        found = from_json(_read(path) or b"")
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("options"), dict) or "profile" not in found:
        return None
    spec = found.get("spec")
    is_whole = isinstance(spec, dict) and all(
        isinstance(spec.get(key), str) for key in SpecOrigin.__annotations__
    )
    return cast(Manifest, found) if is_whole else None


def _is_same_spec(new: SpecOrigin, old: SpecOrigin) -> bool:
    """Whether it is the same, or comes from where that came from, changed or not."""
    is_sample = {spec["source"].startswith(f"{SAMPLE}:") for spec in (new, old)}
    if new["sha256"] == old["sha256"] and len(is_sample) == 1:
        return True
    if new["source"] == STANDARD_INPUT:  # which is no place: what came from there is known by its name
        return all(new[key] == old[key] for key in ("source", "title", "version"))
    return new["source"] == old["source"]


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None
