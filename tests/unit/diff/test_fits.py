"""Whether a value that is sent has to do with a change."""

from __future__ import annotations

import pytest

from generator.diff.facts import ITEMS, OTHERS, Choice, Kind, Path
from generator.diff.fits import Value, breaks, values_at
from generator.diff.saved import UNKNOWN
from generator.json_types import JSON

EMAIL = Choice("email", (("type", "email"),))
BODY: JSON = {
    "data": [{"type": "email", "to": "a"}, {"type": "sms", "to": "b"}, "odd"],
    "map": {"x": 1, "y": 2},
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), [Value(True, BODY)]),
        (("data", ITEMS, "to"), [Value(True, "a"), Value(True, "b")]),
        (("data", ITEMS, EMAIL, "to"), [Value(True, "a")]),
        (("data", ITEMS, "cc"), [Value(False), Value(False)]),
        (("map", OTHERS), [Value(True, 1), Value(True, 2)]),
        (("nowhere", "at", "all"), []),
        (("map", ITEMS), []),
        (("data", OTHERS), []),
        (("data", "to"), []),
    ],
)
def test_values_are_found_by_path(path: Path, expected: list[Value]) -> None:
    assert list(values_at(BODY, path)) == expected


def hit(kind: Kind, before: JSON, after: JSON, value: JSON) -> bool:
    return breaks(kind, before, after, (), Value(True, value))


@pytest.mark.parametrize(
    ("kind", "before", "after", "bad", "good"),
    [
        ("enum-values-removed", ["a"], None, "a", "b"),
        ("enum-values-removed", [1], None, 1, True),
        ("enum-added", None, ["a"], "b", "a"),
        ("null-refused", None, None, None, "a"),
        ("type-changed", "string", "integer", "a", 1),
        ("type-changed", "string", "array | number", "a", 1),
        ("type-narrowed", "any", "boolean | object", 1, {}),
        ("format-added", None, "date", "today", "2026-01-31"),
        ("format-changed", "date", "date-time", "2026-01-31", "2026-01-31T10:00:00Z"),
        ("format-added", None, "email", "a", "a@b"),
        ("format-added", None, "uri", "a", "https://a"),
        ("format-added", None, "uuid", "a", "00000000-0000-0000-0000-000000000000"),
        ("format-added", None, "x-tea", "a", 1),
        ("limit-tightened", None, {"maxLength": 2}, "abc", "ab"),
        ("limit-tightened", None, {"minLength": 2}, "a", "ab"),
        ("limit-tightened", None, {"maxItems": 1}, [1, 2], [1]),
        ("limit-tightened", None, {"minProperties": 1}, {}, {"a": 1}),
        ("limit-tightened", None, {"maximum": 100}, 101, 100),
        ("limit-tightened", None, {"maximum": 100}, "101", "100"),
        ("limit-tightened", None, {"minimum": 1}, 0, 1),
        ("limit-tightened", None, {"exclusiveMinimum": 1}, 1, 2),
        ("limit-tightened", None, {"exclusiveMaximum": 1}, 1, 0.5),
        ("limit-tightened", None, {"multipleOf": 5}, 7, 10),
        ("limit-tightened", None, {"pattern": "^a"}, "b", "a"),
        ("limit-tightened", None, {"pattern": "("}, None, "a"),
        ("limit-tightened", None, {"uniqueItems": True}, [1, 1], [1, True]),
        ("limit-tightened", None, {"maximum": 1}, 2, True),
        ("limit-tightened", None, {"maximum": 1}, 2, "many"),
        ("limit-tightened", None, {"maximum": "1"}, None, 2),
        ("others-refused", None, ["a"], {"a": 1, "b": 2}, {"a": 1}),
        ("choice-removed", "string", None, "a", 1),
        ("choice-removed", "integer/string", None, 1, []),
        ("choice-removed", "SomeSchema", None, {}, "a"),
    ],
)
def test_only_what_does_not_fit_breaks(kind: Kind, before: JSON, after: JSON, bad: JSON, good: JSON) -> None:
    if bad is not None or kind == "null-refused":
        assert hit(kind, before, after, bad)
    assert not hit(kind, before, after, good)
    assert not hit(kind, before, after, "{{variable}}"), "only the variable knows"
    assert not hit(kind, before, after, UNKNOWN)
    assert not breaks(kind, before, after, (), Value(False)), "it is not sent"


def test_a_branch_is_known_by_its_telling_values() -> None:
    tags = (("type", "email"),)
    assert breaks("choice-removed", "email", None, tags, Value(True, {"type": "email"}))
    assert breaks("choice-removed", "email", None, tags, Value(True, {"type": "{{type}}"}))
    assert not breaks("choice-removed", "email", None, tags, Value(True, {"type": "sms"}))
    assert not breaks("choice-removed", "email", None, tags, Value(True, "email"))


@pytest.mark.parametrize("kind", ["property-removed", "became-read-only", "parameter-removed"])
def test_what_is_gone_breaks_where_it_stands(kind: Kind) -> None:
    assert hit(kind, "string", None, "{{variable}}")
    assert not breaks(kind, "string", None, (), Value(False))


@pytest.mark.parametrize("kind", ["required-property-added", "became-required", "default-changed"])
def test_what_is_needed_breaks_where_it_is_missing(kind: Kind) -> None:
    assert not hit(kind, None, "string", None)
    assert breaks(kind, None, "string", (), Value(False))


def test_any_other_change_counts_where_something_stands() -> None:
    assert hit("security-tightened", None, None, 1)
