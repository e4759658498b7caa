import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import OutputError
from generator.files import atomic_write


def test_makes_the_folders_and_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file.json"
    atomic_write(path, b"one")
    assert path.read_bytes() == b"one"
    atomic_write(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_new_files_follow_the_umask(tmp_path: Path) -> None:
    previous = os.umask(0o022)
    try:
        atomic_write(tmp_path / "file", b"")
    finally:
        os.umask(previous)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_a_folder_in_the_way_is_an_output_error(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.mkdir()
    with pytest.raises(OutputError, match=r"taken: cannot be written: .*directory") as caught:
        atomic_write(path, b"content")
    assert caught.value.exit_code == 4
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_where_a_folder_belongs_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    with pytest.raises(OutputError, match="cannot be written"):
        atomic_write(tmp_path / "file" / "below", b"content")
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_a_folder_that_takes_no_file_is_an_output_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OutputError, match=r"file: cannot be written: Permission denied$"):
        atomic_write(tmp_path / "file", b"content")


@pytest.mark.parametrize(
    ("failure", "expected"),
    [(OSError(28, "No space left on device"), OutputError), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_what_fails_on_the_way_leaves_the_old_file_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    expected: type[BaseException],
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(descriptor: int) -> None:
        assert [entry.read_bytes() for entry in tmp_path.glob(".file.*.tmp")] == [b"new"]
        raise failure

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(expected):
        atomic_write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_kill_just_before_the_end_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    script = (
        "import os, signal, sys; from pathlib import Path; from generator.files import atomic_write\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
        "atomic_write(Path(sys.argv[1]), b'new' * 100_000)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
