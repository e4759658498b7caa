"""The ignore file: what it holds, and what it may not hold."""

from __future__ import annotations

from datetime import date

import pytest

from generator.diff.diff import Diff
from generator.diff.ignore import Entry, IgnoreList, read_ignore_file
from generator.diff.judge import Finding
from generator.errors import InputError

GOOD = b"""
ignore:
  - fingerprint: d5f1c9a0e7b2d4c6
    reason: we send no such field
    expires: 2026-12-31
  - rule: request-property-removed
    pattern: "POST /api/campaigns *utm*"
    reason: we use the new name
    expires: 2026-12-31
  - {rule: operation-moved, reason: all of them, expires: "2026-12-31"}
"""


def test_entries_are_read() -> None:
    day = date(2026, 12, 31)
    assert read_ignore_file(GOOD, "ignore.yaml") == [
        Entry("we send no such field", day, fingerprint="d5f1c9a0e7b2d4c6"),
        Entry(
            "we use the new name", day, rule="request-property-removed", pattern="POST /api/campaigns *utm*"
        ),
        Entry("all of them", day, rule="operation-moved", pattern="*"),
    ]
    assert read_ignore_file(b"ignore: []", "no-extension") == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- a", "where an OpenAPI document is an object"),
        ("other: []", "one key, `ignore`"),
        ("ignore: {}", "one key, `ignore`"),
        ("ignore: [a]", "entry 1: may hold expires, fingerprint, pattern, reason, rule"),
        ("ignore: [{why: x}]", "entry 1: may hold"),
        ("ignore: [{reason: x, expires: 2026-01-01}]", "either a fingerprint, or a rule"),
        (
            "ignore: [{rule: operation-moved, fingerprint: d1, reason: x, expires: 2026-01-01}]",
            "either a fing",
        ),
        ("ignore: [{fingerprint: d1, pattern: x, reason: x, expires: 2026-01-01}]", "either a fing"),
        ("ignore: [{rule: no-such, reason: x, expires: 2026-01-01}]", "there is no rule 'no-such'"),
        ("ignore: [{fingerprint: d1, expires: 2026-01-01}]", "needs a reason"),
        ("ignore: [{fingerprint: d1, reason: ' ', expires: 2026-01-01}]", "needs a reason"),
        ("ignore: [{fingerprint: d1, reason: x}]", "needs the day it expires"),
        ("ignore: [{fingerprint: d1, reason: x, expires: soon}]", "needs the day it expires"),
        ("ignore: [{fingerprint: d1, reason: [x], expires: 2026-01-01}]", "reason must be text"),
        ("ignore: [{fingerprint: true, reason: x, expires: 2026-01-01}]", "fingerprint must be text"),
        ("ignore: [{fingerprint: 1", "not YAML"),
    ],
)
def test_anything_else_is_refused(content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_ignore_file(content.encode(), "ignore.yaml")


def media_type(diff: Diff) -> Finding:
    return next(finding for finding in diff.findings if finding.rule.id == "request-media-type-changed")


def test_a_finding_keeps_the_operations_that_no_entry_covers(diff: Diff) -> None:
    finding = media_type(diff)
    entry = Entry("profiles", date.max, rule=finding.rule.id, pattern="POST /api/profiles*")
    kept, ignored = IgnoreList([entry], date.min).split([finding])
    assert [part.fingerprint for part in kept] == [finding.fingerprint]
    ((covered, by),) = ignored
    assert by is entry
    assert {operation.title for operation in covered.operations} == {"POST /api/profiles"}
    assert len(kept[0].uses) + len(covered.uses) == len(finding.uses)


def test_the_last_day_counts(diff: Diff) -> None:
    finding = media_type(diff)
    entry = Entry("x", date(2026, 1, 31), fingerprint=finding.fingerprint)
    assert IgnoreList([entry], date(2026, 1, 31)).split([finding])[0] == []
    over = IgnoreList([entry], date(2026, 2, 1))
    assert over.split([finding])[1] == []
    assert over.complaints() == [f"{finding.fingerprint}: expired on 2026-01-31: x"]


def test_what_concerns_the_whole_api_is_matched_as_such(diff: Diff) -> None:
    finding = next(finding for finding in diff.findings if finding.rule.id == "version-changed")
    entry = Entry("x", date.max, rule="version-changed", pattern="API")
    assert IgnoreList([entry], date.min).split([finding])[0] == []
