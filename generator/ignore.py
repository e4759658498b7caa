"""Findings that a team has looked at and accepted: a YAML file of entries with a reason and a last day.

ignore:
  - fingerprint: d5f1c9a0e7b2d4c6
    reason: our collection sends no such field
    expires: 2026-12-31
  - rule: request-property-removed
    pattern: "POST /api/campaigns *utm_params*"   # where it is, then what is said; * stands for anything
    reason: we use the new name already
    expires: 2026-12-31
"""

from collections.abc import Container, Iterable, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject

_KEYS = frozenset(("fingerprint", "rule", "pattern", "reason", "expires"))


class Entry(NamedTuple):
    """One accepted thing: a fingerprint, or a rule and a pattern. It holds through the day `expires`."""

    reason: str
    expires: date
    fingerprint: str = ""
    rule: str = ""
    pattern: str = "*"

    @property
    def name(self) -> str:
        """How reports call it."""
        return self.fingerprint or f"{self.rule} {self.pattern}"

    def covers(self, fingerprint: str, rule: str, subject: str) -> bool:
        """Whether it is what has that fingerprint, or what that rule says of that subject."""
        if self.fingerprint:
            return self.fingerprint == fingerprint
        return self.rule == rule and fnmatchcase(subject, self.pattern)


class IgnoreList:
    """The entries of a file, as they stand on the day `today`."""

    def __init__(self, entries: Sequence[Entry], today: date) -> None:
        self._current = [entry for entry in entries if today <= entry.expires]
        self._expired = [entry for entry in entries if entry.expires < today]
        self.used: set[Entry] = set()

    def entry_for(self, fingerprint: str, rule: str, subject: str) -> Entry | None:
        """The first entry that covers it; from then on that counts as used."""
        found = (entry for entry in self._current if entry.covers(fingerprint, rule, subject))
        entry = next(found, None)
        if entry is not None:
            self.used.add(entry)
        return entry

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[tuple[Finding, Entry]]]:
        """What is left of findings about specs and collections, and what is ignored by which entry."""
        kept: list[Finding] = []
        ignored: list[tuple[Finding, Entry]] = []
        for finding in findings:
            subject = f"{finding.where} {finding.message}".strip()
            entry = self.entry_for(finding.fingerprint, finding.rule, subject) if self._current else None
            if entry is None:
                kept.append(finding)
            else:
                ignored.append((finding, entry))
        return kept, ignored

    def complaints(self) -> list[str]:
        """The entries that should be looked at again: those that are over, and those that match nothing."""
        return [
            *(f"{entry.name}: expired on {entry.expires}: {entry.reason}" for entry in self._expired),
            *(
                f"{entry.name}: matches nothing: {entry.reason}"
                for entry in self._current
                if entry not in self.used
            ),
        ]


def read_entries(document: JSONObject, name: str, rules: Container[str] | None = None) -> list[Entry]:
    """The entries of the ignore file `name`, parsed; of `rules` only, if given.

    Raises InputError, naming the entry, for what is not as it should be.
    """
    rows = document.get("ignore")
    if not isinstance(rows, list) or set(document) != {"ignore"}:
        raise InputError(f"{name}: an ignore file has one key, `ignore`, with a list of entries")
    return [_entry(row, f"{name}: entry {number}", rules) for number, row in enumerate(rows, start=1)]


def _entry(row: JSON, place: str, rules: Container[str] | None) -> Entry:
    if not isinstance(row, dict) or not row.keys() <= _KEYS:
        raise InputError(f"{place}: may hold {', '.join(sorted(_KEYS))} and nothing else")
    texts = {key: _text(row, key, place) for key in row}
    if ("fingerprint" in texts) == ("rule" in texts) or ("pattern" in texts and "rule" not in texts):
        raise InputError(f"{place}: needs either a fingerprint, or a rule and a pattern")
    if "rule" in texts and rules is not None and texts["rule"] not in rules:
        raise InputError(f"{place}: there is no rule {texts['rule']!r}")
    if not texts.get("reason", "").strip():
        raise InputError(f"{place}: needs a reason")
    try:
        expires = date.fromisoformat(texts.get("expires", ""))
    except ValueError as error:
        raise InputError(f"{place}: needs the day it expires, such as 2026-12-31") from error
    return Entry(
        reason=texts["reason"].strip(),
        expires=expires,
        fingerprint=texts.get("fingerprint", ""),
        rule=texts.get("rule", ""),
        pattern=texts.get("pattern", "*"),
    )


def _text(row: JSONObject, key: str, place: str) -> str:
    value = row[key]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f"{place}: {key} must be text")
    return str(value)
