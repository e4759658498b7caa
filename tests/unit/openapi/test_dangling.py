"""What has a `$ref` that leads nowhere is left out, and so is what refers to that."""

from __future__ import annotations

from copy import deepcopy
from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.dangling import drop_dangling, leads_nowhere
from generator.openapi.dialect import unify_schemas
from generator.openapi.document import Document


def dropped(schemas: JSONObject) -> tuple[JSON, list[str]]:
    """The schemas that are left, and where something was left out."""
    raw: JSONObject = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": deepcopy(schemas)}}
    document = cast(Document, raw)
    findings = drop_dangling(document, "spec.json")
    assert {finding.rule for finding in findings} <= {"reference-dangling"}
    return cast(JSON, document["components"]["schemas"]), [finding.pointer for finding in findings]


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/Nowhere",
        "#/components/schemas/no-such.thing",
        "#/components/nothing/A",
        "#/components/schemas/A/enum/5",
        "#/components/schemas/A/enum/one",
        "#/components/schemas/A/enum",
        "#/components/schemas/A/description",
        "#/components/schemas/A/description/deeper",
        "#/components/schemas/A/x-parameter",
        "#A",
        "#",
        "other.json#/A",
        "https://host.example/a.json",
    ],
)
def test_each_way_to_lead_nowhere(reference: str) -> None:
    known: JSON = {"enum": ["a"], "description": "d", "x-parameter": {"name": "n", "required": True}}
    schemas: JSONObject = {"A": known, "B": {"properties": {"p/q": {"oneOf": [{}, {"$ref": reference}]}}}}
    left, places = dropped(schemas)
    assert left == {"A": known, "B": {"properties": {"p/q": {"oneOf": [{}]}}}}
    assert places == ["/components/schemas/B/properties/p~1q/oneOf/1"]


GONE: JSON = {"$ref": "#/components/schemas/Gone", "description": "d"}


@pytest.mark.parametrize(
    ("schema", "left"),
    [
        ({"properties": {"a": GONE, "b": {}}}, {"properties": {"b": {}}}),
        ({"items": GONE}, {}),
        ({"allOf": [GONE, {}, GONE]}, {"allOf": [{}]}),
        ({"anyOf": [GONE], "type": "string"}, {"type": "string"}),
        ({"properties": {"a": {"$ref": "#/none", "minimum": 1}}}, {"properties": {"a": {"minimum": 1}}}),
        ({"example": GONE, "default": GONE, "enum": [GONE]}, None),
        ({"properties": {"$ref": {"type": "string"}}}, None),
    ],
)
def test_what_goes_with_it(schema: JSON, left: JSON) -> None:
    assert dropped({"A": schema})[0] == {"A": schema if left is None else left}


def test_what_refers_to_what_was_left_out_goes_too() -> None:
    schemas: JSONObject = {"A": GONE, "B": {"$ref": "#/components/schemas/A"}, "C": {"type": "string"}}
    left, places = dropped(schemas)
    assert left == {"C": {"type": "string"}}
    assert places == ["/components/schemas/A", "/components/schemas/B"]


def test_a_parameter_is_no_schema() -> None:
    parameter: JSON = {"name": "a", "in": "query", "required": True}
    odd: JSONObject = {"name": "b", "in": "query", "schema": {"$ref": "#/paths/~1a/get/parameters/0"}}
    parameters: JSON = [parameter, odd]
    raw: JSONObject = {"openapi": "3.0.3", "paths": {"/a": {"get": {"parameters": parameters}}}}
    (finding,) = unify_schemas(cast(Document, raw), "spec.json")
    assert finding.pointer == "/paths/~1a/get/parameters/1/schema"
    assert odd == {"name": "b", "in": "query"}


def test_what_stands_in_several_places_is_left_out_once() -> None:
    gone: JSONObject = {"$ref": "#/components/schemas/Nowhere"}
    beside: JSONObject = {"$ref": "#/components/schemas/Nowhere", "minLength": 1}
    shared: JSONObject = {"anyOf": [gone, {"type": "string"}, beside], "items": gone, "not": beside}
    left, _ = dropped({"A": shared, "B": shared, "C": beside})
    kept = {"anyOf": [{"type": "string"}, {"minLength": 1}], "not": {"minLength": 1}}
    assert left == {"A": kept, "B": kept, "C": {"minLength": 1}}


def test_what_may_be_no_reference_is_left_to_others() -> None:
    """Such as components as a whole, the shape of which is not looked at alone."""
    document = cast(Document, {"x": {"a": 1}, "components": {"$ref": "#/x"}})
    assert not leads_nowhere(document, "components", "#/x")
    assert leads_nowhere(document, "components", "#/y")
