"""For a browser: one page that needs nothing else, to read, search, filter and print."""

from __future__ import annotations

from typing import NamedTuple

from generator.diff.diff import Diff
from generator.diff.facts import Kind
from generator.diff.judge import Finding
from generator.encode import to_json_text
from generator.escape.html import Html, marked, page
from generator.escape.lines import Line, line
from generator.findings import plural
from generator.json_types import JSON
from generator.report.diff.words import (
    EVERYTHING,
    HEADINGS,
    SEVERITIES,
    by_api,
    noted,
    operations_text,
    pieces,
    places_of,
    title,
    verdict,
)

# What stands in the halves of facts that have no values of their own.
_STATES: dict[Kind, tuple[str, str]] = {
    "became-required": ("optional", "required"),
    "became-optional": ("required", "optional"),
    "body-became-required": ("optional", "required"),
    "body-became-optional": ("required", "optional"),
    "null-allowed": ("never null", "may be null"),
    "null-refused": ("may be null", "never null"),
    "deprecated": ("in use", "deprecated"),
    "undeprecated": ("deprecated", "in use"),
    "became-read-only": ("read and written", "only read"),
    "became-writable": ("only read", "read and written"),
    "became-write-only": ("read and written", "only written"),
    "became-readable": ("only written", "read and written"),
}


class _Row(NamedTuple):
    """A finding as the page shows it."""

    finding: Finding
    request: str
    apis: list[Line]
    before: str
    after: str
    also: str
    places: list[tuple[str, list[str]]]
    parts: list[_Row]


def render(diff: Diff) -> Html:
    """The page. Everything from the specs is escaped; nothing is fetched, not even an icon."""
    findings = diff.findings
    return page(
        "diff",
        {"marked": lambda message: marked(pieces(message)), "plural": plural},
        title=title(diff).replace("->", "→"),
        verdict=verdict(diff),
        diff=diff,
        counts={level: diff.count(level) for level in SEVERITIES},
        headings=HEADINGS,
        apis=by_api(findings),
        rows=[_row(finding) for finding in findings],
        ignored=[(_row(finding), entry) for finding, entry in diff.ignored],
        noted=noted(diff),
        everything=EVERYTHING,
    )


def _row(finding: Finding) -> _Row:
    before, after = _STATES.get(finding.rule.kind) or _halves(finding)
    return _Row(
        finding=finding,
        request=operations_text(finding, most=3),
        apis=[line(name) for name in finding.folders or [EVERYTHING]],  # as the page shows it
        before=_value(before),
        after=_value(after),
        also=_also(finding),
        places=_places(finding),
        parts=[_row(part) for part in finding.parts],
    )


def _halves(finding: Finding) -> tuple[JSON, JSON]:
    """What was found; of an operation that came or went, what it is for, since its path is said above."""
    words = "\n".join(text for each in finding.operations for text in (each.summary, each.id) if text)
    if finding.rule.kind == "operation-added":
        return None, words
    if finding.rule.kind == "operation-removed":
        return words, None
    return finding.before, finding.after


def _places(finding: Finding) -> list[tuple[str, list[str]]]:
    """The operations with their places; without those if there is but one, which the message names."""
    places = places_of(finding)
    if len({tuple(spots) for _, spots in places}) > 1 or any(len(spots) > 1 for _, spots in places):
        return places
    return [(name, []) for name, _ in places]


def _also(finding: Finding) -> str:
    """Where else the same change is met: `answers of 8 operations`."""
    if not finding.also:
        return ""
    thing = "answers" if finding.also[0].context == "response" else "requests"
    return f"{thing} of {plural(len({use.pair for use in finding.also}), 'operation')}"


def _value(value: JSON) -> str:
    """A value as it stands in its half: lists one item to a line, limits by name."""
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return "\n".join(map(_value, value))
    if isinstance(value, dict) and len(value) == 1:
        ((name, limit),) = value.items()
        return f"{name} {_value(limit) or 'none'}"
    return value if isinstance(value, str) else to_json_text(value)
