"""Brings the schemas of OpenAPI 3.0 into the one dialect used here: JSON Schema 2020-12, as in OpenAPI 3.1.

After this there is no `nullable` and no boolean `exclusiveMinimum`; boolean schemas are objects; `required`
names what both requests and responses must hold.
Sources: OpenAPI 3.0.3, section "Schema Object"; OpenAPI 3.1.0, the same; "Migrating from 3.0 to 3.1".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard, cast
from urllib.parse import unquote

from generator.errors import InputError
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document, SchemaObject

_NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")
_SINGLE = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else",
           "unevaluatedProperties", "unevaluatedItems")  # fmt: skip
_LISTED = ("allOf", "oneOf", "anyOf", "prefixItems")
_NESTING = frozenset((*_NAMED, *_SINGLE, *_LISTED))
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def unify_schemas(document: Document, name: str) -> None:
    """Rewrite every schema of `document` in place; raises InputError for a `$ref` to nowhere."""
    references: set[str] = set()
    for schema in _schemas(document):
        _unify(schema, references)
    for reference in sorted(references):
        try:
            resolve_reference(document, reference)
        except KeyError:
            place = _find_reference(cast(JSONObject, document), reference, "")
            raise missing_reference(name, place, reference) from None


def missing_reference(name: str, place: str, reference: str) -> InputError:
    """The error for a `$ref` at `place` that leads nowhere."""
    hint = "" if reference.startswith("#") else "other files are not followed: bundle the spec first"
    return InputError(f"{name}: {place}: $ref {reference!r} leads nowhere", hint)


def resolve_reference(document: Document, reference: str) -> tuple[JSON, str]:
    """What a local `$ref` such as `#/components/schemas/Profile` points to, and its JSON pointer.

    Raises KeyError for what is not there or lies in another file.
    """
    if not reference.startswith("#/"):
        raise KeyError(reference)
    node: JSON = cast(JSONObject, document)
    place = unquote(reference[1:]) if "%" in reference else reference[1:]
    for part in place[1:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict):
            node = node[key]
        elif isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        else:
            raise KeyError(reference)
    return node, place


def _schemas(document: Document) -> Iterator[SchemaObject]:
    """Every outermost schema of the document: components first, then those of operations."""
    components = cast(JSONObject, document.get("components", {}))
    yield from cast("dict[str, SchemaObject]", components.get("schemas", {})).values()
    for kind in ("parameters", "headers", "responses", "requestBodies"):
        for holder in cast(JSONObject, components.get(kind, {})).values():
            yield from _schemas_below(holder)
    items = [*document["paths"].values(), *cast(JSONObject, components.get("pathItems", {})).values()]
    for item in items:
        if _is_object(item):
            yield from _schemas_below(item.get("parameters"))
            for method in _METHODS:
                operation = item.get(method)
                if _is_object(operation):
                    for key in ("parameters", "requestBody", "responses"):
                        yield from _schemas_below(operation.get(key))


def _schemas_below(node: JSON) -> Iterator[SchemaObject]:
    """The schemas of parameters, bodies, responses and headers, however these are nested."""
    if isinstance(node, list):
        for element in node:
            yield from _schemas_below(element)
    elif _is_object(node):
        for key, value in node.items():
            if key == "schema":
                schema = node[key] = value if isinstance(value, dict) else {}
                yield cast(SchemaObject, schema)
            elif key not in ("example", "examples", "extensions"):
                yield from _schemas_below(value)


def _unified(schema: JSON, references: set[str]) -> JSON:
    """A schema below another one; `true` and `false` are the schemas of everything and of nothing."""
    if not isinstance(schema, dict):
        return {} if schema else {"not": {}}
    _unify(cast(SchemaObject, schema), references)
    return schema


def _unify(schema: SchemaObject, references: set[str]) -> None:
    node = cast(JSONObject, schema)
    if "$ref" in node:
        references.add(cast(str, node["$ref"]))
    for key in node.keys() & _NESTING:
        value = node[key]
        if key in _NAMED:
            named = cast(JSONObject, value)
            node[key] = {name: _unified(child, references) for name, child in named.items()}
        elif key in _LISTED:
            node[key] = [_unified(child, references) for child in cast("list[JSON]", value)]
        else:
            node[key] = _unified(value, references)
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(node.get(exclusive), bool):
            is_exclusive = node.pop(exclusive)
            if is_exclusive and bound in node:
                node[exclusive] = node.pop(bound)
    if "required" in node and "properties" in node:
        _require_both_ways(schema)
    if node.pop("nullable", False):
        _allow_null(node)


def _require_both_ways(schema: SchemaObject) -> None:
    """Keep as required what requests and responses both need.

    A required property that is `readOnly` must be absent from requests, a `writeOnly` one from responses,
    so that neither can be demanded everywhere (OpenAPI 3.0.3, "Schema Object", Fixed Fields).
    """
    properties = schema["properties"]
    one_way = {
        name
        for name in schema["required"]
        if properties.get(name, {}).get("readOnly") or properties.get(name, {}).get("writeOnly")
    }
    if one_way:
        schema["required"] = [name for name in schema["required"] if name not in one_way]


def _allow_null(node: JSONObject) -> None:
    type_name = node.get("type")
    if isinstance(type_name, str) and not node.keys() & {"oneOf", "anyOf", "allOf", "$ref"}:
        node["type"] = [type_name, "null"]
        return
    # `nullable` beside a $ref or a combination: strictly without effect in 3.0, yet what authors mean by it.
    kept = ("description", "readOnly", "writeOnly", "deprecated")
    annotations: JSONObject = {key: value for key, value in node.items() if key in kept}
    inner = {key: value for key, value in node.items() if key not in annotations}
    node.clear()
    node.update(annotations)
    node["anyOf"] = [inner, {"type": "null"}]


def _find_reference(node: JSON, reference: str, place: str) -> str:
    if isinstance(node, dict):
        if node.get("$ref") == reference:
            return place
        children: list[tuple[str | int, JSON]] = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    else:
        return ""
    for key, child in children:
        found = _find_reference(child, reference, place + pointer(key))
        if found:
            return found
    return ""


def _is_object(node: JSON) -> TypeGuard[JSONObject]:
    return isinstance(node, dict)
