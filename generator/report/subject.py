"""What a report speaks of: one checked file and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.findings import Finding


@dataclass(frozen=True, slots=True)
class Subject:
    """A file, by the name under which it was given."""

    name: str
    findings: list[Finding] = field(default_factory=list)

    def fails(self, strict: bool) -> bool:
        """Whether it has errors; with `strict`, warnings count as well."""
        return any(
            finding.severity == "error" or (strict and finding.severity == "warning")
            for finding in self.findings
        )
