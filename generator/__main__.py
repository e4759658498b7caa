"""The process: what `klaviyo-postman` and `python -m generator` run."""

from __future__ import annotations

import gc
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line without looking for garbage, neither on the way nor at the end.

    A command keeps what it makes until it is done, and then all of it goes with the process: looking through
    it takes a sixth of the time of a conversion.
    """
    gc.disable()
    from generator.cli import main

    try:
        main()
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
