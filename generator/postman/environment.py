"""The variables: `baseUrl` on the collection, the user's own in an environment file."""

from __future__ import annotations

import re

from generator.encode import to_json
from generator.findings import Finding
from generator.openapi.model import Api
from generator.postman.ids import Ids
from generator.postman.profile import Profile
from generator.postman.types import Auth, Environment, Variable
from generator.postman.urls import BASE_URL, LOCALHOST, absolute, is_relative


def collection_variables(api: Api) -> tuple[list[Variable], list[Finding]]:
    """`baseUrl` and, where the server's URL is a template, its variables with their defaults."""
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
    url = absolute(re.sub(r"\{([^{}]+)\}", r"{{\1}}", server.url))
    if is_relative(server.url):
        findings.insert(0, _relative(f"relative server, {BASE_URL} is {url}", "/servers/0/url"))
    variables: list[Variable] = [{"key": BASE_URL, "value": url}]
    variables += [{"key": name, "value": default} for name, default in server.variables.items()]
    return variables, findings


def _relative(message: str, place: str) -> Finding:
    return Finding("server-relative", "warning", message, pointer=place)


def environment(name: str, auths: list[Auth], profile: Profile, ids: Ids) -> Environment:
    """The file in which users keep their credentials: all values empty, secrets typed as such.

    The profile's variables, or those that the auths of the collection and its requests ask for.
    """
    named = re.findall(r"\{\{(\w+)\}\}", to_json(auths).decode())
    wanted = [(variable.key, variable.type) for variable in profile.user_variables] or [
        (key, "secret") for key in dict.fromkeys(named)
    ]
    return {
        "id": ids.make("environment"),
        "name": name,
        "values": [
            {"key": key, "value": "", "type": "secret" if kind == "secret" else "default", "enabled": True}
            for key, kind in wanted
        ],
        "_postman_variable_scope": "environment",
    }
