"""Security requirements and schemes of a document to those of an `Api`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from generator.json_types import JSON, JSONObject
from generator.openapi.document import OAuthFlowObject, OperationObject, SecuritySchemeObject
from generator.openapi.model import SecurityScheme


def alternatives(security: list[dict[str, list[str]]]) -> tuple[tuple[str, ...], ...]:
    """Security requirements; `{}` among them makes credentials optional, and counts as an alternative."""
    return tuple(tuple(requirement) for requirement in security)


def security_scheme(name: str, scheme: SecuritySchemeObject) -> SecurityScheme:
    """The scheme that the document declares as `name`; of the flows of OAuth 2 the first one."""
    flow_name, flow = next(iter(scheme.get("flows", {}).items()), ("", OAuthFlowObject()))
    return SecurityScheme(
        name=name,
        type=scheme.get("type", ""),
        parameter_name=scheme.get("name", ""),
        location=scheme.get("in", "header"),
        scheme=scheme.get("scheme", "").lower(),
        description=scheme.get("description", ""),
        flow=flow_name,
        scopes=tuple(flow.get("scopes", {})),
        token_url=flow.get("tokenUrl", ""),
        authorization_url=flow.get("authorizationUrl", ""),
        extensions=extensions(scheme),
    )


def extensions(node: OperationObject | SecuritySchemeObject) -> Mapping[str, JSON]:
    """The vendor keys (`x-…`) of a node."""
    return {key: value for key, value in cast(JSONObject, node).items() if key.startswith("x-")}
