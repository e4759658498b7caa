"""`profile.yaml`: what it says of Klaviyo's collections, and what its schema refuses."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import jsonschema_rs
import pytest

from generator.klaviyo import profile as module
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.profile import Channel, ErrorExample, UserVariable

FOLDER = Path(module.__file__).parent
PROFILE = klaviyo_profile()

# What Klaviyo's page "Rate limits, status codes, and errors" shows and its spec requires.
ENVELOPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "status", "code", "title", "detail", "source", "links", "meta"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "status": {"type": "integer"},
                    "code": {"type": "string", "pattern": "^[a-z_]+$"},
                    "title": {"type": "string", "pattern": r"\.$"},
                    "detail": {"type": "string", "minLength": 1},
                    "source": {
                        "type": "object",
                        "additionalProperties": False,
                        "minProperties": 1,
                        "maxProperties": 1,
                        "properties": {
                            "pointer": {"type": "string", "pattern": "^/data"},
                            "parameter": {"type": "string", "minLength": 1},
                        },
                    },
                    "links": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
                    "meta": {"type": "object"},
                },
            },
        }
    },
}


def name_of(error: ErrorExample) -> str:
    return f"{error.status} {error.name}"


def test_the_file_loads() -> None:
    assert (PROFILE.name, PROFILE.file_stem, PROFILE.auth_variable) == ("klaviyo", "klaviyo", "privateKey")
    assert PROFILE.user_variables == (
        UserVariable("privateKey", "secret"),
        UserVariable("companyId", "default", enabled=False),
    )
    assert klaviyo_profile() is PROFILE, "it is read once"


@pytest.mark.parametrize(
    ("revision", "name"),
    [
        ("2023-10-15", "(Stable) Klaviyo API (v2023-10-15)"),
        ("2026-07-15.pre", "(Beta) Klaviyo API (v2026-07-15.pre)"),
    ],
)
def test_collections_are_named_as_in_klaviyos_guide(revision: str, name: str) -> None:
    spec = {"openapi": "3.0.2", "info": {"title": "Klaviyo API", "version": revision}, "paths": {"/a": {}}}
    api, _ = load_api(json.dumps(spec).encode(), "spec.json")
    assert PROFILE.name_of(api) == name


def test_stable_takes_whatever_is_not_beta() -> None:
    assert PROFILE.channel("2026-07-15.pre").name == "beta"
    assert PROFILE.channel("anything") == Channel("stable", "Stable", "")


# Errors


@pytest.mark.parametrize("error", PROFILE.errors, ids=name_of)
def test_error_bodies_have_klaviyos_envelope(error: ErrorExample) -> None:
    body = json.loads(error.body)
    jsonschema_rs.validate(ENVELOPE, body, validate_formats=True)
    assert [entry["status"] for entry in body["errors"]] == [error.status]


def test_the_statuses_of_the_guide_are_shown() -> None:
    assert [error.status for error in PROFILE.errors] == sorted(error.status for error in PROFILE.errors)
    assert {error.status for error in PROFILE.errors} >= {400, 401, 403, 404, 405, 409, 429}


def test_ids_of_errors_are_their_own() -> None:
    ids = [entry["id"] for error in PROFILE.errors for entry in json.loads(error.body)["errors"]]
    assert len(ids) == len(set(ids))


def test_no_example_is_hidden_by_one_before_it() -> None:
    for index, error in enumerate(PROFILE.errors):
        for earlier in PROFILE.errors[:index]:
            is_apart = bool(earlier.at) and set(earlier.at).isdisjoint(error.at)
            assert earlier.status != error.status or is_apart or not earlier.needs <= error.needs, name_of(
                error
            )


def test_a_429_says_the_same_three_times() -> None:
    (error,) = [error for error in PROFILE.errors if error.status == 429]
    (entry,) = json.loads(error.body)["errors"]
    assert error.headers == {"Retry-After": "12"}
    assert "12 seconds" in entry["detail"]
    assert urlsplit(entry["links"]["type"]).hostname == "developers.klaviyo.com"


def test_texts_hold_no_words_but_those_that_are_filled_in() -> None:
    for error in PROFILE.errors:
        words = set(re.findall(r"\{\w+\}", error.name + error.body))
        assert words <= {"{scopes}", "{resource}", "{Resource}"}, name_of(error)


# The schema of the file


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    *parents, last = path.split("/")

    def apply(data: Any) -> None:
        for part in parents:
            data = data[int(part) if part.isdigit() else part]
        data[last] = value

    return apply


@pytest.mark.parametrize(
    "typo",
    [
        change("fiel_stem", "x"),
        change("file_stem", "Has Blanks"),
        change("channels", []),
        change("channels/0/sufix", ".pre"),
        change("user_variables/0/type", "hidden"),
        change("user_variables/0/value", "pk_0"),
        change("parameters/0/location", "body"),
        change("parameters/0/enable", True),
        change("parameters/0/first", "yes"),
        change("subfolder_rules/0/contains", "x"),
        change("required_mark", None),
        change("rate_limit/windows", "steady"),
        change("rate_limit/headers/RateLimit-Limit", 7),
        change("errors/0/needs", ["privat"]),
        change("errors/0/status", 200),
        change("errors/0/status", "400"),
        change("errors/0/header", {}),
        change("errors/0/body", "text"),
        lambda data: data.pop("errors"),
        lambda data: data["errors"][0].pop("needs"),
        lambda data: data.pop("waivers"),
        lambda data: data["waivers"][0].pop("reason"),
        change("waivers/0/schema", "components/schemas"),
        change("waivers/0/since", "2025"),
        change("waivers/0/untill", "2025-07-15"),
    ],
)  # fmt: skip
def test_typos_are_refused(typo: Callable[[dict[str, Any]], None]) -> None:
    schema = json.loads((FOLDER / "profile.schema.json").read_bytes())
    data = cast(dict[str, Any], module.profile_data())
    assert jsonschema_rs.is_valid(schema, data)
    broken = copy.deepcopy(data)
    typo(broken)
    assert broken != data
    assert not jsonschema_rs.is_valid(schema, broken)


def test_a_broken_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("profile.schema.json", "amendments.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    text = (FOLDER / "profile.yaml").read_text("utf-8")
    (tmp_path / "profile.yaml").write_text(text.replace("file_stem:", "file_sterm:"), "utf-8")
    monkeypatch.setattr(module, "_FILE", tmp_path / "profile.yaml")
    with pytest.raises(jsonschema_rs.ValidationError, match="file_sterm"):
        klaviyo_profile.__wrapped__()
