"""Patterns turned around: what is offered matches."""

from __future__ import annotations

import time

import pytest

from generator.openapi.patterns import matching
from generator.openapi.regex import matches


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (r"^[A-Z]{3}-\d{4}$", "AAA-1111"),
        (r"^(B|HH|M)-[A-Z]{1,2} [1-9]\d{0,3}$", "B-A 1"),
        (r"^\w+\s\D\W\S.$", "a a-aa"),
        (r"^(a)(?:b)\1$", "aba"),
        (r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$", "a@a.aa"),
        (r"^[^aA1\-_ .!]$", "/"),
        (r"^[\d_]$", "1"),
        (r"^[^\Wa]$", "A"),
        (r"^[^a]$", "A"),
        (r"^(?:x+)y*?$", "x"),
        (r"[!?]", "!"),
        (r"^$", ""),
    ],
)
def test_the_first_is_the_shortest(pattern: str, first: str) -> None:
    found = list(matching(pattern))
    assert found[0] == first
    assert len(found) == len(set(found)) <= 3
    assert all(matches(pattern, text) for text in found)


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (r"^(?<year>\d{4})-\1$", "1111-1111"),
        (r"^\p{L}+$", "a"),
        (r"^[\p{Lu}]{2}$", "AA"),
        (r"^\p{Script=Greek}$", "\u03b1"),
        (r"^[^\u0000-\uffff]$", "\U0001f600"),
        (r"^[\u4e00-\u9fa5]\x41\u{42}\cI$", "\u4e00AB\t"),
        (r"^\/x[.\-\]]$", "/x."),
        (r"^(?i:x)$", "x"),
    ],
)
def test_patterns_in_the_spelling_of_javascript(pattern: str, first: str) -> None:
    assert matching(pattern)[0] == first


def test_only_what_matches_is_offered() -> None:
    assert matching(r"^(?!a)[a-z]$") == ()
    assert matching(r"^(?!aa)[a-z]{1,3}$") == ("a",)
    assert matching(r"^(?:a|b)(?<!a)$") == ("b",)


def test_a_text_is_made_once() -> None:
    assert matching("^[a-f]{3}$") is matching("^[a-f]{3}$")


def test_lengths_are_kept_to() -> None:
    assert matching("^[a-f]+$", 12, 12) == ("a" * 12,)
    assert matching("^(ab)*$", 3, 5) == ("abab",)
    assert matching("^a{3}$", 4) == ()
    assert matching("^a{3}$", 0, 2) == ()
    assert matching(r"^\w+$", 9_000)[0] == "a" * 9_000


@pytest.mark.parametrize(
    "pattern",
    ["[", "(", "((a{9999}){9999}){9999}", "a{99999}", "(" * 5000 + ")" * 5000, "(a" * 60 + "){2}" * 60,
     "^(" + "|".join("abcdefgh" * 500) + ")+!{9000}$", "(?=x)" * 1500 + "$^", "(?i)a", "[^\\s\\S]"],
)  # fmt: skip
def test_what_cannot_be_read_or_is_too_long_has_no_match(pattern: str) -> None:
    started = time.process_time()
    assert matching(pattern, 0, 5_000) == ()
    assert time.process_time() - started < 2
