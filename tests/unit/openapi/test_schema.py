"""Schemas as they take effect: references followed, allOf merged."""

from __future__ import annotations

from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.references import follow, parts_of
from generator.openapi.schema import Effective, effective, is_only_choice, merged_references, types_of

A: JSONObject = {"$ref": "#/components/schemas/A"}
B: JSONObject = {"$ref": "#/components/schemas/B"}
C: JSONObject = {"$ref": "#/components/schemas/C"}


def document(**schemas: JSON) -> Document:
    return cast(Document, {"paths": {}, "components": {"schemas": schemas}})


def node(schema: JSONObject, place: str = "/here") -> Node:
    return Node(cast(SchemaObject, schema), place)


def merge(schema: JSONObject, **schemas: JSON) -> Effective:
    return effective(document(**schemas), node(schema))


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "string"}, "/here"),
        (A, "/components/schemas/B"),
        ({**A, "description": "d", "example": 1, "readOnly": True}, "/components/schemas/B"),
        ({**A, "minLength": 1}, "/here"),
        ({"allOf": [A]}, "/here"),
    ],
)
def test_a_bare_reference_is_followed_to_its_end(schema: JSONObject, place: str) -> None:
    assert follow(document(A=B, B={"type": "string"}), node(schema)).pointer == place


@pytest.mark.parametrize("schemas", [{"A": A}, {"A": B, "B": A}])
def test_references_in_a_circle_lead_to_what_says_nothing(schemas: dict[str, JSON]) -> None:
    assert follow(document(**schemas), node(A)).schema == {}


def test_one_schema_takes_effect_as_it_is() -> None:
    schema: JSONObject = {
        "type": "object",
        "properties": {"a/b": {"type": "string"}},
        "required": ["a/b"],
        "items": {},
        "oneOf": [{}],
        "anyOf": [{}, {}],
    }
    merged = merge(schema)
    assert merged.keywords == schema
    assert merged.properties == {"a/b": node({"type": "string"}, "/here/properties/a~1b")}
    assert merged.required == ("a/b",)
    assert merged.items == node({}, "/here/items")
    assert [[branch.pointer for branch in branches] for branches in merged.choices] == [
        ["/here/oneOf/0"],
        ["/here/anyOf/0", "/here/anyOf/1"],
    ]
    assert merged.is_certain
    plain = merge({"type": "string"})
    assert (plain.properties, plain.required, plain.items, plain.choices) == ({}, (), None, ())


def test_all_parts_are_merged_deeply() -> None:
    base: JSONObject = {
        "type": "object",
        "properties": {"a": {"minLength": 1}, "b": {}},
        "required": ["b", "a"],
    }
    more: JSONObject = {"allOf": [A, {"properties": {"c": {}}, "required": ["c"]}], "description": "More"}
    own: JSONObject = {"allOf": [B], "properties": {"a": {"maxLength": 5}, "b": {}}, "required": ["a"]}
    merged = merge(own, A=base, B=more)
    assert list(merged.properties) == ["a", "b", "c"]
    assert merged.properties["a"].schema == {"allOf": [{"maxLength": 5}, {"minLength": 1}]}
    assert merged.properties["a"].pointer == "/components/schemas/A/properties/a"
    assert merged.properties["b"].schema == {}
    assert merged.required == ("a", "b", "c")
    assert merged.keywords == {"type": "object"}
    assert merged.is_certain


def test_items_and_choices_of_parts_are_merged() -> None:
    merged = merge(
        {
            "allOf": [
                {"items": {"type": "string"}, "oneOf": [{}]},
                {"items": {"enum": ["a"]}, "anyOf": [{}, A]},
            ]
        }
    )
    assert merged.items is not None
    assert merged.items.schema == {"allOf": [{"type": "string"}, {"enum": ["a"]}]}
    assert [[branch.pointer for branch in branches] for branches in merged.choices] == [
        ["/here/allOf/0/oneOf/0"],
        ["/here/allOf/1/anyOf/0", "/here/allOf/1/anyOf/1"],
    ]
    assert not merged.is_certain


def test_a_reference_beside_other_keywords_is_merged() -> None:
    merged = merge(
        {**A, "maxLength": 3, "description": "d"}, A={"type": "string", "maxLength": 5, "minLength": 1}
    )
    assert merged.keywords == {"type": "string", "maxLength": 3, "minLength": 1}
    assert not merged.is_certain


def test_a_single_part_takes_effect_where_it_stands() -> None:
    merged = merge({"allOf": [{"description": "nothing"}, A], "title": "T"}, A={"properties": {"a": {}}})
    assert merged.properties["a"].pointer == "/components/schemas/A/properties/a"
    assert merge({"allOf": [{}]}).keywords == {"allOf": [{}]}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"minimum": 1}, {"minimum": 3}, {"minimum": 3}),
        ({"maximum": 1}, {"maximum": 3}, {"maximum": 1}),
        ({"exclusiveMinimum": 1}, {"exclusiveMinimum": 0}, {"exclusiveMinimum": 1}),
        ({"exclusiveMaximum": 1}, {"exclusiveMaximum": 0}, {"exclusiveMaximum": 0}),
        ({"minLength": 1, "maxItems": 4}, {"minLength": 2, "maxItems": 5}, {"minLength": 2, "maxItems": 4}),
        ({"enum": [1, 2, 3]}, {"enum": [3, 2]}, {"enum": [2, 3]}),
        ({"enum": [1]}, {"enum": [2]}, {"enum": []}),
        ({"type": "string"}, {"type": "string"}, {"type": ["string"]}),
        ({"type": ["string", "null"]}, {"type": ["null", "integer", "string"]}, {"type": ["string", "null"]}),
        ({"type": "integer"}, {"type": "number"}, {"type": ["integer"]}),
        ({"type": ["number", "null"]}, {"type": ["integer", "null"]}, {"type": ["null", "integer"]}),
        ({"type": "string"}, {"type": "array"}, {"type": []}),
        ({"format": "uri"}, {"format": "email"}, {"format": "email"}),
        ({"pattern": "a", "title": "T"}, {"minLength": 1, "example": 1}, {"pattern": "a", "minLength": 1}),
    ],
)
def test_what_two_parts_say_of_the_same(first: JSONObject, second: JSONObject, expected: JSONObject) -> None:
    assert merge({"allOf": [first, second]}).keywords == expected


def test_a_schema_that_is_part_of_itself_is_merged_once() -> None:
    merged = merge(A, A={"allOf": [A, {"properties": {"a": A}}], "required": ["a"]})
    assert (list(merged.properties), merged.required) == (["a"], ("a",))


def test_what_holds_where_a_schema_stands_comes_outermost_first() -> None:
    schema: JSONObject = {"allOf": [A, {"title": "second"}], "title": "own"}
    found = parts_of(document(A={"title": "first", **B}, B={"title": "below"}), node(schema))
    assert [(part.pointer, cast(JSONObject, part.schema).get("title")) for part in found] == [
        ("/here", "own"),
        ("/here/allOf/0", None),
        ("/components/schemas/A", "first"),
        ("/components/schemas/B", "below"),
        ("/here/allOf/1", "second"),
    ]
    assert list(parts_of(document(), node({"example": 1}))) == [node({"example": 1})]


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, ["string"]),
        ({"type": ["null", "object"]}, ["null", "object"]),
        ({"properties": {"a": {}}}, ["object"]),
        ({"required": ["a"]}, ["object"]),
        ({"additionalProperties": {}}, ["object"]),
        ({"minProperties": 1}, ["object"]),
        ({"items": {}}, ["array"]),
        ({"prefixItems": [{}]}, ["array"]),
        ({"minItems": 1}, ["array"]),
        ({"maxItems": 1}, ["array"]),
        ({"minimum": 1}, ["number"]),
        ({"maximum": 1}, ["number"]),
        ({"exclusiveMinimum": 1}, ["number"]),
        ({"exclusiveMaximum": 1}, ["number"]),
        ({"multipleOf": 2}, ["number"]),
        ({"minLength": 1}, ["string"]),
        ({}, ["string"]),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, []),
    ],
)
def test_types_are_said_or_implied(schema: JSONObject, types: list[str]) -> None:
    assert types_of(merge(schema)) == types


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"oneOf": []}, True),
        ({"anyOf": [], "description": "d", "default": 1, "x-a": 1, "discriminator": {}}, True),
        ({"oneOf": [], "anyOf": []}, False),
        ({"oneOf": [], "type": "object"}, False),
        ({"description": "d"}, False),
    ],
)
def test_what_is_nothing_but_a_choice(schema: JSONObject, expected: bool) -> None:
    assert is_only_choice(cast(SchemaObject, schema)) is expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, []),
        ({"properties": {"a": A}, "items": A}, []),
        ({"oneOf": [A, B]}, []),
        ({**A, "minLength": 1}, ["A"]),
        ({"allOf": [A, {"oneOf": [B, {"anyOf": [C]}]}]}, ["A", "B", "C"]),
        ({"oneOf": [A], "type": "object"}, ["A"]),
    ],
)
def test_references_that_become_part_of_a_schema(schema: JSONObject, expected: list[str]) -> None:
    found = merged_references(cast(SchemaObject, schema))
    assert found == [f"#/components/schemas/{name}" for name in expected]
