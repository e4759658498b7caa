"""Brings the schemas of OpenAPI 3.0 into the one dialect used here: JSON Schema 2020-12, as in OpenAPI 3.1.

After this there is no `nullable` and no boolean `exclusiveMinimum`; boolean schemas are objects; `required`
names what both requests and responses must hold.
Sources: OpenAPI 3.0.3, section "Schema Object"; OpenAPI 3.1.0, the same; "Migrating from 3.0 to 3.1".
"""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from generator.findings import Finding
from generator.json_types import JSON, JSONObject
from generator.openapi.dangling import HOME, drop_dangling, leads_nowhere
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import ANNOTATIONS, COUNTS, MERGING
from generator.openapi.model import Node
from generator.openapi.references import parts_of, resolve_reference
from generator.openapi.structure import FIELDS, walk

_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_NESTING = FIELDS["schema"]
_TOUCHED = frozenset((*_NESTING, *COUNTS, *_EXCLUSIVE, "$ref", "nullable", "required"))
_URI_CHARACTERS = "#/%~:@!$&'()*+,;=?"  # RFC 3986, section 3.5; names such as `Page<Order>` have others
# What may stand beside a $ref in OpenAPI 3.0: words, and `nullable`, which authors mean there.
_BESIDE = ANNOTATIONS | {"$ref", "nullable"}
# What stays outside where a schema is wrapped to allow null: it speaks of null as well.
_KEPT_OUTSIDE = frozenset(
    ("description", "title", "example", "examples", "default", "readOnly", "writeOnly", "deprecated")
)


def unify_schemas(document: Document, name: str) -> list[Finding]:
    """Rewrite every schema of `document`, which has its shape, in place.

    What has a `$ref` to nowhere is left out; one finding for each, and for what OpenAPI 3.0 does not read.
    """
    unifier = _Unifier(is_old=document["openapi"].startswith("3.0"))
    demanding = unifier.demanding
    for place in walk(document, into_schemas=False):
        if place.kind == "schema":
            place.holder[place.key] = unifier.unified(place.value)  # type: ignore[index] # its own key
        elif isinstance(place.value, dict) and "$ref" in place.value:
            unifier.others.add((place.kind, str(place.value["$ref"])))
    findings = unifier.ignored(document, name)
    checked: set[str] = set()
    while wanted := sorted(unifier.references - checked):
        checked.update(wanted)
        for reference in wanted:
            if reference.startswith(HOME) or leads_nowhere(document, "schema", reference):
                continue
            unifier.unify(cast(JSONObject, resolve_reference(document, reference)[0]))
    if any(leads_nowhere(document, *said) for said in unifier.others) or any(
        leads_nowhere(document, "schema", reference) for reference in checked
    ):
        findings += drop_dangling(document, name)
    for holder in demanding:
        _require_both_ways(document, cast(SchemaObject, holder))
    return findings


def _boolean(schema: JSON) -> JSONObject:
    """`true` and `false`, the schemas of everything and of nothing, as objects."""
    return {} if schema else {"not": {}}


class _Unifier:
    """Rewrites schemas, and remembers what is to be looked at once all are rewritten."""

    def __init__(self, *, is_old: bool) -> None:
        self._is_old = is_old
        self.references: set[str] = set()
        self.others: set[tuple[str, str]] = set()
        """References to what is no schema, with the kind of object that they are to lead to."""
        self.demanding: list[JSONObject] = []
        self._ignored: dict[int, list[str]] = {}

    def unified(self, schema: JSON) -> JSON:
        """The schema, as an object."""
        if not isinstance(schema, dict):
            return _boolean(schema)
        self.unify(schema)
        return schema

    def unify(self, node: JSONObject) -> None:
        """Rewrite a schema in place."""
        touched = _TOUCHED.intersection(node)
        if not touched:
            return
        if "$ref" in touched:
            touched = self._refer(node, touched)
        for key in touched:
            if key in _NESTING:
                how, _ = _NESTING[key]
                if how == "map":
                    named = cast(JSONObject, node[key])
                    for name, child in named.items():
                        named[name] = self.unified(child)
                elif how == "list":
                    node[key] = [self.unified(child) for child in cast("list[JSON]", node[key])]
                else:
                    node[key] = self.unified(node[key])
            elif key in COUNTS:
                node[key] = int(cast(float, node[key]))  # 3.0 is an integer, but no length for Python
            elif key in _EXCLUSIVE:
                _merge_bound(node, key, _EXCLUSIVE[key])
        if "nullable" in touched and node.pop("nullable"):
            node = _allow_null(node)
        if "required" in node or "allOf" in node:
            self.demanding.append(node)

    def _refer(self, node: JSONObject, touched: frozenset[str]) -> frozenset[str]:
        """Keep the reference, as a URI; OpenAPI 3.0 ignores what limits values beside it."""
        reference = cast(str, node["$ref"])
        if reference not in self.references:
            reference = node["$ref"] = quote(reference, _URI_CHARACTERS)
            self.references.add(reference)
        if self._is_old and len(node) > 1:
            ignored = [key for key in node if key not in _BESIDE and not key.startswith("x-")]
            for key in ignored:
                del node[key]
            if ignored:
                self._ignored[id(node)] = ignored
        return touched.intersection(node)

    def ignored(self, document: Document, name: str) -> list[Finding]:
        """One finding for each reference beside which something was ignored."""
        found = walk(document, into_schemas=True) if self._ignored else ()
        return [
            Finding("reference-siblings", "info", f"ignored beside $ref: {keys}", name, place.pointer)
            for place in found
            if (keys := ", ".join(self._ignored.get(id(place.value), ())))
        ]


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
