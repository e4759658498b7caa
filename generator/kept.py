"""What was worked out from a bundled file, kept beside it as Python keeps its compiled modules."""

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

from generator import __version__
from generator.encode import from_json, to_json
from generator.json_types import JSON


def kept(path: Path, read: Callable[[bytes], JSON]) -> JSON:
    """What `read` makes of the bytes of `path`: as it was found last time, while the file is the same."""
    content = path.read_bytes()
    key = hashlib.sha256(content + __version__.encode()).hexdigest()
    place = path.parent / "__pycache__" / f"{path.stem}.json"
    with suppress(OSError, TypeError, ValueError):
        found, value = cast("list[JSON]", from_json(place.read_bytes()))
        if found == key:
            return value
    value = read(content)
    keep(place, to_json([key, value], indent=False))
    return value


def keep(path: Path, content: bytes) -> None:
    """Write a file that can be made again, if Python may keep such; in silence where that is impossible."""
    if sys.dont_write_bytecode:
        return
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError:  # installed where only others may write
        with suppress(OSError):
            temporary.unlink()
