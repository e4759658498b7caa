"""The servers of a document, their URLs being templates."""

from __future__ import annotations

import re

from generator.openapi.document import ServerObject, ServerVariableObject
from generator.openapi.model import Server


def server(declared: ServerObject) -> Server:
    """The server with all variables of its URL; those that are not declared have no value."""
    variables = dict.fromkeys(re.findall(r"\{([^{}]+)\}", declared["url"]), "")
    for name, variable in declared.get("variables", {}).items():
        variables[name] = str(variable.get("default", ""))
    described = {name: _described(variable) for name, variable in declared.get("variables", {}).items()}
    return Server(declared["url"], declared.get("description", ""), variables, described)


def server_url(declared: ServerObject) -> str:
    """The URL with the default values of its variables, as far as they have any; no brace of theirs, which
    would be none of the template's.
    """
    url = declared["url"]
    for name, value in server(declared).variables.items():
        url = url.replace(f"{{{name}}}", value.replace("{", "%7B").replace("}", "%7D") or f"{{{name}}}")
    return url


def _described(variable: ServerVariableObject) -> str:
    choices = ", ".join(map(str, variable.get("enum", [])))
    return " ".join(filter(None, (variable.get("description", ""), f"One of {choices}." if choices else "")))
