"""Real specs of many publishers, beside what the npm converter makes of them: `make corpus`.

Each spec is generated, generated with --verify, and given to openapi-to-postmanv2 with its defaults, all as
processes of their own. Exits with 1 if a goal is missed: no traceback, no hang, nothing refused that the peer
converts, as many requests as operations, and never more CPU than the peer.

Specs are the JSON and YAML files below a folder that say they are OpenAPI 3: OPENAPI_CORPUS, or what the
packages of package.json and requirements.txt ship, with the project's own. Of many, some are taken, in turn
from each folder, so that every publisher has its share: CORPUS says how many (0 for all).
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tests.corpora.counting import is_openapi, operations, requests
from tests.corpora.measuring import PEER, ROOT, Run, ours, peer

HERE = Path(__file__).resolve().parent
OWN = (
    HERE / "node_modules",
    HERE / ".venv-specs",
    ROOT / "specs/sample",
    ROOT / "tests/corpus",
    ROOT / "tests/fuzz/specs",
)
SUFFIXES = (".json", ".yaml", ".yml")
MOST_BYTES = 20_000_000
"""Larger files are specs that somebody wrote out, and are there unabridged as well."""
_RULE = re.compile(r": error: .*\(([a-z0-9-]+)\)$", re.MULTILINE)


class Outcome(NamedTuple):
    """What became of one spec: `requests` is None where no collection was written."""

    spec: Path
    operations: int | None
    requests: int | None
    generate: Run
    verify: Run
    peer: Run
    peer_requests: int | None

    @property
    def ratio(self) -> float:
        """How many times our CPU the peer takes."""
        return self.peer.cpu / self.generate.cpu

    def missed(self) -> Iterator[str]:
        """The goals that it misses."""
        for name, run in (("generate", self.generate), ("--verify", self.verify)):
            if run.crashed:
                yield f"{name}: traceback"
            if run.code is None:
                yield f"{name}: hangs"
        if self.requests is None and self.peer_requests and self.generate.code is not None:
            yield "refused"
        if None not in (self.requests, self.operations) and self.requests != self.operations:
            yield f"{self.requests} requests of {self.operations} operations"
        if self.requests is not None and self.peer_requests is not None and self.ratio < 1:
            yield f"CPU {1 / self.ratio:.1f} times the peer's"


def specs(folders: list[Path], most: int) -> list[Path]:
    """At most so many of the specs below these folders; all if `most` is 0."""
    return list(islice(_in_turn([_below(folder) for folder in folders]), most or None))


def _below(path: Path) -> Iterator[Path]:
    """The specs below a folder, in turn from each entry of it."""
    if path.is_dir():
        entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
        yield from _in_turn([_below(entry) for entry in entries])
    elif path.suffix in SUFFIXES and path.stat().st_size <= MOST_BYTES and is_openapi(path):
        yield path


def _in_turn(sources: list[Iterator[Path]]) -> Iterator[Path]:
    """One of each, as long as any has one."""
    while sources:
        drawn = [(source, next(source, None)) for source in sources]
        sources = [source for source, path in drawn if path is not None]
        yield from (path for _, path in drawn if path is not None)


def judge(spec: Path) -> Outcome:
    """Run all three on a spec."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ours").mkdir()
        (folder / "verified").mkdir()
        generate, verify = ours(spec, folder / "ours"), ours(spec, folder / "verified", "--verify")
        other = peer(spec, folder)
        written = sorted(folder.glob("ours/*/*.postman_collection.json"))
        theirs = folder / "peer.json"
        return Outcome(
            spec,
            operations(spec),
            requests(written[0]) if written else None,
            generate,
            verify,
            other,
            requests(theirs) if theirs.is_file() else None,
        )


def main() -> int:
    """Judge all specs and print what became of them; 1 if a goal is missed."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m tests.corpora", description=__doc__, formatter_class=raw)
    parser.add_argument("folders", nargs="*", type=Path, help="folders of specs")
    parser.add_argument("--most", type=int, default=int(os.environ.get("CORPUS") or 300))
    parser.add_argument("--jobs", type=int, default=2, help="specs judged at a time")
    arguments = parser.parse_args()
    named = os.environ.get("OPENAPI_CORPUS")
    folders = arguments.folders or ([Path(named)] if named else list(OWN))
    if not PEER.is_file():
        sys.exit(f"{PEER}: run `npm ci --ignore-scripts` in tests/bench")
    chosen = specs([folder.resolve() for folder in folders], arguments.most)
    print(f"{'oper.':>6}{'ours':>6}{'peer':>6}  {'CPU s':>6}{'verify':>8}{'peer':>8}{'ratio':>7}  spec")
    with ThreadPoolExecutor(arguments.jobs) as pool:
        outcomes = []
        for outcome in pool.map(judge, chosen):
            outcomes.append(outcome)
            show(outcome)
    return report(outcomes)


def show(outcome: Outcome) -> None:
    """One line of the table, and what is wrong below it."""
    counts = (outcome.operations, outcome.requests, outcome.peer_requests)
    numbers = "".join(f"{'-' if count is None else count:>6}" for count in counts)
    took = f"{outcome.generate.cpu:8.2f}{outcome.verify.cpu:8.2f}{outcome.peer.cpu:8.2f}{outcome.ratio:7.1f}"
    print(f"{numbers}{took}  {outcome.spec}", flush=True)
    for goal in outcome.missed():
        print(f"{'MISSED':>12}  {goal}: {(outcome.generate.said or outcome.verify.said).strip()[:300]}")


def report(outcomes: list[Outcome]) -> int:
    """The totals; 1 if a goal is missed."""
    rules: Counter[str] = Counter()
    for outcome in outcomes:
        rules.update(_RULE.findall(outcome.verify.said))
    wrong = [outcome for outcome in outcomes if [*outcome.missed()]]
    goals = Counter(
        goal.partition(": ")[0].lstrip("0123456789. ") for each in wrong for goal in each.missed()
    )
    compared = [outcome for outcome in outcomes if outcome.requests is not None and outcome.peer_requests]
    print(f"\n{len(outcomes)} specs, {sum(each.operations or 0 for each in outcomes)} operations")
    print(f"ours: {sum(each.requests or 0 for each in outcomes)} requests", end=", ")
    print(f"{sum(each.requests is None for each in outcomes)} specs without a collection", end=", ")
    print(f"{sum(each.verify.code == 0 for each in outcomes)} verified without an error")
    print(f"peer: {sum(each.peer_requests or 0 for each in outcomes)} requests", end=", ")
    print(f"{sum(not each.peer_requests for each in outcomes)} specs without a collection")
    if compared:
        total = sum(each.peer.cpu for each in compared) / sum(each.generate.cpu for each in compared)
        least = min(each.ratio for each in compared)
        print(f"CPU of the peer: {total:.1f} times ours in all, {least:.1f} times at least")
    for rule, count in rules.most_common():
        print(f"{count:7} errors of {rule}")
    for goal, count in goals.most_common():
        print(f"MISSED {count:7} times: {goal}")
    print(f"{len(outcomes) - len(wrong)} passed, {len(wrong)} failed")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
