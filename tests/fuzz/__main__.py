"""Thousands of broken inputs to the command line, to see whether it keeps its word: `make fuzz`.

Each case is drawn from the seed and its number alone. It is a folder of files and the commands run in it;
`verdict.py` says what is wrong with how they ended. Two processes run them; one that takes too much is ended.
Exits with 1 if anything was wrong; the folder of such a case is kept, and what repeats it is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from select import select
from typing import IO, cast

from tests.fuzz import seeds
from tests.fuzz.encode import as_json
from tests.fuzz.verdict import CPU_LIMIT, MEMORY_LIMIT

CASES_PER_PROCESS = 400
"""After so many a process makes way for a new one, lest what it remembers count as memory."""
WALL_LIMIT = 6 * CPU_LIMIT
"""Seconds after which a command hangs, however little it computes."""
SHOWN = 3
"""Cases shown of each fault."""
PREPARED = 12
"""Collections that are generated to be mutated."""
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


class Worker:
    """A process that runs cases, begun anew when it ended or was ended."""

    def __init__(self, arguments: list[str]) -> None:
        self._command = [sys.executable, "-m", "tests.fuzz.worker", *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0  # cases until a new one is begun

    def faults(self, number: int) -> list[str]:
        """Run a case; what was wrong with it."""
        if self._left == 0:
            self.close()
        process = self._process or self._start()
        self._left -= 1
        into, out = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        into.write(f"{number}\n".encode())
        into.flush()
        command, began, cpu = "", time.monotonic(), _cpu(process.pid)
        while True:
            if select([out], [], [], 0.1)[0]:
                # Unbuffered, and one line at a time: what was buffered `select` would not tell of.
                line = out.readline()
                if not line:
                    return [f"{command}: died of signal {-self._end()}"]
                said = json.loads(line)
                if "faults" in said:
                    return cast("list[str]", said["faults"])
                command, began, cpu = said["command"], time.monotonic(), _cpu(process.pid)
            elif excess := _excess(process.pid, time.monotonic() - began, cpu):
                self._end()
                return [f"{command}: {excess}"]

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._end()

    def _start(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            self._command, stdin=pipe, stdout=pipe, env=_environment(), cwd=seeds.ROOT, bufsize=0
        )
        self._left = CASES_PER_PROCESS
        return self._process

    def _end(self) -> int:
        process = cast("subprocess.Popen[bytes]", self._process)
        self._process, self._left = None, 0
        process.kill()
        process.communicate()
        return process.returncode


def _environment() -> dict[str, str]:
    """This checkout is judged, and no settings of the user's."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KLAVIYO_POSTMAN_")}
    return kept | {"PYTHONPATH": str(seeds.ROOT)}


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _excess(pid: int, wall: float, cpu: float) -> str:
    """What a process takes too much of while it runs a command."""
    try:
        memory = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
        computed = _cpu(pid) - cpu
    except (OSError, IndexError):  # it ended meanwhile, which the pipe will tell
        return ""
    if memory > 1.5 * MEMORY_LIMIT:
        return "too much memory"
    if computed > 1.5 * CPU_LIMIT or wall > WALL_LIMIT:
        return "hangs"
    return ""


def prepare(folder: Path, seed: int) -> None:
    """Collections to be mutated, each beside its spec."""
    random = Random(f"{seed}/collections")  # noqa: S311 - chance that can be repeated
    for number in range(PREPARED):
        below = folder / str(number)
        below.mkdir(parents=True)
        spec = below / "spec.json"
        spec.write_bytes(as_json(seeds.spec(random)))
        options = ["-q", "generate", str(spec), "--profile", "none", "-o", str(below)]
        command = [sys.executable, "-m", "generator", *options]
        subprocess.run(command, env=_environment(), check=False, stderr=subprocess.DEVNULL)
        for collection in below.glob("*/*.postman_collection.json"):
            shutil.copy(spec, collection.parent)


def run(seed: int, numbers: range, folder: Path, workers: int) -> dict[str, list[int]]:
    """Run the cases of these numbers; the numbers by fault."""
    prepare(folder / "prepared", seed)
    pending, found, lock = iter(numbers), defaultdict[str, list[int]](list), threading.Lock()

    def serve() -> None:
        worker = Worker([str(seed), str(folder), str(folder / "prepared")])
        for number in _shared(pending, lock):
            faults = worker.faults(number)
            with lock:
                for fault in dict.fromkeys(faults):
                    found[fault].append(number)
                    print(f"case {number}: {fault}", flush=True)
            if not faults:
                shutil.rmtree(folder / str(number))
        worker.close()

    threads = [threading.Thread(target=serve) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _shared(pending: Iterator[int], lock: threading.Lock) -> Iterator[int]:
    while True:
        with lock:
            number = next(pending, None)
        if number is None:
            return
        yield number


def main() -> int:
    """Run the cases and say what was wrong; 1 if anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=int(os.environ.get("FUZZ") or 2000))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="run the case of this number alone")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    only = arguments.only
    numbers = range(arguments.cases) if only is None else range(only, only + 1)
    folder = Path(tempfile.mkdtemp(prefix="klaviyo-postman-fuzz-"))
    began = time.monotonic()
    found = run(arguments.seed, numbers, folder, arguments.workers)
    failed = {number for cases in found.values() for number in cases}
    print(f"\n{len(numbers)} cases of seed {arguments.seed} in {time.monotonic() - began:.0f} s")
    for fault, cases in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"{len(cases):5} {fault}")
        for number in cases[:SHOWN]:
            print(f"        {folder / str(number)}")
            print(f"        python -m tests.fuzz --seed {arguments.seed} --only {number}")
    if not failed:
        shutil.rmtree(folder)
    print(f"{len(numbers) - len(failed)} passed, {len(failed)} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
