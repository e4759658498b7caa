"""Schemas that contain themselves: where to stop, and what of the result holds elsewhere.

A schema met again while it is being sampled is cut. What was sampled above the cut holds for this place
only, so that it must not be remembered, or the order of sampling would show in the values.
"""

import sys
from collections.abc import Callable
from typing import NamedTuple

from generator.json_types import JSON
from generator.openapi.faults import RecursionCutError, UnsatisfiableError

_NO_CUT = sys.maxsize


class Sampled(NamedTuple):
    """What sampling a schema gave, and where the same may be said of it again."""

    result: JSON | UnsatisfiableError
    is_whole: bool
    """Whether nothing was cut because of what encloses the schema."""
    reached: frozenset[str]
    """The schema and what it leads to: within one of these it would be cut elsewhere."""

    def value(self) -> JSON:
        """The value found; raises UnsatisfiableError where there is none."""
        if isinstance(self.result, UnsatisfiableError):
            raise self.result
        return self.result


class Recursion:
    """The schemas being sampled at the moment, outermost first."""

    def __init__(self) -> None:
        self._open: dict[str, int] = {}
        self._lowest_cut = _NO_CUT
        self._reached: set[str] = set()

    def clear(self) -> None:
        """Begin anew."""
        self._open, self._lowest_cut, self._reached = {}, _NO_CUT, set()

    def holds(self, known: Sampled) -> bool:
        """Whether what is known of a schema holds here as well, so that it need not be entered."""
        if not known.reached.isdisjoint(self._open):
            return False
        self._reached |= known.reached
        return True

    def enter(self, name: str, place: str, build: Callable[[], JSON]) -> Sampled:
        """Sample the schema called `name`, at `place`, by `build`, unless that is going on already."""
        if name in self._open:
            self._lowest_cut = min(self._lowest_cut, self._open[name])
            return Sampled(RecursionCutError(place, "it contains itself"), False, frozenset())
        depth = len(self._open)
        outer_cut, self._lowest_cut = self._lowest_cut, _NO_CUT
        outer_reached, self._reached = self._reached, {name}
        self._open[name] = depth
        result: JSON | UnsatisfiableError
        try:
            result = build()
        except UnsatisfiableError as error:
            result = error
        del self._open[name]
        lowest, reached = self._lowest_cut, self._reached
        outer_reached |= reached
        self._reached = outer_reached
        self._lowest_cut = min(outer_cut, lowest)
        return Sampled(result, lowest >= depth, frozenset(reached))
