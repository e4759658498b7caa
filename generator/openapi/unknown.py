"""Which schemas speak of which part of a value, and which of its properties none of them names.

Such are typing errors, which JSON Schema lets pass.

A schema that names properties is taken to name all of them, unless it says `additionalProperties`. Of a
choice (`oneOf`, `anyOf`) the properties of all branches count; one branch that takes any object is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, cast

from generator.json_types import JSON, fragment, pointer
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import CHOOSING, NOTHING_MORE
from generator.openapi.model import Node
from generator.openapi.references import branches_at, parts_of, resolve_reference
from generator.openapi.regex import matches

# Where one of these stands, which properties there may be depends on the value.
_CONDITIONAL = ("if", "dependentSchemas", "unevaluatedProperties", "$dynamicRef")


@dataclass(slots=True)
class _Shape:
    """What several schemas together say of the parts of a value."""

    properties: dict[str, list[Node]] = field(default_factory=dict)
    patterns: list[tuple[str, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)
    """Schemas of properties that are not named."""
    is_open: bool = False
    """Whether properties that are not named are meant to be there."""
    mentioned: set[str] = field(default_factory=set)
    """Properties that are demanded, though not described."""
    takes_objects: bool = True
    named_at: str = ""
    """Where the first of them are named."""
    places: list[str] = field(default_factory=list)
    """The JSON pointers of these schemas."""

    def add(self, other: _Shape) -> None:
        """Take in what another schema says that holds as well."""
        for name, places in other.properties.items():
            self.properties[name] = self.properties.get(name, []) + places
        self.patterns += other.patterns
        self.items += other.items
        self.others += other.others
        self.is_open = self.is_open or other.is_open
        self.mentioned |= other.mentioned
        self.named_at = self.named_at or other.named_at
        self.places += other.places

    def of(self, name: str) -> list[Node]:
        """The schemas of a property."""
        named = self.properties.get(name, [])
        if self.patterns:
            named = named + [node for pattern, node in self.patterns if matches(pattern, name)]
        return named or self.others

    def knows(self, name: str) -> bool:
        """Whether a property may be there; one that a pattern cannot be asked about may."""
        if name in self.properties or self.is_open or self.names_none or name in self.mentioned:
            return True
        return any(matches(pattern, name) is not False for pattern, _ in self.patterns)

    @property
    def names_none(self) -> bool:
        """Whether it says nothing about which properties there are."""
        return not self.properties and not self.patterns

    @property
    def takes_any(self) -> bool:
        """Whether any object will do."""
        return self.is_open or (self.takes_objects and self.names_none)


class Unknown:
    """Finds what the schemas of one document do not name."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._shapes: dict[tuple[int, ...], tuple[_Shape, list[Node]]] = {}

    def properties(self, schema: str, value: JSON) -> list[tuple[str, str]]:
        """The properties of `value` that the schema at a JSON pointer does not name.

        Each as its own pointer below `value` and the pointer at which the document would name it.
        """
        try:
            found, _ = resolve_reference(self._document, fragment(schema))
        except KeyError:  # a media type without a schema
            return []
        return list(self._unknown([Node(cast(SchemaObject, found), schema)], value, ""))

    def places(self, node: Node, value: JSON) -> list[str]:
        """The same for the schema at `node`, as pointers below `value` alone."""
        return [place for place, _ in self._unknown([node], value, "")]

    def described(self, schema: str, value: JSON) -> Iterator[tuple[str, JSON, list[str]]]:
        """Each part of `value`, all of it first: its pointer, itself and the places of the schemas that speak
        of it, those of all branches among them.
        """
        try:
            found, _ = resolve_reference(self._document, fragment(schema))
        except KeyError:
            return
        for below, part, shape in self._parts([Node(cast(SchemaObject, found), schema)], value, ""):
            yield below, part, shape.places

    def _unknown(self, schemas: list[Node], value: JSON, below: str) -> Iterator[tuple[str, str]]:
        for place, part, shape in self._parts(schemas, value, below):
            for name in part if isinstance(part, dict) else ():
                if not shape.knows(name):
                    yield place + pointer(name), shape.named_at + pointer("properties", name)

    def _parts(self, schemas: list[Node], value: JSON, below: str) -> Iterator[tuple[str, JSON, _Shape]]:
        if not schemas:
            return
        shape = self._shape(schemas)
        yield below, value, shape
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._parts(shape.items, item, below + pointer(index))
        elif isinstance(value, dict):
            for name, child in value.items():
                yield from self._parts(shape.of(name), child, below + pointer(name))

    def _shape(self, schemas: list[Node]) -> _Shape:
        key = tuple(id(node.schema) for node in schemas)
        if key not in self._shapes:  # the schemas are kept as well, lest others get their ids
            together = _Shape()
            seen: set[str] = set()
            for node in schemas:
                together.add(self._one(node, seen))
            self._shapes[key] = together, schemas
        return self._shapes[key][0]

    def _one(self, node: Node, seen: set[str]) -> _Shape:
        """The shape of one schema, without what was `seen` at other places: each counts once."""
        shape = _Shape()
        for part in parts_of(self._document, node):
            if part.pointer in seen:
                shape.takes_objects = False  # as far as this one adds anything
                continue
            seen.add(part.pointer)
            own = _own(part)
            shape.add(own)
            shape.takes_objects = shape.takes_objects and own.takes_objects
            for branch in [branch for key in CHOOSING for branch in branches_at(part, key)]:
                found = self._one(branch, seen)
                shape.add(found)
                shape.is_open = shape.is_open or found.takes_any
        return shape


def without(value: JSON, places: Iterable[str], below: str = "") -> JSON:
    """`value` without the properties at these JSON pointers."""
    dropped = set(places)
    if isinstance(value, list):
        return [without(item, dropped, below + pointer(index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    return {
        name: without(child, dropped, below + pointer(name))
        for name, child in value.items()
        if below + pointer(name) not in dropped
    }


def _own(node: Node) -> _Shape:
    """What a schema says without looking at those it refers to or combines."""
    schema, place = node.schema, node.pointer
    others = schema.get("additionalProperties", NOTHING_MORE)
    types = schema.get("type", "object")
    properties = dict(_named(node, "properties"))
    return _Shape(
        properties={name: [child] for name, child in properties.items()},
        patterns=list(_named(node, "patternProperties")),
        items=[Node(schema["items"], f"{place}/items")] if "items" in schema else [],
        others=[] if others == NOTHING_MORE else [Node(others, f"{place}/additionalProperties")],
        is_open=others != NOTHING_MORE or any(key in schema for key in _CONDITIONAL),
        mentioned=_mentioned(schema),
        takes_objects="object" in (types if isinstance(types, list) else [types]),
        named_at=place if properties or "patternProperties" in schema else "",
        places=[place],
    )


def _mentioned(schema: SchemaObject) -> set[str]:
    lists = [schema.get("required", []), *schema.get("dependentRequired", {}).values()]
    return {name for names in lists for name in names}


def _named(node: Node, key: Literal["properties", "patternProperties"]) -> Iterator[tuple[str, Node]]:
    for name, child in node.schema.get(key, {}).items():
        yield name, Node(child, f"{node.pointer}/{key}{pointer(name)}")
