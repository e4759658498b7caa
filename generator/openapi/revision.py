"""Names of revisions: `2026-07-15`, `2026-07-15.pre` for its beta, `latest`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Date  # noqa: N812 - `date` is what a revision calls its own
from typing import Literal, NamedTuple

from generator.errors import InputError, UsageError

Channel = Literal["stable", "beta"]

LATEST = "latest"
PRE = ".pre"
SEE_REVISIONS = "`klaviyo-postman revisions` lists what there is"
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(\.pre)?")


class Revision(NamedTuple):
    """A dated state of the API, and the branch and channel on which its spec lies. Sorts by name."""

    name: str
    branch: str
    channel: Channel

    @property
    def path(self) -> str:
        """Where a base holds its spec, without the extension."""
        return f"{self.branch}/openapi/{self.channel}"

    @property
    def date(self) -> Date:
        """The day it was released."""
        return Date.fromisoformat(self.name.removesuffix(PRE))


def parse_revision(name: str) -> Revision:
    """The revision of that name, on the branch of that name. Raises UsageError for anything else."""
    if not _NAME.fullmatch(name):
        hint = f"a revision is `{LATEST}`, a date such as 2026-07-15, or 2026-07-15.pre for a beta"
        raise UsageError(f"{name!r} is not a revision", hint)
    revision = Revision(name, name, "beta" if name.endswith(PRE) else "stable")
    try:
        _ = revision.date
    except ValueError as error:
        raise UsageError(f"{name!r} is not a revision: there is no such day", SEE_REVISIONS) from error
    return revision


def is_revision(name: str) -> bool:
    """Whether `name` is that of a revision, known or not."""
    try:
        parse_revision(name)
    except UsageError:
        return False
    return True


def find_revision(name: str, known: Iterable[Revision]) -> Revision:
    """The revision called `name` (or `latest`: the newest stable one) among `known`, else as parsed.

    Raises UsageError for a name that cannot be one, InputError for `latest` where nothing stable is known.
    """
    if name == LATEST:
        stable = [revision for revision in known if revision.channel == "stable"]
        if not stable:
            raise InputError("there is no stable revision to be the latest", SEE_REVISIONS)
        return max(stable)
    return next((revision for revision in known if revision.name == name), None) or parse_revision(name)
