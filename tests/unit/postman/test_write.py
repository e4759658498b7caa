"""Files: canonical bytes, and a manifest that says where they come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.encode import to_json
from generator.errors import OutputError
from generator.findings import Finding
from generator.json_types import JSONObject
from generator.openapi.model import Api
from generator.postman.build import BuiltCollection, build_collection
from generator.postman.profile import Profile
from generator.postman.write import MANIFEST, OutputFiles, SpecOrigin, output_files

Read = Callable[[str], Api]

SPEC: SpecOrigin = {"source": "sample:1", "sha256": "00", "title": "Shop", "version": "1.0"}
COLLECTION, ENVIRONMENT = "shop.postman_collection.json", "shop.postman_environment.json"


@pytest.fixture
def built(read: Read) -> BuiltCollection:
    return build_collection(
        read("paths: {/a: {get: {summary: Zoé, tags: [A], responses: {'200': {}}}}}"), Profile()
    )


def files_of(built: BuiltCollection, *, compact: bool = False) -> OutputFiles:
    options: JSONObject = {"tags": ["A"], "operations": [], "compact": compact}
    content = to_json(built.collection, indent=not compact) + b"\n"
    return output_files(built, content, "shop", "none", SPEC, options, [Finding("a", "info", "b")], 7)


def test_three_files_the_manifest_last(built: BuiltCollection) -> None:
    files = files_of(built).content
    assert list(files) == [COLLECTION, ENVIRONMENT, MANIFEST]
    assert json.loads(files[COLLECTION]) == built.collection
    assert json.loads(files[ENVIRONMENT]) == built.environment
    assert all(content.endswith(b"}\n") for content in files.values())
    assert "Zoé".encode() in files[COLLECTION]


def test_compact_is_one_line_of_the_same_collection(built: BuiltCollection) -> None:
    files, indented = files_of(built, compact=True).content, files_of(built).content
    assert files[COLLECTION].count(b"\n") == 1
    assert json.loads(files[COLLECTION]) == json.loads(indented[COLLECTION])
    assert files[ENVIRONMENT] == indented[ENVIRONMENT]


def test_the_manifest_says_where_the_files_come_from(built: BuiltCollection) -> None:
    files = files_of(built).content
    manifest = json.loads(files[MANIFEST])
    assert manifest.pop("tool").startswith("klaviyo-postman ")
    assert manifest == {
        "profile": "none",
        "spec": SPEC,
        "options": {"tags": ["A"], "operations": [], "compact": False},
        "counts": {"operations": 7, "requests": 1, "saved_examples": 1, "requests_by_folder": {"A": 1}},
        "findings": [Finding("a", "info", "b").record()],
        "sha256": {name: hashlib.sha256(files[name]).hexdigest() for name in (COLLECTION, ENVIRONMENT)},
    }


def test_what_is_written_is_up_to_date(built: BuiltCollection, tmp_path: Path) -> None:
    files, folder = files_of(built), tmp_path / "new" / "1.0"
    assert files.outdated(folder) == [COLLECTION, ENVIRONMENT, MANIFEST]
    files.write(folder)
    assert files.outdated(folder) == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files.content
    (folder / ENVIRONMENT).write_bytes(b"{}")
    (folder / MANIFEST).unlink()
    assert files.outdated(folder) == [ENVIRONMENT, MANIFEST]


def test_what_cannot_be_written_is_an_output_error(built: BuiltCollection, tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"kept")
    with pytest.raises(OutputError, match="taken"):
        files_of(built).write(tmp_path / "taken")
