"""The process: what `klaviyo-postman` and `python -m generator` run."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line without looking for garbage, and go without tidying up.

    A command keeps what it makes until it is done, and then all of it goes with the process. To look through
    it, and to take it apart piece by piece, takes a fifth of the time of a conversion.
    """
    gc.disable()
    from generator.cli import main

    try:
        main()
    except SystemExit as end:
        gc.freeze()
        with suppress(OSError):  # of which Python tells in its own way
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(end.code or 0))
        raise


if __name__ == "__main__":
    run()
