"""What is reported on: one file, which passes or fails."""

from __future__ import annotations

import pytest

from generator.findings import Finding, Severity
from generator.report.reports import REPORTERS
from generator.report.subject import Subject


@pytest.mark.parametrize(
    ("severities", "fails", "fails_strictly"),
    [
        ([], False, False),
        (["info"], False, False),
        (["info", "warning"], False, True),
        (["warning", "error"], True, True),
    ],
)
def test_errors_fail_and_warnings_where_asked(
    severities: list[Severity], fails: bool, fails_strictly: bool
) -> None:
    subject = Subject("a", [Finding("r", severity, "m") for severity in severities])
    assert (subject.fails(strict=False), subject.fails(strict=True)) == (fails, fails_strictly)


@pytest.mark.parametrize("form", REPORTERS)
def test_every_reporter_says_what_was_found(form: str) -> None:
    report = REPORTERS[form]([Subject("a.json", [Finding("url-parts", "error", "two things", "Here")])])
    assert all(word in report for word in ("a.json", "url-parts", "error", "two things", "Here"))
    assert report.endswith("\n")
