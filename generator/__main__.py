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
        code = int(end.code or 0)
    with suppress(OSError):  # of what cannot be written `main` has told
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
