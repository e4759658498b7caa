"""The process: what `klaviyo-postman` and `python -m generator` run."""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import suppress
from typing import NoReturn

_DEEPEST = 4_000
"""Calls within calls: a document may nest 200 levels deep, and each takes several to be sampled."""


def run() -> NoReturn:
    """Run the command line without looking for garbage, and go without tidying up.

    A command keeps what it makes until it is done, and then all of it goes with the process. To look through
    it, and to take it apart piece by piece, takes a fifth of the time of a conversion.
    """
    gc.disable()
    sys.setrecursionlimit(_DEEPEST)
    streams = [stream for stream in (sys.stdout, sys.stderr) if isinstance(stream, io.TextIOWrapper)]
    for stream in streams:  # whatever the locale: specs are UTF-8, and names of files may be anything
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        from generator.cli import main

        main()
    except SystemExit as end:
        code = int(end.code or 0)
    except KeyboardInterrupt:  # before the command line took over
        code = 130
    for stream in streams:
        with suppress(OSError):  # of what cannot be written `main` has told
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
