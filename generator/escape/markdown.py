"""Text for Markdown, as Postman renders it, and GitHub in comments and job summaries.

Descriptions are CommonMark by OpenAPI and stay markup (`markdown`, `cell`); all else that a spec says is text
(`escaped`, `code`), which becomes no markup, link, mention or reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NewType

from generator.escape import Printable
from generator.escape.lines import visible

Markdown = NewType("Markdown", Printable)

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

# What GitHub makes a link of by itself (a name, the number of an issue, an address), and what is markup.
_MARKUP = re.compile(
    r"(?P<linked>@(?=\w)|#(?=\d)|[Gg][Hh]-(?=\d)|:(?=//)|[Ww]{3}(?=\.))"
    r"|[\\`*\[\]#~|$&<]|(?<!\w)_|_(?!\w)|\{(?=[{%#])"
)
_FIRST_MARKUP = re.compile(r"\A(\s*\d+(?=[.)](?:\s|\Z))|\s*(?=[-+=>]))")
_BLANK = re.compile(r"\s+")
_ENTITIES = {"&": "&amp;", "<": "&lt;", "{": "&#123;"}
_APART = "&#8203;"
"""A blank of no width, which no link has within it."""
_RUN = re.compile("`+")


def markdown(text: str) -> Markdown:
    """Markdown from the mixture that descriptions hold: line breaks become paragraphs, unknown tags text."""
    if "<" in text:
        text = _shown(_BREAKS.sub("\n\n", text))
    return _made(_GAPS.sub("\n\n", text).strip() if "\n\n\n" in text else text.strip())


def cell(text: str) -> Markdown:
    """Markdown of a description for one cell of a table, or for one line: no line break, no bare pipe."""
    if "<" in text:
        text = _shown(_BREAKS.sub(" ", text))
    return _made(" ".join(text.split()).replace("\\|", "|").replace("|", "\\|"))


@lru_cache(maxsize=1024)
def escaped(text: str) -> Markdown:
    """`text` as it is, on one line: in a table, a list, a heading or in bold."""
    text = _MARKUP.sub(_unmarked, visible(_BLANK.sub(" ", text)))
    return _made(_FIRST_MARKUP.sub(r"\1\\", text))


@lru_cache(maxsize=4096)  # names and values are said again and again
def code(text: str) -> Markdown:
    """`text` as a code span that may stand in a table."""
    text = visible(text) or " "
    if "\\|" in text:  # in a table the backslash would be the pipe's
        return _made(f"<code>{escaped(text)}</code>")
    fence = "`" * (1 + max(map(len, _RUN.findall(text)), default=0))
    gap = " " if "`" in text[:1] + text[-1:] else ""
    return _made(f"{fence}{gap}{text}{gap}{fence}".replace("|", "\\|"))


def codes(texts: Iterable[str]) -> Markdown:
    """Code spans with commas between them."""
    return joined(", ", map(code, texts))


def written(words: str, *parts: Markdown) -> Markdown:
    """Markdown of ours, in which the parts stand for each `{}`."""
    return _made(words.format(*parts))


def joined(between: str, parts: Iterable[Markdown]) -> Markdown:
    """Parts in a row, with words of ours between them."""
    return _made(between.join(parts))


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


def _unmarked(found: re.Match[str]) -> str:
    sign = found[0]
    shown = _ENTITIES.get(sign) or (f"\\{sign}" if sign in "\\`*_[]#~|$" else sign)
    return shown + _APART if found["linked"] else shown


def _made(text: str) -> Markdown:
    return Markdown(Printable(text))
