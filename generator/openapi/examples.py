"""What a schema offers as a value of its own: examples and defaults, checked, mended, fit to be sent."""

from __future__ import annotations

from typing import Literal

from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.faults import Notes, UnsatisfiableError
from generator.openapi.model import Node
from generator.openapi.oracle import Oracle
from generator.openapi.references import parts_of
from generator.openapi.repair import repair
from generator.openapi.schema import with_branches
from generator.openapi.unknown import Unknown, without

Direction = Literal["request", "response"]

NOTHING = object()
_HINTING = frozenset(("example", "examples", "default", "$ref", "allOf"))


class Examples:
    """The examples and defaults of one document's schemas."""

    def __init__(self, document: Document, oracle: Oracle, notes: Notes) -> None:
        self._document = document
        self._oracle = oracle
        self._notes = notes
        self._unknown = Unknown(document)

    def first(self, node: Node, direction: Direction) -> object:
        """The first example, else default, that the schema gives and accepts, or `NOTHING`."""
        if node.schema.keys().isdisjoint(_HINTING):
            return NOTHING
        offered = parts_of(self._document, node)
        for place in offered:
            schema = place.schema
            for value in [schema["example"]] if "example" in schema else schema.get("examples", []):
                try:
                    mended = self._valid(place, value)
                except UnsatisfiableError:
                    continue
                mended = self._declared(node, mended)
                shown = self._visible(node, mended, direction)
                if (place is node and shown == mended) or self._oracle.accepts(node.schema, shown):
                    return shown
        for place in offered:
            default = place.schema.get("default")
            if default is None:
                continue
            if self._oracle.accepts(node.schema, default):
                shown = self._visible(node, default, direction)
                if shown == default or self._oracle.accepts(node.schema, shown):
                    return shown
                continue
            message = f"default {_short(default)} is not valid against its own schema"
            self._notes.add("default-invalid", "warning", message, place.pointer)
        return NOTHING

    def repaired(self, node: Node, value: JSON, direction: Direction) -> JSON:
        """`value`, an example from the spec, if valid, or mended; raises UnsatisfiableError if neither."""
        return self._visible(node, self._declared(node, self._valid(node, value)), direction)

    def _valid(self, node: Node, value: JSON) -> JSON:
        if self._oracle.accepts(node.schema, value):
            return value
        mended = repair(self._document, node, value)
        message = f"example {_short(value)} is not valid against its own schema"
        for candidate in (mended, without(mended, self._unknown.places(node, mended))):
            if candidate != value and self._oracle.accepts(node.schema, candidate):
                self._repaired(message, candidate, node)
                return candidate
        self._notes.add("example-invalid", "warning", message, node.pointer)
        raise UnsatisfiableError(node.pointer, "example")

    def _declared(self, node: Node, value: JSON) -> JSON:
        """`value` without properties that its schema does not name: typing errors, or of former days."""
        unknown = self._unknown.places(node, value) if isinstance(value, dict | list) else []
        known = without(value, unknown) if unknown else value
        if known == value or not self._oracle.accepts(node.schema, known):
            return value
        message = f"example {_short(value)} holds what its schema does not name ({', '.join(unknown)})"
        self._repaired(message, known, node)
        return known

    def _repaired(self, message: str, value: JSON, node: Node) -> None:
        self._notes.add("example-repaired", "info", f"{message}, used as {_short(value)}", node.pointer)

    def is_hidden(self, node: Node, direction: Direction) -> bool:
        """Whether a property is not to be sent this way."""
        keyword: Literal["readOnly", "writeOnly"] = "readOnly" if direction == "request" else "writeOnly"
        schema = node.schema
        if "$ref" not in schema and "allOf" not in schema:
            return schema.get(keyword, False)
        return any(part.schema.get(keyword, False) for part in parts_of(self._document, node))

    def _visible(self, node: Node, value: JSON, direction: Direction) -> JSON:
        """`value` without the properties that must not be sent this way."""
        if not isinstance(value, dict | list):
            return value
        for merged in with_branches(self._document, node):
            items, properties = merged.items, merged.properties
            if isinstance(value, list):
                value = [self._visible(items, item, direction) for item in value] if items else value
            else:
                value = {
                    name: self._visible(properties[name], child, direction) if name in properties else child
                    for name, child in value.items()
                    if name not in properties or not self.is_hidden(properties[name], direction)
                }
        return value


def _short(value: JSON) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
