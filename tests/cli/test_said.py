"""Whatever a spec calls things: no line of any output commands a terminal or a CI server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.report.diff.reporters import REPORTERS as OF_DIFF
from generator.report.reports import REPORTERS

Run = Callable[..., tuple[int, str, str]]
TRAP = "\n::error::a \x1b[31m\x85\u202e ##[error]b\r##vso[task.complete]"
COMMAND = re.compile(r"^\s*::(?!(error|warning|notice) (file|title)=)|##\w*\[")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]")


def spec(number: int) -> bytes:
    """Of a revision: all that has a name has the trap in it, and the second has lost and won something."""
    trap = f"{TRAP}{number}"
    schema = {"type": "object", "properties": {trap: {"enum": [trap], "default": trap}}}
    operation = {
        "tags": [trap],
        "operationId": trap,
        "summary": trap,
        "parameters": [{"name": trap, "in": "query", "schema": {"type": "wrong" + trap}}],
        "requestBody": {"content": {"application/json": {"schema": schema, "example": {trap: 1}}}},
        "security": [{trap: [trap]}],
        "responses": {"200": {"description": trap, "headers": {trap: {"schema": {}}}}},
    }
    paths = {"/same": {"post": operation}, f"/{trap}": {"get": {**operation, "operationId": f"other{trap}"}}}
    info = {"title": f"T{TRAP}", "version": trap}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": paths, trap: trap}).encode()


@pytest.fixture
def specs(tmp_path: Path) -> list[str]:
    for number in (1, 2):
        (tmp_path / f"{number}.json").write_bytes(spec(number))
    return ["1.json", "2.json"]


@pytest.fixture
def heard(run: Run) -> Callable[..., str]:
    """Runs a command and looks at what it says, which it gives back."""

    def run_and_look(*arguments: str) -> str:
        _, out, err = run(*arguments)
        for line in (out + err).split("\n"):
            assert not COMMAND.search(line), line
            assert not CONTROL.search(line), line
        return out + err

    return run_and_look


@pytest.mark.parametrize("form", OF_DIFF)
def test_diff(heard: Callable[..., str], specs: list[str], form: str) -> None:
    said = heard("diff", *specs, "--profile", "none", "--format", form)
    assert "error::a" in said, "of the operation that is gone"


@pytest.mark.parametrize("form", REPORTERS)
def test_validate(heard: Callable[..., str], specs: list[str], tmp_path: Path, form: str) -> None:
    heard("generate", specs[0], "--profile", "none", "--output", "out")
    (collection,) = tmp_path.glob("out/*/*collection.json")
    text = collection.read_text("utf-8")
    collection.write_text(text.replace('"id"', '"\\n::error::id"', 1), "utf-8")
    heard("validate", str(collection), "--profile", "none", "--format", form, "--spec", specs[1])


@pytest.mark.parametrize(
    "arguments",
    [
        ("-v", "generate", "1.json", "--profile", "none", "--verify"),
        ("-v", "generate", "1.json"),
        ("-vv", "generate", f"nowhere{TRAP}"),
        ("generate", "sample", "--tag", TRAP),
        ("generate", f"--{TRAP}"),
        ("generate", "--jobs", TRAP),
        ("diff", "1.json", "2.json", "--format", TRAP),
        ("diff", "1.json", "2.json", "--level", f"{TRAP}=info"),
        ("diff", "1.json", "2.json", "--ignore", "1.json"),
        ("validate", "1.json"),
        ("templates", "--templates", TRAP),
        (TRAP,),
    ],
)
def test_whatever_else_is_said(
    heard: Callable[..., str], specs: list[str], arguments: tuple[str, ...]
) -> None:
    assert heard(*arguments)


def test_a_broken_template(heard: Callable[..., str], specs: list[str], tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "plain.md.j2").write_text("{{ {}[api.version] }}")
    said = heard("generate", specs[0], "--profile", "none", "--templates", "words")
    assert said.startswith("Error: template plain.md.j2, line 1: ")


def test_the_summary_of_a_job_is_not_forged(
    run: Run, specs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    for number in (1, 2):
        trap = "ok</details>\n\n# All good <img src=https://a.test/b.png> @org/team"
        text = spec(number).replace(json.dumps(TRAP)[1:-1].encode(), json.dumps(trap)[1:-1].encode())
        (tmp_path / f"{number}.json").write_bytes(text)
    run("diff", *specs, "--profile", "none", "--format", "github")
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert "All good" in summary
    prose = re.sub(r"`[^`]*`", "", summary)
    assert not re.search(r"^# |<img|@org|https://", prose, re.MULTILINE)
    assert prose.count("<details>") == prose.count("</details>")
