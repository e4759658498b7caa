"""The report for GitHub Actions, whose commands end at a line break and split at colons and commas."""

from __future__ import annotations

import pytest

from generator.findings import Finding, Severity
from generator.report.github import render
from generator.report.subject import Subject


def test_one_command_per_finding() -> None:
    findings = [
        Finding("url-parts", "error", "two things", "Profiles > Get", "/item/0"),
        Finding("b", "info", "c"),
    ]
    assert render([Subject("out/a.json", findings), Subject("b.json")]) == (
        "::error file=out/a.json,title=url-parts::Profiles > Get [/item/0]: two things\n"
        "::notice file=out/a.json,title=b::everywhere: c\n"
    )


@pytest.mark.parametrize(
    ("severity", "command"), [("error", "error"), ("warning", "warning"), ("info", "notice")]
)
def test_severities_are_githubs(severity: Severity, command: str) -> None:
    assert render([Subject("a", [Finding("r", severity, "m")])]).startswith(f"::{command} file=a,title=r::")


def test_what_would_end_a_command_is_escaped() -> None:
    report = render(
        [Subject("C:\\a,b%\n.json", [Finding("a:b,c", "error", "50%, so: no\r\n::error::x", "w")])]
    )
    assert report == (
        "::error file=C%3A\\a%2Cb%25%0A.json,title=a%3Ab%2Cc::w: 50%25, so: no%0D%0A::error::x\n"
    )
    assert report.count("\n") == 1
