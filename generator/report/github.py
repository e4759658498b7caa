"""For GitHub Actions: workflow commands that become annotations."""

from __future__ import annotations

from typing import Literal

from generator.escape.github import Commands, annotation, commands
from generator.findings import Severity
from generator.report.subject import Subject
from generator.report.text import place

_COMMANDS: dict[Severity, Literal["error", "warning", "notice"]] = {
    "error": "error",
    "warning": "warning",
    "info": "notice",
}


def render(subjects: list[Subject]) -> Commands:
    """One annotation per finding."""
    return commands(
        annotation(
            _COMMANDS[finding.severity],
            f"{place(finding)}: {finding.message}",
            file=subject.name,
            title=finding.rule,
        )
        for subject in subjects
        for finding in subject.findings
    )
