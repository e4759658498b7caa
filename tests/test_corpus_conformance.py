"""The corpus once more: each of its collections, held to its spec, is found without fault where it can be.

So what the converter makes of all that OpenAPI can say is judged by another reader of OpenAPI.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from generator.encode import to_json
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.postman.profile import Profile
from generator.postman.types import Collection
from generator.validate.conformance.check import check_conformance
from generator.validate.conformance.contract import Contract

CORPUS = Path(__file__).with_name("corpus")
SPECS = sorted(path for path in CORPUS.glob("*/*") if path.name != "expected.yaml")
# What no collection could do right, and why.
FAULTS = {
    "recursion/endless.yaml": ["spec-unsatisfiable"],  # it requires itself
    "recursion/loop.yaml": ["request-unjudged"],  # it is nothing but itself
    "references/odd-targets.yaml": ["request-unjudged"],  # two that may be each other
    "schemas/unsatisfiable.yaml": ["spec-unsatisfiable"],
    "security/combined.yaml": ["spec-unsatisfiable"],  # two schemes of one header needed together
}


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.relative_to(CORPUS).as_posix())
def test_a_collection_keeps_its_spec(path: Path) -> None:
    content = path.read_bytes()
    api, _ = load_api(content, path.name)
    written = to_json(build_collection(api, Profile()).collection)
    result = check_conformance(cast(Collection, json.loads(written)), Contract(content, path.name), Profile())
    assert result.requests == len(api.operations)
    found = sorted({finding.rule for finding in result.findings})
    assert found == FAULTS.get(path.relative_to(CORPUS).as_posix(), []), result.findings
