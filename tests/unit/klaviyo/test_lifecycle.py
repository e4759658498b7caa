from datetime import date

import pytest

from generator.klaviyo.lifecycle import (
    deprecated_on,
    known_revisions,
    life_cycle,
    next_change,
    retired_on,
)
from generator.openapi.revision import Revision, parse_revision


def test_the_catalogue_is_sorted_and_complete() -> None:
    known = known_revisions()
    assert known == sorted(known)
    assert len(known) == len({revision.name for revision in known}) == 28
    assert [revision.channel for revision in known].count("stable") == 21
    assert known[0].name == "2022-10-17"
    assert known[-1] == Revision("2026-07-15.pre", "2026-07-15.pre", "beta")


def test_one_beta_lies_on_the_branch_of_the_stable_revision() -> None:
    elsewhere = [revision for revision in known_revisions() if revision.branch != revision.name]
    assert elsewhere == [Revision("2023-02-22.pre", "2023-02-22", "beta")]


@pytest.mark.parametrize(
    ("today", "expected", "change"),
    [
        (date(2024, 10, 14), "upcoming", ("stable", date(2024, 10, 15))),
        (date(2024, 10, 15), "stable", ("deprecated", date(2025, 10, 15))),
        (date(2025, 10, 14), "stable", ("deprecated", date(2025, 10, 15))),
        (date(2025, 10, 15), "deprecated", ("retired", date(2026, 10, 15))),
        (date(2026, 10, 14), "deprecated", ("retired", date(2026, 10, 15))),
        (date(2026, 10, 15), "retired", None),
        (date(2036, 1, 1), "retired", None),
    ],
)
def test_life_cycle_changes_on_the_very_day(
    today: date, expected: str, change: tuple[str, date] | None
) -> None:
    revision = parse_revision("2024-10-15")
    assert life_cycle(revision, today) == expected
    assert next_change(revision, today) == change


@pytest.mark.parametrize("today", [date(2020, 1, 1), date(2026, 7, 16), date(2040, 1, 1)])
def test_a_beta_stays_a_beta(today: date) -> None:
    revision = parse_revision("2026-07-15.pre")
    assert life_cycle(revision, today) == "beta"
    assert next_change(revision, today) is None


def test_a_year_from_29_february_is_a_full_year() -> None:
    revision = parse_revision("2024-02-29")
    assert deprecated_on(revision) == date(2025, 3, 1)
    assert retired_on(revision) == date(2026, 3, 1)
    assert life_cycle(revision, date(2025, 2, 28)) == "stable"
