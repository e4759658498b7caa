"""A corpus of small specs, each about one thing that OpenAPI can say: what becomes of that thing.

Beside the specs of a topic stands `expected.yaml`: by spec, JSON pointers into the collection (`/environment`
and `/findings`, the rules in order, are added to it) and what is there. Text that holds JSON is compared as
such unless text is expected; `MISSING` is nothing at all. No finding is expected that is not named.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import cast

import pytest
import yaml

from generator.findings import Finding
from generator.json_types import JSON, JSONObject
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.load import load_document
from generator.openapi.read import load_api
from generator.postman.build import BuiltCollection, build_collection
from generator.postman.profile import Profile
from generator.validate.check import check_collection
from generator.validate.schema import Schema, load_schema
from generator.validate.walk import requests

CORPUS = Path(__file__).with_name("corpus")
SPECS = sorted(path for path in CORPUS.glob("*/*") if path.name != "expected.yaml")
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}
MISSING = "MISSING"
# What a profile asks of its own vendor's specs.
OWN_RULES = {"none": set(), "klaviyo": {"header-missing", "variable-known"}}
PROFILES = [Profile(), klaviyo_profile()]


def name(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


each_spec = pytest.mark.parametrize("spec", SPECS, ids=name)


def converted(content: bytes, named: str, profile: Profile) -> tuple[BuiltCollection, list[Finding]]:
    api, findings = load_api(content, named)
    built = build_collection(api, profile, extent="full")  # or there would be little to see
    return built, findings + built.findings


@cache
def expectations(topic: Path) -> dict[str, dict[str, JSON]]:
    document = load_document((topic / "expected.yaml").read_bytes(), "expected.yaml")
    return cast("dict[str, dict[str, JSON]]", document)


@cache
def official_schema() -> Schema | None:
    path = os.environ.get("POSTMAN_SCHEMA")
    return load_schema(Path(path).read_bytes(), path) if path else None


def at(view: JSON, pointer: str) -> JSON:
    """What a JSON pointer leads to, or `MISSING`."""
    for part in pointer.split("/")[1:]:
        try:
            view = view[int(part)] if isinstance(view, list) else cast(JSONObject, view)[part]
        except (IndexError, KeyError):
            return MISSING
    return view


def test_each_spec_is_expected_to_be_something() -> None:
    assert len(SPECS) >= 60
    named = [name(topic / spec) for topic in sorted(CORPUS.iterdir()) for spec in expectations(topic)]
    assert sorted(named) == [name(spec) for spec in SPECS]
    assert all(expected for topic in CORPUS.iterdir() for expected in expectations(topic).values())


@each_spec
def test_it_becomes_what_is_expected(spec: Path) -> None:
    built, findings = converted(spec.read_bytes(), spec.name, Profile())
    view: JSONObject = {
        **cast(JSONObject, built.collection),
        "environment": cast(JSONObject, built.environment),
        "findings": [finding.rule for finding in findings],
    }
    for pointer, expected in {"/findings": [], **expectations(spec.parent)[spec.name]}.items():
        found = at(view, pointer)
        if isinstance(found, str) and not isinstance(expected, str):
            found = json.loads(found)
        assert (pointer, found) == (pointer, expected)


@each_spec
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_it_is_a_valid_collection_of_all_operations(spec: Path, profile: Profile) -> None:
    built, _ = converted(spec.read_bytes(), spec.name, profile)
    faults = check_collection(built.collection, profile, official_schema())
    errors = [fault for fault in faults if fault.severity == "error"]
    assert [fault for fault in errors if fault.rule not in OWN_RULES[profile.name]] == []
    sent = sorted(place.item["request"]["method"] for place in requests(built.collection))
    assert sent == sorted(methods(load_document(spec.read_bytes(), spec.name)))


def methods(document: JSONObject) -> list[str]:
    """The method of each operation, as a reader of the spec would count them."""
    found = []
    for path, item in cast("dict[str, JSONObject]", document.get("paths", {})).items():
        target = at(document, str(item["$ref"])[1:]) if "$ref" in item else item
        if path.startswith("/"):
            found += [method.upper() for method in cast(JSONObject, target) if method in METHODS]
            found += cast("dict[str, JSONObject]", target).get("additionalOperations", {})
    return found


@each_spec
def test_json_or_yaml_makes_no_difference(spec: Path) -> None:
    document = load_document(spec.read_bytes(), spec.name)
    as_json = json.dumps(document).encode()
    as_yaml = yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()
    (first, _), (second, _) = converted(as_json, "a.json", Profile()), converted(as_yaml, "a.yaml", Profile())
    assert first.collection == second.collection
