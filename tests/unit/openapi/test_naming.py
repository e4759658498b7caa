"""What stands for values of which nothing is known."""

from __future__ import annotations

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.naming import called, id_of, is_placeholder, name_of, named, singular


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<string>", True),
        ("<string>2", True),
        ("<string>__", True),
        ("<string>2__", True),
        ("<b2>", False),
        ("a <string>", False),
        ("string", False),
        ("", False),
        (["<string>"], False),
    ],
)
def test_a_placeholder_is_nothing_else(value: JSON, expected: bool) -> None:
    assert is_placeholder(value) is expected


@pytest.mark.parametrize(
    ("key", "holder", "expected"),
    [
        ("firstName", {}, "FIRST_NAME"),
        ("$address-line.1", {}, "ADDRESS_LINE_1"),
        ("SMS", {}, "SMS"),
        ("\u8336", {}, "VALUE"),
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


def test_placeholders_go_by_the_name_of_their_property_wherever_they_are() -> None:
    assert named("from <string> to <string>", "CITY") == "from CITY to CITY"
    assert named(["<string>", 1, None, "a"], "CITY") == ["CITY", 1, None, "a"]
    assert named({"zipCode": ["<string>"], "a": {"b": "<b>"}}, "CITY") == {
        "zipCode": ["ZIP_CODE"],
        "a": {"b": "B"},
    }
    assert named("snake_case_", "CITY") == "snake_case_"  # nothing that was filled


def test_what_is_known_stays_and_so_does_what_nothing_else_fits() -> None:
    known: list[JSON] = [[], {"<string>": "<string>"}, 5, None]
    for value in known:
        assert called(value, "GROUP_IDS", lambda _: True) == value
    assert called("<string>", "A_NAME", lambda value: value == "<string>") == "<string>"


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("profiles", "profile"),
        ("catalog-categories", "catalog-category"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("batches", "batch"),
        ("dishes", "dish"),
        ("access", "access"),
        ("profile-import", "profile-import"),
    ],
)
def test_singulars(plural: str, expected: str) -> None:
    assert singular(plural) == expected
