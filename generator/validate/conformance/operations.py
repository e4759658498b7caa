"""From a request on the wire back to the operation it means, as a server would route it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from generator.openapi.model import Api, Operation
from generator.postman.urls import absolute, is_relative
from generator.validate.conformance.sent import Sent

_Part = str | re.Pattern[str] | None
"""A part of a path template: literal, with placeholders inside, or one placeholder as a whole."""


class Match(NamedTuple):
    """The operation that a request means."""

    operation: Operation
    path_values: Mapping[str, str]
    is_server_known: bool
    """Whether the spec names the server; else the path was recognised by its end."""


class _Template(NamedTuple):
    operation: Operation
    written: str
    """As the address of a request has it: `/teas/:id`."""
    names: list[str]
    parts: list[_Part]

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
                match = part.fullmatch(segment)
                if not match:
                    return None
                found += match.groups()
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

    def match(self, sent: Sent, written: str = "") -> Match | None:
        """The operation of a request, whose path is `written` with its variables, as in `/teas/:id`.

        Of several that fit the one that is written so is meant, else the most literal one. A slash at the end
        makes no difference, for rules to judge.
        """
        for origin, base in self._servers or [("", "")]:
            if origin in ("", sent.origin) and (sent.path + "/").startswith(base + "/"):
                found = self._at(sent.path[len(base) :], sent.method, written)
                if found and not found.operation.server:
                    return found
        segments = sent.path.split("/")
        for start in range(1, len(segments)):  # other servers, among them those of single operations
            path = "/" + "/".join(segments[start:])
            found = self._at(path, sent.method, written)
            if found:
                origin, base = _server_of(found.operation.server)
                is_own = origin in ("", sent.origin) and sent.path == base + path
                return Match(found.operation, found.path_values, bool(found.operation.server) and is_own)
        return None

    def _at(self, path: str, method: str, written: str) -> Match | None:
        segments = [unquote(part) for part in path.strip("/").split("/")]
        fitting: list[tuple[_Template, Mapping[str, str]]] = []
        for template in self._templates.get((method.lower(), len(segments)), []):
            values = template.values(segments)
            if values is not None:
                fitting.append((template, values))
        fitting.sort(key=lambda fit: not written.endswith(fit[0].written))
        return Match(fitting[0][0].operation, fitting[0][1], True) if fitting else None


def _template(operation: Operation) -> _Template:
    path = re.split("[?#]", operation.path)[0]  # where some have a query, for want of another place
    written = re.sub(r"\{([^{}]*)\}", r":\1", path)
    return _Template(operation, written, re.findall(r"\{([^{}]*)\}", path), list(_parts(path)))


def _parts(path: str) -> Iterator[_Part]:
    for part in path.strip("/").split("/"):
        if re.fullmatch(r"\{[^{}]*\}", part):
            yield None
        elif "{" in part:
            pieces = re.split(r"\{[^{}]*\}", part)
            yield re.compile("(.+?)".join(map(re.escape, pieces)))
        else:
            yield unquote(part)


def _with_defaults(url: str, variables: Mapping[str, str]) -> str:
    for name, default in variables.items():
        url = url.replace(f"{{{name}}}", default)
    return url


def _server_of(url: str) -> tuple[str, str]:
    """Origin and path of a server's URL; the origin is empty where it is that of the document."""
    parts = urlsplit(absolute(url))
    return "" if is_relative(url) else f"{parts.scheme}://{parts.netloc}".lower(), parts.path
