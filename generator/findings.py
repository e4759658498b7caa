"""What informs: findings are collected while working and reported at the end, never printed on the way."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypedDict

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class FindingRecord(TypedDict):
    """A finding as it stands in JSON reports and in the manifest."""

    rule: str
    severity: Severity
    message: str
    where: str
    pointer: str
    fingerprint: str


class Finding(NamedTuple):
    """One thing a reader should know.

    `rule` is a stable id such as `example-invalid`; `where` names the place for people
    ("Profiles > Get Profiles", "GET /api/profiles"); `pointer` is a JSON pointer (RFC 6901) into the
    document the finding speaks of: the spec, or the collection.
    """

    rule: str
    severity: Severity
    message: str
    where: str = ""
    pointer: str = ""

    @property
    def fingerprint(self) -> str:
        """Known again in the next run: places in lists do not count, which move."""
        import hashlib

        place = "/".join(part for part in self.pointer.split("/") if not part.isdecimal())
        identity = "\0".join((self.rule, self.where, self.message, place))
        return (
            f"f{hashlib.sha256(identity.encode('utf-8', 'replace')).hexdigest()[:15]}"  # no number for YAML
        )

    def record(self) -> FindingRecord:
        """The finding as a JSON object."""
        return FindingRecord(
            rule=self.rule,
            severity=self.severity,
            message=self.message,
            where=self.where,
            pointer=self.pointer,
            fingerprint=self.fingerprint,
        )


def is_failure(findings: Iterable[Finding], *, strict: bool) -> bool:
    """Whether there is an error among them; with `strict`, warnings count as well."""
    counted = ("error", "warning") if strict else ("error",)
    return any(finding.severity in counted for finding in findings)


def plural(count: int, noun: str) -> str:
    """`1 warning`, `2,000 warnings`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def count_by_severity(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity, all three always present."""
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in SEVERITIES}
