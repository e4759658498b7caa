"""Compares schemas by pairs of references, each pair once.

A pair is a *unit*: the changes that stand in it, and edges to the units it refers to. So comparing is linear
in the size of the documents, and cycles end, because a unit is known by where its parts stand. Which bodies
lead to which units is told by `units.py`.
"""

from __future__ import annotations

from collections import deque
from typing import cast

from generator.diff.choices import pair_alternatives
from generator.diff.facts import ITEMS, OTHERS, Side
from generator.diff.place import (
    Alternative,
    Resolved,
    alternatives,
    branches_of,
    named,
    resolve,
    type_text,
)
from generator.diff.units import Edge, Key, Spot, Unit, Units, Where
from generator.diff.values import (
    ANNOTATED,
    Fact,
    annotations_changed,
    is_flagged,
    types_changed,
    values_changed,
)
from generator.diff.view import Place, View, view_of
from generator.encode import to_json
from generator.json_types import JSONObject, pointer
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import COMBINING
from generator.openapi.model import Node

_NESTING = COMBINING | {"properties", "items", "additionalProperties"}


class SchemaComparison:
    """All pairs of schemas of two documents that are met from the roots asked for."""

    def __init__(self, old: Document, new: Document, revisions: tuple[str, str] = ("", "")) -> None:
        self._old = old
        self._new = new
        self._revisions = revisions
        self.units = Units()
        self._queue: deque[tuple[Unit, Place, Place]] = deque()

    def root(self, old: Node, new: Node, is_required: bool = False) -> Key:
        """Compare two schemas and all they refer to; the key of their unit.

        `is_required` is whether a value must be given, before and after.
        """
        key = (("root", old.pointer), ("root", new.pointer))
        unit = self.units.add(key)
        if unit is not None:
            self._place(Spot(unit, (), "both", is_required), (old,), (new,))
            while self._queue:
                unit, before, after = self._queue.popleft()
                spot = Spot(unit, (), "both")
                if _says_the_same(before, after):
                    self._same(spot, before[0], after[0])
                else:
                    self._inside(spot, Resolved((), before), Resolved((), after))
        return key

    def _place(self, spot: Spot, old: Place, new: Place) -> None:
        """Compare what stands at one place; what is reached by reference on both sides is its own unit."""
        if _says_the_same(old, new):
            self._same(spot, old[0], new[0])
            return
        before, after = resolve(self._old, old), resolve(self._new, new)
        if not (before.is_shared and after.is_shared):
            self._inside(spot, before, after)
            return
        beside = {key for node in before.outer + after.outer for key in node.schema if key in ANNOTATED}
        if beside:
            self._annotations(spot, before, after, beside)
        if before.is_nullable != after.is_nullable and not (
            view_of(before.parts).is_nullable and view_of(after.parts).is_nullable
        ):
            spot.note(Fact("null-refused" if before.is_nullable else "null-allowed"), _where(before, after))
        self._refer(spot, before, after)

    def _same(self, spot: Spot, old: Node, new: Node) -> None:
        """Two schemas that say the same: only what they refer to may differ. Nearly all are such."""
        schema = old.schema
        for name, child in schema.get("properties", {}).items():
            if not child.keys().isdisjoint(_NESTING):
                below = f"/properties{pointer(name)}"
                before, after = Node(child, old.pointer + below), Node(child, new.pointer + below)
                here = spot.at(name, side=self._narrowed(self._old, spot.side, (before,)))
                self._place(here, (before,), (after,))
        for key, step in (("items", ITEMS), ("additionalProperties", OTHERS)):
            nested = cast(JSONObject, schema).get(key)
            if isinstance(nested, dict) and not nested.keys().isdisjoint(_NESTING):
                node = cast(SchemaObject, nested)
                below = f"/{key}"
                self._place(
                    spot.at(step), (Node(node, old.pointer + below),), (Node(node, new.pointer + below),)
                )

    def _refer(self, spot: Spot, old: Resolved, new: Resolved) -> None:
        key = old.key, new.key
        unit = self.units.add(key)
        if unit is not None:
            self._queue.append((unit, old.parts, new.parts))
        spot.unit.edges.append(Edge(spot.path, key, spot.side))

    def _inside(self, spot: Spot, old: Resolved, new: Resolved) -> None:
        self._annotations(spot, old, new, ANNOTATED)
        olds, old_null = alternatives(self._old, old)
        news, new_null = alternatives(self._new, new)
        refused = old.is_nullable or old_null or any(option.view.is_nullable for option in olds)
        allowed = new.is_nullable or new_null or any(option.view.is_nullable for option in news)
        if refused != allowed and all(option.view.types for option in (*olds, *news)):
            spot.note(Fact("null-allowed" if allowed else "null-refused"), _where(old, new))
        self._alternatives(spot, olds, news, (old.key, new.key))

    def _annotations(
        self, spot: Spot, old: Resolved, new: Resolved, keys: set[str] | tuple[str, ...]
    ) -> None:
        before, after = old.outer + old.parts, new.outer + new.parts
        for fact in annotations_changed(before, after, self._revisions, keys):
            spot.note(fact, _where(old, new))

    def _alternatives(self, spot: Spot, old: list[Alternative], new: list[Alternative], where: Key) -> None:
        if len(old) == len(new) == 1:
            self._alternative(spot, old[0], new[0])
            return
        olds = [named(self._old, option) for option in old] if len(old) == 1 else old
        news = [named(self._new, option) for option in new] if len(new) == 1 else new
        paired = pair_alternatives(olds, news)
        for before, after in paired.both:
            self._alternative(spot.at(before.choice), before, after)
        for option in paired.removed:
            spot.note(Fact("choice-removed", option.choice.label, None), where, option.choice.tags)
        for option in paired.added:
            spot.note(Fact("choice-added", None, option.choice.label), where, option.choice.tags)

    def _alternative(self, spot: Spot, old: Alternative, new: Alternative) -> None:
        if old.resolved.is_shared and new.resolved.is_shared:
            self._refer(spot, old.resolved, new.resolved)
        else:
            self._views(spot, old, new)

    def _views(self, spot: Spot, old: Alternative, new: Alternative) -> None:
        before, after, where = old.view, new.view, (old.resolved.key, new.resolved.key)
        fact, is_other = types_changed(before, after)
        if fact is not None:
            spot.note(fact, where)
        if is_other:
            return
        for fact in values_changed(before, after):
            spot.note(fact, where)
        self._properties(spot, before, after)
        for step, olds, news in ((ITEMS, before.items, after.items), (OTHERS, before.others, after.others)):
            if olds or news:
                self._place(
                    spot.at(step), olds or _anything(where[0], step), news or _anything(where[1], step)
                )
        if (before.choices or after.choices) and not (before.is_only_choice and after.is_only_choice):
            branches, _ = branches_of(self._old, before.choices)
            others, _ = branches_of(self._new, after.choices)
            self._alternatives(spot, branches, others, where)

    def _properties(self, spot: Spot, old: View, new: View) -> None:
        for name, place in old.properties.items():
            if name not in new.properties:
                fact = Fact("property-removed", type_text(self._old, place))
                spot.at(name, side=self._narrowed(self._old, spot.side, place)).note(
                    fact, (_pointers(place), ())
                )
        for name, place in new.properties.items():
            if name in old.properties:
                self._property(spot, name, old, new)
                continue
            text = type_text(self._new, place)
            fact = Fact("required-property-added" if name in new.required else "property-added", None, text)
            spot.at(name, side=self._narrowed(self._new, spot.side, place)).note(fact, ((), _pointers(place)))

    def _property(self, spot: Spot, name: str, old: View, new: View) -> None:
        before, after = old.properties[name], new.properties[name]
        side = self._narrowed(self._old, spot.side, before)
        is_way_kept = side == self._narrowed(self._new, spot.side, after)
        is_required = name in old.required and name in new.required
        here = spot.at(name, side=side if is_way_kept else spot.side, is_required=is_required)
        # What changes its direction is no longer required in the other: that follows, and is not said twice.
        if (name in old.required) != (name in new.required) and is_way_kept:
            fact = Fact("became-required" if name in new.required else "became-optional")
            here.note(fact, (_pointers(before), _pointers(after)))
        self._place(here, before, after)

    def _narrowed(self, document: Document, side: Side, place: Place) -> Side:
        """The direction in which a property goes: `readOnly` ones only in answers."""
        chain = place
        if any("$ref" in node.schema or "allOf" in node.schema for node in place):
            resolved = resolve(document, place)
            chain = resolved.outer + resolved.parts
        if is_flagged(chain, "readOnly"):
            return "response"
        return "request" if is_flagged(chain, "writeOnly") else side


def is_same_leaf(old: Node, new: Node) -> bool:
    """Whether two schemas say the same and refer to nothing: the most frequent case, and the cheapest."""
    return old.schema.keys().isdisjoint(_NESTING) and _is_equal(old, new)


def _says_the_same(old: Place, new: Place) -> bool:
    """Whether two schemas are equal but for what they refer to, and that only below them."""
    if len(old) != 1 or len(new) != 1 or not old[0].schema.keys().isdisjoint(COMBINING):
        return False
    return _is_equal(old[0], new[0])


def _is_equal(old: Node, new: Node) -> bool:
    """Whether two schemas are certainly equal: for Python alone, a default of true would be one of 1."""
    return old.schema == new.schema and to_json(old.schema, indent=False) == to_json(new.schema, indent=False)


def _anything(where: Where, step: str) -> Place:
    """The schema that is not there: it takes every value."""
    return (Node({}, (where or ("",))[0] + "/" + step),)


def _pointers(place: Place) -> Where:
    return tuple(node.pointer for node in place)


def _where(old: Resolved, new: Resolved) -> Key:
    """Where two places stand: outside, if something was said beside a reference there."""
    return _pointers(old.outer[:1]) or old.key, _pointers(new.outer[:1]) or new.key
