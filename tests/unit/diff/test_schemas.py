"""Schemas: shared ones are one change wherever they are met; oneOf, null and allOf are spelt in many ways."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diff.compare import compare_apis
from generator.diff.facts import Change, path_text
from generator.encode import to_json
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.postman.profile import Profile

Node = dict[str, Any]

JSON = "application/json"
TEXT = {"type": "string"}
NUMBER = {"type": "number"}


def ref(name: str) -> Node:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties: Node) -> Node:
    return {"type": "object", "properties": properties}


def tagged(tag: str, **properties: Node) -> Node:
    return thing(type={"type": "string", "enum": [tag]}, **properties)


def api(
    body: Node,
    components: Node | None = None,
    answer: Node | None = None,
    openapi: str = "3.0.2",
    twice: bool = False,
) -> Api:
    operation: Node = {"operationId": "make", "responses": {"200": {"description": ""}}}
    operation["requestBody"] = {"content": {JSON: {"schema": body}}}
    if answer is not None:
        operation["responses"]["200"]["content"] = {JSON: {"schema": answer}}
    paths = {"/a": {"post": operation}}
    if twice:
        paths["/b"] = {"post": {**operation, "operationId": "other"}}
    document = {
        "openapi": openapi,
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": components or {}},
    }
    return load_api(to_json(document), "test.json")[0]


def changes(old: Api, new: Api) -> list[Change]:
    return compare_apis(old, new, Profile()).changes


def said(found: list[Change]) -> list[tuple[str, str, object, object]]:
    """Kind, first place, before and after."""
    return [(change.kind, path_text(change.uses[0].path), change.before, change.after) for change in found]


def body(
    old: Node, new: Node, components: Node | None = None, newer: Node | None = None
) -> list[tuple[str, str, object, object]]:
    return said(changes(api(old, components), api(new, newer if newer is not None else components)))


def test_a_shared_schema_is_one_change_in_all_places() -> None:
    shared = thing(id=TEXT, old=TEXT)
    root = thing(data=ref("Thing"), more={"type": "array", "items": ref("Thing")})
    before = api(root, {"Thing": shared}, answer=ref("Thing"), twice=True)
    after = api(root, {"Thing": thing(id=TEXT)}, answer=ref("Thing"), twice=True)
    (change,) = changes(before, after)
    assert (change.kind, change.schema, path_text(change.within)) == ("property-removed", "Thing", "old")
    assert [(use.part, path_text(use.path)) for use in change.uses] == [
        ("body", "data.old"),
        ("response", "old"),
        ("body", "data.old"),
        ("response", "old"),
    ]


def test_a_schema_that_contains_itself_ends() -> None:
    before = {"Step": thing(next=ref("Step"), steps={"type": "array", "items": ref("Step")}, name=TEXT)}
    after = {"Step": thing(next=ref("Step"), steps={"type": "array", "items": ref("Step")})}
    assert body(ref("Step"), ref("Step"), before, after) == [("property-removed", "name", "string", None)]


def test_a_reference_to_itself_ends() -> None:
    loop = {"A": ref("B"), "B": ref("A")}
    assert body(ref("A"), ref("B"), loop) == []
    choice = {"A": {"oneOf": [ref("A"), TEXT]}}
    assert body(ref("A"), ref("A"), choice) == []
    maybe = {"A": {"anyOf": [ref("A"), {"type": "null"}]}}
    assert body(ref("A"), ref("A"), maybe) == []


def test_a_list_of_such_lists_ends() -> None:
    lists: Node = {"type": "array", "items": ref("A")}
    before, after = {"A": {"anyOf": [TEXT, lists]}}, {"A": {"anyOf": [lists]}}
    assert body(ref("A"), ref("A"), before) == []
    assert body(ref("A"), ref("A"), before, after) != []


def test_a_renamed_schema_is_no_change() -> None:
    assert body(ref("Old"), ref("New"), {"Old": thing(a=TEXT)}, {"New": thing(a=TEXT)}) == []


def test_a_schema_that_was_written_out_is_no_change() -> None:
    assert body(thing(a=ref("A")), thing(a=thing(b=TEXT)), {"A": thing(b=TEXT)}) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"oneOf": [TEXT]}, TEXT),
        ({"oneOf": [{"type": "integer"}, NUMBER]}, NUMBER),
        ({"oneOf": [TEXT, NUMBER]}, {"oneOf": [NUMBER, TEXT]}),
        (
            {"oneOf": [TEXT, {"oneOf": [NUMBER, {"type": "boolean"}]}]},
            {"oneOf": [{"type": "boolean"}, NUMBER, TEXT]},
        ),
        ({"oneOf": [tagged("a"), tagged("b")]}, {"oneOf": [tagged("b"), tagged("a")]}),
        ({"oneOf": [tagged("a"), tagged("a")]}, {"oneOf": [tagged("a"), tagged("a")]}),
        ({**TEXT, "nullable": True}, {"oneOf": [{**TEXT, "nullable": True}]}),
        ({"allOf": [thing(a=TEXT), thing(b=TEXT)]}, thing(a=TEXT, b=TEXT)),
        ({"allOf": [thing(a=thing(b=TEXT)), thing(a=thing(c=TEXT))]}, thing(a=thing(b=TEXT, c=TEXT))),
        (
            {
                "allOf": [
                    {**NUMBER, "minimum": 1},
                    {"type": "integer", "minimum": 2, "maximum": 9},
                    {"maximum": 8},
                ]
            },
            {"type": "integer", "minimum": 2, "maximum": 8},
        ),
        ({"allOf": [{**TEXT, "enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, {**TEXT, "enum": ["b"]}),
        ({"allOf": [{**TEXT, "pattern": "a"}, {"pattern": "b"}]}, {**TEXT, "pattern": "b"}),
        ({"allOf": [TEXT, {**TEXT, "nullable": True}]}, TEXT),  # both must allow null
        ({**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["b", "a"]}),
        ({"enum": ["a"]}, {**TEXT, "enum": ["a"]}),
        ({"properties": {"a": TEXT}}, thing(a=TEXT)),
        ({"items": TEXT}, {"type": "array", "items": TEXT}),
        (
            {"oneOf": [{"type": "array", "items": tagged("a")}, {"type": "array", "items": tagged("b")}]},
            {"oneOf": [{"type": "array", "items": tagged("b")}, {"type": "array", "items": tagged("a")}]},
        ),
    ],
)
def test_spelling_is_no_change(old: Node, new: Node) -> None:
    assert body(thing(x=old), thing(x=new)) == []
    assert body(thing(x=new), thing(x=old)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (TEXT, {"oneOf": [TEXT, NUMBER]}, [("type-widened", "x", "string", "number | string")]),
        (thing(a=TEXT), {"oneOf": [thing(a=TEXT), tagged("b")]}, [("choice-added", "x", None, "b")]),
        (
            {"oneOf": [tagged("a", v=TEXT), tagged("b")]},
            {"oneOf": [tagged("a"), tagged("b")]},
            [("property-removed", "x<a>.v", "string", None)],
        ),
        (
            {"oneOf": [thing(a=TEXT, b=TEXT, c=TEXT), thing(x=TEXT, y=TEXT)]},
            {"oneOf": [thing(a=TEXT, b=TEXT), thing(x=TEXT, y=TEXT)]},
            [("property-removed", "x<object>.c", "string", None)],
        ),
        (
            {"oneOf": [tagged("a"), {"type": "array", "items": TEXT}]},
            {"oneOf": [tagged("a"), {"type": "array", "items": NUMBER}]},
            [("type-changed", "x<array>[]", "string", "number")],
        ),
        (
            {
                "oneOf": [
                    thing(kind={"type": "boolean", "enum": [True]}),
                    thing(kind={"type": "boolean", "enum": [False]}),
                ]
            },
            {"oneOf": [thing(kind={"type": "boolean", "enum": [True]})]},
            [("choice-removed", "x", "false", None)],
        ),
        (
            {"oneOf": [TEXT, {**NUMBER, "nullable": True}]},
            {"oneOf": [TEXT, NUMBER]},
            [("null-refused", "x", None, None)],
        ),
        (
            {"oneOf": [{**TEXT, "enum": ["a"]}, {**TEXT, "enum": ["b"]}]},
            {**TEXT, "enum": ["a"]},
            [("enum-values-removed", "x", ["b"], None)],
        ),
        (
            {**TEXT, "enum": ["tag", "list", "flow"]},
            {**TEXT, "enum": ["flow", "lists", "tags"]},
            [
                ("enum-values-removed", "x", ["tag", "list"], ["tags", "lists"]),  # in another spelling
                ("enum-values-added", "x", None, ["lists", "tags"]),
            ],
        ),
        (
            {**TEXT, "enum": ["tag", "tea"]},
            {**TEXT, "enum": ["tags", "cup"]},
            [
                ("enum-values-removed", "x", ["tag", "tea"], None),
                ("enum-values-added", "x", None, ["tags", "cup"]),
            ],
        ),
        (
            {**NUMBER, "enum": [10]},
            {**NUMBER, "enum": [100]},
            [("enum-values-removed", "x", [10], None), ("enum-values-added", "x", None, [100])],
        ),
        (
            {"oneOf": [{"type": "object"}, {"type": "array", "items": TEXT}]},
            {"type": "array", "items": TEXT},
            [("choice-removed", "x", "any object", None)],
        ),
        ({"type": "array", "items": TEXT}, {"type": "array"}, [("type-widened", "x[]", "string", "any")]),
        (
            thing(),
            {"type": "object", "additionalProperties": TEXT},
            [("type-narrowed", "x.*", "any", "string")],
        ),
        ({"type": "object", "additionalProperties": True}, thing(), []),
        (
            {**thing(a=TEXT), "oneOf": [thing(b=TEXT)]},
            thing(a=TEXT),
            [("choice-removed", "x", "object", None)],
        ),
        (
            {**thing(a=TEXT), "oneOf": [thing(b=TEXT)]},
            {**thing(a=TEXT), "oneOf": [thing(b=NUMBER)]},
            [("type-changed", "x.b", "string", "number")],
        ),
        (
            {**NUMBER, "exclusiveMinimum": True, "minimum": 1},
            {**NUMBER, "minimum": 1},
            [
                ("limit-relaxed", "x", {"exclusiveMinimum": 1}, {"exclusiveMinimum": None}),
                ("limit-tightened", "x", {"minimum": None}, {"minimum": 1}),
            ],
        ),
        (
            {"type": "array", "items": TEXT},
            {"type": "array", "items": TEXT, "uniqueItems": False},
            [("limit-relaxed", "x", {"uniqueItems": None}, {"uniqueItems": False})],
        ),
        (
            {"type": "array", "items": TEXT, "uniqueItems": False},
            {"type": "array", "items": TEXT, "uniqueItems": True},
            [("limit-tightened", "x", {"uniqueItems": False}, {"uniqueItems": True})],
        ),
        (
            {**TEXT, "minLength": 1},
            {**TEXT, "minLength": 2},
            [("limit-tightened", "x", {"minLength": 1}, {"minLength": 2})],
        ),
        (
            {**TEXT, "maxLength": 1},
            {**TEXT, "maxLength": 2},
            [("limit-relaxed", "x", {"maxLength": 1}, {"maxLength": 2})],
        ),
        (
            {**TEXT, "pattern": "a"},
            {**TEXT, "pattern": "b"},
            [("limit-tightened", "x", {"pattern": "a"}, {"pattern": "b"})],
        ),
        ({**NUMBER, "default": 1}, {**NUMBER, "default": True}, [("default-changed", "x", 1, True)]),
        (
            {"enum": [1, "1"]},
            {"enum": [True, "1"]},
            [("type-changed", "x", "integer | string", "boolean | string")],
        ),
        ({**TEXT, "readOnly": True}, TEXT, [("became-writable", "x", None, None)]),
        (thing(a={**TEXT, "readOnly": True}), thing(), []),  # never part of a request
        (
            {**thing(a=TEXT), "required": ["a"]},
            {**thing(a={**TEXT, "readOnly": True}), "required": ["a"]},
            [("became-read-only", "x.a", None, None)],  # that it is no longer required follows
        ),
    ],
)
def test_changes_are_told_apart(
    old: Node, new: Node, expected: list[tuple[str, str, object, object]]
) -> None:
    assert body(thing(x=old), thing(x=new)) == expected


def test_a_branch_is_known_by_its_tag_though_it_has_another_name_and_other_properties() -> None:
    old = {"A": tagged("x", a=TEXT, b=TEXT, c=TEXT), "Same": tagged("y")}
    new = {"B": tagged("x", d=TEXT, e=TEXT, f=TEXT), "Same": tagged("y")}
    found = body({"oneOf": [ref("A"), ref("Same")]}, {"oneOf": [ref("Same"), ref("B")]}, old, new)
    assert {(kind, path) for kind, path, *_ in found} == {
        ("property-removed", "<x>.a"), ("property-removed", "<x>.b"), ("property-removed", "<x>.c"),
        ("property-added", "<x>.d"), ("property-added", "<x>.e"), ("property-added", "<x>.f"),
    }  # fmt: skip


def test_read_only_properties_only_go_out() -> None:
    """Below a property that is only answered, nothing is a change of the request."""
    inner = {"In": thing(a=TEXT)}, {"In": thing()}
    sent = thing(x={"allOf": [ref("In")], "readOnly": True})
    before, after = (api(sent, components, answer=sent) for components in inner)
    (change,) = changes(before, after)
    assert {use.part for use in change.uses} == {"response"}
    assert body(thing(x={**TEXT, "writeOnly": True}), thing(x={**TEXT, "writeOnly": True})) == []


def test_words_beside_a_reference_outdo_those_of_its_target() -> None:
    target = {"A": {**TEXT, "description": "of the target"}}
    found = body(
        thing(x={**ref("A"), "description": "old"}), thing(x={**ref("A"), "description": "new"}), target
    )
    assert found == [("description-changed", "x", "old", "new")]


def test_null_beside_a_reference() -> None:
    target = {"A": thing(a=TEXT), "N": {**thing(a=TEXT), "nullable": True}}
    assert body(thing(x=ref("A")), thing(x={**ref("A"), "nullable": True}), target) == [
        ("null-allowed", "x", None, None)
    ]
    assert body(thing(x=ref("N")), thing(x={**ref("N"), "nullable": True}), target) == []


def test_types_of_3_1_say_the_same() -> None:
    old = api(thing(x={**TEXT, "nullable": True}))
    new = api(thing(x={"type": ["string", "null"]}), openapi="3.1.0")
    assert changes(old, new) == []
    new = api(thing(x={"anyOf": [TEXT, {"type": "null"}], "examples": ["a"]}), openapi="3.1.0")
    assert said(changes(old, new)) == [("example-changed", "x", None, "a")]


def test_a_schema_without_a_name_has_no_shared_place() -> None:
    (change,) = changes(api(thing(x=TEXT)), api(thing()))
    assert change.schema == ""


def test_the_place_in_a_schema_is_read_from_its_pointer() -> None:
    def components(*names: str) -> Node:
        return {"A": thing(**{"a/b": {"type": "array", "items": {"oneOf": [
            tagged("t", deep={"type": "object", "additionalProperties": thing(**dict.fromkeys(names, TEXT))}),
            TEXT,
        ]}}})}  # fmt: skip

    (change,) = changes(api(ref("A"), components("x", "y")), api(ref("A"), components("x")))
    assert path_text(change.within) == "a/b[].deep.*.y"
    assert path_text(change.uses[0].path) == "a/b[]<t>.deep.*.y"
