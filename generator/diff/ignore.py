"""Findings that a team has looked at and accepted: a YAML file of entries with a reason and a last day.

ignore:
  - fingerprint: d5f1c9a0e7b2d4c6
    reason: our collection sends no such field
    expires: 2026-12-31
  - rule: request-property-removed
    pattern: "POST /api/campaigns *utm_params*"   # operation, then the place; * stands for anything
    reason: we use the new name already
    expires: 2026-12-31
"""

from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from generator.diff.facts import Use
from generator.diff.judge import Finding
from generator.diff.rules import BY_ID
from generator.errors import InputError
from generator.json_types import JSON, JSONObject
from generator.openapi.load import load_document

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

    def covers(self, finding: Finding, use: Use) -> bool:
        """Whether it is this finding, as this operation has it."""
        if self.fingerprint:
            return self.fingerprint == finding.fingerprint
        title = use.pair.current.title if use.pair is not None else "API"
        subject = f"{title} {finding.where.replace('`', '')}".strip()
        return self.rule == finding.rule.id and fnmatchcase(subject, self.pattern)


class IgnoreList:
    """The entries of a file, as they stand on the day `today`."""

    def __init__(self, entries: Sequence[Entry], today: date) -> None:
        self._current = [entry for entry in entries if today <= entry.expires]
        self._expired = [entry for entry in entries if entry.expires < today]
        self._used: set[Entry] = set()

    def split(self, findings: Sequence[Finding]) -> tuple[list[Finding], list[tuple[Finding, Entry]]]:
        """What is left of `findings`, and what is ignored by which entry.

        A finding on several operations keeps those that no entry covers.
        """
        kept: list[Finding] = []
        ignored: list[tuple[Finding, Entry]] = []
        for finding in findings:
            by_entry: dict[Entry | None, list[Use]] = {}
            for use in finding.uses:
                entry = next((entry for entry in self._current if entry.covers(finding, use)), None)
                by_entry.setdefault(entry, []).append(use)
            for entry, uses in by_entry.items():
                part = finding._replace(uses=tuple(uses))
                if entry is None:
                    kept.append(part)
                else:
                    self._used.add(entry)
                    ignored.append((part, entry))
        return kept, ignored

    def complaints(self) -> list[str]:
        """The entries that should be looked at again: those that are over, and those that match nothing."""
        return [
            *(f"{entry.name}: expired on {entry.expires}: {entry.reason}" for entry in self._expired),
            *(
                f"{entry.name}: matches nothing: {entry.reason}"
                for entry in self._current
                if entry not in self._used
            ),
        ]


def read_ignore_file(content: bytes, name: str) -> list[Entry]:
    """The entries of an ignore file. Raises InputError, naming the entry, for what is not as it should be."""
    document = load_document(content, name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    rows = document.get("ignore")
    if not isinstance(rows, list) or set(document) != {"ignore"}:
        raise InputError(f"{name}: an ignore file has one key, `ignore`, with a list of entries")
    return [_entry(row, f"{name}: entry {number}") for number, row in enumerate(rows, start=1)]


def _entry(row: JSON, place: str) -> Entry:
    if not isinstance(row, dict) or not row.keys() <= _KEYS:
        raise InputError(f"{place}: may hold {', '.join(sorted(_KEYS))} and nothing else")
    texts = {key: _text(row, key, place) for key in row}
    if ("fingerprint" in texts) == ("rule" in texts) or ("pattern" in texts and "rule" not in texts):
        raise InputError(f"{place}: needs either a fingerprint, or a rule and a pattern")
    if "rule" in texts and texts["rule"] not in BY_ID:
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
