"""Parameters, bodies and headers of a document as they are written, each by itself, for openapi-core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from urllib.parse import unquote

from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

from generator.encode import to_json
from generator.json_types import JSON, JSONObject, fragment
from generator.openapi.document import Document
from generator.openapi.model import MediaType, Parameter
from generator.postman.media import is_json
from generator.validate.conformance.problems import written_at
from generator.validate.conformance.reading import Format
from generator.validate.conformance.sent import Pairs, Sent

# Parameters that are to be ignored in a header: OpenAPI 3.0.3, "Parameter Object", `name`.
IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))

_PROSE = ("description", "example", "examples")


class Definitions:
    """The definitions of one document that were asked for, each the only one of a path of its own.

    So openapi-core searches for nothing, and how paths, methods, statuses and media types are spelt is no
    matter. Those of parameters that differ in their descriptions alone are the same.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.as_paths: dict[str, JSON] = {}
        """For openapi-core: path items by name."""
        self._names: dict[bytes, str] = {}
        self._of: dict[tuple[str, str], str | None] = {}

    def parameter(self, parameter: Parameter) -> str | None:
        """The name of a parameter's definition; None where the document has none that can be read."""
        return self._named(parameter, "", {"in": parameter.location, "name": parameter.name})

    def header(self, header: Parameter) -> str | None:
        """The same for a header of an answer."""
        return self._named(header, "headers", {})

    def body(self, media_type: MediaType, form: Format) -> str:
        """The name of the definition of a body, of a request as well as of an answer."""
        key = (media_type.node.pointer, form)
        known = self._of.get(key)
        if known is None:
            above, _, keyword = media_type.node.pointer.rpartition("/")
            raw = written_at(self._document, above)
            kept = {name: raw[said] for name, said in (("schema", keyword), ("encoding",) * 2) if said in raw}
            content: JSONObject = {"content": {form: kept}}
            known = self._of[key] = str(len(self.as_paths))
            self.as_paths[known] = {"post": {"requestBody": content, "responses": {"200": content}}}
        return known

    def schema(self, place: str) -> str:
        """The name of the definition of a JSON body with the schema at a JSON pointer."""
        key = (place, "")
        known = self._of.get(key)
        if known is None:
            content: JSONObject = {"content": {"application/json": {"schema": {"$ref": fragment(place)}}}}
            known = self._of[key] = str(len(self.as_paths))
            self.as_paths[known] = {"post": {"requestBody": content, "responses": {"200": content}}}
        return known

    def _named(self, parameter: Parameter, kind: str, expected: JSONObject) -> str | None:
        key = (parameter.node.pointer, f"{kind} {parameter.name}")
        if key not in self._of:
            raw = written_at(self._document, _holder(parameter.node.pointer))
            is_it = all(raw.get(name) == value for name, value in expected.items())
            self._of[key] = self._name(parameter, raw, kind) if is_it else None
        return self._of[key]

    def _name(self, parameter: Parameter, raw: JSONObject, kind: str) -> str | None:
        # Whether an empty value may be is for its schema to say: without that openapi-core refuses each.
        kept: JSONObject = {**raw, "allowEmptyValue": True}
        if "content" not in raw:
            kept.setdefault("schema", {})  # without which openapi-core takes it to be missing
        if "content" in raw:
            (media_type, content), *_ = cast("dict[str, JSON]", raw["content"]).items() or [("", {})]
            if not is_json(media_type):
                return None
            kept["content"] = {"application/json": content}
        key = to_json([kind, _without_prose(kept), _without_prose(raw.get("schema"))], indent=False)
        if key not in self._names:
            self._names[key] = str(len(self.as_paths))
            operation: JSONObject = {"parameters": [kept]}
            if kind:
                operation = {"responses": {"200": {kind: {parameter.name: kept}}}}
            self.as_paths[self._names[key]] = {"get": operation}
        return self._names[key]


def _holder(schema: str) -> str:
    """The JSON pointer of the parameter whose schema, or the schema of whose content, is at `schema`."""
    above, _, _ = schema.rpartition("/")
    content, _, _ = above.rpartition("/")
    return content.removesuffix("/content") if content.endswith("/content") else above


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
            given.path = {parameter.name: values[0][1]}
    return given


def cookies(sent: Sent) -> Pairs:
    """The cookies of a request, as a server reads them."""
    pairs = (pair.strip().partition("=") for pair in sent.header("cookie").split(";") if pair.strip())
    return tuple((name, unquote(value)) for name, _, value in pairs)
