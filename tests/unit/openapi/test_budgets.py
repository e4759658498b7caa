"""Schemas that would take for ever, or all memory: their samples are cut, and what is left is valid."""

from __future__ import annotations

from typing import cast

import pytest

from generator.encode import to_json
from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.sample import Sampler


def ref(number: int) -> JSONObject:
    return {"$ref": f"#/components/schemas/S{number}"}


def thing(required: tuple[str, ...] = (), /, **properties: JSON) -> JSONObject:
    return {"type": "object", "required": list(required), "properties": properties}


def clique(size: int) -> list[JSON]:
    """Each may hold all others and itself."""
    every: JSONObject = {f"s{other}": ref(other) for other in range(size)}
    return [thing((), **every) for _ in range(size)]


def ring(size: int) -> list[JSON]:
    """Each may hold the next one and the one before."""
    return [thing(next=ref((one + 1) % size), before=ref((one - 1) % size)) for one in range(size)]


def doubling(size: int) -> list[JSON]:
    """Each may hold the next one twice."""
    return [*(thing(a=ref(one + 1), b=ref(one + 1)) for one in range(size)), {"type": "string"}]


def heirs(size: int) -> list[JSON]:
    """Each is all others, and has one of them."""
    return [
        {"allOf": [*(ref(other) for other in range(size) if other != one), thing(p=ref((one + 1) % size))]}
        for one in range(size)
    ]


def choices(size: int) -> list[JSON]:
    """Each holds one of them all, or a text."""
    every: JSON = [*map(ref, range(size)), {"type": "string"}]
    return [thing(("x",), x={"oneOf": every}) for _ in range(size)]


def mixed(size: int) -> list[JSON]:
    """Each is one of the others in two ways at once, and holds some."""
    schemas: list[JSON] = []
    for one in range(size):
        others: JSON = [ref(other) for other in range(size) if other != one]
        both: JSON = [{"oneOf": others}, {"anyOf": others}]
        held: JSON = {
            "a": {"oneOf": others},
            "b": {"type": "array", "items": {"anyOf": others}, "minItems": 1},
        }
        schemas.append({"allOf": both, "properties": held, "if": {"required": ["a"]}, "then": ref(0)})
    return schemas


def arrays(size: int) -> list[JSON]:
    """Lists of many lists of many lists."""
    inner: list[JSON] = [{"type": "array", "items": ref(one + 1), "minItems": 1000} for one in range(size)]
    return [thing(list=ref(1)), *inner[1:], {"type": "string"}]


def sampled(schemas: list[JSON]) -> tuple[JSON, Sampler, list[str]]:
    named: JSON = {f"S{number}": schema for number, schema in enumerate(schemas)}
    document = cast(Document, {"openapi": "3.1.0", "paths": {}, "components": {"schemas": named}})
    sampler = Sampler(document)
    value = sampler.sample(Node(cast(SchemaObject, ref(0)), "/use"), "request")
    return value, sampler, [finding.rule for finding in sampler.findings]


@pytest.mark.parametrize(
    "schemas",
    [clique(8), clique(40), ring(16), ring(100), doubling(40), heirs(12), choices(5), arrays(3)],
    ids=["clique-8", "clique-40", "ring-16", "ring-100", "doubling", "heirs", "choices", "arrays"],
)
def test_the_sample_is_valid_and_of_a_size_to_be_read(schemas: list[JSON]) -> None:
    value, sampler, rules = sampled(schemas)
    assert value is not None
    assert "schema-unsatisfiable" not in rules
    assert sampler.is_valid(Node(cast(SchemaObject, ref(0)), "/use"), value)
    assert len(to_json(value, indent=False)) < 300_000


@pytest.mark.parametrize("size", [8, 24])
def test_choices_of_nothing_but_each_other_have_no_value(size: int) -> None:
    value, _, rules = sampled([{"oneOf": [*map(ref, range(size))]} for _ in range(size)])
    assert (value, set(rules)) == (None, {"schema-unsatisfiable"})


def test_choices_that_bring_choices_end() -> None:
    value, _, rules = sampled(mixed(12))
    assert (value, "schema-unsatisfiable" in rules) == (None, True)


def test_what_is_cut_is_said() -> None:
    assert sampled(doubling(5))[2] == []
    assert sampled(doubling(40))[2] == ["sample-cut"]


def test_what_was_found_within_a_cycle_is_used_there_alone() -> None:
    """S1 has no S0 within S0, and one elsewhere."""
    schemas: list[JSON] = [thing(one=ref(1), two=ref(1), name={}), thing(zero=ref(0))]
    value, sampler, _ = sampled(schemas)
    assert value == {"one": {}, "two": {}, "name": "NAME"}
    elsewhere = sampler.sample(Node(cast(SchemaObject, ref(1)), "/use"), "request")
    assert elsewhere == {"zero": {"name": "NAME"}}


def test_what_was_not_found_in_one_place_is_found_in_another() -> None:
    """S2 needs an S1, which it cannot have within S1."""
    first, second = thing((), a=ref(1), b=ref(2)), thing((), two=ref(2))
    third = thing(("holder", "one"), holder=thing((), zero=ref(0)), one=ref(1))
    assert sampled([first, second, third])[0] == {"a": {}, "b": {"holder": {}, "one": {}}}


def test_lists_in_lists_are_as_large_as_they_are() -> None:
    deep: JSONObject = {"type": "string"}
    for _ in range(30):
        deep = {"type": "array", "items": deep, "minItems": 1}
    value, _, rules = sampled([deep])
    for _ in range(30):
        (value,) = cast("list[JSON]", value)
    assert (value, rules) == ("<string>", [])
