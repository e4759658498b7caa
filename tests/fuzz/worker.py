"""A process that runs cases, one after the other, and says how each went.

It reads the number of a case from standard input; it writes a line of JSON as each command begins, and one
with what was wrong when the case is done. The command line is called in this process, which saves the start
of Python thousands of times; whoever started this process ends it when a command takes too much.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shlex
import sys
import traceback
from pathlib import Path
from typing import TextIO

from generator.cli import main as command_line
from tests.fuzz.cases import case
from tests.fuzz.verdict import Ended, faults

MOST_ADDRESSES = 4 << 30
"""Bytes that may be asked for at all: past this the machine would go down before anybody looks."""


def main() -> None:
    """Serve until standard input ends. Arguments: the seed, a folder for cases, a folder of collections."""
    seed, folder, prepared = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    numbers, answers = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # as in a process of its own
    collections = sorted(prepared.glob("*/*/*.postman_collection.json"))
    for line in numbers:
        found = _run_case(seed, int(line), folder / line.strip(), collections, answers)
        print(json.dumps({"faults": found}), file=answers)
        gc.collect()


def _run_case(seed: int, number: int, folder: Path, collections: list[Path], answers: TextIO) -> list[str]:
    drawn = case(seed, number, collections)
    for name, content in drawn.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    commands = [shlex.join(["klaviyo-postman", *arguments]) for arguments in drawn.commands]
    (folder / "commands.sh").write_text("\n".join(commands) + "\n")
    os.chdir(folder)
    found = []
    for arguments in drawn.commands:
        print(json.dumps({"command": _name(arguments)}), file=answers)
        ended = _run(arguments)
        found += [f"{_name(arguments)}: {fault}" for fault in faults(ended, folder)]
    return found


def _name(arguments: list[str]) -> str:
    words = [word for word in arguments if not word.startswith("-")]
    return f"{words[0]} --verify" if "--verify" in arguments else words[0]


def _run(arguments: list[str]) -> Ended:
    for stream, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(file, stream)
        os.close(file)
    Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
    before, crash = _cpu(), ""
    sys.argv = ["klaviyo-postman", *arguments]
    code: int | None = None
    try:
        command_line()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:  # whatever comes out is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-1]
        crash = f"{type(error).__name__} at {last.name}: {str(error)[:100]}"
        traceback.print_exc(file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    return Ended(arguments, code, crash, _cpu() - before, _peak())


def _cpu() -> float:
    return sum(os.times()[:4])


def _peak() -> int:
    """The peak of resident memory since it was last set back, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main()
