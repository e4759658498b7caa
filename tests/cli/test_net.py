"""What nobody expected is one line with a code of its own, and stops nothing but what it happened to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import pipeline
from generator.openapi.model import Api
from generator.openapi.read import load_api

Run = Callable[..., tuple[int, str, str]]

SPEC = """\
openapi: 3.0.3
info: {title: Shop, version: '%s'}
paths: {/teas: {get: {responses: {'200': {description: ok}}}}}
"""


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of three specs; one that says so in its name breaks the pipeline."""

    def load(content: bytes, name: str, *, with_webhooks: bool = False) -> tuple[Api, list[object]]:
        if "endless" in name:
            return load(content, name, with_webhooks=with_webhooks)
        if "killed" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        api, findings = load_api(content, name)
        return api, list(findings)

    monkeypatch.setattr(pipeline, "load_api", load)
    names = ["endless.yaml", "one.yaml", "two.yaml", "killed.yaml"]
    for name in names:
        (tmp_path / name).write_text(SPEC % name.removesuffix(".yaml"))
    return names


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_spec_that_breaks_us_does_not_stop_the_others(run: Run, broken: list[str], jobs: str) -> None:
    code, out, err = run("generate", "--profile", "none", "--jobs", jobs, *broken[:3])
    assert code == 70
    assert err.startswith("Error: endless.yaml: ")
    assert "unexpected RecursionError: " in err
    assert err.count("\n") == 1
    assert out.count(" -> ") == 2


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_its_traceback_is_shown_to_those_who_ask(run: Run, broken: list[str], jobs: str) -> None:
    code, _, err = run("-vv", "generate", "--profile", "none", "--jobs", jobs, *broken[:2])
    assert code == 70
    assert "Traceback (most recent call last):\n" in err
    assert ", in load\n" in err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_spec_that_cannot_be_read_does_not_stop_the_others(
    run: Run, broken: list[str], serve: Callable[[dict[str, bytes]], str], jobs: str
) -> None:
    Path("cut.json").write_text('{"openapi": "3.0.3", "paths": {"/a": {"$ref": "other.json"')
    gone = f"{serve({})}/gone.json"
    names = ["one.yaml", "cut.json", "nothing.yaml", gone, "two.yaml"]
    code, out, err = run("generate", "--profile", "none", "--jobs", jobs, *names)
    assert (code, out.count(" -> ")) == (3, 2)
    assert [line.split(": ")[1] for line in err.splitlines()] == ["cut.json", "nothing.yaml", gone]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_that_dies_takes_nothing_with_it(run: Run, broken: list[str]) -> None:
    names = ["one.yaml", "killed.yaml", "two.yaml"]
    code, out, err = run("generate", "--profile", "none", "--jobs", "2", *names)
    assert code == 70
    assert err == "Error: killed.yaml: the process that converted it died (is there enough memory?)\n"
    assert out.count(" -> ") == 2


def test_a_file_that_cannot_be_written_does_not_stop_the_others(run: Run, broken: list[str]) -> None:
    assert run("generate", "--profile", "none", "-o", "out", "one.yaml")[0] == 0
    (folder,) = Path("out").iterdir()
    for path in folder.iterdir():
        path.unlink()
        path.mkdir()
    code, out, err = run("generate", "--profile", "none", "-o", "out", "one.yaml", "two.yaml")
    assert code == 4
    assert err.startswith(f"Error: {folder}")
    assert err.count("\n") == 1
    assert "two" in out


@pytest.mark.parametrize(
    ("arguments", "step"),
    [
        (["validate", "one.yaml"], "generator.cli.validate.check_collection"),
        (["diff", "--profile", "none", "one.yaml", "two.yaml"], "generator.cli.compared.load_api"),
    ],
)
def test_the_other_commands_name_the_input_too(
    run: Run, broken: list[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], step: str
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("gone")

    monkeypatch.setattr(step, fail)
    code, out, err = run(*arguments)
    assert (code, out) == (70, "")
    assert err.startswith("Error: one.yaml: ")
    assert "unexpected KeyError: 'gone'" in err


def test_what_no_input_is_to_blame_for_is_a_70_as_well(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("gone")

    monkeypatch.setattr("generator.cli.validate.official_schema", fail)
    code, _, err = run("validate", "x.json")
    assert (code, err.count("\n")) == (70, 1)
    code, _, err = run("-vv", "validate", "x.json")
    assert code == 70
    assert "Traceback (most recent call last):\n" in err


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_all_processes_with_one_word(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(SPEC % number)
    script = (
        "import sys, time\n"
        "from generator import pipeline\n"
        "from generator.__main__ import run\n"
        "def wait(*_, **__):\n    print('waiting', flush=True)\n    time.sleep(60)\n"
        "pipeline.load_api = wait\n"
        "run()"
    )
    arguments = ["generate", "--jobs", "2", "0.yaml", "1.yaml", "2.yaml"]
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err.strip()) == (130, b"aborted")
