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
        ({"propertyName": 5}, "<string>"),
        ({}, "<string>"),
        ("kind", "<string>"),
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
    assert sample(union({"propertyName": "kind"}, KIND)) == {"kind": "<string>"}
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
