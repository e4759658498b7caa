"""A kill at any moment leaves the old file or the new one, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SIZE = 200_000
WRITE = f"""
import itertools, sys
from pathlib import Path
from generator.files import atomic_write

print("ready", flush=True)
for number in itertools.cycle(range(10)):
    atomic_write(Path(sys.argv[1]), str(number).encode() * {SIZE})
"""


def is_whole(content: bytes) -> bool:
    return len(content) == SIZE and len(set(content)) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * SIZE)
    left_behind = set()
    for round_ in range(15):
        with subprocess.Popen([sys.executable, "-c", WRITE, path], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(round_ * 0.0017)
            assert is_whole(path.read_bytes()), "read while it is being written"
            writer.send_signal(signal.SIGKILL)
        assert writer.returncode == -signal.SIGKILL
        assert is_whole(path.read_bytes())
        left_behind |= {entry.name for entry in tmp_path.iterdir()} - {path.name}
    assert all(name.startswith(".klaviyo-postman-") and name.endswith(".tmp") for name in left_behind)
    assert path.read_bytes()[:1] != b"x", "nothing was ever written"
