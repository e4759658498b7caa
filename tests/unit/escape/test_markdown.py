"""Text of specs to Markdown: line breaks, tags, tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.escape.markdown import cell, code, codes, escaped, markdown, prose_parts


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Get Profiles (v2), 10.5", "Get Profiles (v2), 10.5"),
        ("a\n\n# b", "a \\# b"),
        ("<img src=x> &amp;", "&lt;img src=x> &amp;amp;"),
        ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
        ("`a` *b* _c_ ~d~ $e$ |f|", "\\`a\\` \\*b\\* \\_c\\_ \\~d\\~ \\$e\\$ \\|f\\|"),
        ("@org/team, #12, GH-3", "@&#8203;org/team, \\#&#8203;12, GH-&#8203;3"),
        ("https://a.test www.a.test", "https:&#8203;//a.test www&#8203;.a.test"),
        ("{{a}} {% b %} {c}", "&#123;{a}} &#123;% b %} {c}"),
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("> a", "\\> a"),
        ("=", "\\="),
        ("2025-04-15 -> 2025-07-15", "2025-04-15 -> 2025-07-15"),
        ("red \x1b[31m", "red \\\\x1b\\[31m"),
    ],
)
def test_other_text_is_no_markup(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a``b", "```a``b```"), ("`", "`` ` ``"), ("a\nb", "`a\\nb`"), ("\\|", "<code>\\\\\\|</code>")],
)
def test_code_ends_where_it_should(text: str, expected: str) -> None:
    assert code(text) == expected


@given(st.text(alphabet="ab `*_#[]()!<>&|~$\\-+=1.:/@\n\t").filter(str.strip))
def test_any_text_stays_what_it_is(text: str) -> None:
    """As a reader of CommonMark with GitHub's tables sees it, in a heading, in a cell, in a list."""
    from markdown_it import MarkdownIt

    said = escaped(text)
    page = f"# {said}\n\n| a | b |\n|---|---|\n| {said} | {code(text)} |\n\n- {said}\n"
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    heading, _, _, cell_, spans, item = [token.children or [] for token in tokens if token.type == "inline"]
    for children in (heading, cell_, item):
        assert {child.type for child in children} <= {"text", "text_special"}
        shown = "".join(child.content for child in children).replace("\u200b", "")
        assert shown.split() == text.split()
    assert {child.type for child in spans} <= {"code_inline"} or spans[0].content == "<code>"
