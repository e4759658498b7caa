"""The bundled sample spec becomes what the committed files say, byte by byte."""

from __future__ import annotations

import difflib
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LINES = 40
COMMAND = "if that is what you want: make golden (python tests/golden/regenerate.py), and look at the diff"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    subprocess.run([sys.executable, HERE / "regenerate.py", folder], cwd=folder, check=True)
    return folder


def difference(expected: bytes, found: bytes) -> str:
    lines = difflib.unified_diff(
        expected.decode().splitlines(), found.decode().splitlines(), "golden", "generated", lineterm="", n=1
    )
    shown = list(islice(lines, LINES + 1))
    return "\n".join([*shown[:LINES], *(["…"] if len(shown) > LINES else [])])


@pytest.mark.parametrize(
    "name", ["klaviyo.postman_collection.json", "klaviyo.postman_environment.json", "manifest.json"]
)
def test_the_sample_becomes_what_it_was(generated: Path, name: str) -> None:
    path = Path("2025-07-15", name)
    expected = (HERE / path).read_bytes() if (HERE / path).exists() else b""
    found = (generated / path).read_bytes()
    if found != expected:
        pytest.fail(f"{path}:\n{difference(expected, found)}\n{COMMAND}", pytrace=False)


def test_there_is_no_file_that_nothing_is_held_to(generated: Path) -> None:
    def names(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}

    assert names(HERE) == names(generated)
