"""What others made in the workspace and ours does not have, put into a copy of ours."""

from __future__ import annotations

import copy
from collections.abc import Collection
from typing import cast

from generator.json_types import JSON, JSONObject
from generator.publish.document import COLLECTION, SERVER_KEYS, Index, Node, children, index

# Where a description stands, by the kind of node.
_DESCRIBED: dict[str, str] = {"collection": "info", "request": "request"}


def merged(ours: JSONObject, remote: Index, keep: Collection[str]) -> JSONObject:
    """A copy of `ours` with those nodes of `remote` that `keep` names.

    A node that ours lacks is taken whole, to where it stood; of a node that both have, scripts and
    description are taken where ours has none.
    """
    result = copy.deepcopy(ours)
    nodes = index(result)
    for key, theirs in remote.items():
        if key not in keep or theirs.kind == "order":
            continue
        if key in nodes:
            _keep_within(nodes[key], theirs)
        else:
            _insert(theirs, result, nodes, remote)
    return result


def cleaned(value: JSON) -> JSON:
    """`value` as it may be sent back: without nulls and without what only the server says."""
    if isinstance(value, list):
        return [cleaned(element) for element in value]
    if isinstance(value, dict):
        return {
            key: cleaned(element)
            for key, element in value.items()
            if element is not None and key not in SERVER_KEYS
        }
    return value


def _insert(theirs: Node, result: JSONObject, nodes: Index, remote: Index) -> None:
    """Put a copy of their node into the node of the same key as its parent, made first if it is missing."""
    if theirs.parent not in nodes:
        _insert(remote[theirs.parent], result, nodes, remote)
    value = cast(JSONObject, cleaned(theirs.value))
    if theirs.kind == "folder":
        value["item"] = []  # what is in it is kept or not for itself
    elif theirs.kind == "request":
        value.setdefault("response", [])
        nodes.update((key, node) for key, node in remote.items() if node.parent == theirs.key)
    parent = nodes[theirs.parent].value if theirs.parent != COLLECTION else result
    cast(list[JSON], parent.setdefault("response" if theirs.kind == "example" else "item", [])).append(value)
    nodes[theirs.key] = Node(
        theirs.key, theirs.kind, theirs.where, theirs.parent, theirs.digest, theirs.id, value
    )


def _keep_within(ours: Node, theirs: Node) -> None:
    described = _DESCRIBED.get(ours.kind)
    mine = ours.value.get(described) if described else ours.value
    other = theirs.value.get(described) if described else theirs.value
    if isinstance(mine, dict) and isinstance(other, dict) and other.get("description"):
        mine["description"] = mine.get("description") or cleaned(other["description"])
    listened = {event.get("listen") for event in children(ours.value, "event")}
    more = [
        cleaned(event) for event in children(theirs.value, "event") if event.get("listen") not in listened
    ]
    if more:
        ours.value["event"] = [*children(ours.value, "event"), *more]
