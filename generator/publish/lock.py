"""Keeps two publishers on one machine apart: a lock for each workspace, whatever folder they run in."""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager
from pathlib import Path

from generator.lock import hold


def publisher_lock(workspace: str) -> AbstractContextManager[None]:
    """Hold the lock of a workspace. Raises OutputError if another process holds it, or it cannot be made."""
    return hold(lock_file(workspace), "another process of this machine is publishing to this workspace")


def lock_file(workspace: str) -> Path:
    """Where the lock is: in the user's folder for caches, since it is worth nothing to anybody else."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "klaviyo-postman" / f"publish-{re.sub(r'[^0-9A-Za-z-]', '_', workspace)}.lock"
