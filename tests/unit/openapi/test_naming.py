"""What stands for values of which nothing is known."""

from __future__ import annotations

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.naming import called, id_of, is_placeholder, name_of, named


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<string>", True),
        ("<string>2", True),
        ("<string>__", True),
        ("a <string>", False),
        (["<string>"], False),
    ],
)
def test_a_placeholder_is_nothing_else(value: JSON, expected: bool) -> None:
    assert is_placeholder(value) is expected


@pytest.mark.parametrize(
    ("key", "holder", "expected"),
    [
        ("firstName", {}, "FIRST_NAME"),
        ("id", {"type": "catalog-item"}, "CATALOG_ITEM_ID"),
        ("id", {"type": "<string>"}, "ID"),
        ("id", {"type": 1}, "ID"),
        ("key", {"type": "catalog-item"}, "KEY"),
    ],
)
def test_a_property_goes_by_its_name_and_an_id_by_its_type(
    key: str, holder: JSONObject, expected: str
) -> None:
    assert name_of(key, holder) == expected


def test_of_several_each_goes_by_the_name_of_one() -> None:
    assert called(["<string>", "<string>2"], "GROUP_IDS", lambda _: True) == ["GROUP_ID", "GROUP_ID2"]
    assert called(["<string>", "a"], "GROUP_IDS", lambda _: True) == ["<string>", "a"]


def test_what_is_too_long_is_said_in_plain_words() -> None:
    assert called("<string>", "LONG_NAME", lambda value: len(str(value)) < 7) == "string"
    assert called("<string>", "LONG_NAME", lambda _: False) == "LONG_NAME"
    assert called("a", "NAME", lambda _: True) == "a"


def test_what_fills_a_length_is_filled_again() -> None:
    assert named("<string>____", "NAME") == "NAME________"
    assert id_of("list") == "LIST_ID"
