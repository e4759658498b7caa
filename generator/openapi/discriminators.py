"""What an object says that it is, where a `discriminator` asks for it.

Source: OpenAPI 3.0.3, "Discriminator Object".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from generator.json_types import JSONObject
from generator.openapi.document import Document
from generator.openapi.model import Node
from generator.openapi.references import follow
from generator.openapi.scalars import STRING_PLACEHOLDER
from generator.openapi.schema import hints

_COMPONENTS = "/components/schemas/"


def discriminated(document: Document, node: Node, branches: Sequence[Node], value: JSONObject) -> JSONObject:
    """`value` with its name where a discriminator of `node` asks for one and nothing else gave it.

    The name is that of the branch the value was made for, or, where the discriminator is inherited, that of
    `node` itself.
    """
    if "discriminator" not in node.schema and "$ref" not in node.schema and "allOf" not in node.schema:
        return value
    for holder, schema in hints(document, node):
        said = cast(JSONObject, schema).get("discriminator")
        key = said.get("propertyName") if isinstance(said, dict) else None
        if not isinstance(said, dict) or not isinstance(key, str):
            continue
        if value.get(key, STRING_PLACEHOLDER) != STRING_PLACEHOLDER:
            continue
        is_union = bool(branches) and (holder is node or holder.pointer == node.pointer)
        targets = [branch for branch in branches if "$ref" in branch.schema] if is_union else [node]
        names = [_name(follow(document, target).pointer, said) for target in targets]
        if names and names[0]:
            value = {**value, key: names[0]}
    return value


def _name(place: str, discriminator: JSONObject) -> str:
    """What `mapping` calls the schema at `place`, else the name of the component."""
    component = place.removeprefix(_COMPONENTS) if place.startswith(_COMPONENTS) else ""
    mapping = discriminator.get("mapping")
    for name, target in mapping.items() if isinstance(mapping, dict) else ():
        if target in (component, f"#{place}"):
            return name
    return component
