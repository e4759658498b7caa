"""Writes files so that a reader, or a kill at any moment, meets the old content or the new, never a part."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
import unicodedata
from contextlib import suppress
from pathlib import Path

from generator.errors import OutputError

_TEMPORARY = re.compile(r"\.klaviyo-postman-[0-9a-f]{8}\.tmp")
_ABANDONED = 3600.0  # seconds; no file takes an hour to write
_MOST_BYTES = 120  # of a name made here; file systems take 255, for whatever is put around it
_NOT_FOR_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def atomic_write(path: Path, content: bytes) -> None:
    """Make `content` the content of the file at `path`, creating the folders it needs.

    The bytes go to a temporary file in the same folder (a rename is atomic only within one file system),
    reach the disk and then take the name. What is no file (a device, a pipe) is written to and not replaced;
    a symbolic link stays, and what it leads to is written. Raises OutputError when that fails; the temporary
    file is removed and whatever was at `path` stays.
    """
    try:
        mode = _mode_of(path)
        if mode is None or stat.S_ISREG(mode):
            target = Path(os.path.realpath(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, content)
        else:
            _write_through(path, content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}") from error


def safe_name(text: str) -> str:
    """`text` as the name of one file or folder on any system; empty if nothing of it can stay."""
    name = re.sub(r"[^\w.+-]+", "_", unicodedata.normalize("NFC", text)).strip(".")
    name = name.encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(".")
    return f"_{name}" if _NOT_FOR_WINDOWS.match(name) else name


def _mode_of(path: Path) -> int | None:
    """What there is at the end of all links; None if there is nothing yet."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".klaviyo-postman-{os.urandom(4).hex()}.tmp")
    _remove_abandoned(path.parent)
    try:
        # Not tempfile.mkstemp: its files are for their owner's eyes only, these follow the umask.
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:  # an interrupt by the keyboard leaves no litter either
        temporary.unlink(missing_ok=True)
        raise


def _write_through(path: Path, content: bytes) -> None:
    at_once = getattr(os, "O_NONBLOCK", 0)  # else a pipe that nobody reads would be waited for without end
    try:
        descriptor = os.open(path, os.O_WRONLY | at_once)
    except OSError as error:
        reason = "nobody reads from it" if error.errno == errno.ENXIO else error.strerror
        raise OSError(error.errno, reason) from error
    with os.fdopen(descriptor, "wb") as file:
        if at_once:
            os.set_blocking(descriptor, True)
        file.write(content)


def _remove_abandoned(folder: Path) -> None:
    """Temporary files that a killed process left behind."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) and entry.stat().st_mtime < time.time() - _ABANDONED:
                Path(entry).unlink(missing_ok=True)
