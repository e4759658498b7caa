"""How much time and memory `klaviyo-postman generate` takes, beside openapi-to-postmanv2 from npm.

Both are run as whole processes, in turn, on the same file: ours with the validation it does by default, the
peer (which validates nothing) with its defaults and with the options that suit this job best. Each output
must hold as many requests as the spec has operations. Needs Node.js with npm, and Linux or macOS.

Name a folder of Klaviyo's specs (`<revision>/openapi/stable.json`) in KLAVIYO_SPECS. CPU time includes that
of child processes; memory is the peak resident set of the largest process, in megabytes of 10^6 bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PEER = HERE / "node_modules" / "openapi-to-postmanv2"
# These are the names of its current interface. The older requestParametersResolution,
# exampleParametersResolution and optimizeConversion are refused with a warning, after which it converts
# without any examples of the spec: in a third of the time, to a result of less use.
PEER_OPTIONS = (
    "folderStrategy=Tags,parametersResolution=Example,enableOptionalParameters=false,"
    "includeAuthInfoInExample=false,stackLimit=50"
)
OURS, DEFAULTS, OPTIONS = "klaviyo-postman", "peer, defaults", "peer, options"
Goal = tuple[str, bool]  # what was measured and wanted, and whether it was met
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
GOALS = {DEFAULTS: 5, OPTIONS: 12}  # times less CPU than the peer
MEMORY_GOAL = 100  # MB
HELP_GOAL = 0.1  # seconds of CPU


class Run(NamedTuple):
    """What one process took: seconds, seconds, megabytes."""

    cpu: float
    wall: float
    memory: float


def measure(command: list[str], folder: Path) -> Run:
    """Run a command in `folder` and take its time; exits if it fails or complains about its options.

    A child's peak memory starts at its parent's (the kernel carries it over exec), so nothing large may
    ever be loaded into this process: what counts requests is another one.
    """
    # This checkout is measured, whatever else is installed, and no settings of the user's.
    env = {key: value for key, value in os.environ.items() if not key.startswith("KLAVIYO_POSTMAN_")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # modules compiled once, as where a package is installed
    env["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
    if process.returncode or "Invalid option" in said:
        sys.exit(f"{' '.join(command)}\nfailed with {process.returncode}:\n{said}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit / 1e6)


def count_operations(spec: Path) -> int:
    """The operations of a spec."""
    import yaml  # only in the process that counts

    text = spec.read_text("utf-8")
    document = json.loads(text) if spec.suffix == ".json" else yaml.safe_load(text)
    return sum(len(METHODS & item.keys()) for item in document["paths"].values())


def count_requests(collection: Path) -> int:
    """The requests of a Postman collection, at any depth."""

    def count(item: dict[str, Any]) -> int:
        return "request" in item or sum(count(child) for child in item.get("item", []))

    return count(json.loads(collection.read_text("utf-8")))


def newest_spec(specs: Path) -> Path:
    """The newest stable spec of a folder; exits if there is none."""
    found = {path.parent.parent.name: path for path in specs.glob("*/openapi/stable.*")}
    revisions = [name for name in found if re.fullmatch(r"\d{4}-\d\d-\d\d", name)]
    if not revisions:
        sys.exit(f"{specs}: no <revision>/openapi/stable.json in it")
    return found[max(revisions)]


def install_peer() -> str:
    """Install the pinned peer if need be; its version. Exits without Node.js or npm."""
    if not shutil.which("node") or not shutil.which("npm"):
        sys.exit("the peer needs Node.js and npm")
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"][PEER.name]
    manifest = PEER / "package.json"
    if not manifest.is_file() or json.loads(manifest.read_text("utf-8"))["version"] != wanted:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    return str(wanted)


def compare(spec: Path, rounds: int, counter: Executor) -> dict[str, list[Run]]:
    """Run the three in turn, `rounds` times after one round to warm the caches; exits on a wrong output."""
    operations = counter.submit(count_operations, spec).result()
    peer = ["node", str(PEER / "bin" / "openapi2postmanv2.js"), "-s", str(spec), "-o", "peer.json"]
    commands = {
        OURS: [sys.executable, "-m", "generator", "generate", str(spec), "-o", "."],
        DEFAULTS: peer,
        OPTIONS: [*peer, "-O", PEER_OPTIONS],
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            with tempfile.TemporaryDirectory() as folder:
                run = measure(command, Path(folder))
                written = [*Path(folder).glob("peer.json"), *Path(folder).glob("*/*.postman_collection.json")]
                requests = [counter.submit(count_requests, path).result() for path in written]
            if requests != [operations]:
                sys.exit(f"{name}: requests {requests}, but the spec has {operations} operations")
            if number:
                runs[name].append(run)
    print(f"each of the {3 * (rounds + 1)} outputs has {operations} requests, one per operation\n")
    return runs


def report(runs: dict[str, list[Run]]) -> list[Goal]:
    """Print the table; the goals that rest on it."""
    print(f"{'median (min)':<16}{'CPU s':>17}{'wall s':>17}{'peak MB':>14}   times ours: CPU, wall, memory")
    goals = []
    ours = [median(figures) for figures in zip(*runs[OURS], strict=True)]
    for name, taken in runs.items():
        middle = [median(figures) for figures in zip(*taken, strict=True)]
        cpu, wall, memory = (
            f"{value:.{digits}f} ({min(figures):.{digits}f})"
            for value, figures, digits in zip(middle, zip(*taken, strict=True), (3, 3, 0), strict=True)
        )
        ratios = [value / own for value, own in zip(middle, ours, strict=True)]
        print(f"{name:<16}{cpu:>17}{wall:>17}{memory:>14}  ", *(f"{ratio:5.1f}" for ratio in ratios))
        if least := GOALS.get(name):
            text = f"CPU of {name}: {ratios[0]:.1f} times ours, goal at least {least}"
            goals.append((text, ratios[0] >= least))
    peak = max(run.memory for run in runs[OURS])
    return [*goals, (f"peak memory {peak:.0f} MB, goal under {MEMORY_GOAL}", peak < MEMORY_GOAL)]


def main() -> int:
    """Run everything; 1 if a goal is missed and --strict given."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--rounds", type=int, default=5, help="measured runs of each (default: 5)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a goal is missed")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    named = os.environ.get("KLAVIYO_SPECS")
    if arguments.strict and not named:
        parser.error("--strict means nothing on the sample: set KLAVIYO_SPECS")
    specs = Path(named).resolve() if named else ROOT / "specs" / "sample"
    if not named:
        print("NOTE: KLAVIYO_SPECS is not set. The bundled sample is small: these figures say little.\n")
    spec = newest_spec(specs)
    peer = install_peer()
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{PEER.name} {peer} on Node.js {node}, Python {platform.python_version()}, {os.cpu_count()} CPUs")
    print(f"{spec.relative_to(specs)}, {spec.stat().st_size / 1e6:.2f} MB; {arguments.rounds} rounds")

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as counter:
        goals = report(compare(spec, arguments.rounds, counter))
    python = [sys.executable, "-m", "generator"]
    generate_all = [*python, "--specs", str(specs), "generate", "--all", "--jobs", "2", "-o", "."]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        helps = [measure([*python, "--help"], folder) for _ in range(arguments.rounds)]
        every = measure(generate_all, folder)
        written = len(list(folder.glob("*/*.postman_collection.json")))
    taken = median(run.cpu for run in helps)
    goals.append((f"--help {taken:.3f} s CPU, goal within {HELP_GOAL}", taken <= HELP_GOAL))
    print(f"\n--all --jobs 2: {written} collections in {every.wall:.2f} s, {every.cpu:.2f} s CPU\n")
    print(*(f"{'met   ' if met else 'MISSED'} {text}" for text, met in goals), sep="\n")
    return int(arguments.strict and not all(met for _, met in goals))


if __name__ == "__main__":
    sys.exit(main())
