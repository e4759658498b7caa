"""The URL of a request: `raw` and its parts, which always say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise, zip_longest

from generator.openapi.model import Operation
from generator.openapi.sample import Sampler
from generator.postman.braces import in_url
from generator.postman.parameters import Row, path_value, rows
from generator.postman.profile import Profile
from generator.postman.types import QueryParam, Url, Variable

BASE_URL = "baseUrl"
LOCALHOST = "http://localhost"
"""Stands for the host of a relative server, which is that of the document: unknown here."""

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SLASH = re.compile(r"\{[^{}]*\}|/")


def request_url(
    operation: Operation,
    sampler: Sampler,
    profile: Profile,
    base: str,
    variable_for: Callable[[str, str, str], str],
    further: Iterable[Row] = (),
) -> Url:
    """The URL with every query parameter, those not sent switched off, and described path variables.

    `base` is what it begins with; `variable_for` gives a variable of the collection for the name, value and
    description of a parameter that is only a part of a segment. `further` are rows of the query that are no
    parameters of the operation.
    """
    path_only, _, fixed = operation.path.partition("#")[0].partition("?")
    query = [
        row
        for parameter in operation.parameters_in("query")
        for row in rows(operation, parameter, sampler, profile)
    ]
    parameters = {parameter.name: parameter for parameter in operation.parameters_in("path")}
    values = {name: path_value(operation, parameter, sampler) for name, parameter in parameters.items()}
    query = [*_fixed(fixed, values), *query, *further]
    segments = path_segments(path_only[1:])
    url: Url = {"raw": "", "host": [base], "path": []}

    def inner(match: re.Match[str]) -> str:
        known = parameters.get(match[1])
        return variable_for(match[1], values[match[1]], known.description) if known else match[0]

    path = [_segment(segment, inner) for segment in segments]
    url["path"] += path
    url["raw"] = raw_url("/".join([base, *path]), query)
    if query:
        url["query"] = [row.written() for row in query]
    variables = [
        _path_variable(_variable_name(name), values[name], parameter.description)
        for name, parameter in parameters.items()
        if name and f"{{{name}}}" in segments
    ]
    if variables:
        url["variable"] = variables
    return url


def path_segments(path: str) -> list[str]:
    """What stands between the slashes of a path template; one in braces is part of a name."""
    slashes = [match.start() for match in _SLASH.finditer(path) if match[0] == "/"]
    return [path[before + 1 : after] for before, after in pairwise([-1, *slashes, len(path)])]


def is_relative(server: str) -> bool:
    """Whether the URL of a server leaves its host to where the document was found."""
    return not re.match(r"(\{|([A-Za-z][A-Za-z0-9+.-]*:)?//)", server)


def absolute(server: str) -> str:
    """The URL of a server that paths can follow, on localhost if it is relative: without its last slash, and
    without a query and a fragment, which would swallow them.
    """
    server = re.split("[?#]", server, maxsplit=1)[0]
    if is_relative(server):
        return f"{LOCALHOST}/{server.strip('/')}".rstrip("/")
    return f"{'https:' if server.startswith('//') else ''}{server}".rstrip("/")


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


def _segment(segment: str, inner: Callable[[re.Match[str]], str]) -> str:
    """`:id` for `{id}`; that is for whole segments in Postman, so that others hold variables (`inner`)."""
    whole = _PLACEHOLDER.fullmatch(segment)
    if whole:
        return f":{_variable_name(whole[1])}"
    literal = [in_url(part) for part in _PLACEHOLDER.split(segment)[::2]]
    named = map(inner, _PLACEHOLDER.finditer(segment))
    filled = "".join(part for pair in zip_longest(literal, named, fillvalue="") for part in pair)
    return f"%3A{filled[1:]}" if filled.startswith(":") else filled


def _variable_name(parameter: str) -> str:
    """The name of a path variable: in Postman it ends at a dot or a slash."""
    return re.sub(r"[./]", "_", parameter)


def _filled(text: str, values: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _fixed(query: str, values: dict[str, str]) -> list[Row]:
    """The rows of a query that is part of the path, which some specs tell operations apart by."""
    pairs = [in_url(_filled(pair, values)).partition("=") for pair in query.split("&") if pair]
    return [Row(key, value, "", enabled=True) for key, _, value in pairs]


def _path_variable(key: str, value: str, description: str) -> Variable:
    variable: Variable = {"key": key, "value": value}
    if description:
        variable["description"] = description
    return variable
