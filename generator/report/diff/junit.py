"""For CI servers: JUnit's XML, with a test case for each operation or, of a collection, for each request.

There is no official schema; this keeps to what the common readers (Jenkins, GitLab) agree on.
"""

from __future__ import annotations

from generator.diff.diff import Diff
from generator.diff.judge import Finding, folder_of
from generator.escape.xml import Xml, document, element
from generator.report.diff.words import EVERYTHING, plain, title


def render(diff: Diff) -> Xml:
    """The report."""
    cases = _requests(diff) if diff.checked is not None else _operations(diff)
    failures = sum(bool(findings) for _, _, findings in cases)
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}
    root = element("testsuites", name=title(diff), **counts)
    suite = element("testsuite", root, name=title(diff), **counts, skipped="0")
    for group, name, findings in cases:
        case = element("testcase", suite, classname=group, name=name)
        if findings:
            texts = [
                f"{plain(finding.message)} [{finding.rule.id} {finding.fingerprint}]" for finding in findings
            ]
            first, rule = plain(findings[0].message), findings[0].rule.id
            element("failure", case, "\n".join(texts), message=first, type=rule)
    return document(root)


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
