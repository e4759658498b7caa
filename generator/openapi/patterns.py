"""Strings that match a regular expression: the shortest ones it plainly describes.

Candidates, not answers: what look-arounds and anchors ask for is left to whoever checks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

_LONGEST = 10_000
_TRIES = 200
_CATEGORIES = {
    "CATEGORY_DIGIT": "1",
    "CATEGORY_WORD": "a",
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_DIGIT": "a",
    "CATEGORY_NOT_WORD": "-",
    "CATEGORY_NOT_SPACE": "a",
}
_LIKELY = "aA1-_ .!"
# What JavaScript spells otherwise than Python: named groups, and classes of Unicode.
_SPELLINGS = (
    (r"\(\?<(?![=!])", "(?P<"),
    (r"\\k<(\w+)>", r"(?P=\1)"),
    (r"\\[pP]\{\w+\}", r"\\w"),
)


def matching(pattern: str, shortest: int = 0, longest: int = _LONGEST) -> Iterator[str]:
    """Up to three strings of a length in these bounds that `pattern` describes; none if it cannot be read."""
    for written, meant in _SPELLINGS:
        pattern = re.sub(written, meant, pattern)
    try:
        parsed = import_module("re._parser").parse(pattern)  # Python's own reader: there is no public one
    except (re.error, OverflowError, RecursionError):
        return
    found: dict[str, None] = {}
    for more in range(min(shortest, _LONGEST) + _TRIES):
        try:
            text = _Writer(more).text(parsed)
        except (OverflowError, RecursionError):
            break
        if text not in found and shortest <= len(text) <= longest:
            found[text] = None
            yield text
        if len(found) == 3 or len(text) > longest:
            break


class _Writer:
    """Writes what a parsed expression describes; each `more` takes the next alternative, repeats once more.

    Operations are known by their names, as a debugged pattern prints them.
    """

    def __init__(self, more: int) -> None:
        self._more = more
        self._groups: dict[int | None, str] = {}

    def text(self, parsed: Iterable[tuple[Any, Any]]) -> str:
        text = "".join(self._one(str(operation), argument) for operation, argument in parsed)
        if len(text) > _LONGEST:
            raise OverflowError
        return text

    def _one(self, operation: str, argument: Any) -> str:
        match operation:
            case "LITERAL":
                return chr(argument)
            case "NOT_LITERAL":
                return "a" if argument != ord("a") else "b"
            case "ANY":
                return "a"
            case "IN":
                return _member(argument)
            case "BRANCH":
                branches = argument[1]
                return self.text(branches[self._more % len(branches)])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, repeated = argument
                once, count = self.text(repeated), min(int(most), least + self._more)
                if len(once) * count > _LONGEST:
                    raise OverflowError
                return str(once * count)
            case "SUBPATTERN":
                text = self._groups[argument[0]] = self.text(argument[3])
                return text
            case "ATOMIC_GROUP":
                return self.text(argument)
            case "GROUPREF":
                return self._groups.get(argument, "")
        return ""  # anchors and look-arounds


def _member(members: list[tuple[Any, Any]]) -> str:
    """A character of a class: its first, or a likely one that is in none of those it excludes."""
    if str(members[0][0]) == "NEGATE":
        return next((sign for sign in _LIKELY if not any(_holds(one, sign) for one in members[1:])), "\u00e9")
    kind, value = members[0]
    if str(kind) == "CATEGORY":
        return _CATEGORIES[str(value)]
    return chr(value[0] if str(kind) == "RANGE" else value)


def _holds(member: tuple[Any, Any], sign: str) -> bool:
    kind, value = member
    if str(kind) == "CATEGORY":
        letter = {"DIGIT": "d", "WORD": "w", "SPACE": "s"}[str(value).rpartition("_")[2]]
        return re.match(f"\\{letter.upper() if 'NOT' in str(value) else letter}", sign) is not None
    return bool(value[0] <= ord(sign) <= value[1]) if str(kind) == "RANGE" else bool(value == ord(sign))
