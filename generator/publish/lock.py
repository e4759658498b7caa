"""Keeps two publishers on one machine apart: a lock for each workspace, whatever folder they run in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.errors import OutputError


@contextmanager
def publisher_lock(workspace: str) -> Iterator[None]:
    """Hold the lock of a workspace; the system lets it go when the process ends, however it ends.

    Raises OutputError if another process holds it, or if its file cannot be made.
    """
    import filelock

    path = lock_file(workspace)
    lock = filelock.FileLock(path, timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        message = "another process of this machine is publishing to this workspace"
        raise OutputError(message, "wait until it has ended, then run this again") from error
    except OSError as error:
        raise OutputError(f"{path}: cannot be locked: {error.strerror or error}") from error
    try:
        yield
    finally:
        lock.release()


def lock_file(workspace: str) -> Path:
    """Where the lock is: in the user's folder for caches, since it is worth nothing to anybody else."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "klaviyo-postman" / f"publish-{re.sub(r'[^0-9A-Za-z-]', '_', workspace)}.lock"
