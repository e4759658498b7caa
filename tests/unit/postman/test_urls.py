"""URLs: `raw` and its parts say the same, whatever server and path."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.openapi.model import Api
from generator.openapi.sample import Sampler
from generator.postman.profile import Profile
from generator.postman.scope import Scope
from generator.postman.types import Url
from generator.postman.urls import absolute, is_relative, request_url, sent_url
from generator.validate.item_rules import joined_url

Read = Callable[[str], Api]


def built(api: Api) -> tuple[Url, dict[str, str]]:
    """The URL of the first operation, and the variables of the collection."""
    scope = Scope(api, ())
    operation = api.operations[0]
    url = request_url(operation, Sampler(api.document), Profile(), scope.base(operation), scope.part)
    return url, {variable["key"]: variable["value"] for variable in scope.variables}


def url_of(read: Read, path: str, operation: str = "") -> Url:
    return built(read(f"paths: {{'{path}': {{get: {{{operation}}}}}}}"))[0]


QUERY = """parameters: [
    {name: a, in: query, required: true, description: First., example: 1, schema: {}},
    {name: b, in: query, example: 2, schema: {}},
    {name: c, in: query, required: true, example: [x, y], schema: {}},
]"""


def test_a_plain_url(read: Read) -> None:
    assert url_of(read, "/api/shops") == {
        "raw": "{{baseUrl}}/api/shops",
        "host": ["{{baseUrl}}"],
        "path": ["api", "shops"],
    }


@pytest.mark.parametrize(
    ("path", "raw", "parts"),
    [
        ("/", "{{baseUrl}}/", [""]),
        ("/api/shops/", "{{baseUrl}}/api/shops/", ["api", "shops", ""]),
        ("/api//shops", "{{baseUrl}}/api//shops", ["api", "", "shops"]),
        ("/jobs:run", "{{baseUrl}}/jobs:run", ["jobs:run"]),
    ],
)
def test_the_path_is_as_the_spec_writes_it(read: Read, path: str, raw: str, parts: list[str]) -> None:
    url = url_of(read, path)
    assert (url["raw"], url["path"]) == (raw, parts)


def test_all_query_rows_are_listed_and_raw_holds_those_switched_on(read: Read) -> None:
    url = url_of(read, "/shops", QUERY)
    assert url["raw"] == "{{baseUrl}}/shops?a=1&c=x&c=y"
    assert url["query"] == [
        {"key": "a", "value": "1", "description": "(Required) First."},
        {"key": "b", "value": "2", "disabled": True},
        {"key": "c", "value": "x", "description": "(Required)"},
        {"key": "c", "value": "y", "description": "(Required)"},
    ]


def test_with_nothing_switched_on_there_is_no_question_mark(read: Read) -> None:
    url = url_of(read, "/shops", "parameters: [{name: b, in: query, schema: {type: string}}]")
    assert url["raw"] == "{{baseUrl}}/shops"
    assert url["query"] == [{"key": "b", "value": "<string>", "disabled": True}]


def test_path_parameters_are_variables_with_value_and_description(read: Read) -> None:
    said = "{name: id, in: path, required: true, description: Which shop., schema: {type: string}}"
    url = url_of(read, "/shops/{id}/doors/{door_id}", f"parameters: [{said}]")
    assert url["raw"] == "{{baseUrl}}/shops/:id/doors/:door_id"
    assert url["path"] == ["shops", ":id", "doors", ":door_id"]
    assert url["variable"] == [
        {"key": "id", "value": "SHOP_ID", "description": "Which shop."},
        {"key": "door_id", "value": "DOOR_ID"},
    ]


def test_a_slash_in_the_name_of_a_path_parameter_parts_nothing(read: Read) -> None:
    parameter = "{name: a/b, in: path, required: true, schema: {type: string}}"
    url = url_of(read, "/shops/{a/b}/cups", f"parameters: [{parameter}]")
    assert (url["path"], [row["key"] for row in url["variable"]]) == (["shops", ":a_b", "cups"], ["a_b"])


def test_a_path_parameter_that_is_not_in_the_path_is_left_out(read: Read) -> None:
    url = url_of(read, "/shops/{id_type}", "parameters: [{name: id, in: path, required: true, schema: {}}]")
    assert [variable["key"] for variable in url["variable"]] == ["id_type"]


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("/shops/{id}.json", "{{baseUrl}}/shops/{{id}}.json"),
        ("/jobs/{name}:cancel", "{{baseUrl}}/jobs/{{name}}:cancel"),
        ("/map/{x}-{y}", "{{baseUrl}}/map/{{x}}-{{y}}"),
        ("/shops({id})", "{{baseUrl}}/shops({{id}})"),
        ("/map/{x/y}.png", "{{baseUrl}}/map/{{x_y}}.png"),
    ],
)
def test_within_a_segment_there_are_variables_of_the_collection(read: Read, path: str, raw: str) -> None:
    names = [part.split("}")[0] for part in path.split("{")[1:]]
    said = ", ".join(
        f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}" for name in names
    )
    url = url_of(read, path, f"parameters: [{said}]")
    assert url["raw"] == raw
    assert "variable" not in url


@pytest.mark.parametrize(
    ("server", "named", "expected"),
    [
        ("{url: 'https://files.shop.example/v1'}", "baseUrl_files", "https://files.shop.example/v1"),
        ("{url: 'https://api.shop.example/v2/'}", "baseUrl_v2", "https://api.shop.example/v2"),
        (
            "{url: 'http://localhost:8080/a', description: My own}",
            "baseUrl_my_own",
            "http://localhost:8080/a",
        ),
        ("{url: 'https://a.example', name: Up/loads}", "baseUrl_up_loads", "https://a.example"),
        ("{url: 'http://[::1'}", "baseUrl_http_1", "http://[::1"),
        ("{url: /v2/}", "baseUrl_localhost", "http://localhost/v2"),
        ("{url: //files.shop.example}", "baseUrl_files", "https://files.shop.example"),
        (
            "{url: 'https://{zone}.shop.example', variables: {zone: {default: eu}}}",
            "baseUrl_eu",
            "https://eu.shop.example",
        ),
    ],
)
@pytest.mark.parametrize("holder", ["operation", "path item"])
def test_a_server_of_its_own_has_a_variable(
    read: Read, server: str, named: str, expected: str, holder: str
) -> None:
    servers = f"servers: [{server}]"
    operation, item = (servers, "") if holder == "operation" else ("", servers + ", ")
    root = "servers: [{url: 'https://api.shop.example'}]"
    url, variables = built(read(f"{root}\npaths: {{/shops: {{{item}get: {{{operation}}}}}}}"))
    assert url == {"raw": f"{{{{{named}}}}}/shops", "host": [f"{{{{{named}}}}}"], "path": ["shops"]}
    assert variables == {"baseUrl": "https://api.shop.example", named: expected}


@pytest.mark.parametrize("own", ["https://shop.example/v1", "https://shop.example/v1/"])
def test_a_server_of_its_own_that_is_the_usual_one_is_no_other(read: Read, own: str) -> None:
    api = read(
        f"servers: [{{url: 'https://shop.example/{{v}}', variables: {{v: {{default: v1}}}}}}]\n"
        f"paths: {{/shops: {{servers: [{{url: '{own}'}}], get: {{}}}}}}"
    )
    assert built(api)[0]["raw"] == "{{baseUrl}}/shops"


def test_servers_whose_names_are_alike_are_told_apart(read: Read) -> None:
    api = read(
        "paths: {/a: {servers: [{url: 'https://files.a.example'}], get: {}},"
        " /b: {servers: [{url: 'https://files.b.example'}], get: {}}}"
    )
    scope = Scope(api, ["baseUrl_files"])
    assert [scope.base(operation) for operation in api.operations] == [
        "{{baseUrl_files_2}}",
        "{{baseUrl_files_3}}",
    ]


@pytest.mark.parametrize(
    ("server", "relative", "expected"),
    [
        ("https://shop.example/", False, "https://shop.example"),
        ("HTTPS://shop.example", False, "HTTPS://shop.example"),
        ("{{scheme}}://shop.example", False, "{{scheme}}://shop.example"),
        ("//shop.example/v1", False, "https://shop.example/v1"),
        ("/", True, "http://localhost"),
        ("", True, "http://localhost"),
        ("/v1/", True, "http://localhost/v1"),
        ("v1", True, "http://localhost/v1"),
    ],
)
def test_relative_servers_go_to_localhost(server: str, relative: bool, expected: str) -> None:
    assert (is_relative(server), absolute(server)) == (relative, expected)


@pytest.mark.parametrize("path", ["/", "/a/{id}/", "/a/{id}.json"])
def test_raw_is_what_the_parts_say(read: Read, path: str) -> None:
    url = url_of(read, path, QUERY)
    assert joined_url(url) == url["raw"]


def test_what_is_sent_has_neither_descriptions_nor_rows_switched_off(read: Read) -> None:
    url = url_of(read, "/shops/{id}", QUERY)
    assert sent_url(url) == {
        "raw": url["raw"],
        "host": ["{{baseUrl}}"],
        "path": ["shops", ":id"],
        "query": [{"key": "a", "value": "1"}, {"key": "c", "value": "x"}, {"key": "c", "value": "y"}],
        "variable": [{"key": "id", "value": "SHOP_ID"}],
    }
    assert len(url["query"]) == 4, "the request's own URL is left as it was"


def test_nothing_switched_on_is_sent_without_a_query(read: Read) -> None:
    url = url_of(read, "/shops", "parameters: [{name: b, in: query, schema: {type: string}}]")
    assert sent_url(url) == {"raw": "{{baseUrl}}/shops", "host": ["{{baseUrl}}"], "path": ["shops"]}
