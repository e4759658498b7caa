"""The URL of a request: `raw` and its parts, which always say the same."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from generator.openapi.model import Operation
from generator.openapi.sample import Sampler
from generator.postman.parameters import Row, path_value, rows
from generator.postman.profile import Profile
from generator.postman.types import QueryParam, Url, Variable

BASE_URL = "baseUrl"


def request_url(operation: Operation, sampler: Sampler, profile: Profile) -> Url:
    """The URL with every query parameter, those not sent switched off, and described path variables."""
    query = [
        row
        for parameter in operation.parameters_in("query")
        for row in rows(operation, parameter, sampler, profile)
    ]
    path = re.sub(r"\{([^}]+)\}", r":\1", operation.path)
    base = operation.server.rstrip("/") or f"{{{{{BASE_URL}}}}}"
    url = _base(base)
    url["path"] += path[1:].split("/")
    url["raw"] = raw_url(base + path, query)
    if query:
        url["query"] = [_query_param(row) for row in query]
    variables = [
        _path_variable(parameter.name, path_value(operation, parameter, sampler), parameter.description)
        for parameter in operation.parameters_in("path")
        if f":{parameter.name}" in path
    ]
    if variables:
        url["variable"] = variables
    return url


def sent_url(url: Url) -> Url:
    """What of a URL is sent: no rows that are switched off, no descriptions."""
    sent = url.copy()
    query: list[QueryParam] = [
        {"key": row["key"], "value": row["value"]}
        for row in url.get("query", [])
        if not row.get("disabled", False)
    ]
    sent.pop("query", None)
    if query:
        sent["query"] = query
    if "variable" in url:
        sent["variable"] = [
            {"key": variable["key"], "value": variable["value"]} for variable in url["variable"]
        ]
    return sent


def raw_url(base_and_path: str, query: list[Row]) -> str:
    """The URL as one string: only what is switched on."""
    enabled = "&".join(f"{row.key}={row.value}" for row in query if row.enabled)
    return f"{base_and_path}?{enabled}" if enabled else base_and_path


def _base(base: str) -> Url:
    if base.startswith("{{"):
        return {"raw": "", "host": [base], "path": []}
    split = urlsplit(base)
    url: Url = {"raw": "", "host": (split.hostname or "").split("."), "path": split.path.split("/")[1:]}
    url["protocol"] = split.scheme
    if split.port:
        url["port"] = str(split.port)
    return url


def _query_param(row: Row) -> QueryParam:
    param: QueryParam = {"key": row.key, "value": row.value}
    if row.description:
        param["description"] = row.description
    if not row.enabled:
        param["disabled"] = True
    return param


def _path_variable(key: str, value: str, description: str) -> Variable:
    variable: Variable = {"key": key, "value": value}
    if description:
        variable["description"] = description
    return variable
