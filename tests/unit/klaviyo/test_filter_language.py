"""Klaviyo's language for filters, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.klaviyo.filter_language import (
    Combination,
    Comparison,
    Expression,
    FilterError,
    Value,
    comparisons,
    parse,
    written,
)
from generator.klaviyo.filters import fault_of, mended, uses_of
from generator.postman.profile import Filter


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('equals(email,"a@b.example")', [Comparison("equals", "email", (Value("a@b.example", "text"),))]),
        ("has(profile)", [Comparison("has", "profile")]),
        (
            "any(id,['a', \"b\"])",
            [
                Comparison(
                    "any",
                    "id",
                    (
                        Value("a", "text"),
                        Value("b", "text"),
                    ),
                    True,
                )
            ],
        ),
        ("any(id,[])", [Comparison("any", "id", (), True)]),
        ("less-than(age,-1.5)", [Comparison("less-than", "age", (Value("-1.5", "number"),))]),
        ("equals(on,true)", [Comparison("equals", "on", (Value("true", "boolean"),))]),
        ("equals(on,null)", [Comparison("equals", "on", (Value("null", "null"),))]),
        (
            "greater-than(created,2023-08-10T23:00:00Z)",
            [Comparison("greater-than", "created", (Value("2023-08-10T23:00:00Z", "time"),))],
        ),
        ('equals(a,"x, (y) \\" z")', [Comparison("equals", "a", (Value('x, (y) " z', "text"),))]),
        (
            "has(a),not(or(has(b),has(c)))",
            [
                Comparison("has", "a"),
                Combination("not", (Combination("or", (Comparison("has", "b"), Comparison("has", "c"))),)),
            ],
        ),
    ],
)
def test_what_is_a_filter(text: str, expected: list[Expression]) -> None:
    assert parse(text) == expected
    assert parse(written(expected)) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an operator"),
        ("equals", "("),
        ("equals(", "a field"),
        ("equals(a", ")"),
        ("equals(a,", "a value"),
        ("equals(a,b)", "quotes around a text"),
        ("equals(a,[1", "]"),
        ("has(a))", "nothing more"),
        ("has(a) has(b)", "nothing more"),
        ("not(" * 60 + "has(a)", "fewer filters within filters"),
    ],
)
def test_what_is_none(text: str, said: str) -> None:
    with pytest.raises(FilterError, match=r"^expected ") as caught:
        parse(text)
    assert str(caught.value).startswith(f"expected {said} after ")


texts = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: Value(text, "text"))
values = texts | st.integers(-99, 99).map(lambda number: Value(str(number), "number"))
fields = st.from_regex(r"[a-z][a-z_.]{0,8}", fullmatch=True)
compared = st.builds(Comparison, st.sampled_from(["equals", "less-than"]), fields, st.tuples(values))
listed = st.builds(Comparison, st.just("any"), fields, st.lists(values, max_size=3).map(tuple), st.just(True))
expressions: st.SearchStrategy[Expression] = st.recursive(
    compared | listed,
    lambda inner: st.builds(
        Combination,
        st.sampled_from(["and", "or", "not"]),
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=6,
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(expressions, min_size=1, max_size=3))
def test_what_is_written_is_read_again(filters: list[Expression]) -> None:
    assert parse(written(filters)) == filters


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text("eqany(),[]\"'\\ 1-z", max_size=20))
def test_any_text_is_a_filter_or_none(text: str) -> None:
    try:
        found = parse(text)
    except FilterError:
        return
    assert parse(written(found)) == found


ALLOWED = {
    "name": Filter(("equals", "contains", "any"), "string", list_operators=("any",)),
    "status": Filter(("equals",), "string", ("draft", "live")),
    "created": Filter(("less-than",), "string", format="date-time"),
    "size": Filter(("equals",), "integer"),
    "profile": Filter(("has",)),
}


@pytest.mark.parametrize(
    ("text", "said", "meant"),
    [
        ('equals(name,"x")', "", ""),
        ("has(profile)", "", ""),
        ("less-than(created,2025-01-31T00:00:00Z)", "", ""),
        ('equals(nam,"x")', "nam cannot be filtered by", ""),
        ('less-than(name,"x")', "name cannot be asked for by less-than", ""),
        ('equals(name,["x"])', "equals takes one value, here name has a list", 'equals(name,"x")'),
        ('any(name,"x")', "any takes a list, here name has one value", 'any(name,["x"])'),
        ("equals(name,1)", "name is a string, here it is 1", ""),
        ('equals(size,"1")', 'size is a integer, here it is "1"', ""),
        ('equals(status,"gone")', "status is one of draft, live, here it is gone", ""),
        ("equals(name,x", "expected quotes around a text after 'equals(name,'", 'equals(name,"x")'),
        ('equals(name,"x"', "expected ) after 'equals(name,\"x\"'", 'equals(name,"x")'),
        ("name is x", "expected ( after 'name '", ""),
    ],
)
def test_what_an_operation_takes(text: str, said: str, meant: str) -> None:
    assert fault_of(text, ALLOWED) == said
    assert mended(text, ALLOWED) == (meant if said else written(parse(text)))


def test_each_comparison_counts_at_any_depth() -> None:
    text = 'and(equals(name,"x"),not(any(name,["y","z"])))'
    assert [each.operator for each in comparisons(parse(text))] == ["equals", "any"]
    assert uses_of(text) == [("equals", "name", ["x"]), ("any", "name", ["y", "z"])]
    assert uses_of("no filter") == []
