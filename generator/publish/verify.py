"""What is there after a publish, held against what was meant: ids lost, duplicates, differences."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.findings import Finding
from generator.json_types import JSON, pointer
from generator.publish.document import Index, Node, canonical

_CHILDREN = ("item", "response")


def verified(remote: Index, expected: Index, ids: Mapping[str, str]) -> list[Finding]:
    """What is wrong with `remote`; `ids` are those, by key, that its nodes had before."""
    found = []
    for key, node in expected.items():
        there = remote.get(key)
        if there is None:
            found.append(Finding("publish-missing", "error", f"the {node.kind} is not there", node.where))
            continue
        if ids.get(key) and there.id != ids[key]:
            message = f"the {node.kind} lost its id {ids[key]}, forks see it removed and added"
            found.append(Finding("publish-id-lost", "error", message, node.where))
        if there.digest != node.digest:
            found.append(_difference(there, node))
    for key, node in remote.items():
        if key in expected:
            continue
        is_copy = re.sub(r"#\d+$", "", key) in expected
        rule, what = ("publish-duplicate", "duplicate") if is_copy else ("publish-unexpected", "unexpected")
        found.append(Finding(rule, "error", f"{what} {node.kind}, key {key}", node.where))
    return found


def _difference(there: Node, node: Node) -> Finding:
    if node.kind == "order":
        message = "the order is another"
    elif there.parent != node.parent:
        message = f"the {node.kind} stands in another folder"
    else:
        place = _first(_content(node), _content(there), "")
        message = f"the {node.kind} is not what was meant, first at {place or '/'}"
    return Finding("publish-differs", "error", message, node.where)


def _content(node: Node) -> JSON:
    return canonical({key: value for key, value in node.value.items() if key not in _CHILDREN})


def _first(ours: JSON, theirs: JSON, place: str) -> str:
    """The pointer to the first place at which two values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            if ours.get(key) != theirs.get(key):
                return _first(ours.get(key), theirs.get(key), place + pointer(key))
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            if mine != other:
                return _first(mine, other, place + pointer(number))
    return place
