"""What parts of an operation say of one thing agrees: the id in the path is that in body and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from generator.json_types import JSON
from generator.openapi.model import Operation
from generator.openapi.naming import singular
from generator.postman.types import Url


class Identity(NamedTuple):
    """What an operation is about, as far as its path says."""

    resources: Mapping[str, str]
    """The id of the one resource of each type that the path names: JSON:API 1.1, "Resource Objects"."""
    parameters: Mapping[str, str]
    """The values of all its parameters by name, which a body may repeat."""


def identity_of(operation: Operation, url: Url) -> Identity:
    """The identity that the path of a request gives, as it stands in the variables of `url`.

    Where the path goes on to resources of the same type, as from an object to related ones, it is not theirs.
    """
    values = {variable["key"]: variable["value"] for variable in url.get("variable", [])}
    segments = [part for part in operation.path.split("/") if part]
    named = [index for index, part in enumerate(segments) if part[:1] == "{" and part[1:-1] in values]
    if not named or not named[-1]:
        return Identity({}, values)
    last = named[-1]
    resource = singular(segments[last - 1])
    is_other = last + 1 < len(segments) and singular(segments[-1]) == resource
    return Identity({} if is_other else {resource: values[segments[last][1:-1]]}, values)


def agreeing(value: JSON, identity: Identity, accepts: Callable[[JSON], bool]) -> JSON:
    """`value`, a body, with the ids that the path gives for the resources in it, if `accepts` takes them."""
    found = _same(value, identity.resources) if identity.resources else value
    if isinstance(found, dict) and not found.keys().isdisjoint(identity.parameters):
        given = identity.parameters
        found = {
            name: given[name] if name in given and isinstance(child, str) else child
            for name, child in found.items()
        }
    return found if found == value or accepts(found) else value


def _same(value: JSON, ids: Mapping[str, str]) -> JSON:
    if isinstance(value, list):
        return [_same(item, ids) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _same(child, ids) for name, child in value.items()}
    resource = value.get("type")
    if isinstance(resource, str) and resource in ids and isinstance(value.get("id"), str):
        found["id"] = ids[resource]
    return found
