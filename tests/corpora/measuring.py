"""Commands as whole processes: how each ended, what it said, and the CPU it took."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
PEER = ROOT / "tests/bench/node_modules/openapi-to-postmanv2/bin/openapi2postmanv2.js"
TIME_LIMIT = 120.0
"""Seconds of CPU, and twice as many of waiting, after which a command hangs."""


class Run(NamedTuple):
    """How a command ended: its exit code, None if it hung; seconds of CPU; what it said on standard error."""

    code: int | None
    cpu: float
    said: str

    @property
    def crashed(self) -> bool:
        """Whether it ended by a mistake of its own, or by a signal."""
        return self.code is not None and (self.code < 0 or self.code == 70 or "Traceback (most" in self.said)


def ours(spec: Path, folder: Path, *options: str) -> Run:
    """`generate` under no vendor's conventions, into a folder."""
    command = [sys.executable, "-m", "generator", "generate", str(spec), "--profile", "none", *options]
    return _run([*command, "-o", str(folder)], folder)


def peer(spec: Path, folder: Path) -> Run:
    """The npm converter with its defaults, to peer.json in a folder."""
    return _run(["node", str(PEER), "-s", str(spec), "-o", "peer.json"], folder)


def _run(command: list[str], folder: Path) -> Run:
    env = {key: value for key, value in os.environ.items() if not key.startswith("KLAVIYO_POSTMAN_")}
    env["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryFile() as errors:
        null = subprocess.DEVNULL
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=null, stdout=null, stderr=errors, process_group=0
        )
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (int(TIME_LIMIT), int(TIME_LIMIT)))
        began = time.monotonic()
        timer = threading.Timer(2 * TIME_LIMIT, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        waited = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    cpu = usage.ru_utime + usage.ru_stime
    hung = process.returncode < 0 and (cpu > TIME_LIMIT - 2 or waited > 2 * TIME_LIMIT)
    return Run(None if hung else process.returncode, cpu, said)
