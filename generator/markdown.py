"""Text to Markdown that Postman renders: what a spec says never becomes markup that it did not mean."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What Postman's documentation keeps of HTML; all else it drops, with what it would have said.
RENDERED_TAGS = frozenset(
    ("a", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3",
     "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub",
     "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul")
)  # fmt: skip

_BREAKS = re.compile(r"(\s*<br\s*/?>)+\s*", re.IGNORECASE)
_GAPS = re.compile(r"\n{3,}")
CODE = re.compile(r"```.*?```|``.+?``|`[^`\n]+`", re.DOTALL)
"""A code block or a code span."""
SPAN = re.compile(r"`(?<!``)([^`\n]+)`(?!`)")  # the backtick first, so that all else is passed over
"""What a code span holds."""
TAG = re.compile(r"</?([A-Za-z][\w-]*)(?=[\s/>])[^<>]*>|<[!?]")
"""An HTML tag, its name as the group, or the start of a comment."""


def markdown(text: str) -> str:
    """Markdown from the mixture that specs hold: line breaks become paragraphs, unknown tags plain text."""
    if "<" in text:
        text = _shown(_BREAKS.sub("\n\n", text))
    return _GAPS.sub("\n\n", text).strip() if "\n\n\n" in text else text.strip()


def cell(text: str) -> str:
    """Markdown for one cell of a table, or for one line: no line break, no bare pipe."""
    if "<" in text:
        text = _shown(_BREAKS.sub(" ", text))
    return " ".join(text.split()).replace("\\|", "|").replace("|", "\\|")


def code(text: str) -> str:
    """`text` as a code span that may stand in a table."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}".replace("|", "\\|")


def codes(texts: Iterable[str]) -> str:
    """Code spans with commas between them."""
    return ", ".join(map(code, texts))


def prose_parts(text: str) -> list[str]:
    """`text` without its code blocks and code spans."""
    return CODE.split(text)


def _shown(text: str) -> str:
    """`text` in which angle brackets that are no tag Postman renders show as such."""
    if "<" not in text:
        return text
    found: list[str] = []
    end = 0
    for span in CODE.finditer(text):
        found += [_without_unknown_tags(text[end : span.start()]), span.group()]
        end = span.end()
    return "".join((*found, _without_unknown_tags(text[end:])))


def _without_unknown_tags(text: str) -> str:
    return TAG.sub(
        lambda tag: tag[0] if (tag[1] or "").lower() in RENDERED_TAGS else tag[0].replace("<", "&lt;"), text
    )
