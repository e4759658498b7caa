"""What list operations can be filtered by: as data, as prose in both its formats, and as it is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.encode import to_json
from generator.json_types import JSON
from generator.klaviyo.filters import filters_of, introduction, uses_of
from generator.openapi.model import Operation
from generator.openapi.read import load_api
from generator.postman.profile import Filter

INTRODUCTION = "For more see https://example.com/v1/#filtering<br>"
PROSE = (
    INTRODUCTION
    + "Allowed field(s)/operator(s):<br>`id`: `any`, `equals`"
    + "<br>`profile.id` : `equals`<br>`created`: `less-than`"
)


def operation(description: str | None = PROSE, data: JSON = None) -> Operation:
    raw: dict[str, JSON] = {"responses": {}}
    if description is not None:
        raw["parameters"] = [
            {"name": "other", "in": "query", "description": PROSE.replace("`id`", "`no`"), "schema": {}},
            {"name": "filter", "in": "query", "description": description, "schema": {}},
        ]
    if data is not None:
        raw["x-klaviyo-filters"] = data
    document = {"openapi": "3.0.2", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": raw}}}
    return load_api(to_json(document), "test.json")[0].operations[0]


def test_prose_in_both_formats() -> None:
    assert filters_of(operation()) == {
        "id": Filter(("any", "equals")),
        "profile.id": Filter(("equals",)),
        "created": Filter(("less-than",)),
    }


def test_data_counts_before_prose() -> None:
    data: JSON = {
        "status": {
            "operators": {"single": ["equals"], "list": ["any", "equals"]},
            "value": {"type": "string", "enum": ["a", "b"]},
        },
        "created": {
            "operators": {"single": ["less-than"]},
            "value": {"type": "string", "format": "date-time"},
        },
        "metric": {"operators": {"none": ["has"]}},
    }
    assert filters_of(operation(data=data)) == {
        "status": Filter(("equals", "any"), "string", ("a", "b"), list_operators=("any", "equals")),
        "created": Filter(("less-than",), "string", format="date-time"),
        "metric": Filter(("has",)),
    }


@pytest.mark.parametrize("data", ["odd", ["odd"]])
def test_data_in_another_shape_leaves_the_prose(data: JSON) -> None:
    assert set(filters_of(operation(data=data))) == {"id", "profile.id", "created"}


def test_odd_fields_do_no_harm() -> None:
    odd: JSON = {
        "a": "odd",
        "b": {"operators": 1},
        "c": {"operators": {"single": ["has"]}, "value": {"enum": "x"}},
    }
    assert filters_of(operation(data=odd)) == {"c": Filter(("has",))}


def test_where_there_is_nothing_to_read() -> None:
    assert filters_of(operation(None)) == {}
    assert filters_of(operation("Only words, `in`: `code`.")) == {}


def test_the_introduction_is_what_is_not_a_filter() -> None:
    assert introduction("Only words") == "Only words"
    assert introduction(PROSE) == INTRODUCTION + "<br>" * 3
    assert introduction(PROSE + "<br>See there.").endswith("See there.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("equals(status,'sent')", [("equals", "status", ["sent"])]),
        ('any(id,["a","b, c"])', [("any", "id", ["a", "b, c"])]),
        (
            "greater-than(created,2025-01-01T00:00:00Z)",
            [("greater-than", "created", ["2025-01-01T00:00:00Z"])],
        ),
        ("has(metric)", [("has", "metric", [])]),
        (
            "and(equals(name,\"a (b)\"),not(or(equals(x,true),contains( y ,'z'))))",
            [("equals", "name", ["a (b)"]), ("equals", "x", ["true"]), ("contains", "y", ["z"])],
        ),
        ("equals(email,{{email}})", [("equals", "email", ["{{email}}"])]),
        ('equals(a,""', [("equals", "a", [""])]),
        ('equals(a,"', []),
    ],
)
def test_what_is_sent(text: str, expected: list[tuple[str, str, list[str]]]) -> None:
    assert uses_of(text) == expected


def test_a_long_filter_takes_no_long_time() -> None:
    assert uses_of("equals(" * 20_000 + "'" * 20_000) == []


def test_every_filter_of_a_real_spec_is_read(real_spec: Path) -> None:
    """All operations with the parameter, all fields of the prose, and nothing of it is left over."""
    api, _ = load_api(real_spec.read_bytes(), real_spec.name)
    for each in api.operations:
        for parameter in each.parameters_in("query"):
            if parameter.name == "filter":
                assert len(filters_of(each)) == parameter.description.count("<br>`") > 0
                assert "`" not in introduction(parameter.description)
