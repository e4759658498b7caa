"""Diffs to report: of the sample revisions, through them, and with hostile names."""

from __future__ import annotations

import copy
from datetime import date

import pytest

from generator.diff.diff import Diff, Options, Version, diff_apis, diff_through
from generator.diff.mine import BrokenRequest, Checked
from generator.ignore import Entry
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.resources import bundled

PROFILE = klaviyo_profile()


def sample(revision: str) -> Api:
    path = bundled("specs/sample") / revision / "openapi/stable.yaml"
    return load_api(path.read_bytes(), path.name)[0]


@pytest.fixture(scope="session")
def _whole() -> Diff:
    options = Options(
        ignore=[
            Entry(
                "nobody filters by it", date.max, rule="filter-operators-removed", pattern="GET /api/flows*"
            ),
            Entry("<b>over</b>", date.min, fingerprint="d000000000000000"),
        ],
        today=date(2025, 8, 1),
    )
    return diff_apis(sample("2025-04-15"), sample("2025-07-15"), PROFILE, options)


@pytest.fixture
def diff(_whole: Diff) -> Diff:
    """The sample revisions, with an ignored finding and a complaint."""
    return copy.copy(_whole)


@pytest.fixture(scope="session")
def stepwise() -> Diff:
    """Through three revisions."""
    old, new = sample("2025-04-15"), sample("2025-07-15")
    return diff_through(
        old, [old._replace(version="2025-05-15"), new._replace(version="2025-06-15"), new], PROFILE
    )


@pytest.fixture
def equal(_whole: Diff) -> Diff:
    """One revision, twice, without any change."""
    api = _whole.facts.new
    same = diff_apis(api, api, PROFILE)
    same.old = same.new = Version("2025-07-15", "Klaviyo API", "same.json")
    return same


@pytest.fixture
def own(diff: Diff) -> Diff:
    """With a user's collection whose names are not to be trusted."""
    findings = tuple(finding for finding in diff.findings if finding.level == "breaking")
    diff.checked = Checked(
        name="mine.json",
        requests=4,
        broken=[BrokenRequest("A > <script>|`x`</script>", "GET /a/<b>", "GET /c", findings[:2])],
        sound=["Fine & well"],
        unknown=["*Foreign* <i>"],
        unreadable=["XML"],
    )
    return diff
