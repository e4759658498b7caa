"""What is said of a collection that was read back, fault by fault."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from generator.findings import Finding
from generator.publish.document import index
from generator.publish.verify import verified

Node = dict[str, Any]
"""A part of a collection that is about to be changed, for which it needs no type."""


def request(id_: str, name: str, path: str) -> Node:
    headers = [{"key": "revision", "value": "1"}, {"key": "Accept", "value": "application/json"}]
    return {
        "id": id_,
        "name": name,
        "request": {"method": "GET", "header": headers, "url": {"raw": path, "path": path.split("/")}},
        "response": [{"id": f"{id_}-saved", "name": "200 OK", "code": 200, "body": "{}"}],
    }


def collection() -> Node:
    return {
        "info": {"_postman_id": "collection", "name": "Teas", "description": "All teas."},
        "item": [
            {"id": "black", "name": "Black", "item": [request("1", "Assam", "assam")]},
            {"id": "green", "name": "Green", "item": [request("2", "Sencha", "sencha")]},
        ],
    }


def black(teas: Node) -> Node:
    return teas["item"][0]["item"][0]  # type: ignore[no-any-return]


def found(change: Callable[[Node], object], ids: dict[str, str] | None = None) -> list[Finding]:
    """What verifying says where the change happened behind our back."""
    theirs = copy.deepcopy(collection())
    change(theirs)
    ours = index(collection())
    return verified(index(theirs), ours, {key: node.id for key, node in ours.items()} if ids is None else ids)


def move(teas: Node) -> None:
    teas["item"][1]["item"].append(teas["item"][0]["item"].pop())


def test_what_is_as_it_was_meant_to_be() -> None:
    assert found(lambda teas: None) == []
    assert found(lambda teas: black(teas).update(id="other"), ids={}) == [], "of which nothing was known"


@pytest.mark.parametrize(
    ("change", "rule", "where", "message"),
    [
        (
            lambda teas: teas["item"][0]["item"].clear(),
            "publish-missing",
            "Black > Assam",
            "the request is not there",
        ),
        (
            lambda teas: black(teas)["response"].clear(),
            "publish-missing",
            "Black > Assam > 200 OK",
            "the example is not there",
        ),
        (
            lambda teas: black(teas).update(id="9"),
            "publish-id-lost",
            "Black > Assam",
            "the request lost its id 1, forks see it removed and added",
        ),
        (
            lambda teas: teas["item"].reverse(),
            "publish-differs",
            "order of the requests",
            "the order is another",
        ),
        (move, "publish-differs", "Black > Assam", "the request stands in another folder"),
        (
            lambda teas: teas["info"].update(description="Some teas."),
            "publish-differs",
            "collection",
            "the collection is not what was meant, first at /info/description",
        ),
        (
            lambda teas: black(teas)["request"]["header"][1].update(value="text/plain"),
            "publish-differs",
            "Black > Assam",
            "the request is not what was meant, first at /request/header/1/value",
        ),
        (
            lambda teas: black(teas)["request"]["header"].pop(),
            "publish-differs",
            "Black > Assam",
            "the request is not what was meant, first at /request/header",
        ),
        (
            lambda teas: teas["item"][0].update(auth={"type": "noauth"}),
            "publish-differs",
            "Black",
            "the folder is not what was meant, first at /auth",
        ),
        (
            lambda teas: teas["item"].append(copy.deepcopy(teas["item"][0]) | {"id": "new"}),
            "publish-duplicate",
            "Black > Assam",
            "duplicate request, key ",
        ),
        (
            lambda teas: teas["item"][1]["item"].append(request("3", "Matcha", "matcha")),
            "publish-unexpected",
            "Green > Matcha",
            "unexpected request, key ",
        ),
    ],
)
def test_what_is_not(change: Callable[[Node], object], rule: str, where: str, message: str) -> None:
    faults = [fault for fault in found(change) if (fault.rule, fault.where) == (rule, where)]
    assert [fault.message[: len(message)] for fault in faults] == [message]
    assert {fault.severity for fault in faults} == {"error"}


def test_what_others_may_say_is_no_difference() -> None:
    """Ids, times and defaults that the server fills in."""
    assert found(lambda teas: black(teas)["request"]["header"][0].update(disabled=False)) == []
    assert found(lambda teas: teas["info"].update(updatedAt="2026-01-01T00:00:00Z")) == []
