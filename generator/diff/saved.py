"""The requests of a user's own collection, as they would be sent; whatever app or script wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import unquote

from generator.json_types import JSON, JSONObject

_VARIABLE = re.compile(r"\{\{([^{}]+)\}\}")
_UNQUOTED_VARIABLE = re.compile(r"(?<=[:\[,])(\s*)\{\{[^{}]+\}\}(?=\s*[,\]}])")
_SERVER = re.compile(r"^(\w+://)?[^/]*")
UNKNOWN = "\0variable"
"""Stands in a body for a value that only a variable knows."""


@dataclass(slots=True)
class SavedRequest:
    """A request with what is switched on in it."""

    name: str
    """Its folders and its name: `Profiles > Get Profiles`."""
    method: str
    path: list[str]
    """Segments of the URL's path; variables as they are written."""
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    """By lower-case name."""
    body: JSON = None
    has_body: bool = False
    is_readable: bool = True
    """Whether the body could be taken apart."""
    content_type: str = ""

    @property
    def title(self) -> str:
        """Method and path, as messages call it."""
        return f"{self.method} /{'/'.join(self.path)}"


def saved_requests(collection: JSONObject) -> Iterator[SavedRequest]:
    """Every request of a collection (format 2.0 or 2.1), in its order; what is none is passed over."""
    variables = {
        str(row.get("key")): str(row["value"])
        for row in _rows(collection.get("variable"))
        if row.get("value") not in (None, "")
    }
    yield from _of_items(collection.get("item"), "", variables)


def is_variable(value: JSON) -> bool:
    """Whether a value is known only when it is sent."""
    return isinstance(value, str) and (value == UNKNOWN or _VARIABLE.search(value) is not None)


def _of_items(items: JSON, parents: str, variables: dict[str, str]) -> Iterator[SavedRequest]:
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        name = f"{parents}{item.get('name') or 'unnamed'}"
        if "item" in item:
            yield from _of_items(item["item"], f"{name} > ", variables)
        request = item.get("request")
        if isinstance(request, str):
            request = {"url": request}
        if isinstance(request, dict):
            yield _request(name, request, variables)


def _request(name: str, request: JSONObject, variables: dict[str, str]) -> SavedRequest:
    path, query = _url(request.get("url"), variables)
    headers = request.get("header")
    saved = SavedRequest(name, str(request.get("method") or "GET").upper(), path, query)
    for row in _rows(headers):
        saved.headers[str(row.get("key", "")).lower()] = _filled(row.get("value"), variables)
    saved.content_type = saved.headers.get("content-type", "").split(";")[0].strip().lower()
    body = request.get("body")
    if isinstance(body, dict) and not body.get("disabled"):
        _read_body(saved, body, variables)
    return saved


def _rows(rows: JSON) -> list[JSONObject]:
    """Those of a list of rows that are switched on."""
    listed = rows if isinstance(rows, list) else []
    return [row for row in listed if isinstance(row, dict) and not row.get("disabled")]


def _url(url: JSON, variables: dict[str, str]) -> tuple[list[str], dict[str, list[str]]]:
    """The segments of a URL's path and its query; from its parts where it has them, else from its text."""
    parts = url if isinstance(url, dict) else {}
    address, _, written = str(parts.get("raw", "") if parts else url or "").partition("?")
    if isinstance(parts.get("query"), list):
        pairs = [(str(row.get("key", "")), row.get("value")) for row in _rows(parts["query"])]
    else:
        pairs = [
            (key, value) for key, _, value in (pair.partition("=") for pair in written.split("&")) if key
        ]
    query: dict[str, list[str]] = {}
    for key, value in pairs:
        query.setdefault(unquote(key), []).append(unquote(_filled(value, variables)))
    path = parts.get("path")
    if isinstance(path, list):
        segments = [str(part.get("value", "")) if isinstance(part, dict) else str(part) for part in path]
    else:
        segments = (path if isinstance(path, str) else _SERVER.sub("", address)).split("/")
    return [segment for segment in segments if segment], query


def _filled(value: JSON, variables: dict[str, str]) -> str:
    text = "" if value is None else str(value)
    return _VARIABLE.sub(lambda found: variables.get(found[1].strip(), found[0]), text)


def _read_body(saved: SavedRequest, body: JSONObject, variables: dict[str, str]) -> None:
    mode = body.get("mode")
    if mode == "raw":
        raw = _filled(body.get("raw"), variables)
        saved.has_body = bool(raw.strip())
        if saved.has_body:
            _read_json(saved, raw)
        options = body.get("options")
        language = options.get("raw", {}) if isinstance(options, dict) else {}
        if not saved.content_type and isinstance(language, dict) and language.get("language") == "json":
            saved.content_type = "application/json"  # what Postman sends then
    elif mode in ("formdata", "urlencoded"):
        rows = _rows(body.get(str(mode)))
        saved.has_body = bool(rows)
        saved.body = {str(row.get("key", "")): _filled(row.get("value"), variables) for row in rows}
        if not saved.content_type:
            form = "multipart/form-data" if mode == "formdata" else "application/x-www-form-urlencoded"
            saved.content_type = form
    elif mode is not None:
        saved.has_body, saved.is_readable = True, False


def _read_json(saved: SavedRequest, raw: str) -> None:
    """A body of JSON, in which variables may stand where values do."""
    text = _UNQUOTED_VARIABLE.sub(lambda found: found[1] + json.dumps(UNKNOWN), raw)
    try:
        saved.body = cast(JSON, json.loads(text))
    except (ValueError, RecursionError):
        saved.is_readable = False
