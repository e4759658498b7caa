"""From a request on the wire back to the operation it means, as a server would route it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from generator.openapi.model import Api, Operation
from generator.postman.braces import in_url
from generator.postman.urls import absolute, is_relative, path_segments
from generator.validate.conformance.sent import Sent, encoded

_Part = str | list[str] | None
"""A part of a path template: literal, what stands around placeholders, or one placeholder as a whole."""


class Match(NamedTuple):
    """The operation that a request means."""

    operation: Operation
    path_values: Mapping[str, str]
    is_server_known: bool
    """Whether the spec names the server; else the path was recognised by its end."""


def _between(around: list[str], segment: str) -> list[str] | None:
    """The values between the texts in `around`, each as short as can be; None if those are not there."""
    first, *inner = around
    if not segment.startswith(first) or not segment.endswith(inner[-1]):
        return None
    found, start = [], len(first)
    for text in inner[:-1]:
        end = segment.find(text, start + 1)
        if end < 0:
            return None
        found.append(segment[start:end])
        start = end + len(text)
    found.append(segment[start : len(segment) - len(inner[-1])])
    return found if found[-1] else None


class _Template(NamedTuple):
    operation: Operation
    written: str
    """As the address of a request has it: `/teas/:id`."""
    names: list[str]
    parts: list[_Part]
    query: set[tuple[str, str]]
    """What some have in their paths, for want of another place."""

    def values(self, segments: list[str]) -> Mapping[str, str] | None:
        """The path's values, or None if it is another path."""
        found: list[str] = []
        for part, segment in zip(self.parts, segments, strict=True):
            if part is None:
                found.append(segment)
            elif isinstance(part, str):
                if part != segment:
                    return None
            else:
                within = _between(part, segment)
                if within is None:
                    return None
                found += within
        return dict(zip(self.names, found, strict=True))


class Operations:
    """The operations of an API by method and path; literal parts win over placeholders."""

    def __init__(self, api: Api) -> None:
        self._servers = [_server_of(_with_defaults(server.url, server.variables)) for server in api.servers]
        self._templates: dict[tuple[str, int], list[_Template]] = {}
        for operation in api.operations:
            template = _template(operation)
            self._templates.setdefault((operation.method, len(template.parts)), []).append(template)
        for templates in self._templates.values():
            templates.sort(key=lambda template: [part is None for part in template.parts])

    def matches(self, sent: Sent, written: str = "") -> list[Match]:
        """The operation of a request, whose path is `written` with its variables, as in `/teas/:id`.

        Of several that fit the one that is written so is meant, then the one with a query of its own, else
        the most literal one; all of them where nothing tells them apart. A slash at the end makes no
        difference, for rules to judge.
        """
        for origin, base in self._servers or [("", "")]:
            if origin in ("", sent.origin) and (sent.path + "/").startswith(base + "/"):
                found = self._at(sent.path[len(base) :], sent, written)
                if found and not found[0].operation.server:
                    return found
        whole = sent.path.rstrip("/")
        segments = whole.split("/")
        longest = max((count for _, count in self._templates), default=0)
        first = before = max(1, len(segments) - longest)
        while before > 1 and not segments[before - 1]:  # what a variable of the server leaves empty
            before -= 1
        # Other servers, among them those of single operations.
        for start in dict.fromkeys((before, *range(first, len(segments)))):
            path = "/" + "/".join(segments[start:]) + sent.path[len(whole) :]
            found = self._at(path, sent, written)
            if found:
                return [
                    match._replace(is_server_known=_is_own(match.operation, sent, path)) for match in found
                ]
        return []

    def _at(self, path: str, sent: Sent, written: str) -> list[Match]:
        segments = [unquote(part) for part in path.strip("/").split("/")]
        fitting: list[tuple[tuple[bool, int], _Template, Mapping[str, str]]] = []
        for template in self._templates.get((sent.method.lower(), len(segments)), []):
            values = template.values(segments)
            if values is not None:
                is_sent = template.query <= set(sent.query)
                rank = not written.endswith(template.written), -len(template.query) if is_sent else 1
                fitting.append((rank, template, values))
        fitting.sort(key=lambda fit: fit[0])
        return [
            Match(template.operation, values, True)
            for rank, template, values in fitting
            if (rank, template.parts) == (fitting[0][0], fitting[0][1].parts)
        ]


def _is_own(operation: Operation, sent: Sent, path: str) -> bool:
    """Whether a request is sent to the server of the operation's own."""
    origin, base = _server_of(re.sub(r"\{[^{}]+\}", "", operation.server))  # whose variables have no values
    return bool(operation.server) and origin in ("", sent.origin) and sent.path == base + path


def _template(operation: Operation) -> _Template:
    path, _, query = operation.path.partition("#")[0].partition("?")
    written = re.sub(r"\{([^{}]*)\}", r":\1", path)
    names = re.findall(r"\{([^{}]*)\}", path)
    pairs = set(parse_qsl(query, keep_blank_values=True))
    return _Template(operation, written, names, list(_parts(path)), pairs)


def _parts(path: str) -> Iterator[_Part]:
    for part in path_segments(path.strip("/")):
        around = [unquote(text) for text in re.split(r"\{[^{}]*\}", part)]
        if around == ["", ""]:
            yield None
        else:
            yield around if len(around) > 1 else around[0]


def _with_defaults(url: str, variables: Mapping[str, str]) -> str:
    for name, default in variables.items():
        url = url.replace(f"{{{name}}}", default)
    return url


def _server_of(url: str) -> tuple[str, str]:
    """Origin and path of a server's URL; the origin is empty where it is that of the document.

    Cut as the URL of a request is (`sent.py`): what it holds need not be a host.
    """
    scheme, _, rest = in_url(absolute(url)).partition("://")
    host, slash, path = rest.partition("/")
    return "" if is_relative(url) else f"{scheme}://{host}".lower(), slash + encoded(path)
