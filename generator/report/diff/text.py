"""For people at a terminal: the verdict, then a line per finding, coloured if asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from generator.diff.diff import Diff
from generator.diff.judge import Finding
from generator.diff.rules import Level
from generator.escape import Printable
from generator.escape.lines import Line, block, line, painted, whole
from generator.findings import plural
from generator.report.diff.words import (
    HEADINGS,
    NAMING,
    SEVERITIES,
    noted,
    operations_text,
    plain,
    title,
    verdict,
)

_COLOURS: dict[Level, str] = {"breaking": "\033[31m", "warning": "\033[33m", "info": "\033[36m"}
_Paint: TypeAlias = "Callable[[str, str], Line]"
_BOLD, _DIM = "\033[1m", "\033[2m"


def render(diff: Diff, colour: bool = False) -> Printable:
    """The report; `colour` adds the escapes of ANSI terminals."""
    paint = painted if colour else _left
    empty = line("")
    lines = [whole(paint(title(diff), _BOLD), line(f": {plain(verdict(diff))}"))]
    lines += _own_requests(diff, paint)
    for level in SEVERITIES:
        findings = [finding for finding in diff.findings if finding.level == level]
        if findings:
            lines += [empty, paint(f"{HEADINGS[level]} ({len(findings)})", _BOLD + _COLOURS[level])]
            lines += [_line(finding, paint) for finding in findings]
    lines += [empty] if noted(diff) or diff.ignored or diff.complaints else []
    lines += [line(plain(noted(diff)))] if noted(diff) else []
    if diff.ignored:
        lines.append(line(f"{plural(len(diff.ignored), 'finding')} ignored"))
    lines += [line(f"ignore file: {complaint}") for complaint in diff.complaints]
    return block(lines)


def _line(finding: Finding, paint: _Paint) -> Line:
    since = f"{finding.brought_by}  " if finding.brought_by else ""
    fix = f": {plain(finding.fix)}" if finding.fix and finding.level == "breaking" else ""
    where = "" if finding.rule.kind in NAMING else f"{operations_text(finding, most=2)}: "
    said = line(f"  {since}{where}{plain(finding.message)}{fix}  ")
    return whole(said, paint(f"[{finding.rule.id} {finding.fingerprint}]", _DIM))


def _own_requests(diff: Diff, paint: _Paint) -> list[Line]:
    if diff.checked is None:
        return []
    lines: list[Line] = []
    for broken in diff.checked.broken:
        moved = f" -> {broken.replacement}" if broken.replacement else ""
        lines += [line(""), whole(paint(broken.name, _BOLD), line(f": {broken.title}{moved}"))]
        for finding in broken.findings:
            fix = f": {plain(finding.fix)}" if finding.fix else ""
            said = line(f"  {plain(finding.message)}{fix}  ")
            lines.append(whole(said, paint(f"[{finding.rule.id}]", _DIM)))
    for names, said_of in (
        (diff.checked.unknown, "not a request of the old revision"),
        (diff.checked.unreadable, "its body could not be read, so that it was not looked at"),
    ):
        lines += [line(""), *(line(f"{name}: {said_of}") for name in names)] if names else []
    return lines


def _left(text: str, _: str) -> Line:
    return line(text)
