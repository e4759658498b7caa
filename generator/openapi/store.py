"""The local folder of specs: laid out like the public repository, with an index of what was pulled.

`index.json` says per revision where its file came from and what it holds, so that a spec which changed
after its release shows up in review. It has no times of its own: the same pull gives the same bytes.
"""

import hashlib
import json
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypedDict, TypeGuard, get_type_hints

from generator.errors import InputError, OutputError
from generator.files import atomic_write
from generator.json_types import JSONObject
from generator.lock import hold
from generator.openapi.load import load_document
from generator.openapi.revision import LATEST, Revision, find_revision
from generator.openapi.source import EXTENSIONS, Fetched, FolderSource
from generator.openapi.structure import operations

SCHEMA_FILE = "postman/collection-v2.1.0.json"
"""Where in the folder Postman's published schema lies, once pulled."""
_LOCK_WAIT = 60.0  # seconds; it is held while a file is written, not while one is fetched


class SpecRecord(TypedDict):
    """What the index tells of a spec; `etag` and `last_modified` are empty where the source gave none."""

    source: str
    etag: str
    last_modified: str
    sha256: str
    bytes: int
    title: str
    version: str
    operations: int


class PinRecord(TypedDict):
    """What the index tells of a file whose content must not change unnoticed."""

    source: str
    sha256: str
    bytes: int


class Index(TypedDict):
    """The content of `index.json`: specs by the name of their revision, pinned files by their path."""

    specs: dict[str, SpecRecord]
    pinned: dict[str, PinRecord]


class Store(FolderSource):
    """The folder at `root`, which need not exist before something is saved."""

    @property
    def index_path(self) -> Path:
        """Where the index lies."""
        return self.root / "index.json"

    def latest(self) -> Revision:
        """The newest stable revision here. Raises InputError when there is none."""
        revisions = self.revisions()
        if not any(revision.channel == "stable" for revision in revisions):
            raise InputError(f"{self.root}: holds no stable revision", "run `klaviyo-postman pull`")
        return find_revision(LATEST, revisions)

    def read(self, revision: Revision) -> bytes:
        """The spec of `revision`. Raises InputError when it was not pulled or cannot be read."""
        if self.path_of(revision) is None:
            hint = f"run `klaviyo-postman pull {revision.name}`"
            raise InputError(f"{self.root}: holds no spec of revision {revision.name}", hint)
        fetched = self.fetch(revision)
        assert fetched is not None  # noqa: S101 - None only answers an etag
        return fetched.content

    def record(self, revision: Revision) -> SpecRecord | None:
        """What the index tells of `revision`."""
        return self.index()["specs"].get(revision.name)

    def etag(self, revision: Revision, base: str) -> str:
        """How the source at `base` marked the file that lies here; empty if changed or never pulled."""
        path, record = self.path_of(revision), self.record(revision)
        if path is None or record is None or not record["source"].startswith(f"{base}/{revision.path}."):
            return ""
        return record["etag"] if _digest_of(path) == record["sha256"] else ""

    def save(self, revision: Revision, fetched: Fetched) -> bool:
        """Keep `fetched` as the spec of `revision`; tells whether that changed anything here.

        Raises InputError, and leaves what there was, unless it is an OpenAPI 3 document with operations.
        """
        record = _describe(load_document(fetched.content, fetched.location), fetched)
        suffix = Path(fetched.location).suffix
        path = self.root / f"{revision.path}{suffix if suffix in EXTENSIONS else '.json'}"
        with self._lock():
            index = self.index()
            is_new = _digest_of(path) != record["sha256"]
            if is_new:
                atomic_write(path, fetched.content)
                self._remove_other_formats(path)
            if index["specs"].get(revision.name) != record:
                index["specs"][revision.name] = record
                self._write(index)
        return is_new

    def save_pinned(self, name: str, fetched: Fetched, replace: bool = False) -> bool:
        """Keep `fetched` at the path `name` below the root; tells whether that changed anything here.

        The first content is pinned. Raises InputError for any other, unless told to `replace` it.
        """
        path, digest = self.root / name, _digest(fetched.content)
        with self._lock():
            index = self.index()
            pinned = index["pinned"][name]["sha256"] if name in index["pinned"] else _digest_of(path)
            if pinned not in ("", digest) and not replace:
                changed = f"changed: its SHA-256 is {digest}, while {path} is pinned to {pinned}"
                hint = "look at the difference, then accept it with --force"
                raise InputError(f"{fetched.location}: {changed}", hint)
            is_new = _digest_of(path) != digest
            if is_new:
                atomic_write(path, fetched.content)
            record = PinRecord(source=fetched.location, sha256=digest, bytes=len(fetched.content))
            if index["pinned"].get(name) != record:
                index["pinned"][name] = record
                self._write(index)
        return is_new

    def index(self) -> Index:
        """What the index holds; nothing before the first pull. Raises InputError where it is damaged."""
        try:
            raw = json.loads(self.index_path.read_bytes())
        except FileNotFoundError:
            return Index(specs={}, pinned={})
        except OSError as error:
            raise InputError(f"{self.index_path}: cannot be read: {error.strerror or error}") from error
        except (ValueError, RecursionError) as error:
            raise self._damaged(str(error)) from error
        if not _is_index(raw):
            raise self._damaged("not what `pull` writes")
        return raw

    def _lock(self) -> AbstractContextManager[None]:
        """Two who pull at once would each write an index without what the other pulled."""
        return hold(self.root / ".lock", f"{self.root}: another process is pulling into it", _LOCK_WAIT)

    def _damaged(self, reason: str) -> InputError:
        return InputError(f"{self.index_path}: damaged: {reason}", "delete it and pull again")

    def _remove_other_formats(self, path: Path) -> None:
        """The same spec as YAML is out of date once there is one as JSON, and the other way round."""
        try:
            for extension in EXTENSIONS:
                if extension != path.suffix:
                    path.with_suffix(extension).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{error.filename}: cannot be removed: {error.strerror or error}") from error

    def _write(self, index: Index) -> None:
        text = json.dumps(index, indent=2, sort_keys=True, ensure_ascii=False)
        atomic_write(self.index_path, f"{text}\n".encode())


def _describe(document: JSONObject, fetched: Fetched) -> SpecRecord:
    paths, info = document.get("paths"), document.get("info")
    items = [item for item in paths.values() if isinstance(item, dict)] if isinstance(paths, dict) else []
    count = sum(1 for item in items for _ in operations(item))
    if not str(document.get("openapi", "")).startswith("3.") or not count:
        raise InputError(f"{fetched.location}: not an OpenAPI 3 document with operations")
    info = info if isinstance(info, dict) else {}
    return SpecRecord(
        source=fetched.location,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        sha256=_digest(fetched.content),
        bytes=len(fetched.content),
        title=str(info.get("title", "")),
        version=str(info.get("version", "")),
        operations=count,
    )


def _is_index(raw: object) -> TypeGuard[Index]:
    return (
        isinstance(raw, dict)
        and _are_records(raw.get("specs"), get_type_hints(SpecRecord))
        and _are_records(raw.get("pinned"), get_type_hints(PinRecord))
    )


def _are_records(raw: object, fields: dict[str, type]) -> bool:
    return isinstance(raw, dict) and all(
        isinstance(record, dict) and all(type(record.get(name)) is kind for name, kind in fields.items())
        for record in raw.values()
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    try:
        return _digest(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
