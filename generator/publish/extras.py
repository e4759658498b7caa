"""What may come with a publish: the mark of the latest revision, and an announcement in the workspace."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.errors import InputError
from generator.publish.client import Client
from generator.publish.document import children, marked, sha256, unmarked
from generator.publish.problems import ApiError, UncertainError
from generator.publish.state import StateFile
from generator.publish.target import Ref, Workspace, read_workspace

# Limits and categories: Postman's reference of "Create a workspace update".
MAX_TOPIC = 255
MAX_TEXT = 20_000


def renames(workspace: Workspace, uid: str, published: set[str]) -> list[tuple[Ref, str]]:
    """Which collections get which name when `uid` is the latest: it gets the mark, others lose it.

    Only collections of its channel that were `published` from here are renamed.
    """
    ours = next((ref for ref in workspace.collections if ref.uid == uid), None)
    if ours is None:
        return []
    found = [
        (ref, unmarked(ref.name))
        for ref in workspace.collections
        if ref.uid != uid
        and ref.uid in published
        and _label(ref.name) == _label(ours.name)
        and ref.name != unmarked(ref.name)
    ]
    if ours.name != marked(ours.name):
        found.append((ours, marked(ours.name)))
    return found


def mark_latest(client: Client, state: StateFile, workspace: str, uid: str) -> list[str]:
    """Move the mark to `uid`, by renaming only. What was done, in words; run again, nothing is.

    A rename of which nobody knows whether it was done is looked at before it is repeated.
    """
    published = {entry.uid for entry in state.state.collections.get(workspace, {}).values()}
    done: list[str] = []
    for turn in range(1, client.patience.tries + 1):
        wanted = renames(read_workspace(client, workspace), uid, published)
        try:
            for ref, name in wanted:
                client.patch(f"/collections/{ref.uid}", {"collection": {"info": {"name": name}}})
                done.append(f"renamed {ref.name!r} to {name!r}")
        except UncertainError:
            if turn == client.patience.tries:
                raise
            client.patience.pause(turn)
        else:
            break
    return done


def announce(client: Client, state: StateFile, workspace: str, own: str, text: str) -> str:
    """Post `text` as an update of the workspace, once. What was done, in words.

    Where the service has no such updates (another plan, another region) that is all that is said.
    """
    entry = state.collection(workspace, own)
    if entry is None:
        raise InputError("nothing to announce: the collection is not published")
    digest = sha256(text.encode())
    if entry.announced == digest:
        return "announced before"
    body = {
        "topic": f"{unmarked(entry.name)} was published"[:MAX_TOPIC],
        "description": text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 2] + " …",
        "category": "announcement",
    }
    path = f"/workspaces/{workspace}/updates"
    try:
        done = "announced before"
        if not _is_there(client, path, body):
            done = "announced"
            _post(client, path, body)
    except ApiError as error:
        if error.status in (403, 404, 405, 501):
            return f"not announced: workspace updates are not to be had here ({error.status})"
        raise
    state.save_collection(workspace, own, replace(entry, announced=digest))
    return done


def _post(client: Client, path: str, body: dict[str, str]) -> None:
    try:
        client.post(path, dict(body))
    except UncertainError:
        if not _is_there(client, path, body):
            raise


def _is_there(client: Client, path: str, body: dict[str, str]) -> bool:
    answer = client.get(path)
    return any(
        update.get("topic") == body["topic"] and update.get("description") == body["description"]
        for key in ("data", "updates")  # definitions differ on what the list is called
        for update in children(answer, key)
    )


def _label(name: str) -> str:
    """What tells channels apart in the names of collections: `(Stable)`, `(Beta)`."""
    found = re.search(r"\(([^()]*)\)", unmarked(name))
    return found[1] if found else ""
