"""The variables that a collection declares: where requests go, and what stands within a segment of a path."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from itertools import zip_longest
from urllib.parse import urlsplit

from generator.findings import Finding
from generator.openapi.model import Api, Operation, Server
from generator.postman.braces import in_url
from generator.postman.types import Variable
from generator.postman.urls import BASE_URL, LOCALHOST, absolute, is_relative

_TEMPLATED = re.compile(r"\{([^{}]+)\}")
_LONGEST_TITLE = 30  # of a server that a variable is named after


class Scope:
    """The variables of one collection; what was to be said of its servers is among the findings."""

    def __init__(self, api: Api, taken: Collection[str]) -> None:
        """`taken` are the names of the variables that hold the user's own values."""
        self._taken = {BASE_URL, *taken}
        self._bases: dict[str, str] = {}
        self._parts: dict[tuple[str, str], str] = {}
        self.variables: list[Variable] = []
        self.findings: list[Finding] = []
        self._declare_root(api)
        root = _words(absolute(api.servers[0].url)) if api.servers else []
        for operation in api.operations:
            if operation.server:
                self._declare_base(operation, root)

    def base(self, operation: Operation) -> str:
        """What the URL of a request begins with."""
        return f"{{{{{self._bases.get(operation.server, BASE_URL)}}}}}"

    def part(self, name: str, value: str, description: str) -> str:
        """What stands for a parameter within a segment; another value has a variable of its own."""
        if (name, value) not in self._parts:
            variable: Variable = {
                "key": self._unique(re.sub(r"[^\w.-]+", "_", name)),
                "value": in_url(value),
            }
            if description:
                variable["description"] = description
            self.variables.append(variable)
            self._parts[name, value] = variable["key"]
        return f"{{{{{self._parts[name, value]}}}}}"

    def _declare_root(self, api: Api) -> None:
        """`baseUrl` and, where the server's URL is a template, its variables with their defaults."""
        if not api.servers:
            message = f"no server declared, {BASE_URL} is {LOCALHOST}"
            self.findings.append(Finding("server-missing", "warning", message, pointer="/servers"))
            self.variables.append({"key": BASE_URL, "value": LOCALHOST})
            return
        server = api.servers[0]
        names = self._names(server.variables)
        url = self._address(server.url, lambda name: f"{{{{{names[name]}}}}}", "/servers/0/url")
        if is_relative(server.url):
            self._note("server-relative", f"relative server, {BASE_URL} is {url}", "/servers/0/url")
        base: Variable = {"key": BASE_URL, "value": url}
        if len(api.servers) > 1:
            base["description"] = "\n".join(map(_listed, api.servers))
        self.variables.append(base)
        for name, default in server.variables.items():
            variable: Variable = {"key": names[name], "value": in_url(default)}
            if server.variable_descriptions.get(name):
                variable["description"] = server.variable_descriptions[name]
            self.variables.append(variable)
            if not default:
                self._note_empty(name, "/servers/0/url")

    def _declare_base(self, operation: Operation, root: list[str]) -> None:
        url = absolute(operation.server)
        if is_relative(operation.server):
            self._note("server-relative", f"relative server, the request goes to {url}", operation.pointer)
        if operation.server in self._bases:
            return
        title = operation.server_title if len(operation.server_title) <= _LONGEST_TITLE else ""
        words = _words(url)
        label = title or next((word for word in words if word not in root), words[0])
        slug = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_") or "other"
        name = self._bases[operation.server] = self._unique(f"{BASE_URL}_{slug}")

        def empty(variable: str) -> str:
            self._note_empty(variable, operation.pointer)
            return self.part(variable, "", "")

        value = self._address(operation.server, empty, operation.pointer)
        self.variables.append({"key": name, "value": value})

    def _address(self, url: str, variable_for: Callable[[str], str], place: str) -> str:
        """What requests to a server begin with: its URL, with what `variable_for` gives for each name."""
        if re.search("[?#]", url):
            message = (
                "the query and the fragment of a server's URL are left out: the path of a request follows it"
            )
            self._note("server-query", message, place)
        url = absolute(url)
        literal = [in_url(part) for part in _TEMPLATED.split(url)[::2]]
        named = map(variable_for, _TEMPLATED.findall(url))
        return "".join(part for pair in zip_longest(literal, named, fillvalue="") for part in pair)

    def _names(self, names: Iterable[str]) -> dict[str, str]:
        """What the variables of a server are called: nothing that Postman cannot, or that another one is."""
        given: dict[str, str] = {}
        for name in names:
            legal = re.sub(r"[^\w.-]+", "_", name)
            while legal in self._taken:
                legal = f"server_{legal}"
            self._taken.add(legal)
            given[name] = legal
        return given

    def _unique(self, name: str) -> str:
        unique, count = name, 1
        while unique in self._taken:
            count += 1
            unique = f"{name}_{count}"
        self._taken.add(unique)
        return unique

    def _note_empty(self, variable: str, place: str) -> None:
        self._note("server-variable-empty", f"variable {variable} of the server's URL has no value", place)

    def _note(self, rule: str, message: str, place: str) -> None:
        self.findings.append(Finding(rule, "warning", message, pointer=place))


def _words(url: str) -> list[str]:
    """What a URL may be known by: the first label of its host, then the parts of its path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return [url]
    return [parts.netloc.partition(".")[0], *filter(None, parts.path.split("/"))]


def _listed(server: Server) -> str:
    return f"- `{absolute(server.url)}`" + (f": {server.description}" if server.description else "")
