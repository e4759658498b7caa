"""What Postman sends: the expected values are what postman-runtime 7.56 sent to a server on this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from generator.postman.types import Collection
from generator.validate.conformance.sent import Received, Sender, Sent, received
from generator.validate.walk import requests

Node = dict[str, Any]
"""A part of a collection, for which a test needs no type."""

VARIABLES = {
    "baseUrl": "https://Shop.example:8443",
    "v": "from the collection",
    "nested": "<{{v}}>",
    "query": "w?z=9",
    "count": 3,
}


def row(key: object, value: object = "", **more: object) -> Node:
    return {"key": key, "value": value, **more}


def collection(*items: Node, **more: object) -> Collection:
    variables = [row(key, value) for key, value in VARIABLES.items()]
    variables.append(row("off", "x", disabled=True))
    return cast(Collection, {"info": {}, "item": list(items), "variable": variables, **more})


def item(path: object = ("x",), query: object = None, variable: object = None, **request: object) -> Node:
    url = {"raw": "shown", "host": ["{{baseUrl}}"], "path": path, "query": query, "variable": variable}
    url["path"] = list(path) if isinstance(path, tuple) else path
    return {"name": "A", "request": {"method": "GET", "header": [], "url": url, **request}, "response": []}


def send(
    node: Node, values: Mapping[str, str] | None = None, *, everything: bool = False, **more: object
) -> Sent:
    sendable = collection(node, **more)
    places = list(requests(sendable))
    return Sender(sendable, values or {}).send(places[-1])[everything]


# The address


@pytest.mark.parametrize(
    ("segment", "sent"),
    [
        ("a b", "a%20b"),
        ("ü", "%C3%BC"),
        ("x%20y", "x%20y"),
        ("{b}", "%7Bb%7D"),
        ('c`"<>^|', "c%60%22%3C%3E^|"),
        ("a:b", "a:b"),
        ("a+b;c=1@", "a+b;c=1@"),
        (":id", "1/2%203"),
        (":id.json", "1/2%203.json"),
        (":none", ":none"),
        (":empty", ":empty"),
        (":named", "from%20the%20collection"),
        ("{{v}}", "from%20the%20collection"),
        ("{{unknown}}", "%7B%7Bunknown%7D%7D"),
        ("{{off}}", "%7B%7Boff%7D%7D"),
        ("{{count}}", "3"),
    ],
)
def test_parts_of_the_path(segment: str, sent: str) -> None:
    variables = [row("id", "1/2 3"), row("empty"), row("named", "{{v}}")]
    assert send(item(("api", segment, ""), variable=variables)).path == f"/api/{sent}/"


@pytest.mark.parametrize(
    ("parameter", "read"),
    [
        (row("filter", 'equals(a,"b")&c#d'), ("filter", 'equals(a,"b")&c#d')),
        (row("p+q", "1+2 3"), ("p q", "1 2 3")),
        (row("none", None), ("none", "")),
        (row("empty", ""), ("empty", "")),
        (row("k=x", "v=w"), ("k=x", "v=w")),
        (row("u", "ü<>'\"{}|\\^`"), ("u", "ü<>'\"{}|\\^`")),
        (row("pct", "100%&%41"), ("pct", "100%&A")),
        (row("n", "{{nested}}"), ("n", "<from the collection>")),
        (row("blank", "{{ nested }}"), ("blank", "{{ nested }}")),
        (row("t", True), ("t", "true")),
        (row("{{count}}", "{{count}}&{{v}}"), ("3", "3&from the collection")),
    ],
)
def test_query_parameters(parameter: Node, read: tuple[str, str]) -> None:
    assert send(item(query=[parameter])).query == (read,)


def test_rows_that_are_switched_off_are_not_sent() -> None:
    node = item(
        query=[row("a", "1", disabled=True), row("b", "2"), row("b", "3"), row("c", "4", disabled=False)],
        header=[row("X-A", "1", disabled=True), row("X-B", "2"), row("", "3")],
    )
    assert send(node).query == (("b", "2"), ("b", "3"), ("c", "4"))
    assert send(node).headers == (("X-B", "2"),)
    assert send(node, everything=True).query == (("a", "1"), ("b", "2"), ("b", "3"), ("c", "4"))
    assert send(node, everything=True).headers == (("X-A", "1"), ("X-B", "2"))


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ({"host": ["{{baseUrl}}"], "path": ["a", "b"]}, "https://shop.example:8443", "/a/b"),
        ({"host": "{{baseUrl}}", "path": "a/b"}, "https://shop.example:8443", "/a/b"),
        ({"host": ["{{baseUrl}}"]}, "https://shop.example:8443", "/"),
        (
            {"protocol": "http", "host": ["a", "example"], "port": "80", "path": [""]},
            "http://a.example:80",
            "/",
        ),
        ({"protocol": "http://", "host": ["a", "example"], "path": ["x"]}, "http://a.example", "/x"),
        ({"host": ["a", "example"], "path": ["x"]}, "http://a.example", "/x"),
        ("{{baseUrl}}/a?b=1#c", "https://shop.example:8443", "/a"),
    ],
)
def test_addresses(url: object, origin: str, path: str) -> None:
    sent = send(item(url=url))
    assert (sent.origin, sent.path) == (origin, path)


def test_a_variable_may_bring_a_query_and_the_fragment_stays_here() -> None:
    sent = send(item(("{{query}}",), query=[row("b", "#1")]))
    assert (sent.path, sent.query) == ("/w", (("z", "9?b=#1"),))
    assert send(item(url="{{baseUrl}}/a?b=1#c")).query == (("b", "1"),)


def test_segments_are_decoded_one_by_one() -> None:
    assert send(item(("a%2Fb", "c d", ""))).segments == ["a/b", "c d", ""]


# Variables


def test_the_users_own_values_win() -> None:
    assert send(item(("{{v}}",)), {"v": "mine"}).path == "/mine"


def test_values_may_name_variables_but_not_without_end() -> None:
    assert send(item(("{{a}}",)), {"a": "{{b}}", "b": "{{count}}"}).path == "/3"
    assert send(item(("{{a}}",)), {"a": "{{a}}"}).path == "/%7B%7Ba%7D%7D"
    assert len(send(item(("{{a}}",)), {"a": "x{{a}}"}).path) == len("/x%7B%7Ba%7D%7D") + 18


@pytest.mark.parametrize("name", ["$guid", "$timestamp", "$isoTimestamp", "$randomInt", "$randomFirstName"])
def test_postmans_own_variables_have_a_value(name: str) -> None:
    first, second = send(item((f"{{{{{name}}}}}",))).path, send(item((f"{{{{{name}}}}}",))).path
    assert first == second
    assert "%7B" not in first


def test_variables_of_another_shape_are_left_out() -> None:
    assert send(item(("{{v}}",)), variable="none").path == "/%7B%7Bv%7D%7D"


# Auth


def credentials(kind: str, values: Mapping[str, str]) -> Node:
    return {"type": kind, kind: [row(key, value) for key, value in values.items()]}


COLLECTION_AUTH = credentials("bearer", {"token": "of-the-collection"})
FOLDER_AUTH = credentials("apikey", {"key": "X-Folder", "value": "f-{{count}}"})


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        (None, (("Authorization", "Bearer of-the-collection"),)),
        ({}, (("Authorization", "Bearer of-the-collection"),)),
        ({"type": "noauth"}, ()),
        (
            credentials("basic", {"username": "me", "password": "p:w é"}),
            (("Authorization", "Basic bWU6cDp3IMOp"),),
        ),
        (credentials("bearer", {"token": "t{{count}}"}), (("Authorization", "Bearer t3"),)),
        (credentials("bearer", {}), ()),
        (
            credentials("apikey", {"key": "X-Key", "value": "k {{count}}", "in": "header"}),
            (("X-Key", "k 3"),),
        ),
        (credentials("oauth2", {"accessToken": "tok"}), (("Authorization", "Bearer tok"),)),
        (credentials("oauth2", {"accessToken": "tok", "headerPrefix": ""}), (("Authorization", "tok"),)),
        (
            credentials("oauth2", {"accessToken": "tok", "headerPrefix": "Token "}),
            (("Authorization", "Token tok"),),
        ),
        (credentials("oauth2", {}), ()),
        ({"type": "bearer", "bearer": {"token": "old form"}}, (("Authorization", "Bearer old form"),)),
        ({"type": "digest", "digest": [row("username", "me")]}, ()),
    ],
)
def test_auth_of_a_request(auth: object, headers: tuple[tuple[str, str], ...]) -> None:
    assert send(item(auth=auth), auth=COLLECTION_AUTH).headers == headers


@pytest.mark.parametrize(
    ("auth", "query"),
    [
        (credentials("apikey", {"key": "k", "value": "a b&c", "in": "query"}), (("z", "1"), ("k", "a b&c"))),
        (
            credentials("oauth2", {"accessToken": "t", "addTokenTo": "queryParams"}),
            (("k", "old"), ("z", "1"), ("access_token", "t")),
        ),
    ],
)
def test_auth_in_the_query(auth: Node, query: tuple[tuple[str, str], ...]) -> None:
    sent = send(item(query=[row("k", "old"), row("z", "1")], auth=auth))
    assert (sent.query, sent.headers) == (query, ())
    assert send(item(auth=auth)).query == query[-1:]


def test_credentials_replace_a_row_of_the_same_name() -> None:
    sent = send(
        item(auth=credentials("bearer", {"token": "t"}), header=[row("authorization", "mine"), row("X", "1")])
    )
    assert sent.headers == (("X", "1"), ("Authorization", "Bearer t"))
    assert sent.header("AUTHORIZATION") == "Bearer t"
    assert sent.header("absent") == ""


def test_of_rows_of_the_same_name_the_last_counts() -> None:
    assert send(item(header=[row("X-A", "1"), row("x-a", "2")])).header("X-A") == "2"


def test_auth_of_an_item_is_that_of_its_request() -> None:
    node = {**item(), "auth": FOLDER_AUTH}
    assert send(node, auth=COLLECTION_AUTH).headers == (("Authorization", "Bearer of-the-collection"),)


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        (None, ("X-Folder", "f-3")),
        ({"type": "noauth"}, None),
        (COLLECTION_AUTH, ("Authorization", "Bearer of-the-collection")),
    ],
)
def test_auth_is_inherited_from_the_nearest_folder(auth: object, header: tuple[str, str] | None) -> None:
    inner = {"name": "Inner", "item": [item(), item(auth=auth)]}
    folder = {"name": "Outer", "auth": FOLDER_AUTH, "item": [inner]}
    assert send(folder, auth=credentials("bearer", {"token": "far"})).headers == ((header,) if header else ())


# Bodies


def raw(text: object, language: str = "") -> Node:
    options = {"options": {"raw": {"language": language}}} if language else {}
    return {"mode": "raw", "raw": text, **options}


JSON = "application/json"
FORM = [row("a b", "1&2=3+é'()*!~"), row("c", "{{count}}"), row("d", disabled=True)]
GRAPHQL = {"query": "{a}", "operationName": "b", "variables": {"x": 1}}
COMMENTED = '{ // c\n "a": "http://x/*no*/", /* b */ "b": 1}'


@pytest.mark.parametrize(
    ("body", "sent", "content_type"),
    [
        (raw(COMMENTED, "json"), b'{ \n "a": "http://x/*no*/",  "b": 1}', JSON),
        (raw('{"a":"\u00e9 {{count}} \\" // "}', "json"), '{"a":"é 3 \\" // "}'.encode(), JSON),
        (raw("a // b"), b"a // b", "text/plain"),
        (raw("<a/>", "xml"), b"<a/>", "application/xml"),
        (raw("<a>", "html"), b"<a>", "text/html"),
        (raw("a", "javascript"), b"a", "application/javascript"),
        (raw(""), None, ""),
        (raw(None), None, ""),
        ({**raw("{}"), "disabled": True}, None, ""),
        (
            {"mode": "urlencoded", "urlencoded": FORM},
            b"a%20b=1%262%3D3%2B%C3%A9%27%28%29%2A%21~&c=3",
            "application/x-www-form-urlencoded",
        ),
        ({"mode": "urlencoded", "urlencoded": FORM[2:]}, None, ""),
        ({"mode": "formdata", "formdata": []}, None, ""),
        (
            {"mode": "graphql", "graphql": GRAPHQL},
            b'{"query":"{a}","operationName":"b","variables":{"x":1}}',
            JSON,
        ),
        (
            {"mode": "graphql", "graphql": {"query": "{{count}}", "variables": '{"x": "{{count}}"}'}},
            b'{"query":"3","variables":{"x": "3"}}',
            JSON,
        ),
        ({"mode": "graphql", "graphql": {"query": "a", "variables": ""}}, b'{"query":"a"}', JSON),
        ({"mode": "graphql", "graphql": {}}, None, ""),
        ({"mode": "file", "file": {}}, b"the file that the user chooses", ""),
        ({"mode": "telepathy"}, None, ""),
        (None, None, ""),
        ({}, None, ""),
    ],
)
def test_bodies(body: object, sent: bytes | None, content_type: str) -> None:
    posted = send(item(method="POST", body=body))
    assert (posted.body, posted.header("content-type")) == (sent, content_type)


def test_a_form_in_parts() -> None:
    rows = [
        row("a", "1é{{count}}", type="text"),
        row("b", "true", type="text", contentType="application/json"),
        row("c", type="file", src=[]),
        row("d", "x", disabled=True),
    ]
    sent = send(item(method="POST", body={"mode": "formdata", "formdata": rows}))
    boundary = sent.header("content-type").removeprefix("multipart/form-data; boundary=")
    assert boundary
    assert (sent.body or b"").decode().split(f"--{boundary}") == [
        "",
        '\r\nContent-Disposition: form-data; name="a"\r\n\r\n1é3\r\n',
        '\r\nContent-Disposition: form-data; name="b"\r\nContent-Type: application/json\r\n\r\ntrue\r\n',
        '\r\nContent-Disposition: form-data; name="c"; filename="file"\r\n\r\n'
        "the file that the user chooses\r\n",
        "--\r\n",
    ]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (raw("{}", "json"), "mine"),
        ({"mode": "graphql", "graphql": GRAPHQL}, "mine"),
        ({"mode": "urlencoded", "urlencoded": [row("a", "1")]}, "application/x-www-form-urlencoded"),
        ({"mode": "formdata", "formdata": [row("a", "1")]}, "multipart/form-data"),
    ],
)
def test_a_row_says_the_format_unless_the_body_is_a_form(body: Node, content_type: str) -> None:
    sent = send(item(method="POST", header=[row("content-type", "mine")], body=body))
    assert [value.partition(";")[0] for key, value in sent.headers] == [content_type]


@pytest.mark.parametrize(
    ("method", "own", "folders", "is_sent"),
    [
        ("GET", None, None, False),
        ("HEAD", None, None, False),
        ("DELETE", None, None, True),
        ("GET", True, None, True),
        ("get", True, None, True),
        ("GET", None, True, True),
        ("GET", False, True, False),
        ("{{method}}", None, None, False),
    ],
)
def test_methods_without_a_body(method: str, own: bool | None, folders: bool | None, is_sent: bool) -> None:
    node = item(method=method, body=raw("{}", "json"))
    node["protocolProfileBehavior"] = {} if own is None else {"disableBodyPruning": own}
    folder = {"name": "F", "item": [node], "protocolProfileBehavior": {"disableBodyPruning": folders}}
    sent = send(folder, {"method": "GET"})
    assert (sent.body, sent.header("content-type")) == (
        (b"{}", "application/json") if is_sent else (None, "")
    )
    assert sent.method.isupper()


# What is no request, and answers


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "https://shop.example",
        [],
        {"url": "x"},
        {"method": "GET"},
        {"method": "GET", "url": "x", "body": {"mode": "raw", "raw": []}, "auth": []},
    ],
)
def test_what_is_no_request_is_refused_or_sent_as_far_as_it_goes(broken: object) -> None:
    try:
        send({"name": "A", "request": broken})
    except (AttributeError, KeyError, TypeError, ValueError):
        return
    assert isinstance(broken, dict)


def test_answers() -> None:
    saved = {"code": 200, "header": [row("content-type", "application/json")], "body": '{"é": 1}'}
    answer = received(cast(Any, saved))
    assert answer == Received(200, (("content-type", "application/json"),), '{"é": 1}'.encode())
    assert answer.content_type == "application/json"
    assert received(cast(Any, {"code": 204, "header": None, "body": None})) == Received(204, (), None)
    assert received(cast(Any, {"code": 204})).content_type == ""
    assert json.loads(answer.body or b"") == {"é": 1}


@pytest.mark.parametrize("code", [{}, None, "none"])
def test_what_is_no_answer_is_refused(code: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        received(cast(Any, {"code": code}))


def test_headers_of_answers_are_text() -> None:
    odd = {"code": 200, "header": [{"key": {}, "value": ["a"]}, {"key": "content-type", "value": {}}]}
    answer = received(cast(Any, odd))
    assert hash(answer)
    assert answer.content_type == "{}"


@pytest.mark.parametrize("value", ["{{many}}{{many}}/a", "a" * 100_000])
def test_variables_that_multiply_are_left_as_they_are_in_time(value: str) -> None:
    variable = [row("baseUrl", "https://shop.example"), row("many", value)]
    sent = send(item(["{{many}}" * 50]), variable=variable)
    assert len(sent.path) < 10_000_000
