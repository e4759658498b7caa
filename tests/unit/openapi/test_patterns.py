"""Patterns turned around: what is offered matches."""

from __future__ import annotations

import re
import time

import pytest

from generator.openapi.patterns import matching


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (r"^[A-Z]{3}-\d{4}$", "AAA-1111"),
        (r"^(B|HH|M)-[A-Z]{1,2} [1-9]\d{0,3}$", "B-A 1"),
        (r"^\w+\s\D\W\S.$", "a a-aa"),
        (r"^(a)(?:b)\1$", "aba"),
        (r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$", "a@a.aa"),
        (r"^[^aA1\-_ .!]$", "\u00e9"),
        (r"^[\d_]$", "1"),
        (r"^[^\Wa]$", "A"),
        (r"^[^a]$", "b"),
        (r"^(?>x+)y*?$", "x"),
        (r"[!?]", "!"),
        (r"^$", ""),
    ],
)
def test_the_first_is_the_shortest(pattern: str, first: str) -> None:
    found = list(matching(pattern))
    assert found[0] == first
    assert len(found) == len(set(found)) <= 3
    assert all(re.search(pattern, text) for text in found)


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (r"^(?<year>\d{4})-\k<year>$", "1111-1111"),
        (r"^\p{L}+$", "a"),
        (r"^[\p{Lu}-]+$", "a"),
        (r"^\/x$", "/x"),
    ],
)
def test_patterns_in_the_spelling_of_javascript(pattern: str, first: str) -> None:
    assert next(matching(pattern)) == first


def test_lengths_are_kept_to() -> None:
    assert list(matching("^[a-f]+$", 12, 12)) == ["a" * 12]
    assert list(matching("^(ab)*$", 3, 5)) == ["abab"]
    assert list(matching("^a{3}$", 4)) == []
    assert list(matching("^a{3}$", 0, 2)) == []


@pytest.mark.parametrize(
    "pattern", ["[", "(", "((a{9999}){9999}){9999}", "a{99999}", "(" * 5000 + ")" * 5000]
)
def test_what_cannot_be_read_or_is_too_long_has_no_match(pattern: str) -> None:
    started = time.process_time()
    assert list(matching(pattern)) == []
    assert time.process_time() - started < 2
