"""The reporter for each format."""

from __future__ import annotations

from collections.abc import Callable

from generator.diff.diff import Diff
from generator.escape import Printable
from generator.report.diff import github, html, json, junit, markdown, text

REPORTERS: dict[str, Callable[[Diff], Printable]] = {
    "text": text.render,
    "markdown": markdown.render,
    "json": json.render,
    "html": html.render,
    "github": github.render,
    "junit": junit.render,
}
