"""Compares ours with the remote and with what was last published, and says what is to be written. Pure.

Between what we sent and what the server gives there may be differences that mean nothing and that nobody
has listed. So a node that was published counts as unchanged by us if it is what we sent, and as unchanged
by others if it is what the server gave then; only where nothing is remembered are the two compared.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias, cast

from generator.json_types import JSON, JSONObject
from generator.publish.document import (
    COLLECTION,
    ORDER,
    Index,
    Kind,
    digest_of,
    fresh_ids,
    index,
    kind_of,
    name_of,
    unmarked,
)
from generator.publish.keep import cleaned, merged
from generator.publish.state import Mark, Published

OnDrift: TypeAlias = Literal["stop", "keep", "overwrite"]
Action: TypeAlias = Literal["create", "update", "nothing"]
How: TypeAlias = Literal["added", "changed", "removed"]


_EXAMPLE: dict[str, JSON] = {"originalRequest": {}, "status": "", "code": 200, "header": [], "body": ""}


class Change(NamedTuple):
    """A node that differs; `where` is its place, for people."""

    how: How
    kind: Kind
    key: str
    where: str


class Plan(NamedTuple):
    """What is to be done, and all that doing it needs."""

    action: Action
    changes: tuple[Change, ...]
    """What a write changes at the remote."""
    drift: tuple[Change, ...]
    """What others changed at the remote since the last publish."""
    document: JSONObject
    """What is to be sent, with its ids."""
    ours: Index
    expected: Index
    """The nodes of `document`."""
    before: Index
    """The remote's nodes; empty where there is no remote yet."""
    kept: frozenset[str]

    @property
    def read_digest(self) -> str:
        """What the remote was when this was planned."""
        return digest_of(self.before)

    def is_met_by(self, remote: Index) -> bool:
        """Whether the remote holds what was to be written, whatever its ids are."""
        return not difference(remote, self.expected)


def plan(
    ours: JSONObject, remote: JSONObject | None, base: Published | None, on_drift: OnDrift, space: str
) -> Plan:
    """What it takes to make `remote` (None: it does not exist yet) what `ours` says.

    `base` is what was remembered at the last publish; without it nobody can tell who changed what, and
    there is no drift. New nodes get ids of `space` (see `fresh_ids`).
    """
    ours_index = index(ours)
    if remote is None:
        document = grafted(ours, {}, "", space)
        return Plan("create", (), (), document, ours_index, index(document), {}, frozenset())
    marks = base.nodes if base else {}
    before = index_of_remote(remote, marks)
    drift = tuple(drifted(before, marks, ours_index))
    keep = kept_keys(before, marks, drift, on_drift)
    document = merged(ours, before, keep)
    if unmarked(name_of(remote)) == unmarked(name_of(ours)):
        # The mark of the latest revision is not ours to take away with an update.
        cast(JSONObject, document["info"])["name"] = name_of(remote)
    document = grafted(document, before, before[COLLECTION].id, space)
    expected = index_of_remote(document, marks, before)
    changes = tuple(
        change
        for change in difference(before, expected)
        if not _is_same_as_published(change, ours_index, before, marks, keep)
    )
    action: Action = "update" if changes else "nothing"
    return Plan(action, changes, drift, document, ours_index, expected, before, keep)


def index_of_remote(remote: JSONObject, marks: Mapping[str, Mark], before: Index | None = None) -> Index:
    """The nodes of `remote`, known by the ids of the last publish and, if given, of an earlier read."""
    known = {mark.id: key for key, mark in marks.items() if mark.id}
    known |= {node.id: key for key, node in (before or {}).items() if node.id}
    known = {id_: key for id_, key in known.items() if key != COLLECTION}
    return index(remote, known)


def difference(old: Index, new: Index) -> list[Change]:
    """What differs between two indexes. Another order counts only where nothing came or went."""
    found = [
        Change("changed" if key in old else "added", node.kind, key, node.where)
        for key, node in new.items()
        if key not in old or old[key].digest != node.digest
    ]
    found += [Change("removed", node.kind, key, node.where) for key, node in old.items() if key not in new]
    return _without_implied_order(found)


def drifted(remote: Index, marks: Mapping[str, Mark], ours: Index | None) -> list[Change]:
    """What others changed since the last publish, but for what ours (if given) says by now as well.

    The second part matters after an update whose end nobody saw: what it wrote is not somebody's edit.
    """
    if not marks:
        return []
    found = []
    for key, node in remote.items():
        if ours and key in ours and ours[key].digest == node.digest:
            continue
        if key not in marks or marks[key].seen != node.digest:
            found.append(Change("changed" if key in marks else "added", node.kind, key, node.where))
    for key in marks:
        if key not in remote and (ours is None or key in ours):
            found.append(Change("removed", kind_of(key), key, ours[key].where if ours else key))
    return _without_implied_order(found)


def kept_keys(
    remote: Index, marks: Mapping[str, Mark], drift: Iterable[Change], on_drift: OnDrift
) -> frozenset[str]:
    """The keys of what others made that is to stay: what was kept before and, with `keep`, the drift.

    Without anything remembered, `keep` keeps all that ours does not have.
    """
    kept = {key for key, mark in marks.items() if mark.kept}
    if on_drift == "keep":
        kept |= {change.key for change in drift}
        if not marks:
            kept |= set(remote)
    return frozenset(kept & set(remote)) if on_drift != "overwrite" else frozenset()


def grafted(document: JSONObject, remote: Index, collection_id: str, space: str) -> JSONObject:
    """A copy of `document` in which every node has the id that the remote knows it by.

    A node that the remote does not know gets one of ours: without any, the service would give it a new one
    at each write, and forks would see it removed and added.
    """
    result = copy.deepcopy(document)
    known = {node.id: key for key, node in remote.items() if node.id and key != COLLECTION}
    nodes = index(result, known)
    fresh = fresh_ids(nodes, space)
    taken = {node.id for node in remote.values()}
    for key, node in nodes.items():
        if node.kind in ("folder", "request", "example"):
            there = remote[key].id if key in remote else ""
            node.value["id"] = there or fresh[key]
            if not there and fresh[key] in taken:  # an id that stands for something else by now
                node.value["id"] = fresh_ids({key: node}, f"{space}/again")[key]
        if node.kind == "example":  # by Postman's definition a write has what a read may lack
            for name, empty in _EXAMPLE.items():
                node.value[name] = node.value.get(name) or empty
    cast(JSONObject, result["info"])["_postman_id"] = collection_id or fresh[COLLECTION]
    return cast(JSONObject, cleaned(result))


def marks_of(plan_: Plan, read: Index) -> dict[str, Mark]:
    """What is to be remembered when the remote was read after the publish."""
    found = {}
    for key, node in read.items():
        sent = plan_.ours[key].digest if key in plan_.ours else ""
        found[key] = Mark(node.id, sent, node.digest, kept=key in plan_.kept and key != ORDER)
    return found


def _is_same_as_published(
    change: Change, ours: Index, remote: Index, marks: Mapping[str, Mark], keep: frozenset[str]
) -> bool:
    mark = marks.get(change.key)
    return (
        change.how == "changed"
        and mark is not None
        and change.key in ours
        and (change.key in keep or not mark.kept)
        and ours[change.key].digest == mark.sent
        and remote[change.key].digest == mark.seen
    )


def _without_implied_order(changes: list[Change]) -> list[Change]:
    if all(change.how == "changed" for change in changes):
        return changes
    return [change for change in changes if change.key != ORDER]
