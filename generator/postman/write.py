"""A built collection to files: canonical bytes, and a manifest that says where they come from."""

import hashlib
from pathlib import Path
from typing import NamedTuple, TypedDict

from generator import __version__
from generator.encode import to_json_file
from generator.files import atomic_write
from generator.findings import Finding, FindingRecord
from generator.json_types import JSONObject
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

    def write(self, folder: Path) -> None:
        """Write all files; each is replaced at once or not at all. Raises OutputError."""
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
    return OutputFiles({**files, MANIFEST: to_json_file(manifest)})


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None
