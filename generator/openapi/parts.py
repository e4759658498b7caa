"""The parts of operations: parameters, bodies and responses, with what they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeVar, cast

from generator.json_types import JSONObject, pointer
from generator.openapi.document import (
    Document,
    MediaTypeObject,
    ParameterObject,
    RequestBodyObject,
    ResponseObject,
)
from generator.openapi.faults import Notes
from generator.openapi.model import Example, Location, MediaType, Node, Parameter, RequestBody, Response
from generator.openapi.references import resolve_reference

DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}

# RFC 9110, section 15; OpenAPI 3.1.1, "Responses Object".
_STATUS = re.compile(r"[1-5]([0-9]{2}|XX)|default", re.ASCII | re.IGNORECASE)

T = TypeVar("T")


class PartReader:
    """Reads the parts of the operations of one document."""

    def __init__(self, document: Document, notes: Notes) -> None:
        self._document = document
        self._notes = notes
        self._responses: dict[tuple[str, str], Response] = {}

    def left_out(self, kind: str, name: str, why: str, place: str) -> None:
        """Note what is not converted, and why."""
        self._notes.add(f"{kind}-left-out", "info", f'{kind} "{name}" left out: {why}', place)

    def parameter(self, name: str, location: Location, parameter: ParameterObject, place: str) -> Parameter:
        """A parameter, or a header, which is one in all but name."""
        schema_place = place + "/schema"
        schema = parameter.get("schema", {})
        examples = self._examples(parameter, place)
        for media_type, content in parameter.get("content", {}).items():
            content, at = self.resolve(content, place + pointer("content", media_type))  # noqa: PLW2901
            schema, schema_place = content.get("schema", {}), at + "/schema"
            examples = examples or self._examples(content, at)
        is_json = any(
            name.partition(";")[0].strip().endswith("json") for name in parameter.get("content", {})
        )
        style = "json" if is_json else parameter.get("style", DEFAULT_STYLES[location])
        return Parameter(
            name=name,
            location=location,
            description=parameter.get("description", "") or schema.get("description", ""),
            required=parameter.get("required", False) or location == "path",
            deprecated=parameter.get("deprecated", False),
            style=style,
            explode=parameter.get("explode", style == "form"),
            node=Node(schema, schema_place),
            examples=examples,
        )

    def whole_query(self, parameter: ParameterObject, place: str) -> ParameterObject | None:
        """The parameter that is all of a query (OpenAPI 3.2, `querystring`), if it is a form: its fields are
        those of an exploded object.
        """
        for media_type, content in parameter.get("content", {}).items():
            if media_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
                whole: JSONObject = {**cast(JSONObject, parameter), **cast(JSONObject, content)}
                whole |= {"in": "query", "style": "form", "explode": True, "content": {}}
                return cast(ParameterObject, whole)
        self.left_out("parameter", parameter["name"], "Postman has no query that is no form", place)
        return None

    def body(self, raw: RequestBodyObject, place: str) -> RequestBody:
        """What an operation takes."""
        body, place = self.resolve(raw, place)
        content = self._content(body.get("content", {}), place)
        return RequestBody(body.get("description", ""), body.get("required", False), content)

    def responses(self, responses: Mapping[str, ResponseObject], place: str) -> Iterator[Response]:
        """What an operation answers, by status; what is no status is left out."""
        for status, response in responses.items():
            if status.startswith("x-"):
                continue
            at = place + pointer("responses", status)
            if _STATUS.fullmatch(status):
                yield self._response(status, response, at)
            else:
                message = f'response "{status}" left out: HTTP has no such status'
                self._notes.add("response-left-out", "warning", message, at)

    def _response(self, status: str, raw: ResponseObject, place: str) -> Response:
        key = (status, raw.get("$ref", place))
        if key not in self._responses:  # most are the same few, by reference
            self._responses[key] = self._read_response(status, *self.resolve(raw, place))
        return self._responses[key]

    def _read_response(self, status: str, response: ResponseObject, place: str) -> Response:
        for link in response.get("links", {}):
            why = "Postman knows no links between requests"
            self.left_out("link", link, why, place + pointer("links", link))
        return Response(
            status=status,
            description=response.get("description", ""),
            headers=tuple(
                self.parameter(name, "header", *self.resolve(header, place + pointer("headers", name)))
                for name, header in response.get("headers", {}).items()
            ),
            content=self._content(response.get("content", {}), place),
        )

    def _content(self, content: Mapping[str, MediaTypeObject], place: str) -> tuple[MediaType, ...]:
        return tuple(
            MediaType(
                name=name,
                node=_node(media_type, at),
                examples=self._examples(media_type, at),
                part_content_types={
                    part: encoding["contentType"]
                    for part, encoding in media_type.get("encoding", {}).items()
                    if "contentType" in encoding
                },
                part_styles={
                    part: (
                        encoding.get("style", "form"),
                        encoding.get("explode", "style" not in encoding or encoding["style"] == "form"),
                    )
                    for part, encoding in media_type.get("encoding", {}).items()
                    if encoding.keys() & {"style", "explode"}
                },
            )
            for name, raw in content.items()
            for media_type, at in [self.resolve(raw, place + pointer("content", name))]
        )

    def _examples(self, holder: ParameterObject | MediaTypeObject, place: str) -> tuple[Example, ...]:
        single = holder.get("example")
        if single is not None:
            return (Example("", "", single),)
        examples = []
        for name, raw in holder.get("examples", {}).items():
            example, at = self.resolve(raw, place + pointer("examples", name))
            if "value" in example:
                examples.append(Example(name, example.get("summary", name), example["value"]))
            elif "externalValue" in example:
                self.left_out("example", name, "it lies elsewhere", at)
        return tuple(examples)

    def resolve(self, node: T, place: str) -> tuple[T, str]:
        """`node`, or what its `$ref` leads to, with its place; nothing where that leads only to itself."""
        seen: set[str] = set()
        while "$ref" in cast(JSONObject, node):
            reference = cast(str, cast(JSONObject, node)["$ref"])
            if reference in seen:
                return cast(T, {}), place
            seen.add(reference)
            found, place = resolve_reference(self._document, reference)
            node = cast(T, found)
        return node, place


def _node(media_type: MediaTypeObject, place: str) -> Node:
    """The schema of a content; one of a sequence (OpenAPI 3.2, `itemSchema`) is that of a list."""
    if "itemSchema" in media_type and "schema" not in media_type:
        return Node({"type": "array", "items": media_type["itemSchema"]}, f"{place}/itemSchema")
    return Node(media_type.get("schema", {}), f"{place}/schema")
