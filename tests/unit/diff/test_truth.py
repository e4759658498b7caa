"""Real revisions: what was found by reading them, and what a count of the raw documents says.

`expected/` holds, in our own words, what both specs of a pair were read for; every breaking change and every
warning is listed there, and no other may be found.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.diff.diff import Diff, diff_apis
from generator.diff.facts import Change
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api

EXPECTED = sorted((Path(__file__).parent / "expected").glob("*.yaml"))
METHODS = ("get", "put", "post", "patch", "delete")


def specs() -> Path:
    folder = os.environ.get("KLAVIYO_SPECS")
    if folder:
        return Path(folder)
    reason = "needs Klaviyo's specs: let KLAVIYO_SPECS name a folder of <branch>/openapi/<channel>.json"
    if os.environ.get("REQUIRE_REAL_SPECS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def path_of(revision: str) -> Path:
    return specs() / revision / "openapi" / "stable.json"


@lru_cache(maxsize=3)
def api(revision: str) -> Api:
    return load_api(path_of(revision).read_bytes(), revision)[0]


@lru_cache(maxsize=3)
def compared(old: str, new: str) -> Diff:
    return diff_apis(api(old), api(new), klaviyo_profile())


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_pair_is_as_it_was_read(path: Path) -> None:
    expected = yaml.safe_load(path.read_text("utf-8"))
    diff = compared(*path.stem.split("__"))
    kinds = Counter(change.kind for change in diff.facts.changes)
    assert {
        "removed": kinds["operation-removed"] + kinds["operation-split"],
        "added": kinds["operation-added"],
        "moved": kinds["operation-moved"] + kinds["method-changed"],
        "renamed": kinds["operation-renamed"],
        "slashes": kinds["slash-removed"],
    } == expected["operations"]
    for level in ("breaking", "warning"):
        found = [finding for finding in diff.findings if finding.level == level]
        for row in expected[level]:
            match = next(
                (
                    finding
                    for finding in found
                    if finding.rule.id == row["rule"]
                    and row.get("where", "") in finding.where
                    and len(finding.operations) == row["operations"]
                    and len(finding.parts) == row.get("parts", 0)
                ),
                None,
            )
            assert match is not None, row
            found.remove(match)
        assert [(finding.rule.id, finding.message) for finding in found] == []
    touched = Counter(
        finding.rule.id for finding in diff.findings if finding.level == "info" for _ in finding.operations
    )
    assert {rule: touched[rule] for rule in expected["info"]} == expected["info"]


@lru_cache(maxsize=3)
def raw_operations(revision: str) -> dict[str, dict[str, Any]]:
    """The operations of the raw document by method and path, without last slash and names of variables."""
    document = json.loads(path_of(revision).read_bytes())
    return {
        f"{method} {re.sub(r'{[^}]*}', '{}', path.rstrip('/'))}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def raw_facts(old: str, new: str) -> Counter[tuple[str, ...]]:
    """What changed of parameters, scopes and limits, by the raw documents and nothing of this package."""
    before, after = raw_operations(old), raw_operations(new)
    facts: Counter[tuple[str, ...]] = Counter()
    for key in before.keys() & after.keys():
        was, now = (
            {(p["in"], p["name"]): p for p in side[key].get("parameters", []) if p["in"] != "path"}
            for side in (before, after)
        )
        for place in was.keys() | now.keys():
            if place not in now:
                facts["parameter-removed", key, *place] += 1
            elif place not in was:
                kind = "required-parameter-added" if now[place].get("required") else "parameter-added"
                facts[kind, key, *place] += 1
            else:
                if bool(was[place].get("required")) != bool(now[place].get("required")):
                    kind = "became-required" if now[place].get("required") else "became-optional"
                    facts[kind, key, *place] += 1
                first, second = (values(side[place]["schema"]) for side in (was, now))
                if first and second:
                    facts["enum-values-removed", key, *place] += bool(first - second)
                    facts["enum-values-added", key, *place] += bool(second - first)
        first, second = (set(side[key].get("x-klaviyo-scopes", [])) for side in (before, after))
        facts["scope-added", key] += len(second - first)
        facts["scope-removed", key] += len(first - second)
    return +facts


def values(schema: dict[str, Any]) -> set[str]:
    return set(schema.get("enum") or schema.get("items", {}).get("enum") or [])


def as_raw(changes: list[Change], kinds: set[str]) -> Counter[tuple[str, ...]]:
    """The same from our facts, as far as operations stayed where they were."""
    facts: Counter[tuple[str, ...]] = Counter()
    for change in changes:
        for use in change.uses:
            pair = use.pair
            if change.kind not in kinds or pair is None or pair.old is None or pair.new is None:
                continue
            if pair.old.key != pair.new.key or use.part not in ("operation", "query", "header"):
                continue
            place = () if use.part == "operation" else (use.part, use.name)
            facts[change.kind, pair.old.key, *place] += 1
    return facts


def stable_pairs() -> list[tuple[str, str]]:
    folder = os.environ.get("KLAVIYO_SPECS")
    found = sorted(path.parts[-3] for path in Path(folder).glob("2*/openapi/stable.json")) if folder else []
    return list(pairwise(found)) or [("", "")]


@pytest.mark.parametrize(("old", "new"), stable_pairs(), ids=lambda name: name or "none")
def test_operations_and_parameters_are_as_the_raw_documents_count_them(old: str, new: str) -> None:
    specs()
    changes = compared(old, new).facts.changes
    before, after = raw_operations(old), raw_operations(new)
    kinds = Counter(change.kind for change in changes)
    moved = kinds["operation-moved"] + kinds["method-changed"]
    assert kinds["operation-added"] + moved == len(after.keys() - before.keys())
    assert kinds["operation-removed"] + kinds["operation-split"] + moved == len(before.keys() - after.keys())
    raw = raw_facts(old, new)
    assert as_raw(changes, {fact[0] for fact in raw} | {"parameter-removed", "scope-added"}) == raw
