"""Plans and states in words, for people: a line for each folder and request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from generator.findings import plural
from generator.publish.plan import Change
from generator.publish.prepare import Prepared
from generator.publish.status import Revision

_SIGNS = {"added": "+", "changed": "~", "removed": "-"}
_DOING = {"create": "create", "update": "update", "nothing": "nothing to do:"}


def described(prepared: Prepared, name: str) -> Iterator[str]:
    """The lines of a plan."""
    planned = prepared.plan
    uid = f" ({prepared.target.uid})" if prepared.target.uid else ""
    yield f"{_DOING[planned.action]} {name}{uid} in workspace {prepared.workspace.name!r}"
    if planned.action == "create":
        kinds = Counter(node.kind for node in planned.expected.values())
        folders, requests = plural(kinds["folder"], "folder"), plural(kinds["request"], "request")
        yield f"  {folders}, {requests}, {plural(kinds['example'], 'saved example')}"
    yield from _changes(planned.changes)
    if planned.drift:
        yield f"changed by others since the last publish: {summary(planned.drift)}"
        yield from _changes(planned.drift)
    yield from (f"note: {note}" for note in prepared.notes)
    yield _cost(prepared)


def summary(changes: Iterable[Change]) -> str:
    """How many of each kind, in words: `1 request added, 2 folders changed`."""
    counted = Counter((change.kind, change.how) for change in changes)
    said = [
        f"{count} {kind}{'s' if count > 1 and kind != 'order' else ''} {how}"
        for (kind, how), count in counted.items()
    ]
    return ", ".join(said) or "nothing"


def status_lines(revision: Revision) -> Iterator[str]:
    """The lines of one published collection."""
    entry = revision.entry
    when = f", updated {entry.updated_at}" if entry.updated_at else ""
    yield f"{entry.name} ({entry.uid or 'begun, not seen to end'}) in {revision.workspace}{when}"
    if not revision.is_there:
        yield "  not there"
        return
    yield f"  drift: {summary(revision.drift) if revision.drift else 'none'}"
    yield from _changes(revision.drift)
    yield f"  forks: {len(revision.forks)}" + (f" ({', '.join(revision.forks)})" if revision.forks else "")


def _changes(changes: Iterable[Change]) -> Iterator[str]:
    """Folders and requests; saved examples are counted with the request that they belong to."""
    changes = list(changes)
    shown = {change.key for change in changes if change.kind != "example"}
    examples: Counter[tuple[str, str]] = Counter()
    for change in changes:
        if change.kind == "example":
            request = change.key.rpartition(" -> ")[0]
            if request not in shown:
                examples[change.where.rpartition(" > ")[0], change.how] += 1
        else:
            yield f"  {_SIGNS[change.how]} {change.kind} {change.where}"
    for (where, how), count in examples.items():
        yield f"  ~ request {where}: {count} saved example{'s' if count > 1 else ''} {how}"


def _cost(prepared: Prepared) -> str:
    quota = prepared.quota
    left = (
        f" ({quota.usage:,} of {quota.limit:,} used this month)"
        if quota.limit and quota.usage is not None
        else ""
    )
    return f"takes {prepared.calls} more API calls if nothing is in the way{left}"
