"""Accepted findings of a comparison: by operation, and by day."""

from __future__ import annotations

from datetime import date

from generator.diff.diff import Diff, accept
from generator.diff.judge import Finding
from generator.ignore import Entry, IgnoreList


def media_type(diff: Diff) -> Finding:
    return next(finding for finding in diff.findings if finding.rule.id == "request-media-type-changed")


def test_a_finding_keeps_the_operations_that_no_entry_covers(diff: Diff) -> None:
    finding = media_type(diff)
    entry = Entry("profiles", date.max, rule=finding.rule.id, pattern="POST /api/profiles*")
    kept, ignored = accept(IgnoreList([entry], date.min), [finding])
    assert [part.fingerprint for part in kept] == [finding.fingerprint]
    ((covered, by),) = ignored
    assert by is entry
    assert {operation.title for operation in covered.operations} == {"POST /api/profiles"}
    assert len(kept[0].uses) + len(covered.uses) == len(finding.uses)


def test_the_last_day_counts(diff: Diff) -> None:
    finding = media_type(diff)
    entry = Entry("x", date(2026, 1, 31), fingerprint=finding.fingerprint)
    assert accept(IgnoreList([entry], date(2026, 1, 31)), [finding])[0] == []
    over = IgnoreList([entry], date(2026, 2, 1))
    assert accept(over, [finding])[1] == []
    assert over.complaints() == [f"{finding.fingerprint}: expired on 2026-01-31: x"]


def test_what_concerns_the_whole_api_is_matched_as_such(diff: Diff) -> None:
    finding = next(finding for finding in diff.findings if finding.rule.id == "version-changed")
    entry = Entry("x", date.max, rule="version-changed", pattern="API")
    assert accept(IgnoreList([entry], date.min), [finding])[0] == []
