"""Which operation is which: by method and path, then by id, then by former ids."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diff.facts import Pair
from generator.diff.match import match_operations, successors
from generator.encode import to_json
from generator.openapi.model import Api
from generator.openapi.read import load_api

KEY = "x-aliases"


def api(*operations: tuple[str, str, str, list[str] | None]) -> Api:
    """An API from (method, path, operationId, former ids)."""
    paths: dict[str, dict[str, Any]] = {}
    for method, path, name, former in operations:
        paths.setdefault(path, {})[method] = {
            "operationId": name,
            "responses": {},
            **({KEY: former} if former else {}),
        }
    document = {"openapi": "3.0.2", "info": {"title": "T", "version": "1"}, "paths": paths}
    return load_api(to_json(document), "test.json")[0]


def names(pairs: list[Pair]) -> list[tuple[str | None, str | None]]:
    return [
        (pair.old.title if pair.old is not None else None, pair.new.title if pair.new is not None else None)
        for pair in pairs
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("get", "/a/{x}/b/", "one", None), ("get", "/a/{y}/b", "two", None)),  # slash, variable and id
        (("get", "/a", "one", None), ("get", "/b", "one", None)),  # moved
        (("get", "/a", "one", None), ("post", "/a", "one", None)),  # another method
        (("get", "/a", "one", None), ("get", "/b", "two", ["zero", "one"])),  # moved and renamed
        (("get", "/a", "two", ["one"]), ("get", "/b", "one", None)),  # the same, read backwards
    ],
)
def test_one_operation_is_known_again(
    old: tuple[str, str, str, list[str] | None], new: tuple[str, str, str, list[str] | None]
) -> None:
    (pair,) = match_operations(api(old), api(new), KEY)
    assert pair.old is not None
    assert pair.new is not None


def test_former_ids_are_only_read_where_the_vendor_has_them() -> None:
    pairs = match_operations(api(("get", "/a", "one", None)), api(("get", "/b", "two", ["one"])))
    assert names(pairs) == [(None, "GET /b"), ("GET /a", None)]


def test_the_path_counts_before_the_id() -> None:
    old = api(("get", "/a", "one", None), ("get", "/b", "two", None))
    new = api(("get", "/a", "two", None), ("get", "/b", "one", None))
    assert names(match_operations(old, new)) == [("GET /a", "GET /a"), ("GET /b", "GET /b")]


def test_the_new_come_in_their_order_and_the_removed_last() -> None:
    old = api(("get", "/gone", "gone", None), ("get", "/a", "a", None))
    new = api(("get", "/new", "new", None), ("get", "/a", "a", None))
    assert names(match_operations(old, new)) == [
        (None, "GET /new"),
        ("GET /a", "GET /a"),
        ("GET /gone", None),
    ]


def test_nothing_is_matched_twice() -> None:
    old = api(("get", "/a", "one", None))
    new = api(("get", "/b", "one", None), ("get", "/c", "x", ["one"]))
    assert names(match_operations(old, new, KEY)) == [("GET /a", "GET /b"), (None, "GET /c")]


def test_successors_say_what_a_variable_stood_for() -> None:
    old = api(("get", "/a/{id}/{what}", "one", None), ("get", "/z", "z", None))
    new = api(
        ("get", "/a/{id}/b", "b", None),
        ("get", "/a/{id}/c", "c", None),
        ("post", "/a/{id}/d", "d", None),  # another method
        ("get", "/a/{id}", "e", None),  # another length
        ("get", "/b/{id}/b", "f", None),  # another word
        ("get", "/z", "z", None),
    )
    pairs = match_operations(old, new)
    gone = next(pair.old for pair in pairs if pair.new is None)
    assert gone is not None
    assert [operation.id for operation in successors(gone, pairs)] == ["b", "c"]
