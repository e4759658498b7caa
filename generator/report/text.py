"""For people: a line per finding, then a verdict per file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import bounded
from generator.escape import Printable
from generator.escape.lines import Line, block, line
from generator.findings import Finding, count_by_severity, plural

if TYPE_CHECKING:
    from generator.report.subject import Subject


def render(subjects: list[Subject]) -> Printable:
    """Findings and verdicts, in the order given."""
    return block(one for subject in subjects for one in _subject(subject))


def said(finding: Finding, *, known_by: bool = False) -> str:
    """A finding in words: where, what, by which rule, and what it is known by."""
    rule = f"{finding.rule} {finding.fingerprint}" if known_by else finding.rule
    return f"{finding.severity}: {bounded(place(finding))}: {bounded(finding.message)} ({rule})"


def place(finding: Finding) -> str:
    """Where a finding is, for people and as a pointer, as far as it says; else that it is the whole."""
    pointer = f"[{finding.pointer}]" if finding.pointer else ""
    return " ".join(part for part in (finding.where, pointer) if part) or "everywhere"


def verdict(findings: list[Finding]) -> str:
    """How many errors and warnings there are, in words."""
    counts = count_by_severity(findings)
    counted = [plural(counts[level], level) for level in ("error", "warning") if counts[level]]
    return ", ".join(counted) or "valid"


def _subject(subject: Subject) -> list[Line]:
    found = [said(finding, known_by=subject.known_by) for finding in subject.findings]
    texts = [*found, *subject.notes, verdict(subject.findings)]
    return [line(f"{subject.name}: {text}") for text in texts]
