"""What `validate --spec` and `generate --verify` say of a collection that was held to a spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from generator.findings import Finding
from generator.ignore import Entry
from generator.json_types import JSONObject

if TYPE_CHECKING:
    from generator.validate.conformance.check import Conformance


def notes(result: Conformance | None) -> list[str]:
    """How much was checked, and what was waived for which reason; none where nothing was held to a spec."""
    if result is None:
        return []
    waived = [
        f"waived: {len(places)} {waiver.rule} at {waiver.schema}: {waiver.reason}"
        for waiver, places in result.waived.items()
    ]
    return [*waived, result.summary]


def accepted(ignored: Iterable[tuple[Finding, Entry]]) -> list[str]:
    """How many findings each entry of an ignore file took away, and why."""
    counted = Counter(entry for _, entry in ignored)
    return [f"ignored: {count} by {entry.name}: {entry.reason}" for entry, count in counted.items()]


def details(result: Conformance) -> JSONObject:
    """The same for a report in JSON, with each place."""
    return {
        "conformance": {
            "requests": result.requests,
            "examples": result.examples,
            "unjudged": result.unjudged,
            "waived": [
                {"rule": waiver.rule, "schema": waiver.schema, "reason": waiver.reason, "places": [*places]}
                for waiver, places in result.waived.items()
            ],
        }
    }
