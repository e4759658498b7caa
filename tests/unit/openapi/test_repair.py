"""Examples that break their own schema, and what their authors meant."""

from __future__ import annotations

from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.repair import repair

TREE: JSONObject = {"$ref": "#/components/schemas/Tree"}
SCHEMAS: JSONObject = {
    "Flag": {"type": "boolean"},
    "Tree": {"properties": {"ok": {"type": "boolean"}, "children": {"type": "array", "items": TREE}}},
}
DATE_TIME: JSONObject = {"type": "string", "format": "date-time"}
TEXTS: JSONObject = {"type": "array", "items": {"type": "string"}}


def repaired(schema: JSONObject, value: JSON) -> JSON:
    document = cast(Document, {"paths": {}, "components": {"schemas": SCHEMAS}})
    return repair(document, Node(cast(SchemaObject, schema), "/here"), value)


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        # a list for a single value, and the other way round
        ({"type": "string"}, ["a"], "a"),
        ({"type": "string"}, ["a", "b"], "a"),
        ({}, ["a"], "a"),
        ({}, ["a", "b"], ["a", "b"]),
        ({"type": "integer"}, ["7"], 7),
        ({"type": "string"}, [], []),
        (TEXTS, "a", ["a"]),
        (TEXTS, 5, ["5"]),
        (TEXTS, None, None),
        ({"type": "array"}, "a", ["a"]),
        ({"type": "array"}, [1, "a"], [1, "a"]),
        # a boolean or a number as text
        ({"type": "boolean"}, "True", True),
        ({"type": "boolean"}, " false ", False),
        ({"type": "boolean"}, "yes", "yes"),
        ({"type": "boolean"}, 1, 1),
        ({"type": "integer"}, " -12 ", -12),
        ({"type": "integer"}, "1.5", "1.5"),
        ({"type": "number"}, "1.5", 1.5),
        ({"type": "number"}, "1e3", "1e3"),
        ({"type": ["number", "null"]}, "2", 2.0),
        # text as a boolean or a number
        ({"type": "string"}, True, "true"),
        ({"type": "string"}, 12, "12"),
        ({"type": "string"}, 1.5, "1.5"),
        ({"type": "string"}, None, None),
        # an enum value in the wrong case or of the wrong type
        ({"type": "string", "enum": ["Draft", "Sent"]}, "draft", "Draft"),
        ({"type": "string", "enum": ["1", "2"]}, 2, "2"),
        ({"enum": [1, 2]}, "2", 2),
        ({"enum": ["a"]}, "b", "b"),
        # a date-time without a time zone, or without a time
        (DATE_TIME, "2024-01-31T09:30:00", "2024-01-31T09:30:00+00:00"),
        (DATE_TIME, "2024-01-31 09:30:00.25", "2024-01-31T09:30:00.25+00:00"),
        (DATE_TIME, " 2024-01-31T09:30 ", "2024-01-31T09:30:00+00:00"),
        (DATE_TIME, "2024-01-31", "2024-01-31T00:00:00+00:00"),
        (DATE_TIME, "2024-01-31T09:30:00Z", "2024-01-31T09:30:00Z"),
        (DATE_TIME, "yesterday", "yesterday"),
        ({"type": "string", "format": "date"}, "2024-01-31", "2024-01-31"),
        # deeper
        ({"type": "array", "items": {"type": "integer"}}, ["1", 2, ["3"]], [1, 2, 3]),
        ({"properties": {"a": {"type": "integer"}}}, {"a": "1", "b": "2"}, {"a": 1, "b": "2"}),
        ({"$ref": "#/components/schemas/Flag"}, "TRUE", True),
        ({"allOf": [{"$ref": "#/components/schemas/Flag"}]}, ["true"], True),
        (
            TREE,
            {"ok": "true", "children": [{"ok": ["False"], "children": []}]},
            {"ok": True, "children": [{"ok": False, "children": []}]},
        ),
        # null beside one choice is no choice, and two are not chosen from
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, "true", True),
        ({"anyOf": [TEXTS, {"type": "null"}]}, "a", ["a"]),
        ({"oneOf": [{"type": "boolean"}, {"type": "integer"}]}, "true", "true"),
    ],
)
def test_what_the_author_meant(schema: JSONObject, value: JSON, expected: JSON) -> None:
    result = repaired(schema, value)
    assert result == expected
    assert type(result) is type(expected)


def test_the_example_itself_is_left_alone() -> None:
    value: JSON = {"a": ["1"]}
    assert repaired({"properties": {"a": {"type": "array", "items": {"type": "integer"}}}}, value) == {
        "a": [1]
    }
    assert value == {"a": ["1"]}
