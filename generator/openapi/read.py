"""A document in its right shape to an `Api`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.dialect import METHODS, missing_reference, resolve_reference, unify_schemas
from generator.openapi.document import (
    Document,
    ExampleObject,
    MediaTypeObject,
    OAuthFlowObject,
    OperationObject,
    ParameterObject,
    PathItemObject,
    RequestBodyObject,
    ResponseObject,
    SecuritySchemeObject,
    ServerObject,
)
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
    Server,
    Tag,
)
from generator.openapi.shape import shape_document

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}

T = TypeVar("T")


def load_api(content: bytes, name: str) -> tuple[Api, list[Finding]]:
    """Read an OpenAPI 3.0 or 3.1 document given as bytes; `name` is how messages call it.

    Raises InputError, naming the place, for what cannot be converted at all; all else is a finding.
    """
    document, findings = shape_document(load_document(content, name), name)
    unify_schemas(document, name)
    return _Reader(document, name, findings).api(), findings


class _Reader:
    def __init__(self, document: Document, name: str, findings: list[Finding]) -> None:
        self._document = document
        self._name = name
        self._findings = findings
        self._contents: dict[str, tuple[MediaType, ...]] = {}
        self._security = _alternatives(document.get("security", []))

    def api(self) -> Api:
        info = self._document.get("info", {})
        operations = tuple(self._operations())
        return Api(
            title=info.get("title", "API"),
            version=info.get("version", ""),
            description=info.get("description", ""),
            servers=tuple(_server(server) for server in self._document.get("servers", [])),
            tags=tuple(self._tags(operations)),
            security_schemes=self._security_schemes(),
            security=self._security,
            operations=operations,
            document=self._document,
        )

    def _tags(self, operations: Iterable[Operation]) -> list[Tag]:
        declared = {tag["name"]: tag.get("description", "") for tag in self._document.get("tags", [])}
        used = [tag for operation in operations for tag in operation.tags]
        for name in dict.fromkeys(used):
            if name not in declared:
                self._findings.append(
                    Finding("tag-undeclared", "info", f'tag "{name}" is used but not declared', name, "/tags")
                )
        return [Tag(name, declared.get(name, "")) for name in dict.fromkeys([*declared, *used])]

    def _security_schemes(self) -> Mapping[str, SecurityScheme]:
        components = self._document.get("components", {})
        place = pointer("components", "securitySchemes")
        return {
            name: _security_scheme(name, self._resolve(scheme, place + pointer(name))[0])
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
        servers = operation.get("servers") or item.get("servers") or []
        body = operation.get("requestBody")
        return Operation(
            id=operation.get("operationId", f"{method} {path}"),
            method=method,
            path=path,
            summary=operation.get("summary", "").strip() or item.get("summary", "").strip(),
            description=operation.get("description", ""),
            tags=tuple(operation.get("tags", [])),
            parameters=self._parameters(path, item, operation, item_place, place),
            body=None if body is None else self._body(body, place + "/requestBody"),
            responses=tuple(
                self._response(status, response, place + pointer("responses", status))
                for status, response in operation.get("responses", {}).items()
                if not status.startswith("x-")
            ),
            security=_alternatives(operation["security"]) if "security" in operation else self._security,
            server=_server_url(servers[0]) if servers else "",
            deprecated=operation.get("deprecated", False),
            extensions=_extensions(operation),
            pointer=place,
        )

    def _parameters(
        self, path: str, item: PathItemObject, operation: OperationObject, item_place: str, place: str
    ) -> tuple[Parameter, ...]:
        found: dict[tuple[str, str], Parameter] = {}
        for holder, at in ((item, item_place), (operation, place)):
            for index, raw in enumerate(holder.get("parameters", [])):
                parameter, parameter_place = self._resolve(raw, at + pointer("parameters", index))
                read = self._parameter(
                    parameter["name"], cast(Location, parameter["in"]), parameter, parameter_place
                )
                found[read.location, read.name] = read
        for name in _placeholders(path):
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
        examples = self._examples(parameter.get("example"), parameter.get("examples", {}))
        for media_type, content in parameter.get("content", {}).items():
            schema, schema_place = content.get("schema", {}), place + pointer("content", media_type, "schema")
            examples = examples or self._examples(content.get("example"), content.get("examples", {}))
        style = parameter.get("style", _DEFAULT_STYLES[location])
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

    def _response(self, status: str, raw: ResponseObject, place: str) -> Response:
        response, place = self._resolve(raw, place)
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
        if place not in self._contents:  # most responses are the same few, by reference
            self._contents[place] = self._read_content(content, place)
        return self._contents[place]

    def _read_content(self, content: Mapping[str, MediaTypeObject], place: str) -> tuple[MediaType, ...]:
        return tuple(
            MediaType(
                name=name,
                node=Node(media_type.get("schema", {}), place + pointer("content", name, "schema")),
                examples=self._examples(media_type.get("example"), media_type.get("examples", {})),
                part_content_types={
                    part: encoding["contentType"]
                    for part, encoding in media_type.get("encoding", {}).items()
                    if "contentType" in encoding
                },
            )
            for name, media_type in content.items()
        )

    def _examples(self, single: JSON, named: Mapping[str, ExampleObject]) -> tuple[tuple[str, JSON], ...]:
        if single is not None:
            return (("", single),)
        resolved = ((name, self._resolve(example, "")[0]) for name, example in named.items())
        return tuple(
            (example.get("summary", name), example["value"])
            for name, example in resolved
            if "value" in example
        )

    def _resolve(self, node: T, place: str) -> tuple[T, str]:
        """`node`, or what its `$ref` leads to, with its place. Raises InputError if that is nowhere."""
        seen: set[str] = set()
        while "$ref" in cast(JSONObject, node):
            reference = cast(str, cast(JSONObject, node)["$ref"])
            if reference in seen:
                return cast(T, {}), place
            seen.add(reference)
            try:
                found, place = resolve_reference(self._document, reference)
            except KeyError:
                raise missing_reference(self._name, place, reference) from None
            node = cast(T, found)
        return node, place


def _placeholders(path: str) -> list[str]:
    return [part.split("}")[0] for part in path.split("{")[1:]]


def _alternatives(security: list[dict[str, list[str]]]) -> tuple[tuple[str, ...], ...]:
    """Security requirements; `{}` among them makes credentials optional, and counts as an alternative."""
    return tuple(tuple(requirement) for requirement in security)


def _extensions(node: OperationObject | SecuritySchemeObject) -> Mapping[str, JSON]:
    return {key: value for key, value in cast(JSONObject, node).items() if key.startswith("x-")}


def _security_scheme(name: str, scheme: SecuritySchemeObject) -> SecurityScheme:
    flow: OAuthFlowObject = next(iter(scheme.get("flows", {}).values()), OAuthFlowObject())
    return SecurityScheme(
        name=name,
        type=scheme.get("type", ""),
        parameter_name=scheme.get("name", ""),
        location=scheme.get("in", "header"),
        scheme=scheme.get("scheme", "").lower(),
        description=scheme.get("description", ""),
        token_url=flow.get("tokenUrl", ""),
        authorization_url=flow.get("authorizationUrl", ""),
        extensions=_extensions(scheme),
    )


def _server(server: ServerObject) -> Server:
    variables = {
        name: str(variable.get("default", "")) for name, variable in server.get("variables", {}).items()
    }
    return Server(server["url"], server.get("description", ""), variables)


def _server_url(server: ServerObject) -> str:
    url = server["url"]
    for name, value in _server(server).variables.items():
        url = url.replace(f"{{{name}}}", value)
    return url
