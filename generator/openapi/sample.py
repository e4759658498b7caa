"""A schema to an instance: what stands in request bodies and in saved examples.

An example wins, then a default, then an enum, then what type, format and bounds allow. Which properties an
object holds is up to `selection`, what they are called of which nothing is known to `naming`; `readOnly`
stays out of requests and `writeOnly` out of responses; recursion is cut where the result stays valid.
Whatever is not valid by construction is put to the oracle.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import partial
from typing import cast

from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.choices import MOST_JOINS, combinations, is_only_match
from generator.openapi.discriminators import Namer
from generator.openapi.document import Document, SchemaObject
from generator.openapi.entries import distinct, is_map, slots_of, undeclared, undeclared_node
from generator.openapi.examples import NOTHING, Direction, Examples
from generator.openapi.faults import ALIKE, Notes, RecursionCutError, TooLargeError, UnsatisfiableError
from generator.openapi.keywords import COMBINING, UNCERTAIN, UNCERTAIN_OF_SCALARS
from generator.openapi.model import Node
from generator.openapi.naming import called, name_of
from generator.openapi.oracle import Oracle
from generator.openapi.recursion import MOST_NODES, Recursion, Sampled
from generator.openapi.references import dereference, follow
from generator.openapi.scalars import scalar
from generator.openapi.schema import Effective, effective, merged_references, types_of
from generator.openapi.selection import BY_NAME, Extent, Order, Selection
from generator.openapi.unknown import without

__all__ = ["Direction", "Sampler", "UnsatisfiableError"]


class Sampler:
    """Samples the schemas of one document, each `$ref` once per direction."""

    def __init__(self, document: Document, extent: Extent = "full", order: Order = BY_NAME) -> None:
        self.document = document
        self._oracle = Oracle(document)
        self._notes = Notes()
        self._examples = Examples(document, self._oracle, self._notes)
        self._selection = Selection(document, self._examples, extent, order)
        self._namer = Namer(document, self._oracle, self._examples)
        self._recursions: dict[Direction, Recursion] = {"request": Recursion(), "response": Recursion()}
        self._recursion = self._recursions["request"]
        self._tolerated: set[str] = set()
        self._joins: Iterator[int] = iter(())

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the schemas sampled so far, each place once, in the order of discovery."""
        return self._notes.all()

    def sample(self, node: Node, direction: Direction) -> JSON:
        """An instance of the schema at `node`.

        Where no value satisfies it, the places at fault are ignored and reported: it is the best there is.
        """
        self._recursion = recursion = self._recursions[direction]
        recursion.begin()
        self._joins = iter(range(MOST_JOINS))
        try:
            while True:
                try:
                    return self._value(node, direction)
                except UnsatisfiableError as error:
                    self._notes.unsatisfiable(f"no value satisfies it: {error}", error.pointer)
                    if error.pointer in self._tolerated:
                        place = follow(self.document, node).pointer
                        self._notes.unsatisfiable(f"no value satisfies it: {error}", place)
                        return None
                    # What is sampled while looking away from a fault must not be taken for sound elsewhere.
                    self._tolerated.add(error.pointer)
                    recursion.begin(is_sound=False)
        except (RecursionError, OverflowError):
            self._notes.unsatisfiable("no value was found: too deep, or too large a number", node.pointer)
            return None
        finally:
            self._tolerated.clear()
            if recursion.is_full:
                self._notes.add(
                    "sample-cut", "info", "the sample is not whole: it is too large", node.pointer
                )

    def is_valid(self, node: Node, value: JSON) -> bool:
        """Whether `value` satisfies the schema at `node`."""
        return self._oracle.accepts(node.schema, value)

    def repaired(self, node: Node, value: JSON, direction: Direction) -> JSON:
        """`value`, an example, mended and without what is not sent; UnsatisfiableError if it is not valid."""
        return self._examples.repaired(node, value, direction)

    def _value(self, node: Node, direction: Direction) -> JSON:
        if node.schema.keys().isdisjoint(COMBINING):  # most schemas by far
            return self._build(node, direction)
        target = follow(self.document, node)
        references = merged_references(node.schema) if target is node else []
        if references:
            return self._entered(" ".join((node.pointer, *references)), node, direction).value()
        if target is node:
            return self._build(node, direction)
        while node.pointer != target.pointer:
            schema = node.schema
            if "example" in schema or "examples" in schema or "default" in schema:
                hinted = self._examples.first(node, direction)
                if hinted is not NOTHING:
                    return cast(JSON, hinted)
            is_last = schema["$ref"][1:] == target.pointer
            node = target if is_last else dereference(self.document, schema["$ref"])
        return self._referenced(target, direction)

    def _referenced(self, node: Node, direction: Direction) -> JSON:
        """Sample what a `$ref` leads to: once, and not within itself."""
        sampled = self._recursion.known(node.pointer)
        if sampled is None:
            sampled = self._entered(node.pointer, node, direction)
            self._recursion.keep(node.pointer, sampled)
        return sampled.value()

    def _entered(self, name: str, node: Node, direction: Direction) -> Sampled:
        sampled = self._recursion.enter(name, node.pointer, lambda: self._build(node, direction))
        if isinstance(sampled.result, RecursionCutError) and sampled.result.pointer in self._tolerated:
            return sampled._replace(result=None)
        return sampled

    def _build(self, node: Node, direction: Direction) -> JSON:
        hinted = self._examples.first(node, direction)
        if hinted is not NOTHING:
            return cast(JSON, hinted)
        merged = effective(self.document, node)
        if merged.choices or merged.conditions:
            return self._chosen(node, merged, direction)
        try:
            value = self._typed(node, merged, direction, minimal=False)
            is_sure = merged.is_certain
            if isinstance(value, dict | list):
                value, _ = self._namer.named(node, (), value, direction)
                is_sure = is_sure and merged.keywords.keys().isdisjoint(UNCERTAIN)
            if not (is_sure or node.pointer in self._tolerated or self._oracle.accepts(node.schema, value)):
                value = self._without_one(node, merged, value)
        except UnsatisfiableError as error:
            if "null" in types_of(merged) and self._oracle.accepts(node.schema, None):
                self._notes.only_null(error, node.pointer)
                return None
            raise
        return value

    def _without_one(self, node: Node, merged: Effective, value: JSON) -> JSON:
        """`value` without the one optional property that keeps it from being valid."""
        for name in reversed(value) if isinstance(value, dict) else ():
            smaller = without(value, [pointer(name)])
            if name not in merged.required and self._oracle.accepts(node.schema, smaller):
                self._notes.omitted(name, "it must not stand beside the others", node.pointer)
                return smaller
        raise UnsatisfiableError(node.pointer, "what its keywords ask for contradicts itself")

    def _chosen(self, node: Node, merged: Effective, direction: Direction) -> JSON:
        """The first branch of each oneOf and anyOf that gives a value the whole schema accepts."""
        reason: UnsatisfiableError | None = None
        fallback: object = NOTHING
        misnamed: object = NOTHING
        for branches, whole in combinations(self.document, node, merged, self._joins):
            for minimal in (False, True):
                before = self._recursion.nodes
                try:
                    if whole is None:
                        value = self._branch_value(branches[0], direction, minimal)
                    else:
                        value = self._typed(node, whole, direction, minimal)
                except UnsatisfiableError as error:
                    if reason is None or isinstance(error, RecursionCutError):
                        reason = error
                    break
                value, is_foreign = self._namer.named(node, branches, value, direction)
                is_sure = is_only_match(self.document, merged, branches, value)
                if is_sure or self._oracle.accepts(node.schema, value):
                    if not is_foreign:
                        if value is None and reason:
                            self._notes.only_null(reason, node.pointer)
                        return value
                    misnamed = value if misnamed is NOTHING else misnamed
                self._recursion.nodes = before
                fallback = value if fallback is NOTHING else fallback
        if misnamed is not NOTHING:
            return cast(JSON, misnamed)
        return self._settled(node, fallback, reason)

    def _settled(self, node: Node, fallback: object, reason: UnsatisfiableError | None) -> JSON:
        """What is taken where no branch gave a valid value: `fallback`, the first that there was, if its only
        fault is to be a value of several branches, since those of schemas that are alike all are.
        """
        if fallback is not NOTHING and node.pointer in self._tolerated:
            return cast(JSON, fallback)
        if reason is not None and (fallback is NOTHING or isinstance(reason, RecursionCutError)):
            raise reason
        if fallback is not NOTHING and self._oracle.loosen(node, cast(JSON, fallback)):
            self._notes.ambiguous(node.pointer)
            return cast(JSON, fallback)
        raise UnsatisfiableError(node.pointer, ALIKE)

    def _branch_value(self, branch: Node, direction: Direction, minimal: bool) -> JSON:
        if not minimal:
            return self._value(branch, direction)
        target = follow(self.document, branch)
        whole = effective(self.document, target)
        if whole.choices:
            raise UnsatisfiableError(branch.pointer, "it has no smaller value")
        return self._recursion.enter(
            f"{target.pointer} minimal",
            branch.pointer,
            lambda: self._typed(branch, whole, direction, minimal=True),
        ).value()

    def _typed(self, node: Node, merged: Effective, direction: Direction, minimal: bool) -> JSON:
        schema = merged.keywords
        if "const" in schema:
            return self._first(node, schema, [schema["const"]])
        if "enum" in schema:
            choices: list[JSON] = [choice for choice in schema["enum"] if choice is not None]
            return self._first(node, schema, choices or [None])
        types = types_of(merged)
        if not types and node.pointer not in self._tolerated:
            raise UnsatisfiableError(node.pointer, "its parts ask for different types")
        type_name = next((name for name in types if name != "null"), "null")
        if type_name == "object":
            return self._object(node, merged, direction, minimal)
        if type_name == "array":
            return self._array(node, merged, direction, minimal)
        scalars = [name for name in types if name not in ("null", "object", "array")] or ["null"]
        return self._first(node, schema, [value for name in scalars for value in scalar(schema, name)])

    def _first(self, node: Node, schema: SchemaObject, candidates: list[JSON]) -> JSON:
        """The first candidate; checked only where type, format and bounds do not already make it valid."""
        if candidates and schema.keys().isdisjoint(UNCERTAIN_OF_SCALARS):
            return candidates[0]
        for candidate in candidates:
            if self._oracle.accepts(schema, candidate):
                return candidate
        if node.pointer in self._tolerated:
            return candidates[0] if candidates else None
        raise UnsatisfiableError(node.pointer, "its keywords leave no value that could be found")

    def _object(self, node: Node, merged: Effective, direction: Direction, minimal: bool) -> JSON:
        value: JSONObject = {}
        properties, keywords = merged.properties, merged.keywords
        is_tolerated = node.pointer in self._tolerated
        names, fewest, most = self._selection.of(node, merged, direction, minimal, is_tolerated)
        for name in names:
            child = properties.get(name) or undeclared_node(keywords, name, node.pointer)
            self._add(value, name, child, direction, needed=name in merged.required)
        if not properties and is_map(keywords):
            fewest = max(fewest, min(most, 1))  # a map, of which one entry shows how it is meant
        if fewest > len(value) and not minimal:
            more = undeclared(keywords, node.pointer)
            unused = (entry for entry in more if entry[0] not in properties and entry[0] not in value)
            for name, child in itertools.islice(unused, fewest - len(value)):
                self._add(value, name, child, direction, needed="minProperties" in keywords)
        return value

    def _add(self, value: JSONObject, name: str, child: Node, direction: Direction, *, needed: bool) -> None:
        if not needed and self._recursion.has_enough():
            return
        try:
            self._recursion.spend(1, child.pointer)
            sampled = self._value(child, direction)
        except UnsatisfiableError as error:
            if needed:
                raise
            if not isinstance(error, RecursionCutError | TooLargeError):
                self._notes.omitted(name, f"no value satisfies it: {error}", child.pointer)
            return
        # In a request null would clear the field; where it is all that fits, saying nothing is safer.
        if sampled is not None or needed or direction == "response":
            accepts = partial(self._oracle.accepts, child.schema)
            value[name] = called(sampled, name_of(name, value), accepts)

    def _array(self, node: Node, merged: Effective, direction: Direction, minimal: bool) -> JSON:
        slots = slots_of(node, merged, minimal, node.pointer in self._tolerated)
        recursion, count = self._recursion, slots.length
        try:
            value = [self._value(place, direction) for place in slots.first]
            if len(value) < count:
                before = recursion.nodes
                item = self._value(slots.others, direction)
                within = recursion.nodes - before
                if node.pointer in self._tolerated:
                    count = min(count, len(value) + max(1, MOST_NODES // (within + 1) // 4))
                recursion.spend((count - len(value)) * (within + 1) - within, node.pointer)
                value += [item] * (count - len(value))
        except RecursionCutError:
            if slots.fewest:
                raise
            return []
        if merged.keywords.get("uniqueItems") and count > 1 and not slots.first:
            return distinct(value, effective(self.document, follow(self.document, slots.others)).keywords)
        return value
