"""What changed of an operation as a whole: where it is, what it is called, who may call it and how often."""

from __future__ import annotations

import re

from generator.diff.collect import Collector
from generator.diff.facts import Kind, Pair, Use
from generator.diff.match import successors
from generator.diff.values import is_reworded
from generator.json_types import JSON
from generator.openapi.model import Api, Operation, normalise_path
from generator.postman.folders import subfolder_of
from generator.postman.profile import Profile

_RATE = re.compile(r"\s*([0-9]+)\s*/\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def compare_apis_as_such(old: Api, new: Api, facts: Collector) -> None:
    """What concerns every operation: the revision, and where the API is served."""
    everywhere = Use(None, "api")
    if old.version != new.version:
        facts.note("version-changed", everywhere, old.version, new.version)
    before, after = [server.url for server in old.servers], [server.url for server in new.servers]
    _servers(everywhere, before, after, facts)


def compare_presence(pair: Pair, pairs: list[Pair], facts: Collector) -> None:
    """Whether an operation came or went; what gave way to several more specific ones was split."""
    here = Use(pair, "operation")
    if pair.old is None:
        facts.note("operation-added", here, None, pair.current.title)
    elif pair.new is None:
        titles = [operation.title for operation in successors(pair.old, pairs)]
        kind: Kind = "operation-split" if titles else "operation-removed"
        facts.note(kind, here, pair.old.title, list[JSON](titles) or None)


def compare_operations(
    here: Use, old: Operation, new: Operation, apis: tuple[Api, Api], profile: Profile, facts: Collector
) -> None:
    """Everything but parameters, filters, bodies and answers."""
    _identity(here, old, new, facts)
    texts: tuple[tuple[Kind, str, str], ...] = (
        ("folder-changed", _folder(old), _folder(new)),
        ("subfolder-changed", subfolder_of(old, profile), subfolder_of(new, profile)),
        ("summary-changed", old.summary, new.summary),
    )
    for kind, before, after in texts:
        if before != after:
            facts.note(kind, here, before, after)
    if is_reworded(old.description, new.description, (apis[0].version, apis[1].version)):
        facts.note("description-changed", here, old.description, new.description)
    if old.deprecated != new.deprecated:
        facts.note("deprecated" if new.deprecated else "undeprecated", here)
    if old.server != new.server:
        _servers(here, _own_servers(old, apis[0]), _own_servers(new, apis[1]), facts)
    _security(here, _ways_in(old, apis[0], profile), _ways_in(new, apis[1], profile), facts)
    _scopes(here, profile.scopes(old), profile.scopes(new), facts)
    key = profile.rate_limit.extension
    _rates(here, old.extensions.get(key), new.extensions.get(key), facts)


def _identity(here: Use, old: Operation, new: Operation, facts: Collector) -> None:
    if normalise_path(old.path) != normalise_path(new.path):
        facts.note("operation-moved", here, old.title, new.title)
    elif old.path.endswith("/") != new.path.endswith("/"):
        facts.note("slash-added" if new.path.endswith("/") else "slash-removed", here)
    if old.method != new.method:
        facts.note("method-changed", here, old.method.upper(), new.method.upper())
    if old.id != new.id and _is_named(old) and _is_named(new):
        facts.note("operation-renamed", here, old.id, new.id)


def _is_named(operation: Operation) -> bool:
    """Whether the document gave the id; else it is made of method and path."""
    return operation.id != f"{operation.method} {operation.path}"


def _folder(operation: Operation) -> str:
    return operation.tags[0] if operation.tags else ""


def _own_servers(operation: Operation, api: Api) -> list[str]:
    return [operation.server] if operation.server else [server.url for server in api.servers]


def _servers(here: Use, old: list[str], new: list[str], facts: Collector) -> None:
    removed = _without(old, new)
    added = _without(new, old)
    if removed:
        facts.note("server-changed", here, list[JSON](removed), list[JSON](added or new))
    elif added:
        facts.note("server-added", here, None, list[JSON](added))


def _without(urls: list[str], others: list[str]) -> list[str]:
    known = {url.rstrip("/") for url in others}
    return [url for url in urls if url.rstrip("/") not in known]


def _ways_in(operation: Operation, api: Api, profile: Profile) -> dict[frozenset[str], str]:
    """The sets of credentials of which one is enough, by what is sent and not by the scheme's name."""
    alternatives = operation.security or ((),)
    ways = {frozenset(_credential(name, api, profile) for name in needed) for needed in alternatives}
    return {way: " and ".join(sorted(way)) or "none" for way in ways}


def _credential(name: str, api: Api, profile: Profile) -> str:
    scheme = api.security_schemes.get(name)
    if scheme is None:
        return name
    pattern = scheme.extensions.get(profile.credential_pattern_key)
    parts = (scheme.type, scheme.scheme, scheme.location if scheme.parameter_name else "",
             scheme.parameter_name, str(pattern or ""))  # fmt: skip
    return " ".join(part for part in parts if part)


def _security(
    here: Use, old: dict[frozenset[str], str], new: dict[frozenset[str], str], facts: Collector
) -> None:
    if old.keys() == new.keys():
        return
    is_still_enough = all(any(needed <= way for needed in new) for way in old)
    kind: Kind = "security-relaxed" if is_still_enough else "security-tightened"
    facts.note(kind, here, " or ".join(sorted(old.values())), " or ".join(sorted(new.values())))


def _scopes(here: Use, old: list[str], new: list[str], facts: Collector) -> None:
    for scope in sorted(set(new) - set(old)):
        facts.note("scope-added", here, None, scope)
    for scope in sorted(set(old) - set(new)):
        facts.note("scope-removed", here, scope, None)


def _rates(here: Use, old: JSON, new: JSON, facts: Collector) -> None:
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    for window in sorted(before.keys() | after.keys()):
        was, now = before.get(window), after.get(window)
        if was is None:
            facts.note("rate-limit-added", here, None, f"{window} {now}")
        elif now is None:
            facts.note("rate-limit-removed", here, f"{window} {was}", None)
        elif was != now:
            kind: Kind = "rate-limit-raised" if _per_second(now) > _per_second(was) else "rate-limit-lowered"
            facts.note(kind, here, f"{window} {was}", f"{window} {now}")


def _per_second(rate: JSON) -> float:
    """`150/m` is 2.5; 0 for what cannot be read, so that a reader is rather warned."""
    found = _RATE.fullmatch(str(rate))
    return int(found[1]) / _SECONDS[found[2]] if found else 0.0
