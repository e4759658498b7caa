"""What the oracle accepts: the JSON Schema of the document, formats included."""

from __future__ import annotations

from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.oracle import Oracle

A: JSONObject = {"$ref": "#/components/schemas/A"}
SCHEMAS: JSONObject = {
    "A": {
        "type": "object",
        "properties": {"next": A, "name": {"$ref": "#/components/schemas/a%20b"}},
        "required": ["name"],
    },
    "a b": {"type": "string", "minLength": 1},
}


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(cast(Document, {"paths": {}, "components": {"schemas": SCHEMAS}}))


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({}, None, True),
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"type": "integer"}, 1, True),
        ({"type": "number"}, 1, True),
        ({"type": "boolean"}, 1, False),
        ({"type": "boolean"}, True, True),
        ({"type": ["number", "null"], "enum": [1]}, 1, True),
        ({"type": ["integer", "null"]}, "1", False),
        ({"type": ["string", "null"]}, None, True),
        ({"enum": ["a"]}, "b", False),
        ({"const": {"description": "kept"}}, {"description": "kept"}, True),
        ({"const": {"description": "kept"}}, {}, False),
        ({"format": "date-time"}, "2024-01-31T09:30:00Z", True),
        ({"format": "date-time"}, "2024-01-31", False),
        ({"format": "email"}, "a@example.com", True),
        ({"format": "uuid"}, "no", False),
        ({"format": "invented"}, "anything", True),
        ({"pattern": "^(?=a)\\p{L}+$"}, "ab", True),
        ({"exclusiveMinimum": 1}, 1, False),
        ({"additionalProperties": {"not": {}}}, {"a": 1}, False),
        ({"type": "string", "default": 1, "example": 2, "x-a": {"$ref": "#/nowhere"}}, "a", True),
        ({"properties": {"example": {"type": "string"}, "x-a": {"type": "string"}}}, {"example": 1}, False),
        ({"properties": {"example": {"type": "string"}, "x-a": {"type": "string"}}}, {"x-a": 1}, False),
        ({"properties": {"$ref": {"type": "string"}}}, {"$ref": 1}, False),
        ({"patternProperties": {"^d": {"type": "string"}}}, {"d": 1}, False),
        ({"patternProperties": {"title": {"type": "string"}}}, {"title": 1}, False),
        ({"dependentRequired": {"title": ["a"]}}, {"title": 1}, False),
        ({"dependentSchemas": {"title": {"required": ["a"]}}}, {"title": 1}, False),
        ({"prefixItems": [{"type": "string"}]}, [1], False),
        ({"not": {"type": "string"}}, "a", False),
        ({"if": {"const": 1}, "then": {"not": {}}}, 1, False),
        ({"oneOf": [{"type": "number"}, {"type": "integer"}]}, 1, False),
        ({"maximum": 2**70}, 2**69, True),
        ({"maximum": 2**70}, 2**71, False),
        (A, {"name": "n", "next": {"name": "m"}}, True),
        (A, {"name": "n", "next": {"name": ""}}, False),
        ({"items": A}, [{"name": "n"}, {}], False),
        ({"oneOf": [A]}, {"name": "n"}, True),
        ({"anyOf": [A, {"type": "null"}]}, {"name": "n"}, True),
        ({"prefixItems": [A]}, [{"name": "n"}], True),
        ({"additionalProperties": A}, {"a": {"name": "n"}}, True),
        ({"allOf": [A]}, {"name": "n"}, True),
        ({"allOf": [A, {"required": ["next"]}]}, {"name": "n"}, False),
        ({"$ref": "#/components/schemas/a%20b"}, "", False),
        ({"$ref": "#/components/schemas/a%20b"}, "x", True),
    ],
)
def test_verdicts(oracle: Oracle, schema: JSONObject, value: JSON, expected: bool) -> None:
    for _ in range(2):  # the second time it remembers
        assert oracle.accepts(cast(SchemaObject, schema), value) is expected


@pytest.mark.parametrize(
    "schema",
    [{"$ref": "#/components/schemas/Nowhere"}, {"pattern": "("}, {"type": "text"}, {**A, "minLength": "1"}],
)
def test_what_is_no_schema_accepts_nothing(oracle: Oracle, schema: JSONObject) -> None:
    values: list[JSON] = ["a", "a", {"name": "n"}]
    for value in values:
        assert oracle.accepts(cast(SchemaObject, schema), value) is False


def test_schemas_take_turns(oracle: Oracle) -> None:
    other: JSONObject = {"items": A}
    verdicts = [oracle.accepts(cast(SchemaObject, schema), {"name": "n"}) for schema in (A, other, A, other)]
    assert verdicts == [True, True, True, True]
    assert not oracle.accepts(cast(SchemaObject, A), {"name": 1})
    assert not oracle.accepts(cast(SchemaObject, other), [1])


def test_a_schema_too_deep_to_be_compiled_accepts_nothing() -> None:
    schema: JSONObject = {"type": "string"}
    for _ in range(300):
        schema = {"items": schema}
    assert not Oracle(cast(Document, {"paths": {}})).accepts(cast(SchemaObject, schema), [])
