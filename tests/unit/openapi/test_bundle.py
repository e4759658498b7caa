"""A spec in several files: what is followed, what becomes of it, and what is not followed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from generator.errors import InputError
from generator.json_types import JSON, JSONObject
from generator.openapi.bundle import bundle, reader

ROOT = """openapi: 3.1.0
paths:
  /a:
    get: {$ref: "a/get.yaml"}
  /b: {$ref: "paths.yaml#/~1b"}
  /c:
    get:
      responses:
        "200": {content: {application/json: {schema: {$ref: "?"}}}}
components: {schemas: {Tag: {type: string}}}
"""
FILES = {
    "a/get.yaml": 'parameters: [{$ref: "../parameters.json#/id"}]\nsummary: Get a',
    "parameters.json": '{"id": {"name": "id", "in": "query", "schema": {"$ref": "a/schemas.yaml#/Id"}}}',
    "paths.yaml": '/b: {get: {requestBody: {$ref: "#/bodies/One"}}}\n'
    "bodies: {One: {content: {a/json: {example: {$ref: data.yaml}, schema: {$ref: a/schemas.yaml}}}}}",
    "a/schemas.yaml": 'properties: {self: {$ref: "#"}, tag: {$ref: "../spec.yaml#/components/schemas/Tag"}}\n'
    'Id: {oneOf: [{$ref: "#/Id"}, {type: string}], discriminator: {propertyName: x, mapping: {a: "#/Id"}}}',
}


def bundled(folder: Path, reference: str = "#/components/schemas/Tag") -> tuple[JSONObject, list[str]]:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    content = ROOT.replace("?", reference).encode()
    found, findings = bundle(content, "spec.yaml", "spec.yaml", reader(folder, None))
    assert {finding.rule for finding in findings} <= {"reference-file"}
    return cast(JSONObject, json.loads(found)), [finding.message for finding in findings]


def test_what_other_files_hold_becomes_components(tmp_path: Path) -> None:
    document, messages = bundled(tmp_path)
    assert messages == []
    paths = cast("dict[str, JSONObject]", document["paths"])
    components = cast("dict[str, JSONObject]", document["components"])
    assert paths["/a"] == {
        "get": {"summary": "Get a", "parameters": [{"$ref": "#/components/parameters/id"}]}
    }
    assert paths["/b"] == {"$ref": "#/components/pathItems/_1b"}
    assert components["pathItems"]["_1b"] == {
        "get": {"requestBody": {"$ref": "#/components/requestBodies/One"}}
    }
    (media_type,) = cast("dict[str, dict[str, JSONObject]]", components["requestBodies"]["One"])[
        "content"
    ].values()
    assert media_type["example"] == {"$ref": "data.yaml"}, "which is data"
    assert media_type["schema"] == {"$ref": "#/components/schemas/schemas"}
    assert components["schemas"] == {
        "Tag": {"type": "string"},
        "schemas": {
            "properties": {
                "self": {"$ref": "#/components/schemas/schemas"},
                "tag": {"$ref": "#/components/schemas/Tag"},
            },
            "Id": FILES_ID,
        },
        "Id": {
            "oneOf": [{"$ref": "#/components/schemas/Id"}, {"type": "string"}],
            "discriminator": {"propertyName": "x", "mapping": {"a": "#/components/schemas/Id"}},
        },
    }


# The same object, which stands within the whole file as well.
FILES_ID: JSON = {
    "oneOf": [{"$ref": "#/components/schemas/Id"}, {"type": "string"}],
    "discriminator": {"propertyName": "x", "mapping": {"a": "#/components/schemas/Id"}},
}


def test_a_spec_in_one_piece_is_not_looked_at() -> None:
    content = b'{"openapi": "3.0.3", "x": {"$ref": "#/a"}, "y": {"$ref":"#/b"}} not even JSON'
    assert bundle(content, "spec.json", "spec.json", reader(None, None)) == (content, [])


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("../secret.yaml", "it lies outside the folder of the spec"),
        ("a/../../secret.yaml", "it lies outside the folder of the spec"),
        ("%2e%2e/secret.yaml", "it lies outside the folder of the spec"),
        ("/etc/passwd", "it lies outside the folder of the spec"),
        ("link.yaml", "it lies outside the folder of the spec"),
        ("linked/secret.yaml", "it lies outside the folder of the spec"),
        ("file:///etc/passwd", "only files below the spec are followed, and https where that is allowed"),
        ("https://example.com/a.yaml", "it lies on the web (--allow-remote-refs follows it)"),
        ("gone.yaml", "there is no such file"),
        ("a", "there is no such file"),
        ("paths.yaml#/nothing", "there is nothing"),
        ("broken.yaml", "broken.yaml: not YAML at line "),
    ],
)
def test_what_is_not_followed(tmp_path: Path, reference: str, why: str) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("type: string")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "linked").symlink_to(tmp_path, target_is_directory=True)
    (folder / "broken.yaml").write_text("a: [")
    document, (message,) = bundled(folder, reference)
    assert why in message
    assert json.dumps(document).count(f'{{"$ref": "{reference}"}}') == 1, (
        "the reference stays, and leads nowhere"
    )


def test_the_web_is_followed_where_that_is_allowed(tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        if len(asked) > 2:
            raise InputError(f"{url}: the server answered 404")
        return (
            b'{"A": {"items": {"$ref": "b.json"}}, "type": "string", "not": {"$ref": "file:///etc/passwd"}}'
        )

    content = ROOT.replace("?", "https://example.com/x/a.json#/A").encode()
    _, findings = bundle(content, "spec.yaml", "spec.yaml", reader(tmp_path, fetch))
    assert asked == ["https://example.com/x/a.json", "https://example.com/x/b.json"]
    assert len([finding for finding in findings if "only files below" in finding.message]) == 1


def test_examples_that_lie_in_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"a": 1}')
    (tmp_path / "two.txt").write_text("a")
    examples = "{one: {externalValue: one.json}, two: {externalValue: two.txt}, no: {externalValue: ../x}}"
    content = f"openapi: 3.0.3\ncomponents: {{parameters: {{a: {{examples: {examples}}}}}}}".encode()
    found, findings = bundle(content, "spec.yaml", "spec.yaml", reader(tmp_path, None))
    assert json.loads(found)["components"]["parameters"]["a"]["examples"] == {
        "one": {"value": {"a": 1}},
        "two": {"value": "a"},
        "no": {"externalValue": "../x"},
    }
    assert len(findings) == 1
