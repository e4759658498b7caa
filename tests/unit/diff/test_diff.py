"""The sample revisions as a whole: what their comments call changes is what is found."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import date

import pytest

from generator.diff.diff import Diff, Options, diff_apis, diff_through
from generator.errors import InputError
from generator.ignore import Entry
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.postman.profile import Profile

PROFILE = klaviyo_profile()


def test_what_breaks_in_the_sample(diff: Diff) -> None:
    found = Counter(finding.rule.id for finding in diff.findings if finding.level == "breaking")
    assert found == {
        "filter-operators-removed": 5,
        "operation-moved": 3,
        "operation-removed": 1,
        "parameter-became-required": 1,
        "parameter-enum-values-removed": 3,
        "parameter-limit-tightened": 3,
        "parameter-serialisation-changed": 1,
        "request-became-required": 1,
        "request-default-changed": 1,
        "request-enum-values-removed": 2,
        "request-media-type-changed": 1,
        "request-null-refused": 1,
        "request-property-removed": 2,
        "request-type-changed": 1,
        "request-type-narrowed": 2,
    }


def test_slashes_and_the_revision_are_one_line_each(diff: Diff) -> None:
    lines = Counter(finding.rule.id for finding in diff.findings)
    assert lines["slash-removed"] == lines["version-changed"] == lines["request-media-type-changed"] == 1
    assert lines["parameter-required-default-changed"] == 0, "the header that names the revision is no news"


def test_the_change_of_notation_is_no_change_of_filters(diff: Diff) -> None:
    """Prose in the older spec, data in the newer: only what the fields and operators say counts."""
    found = [finding for finding in diff.findings if finding.rule.kind.startswith("filter-")]
    assert {finding.message for finding in found} == {
        "filter `name` no longer takes `equals`",
        "filter `title` no longer takes `equals`",
        "filter `datetime` no longer takes `greater-than`",
        "filter `name` no longer takes `ends-with`",
        "filter `subscriptions.email.since` no longer takes `greater-or-equal`",
        "filter `timestamp` is new",
    }


def test_texts_are_counted_and_not_listed(diff: Diff) -> None:
    assert diff.notes == {
        "description-changed": 16,
        "parameter-description-changed": 2,  # not that of the filters, which are facts of their own
        "request-description-changed": 1,
        "response-description-changed": 1,
        "summary-changed": 12,
    }
    assert all(finding.level != "note" for finding in diff.findings)


def test_an_api_does_not_differ_from_itself(old: Api) -> None:
    diff = diff_apis(old, old, PROFILE)
    assert (diff.findings, diff.notes, diff.is_drift) == ([], {}, True)


def test_the_order_is_by_level(diff: Diff) -> None:
    levels = [finding.level for finding in diff.findings]
    assert levels == sorted(levels, key=["breaking", "warning", "info"].index)


def test_the_same_input_gives_the_same_findings(old: Api, new: Api, diff: Diff) -> None:
    again = diff_apis(old, new, PROFILE)
    assert [(f.fingerprint, f.message) for f in again.findings] == [
        (f.fingerprint, f.message) for f in diff.findings
    ]
    fingerprints = [finding.fingerprint for finding in diff.findings]
    assert len(set(fingerprints)) == len(fingerprints)


def test_unrelated_apis_are_refused(old: Api) -> None:
    other = old._replace(title="Other", operations=())
    with pytest.raises(InputError, match="no operation in common"):
        diff_apis(old, other, PROFILE)


@pytest.mark.parametrize(
    ("threshold", "fails"), [("none", False), ("breaking", True), ("warning", True), ("any", True)]
)
def test_thresholds(diff: Diff, threshold: str, fails: bool) -> None:
    assert diff.fails(threshold) is fails


def test_thresholds_without_anything_breaking(diff: Diff) -> None:
    milder = copy.copy(diff)
    milder.findings = [finding for finding in diff.findings if finding.level == "info"]
    assert [milder.fails(threshold) for threshold in ("breaking", "warning", "any")] == [False, False, True]


def test_ignored_findings_are_set_apart(old: Api, new: Api, diff: Diff) -> None:
    broken = [finding for finding in diff.findings if finding.level == "breaking"]
    day = date(2025, 8, 1)
    entries = [
        Entry("known", day, fingerprint=broken[0].fingerprint),
        Entry("moved already", day, rule="operation-moved"),
        Entry("never", day, fingerprint="d000000000000000"),
        Entry("over", date(2025, 7, 31), rule="request-type-changed"),
    ]
    less = diff_apis(old, new, PROFILE, Options(ignore=entries, today=day))
    assert {finding.rule.id for finding, _ in less.ignored} >= {"operation-moved", broken[0].rule.id}
    assert all(finding.rule.id != "operation-moved" for finding in less.findings)
    assert less.complaints == [
        "request-type-changed *: expired on 2025-07-31: over",
        "d000000000000000: matches nothing: never",
    ]


def test_a_gathered_line_can_be_ignored_as_a_whole(old: Api, new: Api, diff: Diff) -> None:
    gathered = next(finding for finding in diff.findings if finding.parts)
    entry = Entry("noise", date.max, fingerprint=gathered.fingerprint)
    less = diff_apis(old, new, PROFILE, Options(ignore=[entry]))
    assert [finding.fingerprint for finding, _ in less.ignored] == [gathered.fingerprint]
    assert less.complaints == []


def test_without_conventions_vendor_keys_say_nothing(old: Api, new: Api) -> None:
    plain = {finding.rule.id for finding in diff_apis(old, new, Profile()).findings}
    assert not plain & {"scope-added", "filter-operators-removed", "rate-limit-added", "subfolder-changed"}


def version(api: Api, name: str) -> Api:
    return api._replace(version=name)


def test_each_change_is_of_the_revision_that_brought_it(old: Api, new: Api) -> None:
    """Nothing in the first step, all in the second, nothing in the third."""
    steps = [version(old, "2025-05-15"), version(new, "2025-06-15"), version(new, "2025-07-15")]
    diff = diff_through(old, steps, PROFILE)
    assert diff.steps == ["2025-05-15", "2025-06-15", "2025-07-15"]
    brought = {finding.rule.id: finding.brought_by for finding in diff.findings}
    assert brought.pop("version-changed") == "2025-07-15"
    assert set(brought.values()) == {"2025-06-15"}


def test_what_came_and_went_is_no_change(old: Api, new: Api) -> None:
    diff = diff_through(old, [new, version(old, "2025-08-15")], PROFILE)
    assert {finding.rule.id for finding in diff.findings} == {"version-changed"}


def test_what_came_back_counts_from_when_it_stayed(old: Api, new: Api) -> None:
    steps = [version(new, "1"), version(old, "2"), version(new, "3"), version(new, "4")]
    diff = diff_through(old, steps, PROFILE)
    assert {finding.brought_by for finding in diff.findings if finding.rule.id != "version-changed"} == {"3"}
