"""A document to an Api: whatever may stand in several places, by reference or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject
from generator.openapi.model import Api, Operation, RequestBody, Server
from generator.openapi.read import load_api

METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]


def load(**parts: JSON) -> tuple[Api, list[Finding]]:
    document: JSONObject = {"openapi": "3.1.0", "paths": {"/a": {"get": {}}}, **parts}
    return load_api(json.dumps(document).encode(), "spec.json")


def api_of(**parts: JSON) -> Api:
    api, findings = load(**parts)
    assert [finding for finding in findings if not finding.rule.endswith("-left-out")] == []
    return api


def operation_of(
    path: str = "/a", item: JSONObject | None = None, operation: JSON = None, **parts: JSON
) -> Operation:
    """The one operation of a document: `get` of one path."""
    (operation_,) = api_of(paths={path: {**(item or {}), "get": operation or {}}}, **parts).operations
    return operation_


def test_a_bare_document_has_defaults() -> None:
    api = api_of()
    assert (api.title, api.version, api.description) == ("API", "", "")
    assert (api.servers, api.tags, api.security, api.security_schemes) == ((), (), (), {})
    (operation,) = api.operations
    assert operation == Operation(
        id="GET /a",
        method="get",
        path="/a",
        summary="",
        description="",
        tags=(),
        parameters=(),
        body=None,
        responses=(),
        security=(),
        server="",
        deprecated=False,
        extensions={},
        pointer="/paths/~1a/get",
    )
    assert operation.is_public
    assert (operation.title, operation.key) == ("GET /a", "get /a")


def test_what_a_document_says_of_itself() -> None:
    server: JSON = {
        "url": "https://{region}.example/{port}",
        "description": "d",
        "variables": {
            "region": {"default": "eu", "enum": ["eu", "us"]},
            "port": {"default": 8080, "description": "Which door."},
            "no": {},
        },
    }
    api = api_of(info={"title": "T", "version": "1", "description": "About"}, servers=[server])
    assert (api.title, api.version, api.description) == ("T", "1", "About")
    variables = {"region": "eu", "port": "8080", "no": ""}
    described = {"region": "One of eu, us.", "port": "Which door.", "no": ""}
    assert api.servers == (Server("https://{region}.example/{port}", "d", variables, described),)


def test_operations_come_in_the_order_of_the_document() -> None:
    paths: JSON = {
        "/b": {"post": {"operationId": "second"}, "get": {"operationId": "first"}, "summary": "Of the path"},
        "x-vendor": {"get": {}},
        "/a/": {method: {} for method in reversed(METHODS)},
    }
    api = api_of(paths=paths)
    assert [operation.id for operation in api.operations[:2]] == ["first", "second"]
    assert [operation.method for operation in api.operations[2:]] == METHODS
    assert {operation.path for operation in api.operations} == {"/b", "/a/"}
    assert api.operations[0].summary == "Of the path"


def test_what_an_operation_says_of_itself() -> None:
    said: JSON = {
        "operationId": "get_a",
        "summary": " Get A ",
        "description": "D",
        "deprecated": True,
        "x-scopes": ["a"],
        "servers": [{"url": "https://{v}.example", "variables": {"v": {"default": "one"}}}, {"url": "/two"}],
    }
    operation = operation_of(item={"summary": "Not this", "servers": [{"url": "/path"}]}, operation=said)
    assert (operation.id, operation.summary, operation.description) == ("get_a", "Get A", "D")
    assert operation.deprecated
    assert operation.extensions == {"x-scopes": ["a"]}
    assert operation.server == "https://one.example"
    assert operation_of(item={"servers": [{"url": "/path"}]}).server == "/path"
    assert operation_of(servers=[{"url": "/api"}]).server == ""


def test_parameters_of_the_path_are_those_of_its_operations() -> None:
    item: JSONObject = {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "description": "Of the path"},
            {"name": "page", "in": "query", "schema": {"type": "integer", "description": "Of the schema"}},
            {"name": "page", "in": "header"},
        ]
    }
    own: JSON = [
        {"name": "page", "in": "query", "required": True, "deprecated": True},
        {"name": "c", "in": "cookie"},
    ]
    operation = operation_of("/a/{id}", item, {"parameters": own})
    found = [(parameter.location, parameter.name, parameter.required) for parameter in operation.parameters]
    assert found == [
        ("path", "id", True),
        ("query", "page", True),
        ("header", "page", False),
        ("cookie", "c", False),
    ]
    assert operation.parameters_in("query")[0].deprecated
    assert operation.parameters_in("query")[0].node.pointer == "/paths/~1a~1{id}/get/parameters/0/schema"
    assert operation.parameters_in("path")[0].node.pointer == "/paths/~1a~1{id}/parameters/0/schema"
    assert operation.parameters_in("path")[0].description == "Of the path"
    page = operation_of("/a", {"parameters": [item["parameters"][1]]}).parameters[0]  # type: ignore[index]
    assert page.description == "Of the schema"


@pytest.mark.parametrize(
    ("said", "style", "explode"),
    [
        ({"in": "query"}, "form", True),
        ({"in": "cookie"}, "form", True),
        ({"in": "path"}, "simple", False),
        ({"in": "header"}, "simple", False),
        ({"in": "query", "style": "deepObject"}, "deepObject", False),
        ({"in": "query", "explode": False}, "form", False),
        ({"in": "header", "explode": True}, "simple", True),
    ],
)
def test_styles_have_the_defaults_of_their_location(said: JSONObject, style: str, explode: bool) -> None:
    (parameter,) = operation_of(operation={"parameters": [{"name": "n", **said}]}).parameters
    assert (parameter.style, parameter.explode) == (style, explode)
    assert parameter.required == (said["in"] == "path")


EXAMPLES: JSONObject = {
    "one": {"value": 1, "summary": "The first"},
    "two": {"value": [2]},
    "far": {"externalValue": "/"},
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ()),
        ({"example": 0}, (0,)),
        ({"example": 3, "examples": EXAMPLES}, (3,)),
        ({"examples": EXAMPLES}, (1, [2])),
        ({"examples": {"three": {"$ref": "#/components/examples/Three"}}}, (3,)),
        ({"content": {"a/b": {"schema": {"type": "object"}, "examples": EXAMPLES}}}, (1, [2])),
        ({"content": {"a/b": {"example": {"a": 1}}}, "example": 4}, (4,)),
    ],
)
def test_examples_of_parameters(said: JSONObject, expected: tuple[JSON, ...]) -> None:
    components: JSON = {"examples": {"Three": {"value": 3}}}
    raw: JSON = {"parameters": [{"name": "n", "in": "query", **said}]}
    (parameter,) = operation_of(operation=raw, components=components).parameters
    assert tuple(example.value for example in parameter.examples) == expected
    if "content" in said:
        assert parameter.node.pointer == "/paths/~1a/get/parameters/0/content/a~1b/schema"
        content = cast("dict[str, JSONObject]", said["content"])
        assert parameter.node.schema == content["a/b"].get("schema", {})


def test_bodies_and_responses() -> None:
    encoding: JSON = {"file": {"contentType": "image/png"}, "other": {"style": "form"}}
    content: JSON = {
        "application/json": {"schema": {"type": "string"}, "example": "a"},
        "multipart/form-data": {"encoding": encoding, "examples": EXAMPLES},
    }
    responses: JSON = {
        "200": {
            "description": "Fine",
            "content": content,
            "headers": {"X-Rate": {"schema": {"type": "integer"}, "required": True}},
        },
        "4XX": {"description": "Not"},
        "default": {},
        "x-vendor": {"description": "none"},
    }
    body: JSON = {"description": "B", "required": True, "content": content}
    operation = operation_of(operation={"requestBody": body, "responses": responses})
    assert operation.body is not None
    assert (operation.body.description, operation.body.required) == ("B", True)
    json_, form = operation.body.content
    assert (json_.name, json_.node.schema, json_.examples) == (
        "application/json",
        {"type": "string"},
        (("", "", "a"),),
    )
    assert json_.node.pointer == "/paths/~1a/get/requestBody/content/application~1json/schema"
    assert form.part_content_types == {"file": "image/png"}
    assert form.examples == (("one", "The first", 1), ("two", "two", [2]))
    assert [response.status for response in operation.responses] == ["200", "4XX", "default"]
    fine, refused, default = operation.responses
    assert fine.description == "Fine"
    assert fine.content[0].node.pointer == "/paths/~1a/get/responses/200/content/application~1json/schema"
    assert [(header.name, header.location, header.required) for header in fine.headers] == [
        ("X-Rate", "header", True)
    ]
    assert [response.is_success for response in operation.responses] == [True, False, False]
    assert [operation.response_to(status) for status in (200, 404, 500)] == [fine, refused, default]
    assert operation._replace(responses=(default, refused)).response_to(404) == refused, (
        "the closest, not the first"
    )
    assert operation._replace(responses=(fine,)).response_to(404) is None


def test_a_body_without_anything() -> None:
    operation = operation_of(operation={"requestBody": {}})
    assert operation.body is not None
    assert operation.body == RequestBody("", False, ())


COMPONENTS: JSONObject = {
    "parameters": {
        "Limit": {"name": "limit", "in": "query"},
        "Alias": {"$ref": "#/components/parameters/Limit"},
    },
    "requestBodies": {"Body": {"description": "B", "content": {"a/b": {"schema": {"type": "string"}}}}},
    "responses": {"Fine": {"description": "F", "headers": {"H": {"$ref": "#/components/headers/Head"}}}},
    "headers": {"Head": {"description": "H", "schema": {"type": "integer"}}},
    "pathItems": {
        "Item": {"summary": "Shared", "get": {"parameters": [{"$ref": "#/components/parameters/Alias"}]}}
    },
    "securitySchemes": {
        "Alias": {"$ref": "#/components/securitySchemes/Key"},
        "Key": {"type": "apiKey", "name": "K"},
    },
}


def test_everything_may_be_given_by_reference() -> None:
    item: JSON = {
        "get": {
            "parameters": [{"$ref": "#/components/parameters/Alias"}],
            "requestBody": {"$ref": "#/components/requestBodies/Body"},
            "responses": {"200": {"$ref": "#/components/responses/Fine"}},
        }
    }
    paths: JSON = {"/a": item, "/b": {"$ref": "#/components/pathItems/Item"}, "/c": {"$ref": "#/paths/~1a"}}
    api = api_of(paths=paths, components=COMPONENTS)
    one, two, three = api.operations
    assert [(parameter.name, parameter.location) for parameter in one.parameters] == [("limit", "query")]
    assert one.parameters[0].node.pointer == "/components/parameters/Limit/schema"
    assert one.body is not None
    assert one.body.content[0].node.pointer == "/components/requestBodies/Body/content/a~1b/schema"
    assert one.responses[0].headers[0].description == "H"
    assert one.responses[0].headers[0].node.pointer == "/components/headers/Head/schema"
    assert (two.path, two.summary, two.pointer) == ("/b", "Shared", "/components/pathItems/Item/get")
    assert two.parameters == one.parameters
    assert (three.path, three.id, three.pointer) == ("/c", "GET /c", "/paths/~1a/get")
    assert three.responses == one.responses
    assert api.security_schemes["Alias"].parameter_name == "K"


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ({"$ref": "#/paths/none"}, "/paths/~1a"),
        ({"parameters": [{"$ref": "#/none"}], "get": {}}, "/paths/~1a/parameters/0"),
        ({"get": {"parameters": [{"$ref": "#/none"}]}}, "/paths/~1a/get/parameters/0"),
        ({"get": {"requestBody": {"$ref": "#/none"}}}, "/paths/~1a/get/requestBody"),
        ({"get": {"responses": {"200": {"$ref": "#/openapi"}}}}, "/paths/~1a/get/responses/200"),
        (
            {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}},
            "/components/responses/R/headers/H",
        ),
        (
            {"get": {"parameters": [{"name": "n", "in": "query", "examples": {"a/b": {"$ref": "#/none"}}}]}},
            "/paths/~1a/get/parameters/0/examples/a~1b",
        ),
        (
            {"get": {"requestBody": {"content": {"a/b": {"examples": {"e": {"$ref": "other.yaml"}}}}}}},
            "/paths/~1a/get/requestBody/content/a~1b/examples/e",
        ),
        (
            {"get": {"parameters": [{"name": "n", "in": "query", "schema": {"$ref": "#/none"}}]}},
            "/paths/~1a/get/parameters/0/schema",
        ),
    ],
)
def test_what_has_a_reference_to_nowhere_is_left_out(item: JSON, place: str) -> None:
    components: JSON = {"responses": {"R": {"headers": {"H": {"$ref": "#/components/headers/None"}}}}}
    _, findings = load(paths={"/a": item, "/b": {"get": {}}}, components=components)
    found = {finding.pointer: finding for finding in findings if finding.rule == "reference-dangling"}
    assert found.keys() == {place, "/components/responses/R/headers/H"}
    assert found[place].severity == "warning"
    assert "leads nowhere" in found[place].message


def test_references_in_a_circle_lead_to_nothing() -> None:
    circle: JSON = {"$ref": "#/components/responses/Round"}
    paths: JSON = {"/a": {"get": {"responses": {"200": circle}}}, "/b": {"$ref": "#/paths/~1b"}}
    (operation,) = api_of(paths=paths, components={"responses": {"Round": circle}}).operations
    assert (operation.responses[0].status, operation.responses[0].content) == ("200", ())


@pytest.mark.parametrize("target", [{"$ref": "#/components/parameters/P"}, {"schema": {"type": "string"}}])
def test_a_reference_to_what_is_no_parameter_is_left_out(target: JSON) -> None:
    reference: JSON = {"$ref": "#/components/parameters/P" if "$ref" in cast(JSONObject, target) else "#/x"}
    parameters: JSON = [reference, {"name": "n", "in": "query"}]
    api, findings = (
        load(
            paths={"/a": {"get": {"parameters": parameters}}},
            components={"parameters": {"P": target}},
            x={"a": 1},
        )
        if "$ref" in cast(JSONObject, target)
        else load(paths={"/a": {"get": {"parameters": parameters}}}, x=target)
    )
    assert [parameter.name for parameter in api.operations[0].parameters] == ["n"]
    rule = "spec-shape" if "$ref" in cast(JSONObject, target) else "reference-dangling"
    assert [(finding.rule, finding.pointer) for finding in findings] == [
        (rule, "/paths/~1a/get/parameters/0")
    ]


def test_undeclared_path_parameters_are_added_and_reported() -> None:
    parameters: JSON = [{"name": "b", "in": "path"}, {"name": "a", "in": "query"}]
    api, findings = load(paths={"/x/{a}/{b}.json": {"get": {"parameters": parameters}}})
    (operation,) = api.operations
    assert [(parameter.name, parameter.location) for parameter in operation.parameters] == [
        ("b", "path"),
        ("a", "query"),
        ("a", "path"),
    ]
    assert operation.parameters[-1].node.schema == {"type": "string"}
    assert operation.parameters[-1].required
    assert [(finding.rule, finding.severity, finding.where, finding.pointer) for finding in findings] == [
        ("path-parameter-undeclared", "warning", "/x/{a}/{b}.json", "/paths/~1x~1{a}~1{b}.json/get")
    ]


def test_undeclared_tags_come_last_and_are_reported_once() -> None:
    paths: JSON = {"/a": {"get": {"tags": ["new", "two"]}, "post": {"tags": ["new", "newer"]}}}
    api, findings = load(tags=[{"name": "one"}, {"name": "two", "description": "Second"}], paths=paths)
    assert [(tag.name, tag.description) for tag in api.tags] == [
        ("one", ""),
        ("two", "Second"),
        ("new", ""),
        ("newer", ""),
    ]
    assert [(finding.rule, finding.severity, finding.where) for finding in findings] == [
        ("tag-undeclared", "info", "new"),
        ("tag-undeclared", "info", "newer"),
    ]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (None, (("key",),)),
        ([], ()),
        ([{"token": ["read"]}, {"key": [], "token": []}], (("token",), ("key", "token"))),
        ([{}, {"key": []}], ((), ("key",))),
    ],
)
def test_security_is_a_choice_of_schemes_needed_together(
    own: JSON, expected: tuple[tuple[str, ...], ...]
) -> None:
    said: JSONObject = {} if own is None else {"security": own}
    operation = operation_of(operation=said, security=[{"key": []}])
    assert operation.security == expected
    assert operation.is_public == (expected == ())


def test_security_schemes() -> None:
    schemes: JSON = {
        "Key": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "description": "D",
            "x-pattern": "p",
        },
        "Basic": {"type": "http", "scheme": "Basic"},
        "Oauth": {
            "type": "oauth2",
            "flows": {"authorizationCode": {"tokenUrl": "/token", "authorizationUrl": "/authorize"}},
        },
        "Bare": {},
    }
    found = api_of(components={"securitySchemes": schemes}).security_schemes
    assert list(found) == ["Key", "Basic", "Oauth", "Bare"]
    key = found["Key"]
    assert (key.name, key.type, key.parameter_name, key.location) == (
        "Key",
        "apiKey",
        "Authorization",
        "header",
    )
    assert (key.description, key.extensions) == ("D", {"x-pattern": "p"})
    assert found["Basic"].scheme == "basic"
    assert (found["Oauth"].token_url, found["Oauth"].authorization_url) == ("/token", "/authorize")
    bare = found["Bare"]
    assert (bare.type, bare.parameter_name, bare.scheme, bare.description) == ("", "", "", "")
    assert (bare.location, bare.token_url, bare.authorization_url) == ("header", "", "")


def test_findings_of_shape_come_first() -> None:
    _, findings = load(info=[], paths={"/a": {"get": {"tags": ["t"]}}})
    assert [finding.rule for finding in findings] == ["spec-shape", "tag-undeclared"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b'{"swagger": "2.0"}', "Swagger 2.0"),
        (b'{"openapi": "3.0.0", "paths": {}}', "/paths holds no path"),
        (b'{"openapi": "3.0.0", "paths": {"/a', "is the file cut off?"),
    ],
)
def test_what_cannot_be_converted_at_all(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_api(content, "a.json")
    assert caught.value.message.startswith("a.json: ")
    assert message in caught.value.message


def test_what_nests_too_deeply_in_schemas_is_left_out() -> None:
    schema = '{"items":' * 700 + "{}" + "}" * 700
    content = (
        f'{{"openapi": "3.0.0", "paths": {{"/a": {{}}}}, "components": {{"schemas": {{"A": {schema}}}}}}}'
    )
    _, (finding,) = load_api(content.encode(), "a.json")
    assert finding.rule == "spec-depth"


def test_yaml_and_json_make_the_same_api() -> None:
    yaml = b"openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: Fine}\n"
    api, findings = load_api(yaml, "spec.yaml")
    assert findings == []
    assert api == api_of(paths={"/a": {"get": {"responses": {"200": {"description": "Fine"}}}}})


def test_sample_specs_are_in_shape(sample_spec: Path) -> None:
    api, findings = load_api(sample_spec.read_bytes(), str(sample_spec))
    assert len(api.operations) >= 8
    assert {finding.rule for finding in findings} <= {"tag-undeclared", "path-parameter-undeclared"}


def test_what_is_left_out_is_a_finding_once() -> None:
    answer: JSON = {"links": {"next": {"operationId": "b"}}}
    operation: JSONObject = {
        "callbacks": {"done": {}},
        "responses": {"200": {"$ref": "#/components/responses/Answer"}},
        "parameters": [
            {"name": "gone", "in": "path", "schema": {}},
            {"name": "q", "in": "query", "examples": {"far": {"externalValue": "/far"}}},
        ],
    }
    _, findings = load(
        paths={"/a": {"get": operation, "put": {"responses": operation["responses"]}}},
        webhooks={"hook": {"post": {}}},
        components={"responses": {"Answer": answer}},
    )
    assert {(finding.rule, finding.severity, finding.pointer) for finding in findings} == {
        ("webhook-left-out", "info", "/webhooks"),
        ("callback-left-out", "info", "/paths/~1a/get/callbacks/done"),
        ("link-left-out", "info", "/components/responses/Answer/links/next"),
        ("parameter-left-out", "info", "/paths/~1a/get/parameters/0"),
        ("example-left-out", "info", "/paths/~1a/get/parameters/1/examples/far"),
    }
    assert len(findings) == 5
