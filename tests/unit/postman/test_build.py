"""The collection as a whole: its shape, its words, its counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from generator.encode import to_json
from generator.openapi.model import Api
from generator.postman.build import build_collection
from generator.postman.profile import Channel, Profile
from generator.postman.types import SCHEMA_URL, Collection, Item, ItemGroup
from generator.validate.check import check_collection

Read = Callable[[str], Api]

SHOPS = """
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
security: [{token: []}]
servers: [{url: 'https://shop.example'}]
tags: [{name: Shops, description: Where we sell.}]
paths:
  /shops:
    get: {summary: Get Shops, tags: [Shops], responses: {'200': {}}}
    post: {summary: Add Shop, tags: [Shops], x-sub: New, responses: {'201': {}, '202': {}}}
  /ping: {get: {summary: Ping, responses: {'204': {}}}}
"""


def outline(nodes: list[ItemGroup | Item]) -> list[str | list[object]]:
    return [
        [node["name"], *outline(cast(ItemGroup, node)["item"])] if "item" in node else node["name"]
        for node in nodes
    ]


def names(read: Read, paths: str) -> list[str | list[object]]:
    collection = build_collection(read(paths), Profile()).collection
    assert not [finding for finding in check_collection(collection, Profile()) if finding.severity == "error"]
    return outline(collection["item"])


def test_folders_come_before_requests_without_a_tag(read: Read) -> None:
    built = build_collection(read(SHOPS), Profile(subfolder_key="x-sub"))
    assert outline(built.collection["item"]) == [
        ["Shops", ["Shops", "Get Shops"], ["New", "Add Shop"]],
        "Ping",
    ]


def test_the_collection_itself(read: Read) -> None:
    collection = build_collection(read(SHOPS), Profile()).collection
    assert list(collection) == ["info", "item", "variable", "auth"]
    assert collection["info"]["name"] == "Shop 1.0"
    assert collection["info"]["schema"] == SCHEMA_URL
    assert collection["auth"]["type"] == "bearer"
    assert collection["variable"] == [{"key": "baseUrl", "value": "https://shop.example"}]
    assert "| Shops | 2 |" in collection["info"]["description"]


def test_an_open_api_has_no_auth_at_all(read: Read) -> None:
    assert "auth" not in build_collection(read("paths: {/a: {get: {}}}"), Profile()).collection


def test_every_folder_has_an_overview(read: Read) -> None:
    collection: Collection = build_collection(read(SHOPS), Profile(subfolder_key="x-sub")).collection
    folder = cast(ItemGroup, collection["item"][0])
    assert "Where we sell." in folder["description"]
    assert "| GET | Get Shops | `/shops` |" in folder["description"]
    assert "Shops" in cast(ItemGroup, folder["item"][0])["description"]


def test_what_is_counted(read: Read) -> None:
    built = build_collection(read(SHOPS), Profile(subfolder_key="x-sub"))
    assert (built.requests, built.saved_examples, built.requests_by_folder) == (3, 4, {"Shops": 2})
    assert built.summary == "3 requests in 1 folder, 4 saved examples"


def test_the_name_says_title_version_and_channel(read: Read) -> None:
    profile = Profile(
        collection_name="({channel}) {title} v{version}",
        channels=(Channel("beta", "Beta", ".0"), Channel("stable", "Stable", "")),
    )
    built = build_collection(read(SHOPS), profile)
    assert built.collection["info"]["name"] == built.environment["name"] == "(Beta) Shop v1.0"


def test_names_that_are_taken_in_a_folder_get_method_and_path(read: Read) -> None:
    paths = """
        paths:
          /a: {get: {summary: Get, tags: [One]}, put: {summary: Put, tags: [One]}}
          /b: {get: {summary: Get, tags: [One]}}
          /c: {get: {summary: Get, tags: [Two]}}
    """
    assert names(read, paths) == [["One", "Get (GET /a)", "Put", "Get (GET /b)"], ["Two", "Get"]]


def test_a_request_does_not_take_the_name_of_a_folder_beside_it(read: Read) -> None:
    paths = "paths: {/a: {get: {summary: Status}}, /b: {get: {summary: Get, tags: [Status]}}}"
    assert names(read, paths) == [["Status", "Get"], "Status (GET /a)"]


def test_what_is_noticed_on_the_way_is_found(read: Read) -> None:
    api = read(
        """
        security: [{ghost: []}]
        paths: {/a: {get: {parameters: [{name: a, in: query, schema: {type: integer, example: none}}]}}}
        """
    )
    findings = build_collection(api, Profile()).findings
    assert [finding.rule for finding in findings] == [
        "server-missing",
        "security-undeclared",
        "example-invalid",
    ]


def test_building_twice_gives_the_same_bytes_and_leaves_the_api_alone(read: Read) -> None:
    api = read(SHOPS)
    first = to_json(build_collection(api, Profile()).collection)
    assert to_json(build_collection(api, Profile()).collection) == first
    assert to_json(build_collection(read(SHOPS), Profile()).collection) == first
