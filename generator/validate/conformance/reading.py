"""From texts on the wire to the values they mean, where openapi-core's own ways fall short.

It leaves the numbers of forms text, has an empty list where nothing is sent, and wants one type where a
schema may name several or none.
Sources: OpenAPI 3.0.4, "Parameter Object" and "Encoding Object"; RFC 7578.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from email.parser import BytesParser
from json import loads
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import parse_qsl

from openapi_core.deserializing.exceptions import DeserializeError
from werkzeug.datastructures import ImmutableMultiDict

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.references import follow
from generator.openapi.schema import Effective, effective, types_of
from generator.postman.media import MULTIPART, URLENCODED, essence, is_json, is_json_lines, language
from generator.validate.conformance.styles import STYLES

if TYPE_CHECKING:
    from jsonschema_path import SchemaPath

Format = Literal["application/json", "multipart/form-data", "application/x-www-form-urlencoded"]
"""How a body is read; openapi-core is told these names and no others."""

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}
_NESTING = ("array", "object")
_BOOLEANS = {"true": True, "false": False}


class UnreadError(Exception):
    """A value in a format, or a style, that is not read here."""


def format_of(media_type: str) -> Format | None:
    """How a body of a media type is read; None where it is not."""
    name = essence(media_type).partition(",")[0]
    if is_json(name) or is_json_lines(name):
        return "application/json"
    if name.startswith("multipart/"):
        return "multipart/form-data"
    return "application/x-www-form-urlencoded" if name == URLENCODED else None


class Types:
    """What the schemas of one document make of a text that says the value of a parameter or a field."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, node: Node) -> list[str]:
        """The types that a value may have: those named, else those of its constants, of its branches."""
        return self._of(node, frozenset())

    def _of(self, node: Node, above: frozenset[str]) -> list[str]:
        """The same within the schemas at the places `above`, of which it may be made itself."""
        schema_or_bool = cast("JSONObject | bool", node.schema)  # as its authors wrote it
        is_reference = isinstance(schema_or_bool, dict) and "$ref" in schema_or_bool
        place = follow(self._document, node).pointer if is_reference else node.pointer
        if place in above:
            return []
        merged = self.effective(node)
        schema = cast(JSONObject, merged.keywords)
        if "type" not in schema:
            said = cast("list[JSON]", schema.get("enum", [schema["const"]] if "const" in schema else []))
            if said:
                return list(dict.fromkeys(_TYPES.get(type(value), "null") for value in said))
            if merged.choices:
                branches = [branch for choice in merged.choices for branch in choice]
                inner = above | {place}
                return list(dict.fromkeys(name for branch in branches for name in self._of(branch, inner)))
        return types_of(merged)

    def kind(self, node: Node) -> str:
        """`array` or `object` if it may be one, else `string`."""
        types = self.of(node)
        return next((name for name in types if name in _NESTING), "string")

    def is_nested(self, node: Node) -> bool:
        """Whether lists or objects stand in a list or an object, for which most styles have no way."""
        below = [*self.properties(node).values(), self.items(node)]
        return any(self.kind(child) != "string" for child in below)

    def texts(self, media_type: str, node: Node, body: bytes) -> list[bytes]:
        """The JSON texts of a body that are each to fit the schema, mostly one.

        None where lines of JSON are a string to the schema: it says nothing of what they hold.
        """
        if not is_json_lines(media_type):
            return [body]
        if self.of(node) == ["string"]:
            return []
        lines = [line for line in body.splitlines() if line.strip()]
        is_of_lines = node.pointer.endswith("/itemSchema")  # that stands there, whatever the node says
        is_whole = self.kind(node) == "array" and not is_of_lines
        return [b"[" + b",".join(lines) + b"]"] if is_whole else lines

    def effective(self, node: Node) -> Effective:
        """The schema merged; one that is a mere `true` or `false` says nothing."""
        says_something = isinstance(cast(JSON, node.schema), dict)
        return effective(self._document, node if says_something else Node({}, node.pointer))

    def properties(self, node: Node) -> dict[str, Node]:
        """The properties that a schema, or one of its branches, names."""
        merged = self.effective(node)
        found = dict(merged.properties)
        for branch in (branch for choice in merged.choices for branch in choice):
            found = self.properties(branch) | found
        return found

    def items(self, node: Node) -> Node:
        """What a schema, or one of its branches, says of the items of a list."""
        merged = self.effective(node)
        branches = [branch for choice in merged.choices for branch in choice]
        found = [merged.items, *(self.items(branch) for branch in branches if self.kind(branch) == "array")]
        return next((items for items in found if items is not None), Node({}, node.pointer + "/items"))

    def value(self, node: Node, given: Any) -> Any:
        """What was given as text, or as texts in a list or an object, as a value; text where nothing fits."""
        if isinstance(given, list):
            return self._list(node, given)
        if isinstance(given, dict):
            named = self.properties(node)
            others = cast(JSONObject, self.effective(node).keywords).get("additionalProperties", {})
            other = Node(cast(SchemaObject, others), node.pointer + "/additionalProperties")
            return {name: self.value(named.get(name, other), child) for name, child in given.items()}
        return given if not isinstance(given, str) else self._scalar(self.of(node), given)

    def _list(self, node: Node, given: list[Any]) -> list[Any]:
        items = self.items(node)
        if given == [""] and "string" not in self.of(items):  # how an empty list is written
            return []
        return [self.value(items, child) for child in given]

    def _scalar(self, types: list[str], text: str) -> Any:
        if "string" in types:
            return text
        if "boolean" in types and text in _BOOLEANS:
            return _BOOLEANS[text]
        if "null" in types and not text:
            return None
        for read in [int, float] if {"integer", "number"} & set(types) else []:
            with suppress(ValueError):
                return read(text)
        if set(_NESTING) & set(types):
            with suppress(ValueError):
                return loads(text)
        return text


class Styled:
    """Reads one value in a style, as openapi-core asks for it."""

    def __init__(self, types: Types, node: Node, style: str, explode: bool, name: str) -> None:
        self._types, self._node, self._style, self._explode, self._name = types, node, style, explode, name

    def deserialize(self, location: Mapping[str, str]) -> Any:
        """The value; KeyError if there is none."""
        read, types = STYLES.get(self._style), self._types
        if read is None:
            raise UnreadError(f"style {self._style}")
        kind = types.kind(self._node)
        if kind != "string" and types.is_nested(self._node) and not self._is_whole(kind):
            raise UnreadError(f"what style {self._style} makes of a list or an object within another")
        if kind == "array" and "string" in types.of(self._node) and _is_single(location, self._name):
            kind = "string"
        return types.value(self._node, read(self._explode, self._name, kind, location))

    def _is_whole(self, kind: str) -> bool:
        """Whether each item or property stands by itself, so that it can be JSON."""
        return self._style == "deepObject" or (
            kind == "array" and self._explode and self._style not in ("simple", "label", "matrix")
        )


def _is_single(location: Any, name: str) -> bool:
    return not hasattr(location, "getlist") or len(location.getlist(name)) == 1


class Styles:
    """openapi-core's factory of what reads a style."""

    def __init__(self, types: Types) -> None:
        self.types = types

    def create(self, _: SchemaPath, schema: SchemaPath, style: str, explode: bool, name: str) -> Styled:
        """A reader of the parameter or header `name`."""
        return Styled(self.types, _node(schema), style, explode, name)


class _Json:
    def deserialize(self, content: bytes | str) -> Any:
        try:
            return loads(content)
        except ValueError as error:
            raise DeserializeError(f"is no JSON: {error}") from error


class _Form:
    def __init__(self, types: Types, node: Node, encoding: JSONObject, read: Callable[[bytes], Any]) -> None:
        self._types, self._node, self._encoding, self._read = types, node, encoding, read

    def deserialize(self, content: bytes) -> dict[str, Any]:
        fields = self._read(content)
        named = self._types.properties(self._node)
        value: dict[str, Any] = {}
        taken: set[str] = set()
        for name, node in named.items():
            encoding = cast(JSONObject, self._encoding.get(name, {}))
            if encoding.get("style") == "deepObject":
                taken |= {key for key in fields if key.startswith(f"{name}[")}
            elif self._is_spread(node, encoding):
                spread = {key: fields[key] for key in self._types.properties(node) if key in fields}
                taken |= spread.keys()
                value |= {name: self._types.value(node, spread)} if spread else {}
                continue
            with suppress(KeyError):
                value[name] = self._field(name, node, encoding, fields)
        rest = {name: texts for name, texts in fields.lists() if name not in named.keys() | taken}
        others = {name: texts if len(texts) > 1 else texts[0] for name, texts in rest.items()}
        return {**value, **self._types.value(self._node, others)}

    def _is_spread(self, node: Node, encoding: JSONObject) -> bool:
        """Whether a field is an object whose properties are the names that are sent."""
        styled = encoding.keys() & {"style", "explode"} and encoding.get("style", "form") == "form"
        return bool(styled) and encoding.get("explode", True) is True and self._types.kind(node) == "object"

    def _field(self, name: str, node: Node, encoding: JSONObject, fields: Any) -> Any:
        if encoding.keys() & {"style", "explode"}:
            style = str(encoding.get("style", "form"))
            explode = bool(encoding.get("explode", style == "form"))
            return Styled(self._types, node, style, explode, name).deserialize(fields)
        kind = self._types.kind(node)
        if kind != "string" and language(str(encoding.get("contentType", ""))) == "xml":
            raise UnreadError(f"{name} is XML")
        if name not in fields:
            raise KeyError(name)
        return self._types.value(node, fields.getlist(name) if kind == "array" else fields[name])


class Forms:
    """openapi-core's factory of what reads a body, or a parameter that has a media type."""

    def __init__(self, types: Types) -> None:
        self._types = types

    def create(
        self,
        _: SchemaPath,
        mimetype: str,
        schema: SchemaPath | None = None,
        *,
        parameters: Mapping[str, str] | None = None,
        encoding: SchemaPath | None = None,
        **_options: object,
    ) -> _Json | _Form:
        """A reader of one of the formats."""
        if mimetype not in (MULTIPART, URLENCODED):
            return _Json()
        boundary = (parameters or {}).get("boundary", "")
        node = _node(schema) if schema is not None else Node({}, "")
        said = cast(JSONObject, encoding.read_value()) if encoding is not None else {}
        read = _pairs if mimetype == URLENCODED else lambda content: _parts(content, boundary)
        return _Form(self._types, node, said, read)


def _node(schema: SchemaPath) -> Node:
    return Node(cast(SchemaObject, schema.read_value()), "")


def _pairs(content: bytes) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(parse_qsl(content.decode(), keep_blank_values=True))


def _parts(content: bytes, boundary: str) -> ImmutableMultiDict[str, str]:
    """A multipart body as text, files as well: their content is not judged."""
    head = f'Content-Type: multipart/form-data; boundary="{boundary}"\r\n\r\n'.encode()
    parts = cast(Any, BytesParser().parsebytes(head + content).get_payload())
    return ImmutableMultiDict(
        [
            (
                str(part.get_param("name", header="content-disposition")),
                part.get_payload(decode=True).decode("utf-8", "replace"),
            )
            for part in parts
        ]
    )
