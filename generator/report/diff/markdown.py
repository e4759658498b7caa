"""For pull requests: the verdict, what breaks, what moved, what is new; the rest folded away.

A comment on GitHub holds 65,536 characters. What does not fit is counted, and the report says where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.diff.diff import Diff
from generator.diff.judge import Finding, folder_of
from generator.escape.markdown import Markdown, code, codes, escaped, joined, written
from generator.findings import plural
from generator.report.diff.words import MOVES, noted, operations_text, pieces, title, verdict

LIMIT = 60_000
"""Characters of a report, with room for what a bot may add."""
_RESERVE = 1_000  # for what closes the report
_WHOLE = "`--format html` and `--format json` have everything."
_BREAK = "<br>"


@dataclass(slots=True)
class _Section:
    heading: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Markdown, ...]]
    is_folded: bool = False
    lines: list[Markdown] = field(default_factory=list)
    """Without columns: the lines as they are."""


def render(diff: Diff) -> Markdown:
    """The report, of at most `LIMIT` characters."""
    parts = [written("## {}", escaped(title(diff))), written("**{}**", escaped(verdict(diff)))]
    used = sum(len(part) + 2 for part in parts)
    cut = 0
    for section in _sections(diff):
        text, left_out = _fitted(section, LIMIT - _RESERVE - used)
        cut += left_out
        if text:
            parts.append(text)
            used += len(text) + 2
    if cut:
        parts.append(written(f"*{plural(cut, 'line')} more did not fit here. {_WHOLE}*"))
    return written("{}\n", joined("\n\n", parts))


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
        [
            _row(stepwise, finding, _request(finding), _marked(finding.message), _marked(finding.fix))
            for finding in breaking
        ],
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
            [_row(stepwise, finding, _request(finding), _marked(finding.message)) for finding in rest],
            is_folded=True,
        )
    yield _Section("Noted", (), [], is_folded=True, lines=[_marked(noted(diff))] if noted(diff) else [])
    yield _Section(
        f"Ignored ({len(diff.ignored)})",
        ("Request", "What", "Reason", "Until"),
        [
            (
                _request(finding),
                _marked(finding.message),
                escaped(entry.reason),
                escaped(entry.expires.isoformat()),
            )
            for finding, entry in diff.ignored
        ],
        is_folded=True,
    )
    complaints = [written("- {}", escaped(complaint)) for complaint in diff.complaints]
    yield _Section("Ignore file: look at these again", (), [], lines=complaints)


def _own_requests(diff: Diff) -> Iterable[_Section]:
    checked = diff.checked
    if checked is None:
        return
    rows = []
    for broken in checked.broken:
        request = joined(_BREAK, [escaped(broken.name), code(broken.title)])
        if broken.replacement:
            request = joined(" -> ", [request, code(broken.replacement)])
        what = joined(_BREAK, [_marked(finding.message) for finding in broken.findings])
        fix = joined(_BREAK, [_marked(finding.fix or "-") for finding in broken.findings])
        rows.append((request, what, fix))
    yield _Section(f"Your requests that break ({len(rows)})", ("Request", "What", "Fix"), rows)
    for names, heading in (
        (checked.unknown, "Not requests of the old revision"),
        (checked.unreadable, "Bodies that could not be read"),
    ):
        lines = [written("- {}", escaped(name)) for name in names]
        yield _Section(f"{heading} ({len(names)})", (), [], is_folded=True, lines=lines)


def _moved(finding: Finding) -> tuple[Markdown, Markdown, Markdown]:
    after = finding.after if isinstance(finding.after, list) else [finding.after]
    return _request(finding), code(str(finding.before)), codes(map(str, after))


def _by_folder(findings: list[Finding]) -> list[Markdown]:
    folders: dict[str, list[Markdown]] = {}
    for finding in findings:
        operation = finding.operations[0]
        named = code(operation.title)
        if finding.brought_by:
            named = written("{} ({})", named, escaped(finding.brought_by))
        folders.setdefault(folder_of(operation), []).append(named)
    return [
        written("- {}: {}", escaped(name or "no API"), joined(", ", titles))
        for name, titles in folders.items()
    ]


def _columns(stepwise: bool, *names: str) -> tuple[str, ...]:
    return ("Since", *names) if stepwise else names


def _row(stepwise: bool, finding: Finding, *cells: Markdown) -> tuple[Markdown, ...]:
    return (escaped(finding.brought_by), *cells) if stepwise else cells


def _request(finding: Finding) -> Markdown:
    return _marked(operations_text(finding, most=2, mark="`"))


def _marked(message: str) -> Markdown:
    """A message with its code."""
    return joined("", [code(text) if is_code else escaped(text) for text, is_code in pieces(message)])


def _fitted(section: _Section, room: int) -> tuple[Markdown, int]:
    """The text of a section as far as there is room, and how many of its lines were left out."""
    lines = section.lines or [_table_row(row) for row in section.rows]
    if not lines:
        return written(""), 0
    start = (
        f"<details><summary>{section.heading}</summary>\n\n"
        if section.is_folded
        else f"### {section.heading}\n\n"
    )
    end = "\n\n</details>" if section.is_folded else ""
    if section.columns:
        start += f"| {' | '.join(section.columns)} |\n" + "|---" * len(section.columns) + "|\n"
    room -= len(start) + len(end)
    shown: list[Markdown] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    text = written(f"{start}{{}}{end}", joined("\n", shown)) if shown else written("")
    return text, len(lines) - len(shown)


def _table_row(cells: Iterable[Markdown]) -> Markdown:
    return written("| {} |", joined(" | ", cells))
