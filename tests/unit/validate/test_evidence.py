"""Whose fault a fault is: the spec's own is a warning, that of the collection an error."""

from __future__ import annotations

import pytest

from generator.json_types import JSON, JSONObject
from tests.unit.validate.test_judge import Row, answers, findings, json_body, parameter, raw, saved

INTEGER: JSONObject = {"type": "integer"}
ERROR, WARNING = "error", "warning"


def judged(operation: JSONObject, **more: object) -> list[tuple[str, str]]:
    return [(finding.severity, finding.rule) for finding in findings(operation, **more)]  # type: ignore[arg-type]


def body(media_type: JSONObject) -> JSONObject:
    return {"requestBody": {"content": {"application/json": media_type}}}


OBJECT: JSONObject = {"type": "object", "properties": {"a": INTEGER}}
MORE: JSONObject = {"a": 1, "b": 2}
RIGHT: JSONObject = {"a": 1}
WRONG: JSONObject = {"a": "x"}


@pytest.mark.parametrize(
    "media_type",
    [
        {"schema": OBJECT, "example": WRONG},
        {"schema": OBJECT, "examples": {"one": {"value": WRONG}}},
        {"schema": {**OBJECT, "example": WRONG}},
        {"schema": {**OBJECT, "examples": [RIGHT, WRONG]}},
        {"schema": {**OBJECT, "default": WRONG}},
        {"schema": {**OBJECT, "properties": {"a": {**INTEGER, "example": "y"}}}},
        {"schema": {"properties": {"a": {"allOf": [{"$ref": "#/components/schemas/I"}], "example": None}}}},
    ],
)
def test_an_example_of_the_specs_that_is_wrong_in_the_same_way(media_type: JSONObject) -> None:
    schemas = {"I": INTEGER}
    assert judged(body(media_type), body=raw(WRONG), schemas=schemas) == [(WARNING, "spec-example-invalid")]


@pytest.mark.parametrize(
    "media_type",
    [
        {"schema": OBJECT},
        {"schema": OBJECT, "example": {"a": 1}},
        {"schema": OBJECT, "example": {"b": "x"}},
        {"schema": {"properties": {"a": INTEGER, "b": INTEGER}}, "example": {"b": "x"}},
        {"schema": {**OBJECT, "maxProperties": 1}, "example": {"b": 1, "c": 2}},
    ],
)
def test_an_example_that_is_right_or_wrong_in_another_way_excuses_nothing(media_type: JSONObject) -> None:
    assert judged(body(media_type), body=raw(WRONG)) == [(ERROR, "request-body")]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "integer", "minimum": 3, "maximum": 2}, 1, (WARNING, "spec-unsatisfiable")),
        ({"type": "integer", "minimum": 2, "maximum": 3}, 1, (ERROR, "request-body")),
        (
            {"required": ["a"], "properties": {"a": {"type": "string", "maxLength": 0, "minLength": 1}}},
            {"a": ""},
            (WARNING, "spec-unsatisfiable"),
        ),
        ({"oneOf": [{"type": "string"}, {"enum": ["a", 3]}]}, "a", (ERROR, "request-ambiguous")),
        ({"oneOf": [{"type": "string"}, {"type": "string"}]}, "a", (WARNING, "spec-unsatisfiable")),
    ],
)
def test_a_schema_that_nothing_satisfies(schema: JSON, value: JSON, expected: tuple[str, str]) -> None:
    assert judged(json_body(schema), body=raw(value)) == [expected]


def test_of_two_schemas_the_one_that_nothing_satisfies_excuses_the_other_nothing() -> None:
    impossible: JSONObject = {"type": "integer", "minimum": 3, "maximum": 2}
    declared = json_body({"required": ["b"], "properties": {"a": INTEGER, "b": impossible}})
    said = findings(declared, body=raw({"a": "x", "b": 1}))
    assert {finding.rule for finding in said if "/a " in finding.message} == {"request-body"}


def test_parameters() -> None:
    query: tuple[Row, ...] = (("p", "x"),)
    mine, own = parameter(INTEGER), parameter(INTEGER, example="y")
    assert judged({"parameters": [mine]}, query=query) == [(ERROR, "request-value")]
    assert judged({"parameters": [own]}, query=query) == [(WARNING, "spec-example-invalid")]


def test_answers() -> None:
    for example, expected in (
        (WRONG, (WARNING, "spec-example-invalid")),
        (RIGHT, (ERROR, "response-body")),
    ):
        content: JSONObject = {"application/json": {"schema": OBJECT, "example": example}}
        example_of = (saved(200, '{"a": "z"}', Content_Type="application/json"),)
        assert judged(answers(_200={"content": content}), saved=example_of) == [expected]


def test_properties_that_the_schema_does_not_name() -> None:
    schema: JSONObject = {"type": "object", "properties": {"a": INTEGER}}
    for example, expected in (
        (MORE, (WARNING, "spec-example-invalid")),
        (RIGHT, (ERROR, "request-property")),
    ):
        assert judged(body({"schema": schema, "example": example}), body=raw({"b": 3})) == [expected]
