"""`validate --spec` and `generate --verify`: collections held to the specs they were made from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from generator import pipeline
from generator.cli.options import PROFILES
from generator.encode import to_json
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.openapi.selection import Extent
from generator.postman.build import BuiltCollection, build_collection
from generator.postman.profile import Profile, Waiver
from generator.render import Templates
from generator.resources import bundled
from generator.validate.walk import requests

Run = Callable[..., tuple[int, str, str]]

SPEC = bundled("specs/sample") / "2025-07-15/openapi/stable.yaml"


@cache
def valid() -> bytes:
    api, _ = load_api(SPEC.read_bytes(), SPEC.name)
    return to_json(build_collection(api, klaviyo_profile()).collection)


def counted(collection: bytes) -> str:
    items = [place.item for place in requests(json.loads(collection))]
    examples = sum(len(item["response"]) for item in items)
    return f"{len(items)} requests and {examples} saved examples checked against the spec"


def broken() -> bytes:
    """A collection in which one saved example has a status that the spec does not know."""
    return valid().replace(b'"code": 201', b'"code": 299', 1)


ALIKE = next(
    waiver
    for waiver in klaviyo_profile().waivers
    if waiver.rule == "request-ambiguous" and waiver.schema.endswith("_options")
)
WAIVED = f"waived: 2 {ALIKE.rule} at {ALIKE.schema}: {ALIKE.reason}"


@pytest.mark.parametrize("spec", [str(SPEC), "sample"])
def test_a_collection_that_keeps_its_spec_is_a_0(run: Run, spec: str) -> None:
    assert run("validate", "-", "--spec", spec, stdin=valid()) == (
        0,
        f"-: {WAIVED}\n-: {counted(valid())}, 1 waived, 0 unjudged\n-: valid\n",
        "",
    )
    assert run("-q", "validate", "-", "--spec", spec, stdin=valid()) == (0, "", "")


def test_a_revision_is_looked_up_in_the_folder_of_specs(run: Run) -> None:
    assert run("pull", "2025-07-15", "--source", "sample")[0] == 0
    for name in ("2025-07-15", "latest"):
        assert run("validate", "-", "--spec", name, stdin=valid())[0] == 0
    code, _, err = run("validate", "-", "--spec", "2024-10-15", stdin=valid())
    assert code == 3
    assert "2024-10-15" in err


def test_one_that_does_not_is_a_1_and_says_where(run: Run) -> None:
    code, out, err = run("validate", "-", "--spec", SPEC, stdin=broken())
    assert (code, err) == (1, "")
    where = "Campaigns > Campaigns > Create Campaign > 201 Created [/item/0/item/0/item/1/response/0/code]"
    assert out.splitlines() == [
        f"-: error: {where}: status is not in the spec: 299, expected 201, 4XX, 5XX (response-status)",
        f"-: {WAIVED}",
        f"-: {counted(valid())}, 1 waived, 0 unjudged",
        "-: 1 error",
    ]
    assert run("validate", "-", stdin=broken()) == (0, "-: valid\n", ""), "who does not ask is not told"


def test_several_may_be_held_to_one_spec(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(valid())
    (tmp_path / "b.json").write_bytes(broken())
    code, out, _ = run("validate", "a.json", "b.json", "--spec", SPEC)
    assert code == 1
    assert [line for line in out.splitlines() if line.endswith(("valid", "1 error"))] == [
        "a.json: valid",
        "b.json: 1 error",
    ]


def test_a_part_of_a_spec_is_a_warning(run: Run, tmp_path: Path) -> None:
    assert run("generate", "sample", "--tag", "Lists")[0] == 0
    (part,) = tmp_path.glob("output/*/klaviyo.postman_collection.json")
    code, out, _ = run("validate", part, "--spec", "sample")
    assert code == 0
    assert out.count("(operation-unused)") == 36
    assert run("validate", part, "--spec", "sample", "--strict")[0] == 1


def test_for_programs(run: Run) -> None:
    code, out, _ = run("validate", "-", "--spec", SPEC, "--format", "json", stdin=broken())
    assert code == 1
    (file,) = json.loads(out)["files"]
    assert [finding["rule"] for finding in file["findings"]] == ["response-status"]
    conformance = file["conformance"]
    assert f"{conformance['requests']} requests and {conformance['examples']} saved" in counted(valid())
    assert [waived["schema"] for waived in conformance["waived"]] == [ALIKE.schema]


def test_what_is_waived_is_said_with_its_reason(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = "/components/schemas/ProfileAttributes/properties/tea"
    profile = Profile(waivers=(Waiver("request-property", schema, "It was forgotten."), ALIKE))
    monkeypatch.setitem(PROFILES, "none", lambda: profile)
    api, _ = load_api(SPEC.read_bytes(), SPEC.name)
    collection = build_collection(api, profile).collection
    (create,) = [place.item for place in requests(collection) if place.item["name"] == "Create Profile"]
    create["request"]["body"]["raw"] = create["request"]["body"]["raw"].replace(
        '"email"', '"tea": 1, "email"'
    )
    forgotten = to_json(collection)
    arguments = ["validate", "-", "--spec", SPEC, "--profile", "none"]
    code, out, _ = run(*arguments, stdin=forgotten)
    assert (code, out.splitlines()[:3]) == (
        0,
        [
            f"-: {WAIVED}",
            f"-: waived: 1 request-property at {schema}: It was forgotten.",
            f"-: {counted(forgotten)}, 2 waived, 0 unjudged",
        ],
    )
    _, out, _ = run(*arguments, "--format", "json", stdin=forgotten)
    _, waived = json.loads(out)["files"][0]["conformance"]["waived"]
    assert (waived["rule"], waived["schema"], waived["reason"]) == (
        "request-property",
        schema,
        "It was forgotten.",
    )
    (place,) = waived["places"]
    assert place.endswith("/request/body")


@pytest.mark.parametrize("spec", ["nowhere.yaml", "2025-13-99", "2024-10-15"])
def test_a_spec_that_is_none(run: Run, spec: str) -> None:
    code, out, err = run("validate", "-", "--spec", spec, stdin=valid())
    assert (code, out) == (3, "")
    assert err.startswith("Error: ")


def test_generate_verifies_before_it_writes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run("generate", "sample", "--verify")
    assert code == 0
    assert f"  {counted(valid())}, 1 waived, 0 unjudged\n" in out
    assert "  for want of a value that is valid: 0 omitted, 0 null instead\n" in out
    written = {path.name: path.read_bytes() for path in tmp_path.glob("output/*/*")}
    assert run("generate", "sample", "--check")[0] == 0, "the files are those without --verify"

    def faulty(
        api: Api, profile: Profile, templates: Templates | None = None, extent: Extent = "full"
    ) -> BuiltCollection:
        built = build_collection(api, profile, templates, extent)
        built.collection["item"][0]["item"][0]["item"][1]["response"][0]["code"] = 299  # type: ignore[typeddict-item]
        return built

    monkeypatch.setattr(pipeline, "build_collection", faulty)
    code, out, err = run("generate", "sample", "--verify")
    assert (code, out) == (1, "")
    assert "status is not in the spec: 299" in err
    assert "2025-07-15: not written: 1 error" in err
    assert {path.name: path.read_bytes() for path in tmp_path.glob("output/*/*")} == written
    assert run("generate", "sample")[0] == 0


def test_of_a_part_all_of_it_must_be_there(run: Run) -> None:
    code, out, err = run("generate", "sample", "--tag", "Lists", "--verify")
    assert (code, err) == (0, "")
    assert re.search(
        r"^  6 requests and \d+ saved examples checked against the spec, 0 waived, 0 unjudged$", out, re.M
    )


def test_only_who_asks_pays_for_openapi_core(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(valid())
    script = (
        "import sys\nfrom generator.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print('openapi_core' in sys.modules, file=sys.stderr)"
    )
    for arguments, is_paid in (
        (["validate", "a.json"], "False"),
        (["validate", "a.json", "--spec", "sample"], "True"),
    ):
        command = [sys.executable, "-c", script, *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
        assert ended.stderr.strip() == is_paid
