"""For people: a line per finding, then a verdict per file."""

from __future__ import annotations

from generator.findings import Finding, count_by_severity, plural
from generator.report.subject import Subject


def render(subjects: list[Subject]) -> str:
    """Findings and verdicts, in the order given."""
    return "".join(_subject(subject) for subject in subjects)


def line(finding: Finding) -> str:
    """A finding on one line: where, what, by which rule."""
    return f"{finding.severity}: {place(finding)}: {finding.message} ({finding.rule})"


def place(finding: Finding) -> str:
    """Where a finding is, for people and as a pointer, as far as it says; else that it is the whole."""
    pointer = f"[{finding.pointer}]" if finding.pointer else ""
    return " ".join(part for part in (finding.where, pointer) if part) or "everywhere"


def verdict(findings: list[Finding]) -> str:
    """How many errors and warnings there are, in words."""
    counts = count_by_severity(findings)
    said = [plural(counts[level], level) for level in ("error", "warning") if counts[level]]
    return ", ".join(said) or "valid"


def _subject(subject: Subject) -> str:
    said = [*map(line, subject.findings), *subject.notes, verdict(subject.findings)]
    return "".join(f"{subject.name}: {text}\n" for text in said)
