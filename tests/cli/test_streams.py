"""Standard input, output and error that are closed, full, endless or not UTF-8: one line and no hang."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.openapi.load import MAX_BYTES

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the shell and the devices of Linux")

SPEC = """\
openapi: 3.0.3
info: {title: Th\u00e9, version: '1'}
tags: [{name: Th\u00e9}]
paths: {/teas: {get: {tags: [Th\u00e9], responses: {'200': {description: ok}}}}}
"""


def shell(command: str, folder: Path, **variables: str) -> tuple[int, bytes, bytes]:
    """Exit code, output and errors of a command line in which $K is ours."""
    (folder / "spec.yaml").write_text(SPEC, "utf-8")
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("KLAVIYO_", "PYTHON", "LC_"))
    }
    ended = subprocess.run(
        ["bash", "-c", command],
        env={**kept, "K": f"{sys.executable} -m generator", **variables},
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("$K templates >&-", 4, "standard output is closed"),
        ("$K templates >/dev/full", 4, "standard output cannot be written: No space left on device"),
        ("$K generate - <&-", 3, "-: standard input is closed"),
        ("$K generate - </dev/zero", 3, f"-: larger than the {MAX_BYTES:,} bytes that are read"),
        ("yes | $K generate -", 3, f"-: larger than the {MAX_BYTES:,} bytes that are read"),
        ("$K validate /dev/zero", 3, f"/dev/zero: larger than the {MAX_BYTES:,} bytes that are read"),
        ("$K generate spec.yaml --profile none -o /dev/full/x", 4, "cannot be written: Not a directory"),
        ("$K diff $(printf 'a%.0s' {1..300}) spec.yaml", 3, "a: cannot be read: File name too long"),
        ("$K validate $(printf 'a%.0s' {1..300})", 3, "a: cannot be read: File name too long"),
        ("mkfifo p; $K diff spec.yaml spec.yaml -o p", 4, "p: cannot be written: nobody reads from it"),
    ],
)
def test_a_stream_or_a_file_that_is_odd_is_one_line(
    tmp_path: Path, command: str, code: int, said: str
) -> None:
    ended, _, err = shell(command, tmp_path)
    assert ended == code
    assert err.startswith(b"Error: ")
    assert err.endswith(f"{said}\n".encode())
    assert err.count(b"\n") == 1


@pytest.mark.parametrize("command", ["$K validate nothing 2>&-", "$K validate nothing 2>/dev/full"])
def test_where_nobody_can_be_told_the_code_tells(tmp_path: Path, command: str) -> None:
    assert shell(command, tmp_path) == (3, b"", b"")


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"LANG": "C"}, {"PYTHONUTF8": "0"}])
def test_output_is_utf_8_whatever_the_locale(tmp_path: Path, variables: dict[str, str]) -> None:
    code, out, err = shell("$K generate --profile none --tag The\u0301 spec.yaml", tmp_path, **variables)
    assert (code, out) == (2, b"")
    assert err.decode() == 'Error: no tag "The\u0301" (did you mean Th\u00e9?)\n'


def test_a_name_that_is_no_text_is_told_all_the_same(tmp_path: Path) -> None:
    code, _, err = shell("$K validate $'\\xff.json'", tmp_path)
    assert (code, err) == (3, b"Error: \\udcff.json: cannot be read: No such file or directory\n")
