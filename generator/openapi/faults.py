"""What is wrong with schemas: raised while no value is found, noted once it is known."""

from __future__ import annotations

from typing import Literal

from generator.findings import Finding

ALIKE = "each value of one branch is a value of another branch as well"
OMITTED = "property-unsatisfiable"
"""The rule of an optional property that is left out, as no value of it was found."""
NULL_INSTEAD = "null-instead"
"""That of a value that is null, as no other was found."""


class UnsatisfiableError(Exception):
    """No value was found for the schema at `pointer`."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = place


class RecursionCutError(UnsatisfiableError):
    """The schema contains itself here: not a fault, only the place to stop."""


class TooLargeError(UnsatisfiableError):
    """A value would be larger than anyone would read."""


class Notes:
    """Findings about schemas, each place once for each rule, in the order of discovery."""

    def __init__(self) -> None:
        self._findings: dict[tuple[str, str], Finding] = {}

    def add(self, rule: str, severity: Literal["warning", "info"], message: str, place: str) -> None:
        """Note what was found at `place`, a JSON pointer, unless that is known."""
        self._findings.setdefault((rule, place), Finding(rule, severity, message, pointer=place))

    def all(self) -> list[Finding]:
        """What was noted so far."""
        return list(self._findings.values())

    def unsatisfiable(self, message: str, place: str) -> None:
        """Note that no value satisfies the schema at `place`."""
        self.add("schema-unsatisfiable", "warning", message, place)

    def ambiguous(self, place: str) -> None:
        """Note that the branches of the schema at `place` are alike."""
        self.add("choice-ambiguous", "warning", f"{ALIKE}: the first is taken", place)

    def omitted(self, name: str, reason: str, place: str) -> None:
        """Note why an optional property is left out of a value of the schema at `place`."""
        self.add(OMITTED, "warning", f'optional property "{name}" left out, {reason}', place)

    def only_null(self, reason: UnsatisfiableError, place: str) -> None:
        """Note why nothing but null was found, unless that is for recursion alone."""
        if not isinstance(reason, RecursionCutError):
            self.add(NULL_INSTEAD, "warning", f"only null satisfies it: {reason}", place)
