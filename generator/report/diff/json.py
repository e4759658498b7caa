"""For programs: one JSON document, held by `diff.schema.json` beside this file.

`version` is that of the shape. New keys may appear within a version; what a reader relies on goes or changes
its meaning only with the next.
"""

from __future__ import annotations

from generator import __version__
from generator.diff.diff import Diff
from generator.diff.judge import Finding, folder_of
from generator.diff.rules import LEVELS
from generator.escape.json import Json, printed
from generator.json_types import JSON, JSONObject
from generator.report.diff.words import SEVERITIES, place_text, plain, verdict

VERSION = 1


def render(diff: Diff) -> Json:
    """The report; see `diff.schema.json`."""
    worst = next((level for level in LEVELS if diff.count(level)), "none")
    return printed(
        {
            "version": VERSION,
            "tool": f"klaviyo-postman {__version__}",
            "old": {"revision": diff.old.name, "title": diff.old.title, "source": diff.old.source},
            "new": {"revision": diff.new.name, "title": diff.new.title, "source": diff.new.source},
            "drift": diff.is_drift,
            "steps": diff.steps,
            "worst": worst,
            "verdict": verdict(diff),
            "counts": {level: diff.count(level) for level in SEVERITIES},
            "findings": [_finding(finding) for finding in diff.findings],
            "notes": diff.notes,
            "ignored": [
                {**_finding(finding), "reason": entry.reason, "expires": entry.expires.isoformat()}
                for finding, entry in diff.ignored
            ],
            "complaints": diff.complaints,
            "collection": _collection(diff),
        }
    )


def _finding(finding: Finding) -> JSONObject:
    record: JSONObject = {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule.id,
        "level": finding.level,
        "direction": finding.rule.direction or "operation",
        "message": plain(finding.message),
        "fix": plain(finding.fix),
        "where": plain(finding.where),
        "before": finding.before,
        "after": finding.after,
        "operations": _operations(finding),
        "also_in": len({use.pair for use in finding.also}),
        "brought_by": finding.brought_by,
    }
    if finding.parts:
        record["parts"] = [_part(part) for part in finding.parts]
    return record


def _part(finding: Finding) -> JSONObject:
    return {
        "fingerprint": finding.fingerprint,
        "message": plain(finding.message),
        "where": plain(finding.where),
        "before": finding.before,
        "after": finding.after,
    }


def _operations(finding: Finding) -> list[JSON]:
    found: dict[int, JSONObject] = {}
    places: dict[int, list[JSON]] = {}
    for use in finding.uses:
        if use.pair is None:
            continue
        key = id(use.pair)
        if key not in found:
            now = use.pair.current
            found[key] = {
                "method": now.method.upper(),
                "path": now.path,
                "old_path": use.pair.old.path if use.pair.old is not None else None,
                "operation_id": now.id,
                "api": folder_of(now),
            }
        text = place_text(use)
        if text and text not in places.setdefault(key, []):
            places[key].append(text)
    return [{**record, "places": places.get(key, [])} for key, record in found.items()]


def _collection(diff: Diff) -> JSON:
    checked = diff.checked
    if checked is None:
        return None
    return {
        "name": checked.name,
        "requests": checked.requests,
        "broken": [
            {
                "name": broken.name,
                "request": broken.title,
                "replacement": broken.replacement or None,
                "findings": [
                    {
                        "rule": finding.rule.id,
                        "message": plain(finding.message),
                        "fix": plain(finding.fix),
                        "where": plain(finding.where),
                        "before": finding.before,
                        "after": finding.after,
                    }
                    for finding in broken.findings
                ],
            }
            for broken in checked.broken
        ],
        "unknown": list[JSON](checked.unknown),
        "unreadable": list[JSON](checked.unreadable),
    }
