"""The variables: `baseUrl` on the collection, the user's own in an environment file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import zip_longest

from generator.encode import to_json
from generator.findings import Finding
from generator.openapi.model import Api, Server
from generator.postman.braces import in_url
from generator.postman.ids import Ids
from generator.postman.profile import Profile, UserVariable
from generator.postman.types import Auth, Environment, Variable
from generator.postman.urls import BASE_URL, LOCALHOST, absolute, is_relative

_TEMPLATED = re.compile(r"\{([^{}]+)\}")


def collection_variables(api: Api, taken: Collection[str]) -> tuple[list[Variable], list[Finding]]:
    """`baseUrl` and, where the server's URL is a template, its variables with their defaults.

    `taken` are the names of the variables that hold the user's own values.
    """
    findings = [
        _relative(f"relative server, the request goes to {absolute(operation.server)}", operation.pointer)
        for operation in api.operations
        if operation.server and is_relative(operation.server)
    ]
    if not api.servers:
        message = f"no server declared, {BASE_URL} is {LOCALHOST}"
        missing = Finding("server-missing", "warning", message, pointer="/servers")
        return [{"key": BASE_URL, "value": LOCALHOST}], [missing, *findings]
    server = api.servers[0]
    names = _names(server.variables, {BASE_URL, *taken})
    literal = [in_url(part) for part in _TEMPLATED.split(server.url)[::2]]
    named = [f"{{{{{names[name]}}}}}" for name in _TEMPLATED.findall(server.url)]
    url = absolute("".join(part for pair in zip_longest(literal, named, fillvalue="") for part in pair))
    if is_relative(server.url):
        findings.insert(0, _relative(f"relative server, {BASE_URL} is {url}", "/servers/0/url"))
    variables: list[Variable] = [{"key": BASE_URL, "value": url}]
    if len(api.servers) > 1:
        variables[0]["description"] = "\n".join(map(_listed, api.servers))
    for name, default in server.variables.items():
        variable: Variable = {"key": names[name], "value": in_url(default)}
        if server.variable_descriptions.get(name):
            variable["description"] = server.variable_descriptions[name]
        variables.append(variable)
        if not default:
            message = f"variable {name} of the server's URL has no value"
            findings.append(Finding("server-variable-empty", "warning", message, pointer="/servers/0/url"))
    return variables, findings


def _names(names: Iterable[str], taken: set[str]) -> dict[str, str]:
    """What the variables of a server are called: nothing that Postman cannot, or that another one is."""
    given: dict[str, str] = {}
    for name in names:
        legal = re.sub(r"[^\w.-]+", "_", name)
        while legal in taken:
            legal = f"server_{legal}"
        taken.add(legal)
        given[name] = legal
    return given


def _listed(server: Server) -> str:
    return f"- `{absolute(server.url)}`" + (f": {server.description}" if server.description else "")


def _relative(message: str, place: str) -> Finding:
    return Finding("server-relative", "warning", message, pointer=place)


def environment(name: str, auths: list[Auth], profile: Profile, ids: Ids) -> Environment:
    """The file in which users keep their credentials: all values empty, secrets typed as such.

    The profile's variables, or those that the auths of the collection and its requests ask for.
    """
    named = re.findall(r"\{\{(\w+)\}\}", to_json(auths).decode())
    wanted = profile.user_variables or [UserVariable(key, "secret") for key in dict.fromkeys(named)]
    return {
        "id": ids.make("environment"),
        "name": name,
        "values": [
            {"key": variable.key, "value": "", "type": variable.type, "enabled": variable.enabled}
            for variable in wanted
        ],
        "_postman_variable_scope": "environment",
    }
