"""What was published: a file that is made to be committed, so that the next publisher knows the targets.

It holds no secret and no time of ours, and its bytes depend on nothing but what it says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, cast

from generator.encode import from_json, to_json
from generator.errors import InputError
from generator.files import atomic_write
from generator.json_types import JSON, JSONObject

VERSION = 1


class Mark(NamedTuple):
    """What is remembered of a node: the id the server knows it by, and digests of its content.

    `sent` is the digest of what we had, empty if it is not ours; `seen` of what the server then gave,
    which may say the same in other words. `kept` is what others made and we were told to keep.
    """

    id: str
    sent: str
    seen: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A collection, or an environment, in a workspace."""

    uid: str = ""
    """Empty before the server has named it: a creation that was begun and not seen to end."""
    name: str = ""
    digest: str = ""
    """Of the content that was published (SHA-256 in hex, ids do not matter)."""
    created_at: str = ""
    updated_at: str = ""
    """As the server says them."""
    announced: str = ""
    """The digest of the text last announced."""
    options: JSONObject = field(default_factory=dict)
    """What the manifest beside the collection said of spec, profile and options."""
    nodes: dict[str, Mark] = field(default_factory=dict)

    @property
    def is_pending(self) -> bool:
        """Whether its creation was begun and nobody saw how it ended."""
        return not self.uid


@dataclass(frozen=True, slots=True)
class State:
    """All that was published, by workspace and by the id that the collection names itself by."""

    collections: dict[str, dict[str, Published]] = field(default_factory=dict)
    environments: dict[str, dict[str, Published]] = field(default_factory=dict)

    def with_collection(self, workspace: str, own: str, entry: Published) -> State:
        """The state with this entry."""
        return replace(self, collections=_with(self.collections, workspace, own, entry))

    def with_environment(self, workspace: str, own: str, entry: Published) -> State:
        """The state with this entry."""
        return replace(self, environments=_with(self.environments, workspace, own, entry))


class StateFile:
    """The file; it is read once, and every change is on the disk before the next request is sent."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = self._read()

    def save(self, state: State) -> None:
        """Write `state` unless it is what stands there. Raises OutputError."""
        if state != self.state or (state != State() and not self.path.exists()):
            atomic_write(self.path, encode(state))
        self.state = state

    def collection(self, workspace: str, own: str) -> Published | None:
        """The entry of a collection."""
        return self.state.collections.get(workspace, {}).get(own)

    def environment(self, workspace: str, own: str) -> Published | None:
        """The entry of an environment."""
        return self.state.environments.get(workspace, {}).get(own)

    def save_collection(self, workspace: str, own: str, entry: Published) -> None:
        """Write the entry of a collection. Raises OutputError."""
        self.save(self.state.with_collection(workspace, own, entry))

    def save_environment(self, workspace: str, own: str, entry: Published) -> None:
        """Write the entry of an environment. Raises OutputError."""
        self.save(self.state.with_environment(workspace, own, entry))

    def _read(self) -> State:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return State()
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror or error}") from error
        try:
            return decode(content)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            hint = "restore it from version control: without it nothing is known of what was published"
            raise InputError(f"{self.path}: not a record of what was published: {error}", hint) from error


def encode(state: State) -> bytes:
    """The canonical bytes of `state`: keys sorted, two spaces, a line end at the end."""
    content: JSONObject = {
        "version": VERSION,
        "collections": _all_records(state.collections),
        "environments": _all_records(state.environments),
    }
    return to_json(_sorted(content)) + b"\n"


def decode(content: bytes) -> State:
    """The state that `encode` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    data = cast(JSONObject, from_json(content))
    if data["version"] != VERSION:
        raise ValueError(f"version {data['version']}, expected {VERSION}")
    return State(_all_entries(data["collections"]), _all_entries(data["environments"]))


def _with(
    entries: dict[str, dict[str, Published]], workspace: str, own: str, entry: Published
) -> dict[str, dict[str, Published]]:
    return {**entries, workspace: {**entries.get(workspace, {}), own: entry}}


def _all_records(entries: dict[str, dict[str, Published]]) -> JSON:
    return {
        workspace: {own: _record(entry) for own, entry in published.items()}
        for workspace, published in entries.items()
    }


def _record(entry: Published) -> JSON:
    record: JSONObject = {
        "uid": entry.uid,
        "name": entry.name,
        "digest": entry.digest,
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
        "announced": entry.announced,
        "options": entry.options,
        # A line for each node, so that the file can be read as a diff.
        "nodes": {key: _line(mark) for key, mark in entry.nodes.items()},
    }
    return {key: value for key, value in record.items() if value not in ("", {})}


def _line(mark: Mark) -> str:
    seen = "=" if mark.seen == mark.sent else mark.seen
    return " ".join([mark.id or "-", mark.sent or "-", seen, *(["kept"] if mark.kept else [])])


def _all_entries(data: JSON) -> dict[str, dict[str, Published]]:
    return {
        workspace: {own: _entry(record) for own, record in cast(JSONObject, published).items()}
        for workspace, published in cast(JSONObject, data).items()
    }


def _entry(data: JSON) -> Published:
    record = cast(JSONObject, data)
    nodes = cast(JSONObject, record.get("nodes", {}))
    return Published(
        uid=_text(record, "uid"),
        name=_text(record, "name"),
        digest=_text(record, "digest"),
        created_at=_text(record, "created_at"),
        updated_at=_text(record, "updated_at"),
        announced=_text(record, "announced"),
        options=cast(JSONObject, record.get("options", {})),
        nodes={key: _mark(cast(str, line)) for key, line in nodes.items()},
    )


def _text(record: JSONObject, key: str) -> str:
    text = record.get(key, "")
    if not isinstance(text, str):
        raise TypeError(f"{key} is not a text")
    return text


def _mark(line: str) -> Mark:
    id_, sent, seen, *kept = line.split(" ")
    if kept not in ([], ["kept"]):
        raise ValueError(f"{' '.join(kept)!r} after the digests")
    sent = "" if sent == "-" else sent
    return Mark("" if id_ == "-" else id_, sent, sent if seen == "=" else seen, bool(kept))


def _sorted(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(element) for element in value] if isinstance(value, list) else value
