"""Which kind of object stands where in an OpenAPI document, as a table, and the walk that follows it.

Data that only looks like a part of the document (an example with a `$ref`, a property called `schema`) is
passed over, since the table does not lead there. Source: OpenAPI 3.2.0, "Schema" and the objects after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias, cast

from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document
from generator.openapi.keywords import LISTED, NAMED, SINGLE

How: TypeAlias = Literal["one", "list", "map", "paths"]
"""Whether a field holds an object, a list or a map of them, or those of a map that are named like paths."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""Those that a path item has a field for; others are in its `additionalOperations`."""

_CONTENT: dict[str, tuple[How, str]] = {"content": ("map", "mediaType")}
_PARAMETER: dict[str, tuple[How, str]] = {
    "schema": ("one", "schema"),
    "examples": ("map", "example"),
    **_CONTENT,
}
FIELDS: dict[str, dict[str, tuple[How, str]]] = {
    "document": {
        "components": ("one", "components"),
        "paths": ("paths", "pathItem"),
        "webhooks": ("map", "pathItem"),
    },
    "components": {
        "schemas": ("map", "schema"),
        "parameters": ("map", "parameter"),
        "headers": ("map", "header"),
        "responses": ("map", "response"),
        "requestBodies": ("map", "requestBody"),
        "examples": ("map", "example"),
        "pathItems": ("map", "pathItem"),
        "securitySchemes": ("map", "securityScheme"),
        "mediaTypes": ("map", "mediaType"),
    },
    "pathItem": {
        "parameters": ("list", "parameter"),
        **dict.fromkeys(METHODS, ("one", "operation")),
        "additionalOperations": ("map", "operation"),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "requestBody"),
        "responses": ("map", "response"),
    },
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "requestBody": _CONTENT,
    "response": {"headers": ("map", "header"), **_CONTENT},
    "mediaType": {
        "schema": ("one", "schema"),
        "itemSchema": ("one", "schema"),
        "examples": ("map", "example"),
    },
    "example": {},
    "securityScheme": {},
    "schema": {
        **dict.fromkeys(NAMED, ("map", "schema")),
        **dict.fromkeys(SINGLE, ("one", "schema")),
        **dict.fromkeys(LISTED, ("list", "schema")),
    },
}


def operations(item: JSONObject) -> Iterator[tuple[str, JSON, str]]:
    """The operations of a path item: method in lower case, object, and JSON pointer below the item."""
    yield from ((method, item[method], f"/{method}") for method in METHODS if method in item)
    further = item.get("additionalOperations")
    for method, operation in further.items() if isinstance(further, dict) else ():
        if method.lower() not in METHODS:
            yield method.lower(), operation, pointer("additionalOperations", method)


class Place(NamedTuple):
    """An object of the document: its kind, what holds it under which key, and the keys that lead there."""

    kind: str
    holder: JSONObject | list[JSON]
    key: str | int
    path: tuple[str | int, ...]

    @property
    def value(self) -> JSON:
        """The object itself."""
        return self.holder[self.key]  # type: ignore[index] # a key of this very holder

    @property
    def pointer(self) -> str:
        """Its JSON pointer."""
        return pointer(*self.path)


def walk(document: Document, *, into_schemas: bool) -> Iterator[Place]:
    """Every object of a document that has its shape, outermost first, in the order of the document.

    A `$ref` is not followed: what it leads to is met where it stands. Schemas within schemas only if wanted.
    """
    pending = list(fields("document", cast(JSONObject, document), ()))[::-1]
    while pending:
        place = pending.pop()
        yield place
        value = place.value
        if isinstance(value, dict) and (into_schemas or place.kind != "schema"):
            pending += list(fields(place.kind, value, place.path))[::-1]


def fields(kind: str, node: JSONObject, path: tuple[str | int, ...]) -> Iterator[Place]:
    """The objects that one of that kind, which stands at `path`, holds in its fields."""
    known = FIELDS[kind]
    for field, value in node.items():
        if field not in known:
            continue
        how, inner = known[field]
        if how == "one":
            yield Place(inner, node, field, (*path, field))
        elif isinstance(value, list):
            yield from (Place(inner, value, index, (*path, field, index)) for index in range(len(value)))
        elif isinstance(value, dict):
            for name in value:
                if how == "map" or name.startswith("/"):
                    yield Place(inner, value, name, (*path, field, name))
