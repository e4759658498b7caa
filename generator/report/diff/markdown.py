"""For pull requests: the verdict, what breaks, what moved, what is new; the rest folded away.

A comment on GitHub holds 65,536 characters. What does not fit is counted, and the report says where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.diff.diff import Diff
from generator.diff.judge import Finding, folder_of
from generator.findings import plural
from generator.report.diff.words import MOVES, noted, operations_text, title, verdict

LIMIT = 60_000
"""Characters of a report, with room for what a bot may add."""
_RESERVE = 1_000  # for what closes the report
_WHOLE = "`--format html` and `--format json` have everything."


@dataclass(slots=True)
class _Section:
    heading: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    is_folded: bool = False
    lines: list[str] = field(default_factory=list)
    """Without columns: the lines as they are."""


def render(diff: Diff) -> str:
    """The report, of at most `LIMIT` characters."""
    parts = [f"## {title(diff)}", f"**{verdict(diff)}**"]
    used = sum(len(part) + 2 for part in parts)
    cut = 0
    for section in _sections(diff):
        text, left_out = _fitted(section, LIMIT - _RESERVE - used)
        cut += left_out
        if text:
            parts.append(text)
            used += len(text) + 2
    if cut:
        parts.append(f"*{plural(cut, 'line')} more did not fit here. {_WHOLE}*")
    return "\n\n".join(parts) + "\n"


def _sections(diff: Diff) -> Iterable[_Section]:
    yield from _own_requests(diff)
    stepwise = bool(diff.steps)
    every = [finding for finding in diff.findings if finding.level == "breaking"]
    gone = [finding for finding in every if finding.rule.kind == "operation-removed"]
    breaking = [finding for finding in every if finding.rule.kind != "operation-removed"]
    moves = [finding for finding in diff.findings if finding.rule.kind in MOVES]
    new = [finding for finding in diff.findings if finding.rule.kind == "operation-added"]
    said = {id(finding) for finding in (*every, *moves, *new)}
    yield _Section(
        f"Breaking ({len(breaking)})",
        _columns(stepwise, "Request", "What", "Fix"),
        [_row(stepwise, finding, _request(finding), finding.message, finding.fix) for finding in breaking],
        is_folded=diff.checked is not None,
    )
    yield _Section(f"Gone ({len(gone)})", (), [], is_folded=diff.checked is not None, lines=_by_folder(gone))
    yield _Section(
        f"Moved and renamed ({len(moves)})",
        _columns(stepwise, "Request", "Before", "After"),
        [_row(stepwise, finding, *_moved(finding)) for finding in moves],
        is_folded=len(moves) > 20,
    )
    yield _Section(f"New ({len(new)})", (), [], lines=_by_folder(new))
    for level, heading in (("warning", "Warnings"), ("info", "Other changes")):
        rest = [finding for finding in diff.findings if finding.level == level and id(finding) not in said]
        yield _Section(
            f"{heading} ({len(rest)})",
            _columns(stepwise, "Request", "What"),
            [_row(stepwise, finding, _request(finding), finding.message) for finding in rest],
            is_folded=True,
        )
    yield _Section("Noted", (), [], is_folded=True, lines=[noted(diff)] if noted(diff) else [])
    yield _Section(
        f"Ignored ({len(diff.ignored)})",
        ("Request", "What", "Reason", "Until"),
        [
            (_request(finding), finding.message, _text(entry.reason), entry.expires.isoformat())
            for finding, entry in diff.ignored
        ],
        is_folded=True,
    )
    complaints = [f"- {_text(complaint)}" for complaint in diff.complaints]
    yield _Section("Ignore file: look at these again", (), [], lines=complaints)


def _own_requests(diff: Diff) -> Iterable[_Section]:
    checked = diff.checked
    if checked is None:
        return
    rows = []
    for broken in checked.broken:
        request = f"{_text(broken.name)}<br>{_code(broken.title)}"
        if broken.replacement:
            request += f" -> {_code(broken.replacement)}"
        what = "<br>".join(finding.message for finding in broken.findings)
        fix = "<br>".join(finding.fix or "-" for finding in broken.findings)
        rows.append((request, what, fix))
    yield _Section(f"Your requests that break ({len(rows)})", ("Request", "What", "Fix"), rows)
    for names, heading in (
        (checked.unknown, "Not requests of the old revision"),
        (checked.unreadable, "Bodies that could not be read"),
    ):
        lines = [f"- {_text(name)}" for name in names]
        yield _Section(f"{heading} ({len(names)})", (), [], is_folded=True, lines=lines)


def _moved(finding: Finding) -> tuple[str, str, str]:
    after = finding.after if isinstance(finding.after, list) else [finding.after]
    return _request(finding), _code(str(finding.before)), ", ".join(_code(str(item)) for item in after)


def _by_folder(findings: list[Finding]) -> list[str]:
    folders: dict[str, list[str]] = {}
    for finding in findings:
        operation = finding.operations[0]
        since = f" ({finding.brought_by})" if finding.brought_by else ""
        folders.setdefault(folder_of(operation), []).append(_code(operation.title) + since)
    return [f"- {name or 'no API'}: {', '.join(titles)}" for name, titles in folders.items()]


def _columns(stepwise: bool, *names: str) -> tuple[str, ...]:
    return ("Since", *names) if stepwise else names


def _row(stepwise: bool, finding: Finding, request: str, *others: str) -> tuple[str, ...]:
    row = (request, *others)
    return (finding.brought_by, *row) if stepwise else row


def _request(finding: Finding) -> str:
    return operations_text(finding, most=2, mark="`")


def _fitted(section: _Section, room: int) -> tuple[str, int]:
    """The text of a section as far as there is room, and how many of its lines were left out."""
    lines = section.lines or [_table_row(row) for row in section.rows]
    if not lines:
        return "", 0
    start = (
        f"<details><summary>{section.heading}</summary>\n\n"
        if section.is_folded
        else f"### {section.heading}\n\n"
    )
    end = "\n\n</details>" if section.is_folded else ""
    if section.columns:
        start += _table_row(section.columns) + "\n" + "|---" * len(section.columns) + "|\n"
    room -= len(start) + len(end)
    shown: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    text = start + "\n".join(shown) + end if shown else ""
    return text, len(lines) - len(shown)


def _table_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _code(text: str) -> str:
    quiet = text.replace("`", "'")
    return f"`{quiet}`" if text else ""


def _text(text: str) -> str:
    """A text of somebody else's, which is neither HTML nor Markdown."""
    return re.sub(
        r"([\\`*_\[\]#])", r"\\\1", " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    )
