"""For GitHub Actions: workflow commands that become annotations.

Source: GitHub's documentation, "Workflow commands for GitHub Actions", whose escapes these are.
"""

from __future__ import annotations

from generator.findings import Severity
from generator.report.subject import Subject
from generator.report.text import place

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(subjects: list[Subject]) -> str:
    """One annotation per finding."""
    return "".join(
        annotation(
            _COMMANDS[finding.severity],
            f"{place(finding)}: {finding.message}",
            file=subject.name,
            title=finding.rule,
        )
        for subject in subjects
        for finding in subject.findings
    )


def annotation(command: str, message: str, **properties: str) -> str:
    """One workflow command: `error`, `warning` or `notice`, with properties such as `file` and `title`."""
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {said}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
