"""The variables: `baseUrl` on the collection, the user's own in an environment file."""

from __future__ import annotations

import re

from generator.encode import to_json
from generator.findings import Finding
from generator.openapi.model import Api
from generator.postman.ids import Ids
from generator.postman.profile import Profile
from generator.postman.types import Auth, Environment, Variable
from generator.postman.urls import BASE_URL

_FALLBACK = "http://localhost"


def collection_variables(api: Api) -> tuple[list[Variable], list[Finding]]:
    """`baseUrl` and, where the server's URL is a template, its variables with their defaults."""
    if not api.servers:
        return [{"key": BASE_URL, "value": _FALLBACK}], [
            Finding(
                "server-missing",
                "warning",
                f"no server declared, {BASE_URL} is {_FALLBACK}",
                pointer="/servers",
            )
        ]
    server = api.servers[0]
    url, findings = re.sub(r"\{([^{}]+)\}", r"{{\1}}", server.url).rstrip("/"), []
    if not re.match(r"https?://|\{\{", url):
        url = _FALLBACK + ("/" + url.lstrip("/") if url else "")
        findings.append(
            Finding(
                "server-relative",
                "warning",
                f"relative server, {BASE_URL} is {url}",
                pointer="/servers/0/url",
            )
        )
    variables: list[Variable] = [{"key": BASE_URL, "value": url}]
    variables += [{"key": name, "value": default} for name, default in server.variables.items()]
    return variables, findings


def environment(name: str, auth: Auth, profile: Profile, ids: Ids) -> Environment:
    """The file in which users keep their credentials: all values empty, secrets typed as such.

    The profile's variables, or those that the collection's auth asks for.
    """
    named = re.findall(r"\{\{(\w+)\}\}", to_json(auth).decode())
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
