"""A built collection to files: canonical bytes, and a manifest that says where they come from."""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple, TypedDict

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
    """Which spec a collection was made from; `source` is where it was first fetched."""

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

        Raises OutputError, also where the manifest in `folder` says that what lies there was made of
        something else, unless told to replace that (`force`).
        """
        other = "" if force else _difference(self.manifest, folder / MANIFEST)
        if other:
            hint = "choose another --output, or replace it with --force"
            raise OutputError(f"{folder}: holds a collection of {other}", hint)
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


def _difference(new: Manifest, path: Path) -> str:
    """What the manifest at `path` names that `new` does not: another source, profile or selection."""
    try:
        old = from_json(_read(path) or b"{}")
    except ValueError:
        return ""
    if not isinstance(old, dict):
        return ""
    spec, options = old.get("spec"), old.get("options")
    if not isinstance(spec, dict) or not isinstance(options, dict):
        return ""
    if not _is_same_spec(new["spec"], spec):
        return f"another source, {spec.get('source')}"
    if old.get("profile") != new["profile"]:
        return f"another profile, {old.get('profile')}"
    if any(options.get(key) != new["options"][key] for key in ("tags", "operations")):
        return "another selection (--tag, --operation)"
    return ""


def _is_same_spec(new: SpecOrigin, old: dict[str, object]) -> bool:
    """Whether it is the same, or comes from where that came from, changed or not."""
    source = str(old.get("source"))
    if new["source"] == STANDARD_INPUT == source:
        return new["title"] == old.get("title")
    is_sample = {name.startswith(f"{SAMPLE}:") for name in (new["source"], source)}
    if new["sha256"] == old.get("sha256") and len(is_sample) == 1:
        return True
    return os.path.abspath(new["source"]) == os.path.abspath(source)  # noqa: PTH100 - mostly no path


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None
