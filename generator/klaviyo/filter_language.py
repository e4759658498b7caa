"""Klaviyo's language for filters: text to a tree and back.

    filter      = expression *( "," expression )          ; all of them hold
    expression  = ( "and" / "or" / "not" ) "(" filter ")" / comparison
    comparison  = operator "(" field [ "," value ] ")"
    value       = literal / "[" [ literal *( "," literal ) ] "]"
    literal     = quoted text / number / time / "true" / "false" / "null"

Source: Klaviyo's guide "Filtering", and the examples of its specs, which quote with ' as well as with ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

COMBINING = ("and", "or", "not")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_FIELD = re.compile(r"[^\s(),\[\]\"']+(?: +[^\s(),\[\]\"']+)*")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
_BARE = re.compile(r"[^(),\[\]\"']+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_CONSTANTS = ("true", "false", "null")
_DEEPEST = 50

Kind: TypeAlias = Literal["text", "number", "time", "boolean", "null"]


class Value(NamedTuple):
    """A literal: what it says, and of which kind it is by the way it is written."""

    text: str
    kind: Kind

    def written(self) -> str:
        """The literal as it is sent."""
        if self.kind != "text":
            return self.text
        return '"' + self.text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Comparison(NamedTuple):
    """What one field is to be."""

    operator: str
    field: str
    values: tuple[Value, ...] = ()
    is_list: bool = False

    def written(self) -> str:
        """The comparison as it is sent."""
        values = ",".join(value.written() for value in self.values)
        said = f"[{values}]" if self.is_list else values
        return f"{self.operator}({self.field},{said})" if said else f"{self.operator}({self.field})"


class Combination(NamedTuple):
    """Several filters, of which all hold, any, or none."""

    operator: str
    parts: tuple[Expression, ...]

    def written(self) -> str:
        """The combination as it is sent."""
        return f"{self.operator}({written(self.parts)})"


Expression: TypeAlias = Comparison | Combination


class FilterError(Exception):
    """A text is no filter; says what is wrong, and after how many characters."""


def parse(text: str, *, is_lenient: bool = False) -> list[Expression]:
    """The filters in a text, all of which hold. Raises FilterError.

    A lenient reader closes what was left open, and takes a bare word for a text.
    """
    return _Reader(text, is_lenient).filter()


def written(filters: Sequence[Expression]) -> str:
    """Filters as they are sent."""
    return ",".join(each.written() for each in filters)


def comparisons(filters: Sequence[Expression]) -> Iterator[Comparison]:
    """Each comparison in filters, at any depth."""
    for each in filters:
        if isinstance(each, Comparison):
            yield each
        else:
            yield from comparisons(each.parts)


class _Reader:
    def __init__(self, text: str, is_lenient: bool) -> None:
        self._text = text
        self._at = 0
        self._is_lenient = is_lenient

    def filter(self) -> list[Expression]:
        found = self._expressions(0)
        if self._at < len(self._text):
            raise self._error("nothing more")
        return found

    def _expressions(self, depth: int) -> list[Expression]:
        if depth > _DEEPEST:
            raise self._error("fewer filters within filters")
        found = [self._expression(depth)]
        while self._skips(","):
            found.append(self._expression(depth))
        return found

    def _expression(self, depth: int) -> Expression:
        operator = self._takes(_WORD, "an operator")[0]
        self._need("(")
        if operator in COMBINING:
            parts = self._expressions(depth + 1)
            self._close()
            return Combination(operator, tuple(parts))
        field = self._takes(_FIELD, "a field")[0]
        values: list[Value] = []
        is_list = False
        if self._skips(","):
            is_list = self._skips("[")
            while not (is_list and self._skips("]")):
                values.append(self._literal())
                if not is_list:
                    break
                if not self._skips(","):
                    self._need("]")
                    break
        self._close()
        return Comparison(operator, field, tuple(values), is_list)

    def _literal(self) -> Value:
        self._blanks()
        quoted = _QUOTED.match(self._text, self._at)
        if quoted:
            self._at = quoted.end()
            said = quoted[1] if quoted[1] is not None else quoted[2]
            return Value(re.sub(r"\\(.)", r"\1", said), "text")
        bare = self._takes(_BARE, "a value")[0].strip()
        if bare in _CONSTANTS:
            return Value(bare, "null" if bare == "null" else "boolean")
        if _NUMBER.fullmatch(bare):
            return Value(bare, "number")
        if _TIME.fullmatch(bare):
            return Value(bare, "time")
        if self._is_lenient:
            return Value(bare, "text")
        self._at -= len(bare)
        raise self._error("quotes around a text")

    def _close(self) -> None:
        self._blanks()
        if not (self._is_lenient and self._at == len(self._text)):
            self._need(")")

    def _blanks(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _skips(self, character: str) -> bool:
        self._blanks()
        is_there = self._text.startswith(character, self._at)
        self._at += is_there
        return is_there

    def _need(self, character: str) -> None:
        if not self._skips(character):
            raise self._error(character)

    def _takes(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        self._blanks()
        found = pattern.match(self._text, self._at)
        if found is None:
            raise self._error(what)
        self._at = found.end()
        return found

    def _error(self, wanted: str) -> FilterError:
        return FilterError(f"expected {wanted} after {self._text[: self._at][-30:]!r}")
