"""Which branch of a oneOf or anyOf: what there is to choose from, what tells them apart."""

from __future__ import annotations

from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.choices import combinations, excludes
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.schema import effective

A: JSONObject = {"$ref": "#/components/schemas/A"}
B: JSONObject = {"$ref": "#/components/schemas/B"}
C: JSONObject = {"$ref": "#/components/schemas/C"}


def document(**schemas: JSON) -> Document:
    return cast(Document, {"paths": {}, "components": {"schemas": schemas}})


def node(schema: JSONObject, place: str = "/here") -> Node:
    return Node(cast(SchemaObject, schema), place)


def has(name: str) -> JSONObject:
    return {"properties": {name: {}}}


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string"}, 1, True),
        ({"type": "string"}, "a", False),
        ({"type": ["string", "null"]}, None, False),
        ({"type": "number"}, 1, False),
        ({"type": "integer"}, 1.5, False),
        ({"type": "number"}, 1.5, False),
        ({"type": "integer"}, True, True),
        ({}, 1, False),
        ({"required": ["a"]}, {"b": 1}, True),
        ({"required": ["a"]}, [], False),
        ({"properties": {"a": {"enum": ["x"]}}}, {"a": "y"}, True),
        ({"properties": {"a": {"enum": ["x"]}}}, {"a": "x"}, False),
        ({"properties": {"a": {"enum": ["x"]}}}, {"b": "y"}, False),
        ({"properties": {"a": A}}, {"a": "y"}, True),
        (A, "x", False),
        (A, 1, True),
    ],
)
def test_what_is_plainly_no_instance(schema: JSONObject, value: JSON, expected: bool) -> None:
    assert excludes(document(A={"type": "string", "enum": ["x"]}), node(schema), value) is expected


def ways(schema: JSONObject, **schemas: JSON) -> list[tuple[list[str], list[str] | None]]:
    """The combinations, each as the places of its branches and the properties that come together."""
    held = document(**schemas)
    found = combinations(held, node(schema), effective(held, node(schema)), iter(range(99)))
    return [
        ([branch.pointer for branch in branches], None if whole is None else list(whole.properties))
        for branches, whole in found
    ]


def test_a_choice_alone_is_its_branches() -> None:
    assert ways({"anyOf": [A, {}]}) == [(["/here/anyOf/0"], None), (["/here/anyOf/1"], None)]


def test_choices_beside_other_keywords_are_taken_together_with_them() -> None:
    schema: JSONObject = {**has("own"), "oneOf": [A, has("b")], "anyOf": [has("c"), has("d")]}
    assert ways(schema, A=has("a")) == [
        (["/here/oneOf/0", "/here/anyOf/0"], ["own", "a", "c"]),
        (["/here/oneOf/0", "/here/anyOf/1"], ["own", "a", "d"]),
        (["/here/oneOf/1", "/here/anyOf/0"], ["own", "b", "c"]),
        (["/here/oneOf/1", "/here/anyOf/1"], ["own", "b", "d"]),
    ]


def test_choices_that_branches_bring_along_are_taken_in_turn() -> None:
    inner: JSONObject = {"oneOf": [has("x"), {"anyOf": [has("y"), has("z")]}]}
    assert ways({**has("own"), "oneOf": [A, has("b")]}, A=inner) == [
        (["/here/oneOf/0"], ["own", "x"]),
        (["/here/oneOf/0"], ["own", "y"]),
        (["/here/oneOf/0"], ["own", "z"]),
        (["/here/oneOf/1"], ["own", "b"]),
    ]


def test_what_branches_say_of_the_same_property_is_merged() -> None:
    schema: JSONObject = {
        "properties": {"a": {"minLength": 2}},
        "oneOf": [{"properties": {"a": {"maxLength": 4}}}],
    }
    held = document()
    ((_, whole),) = combinations(held, node(schema), effective(held, node(schema)), iter(range(99)))
    assert whole is not None
    assert whole.properties["a"].schema == {"allOf": [{"minLength": 2}, {"maxLength": 4}]}
    assert whole.properties["a"].pointer == "/here/oneOf/0/properties/a"
