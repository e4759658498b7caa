"""Expressions of strangers: read as JavaScript reads them, judged in bounded time."""

from __future__ import annotations

import time

import pytest

from generator.openapi.regex import bounded, matches


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("b", "abc", True),
        ("^b", "abc", False),
        (r"^\p{L}+$", "ab\u00e9", True),
        (r"^\d$", "\u0661", False),  # of another script: a digit for Python alone
        (r"^\w$", "\u00e9", False),
        ("^a$", "a\n", False),
        (r"^(?=.*\d)\w{2,}$", "a1", True),
        (r"^(\w)\1$", "aa", True),
        (r"\u{1f600}\x41\/", "\U0001f600A/", True),
    ],
)
def test_it_is_read_as_in_javascript(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern", ["(", "[", "(?P=x)", r"\Z", "(?#c)", "a{2,1}", "(a{1000}){1000}", "a" * 20_000]
)
def test_of_what_cannot_be_read_nothing_is_said(pattern: str) -> None:
    assert matches(pattern, "a") is None


def test_of_half_a_character_nothing_is_said() -> None:
    assert matches("^a", "\ud800") is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"^(a+)+$", False),
        (r"^(([a-z])+.)+[A-Z]([a-z])+$", False),
        (r"^(a+)+(?!b)c$", False),
        (r"^(a|a)*\1x$", None),
        (r"^(?:(a|a)*)*\1x$", None),
    ],
)
def test_none_takes_long(pattern: str, expected: bool | None) -> None:
    started = time.process_time()
    assert matches(pattern, "a" * 5_000 + "!") is expected
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^.{1,2097152}$", "^.{1,}$"),
        ("^a{5000}b{1,1000}c{2000,}$", "^a{1000,}b{1,1000}c{1000,}$"),
        (r"^a\{5000}[a-z]{2}$", r"^a\{5000}[a-z]{2}$"),
    ],
)
def test_counts_are_bounded(pattern: str, expected: str) -> None:
    assert bounded(pattern) == expected


def test_an_expression_that_counts_far_is_judged() -> None:
    assert matches("^.{1,2097152}$", "a") is True
    assert matches("^.{1,2097152}$", "") is False
