"""Two APIs to facts: what changed, and where; nothing here says what that means."""

from __future__ import annotations

from dataclasses import dataclass

from generator.diff.bodies import BodyComparison
from generator.diff.collect import Collector
from generator.diff.facts import Change, Pair, Use
from generator.diff.filters import compare_filters
from generator.diff.match import match_operations
from generator.diff.operations import compare_apis_as_such, compare_operations, compare_presence
from generator.diff.parameters import ParameterComparison
from generator.diff.schemas import SchemaComparison
from generator.openapi.model import Api
from generator.postman.profile import Profile


@dataclass(slots=True)
class Facts:
    """All changes, in the order of the documents, and what they were found with."""

    old: Api
    new: Api
    pairs: list[Pair]
    changes: list[Change]
    schemas: SchemaComparison


def compare_apis(old: Api, new: Api, profile: Profile) -> Facts:
    """Every change from `old` to `new`; `profile` knows the vendor's keys.

    Deterministic; empty for equal APIs.
    """
    pairs = match_operations(old, new, profile.aliases_key)
    apis, revisions = (old, new), (old.version, new.version)
    schemas = SchemaComparison(old.document, new.document, revisions)
    facts = Collector(schemas, revisions)
    parameters = ParameterComparison(apis, facts, profile.filters)
    bodies = BodyComparison(parameters, facts, revisions)
    compare_apis_as_such(old, new, facts)
    for pair in pairs:
        if pair.old is None or pair.new is None:
            compare_presence(pair, pairs, facts)
            continue
        compare_operations(Use(pair, "operation"), pair.old, pair.new, apis, profile, facts)
        parameters.compare_operation(pair, pair.old, pair.new)
        if profile.filters is not None:
            compare_filters(pair, pair.old, pair.new, profile.filters, facts)
        bodies.compare_request(pair, pair.old.body, pair.new.body)
        bodies.compare_answers(pair, pair.old, pair.new)
    return Facts(old, new, pairs, facts.changes(), schemas)
