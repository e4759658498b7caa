"""Text for terminals and for the logs of CI servers: whole lines, and nothing that either would act on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NewType

from generator.escape import Printable

Line = NewType("Line", Printable)
"""One line without its end, or a part of one."""

# Controls, what sets the direction of text, what cannot be seen, what is no character.
_UNSEEN = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
COMMAND = re.compile(r"#(?=#\w*\[)")
"""What makes the rest of a line a command, wherever it stands: `##[error]` to GitHub, `##vso[` to Azure."""
_FIRST_COMMAND = re.compile(r"(\s*):(?=:)")  # `::error::`, which GitHub knows at the start of a line only
_END = "\033[0m"


def visible(text: str) -> str:
    r"""`text` on one line: what is not to be seen is written as Python writes it, a line break as `\n`."""
    if not text.isprintable():  # what is not, may still be seen: it is a wide blank, or of private use
        text = re.sub(_UNSEEN, lambda found: found[0].encode("unicode_escape").decode(), text)
    return COMMAND.sub(r"\\x23", text) if "##" in text else text


def line(text: str) -> Line:
    """One line of `text`."""
    return _quiet(visible(text))


def whole(*parts: Line) -> Line:
    """A line made of its parts."""
    return _quiet("".join(parts))


def painted(text: str, style: str) -> Line:
    """`text` in a style, which is an escape of ANSI terminals."""
    return Line(Printable(f"{style}{visible(text)}{_END}"))


def block(lines: Iterable[Line]) -> Printable:
    """Lines with their ends."""
    return Printable("".join(f"{one}\n" for one in lines))


def _quiet(text: str) -> Line:
    """A line that is no command even where its parts have made one."""
    if ":" in text[:1] or text[:1].isspace():
        text = _FIRST_COMMAND.sub(r"\1\\x3a", text, count=1) if _FIRST_COMMAND.match(text) else text
    return Line(Printable(COMMAND.sub(r"\\x23", text) if "##" in text else text))
