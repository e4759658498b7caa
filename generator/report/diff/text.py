"""For people at a terminal: the verdict, then a line per finding, coloured if asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from generator.diff.diff import Diff
from generator.diff.judge import Finding
from generator.diff.rules import Level
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
_Paint: TypeAlias = "Callable[[str, str], str]"
_BOLD, _DIM, _END = "\033[1m", "\033[2m", "\033[0m"


def render(diff: Diff, colour: bool = False) -> str:
    """The report; `colour` adds the escapes of ANSI terminals."""
    paint = _paint if colour else _leave
    lines = [f"{paint(title(diff), _BOLD)}: {plain(verdict(diff))}"]
    lines += _own_requests(diff, paint)
    for level in SEVERITIES:
        findings = [finding for finding in diff.findings if finding.level == level]
        if findings:
            lines += ["", paint(f"{HEADINGS[level]} ({len(findings)})", _BOLD + _COLOURS[level])]
            lines += [_line(finding, paint) for finding in findings]
    lines += [""] if noted(diff) or diff.ignored or diff.complaints else []
    lines += [plain(noted(diff))] if noted(diff) else []
    if diff.ignored:
        lines.append(f"{plural(len(diff.ignored), 'finding')} ignored")
    lines += [f"ignore file: {complaint}" for complaint in diff.complaints]
    return "\n".join(lines) + "\n"


def _line(finding: Finding, paint: _Paint) -> str:
    since = f"{finding.brought_by}  " if finding.brought_by else ""
    fix = f": {plain(finding.fix)}" if finding.fix and finding.level == "breaking" else ""
    where = "" if finding.rule.kind in NAMING else f"{operations_text(finding, most=2)}: "
    name = paint(f"[{finding.rule.id} {finding.fingerprint}]", _DIM)
    return f"  {since}{where}{plain(finding.message)}{fix}  {name}"


def _own_requests(diff: Diff, paint: _Paint) -> list[str]:
    if diff.checked is None:
        return []
    lines: list[str] = []
    for broken in diff.checked.broken:
        moved = f" -> {broken.replacement}" if broken.replacement else ""
        lines += ["", f"{paint(broken.name, _BOLD)}: {broken.title}{moved}"]
        for finding in broken.findings:
            fix = f": {plain(finding.fix)}" if finding.fix else ""
            lines.append(f"  {plain(finding.message)}{fix}  {paint(f'[{finding.rule.id}]', _DIM)}")
    for names, said in (
        (diff.checked.unknown, "not a request of the old revision"),
        (diff.checked.unreadable, "its body could not be read, so that it was not looked at"),
    ):
        lines += ["", *(f"{name}: {said}" for name in names)] if names else []
    return lines


def _paint(text: str, style: str) -> str:
    return f"{style}{text}{_END}"


def _leave(text: str, _: str) -> str:
    return text
