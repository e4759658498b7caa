"""Requests: their name and headers, and what of an operation goes where."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.openapi.model import Api
from generator.postman.build import build_collection
from generator.postman.profile import ParameterRule, Profile
from generator.postman.types import Item
from generator.validate.walk import requests

Read = Callable[[str], Api]

JSON_ = "application/json: {schema: {type: object}}"


def item_of(read: Read, operation: str, profile: Profile | None = None, method: str = "get") -> Item:
    api = read(f"paths: {{/shops: {{{method}: {{{operation}}}}}}}")
    (place,) = requests(build_collection(api, profile or Profile()).collection)
    return place.item


def headers(item: Item) -> list[tuple[str, str, bool]]:
    return [
        (header["key"], header["value"], not header.get("disabled", False))
        for header in item["request"]["header"]
    ]


def test_a_request_takes_its_words_from_the_operation(read: Read) -> None:
    item = item_of(read, "operationId: get_shops, summary: Get Shops, description: 'All.<br><br>And more.'")
    assert item["name"] == "Get Shops"
    assert item["request"]["method"] == "GET"
    assert item["request"]["description"].startswith("All.\n\nAnd more.")


@pytest.mark.parametrize(
    ("operation", "name"),
    [("operationId: get_shops", "get_shops"), ("summary: ' '", "GET /shops"), ("", "GET /shops")],
)
def test_without_a_summary_the_id_is_the_name(read: Read, operation: str, name: str) -> None:
    assert item_of(read, operation)["name"] == name


def test_what_there_is_none_of_has_no_key(read: Read) -> None:
    item = item_of(read, "")
    assert item.keys() == {"id", "name", "request", "response"}
    assert item["request"].keys() == {"method", "header", "url", "auth", "description"}
    assert (item["request"]["header"], item["response"]) == ([], [])


# Headers

REVISION = Profile(parameters=(ParameterRule("Revision", "header", enabled=True, first=True),))


def test_the_first_then_the_others_then_content_type_then_accept(read: Read) -> None:
    item = item_of(
        read,
        f"""
        parameters: [
            {{name: X-Shop, in: header, required: true, example: tea, schema: {{}}}},
            {{name: sid, in: cookie, example: 1, schema: {{}}}},
            {{name: revision, in: header, schema: {{type: string, default: '2025-07-15'}}}},
            {{name: X-Odd, in: header, schema: {{type: string}}}}],
        requestBody: {{content: {{{JSON_}}}}},
        responses: {{'200': {{content: {{{JSON_}}}}}}}""",
        REVISION,
        "post",
    )
    assert headers(item) == [
        ("revision", "2025-07-15", True),
        ("X-Shop", "tea", True),
        ("X-Odd", "<string>", False),
        ("Cookie", "sid=1", False),
        ("Content-Type", "application/json", True),
        ("Accept", "application/json", True),
    ]
    described = [header for header in item["request"]["header"] if "description" in header]
    assert [header["key"] for header in described] == ["X-Shop"]


def test_without_a_rule_they_stand_in_the_order_of_the_spec(read: Read) -> None:
    names = ["X-B", "revision", "X-A"]
    said = ", ".join(f"{{name: {name}, in: header, schema: {{}}}}" for name in names)
    assert [key for key, _, _ in headers(item_of(read, f"parameters: [{said}]"))] == names


def test_headers_are_described_and_marked(read: Read) -> None:
    said = "{name: X-Shop, in: header, required: true, description: Which., example: a, schema: {}}"
    assert item_of(read, f"parameters: [{said}]")["request"]["header"] == [
        {"key": "X-Shop", "value": "a", "description": "(Required) Which."}
    ]


@pytest.mark.parametrize("name", ["Accept", "content-type", "Authorization"])
def test_headers_that_openapi_keeps_to_itself_are_ignored(read: Read, name: str) -> None:
    assert (
        headers(item_of(read, f"parameters: [{{name: {name}, in: header, required: true, schema: {{}}}}]"))
        == []
    )


@pytest.mark.parametrize(
    ("media_type", "rules"), [("multipart/mixed", ["multipart-type"]), ("multipart/form-data", [])]
)
def test_a_multipart_that_postman_does_not_send_is_told_of(
    read: Read, media_type: str, rules: list[str]
) -> None:
    body = f"{{content: {{{media_type}: {{schema: {{type: object, properties: {{a: {{}}}}}}}}}}}}"
    api = read(f"paths: {{/: {{post: {{requestBody: {body}}}}}}}")
    found = build_collection(api, Profile()).findings
    assert [finding.rule for finding in found if finding.rule != "server-missing"] == rules


def test_a_form_with_files_has_no_content_type_since_its_boundary_is_not_known(read: Read) -> None:
    body = "requestBody: {content: {multipart/form-data: {schema: {type: object}}}}"
    assert headers(item_of(read, body, method="post")) == []


@pytest.mark.parametrize(
    ("responses", "accept"),
    [
        ("'200': {content: {text/csv: {}, application/json: {}}}, '4XX': {}", "application/json"),
        ("'4XX': {content: {application/problem+json: {}}}, '200': {content: {text/csv: {}}}", "text/csv"),
        ("'204': {}, '4XX': {content: {application/problem+json: {}}}", "application/problem+json"),
        ("'202': {}, '200': {content: {text/csv: {}}}", "text/csv"),
    ],
)
def test_accept_is_what_a_success_has_else_what_an_error_has(read: Read, responses: str, accept: str) -> None:
    assert headers(item_of(read, f"responses: {{{responses}}}")) == [("Accept", accept, True)]


@pytest.mark.parametrize("responses", ["", "'204': {}"])
def test_without_any_content_nothing_is_accepted(read: Read, responses: str) -> None:
    assert headers(item_of(read, f"responses: {{{responses}}}")) == []


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        ("ab", [("Cookie", "a=A; b=B", True)]),
        ("b", [("Cookie", "b=B", True), ("Cookie", "a=<string>", False)]),
        ("", [("Cookie", "a=<string>", False), ("Cookie", "b=<string>", False)]),
    ],
)
def test_required_cookies_are_one_header_and_the_others_can_be_ticked(
    read: Read, required: str, expected: list[tuple[str, str, bool]]
) -> None:
    said = ", ".join(
        f"{{name: {name}, in: cookie, required: {str(name in required).lower()}, schema: {{type: string}}}}"
        for name in "ab"
    )
    assert headers(item_of(read, f"parameters: [{said}]")) == expected


# Auth and body


def test_a_public_operation_sends_no_auth_and_the_others_inherit(read: Read) -> None:
    api = read(
        """
        components: {securitySchemes: {key: {type: http, scheme: bearer}}}
        security: [{key: []}]
        paths: {/shops: {get: {}, put: {security: []}}}
        """
    )
    inherits, public = (
        place.item["request"] for place in requests(build_collection(api, Profile()).collection)
    )
    assert "auth" not in inherits
    assert public["auth"] == {"type": "noauth"}


@pytest.mark.parametrize(
    ("method", "told"), [("get", True), ("head", True), ("delete", False), ("post", False)]
)
def test_postman_is_told_to_keep_a_body_it_would_drop(read: Read, method: str, told: bool) -> None:
    item = item_of(read, f"requestBody: {{content: {{{JSON_}}}}}", method=method)
    assert ("protocolProfileBehavior" in item) == told
    assert "body" in item["request"]
    if told:
        assert item["protocolProfileBehavior"] == {"disableBodyPruning": True}
    assert "protocolProfileBehavior" not in item_of(read, "", method=method)
