"""Brings the schemas of OpenAPI 3.0 into the one dialect used here: JSON Schema 2020-12, as in OpenAPI 3.1.

After this there is no `nullable` and no boolean `exclusiveMinimum`; boolean schemas are objects; `required`
names what both requests and responses must hold.
Sources: OpenAPI 3.0.3, section "Schema Object"; OpenAPI 3.1.0, the same; "Migrating from 3.0 to 3.1".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from urllib.parse import quote

from generator.errors import InputError
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import COUNTS, LISTED, MERGING, NAMED, NESTING
from generator.openapi.model import Node
from generator.openapi.references import parts_of, resolve_reference

_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_TOUCHED = NESTING | COUNTS | _EXCLUSIVE.keys() | {"$ref", "nullable", "required"}
_URI_CHARACTERS = "#/%~:@!$&'()*+,;=?"  # RFC 3986, section 3.5; names such as `Page<Order>` have others
# What stays outside where a schema is wrapped to allow null: it speaks of null as well.
_KEPT_OUTSIDE = frozenset(
    ("description", "title", "example", "examples", "default", "readOnly", "writeOnly", "deprecated")
)
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def unify_schemas(document: Document, name: str) -> None:
    """Rewrite every schema of `document` in place; raises InputError for a `$ref` to nowhere."""
    references: set[str] = set()
    demanding: list[JSONObject] = []
    for schema in _schemas(document):
        _unify(cast(JSONObject, schema), references, demanding)
    checked: set[str] = set()
    while references - checked:
        for reference in sorted(references - checked):
            checked.add(reference)
            try:
                found, _ = resolve_reference(document, reference)
            except KeyError:
                found = None
            if not isinstance(found, dict):
                place = _find_reference(cast(JSONObject, document), reference, "")
                raise missing_reference(name, place, reference)
            if not reference.startswith("#/components/schemas/"):  # it may lie where no schema is looked for
                _unify(found, references, demanding)
    for holder in demanding:
        _require_both_ways(document, cast(SchemaObject, holder))


def missing_reference(name: str, place: str, reference: str) -> InputError:
    """The error for a `$ref` at `place` that leads nowhere."""
    hint = "" if reference.startswith("#") else "other files are not followed: bundle the spec first"
    return InputError(f"{name}: {place}: $ref {reference!r} leads nowhere", hint)


def _schemas(document: Document) -> Iterator[SchemaObject]:
    """Every outermost schema of the document: components first, then those of operations."""
    components = cast(JSONObject, document.get("components", {}))
    schemas = cast(JSONObject, components.get("schemas", {}))
    for name, schema in schemas.items():
        if isinstance(schema, bool):
            schemas[name] = _boolean(schema)
    yield from cast("dict[str, SchemaObject]", schemas).values()
    yield from _schemas_of(components, "parameters", "headers", "responses", "requestBodies")
    items = [document["paths"], components.get("pathItems", {})]
    for item in (item for named in items for item in cast(JSONObject, named).values()):
        if isinstance(item, dict):
            yield from _schemas_of(item, "parameters")
            for method in METHODS:
                operation = item.get(method)
                if isinstance(operation, dict):
                    yield from _schemas_of(operation, "parameters", "responses")
                    yield from _schemas_of({"body": [operation.get("requestBody", {})]}, "body")


def _schemas_of(holder: JSONObject, *keys: str) -> Iterator[SchemaObject]:
    """The schemas of parameters, bodies, responses and headers: lists or maps of things that have schemas."""
    for key in keys:
        things = holder.get(key, [])
        for thing in things.values() if isinstance(things, dict) else cast("list[JSON]", things):
            if not isinstance(thing, dict):
                continue
            if "schema" in thing:
                if not isinstance(thing["schema"], dict):
                    thing["schema"] = _boolean(thing["schema"])
                yield cast(SchemaObject, thing["schema"])
            if "content" in thing or "headers" in thing:
                yield from _schemas_of(thing, "content", "headers")


def _boolean(schema: JSON) -> JSONObject:
    """`true` and `false`, the schemas of everything and of nothing, as objects."""
    return {} if schema else {"not": {}}


def _unified(schema: JSON, references: set[str], demanding: list[JSONObject]) -> JSON:
    if not isinstance(schema, dict):
        return _boolean(schema)
    _unify(schema, references, demanding)
    return schema


def _unify(node: JSONObject, references: set[str], demanding: list[JSONObject]) -> None:
    touched = node.keys() & _TOUCHED
    if not touched:
        return
    if "$ref" in touched and node["$ref"] not in references:
        reference = node["$ref"] = quote(cast(str, node["$ref"]), _URI_CHARACTERS)
        references.add(reference)
    for key in touched & NESTING:
        value = node[key]
        if key in NAMED:
            named = cast(JSONObject, value)
            for name, child in named.items():
                named[name] = _unified(child, references, demanding)
        elif key in LISTED:
            node[key] = [_unified(child, references, demanding) for child in cast("list[JSON]", value)]
        else:
            node[key] = _unified(value, references, demanding)
    for key in touched & COUNTS:
        node[key] = int(cast(float, node[key]))  # 3.0 is an integer, but no length for Python
    for exclusive in touched & _EXCLUSIVE.keys():
        _merge_bound(node, exclusive, _EXCLUSIVE[exclusive])
    if "nullable" in touched and node.pop("nullable"):
        node = _allow_null(node)
    if "required" in node or "allOf" in node:
        demanding.append(node)


def _merge_bound(node: JSONObject, exclusive: str, bound: str) -> None:
    """In OpenAPI 3.0 a boolean says of a bound that it is exclusive; now it is a bound itself."""
    if isinstance(node[exclusive], bool):
        is_exclusive = node.pop(exclusive)
        if is_exclusive and bound in node:
            node[exclusive] = node.pop(bound)


def _require_both_ways(document: Document, schema: SchemaObject) -> None:
    """Keep as required what requests and responses both need.

    A required property that is `readOnly` must be absent from requests, a `writeOnly` one from responses,
    so that neither can be demanded everywhere (OpenAPI 3.0.3, "Schema Object", Fixed Fields). One part of
    an `allOf` may demand what another declares.
    """
    for holder in [schema, *schema.get("allOf", [])]:
        kept = [name for name in holder.get("required", []) if not _is_one_way(document, schema, name)]
        if len(kept) < len(holder.get("required", [])):
            holder["required"] = kept


def _is_one_way(document: Document, schema: SchemaObject, name: str) -> bool:
    if schema.keys().isdisjoint(MERGING):  # as nearly always
        child = schema.get("properties", {}).get(name, {})
        if child.keys().isdisjoint(MERGING):
            return child.get("readOnly", False) or child.get("writeOnly", False)
    return any(
        part.schema.get("readOnly", False) or part.schema.get("writeOnly", False)
        for holder in parts_of(document, Node(schema, ""))
        if name in holder.schema.get("properties", {})
        for part in parts_of(document, Node(holder.schema["properties"][name], ""))
    )


def _allow_null(node: JSONObject) -> JSONObject:
    """Make null valid as well; returns the schema of the other values, which may now lie within."""
    type_name = node.get("type")
    if isinstance(type_name, str) and node.keys().isdisjoint(("oneOf", "anyOf", "allOf", "$ref")):
        node["type"] = [type_name, "null"]
        return node
    # `nullable` beside a $ref or a combination: strictly without effect in 3.0, yet what authors mean by it.
    inner: JSONObject = {key: value for key, value in node.items() if key not in _KEPT_OUTSIDE}
    for key in inner:
        del node[key]
    node["anyOf"] = [inner, {"type": "null"}]
    return inner


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
