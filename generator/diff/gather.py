"""Findings that a reader wants as one: the same property at many places, and churn of nulls and branches."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diff.facts import Choice
from generator.diff.judge import Finding, by_level, with_fingerprint
from generator.encode import to_json

MANY = 3
"""From how many findings on they become one line."""


def gather(findings: Iterable[Finding]) -> list[Finding]:
    """The lines of a report: `findings`, or in place of several alike one that has them as its parts."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_key(finding), []).append(finding)
    lines: list[Finding] = []
    for group in groups.values():
        lines += [_gathered(group)] if len(group) >= MANY else group
    return by_level(lines)


def _key(finding: Finding) -> tuple[object, ...]:
    rule = finding.rule
    if rule.gathered:  # whatever and wherever it is, within one API
        return rule.id, finding.level, finding.brought_by, *finding.folders[:1]
    last = next((step for use in finding.uses for step in use.path[-1:]), None)
    if last is None or isinstance(last, Choice):
        return (finding.fingerprint, finding.brought_by)
    operations = frozenset(use.pair for use in finding.uses)
    values = to_json([finding.before, finding.after], indent=False)
    return rule.id, finding.level, finding.brought_by, last, values, operations


def _gathered(group: list[Finding]) -> Finding:
    first = group[0]
    thing = first.where.split(" ")[0]
    where = (
        f"{len(group)} places"
        if first.rule.gathered
        else f"{thing} `…{first.uses[0].path[-1]}` at {len(group)} places"
    )
    uses = dict.fromkeys(use for finding in group for use in finding.uses)
    also = dict.fromkeys(use for finding in group for use in finding.also)
    whole = first._replace(where=where, uses=tuple(uses), also=tuple(also), parts=tuple(group))
    if first.rule.gathered:
        whole = whole._replace(before=None, after=None)
    return with_fingerprint(whole)
