"""Pairs of schemas that were compared, and which of them a body leads to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.diff.facts import Choice, Path, Side
from generator.diff.values import Fact
from generator.json_types import JSON

Where = tuple[str, ...]
"""JSON pointers of the schemas that together say what a place holds."""
Key = tuple[Where, Where]
"""Where the two halves of a unit stand, in the old document and in the new."""


class Found(NamedTuple):
    """A change within a unit, and where it stands in both documents."""

    fact: Fact
    path: Path
    where: Key
    tags: tuple[tuple[str, JSON], ...] = ()


class Edge(NamedTuple):
    """From a unit into another, at a path of the first."""

    path: Path
    target: Key
    side: Side


@dataclass(slots=True)
class Unit:
    """Two schemas that belong together, compared."""

    found: list[Found] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


class Spot(NamedTuple):
    """Where a comparison stands: in which unit, at which path, and in which direction values go there."""

    unit: Unit
    path: Path
    side: Side
    is_required: bool = False
    """Whether a value must stand here, so that the server's default is never used."""

    def at(self, *steps: str | Choice, side: Side | None = None, is_required: bool = False) -> Spot:
        """A place further down."""
        return Spot(self.unit, self.path + steps, side or self.side, is_required)

    def note(self, fact: Fact, where: Key, tags: tuple[tuple[str, JSON], ...] = ()) -> None:
        """Keep a fact, in the direction of this spot unless it has one of its own."""
        side = self.side if fact.side == "both" else fact.side
        if self.is_required and fact.kind == "default-changed":
            fact = fact._replace(kind="required-default-changed")
        if self.side in ("both", side):
            self.unit.found.append(Found(fact._replace(side=side), self.path, where, tags))


class Units:
    """All units of a comparison, by where they stand."""

    def __init__(self) -> None:
        self._units: dict[Key, Unit] = {}
        self._dirty: set[Key] | None = None
        self._reached: dict[tuple[Key, Side], list[tuple[Found, Path]]] = {}

    def __getitem__(self, key: Key) -> Unit:
        return self._units[key]

    def add(self, key: Key) -> Unit | None:
        """A new unit, or None if there is one already."""
        if key in self._units:
            return None
        self._dirty = None
        self._reached.clear()
        self._units[key] = Unit()
        return self._units[key]

    def reached(self, root: Key, side: Side) -> list[tuple[Found, Path]]:
        """Every change that `root` meets as a request or as a response, with the shortest path to it."""
        if (root, side) not in self._reached:
            self._reached[root, side] = list(self._walk(root, side))
        return self._reached[root, side]

    def _walk(self, root: Key, side: Side) -> Iterator[tuple[Found, Path]]:
        dirty = self._dirty_units()
        queue: deque[tuple[Key, Path]] = deque([(root, ())] if root in dirty else [])
        seen = {root}
        while queue:
            key, path = queue.popleft()
            unit = self._units[key]
            yield from (
                (found, path + found.path) for found in unit.found if found.fact.side in ("both", side)
            )
            for edge in unit.edges:
                if edge.target in dirty and edge.target not in seen and edge.side in ("both", side):
                    seen.add(edge.target)
                    queue.append((edge.target, path + edge.path))

    def _dirty_units(self) -> set[Key]:
        """The units in which something changed, and those that lead there."""
        if self._dirty is None:
            sources: dict[Key, list[Key]] = {}
            for key, unit in self._units.items():
                for edge in unit.edges:
                    sources.setdefault(edge.target, []).append(key)
            queue = [key for key, unit in self._units.items() if unit.found]
            self._dirty = set(queue)
            while queue:
                fresh = set(sources.get(queue.pop(), ())) - self._dirty
                self._dirty |= fresh
                queue += fresh
        return self._dirty
