"""What an object says that it is, where a `discriminator` asks for it.

Source: OpenAPI 3.0.3 and 3.1.1, "Discriminator Object".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast
from urllib.parse import unquote

from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document
from generator.openapi.examples import Direction, Examples
from generator.openapi.keywords import ANNOTATIONS, CHOOSING, MERGING
from generator.openapi.model import Node
from generator.openapi.naming import screaming
from generator.openapi.oracle import Oracle
from generator.openapi.references import branches_at, dereference, follow, parts_of
from generator.openapi.scalars import STRING_PLACEHOLDER
from generator.openapi.schema import effective

_COMPONENTS = "/components/schemas"
_MOST_NAMES = 64  # that are tried for one object
_FILE = re.compile(r"(?:.*/)?([^/]+)\.(?:json|ya?ml)")


class _Naming(NamedTuple):
    """What one discriminator asks of an object."""

    key: str
    """The property that names it."""
    child: Node | None
    """The schema of that property, if it is declared."""
    names: dict[str, Node]
    """What it may be called, the likeliest first, and what it then is an instance of."""
    is_due: bool
    """Whether it needs another name than the one it has."""
    is_foreign: bool
    """Whether the one it has is that of another schema."""


class Namer:
    """Gives objects their names, those of one document."""

    def __init__(self, document: Document, oracle: Oracle, examples: Examples) -> None:
        self._document = document
        self._oracle = oracle
        self._examples = examples
        self._mappings: dict[int, dict[str, list[str]]] = {}  # by the id of the discriminator

    def named(
        self, node: Node, branches: Sequence[Node], value: JSON, direction: Direction
    ) -> tuple[JSON, bool]:
        """`value`, made for these branches of `node`, with the names that discriminators have for it, as far
        as they are valid; and whether it goes by one that belongs to another schema.

        The name is that of a branch or, where the discriminator is inherited, that of `node` itself. A name
        of the author's that is no schema's stays where `mapping` has no other.
        """
        is_foreign = False
        if not isinstance(value, dict) or node.schema.keys().isdisjoint(("discriminator", *MERGING)):
            return value, is_foreign
        for holder in parts_of(self._document, node):
            if "discriminator" not in holder.schema:
                continue
            naming = self._naming(node, holder, branches, value)
            if naming is None or not naming.is_due:
                continue
            key, child = naming.key, naming.child
            if child and key not in value and self._examples.is_hidden(child, direction):
                continue
            for name, place in itertools.islice(naming.names.items(), _MOST_NAMES):
                renamed: JSONObject = {**value, key: name}
                if self._oracle.accepts(node.schema, renamed) and self._oracle.accepts(place.schema, renamed):
                    value = renamed
                    break
            else:
                is_foreign = is_foreign or naming.is_foreign
        return value, is_foreign

    def _naming(
        self, node: Node, holder: Node, branches: Sequence[Node], value: JSONObject
    ) -> _Naming | None:
        said = cast(JSONObject, holder.schema)["discriminator"]
        key = said.get("propertyName") if isinstance(said, dict) else None
        name = value.get(key, STRING_PLACEHOLDER) if isinstance(key, str) else None
        target = _target(self._document, node, holder, branches)
        if not (isinstance(said, dict) and isinstance(key, str) and isinstance(name, str) and target):
            return None
        alike = list(meant(self._document, target))
        mapped = self._mapped(said, alike)
        names = {**mapped, **_implied(self._document, said, alike)}
        is_foreign = name not in names and place_of(self._document, said, name) != ""
        is_said = name not in (STRING_PLACEHOLDER, screaming(key))
        is_due = name not in names and (is_foreign or bool(mapped) or not is_said)
        for further, place in self._mapped(said, parts_of(self._document, target)).items():
            names.setdefault(further, place)
        child = effective(self._document, follow(self._document, target)).properties.get(key)
        for further in _choices(self._document, child):
            if not place_of(self._document, said, further):
                names.setdefault(further, target)
        return _Naming(key, child, names, is_due, is_foreign)

    def _mapped(self, discriminator: JSONObject, places: Iterable[Node]) -> dict[str, Node]:
        """The names that `mapping` has for any of `places`, those of the first place first."""
        if id(discriminator) not in self._mappings:
            names = self._mappings[id(discriminator)] = {}
            mapping = discriminator.get("mapping")
            for name in mapping if isinstance(mapping, dict) else ():
                names.setdefault(place_of(self._document, discriminator, name), []).append(name)
        names = self._mappings[id(discriminator)]
        return {name: place for place in places for name in names.get(place.pointer, ())}


def place_of(document: Document, discriminator: JSONObject, name: str) -> str:
    """The JSON pointer of the schema that a discriminator calls `name`; empty if there is none.

    Its mapping leads there by reference, by the name of a component, or by that of the file it came from.
    """
    mapping = discriminator.get("mapping")
    target = mapping.get(name, name) if isinstance(mapping, dict) else name
    if not isinstance(target, str):
        return ""
    components = document.get("components", {}).get("schemas", {})
    if target in components:
        return _COMPONENTS + pointer(target)
    file, _, fragment = target.partition("#")
    if fragment:
        return unquote(fragment)
    came_from = _FILE.fullmatch(file)
    return _COMPONENTS + pointer(came_from[1]) if came_from and came_from[1] in components else ""


def meant(document: Document, node: Node) -> Iterator[Node]:
    """The schema at `node` and those that it is another word for: by `$ref`, as the only part of an `allOf`,
    or as the branches of a union.
    """
    pending, seen = [node], set()
    while pending:
        place = pending.pop()
        if place.pointer in seen:
            continue
        seen.add(place.pointer)
        yield place
        further = [branch for key in CHOOSING for branch in branches_at(place, key)]
        if len(place.schema.keys() - ANNOTATIONS) == 1:
            if "$ref" in place.schema:
                further.append(dereference(document, place.schema["$ref"]))
            parts = branches_at(place, "allOf")
            further += parts if len(parts) == 1 else []
        pending += reversed(further)


def _target(document: Document, node: Node, holder: Node, branches: Sequence[Node]) -> Node | None:
    """Whose name a discriminator at `holder` asks for, if any."""
    unions = [holder.pointer + pointer(key) for key in CHOOSING if key in holder.schema]
    if not unions:
        return node
    if any(
        node.pointer == place.pointer for place in meant(document, holder) if place.pointer != holder.pointer
    ):
        return node  # a child whose parent lists its children
    return next((branch for branch in branches if branch.pointer.rpartition("/")[0] in unions), None)


def _implied(document: Document, discriminator: JSONObject, places: Iterable[Node]) -> dict[str, Node]:
    """The names of `places` that are components, unless `mapping` calls something else so."""
    named = {place.pointer.removeprefix(_COMPONENTS + "/"): place for place in places}
    return {
        name: place
        for name, place in named.items()
        if place_of(document, discriminator, name) == place.pointer
    }


def _choices(document: Document, child: Node | None) -> list[str]:
    """The texts that an enum lets a property be."""
    enum = effective(document, follow(document, child)).keywords.get("enum", []) if child else []
    return [choice for choice in enum if isinstance(choice, str)]
