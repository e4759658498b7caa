"""Publishing, step by step: plan (reads only), apply (writes), verify (reads back)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from generator.errors import InputError, RemoteError
from generator.findings import Finding
from generator.json_types import JSONObject
from generator.publish.client import Client
from generator.publish.document import (
    COLLECTION,
    content_digest,
    digest_of,
    index,
    name_of,
    own_id,
)
from generator.publish.plan import OnDrift, Plan, grafted, index_of_remote, marks_of, plan
from generator.publish.prepare import Prepared, notes, quota
from generator.publish.problems import (
    ApiError,
    BusyError,
    ChangedMeanwhileError,
    DriftError,
    UncertainError,
    uncertain,
)
from generator.publish.state import Published, StateFile
from generator.publish.target import (
    Confirm,
    Target,
    find,
    named,
    read_collection,
    read_workspace,
)
from generator.publish.verify import verified


@dataclass(slots=True)
class Publisher:
    """Publishes one collection to one workspace. `tell` hears what is being done."""

    client: Client
    state: StateFile
    workspace: str
    collection: JSONObject
    on_drift: OnDrift = "stop"
    confirm: Confirm = lambda _: False
    tell: Callable[[str], None] = lambda _: None
    options: JSONObject = field(default_factory=dict)

    @property
    def own(self) -> str:
        """What the collection is recorded under."""
        return own_id(self.collection) or name_of(self.collection)

    @property
    def _space(self) -> str:
        return f"{self.workspace}/{self.own}"

    @property
    def entry(self) -> Published | None:
        """What is recorded of it."""
        return self.state.collection(self.workspace, self.own)

    def prepare(self) -> Prepared:
        """Find the target and compare; nothing is written. Raises as `find` and the client do."""
        self.tell("asking who this is")
        usage = quota(self.client.get("/me"))
        self.tell("reading the workspace")
        workspace = read_workspace(self.client, self.workspace)
        target = find(self.client, workspace, self.collection, self.entry, self.on_drift, self.confirm)
        planned = plan(self.collection, target.remote, target.base, self.on_drift, self._space)
        return Prepared(planned, target, workspace, usage, tuple(notes(planned)))

    def apply(self, prepared: Prepared) -> list[Finding]:
        """Write what the plan says, read it back and record it; what verifying found is returned.

        Raises DriftError where others made changes and nothing was said about them, ChangedMeanwhileError
        if the remote is not what it was when the plan was made.
        """
        planned, target = prepared.plan, prepared.target
        if planned.drift and self.on_drift == "stop":
            message = f"{len(planned.drift)} changes were made by others since the last publish"
            raise DriftError(message, "--on-drift keep keeps what they made, overwrite does not")
        if planned.action == "nothing":
            remote = cast(JSONObject, target.remote)
            self._record(planned, target.uid, remote)
            return []
        uid = self._create(planned) if planned.action == "create" else self._update(planned, target)
        self.tell("reading back")
        remote = read_collection(self.client, uid)
        self._record(planned, uid, remote)
        read = index_of_remote(remote, {}, planned.expected)
        return verified(read, planned.expected, {key: node.id for key, node in planned.before.items()})

    def verify(self) -> list[Finding]:
        """Hold what is there against the collection, by itself. Raises InputError if it is not recorded."""
        entry = self.entry
        if entry is None or entry.is_pending:
            message = f"{name_of(self.collection)!r} is not recorded in {self.state.path}"
            raise InputError(message, "publish it first, or give the right --state and --workspace")
        remote = read_collection(self.client, entry.uid)
        planned = plan(self.collection, remote, entry, "stop", self._space)
        differing = {change.key for change in (*planned.changes, *planned.drift)}
        # What is known to say the same in other words counts as the same.
        read = {
            key: planned.expected[key]._replace(id=node.id)
            if key in planned.expected and key not in differing
            else node
            for key, node in planned.before.items()
        }
        return verified(read, planned.expected, {key: mark.id for key, mark in entry.nodes.items()})

    def _create(self, planned: Plan) -> str:
        name = name_of(self.collection)
        self._require_absent(name)
        before = self.state.state
        self.state.save_collection(self.workspace, self.own, Published(name=name))
        self.tell("creating")
        try:
            answer = self._post(planned.document)
        except UncertainError as error:
            return self._found_after(name, error)
        except ApiError as error:
            if not error.is_taken:
                self.state.save(before)  # refused, so nothing was begun
                raise
            # An id is in use. If a creation came through unseen it is there by now; else something out of
            # our sight (another team, the bin) has it, and the service may choose ids of its own.
            found = named(self.client, self.workspace, name)
            if found:
                return self._found(name, [ref.uid for ref in found])
            try:
                answer = self._post(_without_ids(planned.document))
            except UncertainError as lost:
                return self._found_after(name, lost)
        created = answer.get("collection")
        uid = created.get("uid") if isinstance(created, dict) else None
        if not isinstance(uid, str):
            return self._found_after(name, uncertain("POST /collections", "the answer names no uid"))
        return self._found(name, [uid])

    def _post(self, document: JSONObject) -> JSONObject:
        return self.client.post("/collections", {"collection": document}, workspace=self.workspace)

    def _require_absent(self, name: str) -> None:
        if named(self.client, self.workspace, name):
            raise ChangedMeanwhileError(
                f"{name!r} has come into the workspace meanwhile", "run this again to see what it is"
            )

    def _found_after(self, name: str, error: UncertainError) -> str:
        """The collection that a creation with an unknown end has made; `error` if none can be seen."""
        for turn in range(1, self.client.patience.tries + 1):
            self.tell("looking whether it was created")
            found = named(self.client, self.workspace, name)
            if found:
                return self._found(name, [ref.uid for ref in found])
            self.client.patience.pause(turn)
        raise error

    def _found(self, name: str, uids: list[str]) -> str:
        if len(uids) > 1:
            message = f"{len(uids)} collections named {name!r} are there now: {', '.join(uids)}"
            raise RemoteError(message, "delete all but one of them, then run this again")
        self.state.save_collection(self.workspace, self.own, Published(uid=uids[0], name=name))
        return uids[0]

    def _update(self, planned: Plan, target: Target) -> str:
        """Replace the collection. What ended in the dark is read before it is repeated."""
        marks = target.base.nodes if target.base else {}
        document = planned.document
        failed: RemoteError | None = None
        for turn in range(1, self.client.patience.writes + 1):
            if turn > 1:
                self.client.patience.pause(turn - 1)
            self.tell("reading once more before writing")
            now = index_of_remote(read_collection(self.client, target.uid), marks)
            if digest_of(now) != planned.read_digest:
                there = index_of_remote(now[COLLECTION].value, marks, planned.expected)
                if failed is not None and planned.is_met_by(there):
                    return target.uid  # it was done all the same
                message = f"{target.uid} was changed by others since it was read"
                raise ChangedMeanwhileError(message, "run this again")
            try:
                self._put(target.uid, document)
            except (BusyError, UncertainError) as error:
                failed = error
            except ApiError as error:
                if not error.is_taken:
                    raise
                # An id of ours is in use out of our sight: the new nodes get others.
                failed = error
                document = grafted(
                    document, planned.before, planned.before[COLLECTION].id, f"{self._space}/{turn}"
                )
            else:
                return target.uid
        raise failed or RemoteError("no try was allowed")

    def _put(self, uid: str, document: JSONObject) -> None:
        """Replace and wait for the end of it. Raises UncertainError where the end is not known."""
        self.tell("writing")
        answer = self.client.put(f"/collections/{uid}", {"collection": document}, respond_async=True)
        task = answer.get("task")
        if not isinstance(task, dict):
            return  # done at once
        what, waited, pause = "the update", 0.0, self.client.patience.poll
        while waited < self.client.patience.polling:
            self.client.patience.sleep(pause)
            waited, pause = waited + pause, min(pause * 1.5, 10.0)
            self.tell(f"waiting for the update, {waited:.0f} s")
            try:
                status = self.client.get(f"/collection-updates-tasks/{task.get('id')}").get("status")
            except RemoteError as error:
                raise uncertain(what, error.message) from error
            if status == "successful":
                return
            if status == "failed":
                raise uncertain(what, "Postman says that it failed")
        raise uncertain(what, f"not done after {waited:.0f} s")

    def _record(self, planned: Plan, uid: str, remote: JSONObject) -> None:
        """Remember what is there now as what was published."""
        read = index_of_remote(remote, {}, planned.expected)
        info = cast(JSONObject, remote.get("info") or {})
        before = self.entry or Published()
        entry = Published(
            uid=uid,
            name=name_of(self.collection),
            digest=content_digest(planned.ours),
            created_at=str(info.get("createdAt") or before.created_at),
            updated_at=str(info.get("updatedAt") or before.updated_at),
            announced=before.announced if before.uid == uid else "",
            options=self.options,
            nodes=marks_of(planned, read),
        )
        self.state.save_collection(self.workspace, self.own, entry)


def _without_ids(document: JSONObject) -> JSONObject:
    result = copy.deepcopy(document)
    for node in index(result).values():
        node.value.pop("id", None)
    cast(JSONObject, result["info"]).pop("_postman_id", None)
    return result
