"""What the double knows: workspaces, collections with their ids, forks, environments, tasks, updates.

Where it is uncertain how Postman behaves, it behaves either way: see `Readings`.
"""

from __future__ import annotations

import copy
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from generator.json_types import JSON, JSONObject

WORKSPACE = "1f0df51a-8658-4ee8-a2a1-d2567dfa09a9"
OTHER_WORKSPACE = "2f0df51a-8658-4ee8-a2a1-d2567dfa09a9"
OWNER = "12345678"


@dataclass(frozen=True)
class Readings:
    """How what Postman's documents leave open, or tell in two ways, is to be read."""

    post_keeps_ids: bool = True
    put_keeps_new_ids: bool = True
    missing_is_400: bool = False
    rewords: bool = False
    """Stored requests come back in other words, as descriptions in objects or with defaults spelt out."""
    answers_async: bool = True
    lists_collections: bool = True
    """A workspace names its collections; reported is that the key is missing where there are none."""


@dataclass
class Stored:
    """A collection; `document` is what was sent, with the server's ids."""

    id: str
    workspace: str
    document: JSONObject
    created: str
    updated: str
    fork: JSONObject = field(default_factory=dict)
    source: JSONObject = field(default_factory=dict)
    """Of a fork: what its parent was when it was made."""

    @property
    def uid(self) -> str:
        return f"{OWNER}-{self.id}"

    @property
    def name(self) -> str:
        return str(info(self.document)["name"])


@dataclass
class Task:
    """A replacement under way."""

    collection: str
    document: JSONObject
    looks: int
    """How many more requests it takes until it is done."""
    fails: bool
    status: str = "in-progress"


class RefusedError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, body: JSON) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def named_error(status: int, name: str, message: str, details: JSON = None) -> RefusedError:
    error: JSONObject = {"name": name, "message": message}
    return RefusedError(status, {"error": error | ({"details": details} if details else {})})


def problem(status: int, slug: str, title: str, detail: str) -> RefusedError:
    kind = f"https://api.postman.com/problems/{slug}"
    return RefusedError(status, {"type": kind, "title": title, "status": status, "detail": detail})


def info(document: JSONObject) -> JSONObject:
    return cast(JSONObject, document["info"])


def nodes(document: JSONObject) -> Iterator[JSONObject]:
    """Folders, requests and saved examples."""
    for key in ("item", "response"):
        for node in cast(list[JSONObject], document.get(key) or []):
            yield node
            yield from nodes(node)


def ids(document: JSONObject) -> list[str]:
    return [str(node["id"]) for node in nodes(document)]


class Store:
    """The state and its rules; HTTP is in server.py."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings
        self.workspaces = {WORKSPACE: "Shared", OTHER_WORKSPACE: "Other"}
        self.collections: dict[str, Stored] = {}
        self.environments: dict[str, tuple[str, JSONObject]] = {}
        self.tasks: dict[str, Task] = {}
        self.updates: list[JSONObject] = []
        self.binned: set[str] = set()
        """Ids that are in use though nobody can see by what."""
        self.looks = 0
        """How many requests a replacement takes to be done."""
        self.failing = 0
        """How many of the next replacements fail."""
        self._clock = itertools.count(1)
        self._serial = itertools.count(1)

    # Collections

    def create(self, workspace: str, sent: JSONObject) -> Stored:
        document = copy.deepcopy(sent)
        id_ = str(info(document).get("_postman_id") or self.new_id())
        if id_ in self.collections or id_ in self.binned or self._foreign(ids_sent(document), ""):
            raise named_error(400, "instanceFoundError", "The specified item already exists.", {"id": id_})
        for node in nodes(document):
            if not self.readings.post_keeps_ids or not node.get("id"):
                node["id"] = self.new_id()
        if not self.readings.post_keeps_ids:
            id_ = self.new_id()
        info(document)["_postman_id"] = id_
        now = self.now()
        self.collections[id_] = Stored(id_, workspace, document, now, now)
        return self.collections[id_]

    def check_replacement(self, stored: Stored, sent: JSONObject) -> None:
        """Raises RefusedError where the document cannot replace what is stored."""
        if info(sent).get("_postman_id", stored.id) != stored.id:
            message = "The collection ID in the path does not match the collection ID in the request body."
            raise named_error(400, "collectionMismatchError", message)
        sent_ids = ids_sent(sent)
        if len(sent_ids) != len(list(nodes(sent))) or len(set(sent_ids)) != len(sent_ids):
            raise AssertionError("a replacement has an id for each node, and each once")
        if self._foreign(sent_ids, stored.id):
            message = "This collection already exists in the database."
            raise named_error(400, "instanceFoundError", message)
        if any(task.collection == stored.id and task.status == "in-progress" for task in self.tasks.values()):
            detail = "Deep update operation is already in progress for this collection."
            raise problem(409, "conflict", "Conflict", detail)

    def replace(self, stored: Stored, sent: JSONObject) -> None:
        document = copy.deepcopy(sent)
        known = set(ids(stored.document))
        for node in nodes(document):
            if not node.get("id") or (node["id"] not in known and not self.readings.put_keeps_new_ids):
                node["id"] = self.new_id()
        info(document)["_postman_id"] = stored.id
        stored.document = document
        stored.updated = self.now()

    def begin_replacement(self, stored: Stored, sent: JSONObject) -> str:
        task = f"task-{next(self._serial)}"
        self.tasks[task] = Task(stored.id, copy.deepcopy(sent), self.looks, self.failing > 0)
        self.failing = max(0, self.failing - 1)
        return task

    def pass_time(self) -> None:
        """Replacements under way go on with every request, whether or not anybody asks after them."""
        for task in self.tasks.values():
            if task.status != "in-progress":
                continue
            task.looks -= 1
            if task.looks < 0:
                task.status = "failed" if task.fails else "successful"
                if not task.fails and task.collection in self.collections:
                    self.replace(self.collections[task.collection], task.document)

    def rename(self, stored: Stored, name: str) -> None:
        info(stored.document)["name"] = name
        stored.updated = self.now()

    def fork(self, stored: Stored, workspace: str, label: str) -> Stored:
        fork = Stored(self.new_id(), workspace, copy.deepcopy(stored.document), self.now(), self.now())
        for node in nodes(fork.document):
            node["id"] = self.new_id()
        info(fork.document)["_postman_id"] = fork.id
        fork.fork = {"label": label, "from": stored.uid, "createdAt": fork.created}
        fork.source = copy.deepcopy(stored.document)
        self.collections[fork.id] = fork
        return fork

    def pulled(self, fork: Stored) -> dict[str, list[str]]:
        """What a pull into `fork` would show: by id, which is all that a pull knows."""
        parent = self.collections[str(fork.fork["from"]).partition("-")[2]]
        then, now = by_id(fork.source), by_id(parent.document)
        return {
            "added": [name_(now[id_]) for id_ in now if id_ not in then],
            "removed": [name_(then[id_]) for id_ in then if id_ not in now],
            "changed": [name_(now[id_]) for id_ in now if id_ in then and own(now[id_]) != own(then[id_])],
        }

    def forks_of(self, stored: Stored) -> list[Stored]:
        return [found for found in self.collections.values() if found.fork.get("from") == stored.uid]

    def given(self, stored: Stored) -> JSONObject:
        """The collection as a GET gives it: with what only the server says."""
        document = copy.deepcopy(stored.document)
        info(document).update(
            uid=stored.uid, createdAt=stored.created, updatedAt=stored.updated, lastUpdatedBy=OWNER
        )
        for node in nodes(document):
            node.update(uid=f"{OWNER}-{node['id']}", createdAt=stored.created, updatedAt=stored.updated)
            if self.readings.rewords:
                reword(node)
        return document

    def _foreign(self, sent: list[str], collection: str) -> bool:
        """Whether any of the ids is in use elsewhere."""
        if self.binned & set(sent):
            return True
        return any(
            set(sent) & set(ids(stored.document))
            for stored in self.collections.values()
            if stored.id != collection
        )

    # Time and ids

    def now(self) -> str:
        second = next(self._clock)
        return f"2026-08-14T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000Z"

    def new_id(self) -> str:
        return str(uuid.UUID(int=next(self._serial) << 64 | 0x4000_8000_0000_0000_0000, version=4))


def ids_sent(document: JSONObject) -> list[str]:
    return [str(node["id"]) for node in nodes(document) if node.get("id")]


def by_id(document: JSONObject) -> dict[str, JSONObject]:
    return {str(node["id"]): node for node in nodes(document)}


def own(node: JSONObject) -> JSONObject:
    return {key: value for key, value in node.items() if key not in ("item", "response")}


def name_(node: JSONObject) -> str:
    return str(node["name"])


def reword(node: JSONObject) -> None:
    if "request" in node:
        request = cast(JSONObject, node["request"])
        if isinstance(request.get("description"), str):
            request["description"] = {"content": request["description"], "type": "text/markdown"}
        for row in cast(list[JSONObject], request["header"]):
            row["type"] = "text"
        # Nobody has listed this one.
        node["protocolProfileBehavior"] = {"strictSSL": True}
    if "code" in node:
        node["responseTime"] = None
