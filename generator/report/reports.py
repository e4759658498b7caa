"""The reporter for each format."""

from __future__ import annotations

from collections.abc import Callable

from generator.escape import Printable
from generator.report import github, json, text
from generator.report.subject import Subject

REPORTERS: dict[str, Callable[[list[Subject]], Printable]] = {
    "text": text.render,
    "json": json.render,
    "github": github.render,
}
