"""Whatever an API says, its collection is valid, complete, the same twice; its examples hold what is sent.

Documents are made of every part of OpenAPI that the converter reads, odd ones included: styles that do not
fit, names and paths that have to be escaped, bodies in all modes, every kind of credentials and server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast
from xml.etree.ElementTree import fromstring

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.encode import to_json
from generator.json_types import JSON, JSONObject
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.build import BuiltCollection, build_collection
from generator.postman.profile import Profile
from generator.validate.check import check_collection
from generator.validate.walk import folders, requests

CI = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

Made = st.SearchStrategy[JSONObject]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
PATHS = (
    "/", "//", "/a", "/a/", "/a/{id}", "/a/{b}", "/a/{id}/b/{b}", "/a/{id}.json", "/a/{id}:go", "/{id},{b}",
    "/a/:b", "/a?x=1&y", "/a#b", "/ü/{größe}", "/a b/%20", "/a/{}", "/{{id}}", "/a/{id}/{id}",
)  # fmt: skip
NAMES = ("id", "b", "größe", "X-Key", "a[b]", "a&b=c", "$top", "ids", "Accept", "x y", "")
STYLES = ("form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject", "own")
MEDIA_TYPES = (
    "application/json", "application/vnd.api+json", "application/xml", "a/b+xml", "text/csv", "*/*", "text/*",
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/mixed", "image/png",
    "application/octet-stream", "application/x-ndjson", "image/*", "nonsense",
)  # fmt: skip
STATUSES = ("200", "201", "204", "304", "101", "2XX", "4XX", "404", "default")
SCHEMES: Mapping[str, JSONObject] = {
    "basic": {"type": "http", "scheme": "basic"},
    "token": {"type": "http", "scheme": "Bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "head-key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query key": {"type": "apiKey", "in": "query", "name": "a&b"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {"a": ""}}}},
    "odd oauth": {"type": "oauth2", "flows": {"own": {}}},
    "open": {"type": "openIdConnect", "openIdConnectUrl": "/o"},
    "tls": {"type": "mutualTLS"},
    "???": {},
}

texts = st.text("aé 猫\n<>&|\"'`*#{}%:/\\\u2028\U0001f600", max_size=6)
values: st.SearchStrategy[JSON] = st.recursive(
    st.sampled_from([None, True, 0, -7, 2.5, "", "a", "a b", "1,2", "é;=&?#/%", "<string>", 10**30, 1e300]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
    max_leaves=3,
)
scalars: Made = st.sampled_from(
    [
        {},
        {"type": "string"},
        {"type": "string", "format": "binary"},
        {"type": "string", "minLength": 3, "pattern": "^[a-z&]+$"},
        {"type": "string", "enum": ["x", "y z"]},
        {"type": "integer", "minimum": 5, "default": 6},
        {"type": "number", "example": "no number"},
        {"type": "boolean", "description": "Yes or no"},
        {"$ref": "#/components/schemas/Node"},
        {"not": {}},
    ]
)


def some(**keywords: st.SearchStrategy[object]) -> Made:
    """Some of the keywords."""
    return cast(Made, st.fixed_dictionaries({}, optional=keywords))


@st.composite
def containers(draw: st.DrawFn, inner: Made) -> JSONObject:
    kind = draw(st.sampled_from(["array", "object", "map", "oneOf"]))
    if kind == "array":
        return {"type": "array", "items": draw(inner)}
    if kind == "map":
        return {"type": "object", "additionalProperties": draw(inner)}
    if kind == "oneOf":
        return {"oneOf": [draw(inner), draw(inner)]}
    properties = draw(st.dictionaries(st.sampled_from(NAMES), inner, max_size=3))
    xml = some(name=st.sampled_from(["n", "1 n"]), attribute=st.booleans(), wrapped=st.booleans())
    required = draw(st.lists(st.sampled_from([*properties, "ghost"]), max_size=1))
    schema: JSONObject = {"type": "object", "properties": cast(JSON, properties), "xml": draw(xml)}
    return schema | ({"required": cast(JSON, required)} if required else {})


schemas: Made = st.recursive(scalars, containers, max_leaves=4)
examples: Made = st.dictionaries(
    st.sampled_from(["one", "two"]),
    some(summary=texts, value=values, externalValue=st.just("/e")),
    max_size=2,
)
encodings: Made = st.dictionaries(
    st.sampled_from(NAMES),
    some(
        contentType=st.sampled_from(["image/png", "a/*", "text/plain, a/b"]),
        style=st.sampled_from(STYLES),
        explode=st.booleans(),
    ),
    max_size=2,
)
contents: Made = st.dictionaries(
    st.sampled_from(MEDIA_TYPES),
    some(schema=schemas, example=values, examples=examples, encoding=encodings),
    max_size=2,
)
headers: Made = some(
    description=texts,
    required=st.booleans(),
    deprecated=st.booleans(),
    style=st.sampled_from(STYLES),
    explode=st.booleans(),
    schema=schemas,
    example=values,
    examples=examples,
    content=st.dictionaries(
        st.sampled_from(["application/json", "text/plain"]), some(schema=schemas), max_size=1
    ),
)


@st.composite
def parameters(draw: st.DrawFn) -> JSONObject:
    where: JSON = draw(st.sampled_from(["query", "query", "header", "path", "cookie"]))
    return {"name": draw(st.sampled_from(NAMES)), "in": where, **draw(headers)}


responses: Made = some(
    description=texts,
    content=contents,
    headers=st.dictionaries(st.sampled_from(["X-Left", "Content-Type"]), headers, max_size=1),
    links=st.just({"next": {}}),
)
securities: st.SearchStrategy[list[JSONObject]] = st.lists(
    st.dictionaries(st.sampled_from([*SCHEMES, "ghost"]), st.just([]), max_size=2), max_size=2
)
servers = st.lists(
    st.sampled_from(
        [
            {"url": "https://api.example.com/v1/", "description": "One"},
            {"url": "https://{a}.example.com:{b}", "variables": {"a": {"default": "x", "enum": ["x", "y"]}}},
            {"url": "/relative"},
            {"url": "//example.com"},
            {"url": "{whole}"},
            {"url": ""},
        ]
    ),
    max_size=2,
)
operations: Made = some(
    operationId=texts,
    summary=st.sampled_from(["Get", "Get ", "Set", "Shop", ""]) | texts,
    description=texts,
    tags=st.lists(st.sampled_from(["Shop", "", "Other"]), max_size=2),
    parameters=st.lists(parameters(), max_size=4),
    requestBody=some(description=texts, required=st.booleans(), content=contents),
    responses=st.dictionaries(st.sampled_from(STATUSES), responses, max_size=3),
    security=securities,
    servers=servers,
    deprecated=st.booleans(),
    callbacks=st.just({"done": {}}),
)


@st.composite
def documents(draw: st.DrawFn) -> JSONObject:
    items = cast(Made, st.dictionaries(st.sampled_from(METHODS), operations, min_size=1, max_size=2))
    paths: dict[str, JSONObject] = draw(
        st.dictionaries(st.sampled_from(PATHS), items, min_size=1, max_size=3)
    )
    shared = some(parameters=st.lists(parameters(), max_size=2), servers=servers, summary=texts)
    paths = {path: draw(shared) | item for path, item in paths.items()}
    node: JSON = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    document: JSONObject = {
        "openapi": draw(st.sampled_from(["3.0.3", "3.1.0"])),
        "info": draw(some(title=texts, version=texts, description=texts)),
        "paths": cast(JSON, paths),
        "components": {"schemas": {"Node": node}, "securitySchemes": dict(SCHEMES)},
    }
    tags: Made = st.fixed_dictionaries(
        {"name": st.sampled_from(["Shop", ""])}, optional={"description": texts}
    )
    return document | draw(some(servers=servers, security=securities, tags=st.lists(tags, max_size=1)))


def converted(document: JSONObject, profile: Profile) -> tuple[BuiltCollection, int]:
    api, _ = load_api(json.dumps(document).encode(), "spec.json")
    return build_collection(api, profile), len(api.operations)


def sent(node: JSON) -> JSON:
    """What of a request is sent, said in another way than the converter does."""
    if isinstance(node, list):
        return [sent(child) for child in node if not (isinstance(child, dict) and child.get("disabled"))]
    if not isinstance(node, dict):
        return node
    kept = {key: sent(child) for key, child in node.items() if key not in ("description", "auth")}
    return {key: child for key, child in kept.items() if not (key == "query" and child == [])}


# What Klaviyo's profile asks of Klaviyo's own specs is a header and one kind of credentials.
@CI
@given(documents(), st.sampled_from([Profile(), klaviyo_profile()]))
def test_any_api_becomes_a_valid_collection(document: JSONObject, profile: Profile) -> None:
    built, count = converted(document, profile)
    faults = check_collection(built.collection, profile)
    own = {"header-missing", "variable-known"} if profile.name == "klaviyo" else set()
    assert [fault for fault in faults if fault.severity == "error" and fault.rule not in own] == []
    raw_paths = cast("dict[str, JSONObject]", document["paths"])
    assert count == sum(method in item for item in raw_paths.values() for method in METHODS)
    assert built.requests == len(list(requests(built.collection))) == count
    for place in requests(built.collection):
        written = [place.item["request"].get("body", {}).get("raw", "")]
        written += [saved.get("body", "") for saved in place.item["response"]]
        for text in written:
            if text.startswith("<?xml"):
                fromstring(text.encode())  # noqa: S314 - raises for what is not well-formed


@CI
@given(documents())
def test_conversion_is_the_same_twice_and_survives_being_written(document: JSONObject) -> None:
    built, _ = converted(document, Profile())
    again, _ = converted(document, Profile())
    assert (built.collection, built.environment) == (again.collection, again.environment)
    assert built.findings == again.findings
    for indent in (True, False):
        assert json.loads(to_json(built.collection, indent=indent)) == built.collection


@CI
@given(documents())
def test_examples_hold_what_is_sent_and_ids_are_given_once(document: JSONObject) -> None:
    collection = converted(document, Profile())[0].collection
    ids = [collection["info"]["_postman_id"]]
    for folder in folders(collection):
        ids += [child["id"] for child in folder.children]
    for place in requests(collection):
        ids += [saved["id"] for saved in place.item["response"]]
        for saved in place.item["response"]:
            original = cast(JSONObject, saved["originalRequest"])
            assert "disabled" not in json.dumps(original)
            assert sent(original) == sent(cast(JSONObject, place.item["request"]))
    assert len(ids) == len(set(ids))
