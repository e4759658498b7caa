"""Which requests of a user's own collection break, field by field.

A change counts for a request only if the request has to do with it: parameters that are switched on, keys
that stand in its body, operators that its filter uses. What only a variable knows is given the benefit of
the doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.diff.bodies import media_type_pairs
from generator.diff.compare import Facts
from generator.diff.facts import Change, Choice, Pair, Path, Use
from generator.diff.fits import Value, breaks, is_text_of, values_at
from generator.diff.judge import Finding, judge
from generator.diff.rules import Level
from generator.diff.saved import SavedRequest, is_variable, saved_requests
from generator.diff.units import Found, Key
from generator.encode import to_json
from generator.errors import InputError
from generator.json_types import JSON, JSONObject
from generator.openapi.model import Operation
from generator.postman.profile import FilterGrammar

_ALWAYS = ("operation-removed", "operation-split", "operation-moved", "method-changed", "security-tightened")
_MISSING = Value(is_present=False)


@dataclass(frozen=True, slots=True)
class BrokenRequest:
    """A request that fails, or means something else, if it is sent unchanged to the new revision."""

    name: str
    title: str
    replacement: str
    """Method and path to send instead, where the operation moved; empty where it stayed."""
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Checked:
    """What became of a user's collection."""

    name: str
    requests: int = 0
    broken: list[BrokenRequest] = field(default_factory=list)
    sound: list[str] = field(default_factory=list)
    """Names of requests that can be sent as they are, as far as can be told."""
    unknown: list[str] = field(default_factory=list)
    """Names of requests that belong to no operation of the old revision."""
    unreadable: list[str] = field(default_factory=list)
    """Names of requests whose body could not be taken apart, so that it was not looked at."""


def check_requests(
    facts: Facts,
    name: str,
    collection: JSONObject,
    levels: Mapping[str, Level],
    grammar: FilterGrammar | None,
    ignored: Sequence[Finding] = (),
) -> Checked:
    """What becomes of the requests of `collection`, which messages call `name`.

    `levels` overrides the levels of rules; what is `ignored` does not break anything. Raises InputError for
    a document that is no collection.
    """
    inner = collection.get("collection", collection)  # as Postman's API wraps it
    if not isinstance(inner, dict) or not isinstance(inner.get("item"), list):
        raise InputError(f"{name}: not a Postman collection: it has no list of items")
    return RequestCheck(facts, levels, grammar, ignored).check(name, saved_requests(inner))


class RequestCheck:
    """Holds saved requests against the facts of a comparison."""

    def __init__(
        self,
        facts: Facts,
        levels: Mapping[str, Level],
        grammar: FilterGrammar | None,
        ignored: Sequence[Finding] = (),
    ) -> None:
        self._facts = facts
        self._levels = levels
        self._grammar = grammar
        self._ignored = {(_identity(finding), id(use.pair)) for finding in ignored for use in finding.uses}
        self._changes: dict[int, list[tuple[Change, Use]]] = {}
        for change in facts.changes:
            for use in change.uses:
                if use.pair is not None and use.context != "response":
                    self._changes.setdefault(id(use.pair), []).append((change, use))

    def check(self, name: str, requests: Iterator[SavedRequest]) -> Checked:
        """What becomes of `requests`, the collection being called `name`."""
        checked = Checked(name)
        for request in requests:
            checked.requests += 1
            pair = self._pair_of(request)
            if pair is None or pair.old is None:
                checked.unknown.append(request.name)
                continue
            if not request.is_readable:
                checked.unreadable.append(request.name)
            findings = self._findings(request, pair, pair.old)
            if findings:
                moved = pair.new is not None and pair.new.key != pair.old.key
                replacement = pair.new.title if pair.new is not None and moved else ""
                checked.broken.append(BrokenRequest(request.name, request.title, replacement, findings))
            else:
                checked.sound.append(request.name)
        return checked

    def _pair_of(self, request: SavedRequest) -> Pair | None:
        """The operation that a request calls: the one with most of its segments in common."""
        best, most = None, -1
        for pair in self._facts.pairs:
            if pair.old is not None and pair.old.method.upper() == request.method:
                literal = _segments_in_common(pair.old.path, request.path)
                if literal > most:
                    best, most = pair, literal
        return best

    def _findings(self, request: SavedRequest, pair: Pair, old: Operation) -> tuple[Finding, ...]:
        hits = [
            Change(change.kind, (use,), change.before, change.after, tags=change.tags)
            for change, use in self._changes.get(id(pair), [])
            if self._hits(change, use, request, old)
        ]
        hits += _once(self._body_hits(request, pair))
        return tuple(
            finding
            for finding in judge(hits, self._levels)
            if finding.level == "breaking" and (_identity(finding), id(pair)) not in self._ignored
        )

    def _hits(self, change: Change, use: Use, request: SavedRequest, old: Operation) -> bool:
        if use.part == "operation":
            return change.kind in _ALWAYS or change.kind == "server-changed"
        if use.part == "filter":
            return self._filter_hits(change, use, request)
        if use.part == "body":
            return not use.path and _body_hits(change, request)
        return _parameter_hits(change, use, request, old)

    def _filter_hits(self, change: Change, use: Use, request: SavedRequest) -> bool:
        if self._grammar is None:
            return False
        for text in request.query.get(self._grammar.parameter, []):
            for operator, field_name, values in self._grammar.uses_of(text):
                if field_name != use.name:
                    continue
                gone = change.before if isinstance(change.before, list) else []
                allowed = change.after if isinstance(change.after, list) else []
                if change.kind == "filter-operators-removed":
                    hit = operator in gone
                elif change.kind == "filter-values-removed":
                    hit = any(value in gone for value in values)
                elif change.kind == "filter-values-limited":
                    hit = any(value not in allowed and not is_variable(value) for value in values)
                else:
                    hit = True
                if hit:
                    return True
        return False

    def _body_hits(self, request: SavedRequest, pair: Pair) -> Iterator[Change]:
        """Changes of schemas at keys that stand in the body."""
        if pair.old is None or pair.new is None or pair.old.body is None or pair.new.body is None:
            return
        if not (request.has_body and request.is_readable):
            return
        for before, after in media_type_pairs(pair.old.body.content, pair.new.body.content):
            if before is None or after is None:
                continue
            if len(pair.old.body.content) > 1 and before.name != request.content_type:
                continue
            root = self._facts.schemas.root(before.node, after.node)
            for found, path in self._walk(root, request.body, (), frozenset()):
                fact = found.fact
                yield Change(
                    fact.kind, (Use(pair, "body", "", path),), fact.before, fact.after, tags=found.tags
                )

    def _walk(
        self, key: Key, instance: JSON, path: Path, open_: frozenset[tuple[Key, int]]
    ) -> Iterator[tuple[Found, Path]]:
        here = key, id(instance)
        if here in open_:
            return  # a schema that leads to itself without a step into the value
        unit = self._facts.schemas.units[key]
        for found in unit.found:
            fact = found.fact
            if fact.side != "response" and any(
                breaks(fact.kind, fact.before, fact.after, found.tags, value)
                for value in values_at(instance, found.path)
            ):
                yield found, path + found.path
        for edge in unit.edges:
            if edge.side != "response":
                for value in values_at(instance, edge.path):
                    if value.is_present:
                        yield from self._walk(edge.target, value.value, path + edge.path, open_ | {here})


def _once(changes: Iterable[Change]) -> list[Change]:
    """A change at one place of a body said once, also where the body may be either of two branches."""
    found: dict[str, Change] = {}
    for change in changes:
        (use,) = change.uses
        path = tuple(step for step in use.path if not isinstance(step, Choice))
        key = repr((change.kind, path, change.before, change.after))
        found[key] = replace(change, uses=(replace(use, path=path),)) if key in found else change
    return list(found.values())


def _body_hits(change: Change, request: SavedRequest) -> bool:
    """Changes of the body as a whole."""
    if change.kind in ("required-body-added", "body-became-required"):
        return not request.has_body
    if change.kind in ("media-type-changed", "media-type-removed"):
        sent = request.content_type or str(change.before)
        return request.has_body and sent == str(change.before).lower()
    return change.kind == "body-removed" and request.has_body


def _parameter_hits(change: Change, use: Use, request: SavedRequest, old: Operation) -> bool:
    values = _sent(use, request, old)
    if change.kind == "serialisation-changed":
        return len(values) > 1 or any("," in value for value in values)
    if not values:
        return breaks(change.kind, change.before, change.after, change.tags, _MISSING)
    if change.kind in ("type-changed", "type-narrowed"):
        return not all(is_variable(value) or is_text_of(value, str(change.after)) for value in values)
    single = [item for value in values for item in (value.split(",") if use.path else [value])]
    return any(
        breaks(change.kind, change.before, change.after, change.tags, Value(True, value)) for value in single
    )


def _sent(use: Use, request: SavedRequest, old: Operation) -> list[str]:
    if use.part == "query":
        return request.query.get(use.name, [])
    if use.part == "path":
        return _path_values(use, request, old)
    header = request.headers.get(use.name.lower() if use.part == "header" else "cookie")
    if use.part == "cookie" and header is not None:
        crumbs = dict(part.strip().partition("=")[::2] for part in header.split(";"))
        return [crumbs[use.name]] if use.name in crumbs else []
    return [] if header is None else [header]


def _path_values(use: Use, request: SavedRequest, old: Operation) -> list[str]:
    """The value of a path variable, where the request has one and not a variable of Postman's."""
    names = [part for part in old.path.strip("/").split("/") if part]
    pair = use.pair
    wanted = use.name
    if pair is not None and pair.new is not None:  # a use has the new name
        here = [part for part in pair.new.path.strip("/").split("/") if part]
        wanted = next(
            (names[i] for i, part in enumerate(here) if part == f"{{{use.name}}}" and i < len(names)), ""
        ).strip("{}")
    values = [
        sent
        for name, sent in zip(names, request.path[-len(names) :], strict=False)
        if name == f"{{{wanted}}}"
    ]
    return [value if not value.startswith(":") else f"{{{{{value[1:]}}}}}" for value in values]


def _segments_in_common(path: str, sent: list[str]) -> int:
    """How many segments of a path are the same in what is sent; -1 if it is another path.

    What is sent may begin with more: the path of a server.
    """
    segments = [part for part in path.split("/") if part]
    if len(sent) < len(segments):
        return -1
    common = 0
    for segment, own in zip(segments, sent[len(sent) - len(segments) :], strict=True):
        if segment == own:
            common += 1
        elif not segment.startswith("{"):
            return -1
    return common


def _identity(finding: Finding) -> tuple[str, bytes]:
    return finding.rule.id, to_json([finding.before, finding.after], indent=False)
