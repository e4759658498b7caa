"""A schema to an instance: what wins, what is left out, where it stops, and what is reported."""

from __future__ import annotations

import json
import time
from itertools import permutations
from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.examples import Direction
from generator.openapi.faults import UnsatisfiableError
from generator.openapi.model import Node
from generator.openapi.read import load_api
from generator.openapi.sample import Sampler


def ref(name: str) -> JSONObject:
    return {"$ref": f"#/components/schemas/{name}"}


def document(**schemas: JSON) -> Document:
    raw: JSONObject = {"openapi": "3.1.0", "paths": {"/a": {}}, "components": {"schemas": schemas}}
    return load_api(json.dumps(raw).encode(), "spec.json")[0].document


def with_findings(
    schema: JSON, direction: Direction = "response", **schemas: JSON
) -> tuple[JSON, list[tuple[str, str]]]:
    """A sample of the schema, which stands at TEST, with the rule and the place of each finding."""
    sampler = Sampler(document(Test=schema, **schemas))
    value = sampler.sample(Node(cast(SchemaObject, ref("Test")), "/use"), direction)
    return value, [(finding.rule, finding.pointer) for finding in sampler.findings]


def sample(schema: JSON, direction: Direction = "response", **schemas: JSON) -> JSON:
    """A sample without any finding, and valid."""
    sampler = Sampler(document(Test=schema, **schemas))
    node = Node(cast(SchemaObject, ref("Test")), "/use")
    value = sampler.sample(node, direction)
    assert sampler.findings == []
    assert sampler.is_valid(node, value)
    return value


DIRECTIONS: tuple[Direction, ...] = ("request", "response")
TEST = "/components/schemas/Test"


# What wins


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "example": "a", "default": "b", "enum": ["c", "a", "b"], "minLength": 1}, "a"),
        ({"type": "string", "examples": ["a", "c"], "default": "b"}, "a"),
        ({"type": "string", "example": "a", "examples": ["c"]}, "a"),
        ({"type": "string", "default": "b", "enum": ["c", "b"]}, "b"),
        ({"type": "string", "enum": ["c", "b"], "format": "date"}, None),
        ({"type": "string", "enum": ["c", "b"]}, "c"),
        ({"type": "string", "format": "date", "minLength": 3}, "2025-01-15"),
        ({"type": "string", "maxLength": 4}, "stri"),
        ({"type": "integer", "example": 0}, 0),
        ({"type": "boolean", "example": False}, False),
        ({"type": ["string", "null"], "example": None}, None),
        ({"type": ["string", "null"], "default": None}, "<string>"),
        ({"const": {"a": [1]}}, {"a": [1]}),
        ({"const": None}, None),
        ({"enum": [None, "a"]}, "a"),
        ({"enum": [None]}, None),
        ({"type": ["null", "integer"]}, 1),
        ({"type": "null"}, None),
        ({}, "<string>"),
        (True, "<string>"),
    ],
)
def test_example_then_default_then_enum_then_type(schema: JSON, expected: JSON) -> None:
    if expected is None and "date" in str(schema):
        assert with_findings(schema) == ("c", [("schema-unsatisfiable", TEST)])
    else:
        value = sample(schema)
        assert value == expected
        assert type(value) is type(expected)


def test_an_example_beside_a_reference_wins_over_the_one_referred_to() -> None:
    name: JSONObject = {"type": "string", "example": "inner"}
    assert sample(ref("Name"), Name=name) == "inner"
    assert sample({**ref("Name"), "example": "outer"}, Name=name) == "outer"
    assert sample({**ref("Name"), "examples": ["outer"]}, Name=name) == "outer"
    assert sample({**ref("Name"), "default": "outer"}, Name={"type": "string"}) == "outer"
    assert sample({**ref("Name"), "description": "said"}, Name=name) == "inner"


def test_an_example_of_one_part_is_taken_if_it_fits_the_whole() -> None:
    base: JSONObject = {"type": "object", "properties": {"a": {"type": "string"}}, "example": {"a": "x"}}
    more: JSONObject = {"properties": {"b": {"type": "string"}}}
    assert sample({"allOf": [ref("Base"), more]}, Base=base) == {"a": "x"}
    assert sample({"allOf": [ref("Base"), {**more, "required": ["b"]}]}, Base=base) == {
        "b": "B",
        "a": "A",
    }


NAMES_A: JSONObject = {"type": "object", "properties": {"a": {"type": "string"}}}
ODD: JSONObject = {"a": "x", "b": 1}
LEFT_OUT = [("example-repaired", TEST)]


@pytest.mark.parametrize(
    ("schema", "expected", "noted"),
    [
        ({**NAMES_A, "example": ODD}, {"a": "x"}, LEFT_OUT),
        ({**NAMES_A, "example": ODD, "additionalProperties": False}, {"a": "x"}, LEFT_OUT),
        ({**NAMES_A, "example": ODD, "additionalProperties": True}, ODD, []),
        ({**NAMES_A, "example": ODD, "minProperties": 2}, ODD, []),
        ({"type": "object", "example": {"b": 1}}, {"b": 1}, []),
        ({"items": NAMES_A, "example": [ODD, {"a": "y"}]}, [{"a": "x"}, {"a": "y"}], LEFT_OUT),
        ({"properties": {"n": NAMES_A}, "example": {"n": ODD}}, {"n": {"a": "x"}}, LEFT_OUT),
        ({**NAMES_A, "examples": [{"a": True, "b": 1}]}, {"a": "true"}, LEFT_OUT),
        (
            {"allOf": [{**NAMES_A, "example": ODD}, {"properties": {"b": {}}}]},
            ODD,
            [],
        ),
    ],
)
def test_an_example_keeps_to_the_properties_that_its_schema_names(
    schema: JSON, expected: JSON, noted: list[tuple[str, str]]
) -> None:
    assert with_findings(schema) == (expected, noted)


def test_an_invalid_example_is_mended_or_passed_over() -> None:
    assert with_findings({"type": "boolean", "example": "True"}) == (True, [("example-repaired", TEST)])
    assert with_findings({"type": "integer", "example": "x", "default": 5}) == (
        5,
        [("example-invalid", TEST)],
    )
    assert with_findings({"type": "string", "examples": [{}, "b"]}) == ("b", [("example-invalid", TEST)])
    assert with_findings({"type": "integer", "default": "x"}) == (1, [("default-invalid", TEST)])
    assert with_findings({"type": "integer", "minimum": 5, "example": "3"}) == (
        5,
        [("example-invalid", TEST)],
    )
    assert with_findings({**ref("N"), "example": "x"}, N={"type": "integer"}) == (
        1,
        [("example-invalid", TEST)],
    )
    assert with_findings({**ref("N"), "example": "7"}, N={"type": "integer"}) == (
        7,
        [("example-repaired", TEST)],
    )


def test_findings_say_what_the_example_was() -> None:
    sampler = Sampler(document(Test={"type": "string", "format": "date-time", "example": "2024-01-31"}))
    sampler.sample(Node(cast(SchemaObject, ref("Test")), "/use"), "request")
    (finding,) = sampler.findings
    expected = "'2024-01-31' is not valid against its own schema, used as '2024-01-31T00:00:00+00:00'"
    assert (finding.severity, finding.message) == ("info", f"example {expected}")
    sampler = Sampler(document(Test={"type": "integer", "example": "x" * 500}))
    sampler.sample(Node(cast(SchemaObject, ref("Test")), "/use"), "request")
    assert len(sampler.findings[0].message) < 120


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "integer", "default": "x"}, "default 'x' is not valid against its own schema"),
        ({"type": "integer", "example": "x"}, "example 'x' is not valid against its own schema"),
        (
            {"type": "integer", "minimum": 2, "maximum": 1},
            "no value satisfies it: its keywords leave no value that could be found",
        ),
        (
            {"minItems": 1200, "maxItems": 1, "items": {}},
            "no value satisfies it: it asks for 1,200 and allows 1",
        ),
        ({"required": ["a"], "maxProperties": 0}, "no value satisfies it: it asks for 1 and allows 0"),
        ({"type": "array", "minItems": 2000}, "no value satisfies it: it asks for 2,000 and allows 1,000"),
        (
            {"allOf": [{"type": "string"}, {"type": "integer"}]},
            "no value satisfies it: its parts ask for different types",
        ),
        (
            {"allOf": [{"const": 1}, {"const": 2}]},
            "no value satisfies it: what its keywords ask for contradicts itself",
        ),
        ({"properties": {"a": ref("Test")}, "required": ["a"]}, "no value satisfies it: it contains itself"),
        (
            {"oneOf": [{"type": "string"}, {"type": "string"}]},
            "each value of one branch is a value of another branch as well: the first is taken",
        ),
        (
            {"anyOf": [{"type": "integer", "enum": ["a"]}, {"type": "null"}]},
            "only null satisfies it: its keywords leave no value that could be found",
        ),
        (
            {"properties": {"a": {"type": "integer", "enum": ["a"]}}},
            'optional property "a" left out, no value satisfies it: '
            "its keywords leave no value that could be found",
        ),
    ],
)
def test_findings_say_what_is_wrong(schema: JSON, message: str) -> None:
    sampler = Sampler(document(Test=schema))
    sampler.sample(Node(cast(SchemaObject, ref("Test")), "/use"), "request")
    assert [(finding.severity, finding.message) for finding in sampler.findings] == [("warning", message)]


def test_examples_from_outside_are_checked_the_same_way() -> None:
    sampler = Sampler(document(Test={"type": "integer"}))
    node = Node(cast(SchemaObject, ref("Test")), "/use")
    assert sampler.repaired(node, 5, "request") == 5
    assert sampler.repaired(node, ["5"], "request") == 5
    with pytest.raises(UnsatisfiableError):
        sampler.repaired(node, "five", "request")
    assert [finding.rule for finding in sampler.findings] == ["example-repaired", "example-invalid"]


# Objects


def test_required_properties_come_first() -> None:
    schema: JSON = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "boolean"}, "c": {"type": "null"}},
        "required": ["b", "undeclared"],
    }
    value = sample(schema)
    assert value == {"b": True, "undeclared": "UNDECLARED", "a": 1, "c": None}
    assert list(value) == ["b", "undeclared", "a", "c"]


def test_a_request_does_not_say_null_unasked() -> None:
    schema: JSON = {"properties": {"a": {"type": "null"}, "b": {"type": "null"}}, "required": ["b"]}
    assert sample(schema, "request") == {"b": None}
    assert sample(schema, "response") == {"b": None, "a": None}


ONE_WAY: JSONObject = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "secret": {"type": "string", "writeOnly": True},
        "by_ref": {"description": "d", **ref("Made")},
        "by_part": {"allOf": [{"type": "integer"}, {"readOnly": True}]},
        "name": {"type": "string"},
    },
    "required": ["id", "secret", "name"],
    "additionalProperties": {},
}
MADE: JSONObject = {"type": "string", "readOnly": True}


def test_read_only_stays_out_of_requests_and_write_only_out_of_responses() -> None:
    assert sample(ONE_WAY, "request", Made=MADE) == {"name": "NAME", "secret": "SECRET"}
    expected = {"name": "NAME", "id": 1, "by_ref": "BY_REF", "by_part": 1}
    assert sample(ONE_WAY, "response", Made=MADE) == expected


@pytest.mark.parametrize("keyword", ["example", "default"])
def test_examples_and_defaults_say_no_more_than_may_be_sent(keyword: str) -> None:
    said: JSONObject = {"id": 7, "secret": "s", "name": "n", "by_ref": "r", "more": {"id": 1}}
    assert sample({**ONE_WAY, keyword: said}, "request", Made=MADE) == {
        "secret": "s",
        "name": "n",
        "more": {"id": 1},
    }
    response = sample({**ONE_WAY, keyword: said}, "response", Made=MADE)
    assert response == {"id": 7, "name": "n", "by_ref": "r", "more": {"id": 1}}
    items: JSONObject = {"properties": {"one": ref("OneWay")}, "additionalProperties": {}}
    nested: JSONObject = {"type": "array", "items": items}
    listed: JSON = [{"one": said}, {"two": 2}]
    value = sample({**nested, keyword: listed}, "request", OneWay=ONE_WAY, Made=MADE)
    assert value == [{"one": {"secret": "s", "name": "n", "more": {"id": 1}}}, {"two": 2}]


def test_examples_of_a_choice_say_no_more_than_may_be_sent() -> None:
    schema: JSON = {
        "oneOf": [{"type": "string"}, ref("OneWay")],
        "example": {"id": 7, "name": "n", "secret": "s"},
    }
    assert sample(schema, "request", OneWay=ONE_WAY, Made=MADE) == {"name": "n", "secret": "s"}


def test_an_example_that_is_nothing_without_what_may_not_be_sent_is_passed_over() -> None:
    properties: JSON = {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}
    for keyword in ("example", "default"):
        schema: JSON = {"properties": properties, "minProperties": 1, keyword: {"id": 1}}
        assert sample(schema, "request") == {"name": "NAME"}
        assert sample(schema, "response") == {"id": 1}


def test_a_part_may_demand_what_another_declares_to_be_read_only() -> None:
    base: JSON = {"properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}
    schema: JSON = {"allOf": [ref("Base"), {"required": ["id", "name"], "maxProperties": 5}]}
    assert sample(schema, "request", Base=base) == {"name": "NAME"}
    assert sample(schema, "response", Base=base) == {"name": "NAME", "id": 1}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "object"}, {}),
        ({"type": "object", "additionalProperties": True}, {}),
        ({"additionalProperties": {"type": "integer"}}, {"key1": 1}),
        ({"additionalProperties": {"type": "integer"}, "minProperties": 2}, {"key1": 1, "key2": 1}),
        ({"additionalProperties": {"type": "integer"}, "maxProperties": 0}, {}),
        ({"additionalProperties": {"type": "integer"}, "properties": {"a": {}}}, {"a": "A"}),
        ({"additionalProperties": {"type": "integer"}, "required": ["a"]}, {"a": 1}),
        ({"type": "object", "additionalProperties": False, "properties": {"a": {}}}, {"a": "A"}),
        ({"type": "object", "additionalProperties": False}, {}),
        ({"type": "object", "minProperties": 2}, {"key1": "KEY1", "key2": "KEY2"}),
        (
            {"properties": {"key2": {}, "key1": {"readOnly": True}}, "minProperties": 3},
            {"key2": "KEY2", "key1": "KEY1", "key3": "KEY3"},
        ),
        (
            {"properties": {"a": {}, "b": {}, "c": {}}, "maxProperties": 2, "required": ["c"]},
            {"c": "C", "a": "A"},
        ),
        ({"type": "object", "patternProperties": {"^a": {"type": "integer"}}}, {"a": 1}),
        ({"type": "object", "propertyNames": {"pattern": "^key"}, "minProperties": 1}, {"key": "KEY"}),
    ],
)
def test_as_many_properties_as_there_may_be(schema: JSON, expected: JSON) -> None:
    assert sample(schema) == expected


def test_properties_are_filled_up_without_those_that_may_not_be_sent() -> None:
    schema: JSON = {"properties": {"key1": {"readOnly": True}, "key2": {}}, "minProperties": 2}
    assert sample(schema, "request") == {"key2": "KEY2", "key3": "KEY3"}


def test_a_property_that_cannot_be_is_left_out_with_a_finding() -> None:
    impossible: JSON = {"type": "integer", "minimum": 2, "maximum": 1}
    schema: JSON = {"properties": {"a": impossible, "b": {"type": "array", "items": impossible}, "c": {}}}
    assert with_findings(schema) == (
        {"c": "C"},
        [
            ("property-unsatisfiable", f"{TEST}/properties/a"),
            ("property-unsatisfiable", f"{TEST}/properties/b"),
        ],
    )
    assert with_findings({"additionalProperties": impossible}) == (
        {},
        [("property-unsatisfiable", f"{TEST}/additionalProperties")],
    )


# Arrays


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "array"}, []),
        ({"type": "array", "items": False}, []),
        ({"items": {"type": "integer"}}, [1]),
        ({"items": {"type": "integer"}, "minItems": 3}, [1, 1, 1]),
        ({"items": {"type": "integer"}, "maxItems": 0}, []),
        ({"items": {"type": "integer"}, "minItems": 2, "maxItems": 2}, [1, 1]),
        ({"type": "array", "minItems": 2}, ["<string>", "<string>"]),
        ({"items": {"enum": ["a", "b", "c"]}, "minItems": 2, "uniqueItems": True}, ["a", "b"]),
        ({"items": ref("Letter"), "minItems": 2, "uniqueItems": True}, ["a", "b"]),
        ({"items": {"type": "integer"}, "uniqueItems": True}, [1]),
        ({"prefixItems": [{"type": "integer"}, {"type": "boolean"}]}, [1, True]),
        ({"prefixItems": [{"type": "integer"}], "items": False}, [1]),
        ({"prefixItems": [{"type": "integer"}], "items": {"type": "null"}}, [1]),
        ({"prefixItems": [{"type": "integer"}], "items": {"type": "null"}, "minItems": 3}, [1, None, None]),
        ({"prefixItems": [{"type": "integer"}], "minItems": 2}, [1, "<string>"]),
        ({"prefixItems": [{"type": "integer"}, {"type": "boolean"}], "maxItems": 1}, [1]),
        ({"type": "array", "contains": {"const": 5}, "items": {"enum": [5]}}, [5]),
    ],
)
def test_as_many_items_as_there_must_be(schema: JSON, expected: JSON) -> None:
    assert sample(schema, Letter={"enum": ["a", "b"]}) == expected


def test_faults_of_tuples_have_their_place() -> None:
    impossible: JSON = {"type": "integer", "minimum": 2, "maximum": 1}
    _, findings = with_findings({"prefixItems": [{}, impossible]})
    assert findings == [("schema-unsatisfiable", f"{TEST}/prefixItems/1")]


# Strings and numbers that need a second look


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "pattern": "^[A-Z]{3}$"}, "ABC"),
        ({"type": "string", "pattern": "^\\+\\d+$"}, "+15005550006"),
        ({"type": "string", "pattern": "string"}, "<string>"),
        ({"type": "string", "pattern": "^([A-Z][0-9])+$"}, "A1B2C3"),
        ({"type": "string", "pattern": "^[a-z]+$"}, "abc"),
        ({"type": "string", "pattern": "^[a-z]+-[0-9]+$"}, "abc-123"),
        ({"type": "string", "pattern": "^[0-9]+$"}, "123"),
        ({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}, "#336699"),
        ({"type": "string", "pattern": "^[0-9]+[.][0-9]+[.][0-9]+$"}, "1.0.0"),
        ({"type": "string", "pattern": "^[a-z]{2}-[A-Z]{2}$"}, "en-US"),
        ({"type": "string", "pattern": "^[a-z]$"}, "a"),
        ({"type": "string", "pattern": "^[0-9]$"}, "1"),
        ({"type": "string", "not": {"const": "<string>"}, "pattern": "^.+$"}, "A1B2C3"),
        ({"type": "number", "not": {"minimum": 1.5}}, 1),
        ({"type": "boolean", "not": {"const": True}}, False),
        ({"type": "number", "multipleOf": 0.1, "minimum": 0.25, "maximum": 0.45}, 0.4),
        ({"type": "integer", "if": {"minimum": 1}, "then": {"minimum": 5}, "minimum": 0}, 5),
        ({"allOf": [{"type": "string", "minLength": 10}, {"maxLength": 10}]}, "<string>__"),
    ],
)
def test_what_is_not_sure_to_be_valid_is_tried(schema: JSON, expected: JSON) -> None:
    assert sample(schema) == expected


A_OF_B: JSONObject = {"properties": {"a": {}, "b": {}}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**A_OF_B, "dependentRequired": {"a": ["c"]}}, {"a": "A", "b": "B", "c": "C"}),
        (
            {**A_OF_B, "dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}}}},
            {"a": "A", "b": 1},
        ),
        (
            {
                "properties": {"kind": {"enum": ["x", "y"]}},
                "if": {"properties": {"kind": {"const": "x"}}},
                "then": {"required": ["a"]},
                "else": {"required": ["b"]},
            },
            {"kind": "x", "a": "A"},
        ),
        (
            {
                "properties": {"kind": {"enum": ["y"]}},
                "required": ["kind"],
                "if": {"properties": {"kind": {"const": "x"}}},
                "then": {"required": ["a"]},
                "else": {"required": ["b"]},
            },
            {"kind": "y", "b": "B"},
        ),
    ],
)
def test_conditions_are_met(schema: JSON, expected: JSONObject) -> None:
    value = cast(JSONObject, sample(schema))
    assert {name: value.get(name) for name in expected} == expected


# allOf


def test_all_of_is_everything_at_once() -> None:
    base: JSON = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "n": {"minimum": 3}},
        "required": ["n"],
    }
    schema: JSON = {"allOf": [ref("Base"), {"properties": {"n": {"type": "integer"}, "b": {"enum": ["x"]}}}]}
    value = sample(schema, Base=base)
    assert value == {"n": 3, "a": "A", "b": "x"}
    assert sample({"allOf": [{"type": "number"}, {"type": "integer"}]}) == 1
    assert sample({"allOf": [{"items": {"type": "number"}}, {"items": {"minimum": 3}}]}) == [3]


@pytest.mark.parametrize(
    ("schema", "best"),
    [
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, None),
        ({"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, None),
        ({"allOf": [{"type": "string", "minLength": 5}, {"maxLength": 3}]}, "str__"),
        ({"allOf": [{"const": "a"}, {"const": "b"}]}, "b"),
        ({"allOf": [{"pattern": "^a$"}, {"pattern": "^b"}]}, "b"),
        (
            {
                "allOf": [
                    {"type": "object", "additionalProperties": False},
                    {"properties": {"a": {}, "b": {}}},
                ]
            },
            {"a": "A", "b": "B"},
        ),
        ({"type": "string", "minLength": 5, "maxLength": 3}, "str__"),
        ({"type": "string", "format": "uuid", "maxLength": 5}, "strin"),
        ({"type": "integer", "minimum": 2, "maximum": 1}, None),
        ({"type": "string", "pattern": "^(?!a)a$"}, "<string>"),
        ({"type": "string", "enum": [1]}, 1),
        ({"type": "string", "const": 1}, 1),
        (False, "<string>"),
        ({"items": {"type": "integer"}, "minItems": 3, "maxItems": 2}, [1, 1]),
        (
            {
                "type": "array",
                "uniqueItems": True,
                "minItems": 2,
                "items": {"type": "boolean", "enum": [True]},
            },
            [True],
        ),
        ({"type": "object", "required": ["a", "b"], "maxProperties": 1}, {"a": "A", "b": "B"}),
        (
            {"type": "object", "minProperties": 2, "maxProperties": 1},
            {"key1": "KEY1", "key2": "KEY2"},
        ),
        ({"type": "object", "additionalProperties": False, "minProperties": 1}, {}),
    ],
)
def test_a_contradiction_is_reported_and_the_rest_of_the_value_stays(schema: JSON, best: JSON) -> None:
    assert with_findings(schema) == (best, [("schema-unsatisfiable", TEST)])
    outer: JSON = {"properties": {"bad": schema, "good": {"type": "boolean"}}, "required": ["bad", "good"]}
    place = f"{TEST}/properties/bad"
    called = "BAD" if best == "<string>" else best
    assert with_findings(outer) == ({"bad": called, "good": True}, [("schema-unsatisfiable", place)])


def test_the_one_property_that_may_not_stand_beside_the_others_is_left_out() -> None:
    closed: JSON = {"properties": {"a": {}}, "additionalProperties": False}
    schema: JSON = {"allOf": [closed, {"properties": {"b": {}}}]}
    assert with_findings(schema) == ({"a": "A"}, [("property-unsatisfiable", TEST)])


def test_what_is_required_but_forbidden() -> None:
    schema: JSON = {"type": "object", "required": ["a"], "additionalProperties": False}
    place = f"{TEST}/additionalProperties"
    assert with_findings(schema) == ({"a": "A"}, [("schema-unsatisfiable", place)])


def test_several_faults_are_all_reported() -> None:
    impossible: JSON = {"type": "string", "pattern": "^(?!a)a$"}
    schema: JSON = {"properties": {"a": impossible, "b": impossible, "c": {}}, "required": ["a", "b"]}
    assert with_findings(schema) == (
        {"a": "A", "b": "B", "c": "C"},
        [("schema-unsatisfiable", f"{TEST}/properties/{name}") for name in "ab"],
    )


def test_where_only_null_fits_it_is_reported() -> None:
    schema: JSON = {"properties": {"a": {"type": ["string", "null"], "pattern": "^(?!a)a$"}}}
    assert with_findings(schema) == ({"a": None}, [("null-instead", f"{TEST}/properties/a")])
    choice: JSON = {"anyOf": [{"type": "string", "pattern": "^(?!a)a$"}, {"type": "null"}]}
    assert with_findings(choice) == (None, [("null-instead", TEST)])
    neither: JSON = {"type": ["string", "null"], "enum": ["a"], "pattern": "^b"}
    assert with_findings(neither) == ("a", [("schema-unsatisfiable", TEST)])


def test_a_fault_is_reported_once_however_often_it_is_met() -> None:
    sampler = Sampler(
        document(
            A=ref("Bad"), B={"items": ref("Bad")}, Bad={"type": "integer", "enum": ["x"], "example": 0.5}
        )
    )
    for name in ("A", "B", "Bad", "A"):
        for direction in DIRECTIONS:
            sampler.sample(Node(cast(SchemaObject, ref(name)), f"/{name}"), direction)
    found = [(finding.rule, finding.pointer) for finding in sampler.findings]
    assert found == [
        ("example-invalid", "/components/schemas/Bad"),
        ("schema-unsatisfiable", "/components/schemas/Bad"),
    ]


def test_looking_away_from_a_fault_leaves_nothing_behind() -> None:
    bad: JSON = {
        "type": "object",
        "properties": {"x": {"type": "string", "pattern": "^(?!n)no$"}},
        "required": ["x"],
    }
    sampler = Sampler(document(Bad=bad, User={"type": "object", "properties": {"bad": ref("Bad")}}))
    assert sampler.sample(Node(cast(SchemaObject, ref("Bad")), "/a"), "request") == {"x": "X"}
    assert sampler.sample(Node(cast(SchemaObject, ref("User")), "/b"), "request") == {}


# oneOf and anyOf


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, 1),
        ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, 1.5),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, 1),
        ({"anyOf": [{"type": "string", "pattern": "^(?!n)no$"}, {"type": "boolean"}]}, True),
        ({"oneOf": [{"type": "null"}, {"type": "boolean"}]}, None),
        (
            {"oneOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "email"}]},
            "2025-01-15",
        ),
        ({"oneOf": [{"oneOf": [{"type": "boolean"}]}, {"type": "string"}]}, True),
        ({"type": "string", "oneOf": [{"minLength": 10}, {"maxLength": 3}]}, "<string>__"),
        ({"oneOf": [{"maxLength": 3}, {"maxLength": 5}], "type": "string"}, "strin"),
        ({"oneOf": [{"type": "string"}], "anyOf": [{"minLength": 10}]}, "<string>__"),
        ({"type": "object", "oneOf": [{"oneOf": [{"required": ["a"]}]}]}, {"a": "A"}),
        (
            {
                "properties": {"k": {"type": "string"}},
                "oneOf": [{"properties": {"k": {"enum": ["x"]}}, "required": ["k"]}],
            },
            {"k": "x"},
        ),
        ({"items": {"type": "integer"}, "anyOf": [{"items": {"minimum": 4}}]}, [4]),
    ],
)
def test_the_first_branch_that_makes_a_valid_value(schema: JSON, expected: JSON) -> None:
    assert sample(schema) == expected


CAT: JSONObject = {
    "properties": {"kind": {"enum": ["cat"]}, "lives": {"type": "integer"}},
    "required": ["kind"],
}
DOG: JSONObject = {
    "properties": {"kind": {"enum": ["dog"]}, "tricks": {"type": "array"}},
    "required": ["kind"],
}


def test_discriminated_unions() -> None:
    union: JSON = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    assert sample(union, Cat=CAT, Dog=DOG) == {"kind": "cat", "lives": 1}
    beside: JSON = {
        **cast(JSONObject, union),
        "properties": {"name": {"type": "string"}},
        "required": ["name"],
    }
    assert sample(beside, Cat=CAT, Dog=DOG) == {"name": "NAME", "kind": "cat", "lives": 1}
    assert sample({"items": union}, Cat=CAT, Dog=DOG) == [{"kind": "cat", "lives": 1}]


KIND: JSONObject = {"propertyName": "kind"}
NAMED: JSONObject = {"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"]}
TAMED: JSONObject = {"allOf": [NAMED, {"properties": {"name": {"type": "integer"}}}]}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"anyOf": [ref("Named"), ref("Tamed")], "discriminator": KIND}, "Named"),
        ({"anyOf": [ref("Tamed"), ref("Named")], "discriminator": KIND}, "Tamed"),
        (
            {"anyOf": [ref("Named")], "discriminator": {**KIND, "mapping": {"x": "Tamed", "y": "Named"}}},
            "y",
        ),
        (
            {
                "anyOf": [ref("Named")],
                "discriminator": {**KIND, "mapping": {"z": "#/components/schemas/Named"}},
            },
            "z",
        ),
        ({"anyOf": [ref("Named")], "discriminator": {**KIND, "mapping": {"x": "Other"}}}, "Named"),
        ({"anyOf": [NAMED], "discriminator": KIND}, "KIND"),
        ({"anyOf": [ref("Named")], "discriminator": "kind"}, "KIND"),
        ({"anyOf": [ref("Named")], "discriminator": {}}, "KIND"),
        ({"allOf": [{**NAMED, "discriminator": KIND}]}, "Test"),
        ({"allOf": [{**NAMED, "discriminator": KIND}, {"properties": {"kind": {"enum": ["k"]}}}]}, "k"),
        ({"anyOf": [ref("Short")], "discriminator": KIND}, "KIND"),
    ],
)
def test_a_discriminator_says_what_an_object_is(schema: JSON, expected: str) -> None:
    short: JSONObject = {"properties": {"kind": {"type": "string", "not": {"const": "Short"}}}}
    value = sample(schema, Named=NAMED, Tamed=TAMED, Short=short)
    assert cast(JSONObject, value)["kind"] == expected


def test_branches_that_overlap_are_told_apart_by_saying_less() -> None:
    one: JSON = {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["a"]}
    two: JSON = {"properties": {"b": {"type": "string"}}, "required": ["b"]}
    assert sample({"oneOf": [one, two]}) == {"a": "A"}


@pytest.mark.parametrize(
    "branch", [{"type": "string"}, {"type": "object", "properties": {"a": {}}}, ref("Cat")]
)
def test_branches_that_are_the_same(branch: JSON) -> None:
    same: JSON = {"oneOf": [branch, branch]}
    optional: JSONObject = {"properties": {"a": same, "b": {}}}
    place = f"{TEST}/properties/a"
    value, findings = with_findings(optional, Cat=CAT)
    required: JSONObject = {**optional, "required": ["a"]}
    for schema in (optional, required):
        value, findings = with_findings(schema, Cat=CAT)
        assert findings == [("choice-ambiguous", place)]
        first = sample({"properties": {"a": branch}}, Cat=CAT)
        assert value == {"b": "B", **cast(JSONObject, first)}


def test_branches_of_branches_that_are_the_same() -> None:
    text: JSON = {"type": "string"}
    schema: JSON = {"oneOf": [{"oneOf": [text]}, text]}
    assert with_findings(schema) == ("<string>", [("choice-ambiguous", TEST)])


def test_nullable_branches_that_are_the_same_are_not_null() -> None:
    same: JSON = {"oneOf": [{"type": "string"}, {"type": "string"}]}
    schema: JSON = {"properties": {"a": {"anyOf": [same, {"type": "null"}]}}, "required": ["a"]}
    place = f"{TEST}/properties/a/anyOf/0"
    assert with_findings(schema) == ({"a": "A"}, [("choice-ambiguous", place)])


def test_many_combinations_are_not_all_tried() -> None:
    choice: JSON = {"anyOf": [{"type": "string", "pattern": f"^(?!n)no{number}$"} for number in range(10)]}
    started = time.process_time()
    value, findings = with_findings({"allOf": [choice] * 12})
    assert time.process_time() - started < 10
    assert (value, findings) == ("<string>", [("schema-unsatisfiable", TEST)])


# Recursion


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"properties": {"name": {}, "self": ref("Test")}}, {"name": "NAME"}),
        ({"properties": {"selves": {"items": ref("Test")}}}, {"selves": []}),
        ({"properties": {"selves": {"items": ref("Test")}}, "required": ["selves"]}, {"selves": []}),
        ({"additionalProperties": ref("Test")}, {}),
        ({"items": ref("Test")}, []),
        (
            {"oneOf": [{"type": "array", "items": ref("Test"), "minItems": 1}, {"type": "string"}]},
            "<string>",
        ),
        (
            {"properties": {"self": {"anyOf": [ref("Test"), {"type": "null"}]}}, "required": ["self"]},
            {"self": None},
        ),
        (
            {"type": ["object", "null"], "properties": {"self": ref("Test")}, "required": ["self"]},
            None,
        ),
        (
            {"properties": {"self": {"anyOf": [ref("Test"), {"type": "string"}]}}, "required": ["self"]},
            {"self": "SELF"},
        ),
        ({"properties": {"a": {"properties": {"b": {"items": ref("Test")}}}}}, {"a": {"b": []}}),
        ({"properties": {"self": {"allOf": [ref("Test")], "description": "d"}}}, {"self": {}}),
        ({"properties": {"self": {**ref("Test"), "maxProperties": 5}}}, {"self": {}}),
        (
            {"allOf": [{"properties": {"self": {"allOf": [ref("Test"), {"properties": {"x": {}}}]}}}]},
            {"self": {"x": "X"}},
        ),
        ({"properties": {"n": {}}, "anyOf": [{"properties": {"self": ref("Test")}}]}, {"n": "N"}),
    ],
)
def test_a_schema_that_contains_itself(schema: JSON, expected: JSON) -> None:
    assert sample(schema) == expected


def test_a_schema_that_must_contain_itself_is_reported() -> None:
    schema: JSON = {"properties": {"self": ref("Test"), "a": {}}, "required": ["self"]}
    assert with_findings(schema) == ({"self": None, "a": "A"}, [("schema-unsatisfiable", TEST)])
    listed: JSON = {"properties": {"selves": {"items": ref("Test"), "minItems": 1}}, "required": ["selves"]}
    assert with_findings(listed) == ({"selves": [None]}, [("schema-unsatisfiable", TEST)])


def test_a_schema_that_is_itself_is_nothing() -> None:
    for schema in (ref("Test"), ref("Other")):
        value, _ = with_findings(schema, Other=ref("Test"))
        assert value == "<string>"
    value, _ = with_findings({"anyOf": [ref("Test")]})
    assert value is None


MUTUAL: dict[str, JSON] = {
    "A": {"properties": {"b": ref("B"), "n": {"type": "integer"}}},
    "B": {"properties": {"a": ref("A"), "cs": {"items": ref("C")}}},
    "C": {"properties": {"a": ref("A"), "d": ref("D")}, "required": ["d"]},
    "D": {"type": "object", "properties": {"b": {"anyOf": [ref("B"), {"type": "null"}]}}, "required": ["b"]},
    "E": {"allOf": [ref("A"), {"properties": {"c": ref("C"), "e": {"allOf": [ref("E")]}}}]},
}


def test_schemas_that_contain_each_other() -> None:
    assert sample(ref("A"), "request", **MUTUAL) == {"b": {"cs": [{"d": {"b": None}}]}, "n": 1}
    assert sample(ref("D"), "request", **MUTUAL) == {"b": {"a": {"n": 1}, "cs": []}}


# O leads to E only where its first branch, P, is cut for containing S.
BY_DETOUR: dict[str, JSON] = {
    "E": {"properties": {"o": ref("O")}},
    "O": {"properties": {"x": {"anyOf": [ref("P"), ref("E")]}}},
    "P": {"properties": {"s": ref("S")}, "required": ["s"]},
    "S": {"properties": {"o": ref("O")}},
}


@pytest.mark.parametrize("schemas", [MUTUAL, BY_DETOUR], ids=["mutual", "by detour"])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_order_of_sampling_makes_no_difference(schemas: dict[str, JSON], direction: Direction) -> None:
    held = document(**schemas)
    nodes = {name: Node(cast(SchemaObject, ref(name)), f"/{name}") for name in schemas}
    alone = {name: Sampler(held).sample(node, direction) for name, node in nodes.items()}
    for order in permutations(schemas):
        sampler = Sampler(held)
        assert {name: sampler.sample(nodes[name], direction) for name in order} == alone


def test_directions_are_sampled_apart() -> None:
    held = document(A={"properties": {"one": ref("OneWay")}}, OneWay=ONE_WAY, Made=MADE)
    node = Node(cast(SchemaObject, ref("A")), "/a")
    sampler = Sampler(held)
    request, response = sampler.sample(node, "request"), sampler.sample(node, "response")
    assert request == Sampler(held).sample(node, "request")
    assert response == Sampler(held).sample(node, "response")
    assert "id" not in str(request)


def test_what_is_met_often_is_sampled_once_and_no_more_is_shown_than_can_be_read() -> None:
    schemas: dict[str, JSON] = {
        f"S{level}": {"properties": {name: ref(f"S{level + 1}") for name in "abc"}} for level in range(25)
    }
    sampler = Sampler(document(**schemas, S25={"type": "integer"}))
    node = Node(cast(SchemaObject, ref("S0")), "/s")
    value = sampler.sample(node, "request")  # 3 ** 25 integers, if all were shown
    for _ in range(25):
        value = cast(JSONObject, value)["a"]
    assert (value, [finding.rule for finding in sampler.findings]) == (1, ["sample-cut"])


# Limits


def test_no_more_is_made_than_can_be_handled() -> None:
    started = time.process_time()
    for schema in (
        {"type": "array", "minItems": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"type": "string", "minLength": 10**9},
    ):
        value, findings = with_findings(cast(JSON, schema))
        assert findings == [("schema-unsatisfiable", TEST)]
        assert len(cast(str, value)) <= 10_000
    assert time.process_time() - started < 10


def test_what_is_nested_too_deeply_or_too_large_is_reported() -> None:
    deep: JSONObject = {"type": "string"}
    for _ in range(400):
        deep = {"items": deep, "minItems": 1}
    assert with_findings({"type": "integer", "minimum": 10**400})[1] == [("schema-unsatisfiable", "/use")]
    schemas: JSON = {
        "Deep": deep,
        "Fine": {"type": "string"},
    }  # deeper than what is read may be
    sampler = Sampler(cast(Document, {"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}}))
    assert sampler.sample(Node(cast(SchemaObject, ref("Deep")), "/deep"), "request") is None
    assert sampler.sample(Node(cast(SchemaObject, ref("Fine")), "/fine"), "request") == "<string>"
    assert [finding.rule for finding in sampler.findings] == ["schema-unsatisfiable"]


def test_large_integers_are_no_trouble() -> None:
    assert sample({"type": "integer", "minimum": 2**64}) == 2**64
    assert sample({"type": "integer", "example": 2**70}) == 2**70
