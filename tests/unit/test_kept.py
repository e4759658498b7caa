"""What is kept beside a bundled file: found again while the file is the same, made anew when it is not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.json_types import JSON
from generator.kept import kept


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "data.txt"
    path.write_bytes(b"one")
    return path


@pytest.fixture
def reads() -> tuple[list[bytes], Callable[[bytes], JSON]]:
    read: list[bytes] = []

    def remember(content: bytes) -> JSON:
        read.append(content)
        return {"said": content.decode()}

    return read, remember


Reads = tuple[list[bytes], Callable[[bytes], JSON]]


def test_a_file_is_read_once_until_it_changes(source: Path, reads: Reads) -> None:
    read, remember = reads
    assert kept(source, remember) == kept(source, remember) == {"said": "one"}
    assert read == [b"one"]
    source.write_bytes(b"two")
    assert kept(source, remember) == {"said": "two"}
    assert read == [b"one", b"two"]


@pytest.mark.parametrize("broken", [b"", b"[1]", b'{"a": 1}', b'["other", 1]', b"[", b"1"])
def test_what_is_broken_is_made_again(source: Path, reads: Reads, broken: bytes) -> None:
    _read, remember = reads
    place = source.parent / "__pycache__" / "data.json"
    place.parent.mkdir()
    place.write_bytes(broken)
    assert kept(source, remember) == {"said": "one"}
    assert json.loads(place.read_bytes())[1] == {"said": "one"}
    assert list(place.parent.iterdir()) == [place], "no temporary file is left"


def test_nothing_is_kept_where_python_keeps_nothing(
    source: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert kept(source, reads[1]) == {"said": "one"}
    assert list(source.parent.iterdir()) == [source]


def test_a_place_that_cannot_be_written_is_no_error(source: Path, reads: Reads) -> None:
    (source.parent / "__pycache__").write_bytes(b"a file where the folder would be")
    assert kept(source, reads[1]) == {"said": "one"}
