"""What a report speaks of: one checked file and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.findings import Finding, is_failure
from generator.json_types import JSONObject


@dataclass(frozen=True, slots=True)
class Subject:
    """A file, by the name under which it was given."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What else is to be said of it, line by line: for people."""
    details: JSONObject = field(default_factory=dict)
    """The same and more: for programs."""
    known_by: bool = False
    """Whether people are told the fingerprints, too."""

    def fails(self, strict: bool) -> bool:
        """Whether it has errors; with `strict`, warnings count as well."""
        return is_failure(self.findings, strict=strict)
