"""The environment: published only when asked for, and never with a value in a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from generator.errors import RemoteError, UsageError
from generator.json_types import JSON, JSONObject
from generator.publish.client import Client
from generator.publish.document import canonical, children, sha256
from generator.publish.plan import OnDrift
from generator.publish.problems import ApiError, DriftError, UncertainError
from generator.publish.state import Published, StateFile
from generator.publish.target import Confirm, Workspace


@dataclass(slots=True)
class EnvironmentPublisher:
    """Publishes one environment; `plan` reads, `apply` writes what it found to be needed."""

    client: Client
    state: StateFile
    workspace: Workspace
    environment: JSONObject
    on_drift: OnDrift
    confirm: Confirm

    @property
    def name(self) -> str:
        """The name of the environment."""
        return str(self.environment.get("name", ""))

    @property
    def _own(self) -> str:
        return str(self.environment.get("id") or self.name)

    def plan(self) -> tuple[str, JSONObject | None]:
        """The uid of the target (empty: to be created), and what to write (None: nothing).

        Raises DriftError where a write would take away what others made, UsageError where an environment of
        that name was not published from here.
        """
        base = self.state.environment(self.workspace.id, self._own)
        content = written(self.environment)
        uid, remote = self._target(base)
        if remote is None:
            return "", content
        there = comparable(remote)
        if there == comparable(content):
            return uid, None
        if base and base.uid == uid and base.digest == digest(content):
            # Ours has not changed, so what differs is theirs. It stays unless it is to be overwritten.
            return uid, content if self.on_drift == "overwrite" else None
        lost = [key for key in there if key not in comparable(content) or "value" in there[key]]
        if lost and self.on_drift == "keep":
            return uid, self._kept(content, remote)
        if lost and self.on_drift == "stop":
            message = f"environment {self.name!r}: {', '.join(lost)} would be lost or emptied"
            raise DriftError(message, "--on-drift keep keeps what is no secret, overwrite does not")
        return uid, content

    def apply(self) -> str:
        """Write if needed, and record it. What was done, in words."""
        uid, content = self.plan()
        done = "unchanged"
        if content is not None:
            body: JSON = {"environment": content}
            if uid:
                self.client.put(f"/environments/{uid}", body)
                done = "updated"
            else:
                uid, done = self._create(body), "created"
        self._record(uid)
        return done

    def _create(self, body: JSON) -> str:
        self.state.save_environment(self.workspace.id, self._own, Published(name=self.name))
        try:
            created = self.client.post("/environments", body, workspace=self.workspace.id).get("environment")
        except UncertainError:
            found = self._named()
            if len(found) != 1:
                raise
            return found[0]
        return str(created.get("uid", "")) if isinstance(created, dict) else ""

    def _record(self, uid: str) -> None:
        entry = Published(uid=uid, name=self.name, digest=digest(written(self.environment)))
        self.state.save_environment(self.workspace.id, self._own, entry)

    def _target(self, base: Published | None) -> tuple[str, JSONObject | None]:
        if base and not base.is_pending:
            try:
                return base.uid, self._read(base.uid)
            except ApiError as error:
                # A missing environment is documented as a 400 without a name.
                if not error.is_missing and error.status != 400:
                    raise
        found = self._named()
        if len(found) > 1:
            message = f"{len(found)} environments of the workspace are named {self.name!r}"
            raise RemoteError(message, "rename all but the one that is meant")
        if not found:
            return "", None
        is_own = base is not None and base.is_pending
        if not is_own and not self.confirm(
            f"environment {self.name!r} is there already, as {found[0]}. Take it over?"
        ):
            message = f"environment {self.name!r} is in the workspace already and was not published from here"
            raise UsageError(message, "--adopt takes it over")
        return found[0], self._read(found[0])

    def _named(self) -> list[str]:
        listed = self.client.get("/environments", workspace=self.workspace.id)
        refs = children(listed, "environments")
        return [str(ref.get("uid", "")) for ref in refs if ref.get("name") == self.name]

    def _read(self, uid: str) -> JSONObject:
        found = self.client.get(f"/environments/{uid}").get("environment")
        return found if isinstance(found, dict) else {}

    def _kept(self, content: JSONObject, remote: JSONObject) -> JSONObject:
        """Ours with their variables and values; a secret of theirs cannot be sent back, so it is not lost."""
        mine = {str(row["key"]): row for row in children(content, "values")}
        for row in children(written(remote), "values"):
            key = str(row["key"])
            if row["type"] == "secret" and "value" in comparable(remote).get(key, {}):
                message = f"environment {self.name!r}: the secret {key} has a value that an update would take"
                raise DriftError(message, "empty it in Postman first; values belong in the local vault")
            if key not in mine or (row["value"] and mine[key]["type"] != "secret"):
                mine[key] = row
        return {"name": self.name, "values": cast(JSON, list(mine.values()))}


def written(environment: JSONObject) -> JSONObject:
    """What is sent of an environment: no ids, and secrets without a value."""
    rows: list[JSON] = []
    for row in children(environment, "values"):
        kind = "secret" if row.get("type") == "secret" else "default"
        value = "" if kind == "secret" else str(row.get("value") or "")
        enabled = row.get("enabled") is not False
        rows.append({"key": str(row.get("key", "")), "value": value, "type": kind, "enabled": enabled})
    return {"name": str(environment.get("name", "")), "values": rows}


def has_secret_values(environment: JSONObject) -> list[str]:
    """The keys of the secrets that have a value, which is not published."""
    rows = children(environment, "values")
    return [str(row.get("key")) for row in rows if row.get("type") == "secret" and row.get("value")]


def comparable(environment: JSONObject) -> dict[str, JSONObject]:
    """The variables by their keys, with what counts: value, whether they are secret, whether switched off."""
    found = {}
    for row in children(environment, "values"):
        plain = cast(JSONObject, canonical({**row, "key": ""}))
        compared = ("value", "type", "enabled")
        found[str(row.get("key"))] = {name: value for name, value in plain.items() if name in compared}
    return found


def digest(environment: JSONObject) -> str:
    """The digest of what is sent (SHA-256 in hex)."""
    from generator.encode import to_json

    return sha256(to_json(environment, indent=False))
