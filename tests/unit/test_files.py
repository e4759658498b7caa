import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import OutputError
from generator.files import atomic_write, safe_name


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
        assert [entry.read_bytes() for entry in tmp_path.glob(".klaviyo-postman-*.tmp")] == [b"new"]
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


# What is no plain file


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link", tmp_path / "there" / "file"
    link.symlink_to(target)
    for content in (b"made", b"replaced"):
        atomic_write(link, content)
        assert link.is_symlink()
        assert target.read_bytes() == content
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = b"x" * 200_000  # more than a pipe holds
    with (
        (tmp_path / "got").open("wb") as got,
        subprocess.Popen(["cat", pipe], stdout=got),
        pipe.open("wb"),  # so that the reader is there, and stays
    ):
        atomic_write(pipe, content)
    assert (tmp_path / "got").read_bytes() == content
    assert pipe.is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_that_nobody_reads_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match=r"pipe: cannot be written: nobody reads from it$"):
        atomic_write(tmp_path / "pipe", b"content")


@pytest.mark.parametrize(("minor", "full"), [(3, False), (7, True)])
def test_a_device_is_written_to_and_stays(tmp_path: Path, minor: int, full: bool) -> None:
    device = tmp_path / "device"
    try:
        os.mknod(device, stat.S_IFCHR | 0o600, os.makedev(1, minor))  # as null and full of Linux
        device.open("wb").close()
    except (AttributeError, OSError):
        pytest.skip("needs the right to make devices")
    if full:
        with pytest.raises(OutputError, match=r"device: cannot be written: No space left on device$"):
            atomic_write(device, b"content")
    else:
        atomic_write(device, b"content")
    assert device.is_char_device()


# What a killed process leaves behind


def test_what_was_abandoned_is_removed_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    old, new = tmp_path / ".klaviyo-postman-0123abcd.tmp", tmp_path / ".klaviyo-postman-89abcdef.tmp"
    other = tmp_path / ".other.tmp"
    for path in (old, new, other):
        path.write_bytes(b"part")
    for path in (old, other):
        os.utime(path, (0, 0))
    atomic_write(tmp_path / "file", b"content")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([new.name, other.name, "file"])


# Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shop 1.0", "Shop_1.0"),
        ("../../evil", "_.._evil"),
        (" . ", "_._"),
        ("..", ""),
        ("", ""),
        ("C:\\x\n", "C_x_"),
        ("con", "_con"),
        ("LPT1.json", "_LPT1.json"),
        ("console", "console"),
        ("cafe\u0301", "caf\u00e9"),
        ("\ud800", "_"),
    ],
)
def test_any_text_gives_a_name_that_stays_in_its_folder(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("letter", ["x", "\u8336"])
def test_a_name_is_never_too_long(tmp_path: Path, letter: str) -> None:
    name = safe_name(letter * 5000)
    atomic_write(tmp_path / name / "file", b"content")
    assert len(name) > 30
