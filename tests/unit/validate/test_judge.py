"""openapi-core as the judge: what it must see, and where its false alarms are silenced."""

from __future__ import annotations

import json
from typing import Any, cast
from urllib.parse import quote

import pytest
from openapi_core.validation.request import V30RequestBodyValidator

from generator.findings import Finding
from generator.json_types import JSON, JSONObject
from generator.postman.profile import Profile
from generator.postman.types import Collection
from generator.validate.conformance.check import check_conformance
from generator.validate.conformance.contract import Contract

Row = tuple[str, str]
NULL: JSONObject = {"type": "null"}


def parameter(schema: JSON, location: str = "query", **more: JSON) -> JSONObject:
    return {
        "name": "p",
        "in": location,
        "schema": schema,
        **({"required": True} if location == "path" else {}),
        **more,
    }


def findings(
    operation: JSONObject,
    *,
    path: str = "/a",
    sent_path: str = "",
    query: tuple[Row, ...] = (),
    header: tuple[Row, ...] = (),
    body: object = None,
    saved: tuple[object, ...] = (),
    openapi: str = "3.0.3",
    schemas: object = None,
    item: JSONObject | None = None,
) -> list[Finding]:
    """What is found where a collection of one request meets a spec of one operation."""
    spec = {
        "openapi": openapi,
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "paths": {path: {"post": {"responses": {"200": {"description": "OK"}}, **operation}, **(item or {})}},
        "components": {"schemas": schemas or {}},
    }
    rows = [[{"key": key, "value": value} for key, value in pairs] for pairs in (query, header)]
    url = {
        "raw": "",
        "host": ["https://shop", "example"],
        "path": (sent_path or path)[1:].split("/"),
        "query": rows[0],
    }
    request: dict[str, object] = {"method": "POST", "url": url, "header": rows[1]}
    if body is not None:
        request["body"] = body
    node = {"name": "A", "request": request, "response": list(saved)}
    contract = Contract(json.dumps(spec).encode(), "spec.json")
    return check_conformance(cast(Collection, {"item": [node]}), contract, Profile()).findings


def found(*arguments: Any, **more: Any) -> list[tuple[str, str]]:
    """Each finding as rule and what is wrong, without the rule's own words and the place in the spec."""
    said = findings(*arguments, **more)
    return [(finding.rule, finding.message.partition(": ")[2].partition(" (spec:")[0]) for finding in said]


# Parameters in every style


STRING: JSONObject = {"type": "string"}
LIST: JSONObject = {"type": "array", "items": {"type": "integer"}}
OBJECT: JSONObject = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "string"}}}


@pytest.mark.parametrize(
    ("declared", "query"),
    [
        (parameter({"type": "integer"}), (("p", "3"),)),
        (parameter({"type": "boolean"}), (("p", "false"),)),
        (parameter(LIST), (("p", "1"), ("p", "2"))),
        (parameter(LIST, explode=False), (("p", "1,2"),)),
        (parameter(LIST, style="spaceDelimited", explode=False), (("p", "1 2"),)),
        (parameter(LIST, style="spaceDelimited", explode=False), (("p", "1%202"),)),
        (parameter(LIST, style="spaceDelimited", explode=True), (("p", "1"), ("p", "2"))),
        (parameter(LIST, style="pipeDelimited", explode=False), (("p", "1|2"),)),
        (parameter(LIST, style="pipeDelimited", explode=True), (("p", "1"), ("p", "2"))),
        (parameter(OBJECT, explode=False), (("p", "x,1,y,a"),)),
        (parameter(OBJECT, required=True), (("x", "1"), ("y", "a"))),
        (parameter(OBJECT, style="deepObject", explode=True, required=True), (("p[x]", "1"), ("p[y]", "a"))),
        (parameter(OBJECT, style="deepObject"), (("p[x]", "1"),)),
        (parameter(OBJECT, style="pipeDelimited", explode=False), (("p", "x|1|y|a"),)),
        (parameter({"enum": [1, 2]}), (("p", "2"),)),
        (parameter({"oneOf": [STRING, LIST]}), (("p", "a"),)),
        (parameter({"oneOf": [STRING, LIST]}), (("p", "1"), ("p", "2"))),
        (parameter({"type": "array", "items": OBJECT}), (("p", '{"x": 1}'), ("p", '{"x": 2}'))),
        (parameter({"anyOf": [OBJECT, {"type": "null"}]}), (("x", "1"), ("z", "a"))),
        (parameter(LIST), (("p", ""),)),
        ({"name": "p", "in": "query", "required": True}, (("p", "1"),)),
        (parameter({"type": "string", "enum": ["1"]}, deprecated=True), (("p", "1"),)),
        (
            {"name": "p", "in": "query", "content": {"application/json": {"schema": OBJECT}}},
            (("p", '{"x": 1}'),),
        ),
        (
            {"name": "p", "in": "query", "content": {"text/csv": {"schema": {"type": "integer"}}}},
            (("p", "1"),),
        ),
    ],
)
def test_values_in_the_query(declared: JSONObject, query: tuple[Row, ...]) -> None:
    assert found({"parameters": [declared]}, query=query) == []


@pytest.mark.parametrize(
    ("declared", "query", "rule", "message"),
    [
        (
            parameter({"type": "integer"}),
            (("p", "x"),),
            "request-value",
            'must be of type integer, found "x"',
        ),
        (
            parameter({"type": "boolean"}),
            (("p", "maybe"),),
            "request-value",
            'must be of type boolean, found "maybe"',
        ),
        (
            parameter({"type": "string", "minLength": 1}),
            (("p", ""),),
            "request-value",
            "'' should be non-empty",
        ),
        (
            parameter(LIST),
            (("p", "1"), ("p", "x")),
            "request-value",
            '/1 must be of type integer, found "x"',
        ),
        (
            parameter({**LIST, "maxItems": 1}, explode=False),
            (("p", "1,2"),),
            "request-value",
            "[1, 2] is too long",
        ),
        (
            parameter(LIST, style="pipeDelimited", explode=False),
            (("p", "1|x"),),
            "request-value",
            '/1 must be of type integer, found "x"',
        ),
        (
            parameter(OBJECT, style="deepObject", explode=True),
            (("p[x]", "a"),),
            "request-value",
            '/x must be of type integer, found "a"',
        ),
        (
            parameter({"type": "string", "enum": ["a"]}),
            (("p", "b"),),
            "request-choice",
            'must be one of a, found "b"',
        ),
        (
            parameter({"type": "string", "format": "date"}),
            (("p", "today"),),
            "request-value",
            'must be a date, found "today"',
        ),
        (
            parameter({"$ref": "#/components/schemas/Few"}),
            (("p", "7"),),
            "request-value",
            "7 is greater than the maximum of 5",
        ),
        (
            {"name": "p", "in": "query", "content": {"application/json": {"schema": OBJECT}}},
            (("p", '{"x": "1"}'),),
            "request-value",
            '/x must be of type integer, found "1"',
        ),
    ],
)
def test_wrong_values_in_the_query(
    declared: JSONObject, query: tuple[Row, ...], rule: str, message: str
) -> None:
    few = {"Few": {"type": "integer", "maximum": 5}}
    said = found({"parameters": [declared]}, query=query, schemas=few)
    assert said == [(rule, f"query parameter p {message}")]


@pytest.mark.parametrize(
    ("declared", "part", "is_valid"),
    [
        (parameter({"type": "integer"}, "path"), "3", True),
        (parameter({"type": "integer"}, "path"), "x", False),
        (parameter(LIST, "path"), "1,2", True),
        (parameter(LIST, "path"), "1,x", False),
        (parameter(OBJECT, "path", explode=True), "x=1,y=a", True),
        (parameter({"type": "integer"}, "path", style="label"), ".3", True),
        (parameter({"type": "integer"}, "path", style="label"), ".x", False),
        (parameter(LIST, "path", style="label", explode=True), ".1.2", True),
        (parameter({"type": "integer"}, "path", style="matrix"), ";p=3", True),
        (parameter(LIST, "path", style="matrix", explode=True), ";p=1;p=2", True),
        (parameter(LIST, "path", style="matrix", explode=True), ";p=1;p=x", False),
    ],
)
def test_values_in_the_path(declared: JSONObject, part: str, is_valid: bool) -> None:
    said = found({"parameters": [declared]}, path="/a/{p}", sent_path=f"/a/{part}")
    assert [rule for rule, _ in said] == ([] if is_valid else ["request-value"])


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited"])
def test_all_values_of_an_exploded_list_are_judged(style: str) -> None:
    declared: JSONObject = {"parameters": [parameter(LIST, style=style, explode=True)]}
    said = found(declared, query=(("p", "1"), ("p", "x")))
    assert said == [("request-value", 'query parameter p /1 must be of type integer, found "x"')]


def test_what_is_wrong_both_with_all_and_with_what_is_sent_is_said_once() -> None:
    declared: JSONObject = {"parameters": [parameter(LIST)]}
    rows = [{"key": "p", "value": "x"}, {"key": "p", "value": "1", "disabled": True}]
    spec = {
        "openapi": "3.0.3",
        "info": {"title": "", "version": ""},
        "servers": [{"url": "https://s"}],
        "paths": {"/a": {"get": {**declared, "responses": {"200": {"description": ""}}}}},
    }
    url = {"raw": "", "host": ["https://s"], "path": ["a"], "query": rows}
    node = {"name": "A", "request": {"method": "GET", "header": [], "url": url}, "response": []}
    contract = Contract(json.dumps(spec).encode(), "spec.json")
    (finding,) = check_conformance(cast(Collection, {"item": [node]}), contract, Profile()).findings
    assert finding.rule == "request-value"


def test_a_schema_that_is_nothing_but_itself_cannot_be_judged() -> None:
    said = found(
        {"parameters": [parameter({"$ref": "#/components/schemas/Ring"})]},
        query=(("p", "1"),),
        schemas=SCHEMAS,
    )
    assert [rule for rule, _ in said] == ["request-unjudged"]


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited"])
def test_a_list_within_a_list_has_no_style(style: str) -> None:
    declared = parameter({"type": "array", "items": LIST}, style=style, explode=False)
    assert [rule for rule, _ in found({"parameters": [declared]}, query=(("p", "1,2"),))] == [
        "request-unjudged"
    ]


class Panic(BaseException):
    """What a library in Rust raises is no Exception."""

    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize("raised", [KeyError("k"), RecursionError(), Panic()])
def test_whatever_is_raised_while_judging_is_a_finding_on_that_item(
    raised: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise raised

    declared = {**json_body(STRING), "parameters": [parameter(LIST)]}
    query: tuple[Row, ...] = (("p", "x"),)
    assert len(found(declared, query=query, body=raw(3))) == 2
    monkeypatch.setattr(V30RequestBodyValidator, "iter_errors", broken)
    said = found(declared, query=query, body=raw(3))
    assert [rule for rule, _ in said] == ["request-value", "request-unjudged"]
    assert type(raised).__name__ in said[1][1]


def test_parameters_by_reference() -> None:
    declared: JSONObject = {
        "parameters": [{"$ref": "#/paths/~1a/post/x-parameter"}],
        "x-parameter": parameter({"type": "integer"}),
    }
    assert found(declared, query=(("p", "1"),)) == []
    assert [rule for rule, _ in found(declared, query=(("p", "x"),))] == ["request-value"]


def test_a_query_in_a_path_is_sent_as_one() -> None:
    assert (
        found(
            {}, path="/queue/?action=send&now", sent_path="/queue/", query=(("action", "send"), ("now", ""))
        )
        == []
    )


def test_a_parameter_that_is_not_declared_is_not_judged() -> None:
    assert found({}, path="/a/{p}", sent_path="/a/3") == []


@pytest.mark.parametrize(
    ("declared", "header", "rules"),
    [
        (parameter(LIST, "header"), ("P", "1,2"), []),
        (parameter(LIST, "header"), ("P", "1,x"), ["request-value"]),
        (
            parameter({"type": "integer"}, "header", required=True),
            ("Q", "1"),
            ["request-required", "request-undeclared"],
        ),
        ({**parameter({"type": "integer"}, "header", required=True), "name": "Accept"}, ("accept", "x"), []),
        (parameter({"type": "integer"}, "cookie", required=True), ("Cookie", "a=b; p=3"), []),
        (parameter({"type": "integer"}, "cookie", required=True), ("Cookie", "p=x"), ["request-value"]),
        (parameter({"type": "integer"}, "cookie", required=True), ("Cookie", "a=b"), ["request-required"]),
    ],
)
def test_values_in_headers_and_cookies(declared: JSONObject, header: Row, rules: list[str]) -> None:
    assert [rule for rule, _ in found({"parameters": [declared]}, header=(header,))] == rules


def test_an_operations_parameter_overrides_that_of_its_path() -> None:
    item: JSONObject = {"parameters": [parameter({"type": "integer"})]}
    assert [rule for rule, _ in found({}, query=(("p", "x"),), item=item)] == ["request-value"]
    assert found({"parameters": [parameter({"type": "string"})]}, query=(("p", "x"),), item=item) == []


@pytest.mark.parametrize(
    ("schema", "value", "rules"),
    [
        ({"type": ["integer", "null"]}, "3", []),
        ({"type": ["integer", "null"]}, "x", ["request-value"]),
        ({"type": ["integer", "string"]}, "x", []),
        ({"type": ["null"]}, "", []),
        ({"type": ["null"]}, "x", ["request-value"]),
        ({"const": 7}, "7", []),
        ({"const": 7}, "8", ["request-value"]),
        ({"enum": [1, "a"]}, "a", []),
        ({"enum": [None]}, "a", ["request-choice"]),
        ({"$ref": "#/components/schemas/T"}, "3", []),
        ({"$ref": "#/components/schemas/T"}, "x", ["request-value"]),
        (True, "x", []),
        ({}, "x", []),
    ],
)
def test_types_of_openapi_31(schema: JSON, value: str, rules: list[str]) -> None:
    schemas = {"T": {"type": ["null", "integer"]}}
    said = found({"parameters": [parameter(schema)]}, query=(("p", value),), openapi="3.1.0", schemas=schemas)
    assert [rule for rule, _ in said] == rules


# Bodies


def json_body(schema: JSON, media_type: str = "application/json") -> JSONObject:
    return {"requestBody": {"content": {media_type: {"schema": schema}}}}


def raw(value: JSON) -> JSONObject:
    return {"mode": "raw", "raw": json.dumps(value), "options": {"raw": {"language": "json"}}}


READ_ONLY: JSONObject = {"type": "string", "readOnly": True}
SCHEMAS: JSONObject = {
    "Thing": {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": READ_ONLY, "name": {"type": "string"}},
    },
    "Id": READ_ONLY,
    "Secret": {"type": "string", "writeOnly": True},
    "Ring": {"allOf": [{"$ref": "#/components/schemas/Ring"}]},
}
THING: JSONObject = {"$ref": "#/components/schemas/Thing"}


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        (THING, {"name": "a"}, ""),
        (THING, {}, "name is missing"),
        (THING, {"id": "1", "name": "a"}, "/id must not be in a request: it is readOnly"),
        ({"required": ["id"], "properties": {"id": {"$ref": "#/components/schemas/Id"}}}, {}, ""),
        (
            {"required": ["id"], "properties": {"id": {"allOf": [{"$ref": "#/components/schemas/Id"}]}}},
            {},
            "",
        ),
        ({"allOf": [THING, {"required": ["id", "name"]}]}, {"name": "a"}, ""),
        ({"allOf": [THING, {"required": ["more"]}]}, {"name": "a"}, "more is missing"),
        ({"$ref": "#/components/schemas/Thing", "required": ["id"]}, {"name": "a"}, ""),
        ({"properties": {"a": THING}}, {"a": {}}, "/a name is missing"),
        ({"properties": {"a": {"$ref": "#/components/schemas/Secret"}}}, {"a": "b"}, ""),
        (
            {"required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/Secret"}}},
            {},
            "a is missing",
        ),
        ({"properties": {"id": {"type": "string", "readOnly": False}}}, {"id": "1"}, ""),
        (THING, "text", 'must be of type object, found "text"'),
        ({"required": ["a"]}, "text", ""),
        ({"required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/Ring"}}}, {}, "a is missing"),
    ],
)
def test_what_must_be_sent_in_a_request(openapi: str, schema: JSON, value: JSON, message: str) -> None:
    said = found(json_body(schema), body=raw(value), openapi=openapi, schemas=SCHEMAS)
    assert said == ([("request-body", message)] if message else [])


def nullable(**schema: JSON) -> JSONObject:
    return {"nullable": True, **schema}


@pytest.mark.parametrize(
    ("schema", "is_valid"),
    [
        (nullable(type="string"), True),
        (nullable(**THING), True),
        (nullable(allOf=[THING]), True),
        (nullable(oneOf=[STRING, {"type": "integer"}]), True),
        (nullable(anyOf=[STRING]), True),
        (STRING, False),
        (THING, False),
        ({"oneOf": [STRING]}, False),
        ({"nullable": False, "allOf": [STRING]}, False),
    ],
)
def test_null(schema: JSONObject, is_valid: bool) -> None:
    said = found(json_body({"properties": {"a": schema}}), body=raw({"a": None}), schemas=SCHEMAS)
    assert bool(said) is not is_valid


def test_the_type_null_is_known_in_openapi_30_as_well() -> None:
    declared = json_body({"oneOf": [STRING, NULL]})
    assert found(declared, body=raw(None)) == []
    assert [rule for rule, _ in found(declared, body=raw(3))] == ["request-body"]


def test_in_openapi_31_nullable_says_nothing() -> None:
    schema: JSONObject = {"properties": {"a": nullable(allOf=[STRING])}}
    said = found(json_body(schema), body=raw({"a": None}), openapi="3.1.0")
    assert said == [("request-body", "/a must be of type string, found null")]
    assert (
        found(
            json_body({"properties": {"a": {"anyOf": [STRING, NULL]}}}),
            body=raw({"a": None}),
            openapi="3.1.0",
        )
        == []
    )


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (
            {"oneOf": [STRING, {"maxLength": 3}]},
            "ab",
            ("request-ambiguous", "several alternatives of its oneOf fit, where exactly one must"),
        ),
        (
            {"oneOf": [STRING, {"type": "integer"}]},
            [],
            ("request-body", "fits none of the alternatives, found a list"),
        ),
        ({"oneOf": [THING, {"type": "integer"}]}, {}, ("request-body", "name is missing")),
        ({"type": ["string", "null"]}, 3, ("request-body", "must be of type string or null, found 3")),
        (
            {"enum": ["x" * 60, "y" * 60]},
            "z",
            ("request-body", f'must be one of {"x" * 40} … {"y" * 40}, found "z"'),
        ),
        (
            {"additionalProperties": False},
            {"a": 1},
            ("request-body", "has properties that are not allowed: a"),
        ),
    ],
)
def test_what_is_said(schema: JSON, value: JSON, expected: tuple[str, str]) -> None:
    assert found(json_body(schema), body=raw(value), openapi="3.1.0", schemas=SCHEMAS) == [expected]


def test_the_place_in_the_spec_follows_references() -> None:
    (finding,) = findings(
        json_body({"properties": {"a": {"allOf": [THING]}}}), body=raw({"a": {"name": 3}}), schemas=SCHEMAS
    )
    assert finding.message.endswith(" (spec: /components/schemas/Thing/properties/name)")
    (finding,) = findings(json_body({"items": STRING}), body=raw(["a", 3]))
    assert finding.message.endswith(
        " (spec: /paths/~1a/post/requestBody/content/application~1json/schema/items)"
    )


AMBIGUOUS = "several alternatives of its oneOf fit, where exactly one must"
CAT: JSONObject = {"type": "object", "required": ["kind"], "properties": {"kind": STRING, "claws": {}}}
DOG: JSONObject = {
    "type": "object",
    "required": ["barks"],
    "properties": {"kind": STRING, "barks": {"type": "boolean"}},
}


@pytest.mark.parametrize(
    ("kind", "barks", "said"),
    [
        ("canine", True, []),
        ("canine", 1, [("request-body", "/barks must be of type boolean, found 1")]),
        ("feline", 1, []),
        ("Dog", 1, [("request-body", "/barks must be of type boolean, found 1")]),
        (
            "fish",
            True,
            [("request-ambiguous", "several alternatives of its oneOf fit, where exactly one must")],
        ),
    ],
)
def test_a_discriminator_names_the_branch_that_is_judged(
    kind: str, barks: JSON, said: list[tuple[str, str]]
) -> None:
    named: JSONObject = {"canine": "Dog", "feline": "#/components/schemas/Cat"}
    declared = json_body(
        {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": named},
        }
    )
    body = raw({"kind": kind, "barks": barks})
    assert found(declared, body=body, schemas={"Cat": CAT, "Dog": DOG}) == said


@pytest.mark.parametrize("kind", ["canine", "Dog", "cat", None])
def test_a_discriminator_that_names_no_branch_changes_nothing(kind: JSON) -> None:
    chosen: JSONObject = {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}
    dog: JSONObject = {**DOG, "properties": {"kind": {}, "barks": {"type": "boolean"}}}
    for combination in ("oneOf", "anyOf", "allOf"):
        declared = json_body({combination: [{"$ref": "#/components/schemas/Dog"}], "discriminator": chosen})
        assert found(declared, body=raw({"kind": kind, "barks": True}), schemas={"Dog": dog}) == []
        said = found(declared, body=raw({"kind": kind, "barks": 1}), schemas={"Dog": dog})
        assert said == [("request-body", "/barks must be of type boolean, found 1")]


def test_read_only_and_write_only_speak_of_properties() -> None:
    declared = parameter({"$ref": "#/components/schemas/Id"}, "path")
    assert found({"parameters": [declared]}, path="/a/{p}", sent_path="/a/3", schemas=SCHEMAS) == []
    assert found(json_body({"items": READ_ONLY}), body=raw(["a"])) == []
    assert found(json_body({"additionalProperties": READ_ONLY}), body=raw({"a": "b"})) == []


@pytest.mark.parametrize(
    ("schema", "value", "is_valid"),
    [
        ({"format": "time"}, "09:30:00Z", True),
        ({"format": "time"}, "09:30:00", False),
        ({"format": "byte"}, "YQ==", True),
        ({"format": "byte"}, "?", False),
        ({"contentEncoding": "base64"}, "YQ==", True),
    ],
)
def test_formats(schema: JSONObject, value: str, is_valid: bool) -> None:
    for openapi in ("3.0.3", "3.1.0"):
        said = found(json_body({"type": "string", **schema}), body=raw(value), openapi=openapi)
        assert (said == []) is is_valid


def test_beside_a_reference_nothing_holds_in_openapi_30() -> None:
    declared = json_body({"properties": {"a": {"$ref": "#/components/schemas/S", "maxLength": 1}}})
    assert found(declared, body=raw({"a": "long"}), schemas={"S": STRING}) == []
    said = found(declared, body=raw({"a": "long"}), schemas={"S": STRING}, openapi="3.1.0")
    assert said == [("request-body", "/a 'long' is too long")]


@pytest.mark.parametrize("path", ["/a b", "/a%20b", "/r\u00e4ume/%20/$x"])
def test_paths_of_any_characters(path: str) -> None:
    declared = {**json_body(STRING), "parameters": [parameter({"type": "integer"})]}
    said = found(declared, path=path, query=(("p", "x"),), body=raw(3))
    assert said[0] == ("request-value", 'query parameter p must be of type integer, found "x"')
    assert ("request-body", "must be of type string, found 3") in said


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
@pytest.mark.parametrize("media_type", ["application/json", "application/merge-patch+json; v=1"])
def test_parameters_with_a_media_type(location: str, media_type: str) -> None:
    declared: JSONObject = {"name": "p", "in": location, "content": {media_type: {"schema": STRING}}}
    for text, said in (
        ('"a"', []),
        ("3", ["must be of type string, found 3"]),
        ("a", ["is no JSON"]),
    ):
        cookie = (("Cookie", f"p={quote(text)}"),) if location == "cookie" else ()
        header = (("p", text),) if location == "header" else cookie
        query = (("p", text),) if location == "query" else ()
        wrong = found({"parameters": [declared]}, query=query, header=header)
        assert [(rule, message.partition(": ")[0]) for rule, message in wrong] == [
            ("request-value", f"{location} parameter p {message}") for message in said
        ]


def test_parameters_that_refer_to_themselves() -> None:
    ring: JSONObject = {"$ref": "#/paths/~1a/post/x-ring"}
    assert found({"parameters": [ring], "x-ring": ring}) == []
    looped: JSONObject = {"$ref": "#/components/schemas/Tree"}
    tree: JSONObject = {"type": "object", "properties": {"t": looped}}
    declared: JSONObject = {"name": "p", "in": "query", "content": {"application/json": {"schema": looped}}}
    said = found({"parameters": [declared]}, query=(("p", '{"t": {"t": 3}}'),), schemas={"Tree": tree})
    assert said == [("request-value", "query parameter p /t/t must be of type object, found 3")]


def test_a_value_that_leads_to_too_many_references_is_not_judged() -> None:
    next_ones: list[JSON] = [{"$ref": f"#/components/schemas/S{level + 1}"} for level in range(20)]
    schemas: JSONObject = {f"S{level}": {"anyOf": [one] * 3} for level, one in enumerate(next_ones)}
    schemas["S20"] = STRING
    said = found(json_body({"$ref": "#/components/schemas/S0"}), body=raw(3), schemas=schemas)
    assert said == [("request-unjudged", "EndlessError: more than 20,000 references are to be followed")]


LETTERS: JSONObject = {"patternProperties": {r"^\p{L}+$": {"type": "string"}}}
GREEDY: JSONObject = {"patternProperties": {"^(a+)+$": {"type": "string"}}, "additionalProperties": False}
LONG = "a" * 40 + "!"
LATE = "PatternError: it takes too long to hold ^(a|a)*\\1x$ against a text"


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        (LETTERS, {"\u00e9t\u00e9": "x"}, ""),
        (LETTERS, {"\u00e9": 1}, "/\u00e9 must be of type string, found 1"),
        (GREEDY, {"aa": "x"}, ""),
        (GREEDY, {LONG: "x"}, f"has properties that are not allowed: {LONG}"),
        ({"type": "string", "pattern": r"^\p{Lu}$"}, "\u00c9", ""),
        ({"type": "string", "pattern": "^(a+)+$"}, "aa!", "'aa!' does not match '^(a+)+$'"),
        ({"pattern": r"^(a|a)*\1x$"}, LONG, LATE),
        ({**LETTERS, "unevaluatedProperties": False}, {"a": "x"}, "PatternError: unevaluatedProperties is not"
         " judged where patternProperties is used"),
        ({"properties": {"a": True}, "unevaluatedProperties": False}, {"a": "x"}, ""),
    ],
)  # fmt: skip
def test_expressions_are_read_as_in_javascript_and_in_bounded_time(
    schema: JSON, value: JSON, said: str
) -> None:
    rule = "request-unjudged" if said.startswith("PatternError") else "request-body"
    assert found(json_body(schema), body=raw(value), openapi="3.1.0")[:1] == ([(rule, said)] if said else [])


@pytest.mark.parametrize("name", ["(a*)*$", "filter[na me]", "a.b", "[", "*"])
def test_the_name_of_a_parameter_is_no_pattern(name: str) -> None:
    for style, query in (("deepObject", f"{name}[x]"), ("form", name)):
        schema: JSON = OBJECT if style == "deepObject" else {"type": "integer"}
        declared: JSONObject = {**parameter(schema, style=style), "name": name}
        assert found({"parameters": [declared]}, query=((query, "3"),)) == []
        assert found({"parameters": [declared]}, query=((query, "a"),)) != []


def form(*rows: Row, mode: str = "formdata", file: str = "") -> JSONObject:
    listed: list[JSON] = [{"key": key, "value": value, "type": "text"} for key, value in rows]
    if file:
        listed.append({"key": file, "type": "file", "src": []})
    return {"mode": mode, mode: listed}


FORM: JSONObject = {
    "type": "object",
    "required": ["flag"],
    "properties": {
        "flag": {"type": "boolean"},
        "number": {"type": "number"},
        "numbers": {"type": "array", "items": {"type": "integer"}},
        "name": {"type": "string", "maxLength": 5},
        "object": {"type": "object", "properties": {"x": {"type": "integer"}}},
        "file": {"type": "string", "format": "binary"},
    },
}


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((("flag", "true"), ("number", "1.5"), ("name", "é")), ""),
        ((("flag", "maybe"),), '/flag must be of type boolean, found "maybe"'),
        ((("flag", "true"), ("number", "x")), '/number must be of type number, found "x"'),
        ((("flag", "true"), ("name", "Darjeeling")), "/name 'Darjeeling' is too long"),
        ((("name", "a"),), "flag is missing"),
    ],
)
def test_forms(openapi: str, rows: tuple[Row, ...], message: str) -> None:
    for media_type, mode in (
        ("multipart/form-data", "formdata"),
        ("application/x-www-form-urlencoded", "urlencoded"),
    ):
        said = found(json_body(FORM, media_type), body=form(*rows, mode=mode), openapi=openapi)
        assert said == ([("request-body", message)] if message else [])


def test_parts_that_are_files_or_json() -> None:
    encoded = json_body(FORM, "multipart/form-data")
    cast(Any, encoded)["requestBody"]["content"]["multipart/form-data"]["encoding"] = {
        "object": {"contentType": "application/json"}
    }
    assert found(encoded, body=form(("flag", "true"), ("object", '{"x": 1}'), file="file")) == []
    said = found(encoded, body=form(("flag", "true"), ("object", '{"x": "y"}')))
    assert said == [("request-body", '/object/x must be of type integer, found "y"')]


@pytest.mark.parametrize(
    ("schema", "encoding", "rows", "said"),
    [
        ({"doc": STRING}, {"doc": {"contentType": "application/xml"}}, (("doc", "<a/>"),), []),
        ({"tags": {"type": "array", "minItems": 1}}, {}, (("n", "a"),), []),
        ({"tags": {"type": "array", "minItems": 2}}, {}, (("tags", "a"),), ["/tags ['a'] is too short"]),
        ({"tags": LIST}, {"tags": {"explode": False}}, (("tags", "1,2"),), []),
        ({"tags": {"type": "array", "items": OBJECT}}, {}, (("tags", '{"x": 1}'), ("tags", '{"x": 2}')), []),
        ({"o": OBJECT}, {"o": {"style": "deepObject", "explode": True}}, (("o[x]", "1"),), []),
        ({"o": OBJECT}, {"o": {"style": "form"}}, (("x", "1"), ("y", "a")), []),
        ({"o": {"items": LIST}}, {"o": {"style": "deepObject"}}, (("o[0][0]", "1"), ("o[0][1]", "2")), []),
        (
            {"o": {"required": ["p"], "properties": {"p": OBJECT}}},
            {"o": {"style": "deepObject"}},
            (("o[p][x]", "a"),),
            ['/o/p/x must be of type integer, found "a"'],
        ),
        ({"o": OBJECT}, {"o": {"explode": False}}, (("o", "x,1"),), []),
        ({"o": OBJECT}, {}, (("o", '{"x": "a"}'),), ['/o/x must be of type integer, found "a"']),
        ({"n": {"allOf": [{"type": "integer"}]}}, {}, (("n", "3"),), []),
        ({"n": {"oneOf": [{"type": "integer"}, {"type": "boolean"}]}}, {}, (("n", "true"),), []),
        ({"n": {"enum": [1, 2]}}, {}, (("n", "2"),), []),
        ({"n": STRING}, {}, (("m", "2"),), ["has properties that are not allowed: m"]),
    ],
)
def test_fields_of_forms(
    schema: JSONObject, encoding: JSONObject, rows: tuple[Row, ...], said: list[str]
) -> None:
    for media_type, mode in (
        ("multipart/form-data", "formdata"),
        ("application/x-www-form-urlencoded", "urlencoded"),
    ):
        properties: JSONObject = {
            "type": "object",
            "properties": schema,
            "additionalProperties": "n" not in schema,
        }
        declared: JSONObject = {media_type: {"schema": properties, "encoding": encoding}}
        found_there = found({"requestBody": {"content": declared}}, body=form(*rows, mode=mode))
        assert found_there == [("request-body", message) for message in said]


def test_lines_of_json_that_are_a_string_to_the_schema_are_not_judged() -> None:
    body: JSONObject = {"mode": "raw", "raw": '{"x": 1}\n{"x": 2}\n'}
    header = (("Content-Type", "application/x-ndjson"),)
    assert found(json_body(STRING, "application/x-ndjson"), body=body, header=header) == []


@pytest.mark.parametrize(
    ("media_type", "rule"),
    [("multipart/mixed", "multipart-type"), ("application/json", "request-content-type")],
)
def test_a_form_in_place_of_another_multipart_is_postmans_own(media_type: str, rule: str) -> None:
    body = form(("name", "a"), mode="formdata")
    rules = [rule for rule, _ in found(json_body({"type": "object"}, media_type), body=body)]
    assert rules[0] == rule


def test_lines_of_json() -> None:
    several: JSONObject = {"type": "array", "items": OBJECT}
    for schema in (OBJECT, several):
        declared = json_body(schema, "application/x-ndjson")
        header = (("Content-Type", "application/x-ndjson"),)
        for text, rules in (('{"x": 1}\n{"x": 2}\n', []), ('{"x": 1}\n{"x": "a"}', ["request-body"])):
            body: JSONObject = {"mode": "raw", "raw": text}
            assert [rule for rule, _ in found(declared, body=body, header=header)] == rules


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/hal+json",
        "Application/JSON; charset=utf-8",
        "application/hal+json;v=1",
        "application/json, v=1",
        "application/*",
    ],
)
def test_json_by_any_name(media_type: str) -> None:
    header = (("Content-Type", "application/json" if media_type == "application/*" else media_type),)
    assert found(json_body(THING, media_type), body=raw({"name": "a"}), header=header, schemas=SCHEMAS) == []
    said = found(json_body(THING, media_type), body=raw({}), header=header, schemas=SCHEMAS)
    assert said == [("request-body", "name is missing")]


def test_an_answer_that_is_neither_json_nor_a_form_is_not_judged() -> None:
    responses = answers(_200={"content": {"image/png": {"schema": {"type": "integer"}}}})
    assert found(responses, saved=(saved(200, "png", Content_Type="image/png"),)) == []


def test_a_file_that_the_user_chooses_is_not_judged() -> None:
    header = (("Content-Type", "application/json"),)
    for media_type in ("*/*", "application/json"):
        declared = json_body({"type": "string", "format": "binary"}, media_type)
        assert found(declared, body={"mode": "file", "file": {}}, header=header) == []


@pytest.mark.parametrize("media_type", ["application/xml", "application/octet-stream", "text/plain"])
def test_what_is_neither_json_nor_a_form_is_not_judged(media_type: str) -> None:
    body: JSONObject = {"mode": "raw", "raw": "<a/>"}
    assert (
        found(json_body({"type": "integer"}, media_type), body=body, header=(("Content-Type", media_type),))
        == []
    )


# Answers


def answers(**responses: JSONObject) -> JSONObject:
    return {
        "responses": {key.removeprefix("_"): {"description": "", **value} for key, value in responses.items()}
    }


def saved(code: int, body: str = "", **header: str) -> JSONObject:
    rows: list[JSON] = [{"key": key.replace("_", "-"), "value": value} for key, value in header.items()]
    return {"name": "B", "code": code, "header": rows, "body": body}


OK: JSONObject = {"content": {"application/json": {"schema": THING}}}


@pytest.mark.parametrize(
    ("responses", "code", "rules"),
    [
        (answers(_200=OK), 200, ["response-body"]),
        (answers(_200={}, **{"2XX": OK}), 200, ["response-body-unwanted"]),
        (answers(_200={}, **{"2XX": OK}), 201, ["response-body"]),
        (answers(_200={}, **{"2xx": OK}), 201, ["response-body"]),
        (answers(_200={}, default=OK), 500, ["response-body"]),
        (answers(_200={}, default=OK, **{"4XX": {}}), 404, ["response-body-unwanted"]),
        (answers(_200=OK), 404, ["response-status"]),
    ],
)
def test_the_definition_that_speaks_for_a_status(responses: JSONObject, code: int, rules: list[str]) -> None:
    said = found(
        responses, saved=(saved(code, '{"id": "1"}', Content_Type="application/json"),), schemas=SCHEMAS
    )
    assert [rule for rule, _ in said] == rules


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"id": "1", "name": "a"}', ""),
        ('{"name": "a"}', "id is missing"),
        ('{"id": "1", "name": 3}', "/name must be of type string, found 3"),
    ],
)
def test_bodies_of_answers(body: str, message: str) -> None:
    said = found(
        answers(_200=OK), saved=(saved(200, body, Content_Type="application/json"),), schemas=SCHEMAS
    )
    assert said == ([("response-body", message)] if message else [])


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"X_Count": "3"}, []),
        ({"X_Count": "x"}, [("response-header", 'X-Count must be of type integer, found "x"')]),
        ({"X_Count": "9"}, [("response-header", "X-Count 9 is greater than the maximum of 5")]),
        ({}, [("response-header", "X-Count Missing required header: X-Count")]),
    ],
)
def test_headers_of_answers(header: dict[str, str], said: list[tuple[str, str]]) -> None:
    declared: JSONObject = {
        "headers": {"X-Count": {"required": True, "schema": {"type": "integer", "maximum": 5}}}
    }
    assert found(answers(_200=declared), saved=(saved(200, **header),)) == said


def test_answers_that_differ_in_one_thing_are_not_taken_for_the_same() -> None:
    content, told = '{"id": "1", "name": "a"}', {"Content_Type": "application/json"}
    by_status = found(
        answers(**{"2XX": OK}),
        saved=(saved(200, content, **told), saved(204, content, **told)),
        schemas=SCHEMAS,
    )
    assert by_status == [("response-body-unwanted", "204 has none")]
    declared: JSONObject = {**OK, "headers": {"X-Count": {"schema": {"type": "integer"}}}}
    both = (saved(200, content, **told, X_Count="1"), saved(200, content, **told, X_Count="x"))
    by_header = found(answers(_200=declared), saved=both, schemas=SCHEMAS)
    assert by_header == [("response-header", 'X-Count must be of type integer, found "x"')]


def test_the_same_answer_to_another_definition_is_another() -> None:
    teas = {"content": {"application/json": {"schema": {"type": "object", "required": ["tea"]}}}}
    cups = {"content": {"application/json": {"schema": {"type": "object", "required": ["cup"]}}}}
    paths = {
        f"/{name}": {"get": answers(_200=cast(JSONObject, declared))}
        for name, declared in (("a", teas), ("b", cups))
    }
    spec = {
        "openapi": "3.0.3",
        "info": {"title": "", "version": ""},
        "servers": [{"url": "https://s"}],
        "paths": paths,
    }
    answer = saved(200, '{"tea": 1}', Content_Type="application/json")
    nodes = [
        {
            "name": name,
            "request": {"method": "GET", "header": [], "url": f"https://s/{name}"},
            "response": [answer],
        }
        for name in ("a", "b")
    ]
    contract = Contract(json.dumps(spec).encode(), "spec.json")
    (finding,) = check_conformance(cast(Collection, {"item": nodes}), contract, Profile()).findings
    assert finding.where == "b > B"


def test_what_is_said_of_a_header_names_its_schema() -> None:
    declared: JSONObject = {"headers": {"X-Count": {"schema": {"type": "integer", "maximum": 5}}}}
    (finding,) = findings(answers(_200=declared), saved=(saved(200, X_Count="9"),))
    assert finding.message.endswith(" (spec: /paths/~1a/post/responses/200/headers/X-Count/schema)")
