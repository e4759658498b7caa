"""For CI servers: JUnit's XML, with a test case for each operation or, of a collection, for each request.

There is no official schema; this keeps to what the common readers (Jenkins, GitLab) agree on.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from generator.diff.diff import Diff
from generator.diff.judge import Finding, folder_of
from generator.report.diff.words import EVERYTHING, plain, title

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def render(diff: Diff) -> str:
    """The report."""
    cases = _requests(diff) if diff.checked is not None else _operations(diff)
    failures = sum(bool(findings) for _, _, findings in cases)
    name = _attribute(title(diff))
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={name} {counts}>",
        f'  <testsuite name={name} {counts} skipped="0">',
    ]
    for group, case, findings in cases:
        opening = f"    <testcase classname={_attribute(group)} name={_attribute(case)}"
        if not findings:
            lines.append(opening + "/>")
            continue
        lines.append(opening + ">")
        first = plain(findings[0].message)
        lines.append(f"      <failure message={_attribute(first)} type={_attribute(findings[0].rule.id)}>")
        lines += [
            _text(f"{plain(finding.message)} [{finding.rule.id} {finding.fingerprint}]")
            for finding in findings
        ]
        lines += ["      </failure>", "    </testcase>"]
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


def _operations(diff: Diff) -> list[tuple[str, str, list[Finding]]]:
    found: dict[int, list[Finding]] = {}
    everywhere: list[Finding] = []
    for finding in diff.findings:
        if finding.level == "breaking":
            for pair in dict.fromkeys(use.pair for use in finding.uses):
                (everywhere if pair is None else found.setdefault(id(pair), [])).append(finding)
    return [
        ("API", EVERYTHING, everywhere),
        *(
            (folder_of(pair.first), pair.first.title, found.get(id(pair), []))
            for pair in diff.facts.pairs
            if pair.old is not None
        ),
    ]


def _requests(diff: Diff) -> list[tuple[str, str, list[Finding]]]:
    checked = diff.checked
    assert checked is not None  # noqa: S101 - the caller asked
    return [(checked.name, broken.name, list(broken.findings)) for broken in checked.broken] + [
        (checked.name, name, []) for name in checked.sound
    ]


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("�", text))


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("�", text))
