"""The fields of a body as a reader wants them: in their nesting, with types and what is allowed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.escape.markdown import Markdown, cell, code, codes, escaped, joined, written
from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import Node
from generator.openapi.references import follow, parts_of
from generator.openapi.schema import Effective, effective, types_of
from generator.openapi.selection import Order

_MOST_FIELDS = 60
_DEEPEST = 10
_MOST_VALUES = 60
_MOST_NAMED = 6  # fields of one of several objects
_LONGEST = 280
_INDENT = "  "
_NOTHING = escaped("")

_HOLDING = frozenset(("$ref", "allOf", "oneOf", "anyOf", "properties", "items"))


class BodyField(NamedTuple):
    """One line of a body's description; all texts are Markdown."""

    indent: str
    """Two spaces for each level."""
    name: Markdown
    type: Markdown
    required: bool
    description: Markdown
    values: Markdown
    """The only values allowed, or the default; empty where neither is said."""
    hidden: int
    """How many fields stand below it that are not listed."""


@dataclass(slots=True)
class _Entry:
    name: str
    type: Markdown
    required: bool
    description: Markdown
    values: Markdown
    pointer: str
    """Of the object whose properties stand below, empty if there are none."""
    depth: int = 0
    below: list["_Entry"] = field(default_factory=list)
    hidden: int = 0


class FieldReader:
    """Reads the fields of one document's schemas; what several bodies share is read once."""

    def __init__(self, document: Document, order: Order) -> None:
        self._document = document
        self._order = order
        self._objects: dict[str, Node] = {}
        self._children: dict[str, list[tuple[str, Node, bool]]] = {}
        self._described: dict[tuple[str, str, bool], _Entry] = {}
        self._merged: dict[str, Effective] = {}

    def fields(self, node: Node) -> list[BodyField]:
        """The fields that a request may send; inner ones are left out first if there are too many."""
        root = _Entry("", _NOTHING, False, _NOTHING, _NOTHING, self._object_in(node))
        level, room = [root], _MOST_FIELDS
        for depth in range(_DEEPEST):
            following: list[_Entry] = []
            for entry in level:
                children = self._properties(entry.pointer)
                if len(children) > room and depth:
                    entry.hidden = len(children)
                    continue
                room -= len(children)
                entry.below = [self._entry(*child, depth=depth) for child in children]
                following += entry.below
            level = following
        for entry in level:
            entry.hidden = len(self._properties(entry.pointer))
        return list(_lines(root))

    def names(self, node: Node) -> frozenset[str]:
        """The names of all fields, at any depth."""
        found: set[str] = set()
        seen, pending = set(), [self._object_in(node)]
        while pending:
            place = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            for name, child, _ in self._properties(place):
                found.add(name)
                pending.append(self._object_in(child))
        return frozenset(found)

    def at(self, node: Node, path: list[str]) -> Node | None:
        """The schema of a field by the names that lead to it, lists left out; None if there is none."""
        for name in path:
            properties = self._properties(self._object_in(node))
            found = next((child for key, child, _ in properties if key == name), None)
            if found is None:
                return None
            node = found
        return follow(self._document, node)

    def _properties(self, place: str) -> list[tuple[str, Node, bool]]:
        if place not in self._children:
            merged = self._effective(self._objects[place]) if place else None
            self._children[place] = (
                [
                    (name, merged.properties[name], name in merged.required)
                    for name in self._order.names(merged)
                    if name in merged.properties and not merged.properties[name].schema.get("readOnly", False)
                ]
                if merged
                else []
            )
        return self._children[place]

    def _effective(self, node: Node) -> Effective:
        """What `node`, already followed, amounts to."""
        key = _key(node)
        merged = self._merged.get(key)
        if merged is None:
            merged = self._merged[key] = effective(self._document, node)
        return merged

    def _object_in(self, node: Node) -> str:
        """The key of the object that `node` is, or lists, or has as its only choice; "" without one."""
        seen: set[str] = set()
        while True:
            node = follow(self._document, node)
            if node.schema.keys().isdisjoint(_HOLDING):
                return ""
            key = _key(node)
            if key in self._objects:
                return key
            if key in seen:
                return ""
            seen.add(key)
            merged = self._effective(node)
            if merged.properties:
                self._objects[key] = node
                return key
            branches = [] if merged.items is None else [merged.items]
            if merged.choices:
                branches += [one for one in self._branches(node, set()) if self._holds_fields(one)]
            if len(branches) != 1:
                return ""
            node = branches[0]

    def _holds_fields(self, node: Node) -> bool:
        merged = self._effective(follow(self._document, node))
        return bool(merged.properties) or merged.items is not None

    def _entry(self, name: str, node: Node, required: bool, *, depth: int) -> _Entry:
        key = (_key(node), name, required)
        known = self._described.get(key)
        if known is None:
            schemas = [part.schema for part in parts_of(self._document, node)]
            description = next((schema["description"] for schema in schemas if "description" in schema), "")
            type_, values = self._type(node)
            known = _Entry(name, type_, required, _short(description), values, self._object_in(node))
            self._described[key] = known
        return _Entry(name, known.type, required, known.description, known.values, known.pointer, depth)

    def _type(self, node: Node, *, nested: bool = False) -> tuple[Markdown, Markdown]:
        """The type in words, and the values that are allowed."""
        node = follow(self._document, node)
        merged = self._effective(node)
        schema = merged.keywords
        if "enum" in schema:
            listed = _listed([value for value in schema["enum"] if value is not None])
            return escaped(types_of(merged)[0]), listed
        if merged.choices and not merged.properties:
            return self._choice(self._branches(node, set()))
        types = [name for name in types_of(merged) if name != "null"] or ["null"]
        said = escaped(" or ".join(types))
        if types == ["array"] and merged.items is not None and not nested:
            inner, values = self._type(merged.items, nested=True)
            return written("array of {}", inner), values
        if "format" in schema:
            said = written("{} ({})", said, escaped(str(schema["format"])))
        default = schema.get("default")
        if default is None or default == {}:
            return said, _NOTHING
        return said, written("default {}", code(_text(default)))

    def _branches(self, node: Node, seen: set[str]) -> list[Node]:
        """What may be chosen from, choices within choices included; null aside."""
        node = follow(self._document, node)
        if node.pointer in seen or node.schema.get("type") == "null":
            return []
        seen.add(node.pointer)
        merged = self._effective(node)
        if not merged.choices or merged.properties:
            return [node]
        return [found for choice in merged.choices for one in choice for found in self._branches(one, seen)]

    def _choice(self, branches: list[Node]) -> tuple[Markdown, Markdown]:
        merged = [self._effective(branch) for branch in branches]
        objects = [whole for whole in merged if whole.properties]
        if objects and len(objects) == len(merged) > 1:
            kinds = [kind for whole in objects for kind in self._kinds(whole.properties.get("type"))]
            said = written(f"one of {len(objects)} objects")
            if kinds:
                return said, written("`type`: {}", _listed(kinds))
            names = [codes(self._order.names(whole)[:_MOST_NAMED]) for whole in objects]
            return said, joined("; or ", dict.fromkeys(names))
        types = [name for whole in merged for name in types_of(whole) if name != "null"]
        enums = [value for whole in merged for value in whole.keywords.get("enum", []) if value is not None]
        return escaped(" or ".join(dict.fromkeys(types)) or "null"), _listed(enums)

    def _kinds(self, node: Node | None) -> list[JSON]:
        return [] if node is None else follow(self._document, node).schema.get("enum", [])


def _key(node: Node) -> str:
    """Where a schema stands; two definitions of one property, merged, stand at the place of the second."""
    return node.pointer + "&" if "allOf" in node.schema and len(node.schema) == 1 else node.pointer


def _lines(entry: _Entry) -> Iterator[BodyField]:
    for below in entry.below:
        yield BodyField(
            _INDENT * below.depth, code(below.name), below.type, below.required, below.description,
            below.values, below.hidden,
        )  # fmt: skip
        yield from _lines(below)


def _listed(values: Sequence[JSON]) -> Markdown:
    texts = list(dict.fromkeys(map(_text, values)))
    more = f" and {len(texts) - _MOST_VALUES} more" if len(texts) > _MOST_VALUES else ""
    return written(f"{{}}{more}", codes(texts[:_MOST_VALUES]))


def _text(value: JSON) -> str:
    from generator.encode import to_json

    return value if isinstance(value, str) and value else to_json(value, indent=False).decode()


def _short(description: str) -> Markdown:
    """As many whole sentences as fit on two lines, but at least one."""
    text = cell(description)
    if len(text) <= _LONGEST:
        return text
    end = text.rfind(". ", 0, _LONGEST)
    if end < 0:
        end = text.find(". ")
    return cell(text[: end + 1]) if end >= 0 else text
