"""What is wrong with how a command ended: the goals that a case is held to."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from tests.fuzz.odd import FORGED

CPU_LIMIT = 10.0
"""Seconds of CPU that a command may take."""
MEMORY_LIMIT = 1 << 30
"""Bytes of resident memory that a command may take."""
CODES = {0, 1, 2, 3, 4}
"""The exit codes of commands that ask no remote service; 70, a mistake of ours, is not to be seen."""
LONGEST_LINE = 2500
ERROR_LINES = 4
"""Lines on standard error of a command that was refused: click takes four for a wrong option."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_COMMAND = re.compile(rf"^::(error|set-output)[^:]*::{FORGED}", re.MULTILINE)
_CODE = re.compile(r"(`+)[^`].*?\1")
"""What Markdown shows as it is written."""
_MARKUP = re.compile(rf"<script>{FORGED}|<img src=x onerror")


class Ended(NamedTuple):
    """How a command ended: `code` is None if an exception came out; `crash` is its last line."""

    arguments: list[str]
    code: int | None
    crash: str
    cpu: float
    memory: int


def faults(ended: Ended, folder: Path) -> list[str]:
    """What is wrong, each in a few words that are the same for each case of one cause as far as can be."""
    out, err = _text(folder / "stdout"), _text(folder / "stderr")
    found = []
    if ended.code is None:
        return [f"traceback: {ended.crash}"]
    if ended.code not in CODES:
        found.append(f"exit code {ended.code}: {err.strip().splitlines()[-1][:150] if err.strip() else ''}")
    if ended.cpu > CPU_LIMIT:
        found.append("too slow")
    if ended.memory > MEMORY_LIMIT:
        found.append("too much memory")
    if "Traceback (most recent call last)" in err:
        found.append("traceback on standard error")
    if any(len(line) > LONGEST_LINE for line in err.splitlines()):
        found.append("a line on standard error is long")
    if ended.code > 1 and len(err.splitlines()) > ERROR_LINES:
        found.append("an error has many lines")
    if ended.code > 1 and not err.strip():
        found.append("an error says nothing")
    for stream, text in (("output", out), ("error", err)):
        if control := _CONTROL.search(text):
            found.append(f"control character {control[0]!r} on standard {stream}")
        if forged := _COMMAND.search(text):
            found.append(f"foreign text is a command on standard {stream}: {forged[0]!r}")
    if ended.code <= 1 and "--format" in ended.arguments:
        found += _misread(ended.arguments[ended.arguments.index("--format") + 1], out)
    return found + _half_written(ended, folder)


def _misread(form: str, report: str) -> list[str]:
    read = _CODE.sub("", report) if form == "markdown" else report
    if form in ("html", "markdown") and (active := _MARKUP.search(read)):
        return [f"foreign text is markup in {form}: {active[0]!r}"]
    try:
        if form == "json":
            json.loads(report)
        elif form == "junit":
            ElementTree.fromstring(report)  # noqa: S314 - our own report
    except (ValueError, ElementTree.ParseError) as error:
        return [f"the report is not {form}: {str(error)[:60]}"]
    return []


def _half_written(ended: Ended, folder: Path) -> list[str]:
    written = [path for path in (*folder.glob("out/**/*"), *folder.glob("klaviyo/**/*")) if path.is_file()]
    found = [f"left behind: {path.suffix}" for path in written if path.suffix == ".tmp"]
    if ended.arguments[0] == "generate" and ended.code and any(path.parts[-3] == "out" for path in written):
        found.append("refused, and yet written")
    for path in written:
        try:
            json.loads(path.read_bytes())
        except ValueError:
            found.append(f"written, and not JSON: {path.name}")
    return found


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
