"""Properties that an object may have without declaring them, and items that have to differ."""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Iterator
from typing import NamedTuple, cast

from generator.encode import to_json
from generator.json_types import JSON, pointer
from generator.openapi.document import SchemaObject
from generator.openapi.faults import UnsatisfiableError
from generator.openapi.keywords import NOTHING_MORE
from generator.openapi.model import Node
from generator.openapi.regex import matches
from generator.openapi.scalars import scalar
from generator.openapi.schema import Effective

_MOST = 1000  # items or properties: what asks for more is not given it


def limits(
    keywords: SchemaObject, least: str, most: str, needed: int, place: str, is_tolerated: bool
) -> tuple[int, int]:
    """The bounds on a number of items or properties, of which `needed` there have to be.

    Raises UnsatisfiableError where they leave no number, unless that is tolerated.
    """
    if least not in keywords and most not in keywords:
        return 0, sys.maxsize
    low, high = cast(int, keywords.get(least, 0)), cast(int, keywords.get(most, sys.maxsize))
    if (max(low, needed) > high or low > _MOST) and not is_tolerated:
        reason = f"it asks for {max(low, needed):,} and allows {min(high, _MOST):,}"
        raise UnsatisfiableError(place, reason)
    return min(low, _MOST), max(high, needed)


class Slots(NamedTuple):
    """The items of an array: the schemas of the first, that of all others, and how many there are."""

    first: list[Node]
    others: Node
    length: int
    fewest: int
    """So many there have to be."""


def slots_of(node: Node, merged: Effective, minimal: bool, is_tolerated: bool) -> Slots:
    """What stands in an array of the schema at `node`; one item if it is up to us, none if `minimal`.

    Raises UnsatisfiableError as `limits` does.
    """
    keywords, place = merged.keywords, node.pointer
    prefix = keywords.get("prefixItems", [])
    fewest, most = limits(keywords, "minItems", "maxItems", 0, place, is_tolerated)
    count = min(max(fewest, 0 if minimal else len(prefix) or 1), most)
    is_open = merged.items is not None and merged.items.schema != NOTHING_MORE
    if fewest <= len(prefix) and not is_open:
        count = min(count, len(prefix))
    first = [
        Node(schema, place + pointer("prefixItems", index)) for index, schema in enumerate(prefix[:count])
    ]
    others = merged.items or Node({}, place + "/items")
    if "contains" in keywords:
        others = Node({"allOf": [others.schema, keywords["contains"]]}, place + "/contains")
        count = max(count, len(prefix) + min(keywords.get("minContains", 1), _MOST))
    return Slots(first, others, count, fewest)


def undeclared(keywords: SchemaObject, place: str) -> Iterator[tuple[str, Node]]:
    """Names for properties that are not declared, and their schemas; those of a pattern first."""
    from generator.openapi.patterns import matching

    for pattern, schema in keywords.get("patternProperties", {}).items():
        for name in itertools.islice(matching(pattern), 1):
            yield name, Node(schema, place + pointer("patternProperties", pattern))
    if keywords.get("additionalProperties") == NOTHING_MORE:
        return
    naming = keywords.get("propertyNames", {})
    if naming.keys() & {"pattern", "enum"}:
        names = [*naming.get("enum", ()), *matching(naming.get("pattern", "(?!)"))]
        yield from ((str(name), undeclared_node(keywords, str(name), place)) for name in names)
        return
    for number in itertools.count(1):
        yield f"key{number}", undeclared_node(keywords, f"key{number}", place)


def undeclared_node(keywords: SchemaObject, name: str, place: str) -> Node:
    """The schema of a property that is not declared: that of a pattern, else `additionalProperties`."""
    for pattern, schema in keywords.get("patternProperties", {}).items():
        if matches(pattern, name):
            return Node(schema, place + pointer("patternProperties", pattern))
    return Node(keywords.get("additionalProperties", {}), place + "/additionalProperties")


def is_map(keywords: SchemaObject) -> bool:
    """Whether the names of the properties are up to the user, as far as one schema can tell."""
    described = {**keywords.get("patternProperties", {}), "": keywords.get("additionalProperties", {})}
    return any(schema and schema != NOTHING_MORE for schema in described.values())


def distinct(items: list[JSON], schema: SchemaObject) -> list[JSON]:
    """Different items in place of `items`, which are all alike: as many, if that many can be thought of."""
    first = items[0]
    kind = {bool: "boolean", int: "integer", float: "number", str: "string"}.get(type(first))
    if kind is None:
        return items
    candidates: list[JSON] = [*schema.get("enum", []), first]
    if "enum" not in schema:
        if isinstance(first, str):
            from generator.openapi.patterns import matching

            candidates += matching(schema["pattern"]) if "pattern" in schema else ()
            candidates += [f"{first}{number}" for number in range(2, len(items) + 1)]
        else:
            candidates += scalar(schema, kind)
        if isinstance(first, int | float) and not isinstance(first, bool):
            step = cast(float, schema.get("multipleOf", 1))
            steps = [*range(1, len(items)), *range(-1, -len(items), -1)]
            candidates += [first + step * number for number in steps]
            candidates = [number for number in candidates if _is_within(schema, cast(float, number))]
    found = {to_json(candidate): candidate for candidate in candidates}
    return list(found.values())[: len(items)]


def _is_within(schema: SchemaObject, number: float) -> bool:
    is_above = schema.get("minimum", number) <= number > schema.get("exclusiveMinimum", -math.inf)
    return is_above and schema.get("maximum", number) >= number < schema.get("exclusiveMaximum", math.inf)
