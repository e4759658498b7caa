"""Where specs come from: the public repository, a server laid out like it, or a folder.

All of them hold `<branch>/openapi/<channel>.json`, so that one base is as good as another.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from generator.errors import InputError, KlaviyoPostmanError
from generator.findings import Finding
from generator.openapi.download import (
    Fetched,
    HttpError,
    Patience,
    Progress,
    as_fetched,
    fetch_url,
    get,
    public_url,
)
from generator.openapi.load import MAX_BYTES
from generator.openapi.revision import (
    PRE,
    SEE_REVISIONS,
    Channel,
    Revision,
    find_revision,
    is_revision,
    parse_revision,
)
from generator.resources import bundled

__all__ = [
    "DEFAULT_BASE",
    "Fetched",
    "FolderSource",
    "NotListable",
    "Patience",
    "Progress",
    "Revision",
    "Source",
    "Spec",
    "UrlSource",
    "fetch_url",
    "find_revision",
    "open_source",
    "parse_revision",
    "public_url",
    "read_path",
    "read_stream",
]

DEFAULT_BASE = "https://raw.githubusercontent.com/klaviyo/openapi"
SAMPLE = "sample"
"""What the user calls the specs that come with this package; their sources begin with it and a colon."""
STANDARD_INPUT = "standard input"
"""The source of a spec that has no other name."""
EXTENSIONS = (".json", ".yaml", ".yml")
_GITHUB = re.compile(r"https://raw\.githubusercontent\.com/([\w.-]+/[\w.-]+)")
_MAX_PAGES = 20  # of a hundred branches each


class NotListable(InputError):  # noqa: N818 - a property of the source more than a failure
    """A source that cannot say which revisions it holds; single ones may be fetched all the same."""


def read_stream(stream: IO[bytes], name: str) -> bytes:
    """All that `stream` has. Raises InputError where that fails, or does not end where a spec may."""
    try:
        content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: it is closed
        raise InputError(f"{name}: cannot be read: {reason_of(error)}") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"{name}: larger than the {MAX_BYTES:,} bytes that are read")
    return content


def read_path(path: Path) -> bytes:
    """The bytes of a file. Raises InputError, as `read_stream`."""
    try:
        with path.open("rb") as file:
            return read_stream(file, str(path))
    except (OSError, ValueError) as error:  # ValueError: no name that a file can have
        raise InputError(f"{path}: cannot be read: {reason_of(error)}") from error


def reason_of(error: OSError | ValueError) -> str:
    """Why a file could not be opened or read, in a few words."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


class Spec(NamedTuple):
    """The bytes of a spec, the name under which messages speak of it, and where it came from first."""

    content: bytes
    name: str
    origin: str
    revision: str = ""
    """The revision that was asked for, if it was by that name."""
    is_sample: bool = False
    """Whether it came with this package."""
    error: KlaviyoPostmanError | None = None
    """What kept it from being read, if anything did."""
    findings: tuple[Finding, ...] = ()
    """What was to be said of it when it was read: of files that it refers to."""


class Source(Protocol):
    """A place that holds specs."""

    @property
    def base(self) -> str:
        """Its URL or folder; locations of specs begin with it."""
        ...

    def revisions(self) -> list[Revision]:
        """All revisions it holds, sorted. Raises NotListable when it cannot tell."""
        ...

    def fetch(self, revision: Revision, etag: str = "", progress: Progress | None = None) -> Fetched | None:
        """The spec of `revision`, or None if `etag` still names its state. Raises InputError."""
        ...


class FolderSource:
    """A folder, here or on a mounted drive; specs may be JSON or YAML."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def base(self) -> str:
        """The folder as it was given."""
        return str(self.root)

    def revisions(self) -> list[Revision]:
        """Every revision there is a file for; other folders (`main`, `sample`) are passed over."""
        found: dict[str, Revision] = {}
        for path in sorted(self.root.glob("*/openapi/*")):
            branch = path.parts[-3]
            if (
                path.stem not in ("stable", "beta")
                or path.suffix not in EXTENSIONS
                or not is_revision(branch)
            ):
                continue
            channel: Channel = "beta" if path.stem == "beta" else "stable"
            # A beta may lie on the branch of the stable revision (2023-02-22 does), never the other way.
            name = branch.removesuffix(PRE) + PRE if channel == "beta" else branch
            if channel == "beta" or not branch.endswith(PRE):
                found[name] = Revision(name, branch, channel)
        return sorted(found.values())

    def path_of(self, revision: Revision) -> Path | None:
        """The file that holds `revision`, or None."""
        for branch in (revision.branch, revision.name.removesuffix(PRE)):
            for extension in EXTENSIONS:
                path = self.root / branch / "openapi" / f"{revision.channel}{extension}"
                if path.is_file():
                    return path
        return None

    def fetch(self, revision: Revision, etag: str = "", progress: Progress | None = None) -> Fetched | None:
        """As Source.fetch; a file's etag is its SHA-256."""
        path = self.path_of(revision)
        if path is None:
            raise InputError(f"no spec of revision {revision.name} in {self.base}", SEE_REVISIONS)
        content = read_path(path)
        if progress:
            progress(len(content), len(content))
        digest = hashlib.sha256(content).hexdigest()
        return None if etag == digest else Fetched(content, str(path), digest)


class UrlSource:
    """A base URL. Only GitHub's can be listed, through the list of its branches.

    The name of a branch does not tell that it holds a beta beside the stable spec: `known` names such
    revisions, and those whose branch is there are listed too.
    """

    def __init__(
        self,
        base: str,
        branches_url: str | None = None,
        known: Sequence[Revision] = (),
        patience: Patience | None = None,
        listing: Patience | None = None,
    ) -> None:
        self.base = base.rstrip("/")
        github = _GITHUB.fullmatch(self.base)
        if branches_url is None and github:
            branches_url = f"https://api.github.com/repos/{github[1]}/branches?per_page=100"
        self._branches_url = branches_url
        self._known = known
        self._patience = patience or Patience()
        # Whoever lists has the bundled catalogue to fall back on, so a listing is not waited for long.
        self._listing = listing or Patience(timeout=5.0, retries=1, deadline=self._patience.deadline)

    def revisions(self) -> list[Revision]:
        """As Source.revisions, from the names of the branches; `main` is the newest again, so left out."""
        if self._branches_url is None:
            raise NotListable(f"{self.base}: only repositories on GitHub can be listed")
        try:
            branches = self._branches(self._branches_url)
        except InputError as error:
            raise NotListable(f"{self.base}: cannot be listed: {error.message}") from error
        found = {parse_revision(branch) for branch in branches if is_revision(branch)}
        return sorted(found | {revision for revision in self._known if revision.branch in branches})

    def _branches(self, url: str) -> set[str]:
        branches: set[str] = set()
        for _ in range(_MAX_PAGES):
            response, content = get(url, {"Accept": "application/vnd.github+json"}, None, self._listing)
            try:
                branches.update(str(branch["name"]) for branch in json.loads(content))
            except (ValueError, TypeError, KeyError) as error:
                raise InputError(f"{url}: not a list of branches") from error
            if "next" not in response.links:
                break
            url = str(response.url.join(response.links["next"]["url"]))
        return branches

    def fetch(self, revision: Revision, etag: str = "", progress: Progress | None = None) -> Fetched | None:
        """As Source.fetch; the server sends nothing where `etag` is still right."""
        url = f"{self.base}/{revision.path}.json"
        headers = {"If-None-Match": etag} if etag else {}
        try:
            response, content = get(url, headers, progress, self._patience)
        except HttpError as error:
            if error.status == 404:
                raise InputError(f"no spec of revision {revision.name} at {url}", SEE_REVISIONS) from error
            raise
        return None if response.status_code == 304 else as_fetched(url, response, content)


def open_source(base: str, known: Sequence[Revision] = (), patience: Patience | None = None) -> Source:
    """The source at `base`: a URL, a folder, or `sample` for the specs that come with this package.

    `known` and `patience` are for UrlSource. Raises InputError for a folder that is not there.
    """
    if base == SAMPLE:
        return FolderSource(bundled("specs/sample"))
    if "://" in base:
        if public_url(base) != base:
            raise InputError(f"{public_url(base)}: a source has no user, password, query or fragment")
        return UrlSource(base, known=known, patience=patience)
    folder = Path(base).expanduser()
    if not folder.is_dir():
        raise InputError(f"{base}: no such folder", "a source is an https URL, a folder, or `sample`")
    return FolderSource(folder)
