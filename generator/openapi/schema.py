"""One schema as it takes effect: references followed, `allOf` merged, everything else left as it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import (
    ANNOTATIONS,
    CHOOSING,
    COMBINING,
    CONDITIONAL,
    LINKS,
    LOWER,
    MERGING,
    OF_ARRAYS,
    OF_NUMBERS,
    OF_OBJECTS,
    UPPER,
)
from generator.openapi.model import NOTHING, Node
from generator.openapi.references import branches_at, follow, parts_of

# What two schemas may both say of an object without getting in each other's way.
_SEPARABLE = LINKS | {"type", "properties", "required"}
_STRUCTURAL = frozenset(("properties", "items", "required", *CHOOSING, *CONDITIONAL))
_NOT_MERGED = LINKS | {*CHOOSING, "properties", "items", "required"}


@dataclass(slots=True)
class Effective:
    """A schema after merging: `keywords` that hold, child nodes with the place they came from."""

    keywords: SchemaObject
    properties: Mapping[str, Node]
    required: tuple[str, ...] = ()
    items: Node | None = None
    choices: Sequence[Sequence[Node]] = ()
    """Each `oneOf` and `anyOf` that applies, as its branches."""
    conditions: Sequence[Sequence[Node]] = ()
    """What holds under a condition (`if`, `dependentRequired`) and what does otherwise, in the same way."""
    is_certain: bool = True
    """Whether a value built from these parts satisfies the whole: merging lost nothing."""


def effective(document: Document, node: Node) -> Effective:
    """Merge `node` with what its `$ref` and `allOf` add to it, deeply.

    A property that several parts define becomes the `allOf` of their definitions. Of other keywords the
    stricter bound wins, types and enums are intersected.
    """
    if node.schema.keys().isdisjoint(MERGING):
        return _plain(node)
    return together(document, [node])


def together(document: Document, nodes: Sequence[Node]) -> Effective:
    """Merge several schemas that must all hold, as `effective` does with the parts of one."""
    seen: set[str] = set()
    every = [part for node in nodes for part in parts_of(document, node, seen)]
    parts = [part for part in every if part.schema.keys() - LINKS]
    if len(parts) <= 1:
        return _plain(parts[0] if parts else nodes[0])
    keywords: JSONObject = {}
    properties: dict[str, Node] = {}
    items: Node | None = None
    each = [_plain(part) for part in parts]
    for plain in each:
        _merge_keywords(keywords, cast(JSONObject, plain.keywords))
        for name, child in plain.properties.items():
            properties[name] = _both(properties.get(name), child)
        if plain.items is not None:
            items = _both(items, plain.items)
    return Effective(
        keywords=cast(SchemaObject, keywords),
        properties=properties,
        required=tuple(dict.fromkeys(name for plain in each for name in plain.required)),
        items=items,
        choices=[choice for plain in each for choice in plain.choices],
        conditions=[condition for plain in each for condition in plain.conditions],
        is_certain=all(part.schema.keys() <= _SEPARABLE for part in parts),
    )


def with_branches(document: Document, node: Node) -> Iterator[Effective]:
    """The schema at `node` and, deeply, the branches of its choices, each place once."""
    pending, seen = [follow(document, node)], set()
    while pending:
        place = pending.pop()
        if place.pointer not in seen:
            seen.add(place.pointer)
            merged = effective(document, place)
            yield merged
            branches = [follow(document, branch) for choice in merged.choices for branch in choice]
            pending += reversed(branches)


def types_of(merged: Effective) -> list[str]:
    """The types allowed; where none is named, what the other keywords speak of; `string` if nothing does."""
    schema = merged.keywords
    if "type" in schema:
        return [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
    if merged.properties or merged.required or not schema.keys().isdisjoint(OF_OBJECTS):
        return ["object"]
    if merged.items or not schema.keys().isdisjoint(OF_ARRAYS):
        return ["array"]
    if not schema.keys().isdisjoint(OF_NUMBERS):
        return ["number"]
    return ["string", "number", "boolean"] if "not" in schema else ["string"]


def is_only_choice(schema: SchemaObject) -> bool:
    """Whether the schema says nothing about values but its one oneOf or anyOf."""
    said = {key for key in schema if key not in ANNOTATIONS and not key.startswith("x-")}
    return len(said) == 1 and said <= {*CHOOSING}


def merged_references(schema: SchemaObject) -> list[str]:
    """The `$ref`s that become part of the schema itself, so that it may contain itself unnoticed."""
    if schema.keys().isdisjoint(COMBINING) or is_only_choice(schema):
        return []
    return _references(schema)


def _references(schema: SchemaObject) -> list[str]:
    own = [schema["$ref"]] if "$ref" in schema else []
    parts = [*schema.get("allOf", []), *schema.get("oneOf", []), *schema.get("anyOf", [])]
    parts += [branch for branches in _conditions(schema, "") for node in branches for branch in [node.schema]]
    return own + [reference for part in parts for reference in _references(part)]


def _plain(node: Node) -> Effective:
    schema, place = node.schema, node.pointer
    if schema.keys().isdisjoint(_STRUCTURAL):
        return Effective(schema, NOTHING)
    inner = place + "/properties/"
    return Effective(
        keywords=schema,
        properties={
            name: Node(child, inner + (name if name.isidentifier() else pointer(name)[1:]))
            for name, child in schema["properties"].items()
        }
        if "properties" in schema
        else NOTHING,
        required=tuple(schema["required"]) if "required" in schema else (),
        items=Node(schema["items"], place + "/items") if "items" in schema else None,
        choices=() if schema.keys().isdisjoint(CHOOSING) else _choices(node),
        conditions=() if schema.keys().isdisjoint(CONDITIONAL) else list(_conditions(schema, place)),
    )


def _choices(node: Node) -> list[list[Node]]:
    return [branches_at(node, key) for key in CHOOSING if key in node.schema]


def _conditions(schema: SchemaObject, place: str) -> Iterator[list[Node]]:
    otherwise = Node(schema.get("else", {}), place + "/else")
    if "if" in schema:
        yield [Node({"allOf": [schema["if"], schema.get("then", {})]}, place + "/then"), otherwise]
    for name, dependent in schema.get("dependentSchemas", {}).items():
        yield [Node(dependent, place + pointer("dependentSchemas", name)), Node({}, place + "/else")]
    for name, names in schema.get("dependentRequired", {}).items():
        yield [
            Node({"required": names}, place + pointer("dependentRequired", name)),
            Node({}, place + "/else"),
        ]


def _both(first: Node | None, second: Node) -> Node:
    if first is None or first.schema == second.schema:
        return second
    return Node({"allOf": [first.schema, second.schema]}, second.pointer)


def _merge_keywords(target: JSONObject, addition: JSONObject) -> None:
    for key, value in addition.items():
        if key in _NOT_MERGED:
            continue
        if key not in target:
            target[key] = value
        elif key == "type":
            target[key] = cast(JSON, common_types(_names(target[key]), _names(value)))
        elif key == "enum":
            target[key] = [
                choice for choice in cast("list[JSON]", target[key]) if choice in cast("list[JSON]", value)
            ]
        else:
            target[key] = stricter(key, target[key], value)


def _names(types: JSON) -> list[str]:
    return [types] if isinstance(types, str) else cast("list[str]", types)


def common_types(names: Collection[str], others: Collection[str]) -> list[str]:
    """The types that both allow, a number taking an integer as well."""
    both = [name for name in names if name in others or (name == "integer" and "number" in others)]
    if "integer" in others and "number" in names and "number" not in both:
        both.append("integer")
    return both


def stricter(key: str, first: JSON, second: JSON) -> JSON:
    """Of two limits of one keyword the one that leaves less; the second where neither is known to."""
    if key in LOWER:
        return max(cast(float, first), cast(float, second))
    return min(cast(float, first), cast(float, second)) if key in UPPER else second
