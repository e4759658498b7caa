"""Which branch of a `oneOf` or `anyOf`: those there are to choose from, and what tells them apart."""

import itertools
from collections.abc import Iterator, Sequence

from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import Node
from generator.openapi.references import follow
from generator.openapi.schema import Effective, effective, is_only_choice, together

_TYPES = {
    type(None): frozenset(("null",)),
    bool: frozenset(("boolean",)),
    int: frozenset(("integer", "number")),
    float: frozenset(("integer", "number")),  # 1.0 is an integer
    str: frozenset(("string",)),
    list: frozenset(("array",)),
    dict: frozenset(("object",)),
}


_MOST_COMBINATIONS = 64  # of one schema, where several oneOf and anyOf meet
MOST_JOINS = 300
"""Branches taken together for one sample: those of choices may bring choices for ever."""


def combinations(
    document: Document, node: Node, merged: Effective, joins: Iterator[int]
) -> Iterator[tuple[Sequence[Node], Effective | None]]:
    """One branch of each choice, in turn, with the schema they make of `node`; None if they alone are it.

    It ends early where there are too many, and where `joins` end, of which each making takes one.
    """
    found = _combinations(document, node, merged, joins)
    return itertools.islice(found, _MOST_COMBINATIONS)


def _combinations(
    document: Document, node: Node, merged: Effective, joins: Iterator[int]
) -> Iterator[tuple[Sequence[Node], Effective | None]]:
    products = itertools.product(*merged.choices, *merged.conditions)
    if is_only_choice(merged.keywords):
        yield from ((branches, None) for branches in products)
        return
    for branches, _ in zip(products, joins, strict=False):
        for whole in _joined(document, [node, *branches], merged, joins):
            yield branches, whole


def _joined(
    document: Document, nodes: list[Node], chosen: Effective, joins: Iterator[int]
) -> Iterator[Effective]:
    """The schemas taken together, in turn with each branch of the choices that branches bring along."""
    joined = together(document, nodes)
    further = [*joined.choices[len(chosen.choices) :], *joined.conditions[len(chosen.conditions) :]]
    if not further:
        yield joined
        return
    for branches, _ in zip(itertools.product(*further), joins, strict=False):
        yield from _joined(document, [*nodes, *branches], joined, joins)


def excludes(document: Document, node: Node, value: JSON) -> bool:
    """Whether `value` is plainly no instance: its type, a property it lacks, an enum a property is not in.

    A yes is certain and cheap; a no leaves it to the oracle.
    """
    merged = effective(document, follow(document, node))
    declared = merged.keywords.get("type")
    allowed = [declared] if isinstance(declared, str) else declared
    if allowed is not None and not _TYPES.get(type(value), frozenset()) & set(allowed):
        return True
    if not isinstance(value, dict):
        return False
    return any(name not in value for name in merged.required) or any(
        name in value and value[name] not in follow(document, child).schema.get("enum", [value[name]])
        for name, child in merged.properties.items()
    )


def is_only_match(document: Document, merged: Effective, branches: Sequence[Node], value: JSON) -> bool:
    """Whether `value`, made for one branch of the one choice there is, is sure to satisfy the whole."""
    if len(branches) != 1 or not is_only_choice(merged.keywords):
        return False
    others = [branch for branch in merged.choices[0] if branch is not branches[0]]
    return "anyOf" in merged.keywords or all(excludes(document, other, value) for other in others)
