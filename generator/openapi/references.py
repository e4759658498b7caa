"""From a schema to all that holds where it stands: its `$ref` and its `allOf`, gone through in one walk.

Whoever asks what several schemas say of one value asks here: samples, the documentation, the comparison of
specs and their judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from urllib.parse import unquote

from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import ANNOTATIONS
from generator.openapi.model import Node

_COMPONENTS = "#/components/schemas/"
MOST_PARTS = 10_000
"""Of one schema: what is merged of more is not looked at."""
ENDLESS: SchemaObject = {}
"""Stands for a reference that only leads to itself."""


def resolve_reference(document: Document, reference: str) -> tuple[JSON, str]:
    """What a local `$ref` such as `#/components/schemas/Profile` points to, and its JSON pointer.

    Raises KeyError for what is not there or lies in another file.
    """
    if not reference.startswith("#/"):
        raise KeyError(reference)
    node = cast(JSON, document)
    place = unquote(reference[1:]) if "%" in reference else reference[1:]
    for part in place[1:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict):
            node = node[key]
        elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            raise KeyError(reference)
    return node, place


def dereference(document: Document, reference: str) -> Node:
    """The schema that a `$ref` leads to."""
    name = reference.removeprefix(_COMPONENTS)
    if name.isalnum():  # nearly all of them, and it pays not to take the long way
        return Node(document["components"]["schemas"][name], reference[1:])
    found, place = resolve_reference(document, reference)
    return Node(cast(SchemaObject, found), place)


def _is_bare(schema: SchemaObject) -> bool:
    """Whether it is a `$ref` and says nothing else of values."""
    return "$ref" in schema and (len(schema) == 1 or schema.keys() - ANNOTATIONS == {"$ref"})


def follow(document: Document, node: Node) -> Node:
    """The node itself, or the schema that its bare `$ref` (annotations aside) leads to."""
    if "$ref" not in node.schema:
        return node
    seen = set()
    while _is_bare(node.schema):
        if node.pointer in seen:
            return Node(ENDLESS, node.pointer)
        seen.add(node.pointer)
        node = dereference(document, node.schema["$ref"])
    return node


def reference_loops(document: Document) -> list[str]:
    """The places of the components that are schemas of nothing but a reference that leads to itself."""
    schemas = document.get("components", {}).get("schemas", {})
    ends: dict[str, bool] = {}
    for name, schema in schemas.items():
        node = Node(schema, pointer("components", "schemas", name))
        chain: dict[str, None] = {}
        while node.pointer not in ends and node.pointer not in chain and _is_bare(node.schema):
            chain[node.pointer] = None
            node = dereference(document, node.schema["$ref"])
        is_loop = node.pointer in chain or ends.get(node.pointer, False)
        ends |= dict.fromkeys(chain, is_loop)
    return [place for place, is_loop in ends.items() if is_loop]


def parts_of(document: Document, node: Node, seen: set[str] | None = None) -> Sequence[Node]:
    """`node` and, deeply, what its `$ref` and `allOf` add to it: all that holds where it stands.

    Outermost first, in the order of the document; each place once (`seen` holds their pointers), so that a
    circle ends.
    """
    if seen is None and "allOf" not in node.schema:
        if "$ref" not in node.schema:  # most schemas by far
            return (node,)
        target = dereference(document, node.schema["$ref"])
        if "$ref" not in target.schema and "allOf" not in target.schema:  # most of those referred to
            return (node, target)
    seen = set() if seen is None else seen
    found: list[Node] = []
    pending = [node]
    while pending and len(seen) < MOST_PARTS:
        part = pending.pop()
        if part.pointer in seen:
            continue
        seen.add(part.pointer)
        found.append(part)
        if "allOf" in part.schema:
            pending += reversed(branches_at(part, "allOf"))
        if "$ref" in part.schema:
            pending.append(dereference(document, part.schema["$ref"]))
    return found


def branches_at(node: Node, key: str) -> list[Node]:
    """The branches of `oneOf`, `anyOf` or `allOf`, each with its place; none without that keyword."""
    branches = cast("list[SchemaObject]", cast(JSONObject, node.schema).get(key, ()))
    place = f"{node.pointer}/{key}/"
    return [Node(branch, f"{place}{index}") for index, branch in enumerate(branches)]
