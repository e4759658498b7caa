"""For programs: one JSON document. Its shape is versioned; a change that breaks readers raises `version`."""

from __future__ import annotations

from generator.escape.json import Json, printed
from generator.findings import count_by_severity
from generator.report.subject import Subject

VERSION = 1


def render(subjects: list[Subject]) -> Json:
    """`{version, files: [{name, counts, findings: [{rule, severity, message, where, pointer}]}]}`."""
    files = [
        {
            "name": subject.name,
            "counts": count_by_severity(subject.findings),
            "findings": [finding.record() for finding in subject.findings],
            **subject.details,
        }
        for subject in subjects
    ]
    return printed({"version": VERSION, "files": files})
