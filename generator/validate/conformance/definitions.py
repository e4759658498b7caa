"""The parameters of a document as they are written, and what of a request gives them a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from generator.encode import to_json
from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document
from generator.openapi.model import Operation, Parameter
from generator.openapi.references import resolve_reference
from generator.postman.bodies import is_json
from generator.validate.conformance.sent import Pairs, Sent

# Parameters that are to be ignored in a header: OpenAPI 3.0.3, "Parameter Object", `name`.
IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))

_PROSE = ("description", "example", "examples")
_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}
# Under these names openapi-core looks a path parameter up: `.id`, `;id`, with `*` if it is exploded.
_PREFIXES = {"label": ".", "matrix": ";"}


class Definitions:
    """The parameters of all operations; those that differ in their descriptions alone are the same."""

    def __init__(self, document: Document, operations: Iterable[Operation]) -> None:
        self._document = document
        self.as_paths: dict[str, JSON] = {}
        """For openapi-core: each as the only parameter of a path of its own."""
        self._names: dict[bytes, str] = {}
        self._of: dict[tuple[str, str, str], str] = {}
        for operation in operations:
            for raw in _written(document, operation):
                if not all(map(is_json, cast(JSONObject, raw.get("content", {})))):
                    continue  # a format that openapi-core cannot read
                self._of[operation.pointer, str(raw.get("in")), str(raw.get("name"))] = self._name(raw)

    def of(self, operation: Operation, parameter: Parameter) -> str | None:
        """The name of a parameter's definition; None where the document has none."""
        return self._of.get((operation.pointer, parameter.location, parameter.name))

    def _name(self, raw: JSONObject) -> str:
        key = to_json([_without_prose(raw), _without_prose(raw.get("schema"))], indent=False)
        if key not in self._names:
            self._names[key] = str(len(self._names))
            parameter = {**raw, "schema": self._single(raw["schema"])} if "schema" in raw else raw
            self.as_paths[self._names[key]] = {"get": {"parameters": [parameter]}}
        return self._names[key]

    def _single(self, schema: JSON) -> JSON:
        """The schema with one type, without which openapi-core does not know what to make of a text."""
        while isinstance(schema, dict) and schema.keys() == {"$ref"}:
            schema = resolve_reference(self._document, str(schema["$ref"]))[0]
        if not isinstance(schema, dict):
            return schema
        declared = schema.get("type")
        if isinstance(declared, str):
            return schema
        if isinstance(declared, list):  # null cannot be written, and a text is a string if it may be one
            types = [name for name in declared if name != "null"]
            return {**schema, "type": "string" if "string" in types or not types else types[0]}
        values = schema.get("enum", [schema["const"]] if "const" in schema else [])
        kinds = {_TYPES.get(type(value), "") for value in cast("list[JSON]", values)}
        return {**schema, "type": kinds.pop()} if len(kinds) == 1 and "" not in kinds else schema


def _written(document: Document, operation: Operation) -> Iterator[JSONObject]:
    """The parameters of the path, then those of the operation, which override them."""
    for place in (operation.pointer.rpartition("/")[0], operation.pointer):
        holder = cast(JSONObject, resolve_reference(document, "#" + place)[0])
        for raw in cast("list[JSONObject]", holder.get("parameters", [])):
            parameter = raw
            while "$ref" in parameter:
                parameter = cast(JSONObject, resolve_reference(document, str(parameter["$ref"]))[0])
            yield parameter


def _without_prose(value: JSON) -> JSON:
    if not isinstance(value, dict):
        return value
    return {key: child for key, child in value.items() if key not in _PROSE and key != "schema"}


def values_of(parameter: Parameter, sent: Sent, path_values: Mapping[str, str]) -> Pairs:
    """What of a request says the value of a parameter: pairs of names and values, none if it is missing."""
    name = parameter.name
    match parameter.location:
        case "query" if parameter.style == "deepObject":
            return tuple(pair for pair in sent.query if pair[0].startswith(f"{name}["))
        case "query":
            return tuple(pair for pair in sent.query if pair[0] == name)
        case "header" if name.lower() not in IGNORED_HEADERS:
            return tuple(pair for pair in sent.headers if pair[0].lower() == name.lower())
        case "cookie":
            return tuple(pair for pair in cookies(sent) if pair[0] == name)
        case "path" if name in path_values:
            return ((name, path_values[name]),)
    return ()


def as_given(parameter: Parameter, values: Pairs) -> RequestParameters:
    """The values of one parameter as openapi-core takes those of a request."""
    given = RequestParameters()
    match parameter.location:
        case "query":
            given.query = ImmutableMultiDict(values)
        case "header":
            given.header = Headers(list(values))
        case "cookie":
            given.cookie = ImmutableMultiDict(values)
        case "path":
            prefix = _PREFIXES.get(parameter.style, "")
            key = f"{prefix}{parameter.name}{'*' if prefix and parameter.explode else ''}"
            given.path = {key: values[0][1]}
    return given


def cookies(sent: Sent) -> Pairs:
    """The cookies of a request."""
    pairs = (pair.strip().partition("=") for pair in sent.header("cookie").split(";") if pair.strip())
    return tuple((name, value) for name, _, value in pairs)
