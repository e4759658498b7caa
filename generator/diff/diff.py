"""Two revisions to everything that a report says about them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from generator.diff.compare import Facts, compare_apis
from generator.diff.facts import Change, Use
from generator.diff.gather import gather
from generator.diff.judge import Finding, judge
from generator.diff.mine import Checked
from generator.diff.rules import LEVELS, Level
from generator.diff.through import compare_through
from generator.errors import InputError
from generator.ignore import Entry, IgnoreList
from generator.openapi.model import Api
from generator.postman.profile import Profile


class Version(NamedTuple):
    """One side of a comparison."""

    name: str
    """The revision; or what it was called by, where the document has none."""
    title: str
    source: str = ""
    """Where it was read from."""


@dataclass(slots=True)
class Diff:
    """What a report tells."""

    old: Version
    new: Version
    facts: Facts
    findings: list[Finding]
    """The lines of the report, most severe first; without those only noted and those ignored."""
    notes: dict[str, int]
    """How many findings of which rule were only noted."""
    ignored: list[tuple[Finding, Entry]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Entries of the ignore file that should be looked at again."""
    steps: list[str] = field(default_factory=list)
    """The versions walked through, the last included; empty for a comparison of two."""
    checked: Checked | None = None
    """The requests of a user's own collection, where one was given."""

    @property
    def is_drift(self) -> bool:
        """Whether both sides are the same revision, at two times."""
        return self.old.name == self.new.name

    def count(self, level: Level) -> int:
        """How many findings there are of one level."""
        return sum(finding.level == level for finding in self.findings)

    def fails(self, threshold: str) -> bool:
        """Whether there is anything at `threshold` (breaking, warning, any; none never fails) or above.

        With a collection of the user's own, breaking means: one of its requests breaks.
        """
        if threshold == "none":
            return False
        levels = LEVELS[: {"breaking": 1, "warning": 2, "any": 3}[threshold]]
        found = {finding.level for finding in self.findings}
        if self.checked is not None:
            found = (found - {"breaking"}) | ({"breaking"} if self.checked.broken else set())
        return not found.isdisjoint(levels)


@dataclass(frozen=True, slots=True)
class Options:
    """How facts are judged: levels by rule id, accepted findings, and the day they are looked at."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    ignore: Sequence[Entry] = ()
    today: date = date.min


def diff_apis(old: Api, new: Api, profile: Profile, options: Options | None = None) -> Diff:
    """Everything a user of `old` should know of `new`. Raises InputError if the two are unrelated APIs."""
    facts = compare_apis(old, new, profile)
    return build_diff(facts, {"": facts.changes}, options or Options())


def diff_through(old: Api, later: Iterable[Api], profile: Profile, options: Options | None = None) -> Diff:
    """As `diff_apis` for `old` and the last of `later`, with the version that brought each change."""
    facts, brought = compare_through(old, later, profile)
    diff = build_diff(facts, brought, options or Options())
    diff.steps = list(brought)
    return diff


def build_diff(facts: Facts, brought: Mapping[str, Sequence[Change]], options: Options) -> Diff:
    """Judge the changes of `facts`, given by the version that brought them."""
    _refuse_unrelated(facts)
    judged = [
        finding._replace(brought_by=version)
        for version, changes in brought.items()
        for finding in judge(changes, options.levels)
    ]
    accepted = IgnoreList(options.ignore, options.today)
    kept, ignored = accept(accepted, [finding for finding in judged if finding.level != "note"])
    lines, more = accept(accepted, gather(kept))
    return Diff(
        old=_version(facts.old),
        new=_version(facts.new),
        facts=facts,
        findings=lines,
        notes=dict(sorted(Counter(finding.rule.id for finding in judged if finding.level == "note").items())),
        ignored=[*ignored, *more],
        complaints=accepted.complaints(),
    )


def accept(
    accepted: IgnoreList, findings: Sequence[Finding]
) -> tuple[list[Finding], list[tuple[Finding, Entry]]]:
    """What is left of findings, and what is ignored by which entry.

    One on several operations keeps those that no entry covers. A pattern is held against the operation and
    the place.
    """
    kept: list[Finding] = []
    ignored: list[tuple[Finding, Entry]] = []
    for finding in findings:
        by_entry: dict[Entry | None, list[Use]] = {}
        for use in finding.uses:
            title = use.pair.current.title if use.pair is not None else "API"
            subject = f"{title} {finding.where.replace('`', '')}".strip()
            entry = accepted.entry_for(finding.fingerprint, finding.rule.id, subject)
            by_entry.setdefault(entry, []).append(use)
        for entry, uses in by_entry.items():
            part = finding._replace(uses=tuple(uses))
            if entry is None:
                kept.append(part)
            else:
                ignored.append((part, entry))
    return kept, ignored


def _version(api: Api) -> Version:
    return Version(name=api.version or api.title, title=api.title)


def _refuse_unrelated(facts: Facts) -> None:
    """Two APIs that have no operation in common: nothing can be said about them."""
    if any(pair.old is not None and pair.new is not None for pair in facts.pairs):
        return
    old, new = facts.old, facts.new
    raise InputError(
        f"{old.title} {old.version} and {new.title} {new.version} have no operation in common",
        "compare two revisions of the same API",
    )
