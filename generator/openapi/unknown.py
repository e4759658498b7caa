"""Properties of a value that its schema does not name: typing errors, which JSON Schema lets pass.

A schema that names properties is taken to name all of them, unless it says `additionalProperties`. Of a
choice (`oneOf`, `anyOf`) the properties of all branches count; one branch that takes any object is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.dialect import resolve_reference
from generator.openapi.document import Document
from generator.openapi.entries import NOTHING_MORE
from generator.openapi.model import Node

# Where one of these stands, which properties there may be depends on the value.
_CONDITIONAL = ("if", "dependentSchemas", "unevaluatedProperties", "$dynamicRef")

_Place = tuple[JSON, str]
"""A schema and its JSON pointer."""


@dataclass(slots=True)
class _Shape:
    """What several schemas together say of the parts of a value."""

    properties: dict[str, list[_Place]] = field(default_factory=dict)
    patterns: list[tuple[str, _Place]] = field(default_factory=list)
    items: list[_Place] = field(default_factory=list)
    others: list[_Place] = field(default_factory=list)
    """Schemas of properties that are not named."""
    is_open: bool = False
    """Whether properties that are not named are meant to be there."""
    mentioned: set[str] = field(default_factory=set)
    """Properties that are demanded, though not described."""
    takes_objects: bool = True
    named_at: str = ""
    """Where the first of them are named."""

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
        self._shapes: dict[tuple[int, ...], tuple[_Shape, list[_Place]]] = {}

    def properties(self, schema: str, value: JSON) -> list[tuple[str, str]]:
        """The properties of `value` that the schema at a JSON pointer does not name.

        Each as its own pointer below `value` and the pointer at which the document would name it.
        """
        try:
            found, _ = resolve_reference(self._document, "#" + schema)
        except KeyError:  # a media type without a schema
            return []
        return list(self._unknown([(found, schema)], value, ""))

    def places(self, node: Node, value: JSON) -> list[str]:
        """The same for the schema at `node`, as pointers below `value` alone."""
        return [place for place, _ in self._unknown([(cast(JSON, node.schema), node.pointer)], value, "")]

    def _unknown(self, schemas: list[_Place], value: JSON, below: str) -> Iterator[tuple[str, str]]:
        if not schemas or not isinstance(value, dict | list):
            return
        shape = self._shape(schemas)
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._unknown(shape.items, item, below + pointer(index))
            return
        for name, child in value.items():
            named = shape.properties.get(name, [])
            if shape.patterns:
                named = named + [place for pattern, place in shape.patterns if re.search(pattern, name)]
            is_known = named or shape.is_open or shape.names_none or name in shape.mentioned
            if not is_known:
                yield below + pointer(name), shape.named_at + pointer("properties", name)
            if isinstance(child, dict | list):
                yield from self._unknown(named or shape.others, child, below + pointer(name))

    def _shape(self, schemas: list[_Place]) -> _Shape:
        key = tuple(id(schema) for schema, _ in schemas)
        if key not in self._shapes:  # the schemas are kept as well, lest others get their ids
            self._shapes[key] = self._together(schemas, frozenset()), schemas
        return self._shapes[key][0]

    def _together(self, schemas: Iterable[_Place], seen: frozenset[str]) -> _Shape:
        together = _Shape()
        for schema, place in schemas:
            together.add(self._one(schema, place, seen))
        return together

    def _one(self, schema: JSON, place: str, seen: frozenset[str]) -> _Shape:
        """The shape of one schema; `seen` are the references that led here, so that a circle ends."""
        if not isinstance(schema, dict):
            return _Shape()
        shape = _own(schema, place)
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            target = self._one(*resolve_reference(self._document, reference), seen | {reference})
            shape.add(target)
            shape.takes_objects = shape.takes_objects and target.takes_objects
        if "allOf" in schema:
            shape.add(self._together(_listed(schema, "allOf", place), seen))
        for key in schema.keys() & {"oneOf", "anyOf"}:
            for branch in [self._one(*branch, seen) for branch in _listed(schema, key, place)]:
                shape.add(branch)
                shape.is_open = shape.is_open or branch.takes_any
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


def _own(schema: JSONObject, place: str) -> _Shape:
    """What a schema says without looking at those it refers to or combines."""
    others = schema.get("additionalProperties", False)
    others = False if others == NOTHING_MORE else others
    types = schema.get("type", "object")
    properties = dict(_named(schema, "properties", place))
    return _Shape(
        properties={name: [child] for name, child in properties.items()},
        patterns=list(_named(schema, "patternProperties", place)),
        items=[(schema["items"], f"{place}/items")] if "items" in schema else [],
        others=[(others, f"{place}/additionalProperties")] if isinstance(others, dict) else [],
        is_open=others is not False or any(key in schema for key in _CONDITIONAL),
        mentioned=_mentioned(schema),
        takes_objects="object" in (types if isinstance(types, list) else [types]),
        named_at=place if properties or "patternProperties" in schema else "",
    )


def _mentioned(schema: JSONObject) -> set[str]:
    demands = schema.get("dependentRequired")
    lists = [schema.get("required"), *(demands.values() if isinstance(demands, dict) else [])]
    return {str(name) for names in lists if isinstance(names, list) for name in names}


def _named(schema: JSONObject, key: str, place: str) -> Iterator[tuple[str, _Place]]:
    named = schema.get(key)
    if isinstance(named, dict):
        above = f"{place}/{key}"
        for name, child in named.items():
            yield name, (child, above + pointer(name))


def _listed(schema: JSONObject, key: str, place: str) -> list[_Place]:
    branches = schema[key]
    return [
        (branch, place + pointer(key, index)) for index, branch in enumerate(cast("list[JSON]", branches))
    ]
