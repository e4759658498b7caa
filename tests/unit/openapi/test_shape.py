"""What is left out of a document that is not as OpenAPI has it, and what cannot be converted at all."""

from __future__ import annotations

import copy
from typing import cast

import pytest

from generator.errors import InputError
from generator.json_types import JSON, JSONObject
from generator.openapi.shape import shape_document


def document(**parts: JSON) -> JSONObject:
    return {"openapi": "3.0.3", "paths": {"/a": {"get": {}}}, **parts}


def operation(**parts: JSON) -> JSONObject:
    return document(paths={"/a": {"get": {"summary": "Kept", **parts}}})


def schema(node: JSON) -> JSONObject:
    return document(components={"schemas": {"A": node, "B": {"type": "string"}}})


def left_out(raw: JSONObject) -> list[str]:
    """The places of what was left out, each with a finding that says why."""
    _, findings = shape_document(raw, "spec.json")
    for finding in findings:
        assert (finding.rule, finding.severity, finding.where) == ("spec-shape", "warning", "spec.json")
        assert finding.message.startswith("left out, not as OpenAPI has it: ")
    return [finding.pointer for finding in findings]


def at(node: JSON, place: str) -> JSON:
    for part in place.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else cast(JSONObject, node)[key]
    return node


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1", "3.2.0", 3.0, 3.1])
def test_versions_that_are_read(version: JSON) -> None:
    assert left_out(document(openapi=version)) == []


@pytest.mark.parametrize("version", ["2.0", "3.3.0", "4", "", 3, 2.0, True, [], {}])
def test_versions_that_are_not(version: JSON) -> None:
    with pytest.raises(
        InputError, match=r"^spec\.json: /openapi is .* where 3\.0, 3\.1 or 3\.2 is read$"
    ) as caught:
        shape_document(document(openapi=version), "spec.json")
    assert repr(version) in caught.value.message


@pytest.mark.parametrize("raw", [{}, {"paths": {"/a": {}}}, {"openapi": None, "paths": {"/a": {}}}])
def test_without_a_version_it_is_no_openapi_document(raw: JSONObject) -> None:
    with pytest.raises(InputError, match=r'^spec\.json: no "openapi" key: not an OpenAPI document$'):
        shape_document(raw, "spec.json")


def test_swagger_is_named_with_a_way_out() -> None:
    with pytest.raises(InputError, match=r"^spec\.json: Swagger 2\.0 where") as caught:
        shape_document({"swagger": "2.0", "paths": {"/a": {}}}, "spec.json")
    assert "swagger2openapi" in caught.value.hint
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("paths", [None, {}, [], "", {"a": {}}, {"x-a": {"get": {}}}])
def test_without_paths_there_is_nothing_to_convert(paths: JSON) -> None:
    without: JSONObject = {"openapi": "3.1.0"}
    for raw in (document(paths=paths), without):
        with pytest.raises(InputError, match=r"^spec\.json: /paths holds no path \(there is nothing"):
            shape_document(raw, "spec.json")


def test_a_document_in_shape_is_left_as_it_is() -> None:
    raw: JSONObject = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1", "x-logo": 1},
        "servers": [{"url": "/", "variables": {"v": {"default": "1", "enum": ["1"]}}}],
        "security": [{}, {"key": []}],
        "tags": [{"name": "t"}],
        "paths": {
            "x-note": 1,
            "/a": {
                "summary": "",
                "parameters": [
                    {"$ref": "#/components/parameters/P"},
                    {"name": "n", "in": "query", "schema": {}},
                ],
                "get": {
                    "responses": {
                        "x-note": 1,
                        "200": {"description": "", "headers": {"H": {"schema": True}}},
                    },
                    "callbacks": {"c": 1},
                    "x-anything": [1],
                },
            },
        },
        "webhooks": {"w": {"post": {}}},
        "components": {"schemas": {"A": {"type": ["string", "null"], "if": {}, "pattern": "^(?=a)\\p{L}$"}}},
        "x-readme": {"a": 1},
    }
    before = copy.deepcopy(raw)
    shaped, findings = shape_document(raw, "spec.json")
    assert findings == []
    assert shaped == before


MISFITS: list[tuple[JSONObject, str]] = [
    (document(info=[]), "/info"),
    (document(info={"title": 1}), "/info/title"),
    (document(info={"title": "T", "version": None}), "/info/version"),
    (document(info={"version": "1", "description": ["a"]}), "/info/description"),
    (document(servers={}), "/servers"),
    (document(servers=[{"url": "/"}, {}]), "/servers/1"),
    (document(servers=[{"url": "/", "variables": {"a": 1}}]), "/servers/0/variables/a"),
    (document(security={}), "/security"),
    (document(security=[{"key": None}]), "/security/0/key"),
    (document(tags=[{"description": "nameless"}, {"name": "t"}]), "/tags/0"),
    (document(paths={"/a": {"get": {}}, "/b": 1}), "/paths/~1b"),
    (document(paths={"/a": {"get": {}, "post": []}}), "/paths/~1a/post"),
    (document(paths={"/a": {"get": {}, "parameters": {}}}), "/paths/~1a/parameters"),
    (operation(operationId=1), "/paths/~1a/get/operationId"),
    (operation(tags="t"), "/paths/~1a/get/tags"),
    (operation(tags=["t", None]), "/paths/~1a/get/tags/1"),
    (operation(deprecated="yes"), "/paths/~1a/get/deprecated"),
    (operation(responses=[]), "/paths/~1a/get/responses"),
    (operation(responses={"200": None}), "/paths/~1a/get/responses/200"),
    (operation(responses={"200": {"content": {"a/b": 1}}}), "/paths/~1a/get/responses/200/content/a~1b"),
    (operation(responses={"200": {"headers": {"H": "h"}}}), "/paths/~1a/get/responses/200/headers/H"),
    (operation(requestBody={"required": 1}), "/paths/~1a/get/requestBody/required"),
    (
        operation(requestBody={"content": {"a": {"examples": {"e": 1}}}}),
        "/paths/~1a/get/requestBody/content/a/examples/e",
    ),
    (
        operation(requestBody={"content": {"a": {"encoding": {"e": {"contentType": 1}}}}}),
        "/paths/~1a/get/requestBody/content/a/encoding/e/contentType",
    ),
    (operation(parameters=[{"name": "n"}]), "/paths/~1a/get/parameters/0"),
    (operation(parameters=[{"name": "n", "in": "nowhere"}]), "/paths/~1a/get/parameters/0/in"),
    (operation(parameters=[{"$ref": 1}]), "/paths/~1a/get/parameters/0/$ref"),
    (operation(parameters=[{"name": "n", "in": "query", "schema": 1}]), "/paths/~1a/get/parameters/0/schema"),
    (document(components=[]), "/components"),
    (document(components={"parameters": {"P": {"name": "n"}}}), "/components/parameters/P"),
    (document(components={"securitySchemes": {"S": {"in": "body"}}}), "/components/securitySchemes/S/in"),
    (schema(None), "/components/schemas/A"),
    (schema([]), "/components/schemas/A"),
    (schema({"type": "text"}), "/components/schemas/A/type"),
    (schema({"type": []}), "/components/schemas/A/type"),
    (schema({"type": ["string", 1]}), "/components/schemas/A/type/1"),
    (schema({"properties": {"a": {}, "b": "text"}}), "/components/schemas/A/properties/b"),
    (schema({"required": True}), "/components/schemas/A/required"),
    (schema({"items": [{}]}), "/components/schemas/A/items"),
    (schema({"allOf": []}), "/components/schemas/A/allOf"),
    (schema({"oneOf": {}}), "/components/schemas/A/oneOf"),
    (schema({"anyOf": [{}, 1]}), "/components/schemas/A/anyOf/1"),
    (schema({"enum": []}), "/components/schemas/A/enum"),
    (schema({"pattern": "("}), "/components/schemas/A/pattern"),
    (schema({"minimum": "1"}), "/components/schemas/A/minimum"),
    (schema({"multipleOf": 0}), "/components/schemas/A/multipleOf"),
    (schema({"minLength": -1}), "/components/schemas/A/minLength"),
    (schema({"maxItems": 1.5}), "/components/schemas/A/maxItems"),
    (schema({"additionalProperties": "no"}), "/components/schemas/A/additionalProperties"),
    (schema({"dependentSchemas": [1]}), "/components/schemas/A/dependentSchemas"),
    (schema({"readOnly": "true"}), "/components/schemas/A/readOnly"),
    (schema({"not": {"$ref": 1}}), "/components/schemas/A/not/$ref"),
]


@pytest.mark.parametrize(("raw", "place"), MISFITS, ids=[place for _, place in MISFITS])
def test_a_misfit_is_left_out_and_the_rest_stays(raw: JSONObject, place: str) -> None:
    expected = copy.deepcopy(raw)
    holder, _, key = place.rpartition("/")
    parent = at(expected, holder)
    if isinstance(parent, list):
        del parent[int(key)]
    else:
        del cast(JSONObject, parent)[key.replace("~1", "/")]
    if "parameters/0/" in place and place.endswith(("/in", "/$ref")):  # without these it is no parameter
        at(expected, "/paths/~1a/get")["parameters"] = []  # type: ignore[call-overload,index]
        assert left_out(raw) == [place, place.rpartition("/")[0]]
    else:
        assert left_out(raw) == [place]
    assert raw == expected


def test_what_is_wrong_in_two_ways_is_left_out_once() -> None:
    kept: JSON = {"name": "n", "in": "query"}
    raw = operation(parameters=[{}, kept, {"schema": {}}, kept])
    assert left_out(raw) == ["/paths/~1a/get/parameters/0", "/paths/~1a/get/parameters/2"]
    assert at(raw, "/paths/~1a/get/parameters") == [kept, kept]


def test_keys_that_look_like_numbers_are_keys() -> None:
    responses: JSON = {"202": {}, "200": 1, "default": 1, "4XX": 1, "007": 1, "+3": 1, "201": {}}
    raw = operation(responses=responses)
    assert {place.rpartition("/")[2] for place in left_out(raw)} == {"200", "default", "4XX", "007", "+3"}
    assert at(raw, "/paths/~1a/get/responses") == {"202": {}, "201": {}}


def test_places_in_long_lists_do_not_shift() -> None:
    tags: list[JSON] = [f"t{index}" for index in range(12)]
    tags[2] = tags[9] = tags[10] = None
    raw = operation(tags=tags)
    assert left_out(raw) == [f"/paths/~1a/get/tags/{index}" for index in (2, 9, 10)]
    assert at(raw, "/paths/~1a/get/tags") == [f"t{index}" for index in (0, 1, 3, 4, 5, 6, 7, 8, 11)]


def test_what_yaml_aliases_share_is_left_out_once() -> None:
    shared: JSON = [
        {"schema": {"type": "x"}},
        {"name": "n", "in": "query"},
        {"name": 1, "in": "query", "schema": 1},
    ]
    raw = document(paths={"/a": {"parameters": shared}, "/b": {"get": {"parameters": shared}}})
    assert set(left_out(raw)) == {
        f"{holder}/parameters/{place}"
        for holder in ("/paths/~1a", "/paths/~1b/get")
        for place in ("0", "0/schema/type", "2/name", "2/schema", "1")  # the last moved up meanwhile
    }
    assert shared == [{"name": "n", "in": "query"}]


def test_what_an_outer_misfit_hid_is_found_as_well() -> None:
    raw = document(servers=[{"url": 1}, {"url": "/"}], tags=[{"name": 1}, {"name": "t"}])
    assert set(left_out(raw)) == {"/servers/0/url", "/servers/0", "/tags/0/name", "/tags/0"}
    assert (raw["servers"], raw["tags"]) == ([{"url": "/"}], [{"name": "t"}])


def test_long_messages_are_cut() -> None:
    _, findings = shape_document(schema({"required": "x" * 5000}), "spec.json")
    assert len(findings[0].message) < 300


@pytest.mark.parametrize(("version", "text"), [(1, "1"), (1.5, "1.5"), ("2024-01-31", "2024-01-31")])
def test_an_unquoted_api_version_becomes_text(version: JSON, text: str) -> None:
    raw = document(info={"title": "T", "version": version})
    assert left_out(raw) == []
    assert raw["info"] == {"title": "T", "version": text}


def test_of_two_keys_that_are_one_number_the_wrong_one_is_left_out() -> None:
    raw = operation(responses={"200": {"description": "ok"}, "0200": 5})
    assert left_out(raw) == ["/paths/~1a/get/responses/0200"]


def test_what_nests_too_deeply_for_a_validator_is_left_out() -> None:
    deep: JSON = []
    for _ in range(400):
        deep = [deep]
    raw = document(paths={"/a": {"get": {"parameters": [deep], "summary": "Kept"}}})
    shaped, (finding, _) = shape_document(raw, "spec.json")
    assert (finding.rule, finding.pointer.count("/")) == ("spec-depth", 200)
    assert at(cast(JSON, shaped), "/paths/~1a/get/summary") == "Kept"


def test_what_nests_too_deeply_where_anything_may_stand_is_left_out_as_well() -> None:
    deep: JSON = 10**30
    for _ in range(450):
        deep = [{"allOf": deep}]
    raw = document(paths={"/a": {"get": {"summary": "Kept", "x-any": deep}}})
    shaped, (finding,) = shape_document(raw, "deep.json")
    assert (finding.rule, finding.pointer.count("/")) == ("spec-depth", 200)
    assert at(cast(JSON, shaped), "/paths/~1a/get/summary") == "Kept"
