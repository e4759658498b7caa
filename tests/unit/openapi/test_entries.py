"""Properties beyond the declared ones, and items that differ."""

from __future__ import annotations

import itertools
from typing import cast

import pytest

from generator.json_types import JSON
from generator.openapi.document import SchemaObject
from generator.openapi.entries import distinct, is_map, limits, undeclared, undeclared_node
from generator.openapi.faults import UnsatisfiableError


def keywords(**given: JSON) -> SchemaObject:
    return cast(SchemaObject, given)


NOTHING: JSON = {"not": {}}
NUMBER: JSON = {"type": "number"}


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        (keywords(), ["key1", "key2"]),
        (keywords(additionalProperties=NOTHING), []),
        (keywords(patternProperties={"^x-": {}}), ["x-", "key1"]),
        (keywords(patternProperties={"^[A-Z]{2}$": {}, "^b": {}}, additionalProperties=NOTHING), ["AA", "b"]),
        (keywords(propertyNames={"pattern": "^[a-z]{2}$"}), ["aa"]),
        (keywords(propertyNames={"enum": ["de", "fr"]}), ["de", "fr"]),
        (keywords(propertyNames={"minLength": 2}), ["key1", "key2"]),
    ],
)
def test_names_are_made_up_as_they_may_be(schema: SchemaObject, names: list[str]) -> None:
    assert [name for name, _ in itertools.islice(undeclared(schema, "/a"), 2)] == names


def test_the_schema_of_what_is_not_declared() -> None:
    schema = keywords(patternProperties={"[": {}, "^x/": NUMBER}, additionalProperties={"type": "string"})
    assert undeclared_node(schema, "x/1", "/a").pointer == "/a/patternProperties/^x~1"
    assert undeclared_node(schema, "y", "/a").schema == {"type": "string"}
    assert undeclared_node(keywords(), "y", "/a").schema == {}


def test_maps() -> None:
    assert is_map(keywords(additionalProperties=NUMBER))
    assert is_map(keywords(patternProperties={"^a": NUMBER}, additionalProperties=NOTHING))
    assert not is_map(keywords(additionalProperties={}, patternProperties={"^a": {}}))
    assert not is_map(keywords(additionalProperties=NOTHING))
    assert not is_map(keywords())


@pytest.mark.parametrize(
    ("alike", "schema", "different"),
    [
        (["a", "a"], keywords(enum=["a", "b", "c"]), ["a", "b"]),
        (["<string>"] * 3, keywords(), ["<string>", "<string>2", "<string>3"]),
        (["A1", "A1"], keywords(pattern="^[A-Z]1$"), ["A1", "A12"]),
        (["A1", "A1"], keywords(pattern="^[A-Z]+1$"), ["A1", "AA1"]),
        ([1, 1, 1], keywords(minimum=0), [1, 0, 2]),
        ([4, 4], keywords(minimum=4), [4, 5]),
        ([0.5, 0.5], keywords(multipleOf=0.5, maximum=9), [0.5, 1.5]),
        ([True, True, True], keywords(), [True, False]),
        ([{}, {}], keywords(), [{}, {}]),
    ],
)
def test_items_that_have_to_differ(alike: list[JSON], schema: SchemaObject, different: list[JSON]) -> None:
    assert distinct(alike, schema) == different


def test_limits() -> None:
    assert limits(keywords(), "minItems", "maxItems", 0, "/a", False)[0] == 0
    assert limits(keywords(minItems=2, maxItems=5), "minItems", "maxItems", 3, "/a", False) == (2, 5)
    impossible = keywords(minItems=3, maxItems=2)
    with pytest.raises(UnsatisfiableError, match="asks for 3 and allows 2"):
        limits(impossible, "minItems", "maxItems", 0, "/a", False)
    assert limits(impossible, "minItems", "maxItems", 0, "/a", True) == (3, 2)
