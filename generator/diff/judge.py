"""Facts to findings: each change gets its rule, and what is the same in many operations is said once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from generator.diff.facts import Change, Context, Use
from generator.diff.rules import BY_FACT, LEVELS, Level, Rule
from generator.diff.wording import filled, plain_path, where_text
from generator.encode import to_json
from generator.json_types import JSON
from generator.openapi.model import Operation

SHOWN_PARTS = 2
"""How many of the gathered findings a line names."""
_DIRECTIONS: tuple[Context, ...] = ("request", "parameter", "response", "")
"""Which rule speaks for a change that several give the same level."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report: a rule, what it found, and every place where it is so."""

    rule: Rule
    level: Level
    where: str
    """The place within a request or an answer, as Markdown; empty for what concerns whole operations."""
    before: JSON
    after: JSON
    uses: tuple[Use, ...]
    """Where it is so in the direction of the rule."""
    also: tuple[Use, ...] = ()
    """Where the same change is met in the other direction, in which it is judged less severe."""
    parts: tuple[Finding, ...] = ()
    """What was gathered into this line; empty for a single finding."""
    fingerprint: str = ""
    brought_by: str = ""
    """The revision that brought it, where several were walked through."""

    @property
    def message(self) -> str:
        """What happened, as Markdown."""
        if self.parts and self.rule.gathered:
            text = self.rule.gathered.replace("{count}", str(len(self.parts)))
            says_values = "{before}" in self.rule.text or "{after}" in self.rule.text
            parts = dict.fromkeys(part.message if says_values else part.where for part in self.parts)
            more = ", …" if len(parts) > SHOWN_PARTS else ""
            return f"{text}: {', '.join(list(parts)[:SHOWN_PARTS])}{more}"
        return filled(self.rule.text, self.where, self.before, self.after)

    @property
    def fix(self) -> str:
        """What to do about it, as Markdown; empty where there is nothing to do."""
        is_known = self.rule.known_fix and self.after is not None
        fix = self.rule.known_fix if is_known else self.rule.fix
        return filled(fix, self.where, self.before, self.after)

    @property
    def operations(self) -> list[Operation]:
        """The operations concerned, in the newer version of each; none for what concerns the API."""
        found = {use.pair.current.pointer: use.pair.current for use in self.uses if use.pair is not None}
        return list(found.values())

    @property
    def folders(self) -> list[str]:
        """The names of the APIs concerned, in order; empty for what concerns all."""
        return list(dict.fromkeys(folder_of(operation) for operation in self.operations))


def folder_of(operation: Operation) -> str:
    """The API that an operation belongs to."""
    return operation.tags[0] if operation.tags else ""


def judge(changes: Iterable[Change], levels: Mapping[str, Level] | None = None) -> list[Finding]:
    """The findings, most severe first, then in the order of the facts.

    `levels` overrides the table, by the id of rules.
    """
    levels = levels or {}
    folded: dict[tuple[str, str, bytes], Finding] = {}
    for change in changes:
        finding = _judged(change, levels)
        key = finding.rule.id, plain_path(finding.where), _values(finding)
        known = folded.get(key)
        folded[key] = finding if known is None else _merged(known, finding)
    return by_level(with_fingerprint(finding) for finding in folded.values())


def by_level(findings: Iterable[Finding]) -> list[Finding]:
    """The most severe first, else in their order."""
    return sorted(findings, key=lambda finding: LEVELS.index(finding.level))


def with_fingerprint(finding: Finding) -> Finding:
    """Known again in the next run, and another one as soon as another operation or place is concerned."""
    operations = sorted({use.pair.first.key for use in finding.uses if use.pair is not None})
    parts = sorted(part.fingerprint for part in finding.parts)
    identity = [finding.rule.id, finding.where, finding.before, finding.after, operations, parts]
    digest = hashlib.sha256(to_json(identity, indent=False)).hexdigest()
    return replace(finding, fingerprint=f"d{digest[:15]}")  # never a number for YAML


def _judged(change: Change, levels: Mapping[str, Level]) -> Finding:
    """A change by the rule of the direction in which it is worst."""
    candidates = []
    for direction in _DIRECTIONS:
        rule = BY_FACT.get((change.kind, direction))
        if rule is not None and any(use.context == direction for use in change.uses):
            candidates.append((levels.get(rule.id, rule.level), rule))
    level, rule = min(candidates, key=lambda candidate: LEVELS.index(candidate[0]))
    uses = tuple(use for use in change.uses if use.context == rule.direction)
    also = tuple(use for use in change.uses if use.context != rule.direction)
    where = "" if rule.is_general else where_text(change, uses)
    return Finding(rule, level, where, change.before, change.after, uses, also)


def _merged(first: Finding, second: Finding) -> Finding:
    where = first.where if first.where == second.where else plain_path(first.where)
    return replace(first, where=where, uses=first.uses + second.uses, also=first.also + second.also)


def _values(finding: Finding) -> bytes:
    return to_json([finding.before, finding.after], indent=False)
