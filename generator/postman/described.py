"""What the schema of an object says of the properties that one value has."""

from typing import NamedTuple

from generator.json_types import JSON
from generator.openapi.model import Node
from generator.openapi.references import follow
from generator.openapi.sample import Sampler
from generator.openapi.schema import effective


class Described(NamedTuple):
    """The properties that apply to a value, and which of them it must have."""

    properties: dict[str, Node]
    required: tuple[str, ...]


def described(node: Node, value: JSON, sampler: Sampler) -> Described:
    """What `node` says of `value`: of each oneOf and anyOf, the branch that the value was made for."""
    document = sampler.document
    merged = effective(document, follow(document, node))
    properties, required = dict(merged.properties), list(merged.required)
    for branches in merged.choices:
        branch = next((branch for branch in branches if sampler.is_valid(branch, value)), None)
        if branch is not None and branch.schema != node.schema:
            inner = described(branch, value, sampler)
            properties |= {name: child for name, child in inner.properties.items() if name not in properties}
            required += [name for name in inner.required if name not in required]
    return Described(properties, tuple(required))
