"""Text for workflow commands, which GitHub Actions reads from logs.

Source: GitHub's documentation, "Workflow commands for GitHub Actions", whose escapes these are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NewType

from generator.escape import Printable
from generator.escape.lines import visible

Commands = NewType("Commands", Printable)
"""Workflow commands, a line for each."""


def annotation(command: Literal["error", "warning", "notice"], message: str, **properties: str) -> Commands:
    """One annotation, with properties such as `file` and `title`."""
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return Commands(Printable(f"::{command} {said}::{_data(message)}\n"))


def commands(several: Iterable[Commands]) -> Commands:
    """Several, one after the other."""
    return Commands(Printable("".join(several)))


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
