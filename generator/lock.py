"""Keeps two processes from doing at once what is one's at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.errors import OutputError


@contextmanager
def hold(path: Path, busy: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock that the file at `path` is; the system lets it go when the process ends, however it ends.

    Raises OutputError if another process holds it for longer than `wait` seconds, which `busy` says in words,
    or if the file cannot be made.
    """
    import filelock

    lock = filelock.FileLock(path, timeout=wait)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        raise OutputError(busy, "wait until it has ended, then run this again") from error
    except OSError as error:
        raise OutputError(f"{path}: cannot be locked: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()
