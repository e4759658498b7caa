"""A collection held to a spec, as `validate --spec` and `generate --verify` do it, and what is said of it.

Only here is openapi-core imported, and only by those who ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from generator.cli.inputs import SpecInput
from generator.json_types import JSONObject
from generator.openapi.model import Operation
from generator.postman.profile import Profile
from generator.postman.types import Collection

if TYPE_CHECKING:
    from generator.validate.conformance.check import Conformance
    from generator.validate.conformance.contract import Contract


def contract_of(spec: SpecInput) -> Contract:
    """A spec, to hold collections to. Raises InputError for what is none."""
    from generator.validate.conformance.contract import Contract

    return Contract(spec.content, spec.name)


def conformance(
    collection: Collection,
    contract: Contract,
    profile: Profile,
    operations: Iterable[Operation] | None = None,
) -> Conformance:
    """What comes of holding a collection to a spec; it is to call `operations`, by default all."""
    from generator.validate.conformance.check import check_conformance

    return check_conformance(collection, contract, profile, operations)


def notes(result: Conformance) -> list[str]:
    """How much was checked, and what was waived for which reason."""
    waived = [
        f"waived: {len(places)} {waiver.rule} at {waiver.schema}: {waiver.reason}"
        for waiver, places in result.waived.items()
    ]
    return [*waived, result.summary]


def details(result: Conformance) -> JSONObject:
    """The same for a report in JSON, with each place."""
    return {
        "conformance": {
            "requests": result.requests,
            "examples": result.examples,
            "waived": [
                {"rule": waiver.rule, "schema": waiver.schema, "reason": waiver.reason, "places": [*places]}
                for waiver, places in result.waived.items()
            ],
        }
    }
