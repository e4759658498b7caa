"""Compiled templates, kept beside them as Python keeps its modules: rendering them all takes less time."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class TemplateCache(BytecodeCache):
    """Compiled templates in a folder. What cannot be read or written there is compiled anew, in silence."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket` if there is something for it; Jinja tells by itself what is of no use."""
        try:
            with self._file(bucket).open("rb") as file:
                bucket.load_bytecode(file)
        except OSError:  # nothing there
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what `bucket` holds, if Python may keep compiled modules."""
        if sys.dont_write_bytecode:
            return
        path = self._file(bucket)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(exist_ok=True)
            temporary.write_bytes(bucket.bytecode_to_string())
            temporary.replace(path)
        except OSError:  # installed where only others may write
            with suppress(OSError):
                temporary.unlink()

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{sys.implementation.cache_tag}.jinja"
