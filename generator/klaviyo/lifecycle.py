"""Klaviyo's revisions: which are known, and how long each lives.

Source of the policy: https://developers.klaviyo.com/en/docs/api_versioning_and_deprecation_policy
"""

from datetime import date
from pathlib import Path
from typing import Literal, TypedDict

from generator.openapi.revision import Revision, is_revision, parse_revision

LifeCycle = Literal["upcoming", "stable", "deprecated", "retired", "beta"]

_CATALOGUE = Path(__file__).with_name("catalogue.yaml")


class _Catalogue(TypedDict):
    revisions: list[str]
    branches: dict[str, str]


def known_revisions() -> list[Revision]:
    """The revisions published when this version of the package was made, sorted."""
    import yaml

    catalogue: _Catalogue = yaml.safe_load(_CATALOGUE.read_text(encoding="utf-8"))
    revisions = map(parse_revision, catalogue["revisions"])
    return sorted(
        known._replace(branch=catalogue["branches"].get(known.name, known.name)) for known in revisions
    )


def deprecated_on(revision: Revision) -> date:
    """The first day on which a stable revision is deprecated: one year after its date."""
    return _years_after(revision.date, 1)


def retired_on(revision: Revision) -> date:
    """The first day on which a stable revision is retired: two years after its date."""
    return _years_after(revision.date, 2)


def dates_of(version: str) -> tuple[date, date, date] | None:
    """The days on which a version is released, deprecated and retired; None for betas and other versions."""
    if not is_revision(version):
        return None
    revision = parse_revision(version)
    if revision.channel == "beta":
        return None
    return revision.date, deprecated_on(revision), retired_on(revision)


def life_cycle(revision: Revision, today: date) -> LifeCycle:
    """Where `revision` stands on the day `today`; betas have no dates of their own."""
    if revision.channel == "beta":
        return "beta"
    if today < revision.date:
        return "upcoming"
    if today < deprecated_on(revision):
        return "stable"
    return "deprecated" if today < retired_on(revision) else "retired"


def next_change(revision: Revision, today: date) -> tuple[LifeCycle, date] | None:
    """What `revision` becomes after `today` and on which day; None where nothing more is to come."""
    changes: dict[LifeCycle, tuple[LifeCycle, date]] = {
        "upcoming": ("stable", revision.date),
        "stable": ("deprecated", deprecated_on(revision)),
        "deprecated": ("retired", retired_on(revision)),
    }
    return changes.get(life_cycle(revision, today))


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February: a full year is over when 1 March comes
        return date(day.year + years, 3, 1)
