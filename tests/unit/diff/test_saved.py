"""Requests of a collection: what is switched on, in the spellings that apps and scripts use."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diff.saved import UNKNOWN, SavedRequest, is_variable, saved_requests

Node = dict[str, Any]


def one(request: Node | str, variables: list[Node] | None = None) -> SavedRequest:
    collection: Node = {"item": [{"name": "R", "request": request}], "variable": variables or []}
    (saved,) = saved_requests(collection)
    return saved


def test_folders_are_walked_and_named() -> None:
    collection: Node = {
        "item": [
            {
                "name": "A",
                "item": [{"name": "B", "item": [{"name": "C", "request": "https://x.com/a"}]}, {"item": []}],
            },
            "odd",
            {"name": "empty"},
            {"request": {"url": None}},
        ]
    }
    assert [request.name for request in saved_requests(collection)] == ["A > B > C", "unnamed"]
    assert list(saved_requests({"item": "odd"})) == []


@pytest.mark.parametrize(
    "url",
    [
        "{{baseUrl}}/api/things/:id?a=1&b=x%20y&b=2&flag",
        "https://a.example.com/api/things/:id?a=1&b=x%20y&b=2&flag",
        "a.example.com/api/things/:id?a=1&b=x%20y&b=2&flag",
        {"raw": "{{baseUrl}}/api/things/:id?a=1&b=x%20y&b=2&flag"},
        {"raw": "x", "path": "/api/things/:id", "query": [
            {"key": "a", "value": "1"}, {"key": "b", "value": "x y"}, {"key": "b", "value": "2"},
            {"key": "off", "value": "1", "disabled": True}, {"key": "flag", "value": None}, "odd",
        ]},
        {"raw": "x?a=1&b=x%20y&b=2&flag", "path": ["api", {"type": "string", "value": "things"}, ":id", ""]},
    ],
)  # fmt: skip
def test_urls(url: Node | str) -> None:
    saved = one({"method": "get", "url": url})
    assert saved.title == "GET /api/things/:id"
    assert saved.query == {"a": ["1"], "b": ["x y", "2"], "flag": [""]}


def test_variables_of_the_collection_are_filled_in() -> None:
    variables: list[Node] = [
        {"key": "sort", "value": "name"},
        {"key": "empty", "value": ""},
        {"key": "off", "value": "1", "disabled": True},
    ]
    saved = one({"url": "x/a?s={{ sort }}&t={{empty}}&u={{off}}&v={{other}}"}, variables)
    assert saved.query == {"s": ["name"], "t": ["{{empty}}"], "u": ["{{off}}"], "v": ["{{other}}"]}
    assert is_variable("{{other}}")
    assert is_variable(UNKNOWN)
    assert not is_variable("name")
    assert not is_variable(1)


def test_headers_are_those_that_are_sent() -> None:
    rows = [
        {"key": "Content-Type", "value": "Application/JSON; charset=utf-8"},
        {"key": "X-Off", "value": "1", "disabled": True},
        {"key": "revision", "value": None},
    ]
    saved = one({"url": "x/a", "header": rows})
    assert saved.headers == {"content-type": "Application/JSON; charset=utf-8", "revision": ""}
    assert saved.content_type == "application/json"
    assert one({"url": "x/a", "header": "X: 1"}).headers == {}


def body(**parts: Any) -> SavedRequest:
    return one({"method": "POST", "url": "x/a", "body": parts})


def test_json_with_variables_can_be_read() -> None:
    raw = '{"a": {{number}}, "b": "{{text}}", "c": [ {{x}} , 1], "d": "x {{y}}"}'
    saved = body(mode="raw", raw=raw, options={"raw": {"language": "json"}})
    assert saved.body == {"a": UNKNOWN, "b": "{{text}}", "c": [UNKNOWN, 1], "d": "x {{y}}"}
    assert (saved.has_body, saved.is_readable, saved.content_type) == (True, True, "application/json")


@pytest.mark.parametrize("raw", ["{", "<a/>", "[" * 100_000])
def test_what_is_no_json_is_said_to_be_unreadable(raw: str) -> None:
    saved = body(mode="raw", raw=raw)
    assert (saved.has_body, saved.is_readable, saved.body) == (True, False, None)
    assert saved.content_type == ""


@pytest.mark.parametrize(
    ("mode", "content_type"),
    [("formdata", "multipart/form-data"), ("urlencoded", "application/x-www-form-urlencoded")],
)
def test_forms(mode: str, content_type: str) -> None:
    rows = [
        {"key": "a", "value": "1"},
        {"key": "b", "value": "2", "disabled": True},
        {"key": "file", "src": "x"},
    ]
    saved = body(mode=mode, **{mode: rows})
    assert (saved.body, saved.content_type) == ({"a": "1", "file": ""}, content_type)
    assert not body(mode=mode, **{mode: []}).has_body


def test_other_bodies() -> None:
    assert not body(mode="raw", raw=" ").has_body
    assert not body(mode="raw").has_body
    assert not body(disabled=True, mode="raw", raw="{}").has_body
    assert not body().has_body
    file = body(mode="file", file={"src": "x"})
    assert (file.has_body, file.is_readable) == (True, False)
    assert body(mode="raw", raw="{}", options={"raw": "odd"}).content_type == ""
    typed = one({"url": "x", "header": [{"key": "content-type", "value": "a/b"}],
                 "body": {"mode": "formdata", "formdata": [{"key": "a"}]}})  # fmt: skip
    assert typed.content_type == "a/b"
