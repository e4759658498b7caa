"""The double, started by hand: `python -m tests.double [PORT]`; says how to publish to it."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from tests.double.server import KEY, Double
from tests.double.store import WORKSPACE

spec = os.environ.get("POSTMAN_API_SPEC")
double = Double(spec=Path(spec) if spec else None)


def show(number: int) -> None:
    received = double.received[number - 1]
    print(f"{received.method} {received.path} {received.query} -> {received.status}", flush=True)


double.after = show
with double.running(int(sys.argv[1]) if len(sys.argv) > 1 else 8765) as url:
    print(f"A double of the Postman API at {url}, until Ctrl-C. To publish to it:\n")
    print(f"  export POSTMAN_API_KEY={KEY}")
    print(f"  klaviyo-postman publish COLLECTION --workspace {WORKSPACE} --base-url {url}\n", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print()
