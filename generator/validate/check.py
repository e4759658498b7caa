"""All checks of a collection: of itself in one pass, and against a spec.

openapi-core is imported by those alone who ask for the latter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from generator.findings import Finding
from generator.json_types import JSONObject
from generator.openapi.model import Operation
from generator.postman.profile import Profile
from generator.postman.types import Collection
from generator.validate.rules import rule_findings
from generator.validate.schema import Schema, own_schema, schema_findings

if TYPE_CHECKING:
    from generator.validate.conformance.check import Conformance
    from generator.validate.conformance.contract import Contract


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


def open_contract(content: bytes, name: str) -> Contract:
    """A spec, given as bytes, to hold collections to. Raises InputError for what is none."""
    from generator.validate.conformance.contract import Contract

    return Contract(content, name)


def hold_to(
    contract: Contract,
    collection: Collection,
    profile: Profile,
    operations: Iterable[Operation] | None = None,
) -> Conformance:
    """What comes of holding a collection to a spec; it is to call `operations`, by default all."""
    from generator.validate.conformance.check import check_conformance

    return check_conformance(collection, contract, profile, operations)
