"""Properties that a schema does not name."""

from __future__ import annotations

from copy import deepcopy
from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.dialect import unify_schemas
from generator.openapi.document import Document
from generator.openapi.unknown import Unknown

TEA: JSONObject = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "origin": {"$ref": "#/components/schemas/Place"}},
}
SCHEMAS: JSONObject = {
    "Tea": TEA,
    "Place": {
        "type": "object",
        "properties": {"country": {}, "inside": {"$ref": "#/components/schemas/Place"}},
    },
    "Endless": {"allOf": [{"$ref": "#/components/schemas/Endless"}, TEA]},
    "Word": {"type": "string"},
}
NAME: JSONObject = {"name": "Assam"}
ODD: JSONObject = {"name": "Assam", "odd": 1}


def named(*names: str, **more: JSON) -> JSONObject:
    return {"type": "object", "properties": {name: {} for name in names}, **more}


def unknown(schema: JSON, value: JSON) -> list[tuple[str, str]]:
    schemas = deepcopy({**SCHEMAS, "Root": schema})
    document = cast(Document, {"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}})
    unify_schemas(document, "spec.json")
    return Unknown(document).properties("/components/schemas/Root", value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (TEA, NAME),
        ({"$ref": "#/components/schemas/Tea"}, NAME),
        ({"type": "object"}, ODD),
        ({}, ODD),
        (True, ODD),
        ({**TEA, "additionalProperties": True}, ODD),
        ({**TEA, "additionalProperties": {}}, ODD),
        ({**TEA, "additionalProperties": {"type": "integer"}}, ODD),
        ({**TEA, "patternProperties": {"^o": {}}}, ODD),
        ({**TEA, "unevaluatedProperties": True}, ODD),
        ({**TEA, "if": {}, "then": named("odd")}, ODD),
        ({"allOf": [TEA, named("odd")]}, ODD),
        ({"allOf": [TEA, {"additionalProperties": True}]}, ODD),
        ({**TEA, "allOf": [named("odd")]}, ODD),
        ({"oneOf": [TEA, named("odd")]}, ODD),
        ({"anyOf": [TEA, {"type": "object"}]}, ODD),
        ({"anyOf": [TEA, {}]}, ODD),
        ({"oneOf": [TEA, {**named("x"), "additionalProperties": True}]}, ODD),
        ({"$ref": "#/components/schemas/Tea", "properties": {"odd": {}}}, ODD),
        ({**TEA, "required": ["odd"]}, ODD),
        ({"allOf": [TEA, {"dependentRequired": {"name": ["odd"]}}]}, ODD),
        ({"type": "array", "items": TEA}, [NAME, "x", None]),
        ({"type": "array"}, [ODD]),
        (TEA, "text"),
        (TEA, None),
    ],
)
def test_all_is_named_or_any_will_do(schema: JSON, value: JSON) -> None:
    assert unknown(schema, value) == []


ROOT = "/components/schemas/Root"


@pytest.mark.parametrize(
    ("schema", "value", "places"),
    [
        (TEA, ODD, [("/odd", f"{ROOT}/properties/odd")]),
        ({"$ref": "#/components/schemas/Tea"}, ODD, [("/odd", "/components/schemas/Tea/properties/odd")]),
        (
            {"$ref": "#/components/schemas/Endless"},
            ODD,
            [("/odd", "/components/schemas/Endless/allOf/1/properties/odd")],
        ),
        ({**TEA, "additionalProperties": False}, ODD, [("/odd", f"{ROOT}/properties/odd")]),
        ({**TEA, "additionalProperties": {"not": {}}}, ODD, [("/odd", f"{ROOT}/properties/odd")]),
        ({**TEA, "patternProperties": {"^x": {}}}, ODD, [("/odd", f"{ROOT}/properties/odd")]),
        (
            {"patternProperties": {"^x": {}}},
            ODD,
            [("/name", f"{ROOT}/properties/name"), ("/odd", f"{ROOT}/properties/odd")],
        ),
        ({"allOf": [{"type": "object"}, TEA]}, ODD, [("/odd", f"{ROOT}/allOf/1/properties/odd")]),
        ({"oneOf": [TEA, {"type": "string"}]}, ODD, [("/odd", f"{ROOT}/oneOf/0/properties/odd")]),
        ({"oneOf": [TEA, {"type": ["string", "null"]}]}, ODD, [("/odd", f"{ROOT}/oneOf/0/properties/odd")]),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Word"}, TEA]},
            ODD,
            [("/odd", f"{ROOT}/anyOf/1/properties/odd")],
        ),
        ({"type": "array", "items": TEA}, [NAME, ODD], [("/1/odd", f"{ROOT}/items/properties/odd")]),
        (TEA, {"a/b": 1, "~": 2}, [("/a~1b", f"{ROOT}/properties/a~1b"), ("/~0", f"{ROOT}/properties/~0")]),
        (
            TEA,
            {"origin": {"inside": {"country": {}, "planet": 3}}},
            [("/origin/inside/planet", "/components/schemas/Place/properties/planet")],
        ),
        (
            {"additionalProperties": TEA},
            {"any": ODD},
            [("/any/odd", f"{ROOT}/additionalProperties/properties/odd")],
        ),
        (
            {"patternProperties": {"^a": TEA}},
            {"any": ODD},
            [("/any/odd", f"{ROOT}/patternProperties/^a/properties/odd")],
        ),
        (
            {"allOf": [named("tea"), {"properties": {"tea": TEA}}, {"properties": {"tea": named("odd")}}]},
            {"tea": {**ODD, "more": 1}},
            [("/tea/more", f"{ROOT}/allOf/1/properties/tea/properties/more")],
        ),
    ],
)
def test_what_is_not_named_is_found(schema: JSON, value: JSON, places: list[tuple[str, str]]) -> None:
    assert unknown(schema, value) == places


def test_where_there_is_no_schema_nothing_is_unknown() -> None:
    assert Unknown(cast(Document, {})).properties("/components/schemas/Root", ODD) == []


def test_what_lies_below_an_unknown_property_is_not_judged() -> None:
    assert unknown(TEA, {"odd": ODD}) == [("/odd", f"{ROOT}/properties/odd")]


def test_lists_of_choices_of_lists_are_looked_at_once() -> None:
    names = [f"L{number}" for number in range(8)]
    lists: JSONObject = {
        name: {
            "type": "array",
            "items": {"anyOf": [{"$ref": f"#/components/schemas/{other}"} for other in names]},
        }
        for name in names
    }
    value: JSON = []
    for _ in range(40):
        value = [value]
    document = cast(Document, {"openapi": "3.1.0", "paths": {}, "components": {"schemas": lists}})
    assert Unknown(document).properties("/components/schemas/L0", value) == []
