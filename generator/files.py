"""Writes files so that a reader, or a kill at any moment, meets the old content or the new, never a part."""

from __future__ import annotations

import os
from pathlib import Path

from generator.errors import OutputError


def atomic_write(path: Path, content: bytes) -> None:
    """Make `content` the content of the file at `path`, creating the folders it needs.

    The bytes go to a temporary file in the same folder (a rename is atomic only within one file system),
    reach the disk and then take the name. Raises OutputError when that fails; the temporary file is
    removed and whatever was at `path` stays.
    """
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
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
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written: {reason}") from error
