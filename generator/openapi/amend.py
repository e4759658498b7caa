"""What is known of schemas beyond what they say: amended before they are sampled, held against what is sent.

Specifications tell some of their rules in prose alone, and give examples that break them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import filter as matching
from fnmatch import fnmatchcase
from typing import NamedTuple, cast

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document


class Amendment(NamedTuple):
    """What is known of the schemas at some places, in the versions from `since` to `until`.

    Places are JSON pointers in which `*` stands for anything within a segment; bounds may be empty.
    """

    at: Sequence[str]
    reason: str
    since: str = ""
    until: str = ""
    put: Mapping[str, JSON] = {}
    """Keywords to have in place of those there."""
    drop: Sequence[str] = ()
    """Keywords to be without."""
    must: Mapping[str, JSON] = {}
    """A JSON Schema (2020-12) that what is sent has to satisfy there as well; empty if there is none."""

    def applies_to(self, version: str) -> bool:
        """Whether it is known of this version."""
        return self.since <= version and (not self.until or version <= self.until)


class Demands:
    """What amendments ask of what is sent in one version, beyond its schemas: found by their places."""

    def __init__(self, amendments: Iterable[Amendment], version: str) -> None:
        self._patterns = [
            (pattern.split("/"), amendment)
            for amendment in amendments
            if amendment.must and amendment.applies_to(version)
            for pattern in amendment.at
        ]
        self._known: dict[str, list[Amendment]] = {}

    def at(self, place: str) -> list[Amendment]:
        """The amendments with a demand on values of the schema at this JSON pointer."""
        if place not in self._known:
            parts = place.split("/")
            self._known[place] = [
                amendment
                for pattern, amendment in self._patterns
                if len(pattern) == len(parts) and all(map(fnmatchcase, parts, pattern))
            ]
        return self._known[place]


def amended(document: Document, amendments: Iterable[Amendment], version: str) -> Document:
    """A copy of `document` with the keywords that `amendments` give or take; what has none is shared."""
    changed = cast(JSONObject, document)
    for amendment in amendments:
        if amendment.applies_to(version) and (amendment.put or amendment.drop):
            for place in amendment.at:
                changed = _changed(changed, place.split("/")[1:], amendment)
    return cast(Document, changed)


def _changed(node: JSONObject, path: list[str], amendment: Amendment) -> JSONObject:
    if not path:
        kept = {key: value for key, value in node.items() if key not in amendment.drop}
        return {**kept, **amendment.put}
    changes: JSONObject = {}
    for name in _names(node, path[0]):
        child = node[name]
        if isinstance(child, dict):
            found = _changed(child, path[1:], amendment)
            if found is not child:
                changes[name] = found
    return {**node, **changes} if changes else node


def _names(node: JSONObject, pattern: str) -> Iterator[str]:
    start, star, _ = pattern.partition("*")
    if not star:
        yield from (name for name in (pattern,) if name in node)
    else:  # of over a thousand names few begin so
        yield from matching([name for name in node if name.startswith(start)], pattern)
