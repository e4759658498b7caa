"""Collections of Klaviyo's real specs, held to those specs: every request and example, but for waivers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from generator.encode import to_json
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.postman.types import Collection
from generator.validate.conformance.check import Conformance, check_conformance
from generator.validate.conformance.contract import Contract

MOST_WAIVED = 15  # requests and examples of one revision


def conformance(path: Path) -> Conformance:
    """What comes of the whole way: bytes of a spec to those of a collection, and back."""
    content = path.read_bytes()
    api, _ = load_api(content, path.name)
    written = to_json(build_collection(api, klaviyo_profile()).collection)
    collection = cast(Collection, json.loads(written))
    result = check_conformance(collection, Contract(content, path.name), klaviyo_profile())
    assert result.requests == len(api.operations)
    return result


def test_every_request_and_every_example_conforms(real_spec: Path) -> None:
    result = conformance(real_spec)
    print(f"{real_spec.parts[-3]}/{real_spec.stem}: {result.summary}")
    assert result.findings == []
    waived = {
        place
        for waiver, places in result.waived.items()
        for place in places
        if "CollectionLinks" not in waiver.schema  # the last page of any list
    }
    assert len(waived) <= MOST_WAIVED


def test_every_waiver_is_needed_by_some_revision(all_real_specs: list[Path]) -> None:
    idle = set(klaviyo_profile().waivers)
    for path in reversed(all_real_specs):  # the newest need most of them
        if not idle:
            break
        idle -= conformance(path).waived.keys()
    assert idle == set()
