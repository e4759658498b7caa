"""One id for one thing: in the path of a request, in its body and in the answer."""

from __future__ import annotations

import json

import pytest

from generator.json_types import JSON, JSONObject
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.postman.profile import Profile
from generator.postman.types import Item
from generator.validate.walk import requests


def built(
    path: str,
    body: JSONObject,
    profile: Profile | None = None,
    *,
    answer: JSONObject | None = None,
    example: str = "",
) -> Item:
    """The request of a PATCH with these schemas; `example` is that of the id in the path."""
    given: JSONObject = {"example": example} if example else {}
    answered: JSONObject = {"application/json": {"schema": answer or body}}
    content: JSONObject = {"application/json": {"schema": body}}
    operation: JSONObject = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string", **given}}],
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": answered}},
    }
    servers: JSON = [{"url": "https://api.example.com"}]
    spec: JSONObject = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": servers,
        "paths": {path: {"patch": operation}},
    }
    api, _ = load_api(json.dumps(spec).encode(), "spec.json")
    (place,) = requests(build_collection(api, profile or Profile()).collection)
    return place.item


def resource(type_name: str, **more: JSON) -> JSONObject:
    return {
        "type": "object",
        "required": ["type", "id"],
        "properties": {"type": {"const": type_name}, "id": {"type": "string", **more}},
    }


def holding(schema: JSONObject) -> JSONObject:
    return {"type": "object", "required": ["data"], "properties": {"data": schema}}


@pytest.mark.parametrize(
    ("path", "schema", "given", "expected"),
    [
        ("/api/tea-sorts/{id}", resource("tea-sort"), "", "TEA_SORT_ID"),
        ("/api/tea-sorts/{id}/", resource("tea-sort"), "oolong", "oolong"),
        ("/api/tea-sorts/{id}", resource("tea-sort", example="other"), "oolong", "oolong"),
        ("/api/tea-sorts/{id}", resource("tea-sort", enum=["a", "b"]), "oolong", "a"),
        ("/api/tea-sorts/{id}", resource("cup"), "", "CUP_ID"),
        ("/api/tea-sorts/{id}/similar/tea-sorts", resource("tea-sort", example="near"), "", "near"),
        ("/api/tea-sorts/{id}/cups", resource("tea-sort", example="far"), "oolong", "oolong"),
    ],
)
def test_the_id_of_the_path_is_that_of_its_resource(
    path: str, schema: JSONObject, given: str, expected: str
) -> None:
    item = built(path, holding(schema), example=given)
    assert json.loads(item["request"]["body"]["raw"])["data"]["id"] == expected
    assert json.loads(item["response"][0]["body"])["data"]["id"] == expected


def test_a_body_that_repeats_a_parameter_repeats_its_value() -> None:
    schema: JSONObject = {"required": ["id"], "properties": {"id": {"type": "string", "example": "other"}}}
    item = built("/teas/{id}", schema, example="oolong")
    assert json.loads(item["request"]["body"]["raw"]) == {"id": "oolong"}
    number: JSONObject = {"required": ["id"], "properties": {"id": {"type": "integer", "example": 7}}}
    assert json.loads(built("/teas/{id}", number)["request"]["body"]["raw"]) == {"id": 7}


def test_links_of_answers_lead_where_they_say() -> None:
    link: JSONObject = {"type": "string", "format": "uri"}
    links: JSONObject = {"properties": {"self": link, "first": link, "other": link}, "required": ["self"]}
    pages: JSONObject = {"next": {"type": ["string", "null"]}, "prev": link}
    both: JSONObject = {"properties": {"self": link, "related": link}}
    data = resource("tea")
    cups: JSONObject = {"properties": {"links": both, "data": resource("cup")}}
    data["properties"] = {
        **data["properties"],  # type: ignore[dict-item]
        "links": {"properties": {"self": link}},
        "relationships": {"properties": {"cups": cups}},
    }
    links["properties"] = {**links["properties"], **pages}  # type: ignore[dict-item]
    answer: JSONObject = {"properties": {"data": data, "links": links}}
    profile = klaviyo_profile()._replace(errors=(), amendments=())
    item = built("/api/teas/{id}/", holding(resource("tea")), profile, answer=answer, example="oolong")
    said = json.loads(item["response"][0]["body"])
    here = "https://api.example.com/api/teas/oolong"
    elsewhere = "https://www.example.com/"
    assert said["links"] == {
        "self": f"{here}/",
        "first": f"{here}/",
        "next": None,
        "other": elsewhere,
        "prev": elsewhere,
    }
    assert said["data"]["links"] == {"self": f"{here}/"}
    assert said["data"]["relationships"]["cups"]["links"] == {
        "self": f"{here}/relationships/cups/",
        "related": f"{here}/cups/",
    }
    plain = built("/api/teas/{id}/", holding(resource("tea")), Profile(), answer=answer, example="oolong")
    assert json.loads(plain["response"][0]["body"])["links"]["self"] == elsewhere
