"""Texts that match a regular expression of a spec: the shortest ones it plainly describes.

What look-arounds and anchors ask for is not made up: `regex` decides what of the texts is one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from generator.openapi.regex import matches

_LONGEST = 10_000  # characters: what asks for more is not given it
_TRIES = 100
_STEPS = 20_000  # of writing texts for one expression: some milliseconds
_MOST = 3
_KNOWN = 2_000

# What may stand for a class of characters: the first that is in it.
_LIKELY = "aA1-_ .!/@#\u00e9\t\u03b1\u0436\u05d0\u0639\u0905\u3042\u30a2\u4e2d\uac00\U0001f600"
_OF_ESCAPES = {r"\d": "1", r"\w": "a", r"\s": " ", r"\D": "", r"\W": "", r"\S": ""}
_CODE = r"\\u\{[0-9A-Fa-f]+\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\c[A-Za-z]"
_ESCAPE = r"\\[dDwWsS]|\\[pP]\{[^{}]*\}"
_MEMBER = re.compile(rf"{_CODE}|{_ESCAPE}|\\?.", re.DOTALL)
_TOKEN = re.compile(
    rf"""(?P<anchor>\^|\$|\\[bB])
    |(?P<around>\(\?<?[=!])
    |(?P<opening>\((?:\?(?:P?<(?P<name>\w+)>|>|[a-z]*(?:-[a-z]*)?:))?(?!\?))
    |(?P<closing>\))
    |(?P<bar>\|)
    |(?P<set>\[(?:\\.|[^\\\]])*\]|{_ESCAPE}|\.)
    |(?P<back>\\(?:[1-9][0-9]*|k<\w+>))
    |(?P<sign>{_CODE}|\\?.)
    """,
    re.DOTALL | re.VERBOSE,
)
_QUANTIFIER = re.compile(r"(?:(?P<sign>[*+?])|\{(?P<least>[0-9]+)(?P<to>,)?(?P<most>[0-9]+)?\})[?+]?")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}


@lru_cache(_KNOWN)
def matching(pattern: str, shortest: int = 0, longest: int = _LONGEST) -> tuple[str, ...]:
    """Up to three texts of a length in these bounds that `pattern` matches, none if none is found."""
    if matches(pattern, "") is None:
        return ()
    try:
        whole = _Reader(pattern).group()
    except ValueError:
        return ()
    found: dict[str, None] = {}
    writer = _Writer()
    first = 0
    if shortest > _TRIES:
        first = bisect_left(range(_LONGEST), shortest, key=lambda more: writer.length(whole, more))
    for more in range(first, first + _TRIES):
        text = writer.text(whole, more)
        if text is None or len(found) == _MOST or (len(text) > longest and more >= len(whole.branches)):
            break
        if shortest <= len(text) <= longest and text not in found and matches(pattern, text):
            found[text] = None
    return tuple(found)


class _Group(NamedTuple):
    """Alternatives, each a row of terms; `names` are those by which it is referred to."""

    names: tuple[str, ...]
    branches: list[list[_Term]]


class _Repeat(NamedTuple):
    term: _Term
    least: int
    most: int


class _Back(NamedTuple):
    """What a group has become, once more."""

    name: str


_Term = str | _Group | _Repeat | _Back


class _Reader:
    """Takes apart what is known to be an expression (ECMA-262, section 22.2.1).

    So it is no deeper than the judge allows. Raises ValueError where the judge knows more than ECMA-262.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._groups = 0

    def group(self, *names: str) -> _Group:
        """The terms up to the end of the group, or of the expression."""
        branches: list[list[_Term]] = [[]]
        while (token := _TOKEN.match(self._pattern, self._at)) and token.lastgroup != "closing":
            self._at = token.end()
            if token["bar"]:
                branches.append([])
            else:
                branches[-1].append(self._repeated(self._term(token)))
        if token:
            self._at = token.end()
        return _Group(names, branches)

    def _term(self, token: re.Match[str]) -> _Term:
        text = token[0]
        match token.lastgroup:
            case "anchor":
                return ""
            case "around":
                self.group()
                return ""
            case "opening":
                if text != "(" and not token["name"]:
                    return self.group()
                self._groups += 1
                return self.group(str(self._groups), token["name"] or "")
            case "set":
                return _one_of(text)
            case "back":
                return _Back(text.removeprefix("\\").removeprefix("k<").removesuffix(">"))
        if text == "(":
            raise ValueError("a group of another kind")
        return _meant(text)

    def _repeated(self, term: _Term) -> _Term:
        found = _QUANTIFIER.match(self._pattern, self._at)
        if found is None:
            return term
        self._at = found.end()
        if found["sign"]:
            return _Repeat(term, int(found["sign"] == "+"), 1 if found["sign"] == "?" else _LONGEST)
        least = int(found["least"])
        return _Repeat(term, least, int(found["most"] or _LONGEST) if found["to"] else least)


class _Writer:
    """Writes what an expression describes, in a limited number of steps for all that it writes."""

    def __init__(self) -> None:
        self._left = _STEPS
        self._more = 0
        self._groups: dict[str, str] = {}

    def text(self, whole: _Group, more: int) -> str | None:
        """A text; each `more` takes the next alternative, repeats once more. None if that is too much."""
        self._more = more
        self._groups = {}
        try:
            return self._text(whole)
        except OverflowError:
            return None

    def length(self, whole: _Group, more: int) -> int:
        """How long that text is; longer than any where it is too much."""
        text = self.text(whole, more)
        return _LONGEST + 1 if text is None else len(text)

    def _text(self, term: _Term) -> str:
        self._left -= 1
        if self._left < 0:
            raise OverflowError
        match term:
            case _Group(names, branches):
                text = "".join(map(self._text, branches[self._more % len(branches)]))
                self._groups |= dict.fromkeys(names, text)
            case _Repeat(repeated, least, most):
                once, count = self._text(repeated), min(most, least + self._more)
                if len(once) * count > _LONGEST:
                    raise OverflowError
                text = once * count
            case _Back(name):
                text = self._groups.get(name, "")
            case _:
                text = term
        if len(text) > _LONGEST:
            raise OverflowError
        return text


@lru_cache(_KNOWN)
def _one_of(written: str) -> str:
    """A character of a class as it is written: one that it names, or a likely one. Raises ValueError."""
    if written == ".":
        return "a"
    members: list[str] = _MEMBER.findall(written[1:-1]) if written.startswith("[") else [written]
    named = [] if written.startswith("[^") else [_OF_ESCAPES.get(one, _meant(one)) for one in members]
    signs: list[str] = [*named, *_LIKELY]
    for sign in signs:
        if len(sign) == 1 and matches(f"^{written}$", sign):
            return sign
    raise ValueError(f"no likely character is in {written}")


def _meant(written: str) -> str:
    """The character that is meant by one that may be escaped; a class of them stands for itself."""
    if not written.startswith("\\"):
        return written
    letter, code = written[1:2], written[2:].strip("{}")
    if len(written) > 2 and letter in "ux":
        number = int(code, 16)
        # Halves of characters can be neither written nor judged.
        return chr(number) if number < 0xD800 or 0xDFFF < number <= 0x10FFFF else ""
    if len(written) > 2 and letter == "c":
        return chr(ord(code) % 32)
    return _CONTROLS.get(letter, letter) if len(written) == 2 else written
