"""What was published and what has become of it: drift and forks."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.publish.client import Client
from generator.publish.document import children
from generator.publish.plan import Change, drifted, index_of_remote
from generator.publish.problems import ApiError
from generator.publish.state import Published, State
from generator.publish.target import read_collection


class Revision(NamedTuple):
    """A published collection as it is now."""

    workspace: str
    entry: Published
    is_there: bool = True
    drift: tuple[Change, ...] = ()
    forks: tuple[str, ...] = ()


def revisions(client: Client, state: State, workspace: str = "") -> Iterator[Revision]:
    """Each published collection, of one workspace or of all. Reads only."""
    for place, entries in sorted(state.collections.items()):
        if workspace and place != workspace:
            continue
        for _, entry in sorted(entries.items(), key=lambda named: named[1].name):
            yield _revision(client, place, entry)


def _revision(client: Client, workspace: str, entry: Published) -> Revision:
    if entry.is_pending:
        return Revision(workspace, entry, is_there=False)
    try:
        remote = index_of_remote(read_collection(client, entry.uid), entry.nodes)
    except ApiError as error:
        if not error.is_missing:
            raise
        return Revision(workspace, entry, is_there=False)
    drift = tuple(drifted(remote, entry.nodes, None))
    return Revision(workspace, entry, drift=drift, forks=tuple(_forks(client, entry.uid)))


def _forks(client: Client, uid: str) -> Iterator[str]:
    cursor = ""
    while True:
        query = {"limit": "100"} | ({"cursor": cursor} if cursor else {})
        try:
            page = client.get(f"/collections/{uid}/forks", **query)
        except ApiError as error:
            if error.status == 400:  # how the service says that there are none
                return
            raise
        for fork in children(page, "data"):
            yield f"{fork.get('forkName')} by {fork.get('createdBy') or 'somebody'}"
        meta = page.get("meta")
        cursor = str(meta.get("nextCursor") or "") if isinstance(meta, dict) else ""
        if not cursor:
            return
