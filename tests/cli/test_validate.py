"""`klaviyo-postman validate`: collections of ours or anybody's, in three formats of report."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from generator.encode import to_json
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.resources import bundled

Run = Callable[..., tuple[int, str, str]]
Serve = Callable[[dict[str, bytes]], str]


@cache
def valid(spec: str = "2025-07-15/openapi/stable.yaml") -> bytes:
    path = bundled("specs/sample") / spec
    api, _ = load_api(path.read_bytes(), path.name)
    return to_json(build_collection(api, klaviyo_profile()).collection)


def mixed_betas() -> bytes:
    return valid("2025-07-15.pre/openapi/beta.yaml")


def with_secret() -> bytes:
    return valid().replace(b'"Klaviyo-API-Key {{privateKey}}"', b'"Klaviyo-API-Key 0123"')


FOUND = "collection [/auth]: a secret in the collection: auth value is no variable"


def test_a_valid_collection_is_a_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(valid())
    assert run("validate", "a.json") == (0, "a.json: valid\n", "")
    assert run("-q", "validate", "a.json") == (0, "", "")


def test_an_invalid_one_is_a_1_and_says_where(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(with_secret())
    for arguments in (["validate", "a.json"], ["-q", "validate", "a.json"]):
        code, out, err = run(*arguments)
        assert (code, err) == (1, "")
        first, second = out.splitlines()
        assert first.startswith(f"a.json: error: {FOUND}")
        assert second == "a.json: 1 error"


def test_several_are_all_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(with_secret())
    (tmp_path / "b.json").write_bytes(valid())
    code, out, _ = run("validate", "a.json", "b.json")
    assert code == 1
    assert out.splitlines()[1:] == ["a.json: 1 error", "b.json: valid"]


def test_standard_input_and_urls(run: Run, serve: Serve) -> None:
    assert run("validate", "-", stdin=valid()) == (0, "-: valid\n", "")
    url = serve({"/a.json": valid()}) + "/a.json"
    assert run("validate", url) == (0, f"{url}: valid\n", "")


def test_json_for_programs(run: Run) -> None:
    code, out, _ = run("validate", "--format", "json", "-", stdin=with_secret())
    assert code == 1
    (file,) = json.loads(out)["files"]
    assert file["name"] == "-"
    assert file["counts"] == {"error": 1, "warning": 0, "info": 0}
    assert [finding["rule"] for finding in file["findings"]] == ["secret"]


def test_annotations_for_github(run: Run) -> None:
    code, out, _ = run("validate", "--format", "github", "-", stdin=with_secret())
    assert code == 1
    assert out.startswith(f"::error file=-,title=secret::{FOUND}")


def test_a_warning_fails_only_where_it_is_asked_to(run: Run) -> None:
    code, out, _ = run("validate", "-", stdin=mixed_betas())
    assert code == 0
    assert out.endswith("(revision-beta)\n-: 1 warning\n")
    assert run("validate", "--strict", "-", stdin=mixed_betas()) == (1, out, "")


def test_without_a_profile_its_rules_do_not_apply(run: Run) -> None:
    nameless = valid().replace(b'"(Stable) Klaviyo API (v2025-07-15)"', b'"Mine"')
    assert "(revision-name)" in run("validate", "-", stdin=nameless)[1]
    _, out, _ = run("validate", "--profile", "none", "-", stdin=nameless)
    assert "(revision-name)" not in out
    assert "(variable-known)" in out, "since nobody says that users have a {{companyId}}"


@pytest.mark.parametrize("content", [b"{}", b'{"item": [{}, 7]}', b'{"collection": {}}'])
def test_what_is_hardly_a_collection_is_a_1(run: Run, content: bytes) -> None:
    code, out, err = run("validate", "-", stdin=content)
    assert (code, err) == (1, "")
    assert "(schema)" in out


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_object_is_a_3(run: Run, content: bytes) -> None:
    code, out, err = run("validate", "-", stdin=content)
    assert (code, out) == (3, "")
    assert err.startswith("Error: -: ")
    assert err.count("\n") == 1


def test_what_cannot_be_read_is_a_3(run: Run) -> None:
    assert run("validate", "a.json") == (3, "", "Error: a.json: cannot be read: No such file or directory\n")


def test_another_format_is_a_usage_error(run: Run) -> None:
    code, _, err = run("validate", "--format", "html", "-", stdin=valid())
    assert code == 2
    assert "'text', 'json', 'github'" in err


def test_postmans_own_schema_is_asked_where_it_is_at_hand(run: Run, tmp_path: Path, serve: Serve) -> None:
    strict = {
        "required": ["nothing"],
        "properties": {"item": {"items": {}}},
        "definitions": {"item-group": {"properties": {"item": {"items": {}}}}, "item": {}, "response": {}},
    }
    url = serve({"/schema.json": json.dumps(strict).encode()}) + "/schema.json"
    code, out, _ = run("validate", "--schema", url, "-", stdin=valid())
    assert code == 1
    assert out == (
        "-: error: collection: key 'nothing' is missing in the collection (schema-official)\n-: 1 error\n"
    )
    path = tmp_path / "specs/postman/collection-v2.1.0.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(strict))
    assert run("validate", "-", stdin=valid()) == (code, out, "")
    assert run("--specs", "elsewhere", "validate", "-", stdin=valid())[0] == 0
    path.write_bytes(b"{}")
    code, out, err = run("validate", "-", stdin=valid())
    assert (code, out) == (3, "")
    assert err.startswith("Error: official schema is not a schema of collections")
