"""Links of answers that are documents of JSON:API: they lead where they say."""

from __future__ import annotations

import json
from typing import cast

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.model import Api, Node
from generator.openapi.read import load_api
from generator.postman.jsonapi import Links
from generator.postman.types import Url

SERVER = "https://api.example.com"
OTHER = "https://www.example.com/"
LINK: JSONObject = {"type": "string", "format": "uri"}
PAGE: JSONObject = {"type": ["string", "null"], "format": "uri"}


def api(*paths: str, server: str = SERVER, own: str = "") -> Api:
    """One with an operation for each path; `own` is the server of all of them."""
    operation: JSONObject = {"responses": {"200": {"description": ""}}}
    if own:
        operation["servers"] = [{"url": own}]
    named = {path: {"get": operation} for path in paths}
    spec = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": named}
    found, _ = load_api(
        json.dumps({**spec, "servers": [{"url": server}]} if server else spec).encode(), "a.json"
    )
    return found


def linked(value: JSON, of: Api, url: Url | None = None, links: JSONObject | None = None) -> JSON:
    """`value` as an answer to the first request of an API; `links` are the schemas of its links."""
    schema = {"properties": {"links": {"properties": links or {}}}}
    node = Node(cast(JSONObject, schema), "/schema")  # type: ignore[arg-type]
    return Links(of).linked(value, node, of.operations[0], url or {"raw": "", "host": [], "path": ["teas"]})


def resource(type_name: str, **more: JSON) -> JSONObject:
    return {"type": type_name, "id": "1", "links": {"self": OTHER}, **more}


def home(type_name: str, *paths: str, server: str = SERVER) -> JSON:
    """Where the link of a resource leads in an API of these paths."""
    answer = cast(JSONObject, linked({"data": resource(type_name)}, api(*paths, server=server)))
    return cast(JSONObject, cast(JSONObject, answer["data"])["links"])["self"]


# Links of the document


def test_the_document_is_the_request_and_its_ends_are_the_one_page_there_is() -> None:
    own: JSONObject = {"self": OTHER, "first": OTHER, "last": OTHER, "about": OTHER}
    here = f"{SERVER}/teas"
    assert linked({"links": own}, api("/teas")) == {
        "links": {"self": here, "first": here, "last": here, "about": OTHER}
    }


def test_links_that_an_answer_lacks_are_not_made_up() -> None:
    assert linked({"links": {"about": OTHER}}, api("/teas"), links={"next": PAGE}) == {
        "links": {"about": OTHER}
    }
    assert linked({"data": []}, api("/teas"), links={"next": PAGE}) == {"data": []}


@pytest.mark.parametrize("value", ["text", None, [{"links": {"self": OTHER}}], {"links": [OTHER]}])
def test_what_is_no_document_stays(value: JSON) -> None:
    assert linked(value, api("/teas")) == value


@pytest.mark.parametrize("name", ["next", "prev"])
def test_another_page_is_null_where_the_schema_has_null(name: str) -> None:
    answer: JSONObject = {"links": {name: OTHER}}
    assert linked(answer, api("/teas"), links={name: PAGE}) == {"links": {name: None}}
    assert linked(answer, api("/teas"), links={name: LINK}) == {"links": {name: OTHER}}
    assert linked(answer, api("/teas")) == {"links": {name: OTHER}}


def test_the_request_is_written_as_it_is_sent() -> None:
    url: Url = {
        "raw": "{{baseUrl}}/teas/:id/{{locale}}?page[size]=5&companyId={{companyId}}",
        "host": ["{{baseUrl}}"],
        "path": ["teas", ":id", ":unknown", "{{locale}}", ""],
        "variable": [{"key": "id", "value": "oolong"}],
    }
    query = "page[size]=5&companyId=COMPANY_ID"
    expected = f"{SERVER}/teas/oolong/:unknown/LOCALE/?{query}"
    assert linked({"links": {"self": OTHER}}, api("/teas"), url) == {"links": {"self": expected}}


@pytest.mark.parametrize(
    ("server", "own", "expected"),
    [
        ("https://api.example.com/v1/", "", "https://api.example.com/v1/teas"),
        ("/v1", "", "http://localhost/v1/teas"),
        (SERVER, "https://files.example.com/", "https://files.example.com/teas"),
    ],
)
def test_the_request_goes_to_the_server_of_its_operation(server: str, own: str, expected: str) -> None:
    answer = linked({"links": {"self": OTHER}}, api("/teas", server=server, own=own))
    assert answer == {"links": {"self": expected}}


# Links of resources


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/api/tea-sorts", "/api/tea-sorts/{id}"], "/api/tea-sorts/1"),
        (["/api/tea-sorts/{id}/"], "/api/tea-sorts/1/"),
        (["/client/tea-sorts/", "/api/tea-sorts/{id}"], "/api/tea-sorts/1"),  # one that has entries
        (["/client/tea-sorts"], "/client/tea-sorts/1"),
        (["/api/cups/{id}/", "/api/pots/{id}/", "/client/spoons/{id}/"], "/api/tea-sorts/1/"),
        (["/client/cups/{id}", "/api/pots/{id}", "/api/spoons"], "/api/tea-sorts/1"),
        (["/api/cups/{id}/tea-sorts"], "/tea-sorts/1"),  # those of a cup
    ],
)
def test_a_resource_is_where_its_type_is_else_where_most_are(paths: list[str], expected: str) -> None:
    assert home("tea-sort", *paths) == SERVER + expected


def test_without_an_id_a_link_names_the_type() -> None:
    tea: JSONObject = {"type": "tea", "links": {"self": OTHER}}
    expected: JSONObject = {"type": "tea", "links": {"self": f"{SERVER}/teas/TEA_ID"}}
    assert linked({"data": tea}, api("/teas/{id}")) == {"data": expected}


def test_a_resource_is_found_however_deep_it_is() -> None:
    expected = {**resource("tea"), "links": {"self": f"{SERVER}/teas/1"}}
    answer: JSONObject = {"included": [{"a": [resource("tea")]}], "data": resource("tea")}
    assert linked(answer, api("/teas/{id}")) == {"included": [{"a": [expected]}], "data": expected}


def test_a_relationship_has_links_of_its_own() -> None:
    both: JSONObject = {"self": OTHER, "related": OTHER, "about": OTHER}
    relationships: JSONObject = {
        "cups": {"links": both, "data": [resource("cup")]},
        "pot": {"links": {"related": OTHER}},
        "lid": {"data": None},
        "odd": "text",
    }
    tea: JSONObject = {"type": "tea", "id": "1", "relationships": relationships}
    here = f"{SERVER}/teas/1"
    assert linked({"data": tea}, api("/teas/{id}/", "/cups/{id}")) == {
        "data": {
            "type": "tea",
            "id": "1",
            "relationships": {
                "cups": {
                    "links": {
                        "self": f"{here}/relationships/cups/",
                        "related": f"{here}/cups/",
                        "about": OTHER,
                    },
                    "data": [{**resource("cup"), "links": {"self": f"{SERVER}/cups/1"}}],
                },
                "pot": {"links": {"related": f"{here}/pot/"}},
                "lid": {"data": None},
                "odd": "text",
            },
        }
    }


@pytest.mark.parametrize(
    "value",
    [
        {"type": 1, "links": {"self": OTHER}},
        {"links": {"self": OTHER}},
        {"type": "tea", "relationships": "text", "links": {"about": OTHER}},
        {"type": "tea", "links": OTHER},
        {"type": "tea", "id": "1"},
    ],
)
def test_what_is_no_resource_stays(value: JSONObject) -> None:
    assert linked({"data": value}, api("/teas/{id}")) == {"data": value}
    assert linked({"data": value}, api("/{id}", server="")) == {"data": value}
