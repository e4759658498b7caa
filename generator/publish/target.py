"""Which collection of the workspace is meant: the one that was recorded, else the only one of that name."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from generator.errors import InputError, RemoteError, UsageError
from generator.json_types import JSONObject
from generator.publish.client import Client
from generator.publish.document import children, index, name_of, unmarked
from generator.publish.plan import OnDrift
from generator.publish.problems import ApiError, DriftError
from generator.publish.state import Published

Confirm: TypeAlias = Callable[[str], bool]

_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class Ref(NamedTuple):
    """A collection or an environment in a workspace."""

    uid: str
    name: str
    is_fork: bool = False


class Workspace(NamedTuple):
    """A workspace and what is in it, as one call tells it; which of the collections are forks it does not."""

    id: str
    name: str
    collections: tuple[Ref, ...]
    environments: tuple[Ref, ...]


class Target(NamedTuple):
    """What was found: no `uid` means that a new collection is to be made."""

    uid: str = ""
    remote: JSONObject | None = None
    base: Published | None = None
    """What is remembered of it; None where it is taken over."""


def require_workspace_id(text: str) -> None:
    """Raises UsageError unless `text` has the form of a workspace's id."""
    if not re.fullmatch(_UUID, text):
        raise UsageError(f"{text!r} is no workspace id", "it stands in the workspace's details in Postman")


def read_workspace(client: Client, workspace: str) -> Workspace:
    """The workspace. An unknown one is an error here, while the lists of the API would just be empty."""
    try:
        found = client.get(f"/workspaces/{workspace}").get("workspace")
    except ApiError as error:
        if error.status == 404:
            raise ApiError(error.message, "check --workspace, and whose key it is", 404) from error
        raise
    data = found if isinstance(found, dict) else {}
    return Workspace(
        workspace, str(data.get("name", "")), _refs(data, "collections"), _refs(data, "environments")
    )


def read_collection(client: Client, uid: str) -> JSONObject:
    """The collection. Raises ApiError (`is_missing`) if it is not there."""
    if not re.fullmatch(rf"\d+-{_UUID}", uid):
        raise InputError(f"{uid!r} is no uid of a collection", "the file of --state may be damaged")
    found = client.get(f"/collections/{uid}").get("collection")
    if not isinstance(found, dict):
        raise RemoteError(f"GET /collections/{uid}: the answer holds no collection")
    return found


def named(client: Client, workspace: str, name: str) -> list[Ref]:
    """The collections with exactly this name; forks, which keep the name of their parent, are left out."""
    refs = _refs(client.get("/collections", workspace=workspace, name=name), "collections")
    return [ref for ref in refs if ref.name == name and not ref.is_fork]


def find(
    client: Client,
    workspace: Workspace,
    ours: JSONObject,
    base: Published | None,
    on_drift: OnDrift,
    confirm: Confirm,
) -> Target:
    """The collection that `ours` is to be published to. `confirm` is asked before one is taken over.

    Raises DriftError if it was deleted, RemoteError if it was moved or if several have the name, UsageError
    if taking it over was not agreed to.
    """
    if base and not base.is_pending:
        try:
            remote = read_collection(client, base.uid)
        except ApiError as error:
            if not error.is_missing:
                raise
            if on_drift != "overwrite":
                message = f"{base.uid}, published as {base.name!r}, is not there any more"
                raise DriftError(message, "--on-drift overwrite makes a new one") from error
        else:
            _require_in(client, workspace, base)
            return Target(base.uid, remote, base)
    return _by_name(client, workspace, ours, base, confirm)


def _require_in(client: Client, workspace: Workspace, base: Published) -> None:
    if any(ref.uid == base.uid for ref in workspace.collections):
        return
    listed = _refs(client.get("/collections", workspace=workspace.id), "collections")
    if all(ref.uid != base.uid for ref in listed):
        message = f"{base.uid}, published as {base.name!r}, is in another workspace now"
        raise RemoteError(message, "publish to that workspace, or move it back")


def _by_name(
    client: Client, workspace: Workspace, ours: JSONObject, base: Published | None, confirm: Confirm
) -> Target:
    name = name_of(ours)
    listed = _refs(client.get("/collections", workspace=workspace.id), "collections")
    known = {ref.uid for ref in listed}
    # The workspace may list what the list of collections does not; of two readings, take the one that stops.
    both = [*listed, *(ref for ref in workspace.collections if ref.uid not in known)]
    matches = [ref for ref in both if unmarked(ref.name) == unmarked(name) and not ref.is_fork]
    if len(matches) > 1:
        uids = ", ".join(ref.uid for ref in matches)
        message = f"{len(matches)} collections of the workspace are named {name!r}: {uids}"
        raise RemoteError(message, "rename all but the one that is meant")
    if not matches:
        return Target()
    uid = matches[0].uid
    remote = read_collection(client, uid)
    # What was begun and has just what ours has is what was begun: the program was stopped in between.
    is_own = base is not None and base.is_pending and index(remote).keys() == index(ours).keys()
    if not is_own and not confirm(f"{name!r} is in the workspace already, as {uid}. Take it over?"):
        message = f"{name!r} is in the workspace already, as {uid}, and was not published from here"
        raise UsageError(message, "--adopt takes it over, --plan says what that would change")
    return Target(uid, remote)


def _refs(data: JSONObject, key: str) -> tuple[Ref, ...]:
    return tuple(
        Ref(str(ref.get("uid", "")), str(ref.get("name", "")), bool(ref.get("fork")))
        for ref in children(data, key)
    )
