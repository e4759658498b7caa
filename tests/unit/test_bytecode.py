"""Compiled templates are kept where that is possible, and missed by nobody where it is not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from generator.bytecode import TemplateCache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.j2").write_text("{{ 1 + 1 }}")
    return tmp_path


def rendered(folder: Path) -> str:
    environment = Environment(  # noqa: S701 - no HTML
        loader=FileSystemLoader(folder), bytecode_cache=TemplateCache(folder / "cache")
    )
    return environment.get_template("a.j2").render()


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "cache").glob("*"))


def test_what_was_compiled_is_not_compiled_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered(folder) == "2"
    assert [path.suffix for path in kept(folder)] == [".jinja"]
    monkeypatch.setattr(Environment, "compile", lambda *_: pytest.fail("compiled"))
    assert rendered(folder) == "2"


def test_a_changed_template_is_compiled_again(folder: Path) -> None:
    rendered(folder)
    (folder / "a.j2").write_text("{{ 2 + 2 }}")
    assert rendered(folder) == "4"


@pytest.mark.parametrize("content", [b"", b"j2", b"nonsense that is long enough to be a checksum and more"])
def test_a_broken_file_is_as_good_as_none(folder: Path, content: bytes) -> None:
    rendered(folder)
    kept(folder)[0].write_bytes(content)
    assert rendered(folder) == "2"
    whole = kept(folder)[0].read_bytes()
    kept(folder)[0].write_bytes(whole[:-10])
    assert rendered(folder) == "2"


def test_nothing_is_kept_where_python_must_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(folder) == "2"
    assert kept(folder) == []


def test_a_folder_that_cannot_be_written_is_passed_over(folder: Path) -> None:
    (folder / "cache").write_text("a file stands here")
    assert rendered(folder) == "2"
