"""Text of specs to Markdown: line breaks, tags, tables."""

from __future__ import annotations

import pytest

from generator.markdown import cell, code, codes, markdown, prose_parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.<br>Two.", "One.\n\nTwo."),
        ("One. <br/> <BR />\n<br >Two.", "One.\n\nTwo."),
        (" <b>bold</b> <br>", "<b>bold</b>"),
        (" plain ", "plain"),
        ("One.\n\n\n\nTwo.", "One.\n\nTwo."),
        ("See <application_id>.", "See &lt;application_id>."),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("<!-- hidden -->", "&lt;!-- hidden -->"),
        ("In code `<string>` stays, <string> shows.", "In code `<string>` stays, &lt;string> shows."),
        ("1 < 2 and a<b", "1 < 2 and a<b"),
    ],
)
def test_specs_become_markdown(text: str, expected: str) -> None:
    assert markdown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.<br>Three.", "One. Two. Three."),
        ("a | b", "a \\| b"),
        ("a \\| b", "a \\| b"),
        ("<id> | `<id>`", "&lt;id> \\| `<id>`"),
    ],
)
def test_a_cell_is_one_line_without_bare_pipes(text: str, expected: str) -> None:
    assert cell(text) == expected


def test_code_spans_may_hold_pipes_and_backticks() -> None:
    assert code("a|b") == "`a\\|b`"
    assert code("a`b") == "``a`b``"
    assert codes(["a", "b"]) == "`a`, `b`"


def test_prose_is_what_is_not_code() -> None:
    assert prose_parts("a `b` c\n```\nd\n```\ne ``f ` g`` h") == ["a ", " c\n", "\ne ", " h"]
