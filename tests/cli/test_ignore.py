"""`--ignore` of generate and validate: what a team has accepted stops nothing, and is counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_conformance import SPEC, Run, broken

ENTRY = "ignore: [{{{how}, reason: known, expires: {day}}}]"
BY_RULE = 'rule: response-status, pattern: "*Create Campaign*299*"'


@pytest.fixture
def ignored(tmp_path: Path) -> Path:
    path = tmp_path / "ignore.yaml"
    path.write_text(ENTRY.format(how=BY_RULE, day="2999-12-31"))
    return path


def test_what_is_accepted_is_no_fault_and_counted(run: Run, ignored: Path) -> None:
    code, out, err = run("validate", "-", "--spec", SPEC, "--ignore", ignored, stdin=broken())
    assert (code, err) == (0, "")
    assert out.startswith("-: ignored: 1 by response-status *Create Campaign*299*: known\n")
    assert out.endswith("-: valid\n")
    code, out, _ = run(
        "validate", "-", "--spec", SPEC, "--ignore", ignored, "--format", "json", stdin=broken()
    )
    (file,) = json.loads(out)["files"]
    assert (code, file["counts"]["error"], file["findings"]) == (0, 0, [])
    assert [(one["rule"], one["reason"], one["expires"]) for one in file["ignored"]] == [
        ("response-status", "known", "2999-12-31")
    ]


def test_a_fingerprint_is_shown_and_can_be_accepted(run: Run, ignored: Path) -> None:
    _, out, _ = run("validate", "-", "--spec", SPEC, "--format", "json", stdin=broken())
    (finding,) = json.loads(out)["files"][0]["findings"]
    _, out, _ = run("-v", "validate", "-", "--spec", SPEC, stdin=broken())
    assert f"(response-status {finding['fingerprint']})" in out
    ignored.write_text(ENTRY.format(how=f"fingerprint: {finding['fingerprint']}", day="2999-12-31"))
    assert run("validate", "-", "--spec", SPEC, "--ignore", ignored, stdin=broken())[0] == 0


def test_an_entry_that_is_over_or_matches_nothing_is_reported(run: Run, ignored: Path) -> None:
    ignored.write_text(ENTRY.format(how=BY_RULE, day="2020-12-31"))
    code, _, err = run("validate", "-", "--spec", SPEC, "--ignore", ignored, stdin=broken())
    assert (code, err) == (
        1,
        f"{ignored}: response-status *Create Campaign*299*: expired on 2020-12-31: known\n",
    )
    ignored.write_text(ENTRY.format(how="rule: other", day="2999-12-31"))
    code, _, err = run("validate", "-", "--spec", SPEC, "--ignore", ignored, stdin=broken())
    assert (code, err) == (1, f"{ignored}: other *: matches nothing: known\n")


def test_generate_writes_what_has_accepted_findings_only(run: Run, tmp_path: Path, ignored: Path) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {tags: [B], responses: {}}}}\n"
    )
    options = ("generate", spec, "--profile", "none", "--strict")
    code, out, err = run(*options)
    assert (code, out) == (1, "")
    assert "(server-missing)" in err
    ignored.write_text(ENTRY.format(how="rule: server-missing", day="2999-12-31"))
    code, out, err = run(*options, "--ignore", ignored)
    assert (code, err) == (0, "")
    assert "ignored: 1 by server-missing *: known" in out
    (manifest,) = tmp_path.glob("output/*/manifest.json")
    written = json.loads(manifest.read_bytes())["findings"]
    assert "server-missing" in [finding["rule"] for finding in written], "the files are those without it"


def test_a_file_that_is_none_is_refused(run: Run, ignored: Path) -> None:
    ignored.write_text("other: []")
    code, _, err = run("validate", "-", "--ignore", ignored, stdin=broken())
    assert code == 3
    assert "one key, `ignore`" in err
