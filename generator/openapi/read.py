"""A document in its right shape to an `Api`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from generator.errors import InputError
from generator.findings import Finding, plural
from generator.json_types import JSONObject, pointer
from generator.openapi.dialect import unify_schemas
from generator.openapi.document import (
    Document,
    OperationObject,
    ParameterObject,
    PathItemObject,
    ServerObject,
)
from generator.openapi.faults import Notes
from generator.openapi.load import load_document
from generator.openapi.model import Api, Location, Operation, Parameter, SecurityScheme, Tag
from generator.openapi.parts import DEFAULT_STYLES, PartReader
from generator.openapi.references import reference_loops
from generator.openapi.security import alternatives, extensions, security_scheme
from generator.openapi.servers import server, server_url
from generator.openapi.shape import shape_document
from generator.openapi.structure import operations
from generator.openapi.tags import read_tags

WEBHOOKS = "Webhooks"
_RECEIVER = "http://localhost"


def load_api(content: bytes, name: str, *, with_webhooks: bool = False) -> tuple[Api, list[Finding]]:
    """Read an OpenAPI 3.0, 3.1 or 3.2 document given as bytes; `name` is how messages call it.

    With webhooks, these are operations too, of a tag of their own and of a server that users have to name.
    Raises InputError, naming the place, for what cannot be converted at all; all else is a finding.
    """
    document, findings = shape_document(load_document(content, name), name)
    try:
        findings += unify_schemas(document, name)
    except RecursionError as error:
        raise InputError(f"{name}: nested too deeply") from error
    return _Reader(document, name, findings, with_webhooks).api(), findings


class _Reader:
    def __init__(self, document: Document, name: str, findings: list[Finding], with_webhooks: bool) -> None:
        self._document = document
        self._name = name
        self._findings = findings
        self._with_webhooks = with_webhooks
        self._notes = Notes()
        self._parts = PartReader(document, self._notes)
        servers = document.get("servers", [])
        self._server = server_url(servers[0]).rstrip("/") if servers else ""
        self._security = alternatives(document.get("security", []))

    def api(self) -> Api:
        info = self._document.get("info", {})
        found = tuple(self._operations("paths"))
        tags, undeclared = read_tags(self._document, found)
        self._findings += undeclared
        webhooks = self._document.get("webhooks", {})
        if webhooks and self._with_webhooks:
            found += tuple(self._webhooks())
            tags += (Tag(WEBHOOKS, "What the API sends to those who subscribed to it."),)
        elif webhooks:
            message = f"{plural(len(webhooks), 'webhook')} left out, which the API sends: see --webhooks"
            self._notes.add("webhook-left-out", "info", message, "/webhooks")
        for place in reference_loops(self._document):
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
            operations=found,
            document=self._document,
        )

    def _security_schemes(self) -> Mapping[str, SecurityScheme]:
        components = self._document.get("components", {})
        place = pointer("components", "securitySchemes")
        return {
            name: security_scheme(name, self._parts.resolve(scheme, place + pointer(name))[0])
            for name, scheme in components.get("securitySchemes", {}).items()
        }

    def _operations(self, field: str) -> Iterator[Operation]:
        """The operations of `paths`, or those of `webhooks`, whose names stand in for paths."""
        items = cast("dict[str, PathItemObject]", self._document.get(field, {}))
        for name, raw_item in items.items():
            if field == "paths" and not name.startswith("/"):
                continue  # a vendor key
            item, place = self._parts.resolve(raw_item, pointer(field, name))
            for method, raw, at in operations(cast(JSONObject, item)):
                operation, written = self._parts.resolve(cast(OperationObject, raw), place + at)
                path = name if field == "paths" else f"/{name.lstrip('/')}"
                yield self._operation(path, method, item, operation, place, written)

    def _webhooks(self) -> Iterator[Operation]:
        """What the API sends, as requests to be sent to whom it would call."""
        for webhook in self._operations("webhooks"):
            yield webhook._replace(tags=(WEBHOOKS,), server=_RECEIVER, server_title="webhooks", security=())

    def _operation(
        self,
        path: str,
        method: str,
        item: PathItemObject,
        operation: OperationObject,
        item_place: str,
        place: str,
    ) -> Operation:
        own = (operation.get("servers") or item.get("servers") or [ServerObject()])[0]
        url = server_url(own) if own else ""
        body = operation.get("requestBody")
        for callback in operation.get("callbacks", {}):
            self._parts.left_out(
                "callback", callback, "the API sends it", place + pointer("callbacks", callback)
            )
        return Operation(
            id=operation.get("operationId", "").strip() or f"{method.upper()} {path}",
            method=method,
            path=path,
            summary=_one_line(operation.get("summary", "")) or _one_line(item.get("summary", "")),
            description=operation.get("description", ""),
            tags=tuple(tag for tag in operation.get("tags", []) if tag.strip()),
            parameters=self._parameters(path, item, operation, item_place, place),
            body=None if body is None else self._parts.body(body, place + "/requestBody"),
            responses=tuple(self._parts.responses(operation.get("responses", {}), place)),
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
                parameter, parameter_place = self._parts.resolve(raw, written)
                if parameter.get("in") == "querystring":
                    whole = self._parts.whole_query(parameter, written)
                    if whole is None:
                        continue
                    parameter = whole
                if "name" not in parameter or parameter.get("in") not in DEFAULT_STYLES:
                    message = f"left out, its $ref leads to no parameter: {raw['$ref']}"
                    self._findings.append(Finding("spec-shape", "warning", message, self._name, written))
                    continue
                read = self._parts.parameter(
                    parameter["name"], cast(Location, parameter["in"]), parameter, parameter_place
                )
                found[read.location, read.name] = read
                if read.location == "path" and read.name not in placeholders:
                    why = f"{path} has no place for it"
                    self._parts.left_out("parameter", read.name, why, written)
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
                found["path", name] = self._parts.parameter(name, "path", undeclared, place)
        return tuple(found.values())


def _one_line(text: str) -> str:
    return " ".join(text.split())
