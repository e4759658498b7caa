"""Discriminators: objects that say what they are."""

from __future__ import annotations

from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.sample import Sampler

KIND: JSONObject = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}


def ref(name: str) -> JSON:
    return {"$ref": f"#/components/schemas/{name}"}


def sample(schema: JSON, **components: JSON) -> JSON:
    document = cast(Document, {"openapi": "3.1.0", "paths": {}, "components": {"schemas": components}})
    return Sampler(document).sample(Node(cast(SchemaObject, schema), "/a"), "request")


def union(discriminator: JSON, *branches: JSON) -> JSON:
    return {"oneOf": list(branches), "discriminator": discriminator}


@pytest.mark.parametrize(
    ("discriminator", "kind"),
    [
        ({"propertyName": "kind"}, "Cat"),
        ({"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}, "cat"),
        ({"propertyName": "kind", "mapping": {"dog": "Dog", "cat": "Cat", "tom": "Cat"}}, "cat"),
        ({"propertyName": "kind", "mapping": {"dog": "Dog"}}, "Cat"),
        ({"propertyName": "kind", "mapping": 5}, "Cat"),
        ({"propertyName": 5}, "KIND"),
        ({}, "KIND"),
        ("kind", "KIND"),
    ],
)
def test_a_branch_has_the_name_that_the_mapping_gives_it(discriminator: JSON, kind: str) -> None:
    assert sample(union(discriminator, ref("Cat")), Cat=KIND) == {"kind": kind}
    assert sample({"items": union(discriminator, ref("Cat"))}, Cat=KIND) == [{"kind": kind}]


def test_a_name_that_is_not_allowed_is_not_given() -> None:
    said: JSON = {"propertyName": "kind"}
    fixed: JSON = {"type": "object", "properties": {"kind": {"enum": ["tom"]}}, "required": ["kind"]}
    assert sample(union(said, ref("Cat")), Cat=fixed) == {"kind": "tom"}
    short: JSON = {"type": "object", "properties": {"kind": {"type": "string", "maxLength": 2}}}
    assert sample(union(said, ref("Cat")), Cat=short) == {"kind": "st"}
    own: JSON = {"type": "object", "properties": {"kind": {"type": "string", "example": "mine"}}}
    assert sample(union(said, ref("Cat")), Cat=own) == {"kind": "mine"}


def test_a_property_that_is_not_declared_is_added() -> None:
    assert sample(union({"propertyName": "kind"}, ref("Cat")), Cat={"type": "object"}) == {"kind": "Cat"}


def test_branches_without_a_name_stay_as_they_are() -> None:
    assert sample(union({"propertyName": "kind"}, KIND)) == {"kind": "KIND"}
    assert sample(union({"propertyName": "kind"}, {"type": "string"})) == "<string>"


def test_children_have_their_own_name_and_the_parent_too() -> None:
    pet: JSON = {**KIND, "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}}}
    cat: JSON = {"allOf": [ref("Pet"), {"type": "object", "properties": {"purrs": {"type": "boolean"}}}]}
    dog: JSON = {"allOf": [ref("Pet")]}
    components = {"Pet": pet, "Cat": cat, "Dog": dog}
    assert sample(ref("Cat"), **components) == {"kind": "cat", "purrs": True}
    assert sample(ref("Dog"), **components) == {"kind": "Dog"}
    assert sample(ref("Pet"), **components) == {"kind": "Pet"}


def test_of_branches_that_all_fit_the_discriminator_says_which_is_meant() -> None:
    cat: JSON = {**KIND, "properties": {"kind": {"type": "string"}, "claws": {"type": "integer"}}}
    pets = union({"propertyName": "kind"}, ref("Cat"), ref("Dog"))
    assert sample(pets, Cat=cat, Dog=KIND) == {"kind": "Cat", "claws": 1}
    owner: JSON = {"properties": {"pet": ref("Pet")}, "minProperties": 1}
    assert sample(owner, Pet=pets, Cat=cat, Dog=KIND) == {"pet": {"kind": "Cat", "claws": 1}}


def kinds(*names: str, **more: JSON) -> JSONObject:
    """Objects that may have any of these names, whatever they are; `more` are their properties."""
    kind: JSON = {"type": "string", "enum": list(names)}
    return {"type": "object", "required": ["kind"], "properties": {"kind": kind, **more}}


A: JSON = {"type": "integer"}
MAPPED: JSON = {
    "propertyName": "kind",
    "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
}
BOTH = kinds("cat", "dog")
INHERITING: JSONObject = {
    "Pet": {**BOTH, "discriminator": MAPPED},
    "Cat": {"allOf": [ref("Pet"), {"required": ["a"], "properties": {"a": A}}]},
    "Dog": {"allOf": [ref("Pet"), {"required": ["b"], "properties": {"b": A}}]},
}
FOREIGN = kinds("cat", b=A)
READ_ONLY: JSON = {"type": "string", "readOnly": True}
FILES: JSON = {"cat": "./schemas/Cat.yaml", "dog": "all.json#/components/schemas/Dog"}


def hinted(keyword: str) -> JSON:
    return {
        "type": "object",
        "properties": {"kind": {"type": "string", keyword: "cat"}},
        "required": ["kind"],
    }


@pytest.mark.parametrize(
    ("schema", "components", "expected"),
    [
        pytest.param(union(MAPPED, ref("Dog")), {"Cat": BOTH, "Dog": BOTH}, {"kind": "dog"}, id="enum"),
        pytest.param(
            union(MAPPED, ref("Dog")), {"Cat": {}, "Dog": hinted("default")}, {"kind": "dog"}, id="default"
        ),
        pytest.param(
            union(MAPPED, ref("Dog")), {"Cat": {}, "Dog": hinted("example")}, {"kind": "dog"}, id="example"
        ),
        pytest.param(
            union({"propertyName": "kind"}, ref("Dog")),
            {"Cat": {}, "Dog": kinds("Cat", "Dog")},
            {"kind": "Dog"},
            id="implied",
        ),
        pytest.param(
            union(MAPPED, kinds("cat", "other"), ref("Cat")),
            {"Cat": BOTH},
            {"kind": "other"},
            id="branch without a name",
        ),
        pytest.param(
            union(MAPPED, {"allOf": [ref("Dog")]}), {"Cat": {}, "Dog": BOTH}, {"kind": "dog"}, id="wrapped"
        ),
        pytest.param(
            union(MAPPED, ref("Alias")),
            {"Cat": {}, "Dog": BOTH, "Alias": ref("Dog")},
            {"kind": "dog"},
            id="alias",
        ),
        pytest.param(
            {"allOf": [{"properties": {"id": A}}, union(MAPPED, ref("Dog"), ref("Cat"))]},
            {"Cat": BOTH, "Dog": kinds("cat", "dog", b=A)},
            {"kind": "dog", "id": 1, "b": 1},
            id="union within allOf",
        ),
        pytest.param(
            union({"propertyName": "kind", "mapping": {"tom": "Cat", "cat": "Cat"}}, ref("Cat")),
            {"Cat": kinds("cat")},
            {"kind": "cat"},
            id="two names of which one is allowed",
        ),
        pytest.param(
            union({"propertyName": "kind", "mapping": FILES}, ref("Dog")),
            {"Cat": {}, "Dog": BOTH},
            {"kind": "dog"},
            id="files",
        ),
        pytest.param(ref("Dog"), INHERITING, {"kind": "dog", "b": 1}, id="inherited"),
        pytest.param(
            ref("Puppy"),
            {**INHERITING, "Puppy": {"allOf": [ref("Dog"), {"properties": {"c": A}}]}},
            {"kind": "dog", "b": 1, "c": 1},
            id="inherited from the nearest that has a name",
        ),
        pytest.param(
            union(MAPPED, ref("Dog"), ref("Cat")),
            INHERITING,
            {"kind": "dog", "b": 1},
            id="inherited and union",
        ),
        pytest.param(
            union(
                {"propertyName": "kind", "mapping": {"tom": "Tom", "kit": "Kit", "dog": "Dog"}}, ref("Cats")
            ),
            {
                "Cats": {"anyOf": [ref("Kit"), ref("Tom")]},
                "Kit": kinds("dog", "kit"),
                "Tom": kinds("dog", "tom"),
                "Dog": {},
            },
            {"kind": "kit"},
            id="branches of branches",
        ),
        pytest.param(
            union(MAPPED, ref("Dog"), ref("Cat")),
            {"Cat": kinds("cat", a=A), "Dog": FOREIGN},
            {"kind": "cat", "a": 1},
            id="a branch that can only have the name of another is not taken",
        ),
        pytest.param(
            union(MAPPED, ref("Dog")),
            {"Cat": {}, "Dog": FOREIGN},
            {"kind": "cat", "b": 1},
            id="unless it is all",
        ),
        pytest.param(
            union(MAPPED, ref("Dog")),
            {"Dog": {"type": "object", "properties": {"kind": READ_ONLY, "b": A}}},
            {"b": 1},
            id="a name that is not sent",
        ),
        pytest.param(
            union(MAPPED, ref("Dog")),
            {"Dog": {"type": "object", "properties": {"kind": {"type": "object"}}}},
            {"kind": {}},
            id="no name at all",
        ),
    ],
)
def test_no_branch_has_the_name_of_another(schema: JSON, components: JSONObject, expected: JSON) -> None:
    assert sample(schema, **components) == expected
