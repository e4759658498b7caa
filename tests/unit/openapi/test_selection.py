"""Which properties an object gets, and in which order."""

from __future__ import annotations

import json
from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import SchemaObject
from generator.openapi.examples import Direction
from generator.openapi.model import Node
from generator.openapi.read import load_api
from generator.openapi.sample import Sampler
from generator.openapi.selection import Extent, Order

TEXT: JSONObject = {"type": "string"}
HINTED: JSONObject = {"type": "string", "example": "x"}


def sample(schema: JSONObject, extent: Extent, direction: Direction = "request", *order: str) -> JSONObject:
    raw = {"openapi": "3.1.0", "paths": {"/a": {}}, "components": {"schemas": {"Test": schema}}}
    document = load_api(json.dumps(raw).encode(), "spec.json")[0].document
    node = Node(cast(SchemaObject, {"$ref": "#/components/schemas/Test"}), "/use")
    return cast(JSONObject, Sampler(document, extent, Order(order)).sample(node, direction))


def having(*required: str, **properties: JSON) -> JSONObject:
    return {"type": "object", "required": [*required], "properties": properties}


MIXED = having(
    *("z", "a"),
    z=TEXT,
    a=TEXT,
    m=TEXT,
    hinted=HINTED,
    kind={"enum": ["x", "y"]},
    one={"enum": ["only"]},
    b={"default": 1},
)


@pytest.mark.parametrize(
    ("extent", "expected"),
    [
        ("minimal", ["z", "a"]),
        ("useful", ["z", "a", "b", "hinted", "kind"]),
        ("full", ["z", "a", "b", "hinted", "kind", "m", "one"]),
    ],
)
def test_how_much_of_what_is_optional(extent: Extent, expected: list[str]) -> None:
    assert list(sample(MIXED, extent)) == expected


def test_answers_are_whole_whatever_requests_hold() -> None:
    assert sample(MIXED, "minimal", "response") == sample(MIXED, "full", "response")


def test_some_come_first_by_the_order_of_their_format() -> None:
    assert list(sample(having(a=HINTED, id=HINTED, type=HINTED), "useful", "request", "type", "id")) == [
        "type",
        "id",
        "a",
    ]


@pytest.mark.parametrize(
    ("child", "is_there"),
    [
        (having(a=TEXT), False),
        (having(a=HINTED), True),
        (having("a", a=TEXT, b=HINTED), True),
        (having(a={**HINTED, "readOnly": True}), False),
        ({"type": "array", "items": TEXT}, False),
        ({"type": "array", "items": HINTED}, True),
        ({"oneOf": [TEXT, having(a=HINTED)]}, True),
        ({"type": "string", "default": None}, False),
        ({"type": ["string", "null"], "enum": ["a", None]}, False),
        ({"$ref": "#/components/schemas/Test"}, False),
    ],
)
def test_what_holds_a_value_of_its_own_is_worth_it(child: JSONObject, is_there: bool) -> None:
    assert ("child" in sample(having("id", id=TEXT, child=child), "useful")) is is_there


def test_where_nothing_says_what_matters_there_are_a_few() -> None:
    everything = having(a=TEXT, b=having(x=TEXT), c=TEXT, d_id=TEXT, e=TEXT, f=TEXT, id=TEXT)
    assert list(sample(everything, "useful")) == ["a", "c", "e"]
    assert list(sample(having(id=TEXT, other=having(a=TEXT)), "useful")) == ["id"]
    assert sample(everything, "minimal") == {}


def test_as_many_as_there_have_to_be() -> None:
    schema: JSONObject = {**having("a", a=TEXT, b=TEXT, c=TEXT), "minProperties": 2}
    assert list(sample(schema, "useful")) == ["a", "b"]
