"""A document in its right shape to an `Api`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar, cast

from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.dialect import unify_schemas
from generator.openapi.document import (
    Document,
    MediaTypeObject,
    OperationObject,
    ParameterObject,
    PathItemObject,
    RequestBodyObject,
    ResponseObject,
    ServerObject,
)
from generator.openapi.faults import Notes
from generator.openapi.load import load_document
from generator.openapi.model import (
    Api,
    Location,
    MediaType,
    Node,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SecurityScheme,
)
from generator.openapi.references import ENDLESS, follow, resolve_reference
from generator.openapi.security import alternatives, extensions, security_scheme
from generator.openapi.servers import server, server_url
from generator.openapi.shape import shape_document
from generator.openapi.structure import METHODS
from generator.openapi.tags import read_tags

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}

# RFC 9110, section 15; OpenAPI 3.1.1, "Responses Object".
_STATUS = re.compile(r"[1-5]([0-9]{2}|XX)|default", re.ASCII | re.IGNORECASE)

T = TypeVar("T")


def load_api(content: bytes, name: str) -> tuple[Api, list[Finding]]:
    """Read an OpenAPI 3.0 or 3.1 document given as bytes; `name` is how messages call it.

    Raises InputError, naming the place, for what cannot be converted at all; all else is a finding.
    """
    document, findings = shape_document(load_document(content, name), name)
    try:
        findings += unify_schemas(document, name)
    except RecursionError as error:
        raise InputError(f"{name}: nested too deeply") from error
    return _Reader(document, name, findings).api(), findings


class _Reader:
    def __init__(self, document: Document, name: str, findings: list[Finding]) -> None:
        self._document = document
        self._name = name
        self._findings = findings
        self._notes = Notes()
        self._responses: dict[tuple[str, str], Response] = {}
        servers = document.get("servers", [])
        self._server = server_url(servers[0]).rstrip("/") if servers else ""
        self._security = alternatives(document.get("security", []))

    def api(self) -> Api:
        info = self._document.get("info", {})
        operations = tuple(self._operations())
        tags, undeclared = read_tags(self._document, operations)
        self._findings += undeclared
        for webhook in self._document.get("webhooks", {}):
            self._left_out("webhook", webhook, "the API sends it", pointer("webhooks", webhook))
        for name, schema in self._document.get("components", {}).get("schemas", {}).items():
            place = pointer("components", "schemas", name) if "$ref" in schema else ""
            if place and follow(self._document, Node(schema, place)).schema is ENDLESS:
                self._notes.add("reference-loop", "warning", "it is only a reference to itself", place)
        self._findings += self._notes.all()
        return Api(
            title=info.get("title", "").strip() or "API",
            version=info.get("version", ""),
            description=info.get("description", ""),
            servers=tuple(server(declared) for declared in self._document.get("servers", [])),
            tags=tags,
            security_schemes=self._security_schemes(),
            security=self._security,
            operations=operations,
            document=self._document,
        )

    def _left_out(self, kind: str, name: str, why: str, place: str) -> None:
        self._notes.add(f"{kind}-left-out", "info", f'{kind} "{name}" left out: {why}', place)

    def _security_schemes(self) -> Mapping[str, SecurityScheme]:
        components = self._document.get("components", {})
        place = pointer("components", "securitySchemes")
        return {
            name: security_scheme(name, self._resolve(scheme, place + pointer(name))[0])
            for name, scheme in components.get("securitySchemes", {}).items()
        }

    def _operations(self) -> Iterable[Operation]:
        for path, raw_item in self._document["paths"].items():
            if not path.startswith("/"):
                continue  # a vendor key
            item, place = self._resolve(raw_item, pointer("paths", path))
            for method in METHODS:
                if method in item:
                    yield self._operation(
                        path, method, cast(PathItemObject, item), cast(OperationObject, item[method]), place
                    )

    def _operation(
        self, path: str, method: str, item: PathItemObject, operation: OperationObject, item_place: str
    ) -> Operation:
        place = item_place + pointer(method)
        own = (operation.get("servers") or item.get("servers") or [ServerObject()])[0]
        url = server_url(own) if own else ""
        body = operation.get("requestBody")
        for callback in operation.get("callbacks", {}):
            self._left_out("callback", callback, "the API sends it", place + pointer("callbacks", callback))
        return Operation(
            id=operation.get("operationId", "").strip() or f"{method.upper()} {path}",
            method=method,
            path=path,
            summary=_one_line(operation.get("summary", "")) or _one_line(item.get("summary", "")),
            description=operation.get("description", ""),
            tags=tuple(tag for tag in operation.get("tags", []) if tag.strip()),
            parameters=self._parameters(path, item, operation, item_place, place),
            body=None if body is None else self._body(body, place + "/requestBody"),
            responses=tuple(self._operation_responses(operation.get("responses", {}), place)),
            security=alternatives(operation["security"]) if "security" in operation else self._security,
            server=url if url.rstrip("/") != self._server else "",
            deprecated=operation.get("deprecated", False),
            extensions=extensions(operation),
            pointer=place,
            server_title=own.get("name", "") or own.get("description", ""),
        )

    def _parameters(
        self, path: str, item: PathItemObject, operation: OperationObject, item_place: str, place: str
    ) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        placeholders = re.findall(r"\{([^{}]+)\}", path)
        for holder, at in ((item, item_place), (operation, place)):
            for index, raw in enumerate(holder.get("parameters", [])):
                written = f"{at}/parameters/{index}"
                parameter, parameter_place = self._resolve(raw, written)
                if "name" not in parameter or parameter.get("in") not in _DEFAULT_STYLES:
                    message = f"left out, its $ref leads to no parameter: {raw['$ref']}"
                    self._findings.append(Finding("spec-shape", "warning", message, self._name, written))
                    continue
                read = self._parameter(
                    parameter["name"], cast(Location, parameter["in"]), parameter, parameter_place
                )
                found[read.location, read.name] = read
                if read.location == "path" and read.name not in placeholders:
                    why = f"{path} has no place for it"
                    self._left_out("parameter", read.name, why, written)
        for name in placeholders:
            if ("path", name) not in found:
                self._findings.append(
                    Finding(
                        "path-parameter-undeclared",
                        "warning",
                        f"{{{name}}} is not among the parameters",
                        path,
                        place,
                    )
                )
                undeclared: ParameterObject = {"required": True, "schema": {"type": "string"}}
                found["path", name] = self._parameter(name, "path", undeclared, place)
        return tuple(found.values())

    def _parameter(self, name: str, location: Location, parameter: ParameterObject, place: str) -> Parameter:
        schema_place = place + "/schema"
        schema = parameter.get("schema", {})
        examples = self._examples(parameter, place)
        for media_type, content in parameter.get("content", {}).items():
            content_place = place + pointer("content", media_type)
            schema, schema_place = content.get("schema", {}), content_place + "/schema"
            examples = examples or self._examples(content, content_place)
        is_json = any(
            name.partition(";")[0].strip().endswith("json") for name in parameter.get("content", {})
        )
        style = "json" if is_json else parameter.get("style", _DEFAULT_STYLES[location])
        return Parameter(
            name=name,
            location=location,
            description=parameter.get("description", "") or schema.get("description", ""),
            required=parameter.get("required", False) or location == "path",
            deprecated=parameter.get("deprecated", False),
            style=style,
            explode=parameter.get("explode", style == "form"),
            node=Node(schema, schema_place),
            examples=tuple(value for _, value in examples),
        )

    def _body(self, raw: RequestBodyObject, place: str) -> RequestBody:
        body, place = self._resolve(raw, place)
        content = self._content(body.get("content", {}), place)
        return RequestBody(body.get("description", ""), body.get("required", False), content)

    def _operation_responses(self, responses: Mapping[str, ResponseObject], place: str) -> Iterator[Response]:
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
            self._responses[key] = self._read_response(status, *self._resolve(raw, place))
        return self._responses[key]

    def _read_response(self, status: str, response: ResponseObject, place: str) -> Response:
        for link in response.get("links", {}):
            why = "Postman knows no links between requests"
            self._left_out("link", link, why, place + pointer("links", link))
        return Response(
            status=status,
            description=response.get("description", ""),
            headers=tuple(
                self._parameter(name, "header", *self._resolve(header, place + pointer("headers", name)))
                for name, header in response.get("headers", {}).items()
            ),
            content=self._content(response.get("content", {}), place),
        )

    def _content(self, content: Mapping[str, MediaTypeObject], place: str) -> tuple[MediaType, ...]:
        return tuple(
            MediaType(
                name=name,
                node=Node(media_type.get("schema", {}), place + pointer("content", name, "schema")),
                examples=self._examples(media_type, place + pointer("content", name)),
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
            for name, media_type in content.items()
        )

    def _examples(
        self, holder: ParameterObject | MediaTypeObject, place: str
    ) -> tuple[tuple[str, JSON], ...]:
        single = holder.get("example")
        if single is not None:
            return (("", single),)
        examples = []
        for name, raw in holder.get("examples", {}).items():
            example, at = self._resolve(raw, place + pointer("examples", name))
            if "value" in example:
                examples.append((example.get("summary", name), example["value"]))
            elif "externalValue" in example:
                self._left_out("example", name, "it lies elsewhere", at)
        return tuple(examples)

    def _resolve(self, node: T, place: str) -> tuple[T, str]:
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


def _one_line(text: str) -> str:
    return " ".join(text.split())
