"""What the reports have in common: the verdict, and how they speak of operations."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.diff.diff import Diff
from generator.diff.facts import Use, path_text
from generator.diff.judge import Finding
from generator.diff.rules import Level
from generator.findings import plural

SEVERITIES: tuple[Level, ...] = ("breaking", "warning", "info")
HEADINGS: dict[Level, str] = {
    "breaking": "Breaking",
    "warning": "Warnings",
    "info": "Other changes",
    "note": "Noted",
}
MOVES = frozenset(("operation-moved", "method-changed", "operation-renamed", "operation-split"))
NAMING = frozenset(("operation-added", "operation-removed", "operation-moved", "operation-split"))
"""Facts whose text names the operation itself."""
QUOTE = "'"
EVERYTHING = "every operation"


class ApiCounts(NamedTuple):
    """How many findings concern one API."""

    name: str
    breaking: int
    warning: int
    info: int


def title(diff: Diff) -> str:
    """What is compared, in a few words."""
    if diff.is_drift:
        return f"{diff.new.name}, changed in place"
    through = f" through {len(diff.steps)} revisions" if len(diff.steps) > 1 else ""
    return f"{diff.old.name} -> {diff.new.name}{through}"


def verdict(diff: Diff) -> str:
    """What a reader wants to know first, as a sentence."""
    if diff.checked is not None:
        broken, requests = len(diff.checked.broken), diff.checked.requests
        verb = "breaks" if broken == 1 else "break"
        return f"{broken} of {plural(requests, 'request')} in {diff.checked.name} {verb}."
    counts = {level: diff.count(level) for level in SEVERITIES}
    if not any(counts.values()):
        return "Nothing changed that a request or a script could notice."
    others = f"{plural(counts['warning'], 'warning')}, {plural(counts['info'], 'other change')}"
    if not counts["breaking"]:
        return f"No saved request breaks: {others}."
    touched = len(
        {use.pair for finding in diff.findings if finding.level == "breaking" for use in finding.uses}
    )
    return f"{plural(counts['breaking'], 'breaking change')} in {plural(touched, 'operation')}, {others}."


def noted(diff: Diff) -> str:
    """What was counted and not listed; empty if nothing was."""
    total = sum(diff.notes.values())
    if not total:
        return ""
    rules = ", ".join(f"{count} {rule}" for rule, count in diff.notes.items())
    return f"{plural(total, 'change')} of texts only noted: {rules} (`--level RULE=info` lists them)"


def operations_text(finding: Finding, most: int = 1, mark: str = "") -> str:
    """The operations of a finding: the first ones by name, each between `mark`s, the others counted.

    Where one would be left to count, it is named too.
    """
    operations = finding.operations
    if not operations:
        return EVERYTHING
    if len(operations) == most + 1:
        most += 1
    titles = (
        operation.title.replace("`", "'") if mark else operation.title for operation in operations[:most]
    )
    shown = ", ".join(f"{mark}{name}{mark}" for name in titles)
    more = len(operations) - most
    return f"{shown} and {more} more" if more > 0 else shown


def places_of(finding: Finding) -> list[tuple[str, list[str]]]:
    """Every operation of a finding by title, each with its places: `body data.attributes.name`."""
    found: dict[str, list[str]] = {}
    for use in finding.uses:
        name = use.pair.current.title if use.pair is not None else EVERYTHING
        places = found.setdefault(name, [])
        text = place_text(use)
        if text and text not in places:
            places.append(text)
    return list(found.items())


def place_text(use: Use) -> str:
    """One place of an operation, plainly."""
    if use.part in ("api", "operation"):
        return ""
    part = {"response": "answer", "answer header": "answer header"}.get(use.part, use.part)
    return " ".join(text for text in (part, use.name, path_text(use.path)) if text)


def by_api(findings: Sequence[Finding]) -> list[ApiCounts]:
    """How many findings concern each API, by name; what concerns all comes last."""
    counts: dict[str, dict[str, int]] = {}
    for finding in findings:
        for name in finding.folders or [EVERYTHING]:
            row = counts.setdefault(name or "no API", dict.fromkeys(SEVERITIES, 0))
            row[finding.level] += 1
    names = sorted(counts, key=lambda name: (name == EVERYTHING, name))
    return [ApiCounts(name, *(counts[name][level] for level in SEVERITIES)) for name in names]


def pieces(message: str) -> list[tuple[str, bool]]:
    """A message in pieces, the code of which, which messages have between backticks, comes with True."""
    return [(text, index % 2 == 1) for index, text in enumerate(message.split("`")) if text]


def plain(message: str) -> str:
    """A message without the marks of code."""
    return "".join(text for text, _ in pieces(message))
