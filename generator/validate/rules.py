"""Our own rules for a collection: what no schema can say. Each has a stable id."""

from __future__ import annotations

from generator.findings import Finding
from generator.postman.profile import Profile
from generator.postman.types import Collection
from generator.validate.collection_rules import COLLECTION_RULES
from generator.validate.item_rules import ITEM_RULES
from generator.validate.walk import Walk
from generator.validate.word_rules import WORD_RULES

__all__ = ["COLLECTION_RULES", "ITEM_RULES", "WORD_RULES", "rule_findings"]


def rule_findings(collection: Collection, profile: Profile, content: bytes = b"") -> list[Finding]:
    """What the rules have to say of `collection`, request by request, then of the whole.

    `content` is its JSON, if that is at hand. A part so malformed that a rule cannot read it is left to the
    finding of the schema.
    """
    findings = []
    walk = Walk(collection, content)
    for place in walk.requests:
        for rule in ITEM_RULES:
            try:
                faults = list(rule.check(place, profile))
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
            findings += [
                Finding(rule.id, rule.severity, f"{rule.text}: {message}", place.where, place.pointer + below)
                for message, below in faults
            ]
    for whole in (*COLLECTION_RULES, *WORD_RULES):
        try:
            named = list(whole.check(walk, profile))
        except (AttributeError, KeyError, TypeError):
            continue
        findings += [
            Finding(whole.id, whole.severity, f"{whole.text}: {message}", where, place)
            for message, where, place in named
        ]
    return findings
