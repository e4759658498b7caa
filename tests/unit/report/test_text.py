"""The report for people."""

from __future__ import annotations

import pytest

from generator.findings import Finding
from generator.report import text
from generator.report.subject import Subject

ERROR = Finding("url-parts", "error", "URL says two things", "Profiles > Get", "/item/0/request/url")
WARNING = Finding("revision-beta", "warning", "several betas", "collection")
INFO = Finding("tag-undeclared", "info", "never declared", pointer="/tags")


def test_a_line_per_finding_then_a_verdict_per_file() -> None:
    assert text.render([Subject("a.json", [ERROR, WARNING]), Subject("b.json")]) == (
        "a.json: error: Profiles > Get [/item/0/request/url]: URL says two things (url-parts)\n"
        "a.json: warning: collection: several betas (revision-beta)\n"
        "a.json: 1 error, 1 warning\n"
        "b.json: valid\n"
    )
    assert text.render([]) == ""


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (INFO, "info: [/tags]: never declared (tag-undeclared)"),
        (Finding("rule", "error", "all of it"), "error: everywhere: all of it (rule)"),
    ],
)
def test_a_line_says_as_much_of_the_place_as_is_known(finding: Finding, expected: str) -> None:
    assert text.said(finding) == expected


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], "valid"),
        ([INFO], "valid"),
        ([ERROR], "1 error"),
        ([ERROR, ERROR], "2 errors"),
        ([WARNING, INFO, WARNING], "2 warnings"),
        ([WARNING, ERROR, ERROR], "2 errors, 1 warning"),
    ],
)
def test_verdicts(findings: list[Finding], expected: str) -> None:
    assert text.verdict(findings) == expected


def test_a_line_quotes_no_more_than_can_be_read() -> None:
    long = Finding("a-rule", "error", "m" * 9000, "w" * 9000, "/a")
    assert len(text.said(long)) < 2100
    assert text.said(long).endswith("m… (a-rule)")
