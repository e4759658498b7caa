"""Schemas that contain themselves: where to stop, what of the result holds elsewhere, and how much is enough.

A schema met again while it is being sampled is cut. What was sampled above the cut holds within that schema
only; there it is taken again, so that schemas which all lead to each other are sampled once each. Elsewhere
it is sampled anew, or the order of sampling would show in the values.
"""

from collections.abc import Callable
from typing import NamedTuple

from generator.json_types import JSON
from generator.openapi.faults import RecursionCutError, TooLargeError, UnsatisfiableError

MOST_NODES = 20_000
"""Properties and items of one sample."""
_ENOUGH_NODES = 5_000
"""From here on it gets no optional properties; the largest of a Klaviyo spec has half of it."""
_MOST_STEPS = 2_000
"""Schemas entered for one sample, with all attempts at it."""
_PATIENCE = 100
"""So many of them before what was not found in one place is no longer looked for in another."""


class Sampled(NamedTuple):
    """What sampling a schema gave, and where the same may be said of it again."""

    result: JSON | UnsatisfiableError
    cuts: frozenset[int]
    """How deep the enclosing schemas lie at which it was cut; whole if there are none."""
    reached: frozenset[str]
    """The schema and what it leads to: within one of these it would be cut elsewhere."""
    nodes: int
    """How many properties and items it has."""

    def value(self) -> JSON:
        """The value found; raises UnsatisfiableError where there is none."""
        if isinstance(self.result, UnsatisfiableError):
            raise self.result
        return self.result


class Recursion:
    """The schemas being sampled at the moment, outermost first, and what is known of others."""

    def __init__(self) -> None:
        self._sound: dict[str, Sampled] = {}
        self._steps = 0
        self.begin()

    def begin(self, *, is_sound: bool = True) -> None:
        """Begin a sample; a further attempt, not sound, neither uses nor adds to what others found."""
        self._steps = 0 if is_sound else self._steps
        self._whole = self._sound if is_sound else {}
        self._open: dict[str, int] = {}
        self._cuts: set[int] = set()
        self._reached: set[str] = set()
        self._within: dict[str, Sampled] = {}
        """Known of schemas that were cut, while the schema stands open that decides about it."""
        self._until: dict[int, list[str]] = {}
        """Which of these are forgotten when the schema at that depth closes."""
        self.nodes = 0
        self.is_full = False
        """Whether something was left out for size."""

    def spend(self, nodes: int, place: str) -> None:
        """Count what a sample grows by; raises TooLargeError once it is more than anyone would read."""
        if self.nodes + nodes > MOST_NODES:
            self.is_full = True
            raise TooLargeError(place, f"it would have more than {MOST_NODES:,} values")
        self.nodes += nodes

    def has_enough(self) -> bool:
        """Whether the sample is so large already that optional properties add nothing for its readers."""
        is_long = self.nodes > _ENOUGH_NODES
        self.is_full = self.is_full or is_long
        return is_long

    def known(self, name: str) -> Sampled | None:
        """What is known of the schema at the pointer `name` and holds here: it need not be entered."""
        known = self._whole.get(name)
        if known is None or not known.reached.isdisjoint(self._open):
            known = self._within.get(name)
        if known is not None:
            self.spend(known.nodes, name)
            self._reached |= known.reached
            self._cuts |= known.cuts
        return known

    def enter(self, name: str, place: str, build: Callable[[], JSON]) -> Sampled:
        """Sample the schema called `name`, at `place`, by `build`, unless that is going on already."""
        if name in self._open:
            cut = self._open[name]
            self._cuts.add(cut)
            return Sampled(RecursionCutError(place, "it contains itself"), frozenset((cut,)), frozenset(), 0)
        self._steps += 1
        if self._steps > _MOST_STEPS:
            self.is_full = True
            raise TooLargeError(place, f"more than {_MOST_STEPS:,} schemas would be looked at")
        depth, nodes = len(self._open), self.nodes
        outer_cuts, self._cuts = self._cuts, set()
        outer_reached, self._reached = self._reached, {name}
        self._open[name] = depth
        result: JSON | UnsatisfiableError
        try:
            result = build()
        except UnsatisfiableError as error:
            result = error
        del self._open[name]
        for closed in self._until.pop(depth, ()):
            self._within.pop(closed, None)
        cuts = frozenset(cut for cut in self._cuts if cut < depth)
        sampled = Sampled(result, cuts, frozenset(self._reached), self.nodes - nodes)
        outer_cuts |= cuts
        outer_reached |= self._reached
        self._cuts, self._reached = outer_cuts, outer_reached
        return sampled

    def keep(self, name: str, sampled: Sampled) -> None:
        """Remember what was found of a schema, for as long as the same would be found again."""
        if isinstance(sampled.result, TooLargeError):
            return
        if not sampled.cuts:
            self._whole[name] = sampled
            return
        # A value is one wherever the outermost of them is open; where there is none, there may be one as soon
        # as any of them is closed.
        may_be = isinstance(sampled.result, UnsatisfiableError) and self._steps < _PATIENCE
        until = max(sampled.cuts) if may_be else min(sampled.cuts)
        self._within[name] = sampled._replace(cuts=frozenset(cut for cut in sampled.cuts if cut <= until))
        self._until.setdefault(until, []).append(name)
