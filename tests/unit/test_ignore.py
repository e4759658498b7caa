"""The ignore file: what it holds, and what it may not hold."""

from __future__ import annotations

from datetime import date

import pytest

from generator.diff.rules import BY_ID
from generator.errors import InputError
from generator.findings import Finding
from generator.ignore import Entry, IgnoreList, read_entries
from generator.openapi.load import load_document

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


def read(content: bytes) -> list[Entry]:
    return read_entries(load_document(content, "ignore.yaml"), "ignore.yaml", BY_ID)


def test_entries_are_read() -> None:
    day = date(2026, 12, 31)
    assert read(GOOD) == [
        Entry("we send no such field", day, fingerprint="d5f1c9a0e7b2d4c6"),
        Entry(
            "we use the new name", day, rule="request-property-removed", pattern="POST /api/campaigns *utm*"
        ),
        Entry("all of them", day, rule="operation-moved", pattern="*"),
    ]
    assert read(b"ignore: []") == []


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
        read(content.encode())


FINDING = Finding("request-body", "error", "no /a", "Teas > Get Tea", "/item/3/request/body")


def test_a_fingerprint_is_that_of_what_is_said_and_not_of_its_place_in_a_list() -> None:
    assert FINDING._replace(pointer="/item/4/request/body").fingerprint == FINDING.fingerprint
    others = ("rule", "x"), ("message", "x"), ("where", "x"), ("pointer", "/item/3/request/url")
    changed = {FINDING._replace(**{name: value}).fingerprint for name, value in others}  # type: ignore[arg-type]
    assert len(changed | {FINDING.fingerprint}) == 5


@pytest.mark.parametrize(
    ("entry", "is_covered"),
    [
        ({"fingerprint": FINDING.fingerprint}, True),
        ({"fingerprint": "f0"}, False),
        ({"rule": "request-body"}, True),
        ({"rule": "request-body", "pattern": "Teas > Get Tea no*"}, True),
        ({"rule": "request-body", "pattern": "Pots*"}, False),
        ({"rule": "request-value"}, False),
    ],
)
def test_what_an_entry_covers(entry: dict[str, str], is_covered: bool) -> None:
    accepted = IgnoreList([Entry("x", date(2026, 1, 31), **entry)], date(2026, 1, 31))
    kept, ignored = accepted.split([FINDING])
    assert (len(kept), len(ignored)) == ((0, 1) if is_covered else (1, 0))
    assert bool(accepted.complaints()) is not is_covered


def test_an_entry_that_is_over_covers_nothing() -> None:
    over = IgnoreList([Entry("x", date(2026, 1, 31), rule="request-body")], date(2026, 2, 1))
    assert over.split([FINDING]) == ([FINDING], [])
    assert over.complaints() == ["request-body *: expired on 2026-01-31: x"]
