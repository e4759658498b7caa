"""Lines for terminals and logs: nothing foreign acts on either."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.escape.lines import block, line, painted, visible, whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Profil: 10 % für später 🎉", "Profil: 10 % für später 🎉"),
        ("a\n::error::b", "a\\n::error::b"),
        ("red \x1b[31m", "red \\x1b[31m"),
        ("one\rtwo\x85three\u2028four", "one\\rtwo\\x85three\\u2028four"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("half \ud800", "half \\ud800"),
        ("##[error]x", "\\x23#[error]x"),
        ("####vso[task.complete]x", "##\\x23#vso[task.complete]x"),
        ("# [1] ## b", "# [1] ## b"),
    ],
)
def test_what_cannot_be_seen_or_would_be_obeyed_is_written_out(text: str, expected: str) -> None:
    assert visible(text) == line(text) == expected


@pytest.mark.parametrize("text", ["::error::x", "  ::stop-commands::x", "\u00a0::warning::x"])
def test_no_line_begins_a_command(text: str) -> None:
    assert line(text) == text.replace("::", "\\x3a:", 1)


def test_parts_do_not_make_a_command_together() -> None:
    assert whole(line(":"), line(":error::x")) == "\\x3a:error::x"
    assert whole(line("##"), line("[error]x")) == "\\x23#[error]x"


def test_styles_are_ours_alone() -> None:
    assert painted("a\x1b[0m", "\x1b[1m") == "\x1b[1ma\\x1b[0m\x1b[0m"
    assert block([line("a\nb"), line("c")]) == "a\\nb\nc\n"


@given(st.lists(st.text()))
def test_a_text_is_one_line_whatever_it_is(texts: list[str]) -> None:
    said = whole(*map(line, texts))
    assert len(said.splitlines()) <= 1
    said.encode()
    assert not said.lstrip().startswith("::")
    assert "##[" not in said
