"""OpenAPI 3.0's schemas in the words of 3.1, and references that lead somewhere."""

from __future__ import annotations

import json
from typing import cast
from urllib.parse import quote

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.dialect import unify_schemas
from generator.openapi.document import Document, SchemaObject
from generator.openapi.oracle import Oracle
from generator.openapi.references import resolve_reference


def unified(schema: JSON, **schemas: JSON) -> JSON:
    """The schema as it stands after unification."""
    components: JSON = {"schemas": {"Test": schema, **schemas}}
    document = cast(Document, {"openapi": "3.1.0", "paths": {"/a": {}}, "components": components})
    unify_schemas(document, "spec.json")
    return cast(JSON, document["components"]["schemas"]["Test"])


NULL: JSONObject = {"type": "null"}
REF: JSONObject = {"$ref": "#/components/schemas/A"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        (
            {"type": "object", "nullable": True, "properties": {}},
            {"type": ["object", "null"], "properties": {}},
        ),
        (
            {"type": "string", "nullable": True, "enum": ["a", None], "example": None},
            {"type": ["string", "null"], "enum": ["a", None], "example": None},
        ),
        ({**REF, "nullable": True}, {"anyOf": [REF, NULL]}),
        ({"nullable": True, "allOf": [REF]}, {"anyOf": [{"allOf": [REF]}, NULL]}),
        ({"nullable": True, "oneOf": [REF]}, {"anyOf": [{"oneOf": [REF]}, NULL]}),
        (
            {"type": "object", "nullable": True, "anyOf": [REF]},
            {"anyOf": [{"type": "object", "anyOf": [REF]}, NULL]},
        ),
        (
            {"type": "object", "nullable": True, "oneOf": [{}]},
            {"anyOf": [{"type": "object", "oneOf": [{}]}, NULL]},
        ),
        (
            {"type": "object", "nullable": True, "allOf": [{}]},
            {"anyOf": [{"type": "object", "allOf": [{}]}, NULL]},
        ),
        ({"type": "object", "nullable": True, **REF}, {"anyOf": [{"type": "object", **REF}, NULL]}),
        ({"nullable": True}, {"anyOf": [{}, NULL]}),
        ({"type": ["string"], "nullable": True}, {"anyOf": [{"type": ["string"]}, NULL]}),
        (
            {**REF, "nullable": True, "description": "d", "example": None, "readOnly": True, "x-a": 1},
            {"description": "d", "example": None, "readOnly": True, "anyOf": [{**REF, "x-a": 1}, NULL]},
        ),
    ],
)
def test_nullable(schema: JSONObject, expected: JSONObject) -> None:
    single = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
              "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
    named = ("properties", "patternProperties", "dependentSchemas", "$defs")
    listed = ("allOf", "oneOf", "anyOf", "prefixItems")
    holders: list[tuple[JSONObject, JSONObject]] = [(schema, expected)]
    holders += [({keyword: schema}, {keyword: expected}) for keyword in single]
    holders += [({keyword: {"p": schema}}, {keyword: {"p": expected}}) for keyword in named]
    holders += [({keyword: [{}, schema]}, {keyword: [{}, expected]}) for keyword in listed]
    for holder, result in holders:
        assert unified(json.loads(json.dumps(holder)), A={"type": "string"}) == result


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"exclusiveMinimum": True}, {}),
        ({"maximum": 1.5, "exclusiveMaximum": True, "minimum": 0}, {"exclusiveMaximum": 1.5, "minimum": 0}),
        ({"exclusiveMaximum": 3, "maximum": 5}, {"exclusiveMaximum": 3, "maximum": 5}),
        ({"exclusiveMinimum": 0}, {"exclusiveMinimum": 0}),
    ],
)
def test_exclusive_bounds(schema: JSONObject, expected: JSONObject) -> None:
    assert unified(schema) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, {}),
        (False, {"not": {}}),
        ({"additionalProperties": False}, {"additionalProperties": {"not": {}}}),
        ({"additionalProperties": True}, {"additionalProperties": {}}),
        ({"items": True, "properties": {"a": False}}, {"items": {}, "properties": {"a": {"not": {}}}}),
        ({"oneOf": [True, False]}, {"oneOf": [{}, {"not": {}}]}),
    ],
)
def test_boolean_schemas_become_objects(schema: JSON, expected: JSONObject) -> None:
    assert unified(schema) == expected


def test_whole_numbers_of_things_become_integers() -> None:
    counts = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
    result = cast(JSONObject, unified(dict.fromkeys(counts, 3.0)))
    assert {type(result[count]) for count in counts} == {int}


READ_ONLY: JSONObject = {"type": "string", "readOnly": True}
WRITE_ONLY: JSONObject = {"type": "string", "writeOnly": True}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"required": ["r", "w", "b"], "properties": {"r": READ_ONLY, "w": WRITE_ONLY, "b": {}}}, ["b"]),
        (
            {"required": ["b", "r"], "properties": {"b": {}, "r": {"type": "string", "readOnly": False}}},
            ["b", "r"],
        ),
        ({"required": ["elsewhere"], "properties": {"b": {}}}, ["elsewhere"]),
        (
            {"required": ["r", "b"], "properties": {"r": {"$ref": "#/components/schemas/ReadOnly"}, "b": {}}},
            ["b"],
        ),
        ({"required": ["r"], "properties": {"r": {"allOf": [{"type": "string"}, READ_ONLY]}}}, []),
        ({"required": ["r", "b"], "allOf": [{"$ref": "#/components/schemas/Base"}]}, ["b"]),
        ({"type": "object", "nullable": True, "required": ["r"], "properties": {"r": READ_ONLY}}, []),
    ],
)
def test_what_goes_one_way_is_not_required_both_ways(schema: JSONObject, expected: list[str]) -> None:
    base: JSONObject = {"properties": {"r": READ_ONLY}}
    result = unified(schema, ReadOnly=READ_ONLY, Base=base)
    assert cast(JSONObject, result)["required"] == expected


def test_what_one_part_declares_another_does_not_demand() -> None:
    base: JSONObject = {"properties": {"r": READ_ONLY, "b": {}}}
    schema: JSONObject = {
        "nullable": True,
        "allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["r", "b"]}],
    }
    inner = cast("list[JSONObject]", cast(JSONObject, unified(schema, Base=base))["anyOf"])[0]
    assert inner["allOf"] == [{"$ref": "#/components/schemas/Base"}, {"required": ["b"]}]


def test_a_schema_that_is_part_of_itself_is_looked_at_once() -> None:
    schema: JSONObject = {"allOf": [{"$ref": "#/components/schemas/Test"}], "required": ["a"]}
    assert cast(JSONObject, unified(schema))["required"] == ["a"]


def everywhere(schema: JSONObject) -> JSONObject:
    """A document with the schema wherever one may stand outside of components/schemas."""
    content: JSON = {"a/b": {"schema": schema}}
    headers: JSON = {"H": {"schema": schema}}
    response: JSON = {"content": content, "headers": headers}
    parameters: JSON = [
        {"name": "n", "in": "query", "schema": schema},
        {"name": "c", "in": "query", "content": content},
    ]
    operation: JSON = {
        "parameters": parameters,
        "requestBody": {"content": content},
        "responses": {"200": response, "x-a": 1},
    }
    item: JSON = {"parameters": parameters, "post": operation, "x-a": 1}
    components: JSON = {
        "parameters": {"P": {"name": "n", "in": "query", "schema": schema}},
        "headers": headers,
        "responses": {"R": response},
        "requestBodies": {"B": {"content": content}},
        "pathItems": {"I": item},
    }
    document: JSONObject = {"openapi": "3.1.0", "paths": {"/a": item, "x-a": 1}, "components": components}
    return cast(JSONObject, json.loads(json.dumps(document)))


def test_schemas_are_unified_wherever_they_stand() -> None:
    document = everywhere({"type": "string", "nullable": True})
    expected = everywhere({"type": ["string", "null"]})
    unify_schemas(cast(Document, document), "spec.json")
    assert document == expected


def test_boolean_schemas_of_bodies() -> None:
    document = everywhere(cast(JSONObject, False))
    unify_schemas(cast(Document, document), "spec.json")
    assert document == everywhere({"not": {}})


def test_a_schema_at_an_unusual_place_is_unified_when_it_is_referred_to() -> None:
    document = cast(
        Document,
        {
            "openapi": "3.1.0",
            "paths": {"/a": {}},
            "definitions": {
                "Old": {"type": "object", "nullable": True, "properties": {"a": True, "b": {"$ref": "#/x"}}}
            },
            "x": {"type": "string", "nullable": True},
            "components": {"schemas": {"A": {"$ref": "#/definitions/Old"}}},
        },
    )
    unify_schemas(document, "spec.json")
    raw = cast(JSONObject, document)
    assert raw["x"] == {"type": ["string", "null"]}
    assert raw["definitions"] == {
        "Old": {"type": ["object", "null"], "properties": {"a": {}, "b": {"$ref": "#/x"}}}
    }


@pytest.mark.parametrize("name", ["a b", "Page<Order>", "Page«Order»", "List[str]", "a%b", "a~b", "a/b"])
def test_odd_names_are_referred_to_as_uris_do(name: str) -> None:
    escaped = name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    components: JSON = {"schemas": {name: {"type": "string"}}}
    document = cast(Document, {"openapi": "3.1.0", "paths": {}, "components": components})
    for schema in (
        {"$ref": f"#/components/schemas/{escaped}"},
        {"$ref": f"#/components/schemas/{quote(escaped, '%')}"},
    ):
        document["components"]["schemas"]["Test"] = cast(SchemaObject, schema)
        unify_schemas(document, "spec.json")
        assert resolve_reference(document, schema["$ref"])[0] == {"type": "string"}
        oracle = Oracle(document)
        assert oracle.accepts(cast(SchemaObject, schema), "a")
        assert not oracle.accepts(cast(SchemaObject, schema), 1)


SIBLINGS: JSONObject = {
    **REF,
    "type": "object",
    "minimum": 1,
    "description": "d",
    "x-a": 1,
    "nullable": False,
}


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("3.0.3", {**REF, "description": "d", "x-a": 1}),
        ("3.1.0", {**REF, "type": "object", "minimum": 1, "description": "d", "x-a": 1}),
    ],
)
def test_what_limits_values_beside_a_reference_counts_from_3_1_on(version: str, expected: JSON) -> None:
    schemas: JSON = {"A": {"type": "string"}, "B": {"properties": {"b": {**SIBLINGS}}}}
    document = cast(Document, {"openapi": version, "paths": {}, "components": {"schemas": schemas}})
    findings = unify_schemas(document, "spec.json")
    assert cast(JSON, document["components"]["schemas"]["B"]) == {"properties": {"b": expected}}
    said = [(finding.rule, finding.message, finding.pointer) for finding in findings]
    place = "/components/schemas/B/properties/b"
    ignored = [("reference-siblings", "ignored beside $ref: type, minimum", place)]
    assert said == (ignored if version == "3.0.3" else [])


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("#/components/schemas/A", ({"type": "string"}, "/components/schemas/A")),
        ("#/components/schemas/B-1", ({"type": "number"}, "/components/schemas/B-1")),
        ("#/components/schemas/B%2D1", ({"type": "number"}, "/components/schemas/B-1")),
        ("#/paths/~1a/get/parameters/1/schema", ({"type": "integer"}, "/paths/~1a/get/parameters/1/schema")),
        ("#/x~0y", ("z", "/x~0y")),
    ],
)
def test_what_a_reference_leads_to(reference: str, expected: tuple[JSON, str]) -> None:
    parameters: JSON = [{}, {"schema": {"type": "integer"}}]
    document = {
        "components": {"schemas": {"A": {"type": "string"}, "B-1": {"type": "number"}}},
        "paths": {"/a": {"get": {"parameters": parameters}}},
        "x~y": "z",
    }
    assert resolve_reference(cast(Document, document), reference) == expected


@pytest.mark.parametrize("document", [{}, {"components": {}}, {"components": {"schemas": {}}}])
def test_without_components_references_lead_nowhere(document: JSONObject) -> None:
    with pytest.raises(KeyError):
        resolve_reference(cast(Document, document), "#/components/schemas/A")
