"""All checks of a collection in one pass."""

from __future__ import annotations

from typing import cast

from generator.findings import Finding
from generator.json_types import JSONObject
from generator.postman.profile import Profile
from generator.postman.types import Collection
from generator.validate.rules import rule_findings
from generator.validate.schema import Schema, own_schema, schema_findings


def check_collection(
    collection: Collection, profile: Profile, official: Schema | None = None, content: bytes = b""
) -> list[Finding]:
    """Everything wrong with `collection`: by our own schema, by Postman's if given, by our rules.

    `content` is its JSON, if that is at hand.
    """
    raw = cast(JSONObject, collection)
    findings = schema_findings(raw, own_schema(), "schema")
    if official is not None:
        findings += schema_findings(raw, official, "schema-official")
    return findings + rule_findings(collection, profile, content)
