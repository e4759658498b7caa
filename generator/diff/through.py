"""Which revision brought each change, when several lie between the old one and the new.

Every revision is compared with the first. A change is brought by the earliest revision from which on it has
stayed as it is: what came and went in between is no change, and what changed twice counts from the second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from generator.diff.compare import Facts, compare_apis
from generator.diff.facts import Change, Use, path_text
from generator.encode import to_json
from generator.openapi.model import Api
from generator.postman.profile import Profile


def compare_through(
    first: Api, later: Iterable[Api], profile: Profile
) -> tuple[Facts, dict[str, list[Change]]]:
    """The facts between `first` and the last of `later`, and the changes by the version that brought them.

    `later` is walked once, so that only one API need be in memory beside the first. Versions come in the
    order of `later`, those that brought nothing included.
    """
    facts: Facts | None = None
    known: list[tuple[str, frozenset[bytes]]] = []
    for api in later:
        facts = compare_apis(first, api, profile)
        known.append((api.version, frozenset(_identities(facts.changes))))
    assert facts is not None  # noqa: S101 - there is at least one later revision
    brought: dict[str, list[Change]] = {version: [] for version, _ in known}
    for change in facts.changes:
        uses: dict[str, list[Use]] = {}
        for use in change.uses:
            uses.setdefault(_brought_by(_identity(change, use), known), []).append(use)
        for version, group in uses.items():
            brought[version].append(change._replace(uses=tuple(group)))
    return facts, brought


def _brought_by(identity: bytes, known: list[tuple[str, frozenset[bytes]]]) -> str:
    version = known[-1][0]
    for earlier, identities in reversed(known):
        if identity not in identities:
            break
        version = earlier
    return version


def _identities(changes: Iterable[Change]) -> Iterator[bytes]:
    for change in changes:
        for use in change.uses:
            yield _identity(change, use)


def _identity(change: Change, use: Use) -> bytes:
    """What a change of one operation is known by, as 16 bytes."""
    operation = use.pair.first.key if use.pair is not None else ""
    place = [change.kind, operation, use.part, use.name, path_text(use.path), change.before, change.after]
    return hashlib.blake2b(to_json(place, indent=False), digest_size=16).digest()
