"""Says whether a value is valid against a schema of the document: jsonschema-rs decides, we only ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import orjson

from generator.encode import to_json
from generator.json_types import JSON, JSONObject
from generator.openapi.costs import Costs
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import ANNOTATIONS, LISTED, NAMED, SINGLE
from generator.openapi.model import Node
from generator.openapi.references import parts_of
from generator.openapi.regex import bounded, pattern_options

if TYPE_CHECKING:
    import jsonschema_rs

_BASE = "urn:document"
_REFERENCE = re.compile(rb'"\$ref":"(?:urn:document)?#([^"]*)"')
_PLAIN = frozenset(("type", "enum"))
# What a validator is not given as it stands, beside discriminators: see `_bare`.
_LONG = re.compile(rb'"pattern":"[^"]*\{[0-9]*,?[0-9]{4}')


class Oracle:
    """Validators for the schemas of one document, formats included, compiled when first needed."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._validators: dict[bytes, jsonschema_rs.Draft202012Validator | None] = {}
        self._last: tuple[bytes, jsonschema_rs.Draft202012Validator | None] = (b"", None)
        self._verdicts: dict[bytes, bool] = {}
        self._loose: dict[int, SchemaObject] = {}  # by identity: the schemas themselves, wherever they stand
        self._components: dict[str, tuple[JSON, bytes]] = {}
        schemas = cast(JSONObject, document.get("components", {}).get("schemas", {}))
        self._costs = Costs(schemas, "#/components/schemas/")

    def accepts(self, schema: SchemaObject, value: JSON) -> bool:
        """Whether `value` is valid; a schema that cannot be compiled accepts nothing."""
        evident = _evident(schema, value)
        if evident is not None:
            return evident
        bare = self._bare(cast(JSONObject, schema))
        text = _canonical(bare)
        if b'"$ref"' not in text:
            if text not in self._validators:
                self._validators[text] = _compiled(bare)
            return _takes(self._validators[text], value)
        key = text + to_json(value, indent=False)
        if key not in self._verdicts:
            # A validator with references holds all it refers to: they add up, so only the last is kept.
            if self._last[0] != text:
                self._last = (text, _compiled(bare, self._referred(text)))
            self._verdicts[key] = _takes(self._last[1], value)
        return self._verdicts[key]

    def loosen(self, node: Node, value: JSON) -> bool:
        """From now on take each oneOf of the schema at `node` for an anyOf, if `value` is valid then.

        For those whose branches are alike, so that nothing is a value of only one of them.
        """
        before = self._loose
        parts = [part.schema for part in parts_of(self._document, node) if "oneOf" in part.schema]
        self._set_loose({**before, **{id(part): part for part in parts}})
        if self.accepts(node.schema, value):
            return True
        self._set_loose(before)
        return False

    def _set_loose(self, schemas: dict[int, SchemaObject]) -> None:
        self._loose = schemas
        self._verdicts, self._last, self._components = {}, (b"", None), {}

    def _referred(self, text: bytes) -> JSONObject:
        """As much of the document as `text` refers to: to hand over all of it takes longer than to ask."""
        schemas = self._document.get("components", {}).get("schemas", {})
        found: JSONObject = {}
        pending = [text]
        while pending:
            for reference in _REFERENCE.findall(pending.pop()):
                name = reference.removeprefix(b"/components/schemas/").decode()
                if name not in schemas:  # it is written in another way, or leads elsewhere
                    return cast(JSONObject, self._document)
                if name not in found:
                    found[name], content = self._component(name, cast(JSONObject, schemas[name]))
                    pending.append(content)
        return {"components": {"schemas": self._costs.cut(found)}}

    def _component(self, name: str, schema: JSONObject) -> tuple[JSON, bytes]:
        """The schema of that name as a validator is given it, and as JSON, in which its references stand."""
        if name not in self._components:
            content = to_json(schema, indent=False)
            is_as_it_stands = not (self._loose or b'"discriminator"' in content or _LONG.search(content))
            self._components[name] = (schema if is_as_it_stands else self._bare(schema)), content
        return self._components[name]

    def _bare(self, node: JSONObject) -> JSONObject:
        """A copy without annotations, so that equal schemas share a verdict, and with absolute references.

        Where a discriminator says which branch is meant, others may fit as well.
        """
        result: JSONObject = {}
        is_loose = "discriminator" in node or id(node) in self._loose
        if is_loose and "oneOf" in node and "anyOf" not in node:
            node = {**node, "anyOf": node["oneOf"]}
            del node["oneOf"]
        for key, value in node.items():
            if key in NAMED:
                children = cast("dict[str, JSONObject]", value)
                result[key] = {name: self._bare(child) for name, child in children.items()}
            elif key in ANNOTATIONS or key.startswith("x-"):
                continue
            elif key == "$ref":
                result[key] = f"{_BASE}{value}"
            elif key == "pattern":
                result[key] = bounded(cast(str, value))
            elif key in SINGLE:
                result[key] = self._bare(cast(JSONObject, value))
            elif key in LISTED:
                result[key] = [self._bare(child) for child in cast("list[JSONObject]", value)]
            else:
                result[key] = value
        return result


def _evident(schema: SchemaObject, value: JSON) -> bool | None:
    """Whether `value` is valid, if type and enum alone can tell, as for most that is asked; else None."""
    if not isinstance(value, str | int) or not schema.keys() - ANNOTATIONS <= _PLAIN:
        return None
    if isinstance(value, str):
        return "string" in schema.get("type", "string") and value in schema.get("enum", (value,))
    if "enum" in schema or not isinstance(schema.get("type"), str):
        return None
    return schema["type"] in (("boolean",) if isinstance(value, bool) else ("integer", "number"))


def _compiled(
    schema: JSONObject, document: JSONObject | None = None
) -> jsonschema_rs.Draft202012Validator | None:
    import jsonschema_rs

    try:
        registry = document and jsonschema_rs.Registry([(_BASE, document)], draft=jsonschema_rs.Draft202012)
        return jsonschema_rs.Draft202012Validator(
            schema, registry=registry or None, validate_formats=True, pattern_options=pattern_options()
        )
    except ValueError:
        return None


def _takes(validator: jsonschema_rs.Draft202012Validator | None, value: JSON) -> bool:
    try:
        return validator is not None and validator.is_valid(value)
    except ValueError:  # nested too deeply
        return False


def _canonical(schema: JSONObject) -> bytes:
    try:
        return orjson.dumps(schema, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # integers beyond 64 bits, or more than 254 levels, which orjson refuses
        import json

        return json.dumps(schema, sort_keys=True).encode()
