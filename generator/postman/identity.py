"""What parts of an operation say of one thing agrees: the id in the path is that in body and answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias, cast

from generator.json_types import JSON, JSONObject
from generator.openapi.model import Node, Operation
from generator.openapi.naming import singular
from generator.openapi.references import follow
from generator.openapi.sample import Sampler
from generator.openapi.schema import effective
from generator.postman.types import Url

_Path: TypeAlias = "tuple[str | int, ...]"


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


def agreeing(value: JSON, identity: Identity, node: Node, sampler: Sampler) -> JSON:
    """`value`, an instance of the schema at `node`, with the ids that the path gives for the resources in it.

    One that its schema does not take stays.
    """
    found = value
    for path, id_ in _others(value, identity):
        child = _member(sampler, node, path)
        if child is not None and sampler.is_valid(child, id_):
            found = _put(found, path, id_)
        elif child is None and sampler.is_valid(node, changed := _put(found, path, id_)):
            found = changed
    return found


def _others(value: JSON, identity: Identity) -> Iterator[tuple[_Path, str]]:
    """Where a body or an answer has another id than the path, and that of the path."""
    if isinstance(value, dict):
        for name, given in identity.parameters.items():
            if isinstance(value.get(name), str) and value[name] != given:
                yield (name,), given
    if identity.resources:
        yield from _resources(value, identity.resources, ())


def _resources(value: JSON, ids: Mapping[str, str], path: _Path) -> Iterator[tuple[_Path, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _resources(item, ids, (*path, index))
    elif isinstance(value, dict):
        resource, id_ = value.get("type"), value.get("id")
        if isinstance(resource, str) and isinstance(id_, str) and id_ != ids.get(resource, id_):
            yield (*path, "id"), ids[resource]
        for name, child in value.items():
            if isinstance(child, dict | list):
                yield from _resources(child, ids, (*path, name))


def _member(sampler: Sampler, node: Node, path: _Path) -> Node | None:
    """The schema of a part of a value, if it is the same for all values."""
    for part in path:
        merged = effective(sampler.document, follow(sampler.document, node))
        child = merged.properties.get(part) if isinstance(part, str) else merged.items
        if child is None or merged.choices or merged.conditions:
            return None
        node = child
    return node


def _put(value: JSON, path: _Path, part: str) -> JSON:
    """A copy of `value` with another part at `path`."""
    if not path:
        return part
    if isinstance(value, list):
        return [_put(item, path[1:], part) if index == path[0] else item for index, item in enumerate(value)]
    fields = cast(JSONObject, value)
    return {name: _put(child, path[1:], part) if name == path[0] else child for name, child in fields.items()}
