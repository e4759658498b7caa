"""A number to a case: files, and the command lines that are run beside them. The same for each run."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random
from typing import NamedTuple, cast

from tests.fuzz import odd, seeds
from tests.fuzz.encode import as_file, as_json
from tests.fuzz.json_values import Object
from tests.fuzz.mutate import broken, structure

PLAIN = ("--profile", "none")
FORMATS = ("text", "markdown", "json", "html", "github", "junit")


class Case(NamedTuple):
    """What is in the folder, and what is run in it, in order."""

    files: dict[str, bytes]
    commands: list[list[str]]


def case(seed: int, number: int, collections: list[Path]) -> Case:
    """The case of this number. `collections` are some that `generate` wrote, each beside its spec.json."""
    random = Random(f"{seed}/{number}")  # noqa: S311 - chance that can be repeated
    kinds = [_spec] * 12 + [_collection] * 3 + [_configuration] * 2 + [_ignore_file, _templates, _text]
    return kinds[number % len(kinds)](random, collections)


def _mutant(document: Object, random: Random) -> tuple[str, bytes]:
    """A mutant's ending and content."""
    changed = structure(document, random) if random.random() < 0.85 else document
    ending, content = as_file(changed, random)
    return ending, broken(content, random) if changed is document else content


def _spec(random: Random, _: list[Path]) -> Case:
    """A spec: converted and verified, and by turns under Klaviyo's profile or compared with what it was."""
    old = seeds.spec(random)
    ending, content = _mutant(old, random)
    name = f"new.{ending}"
    commands = [["generate", name, *PLAIN, "--verify", "-o", "out"]]
    if random.random() < 0.3:
        commands.append(["-v", "generate", name, "-o", "klaviyo"])
    if random.random() < 0.5:
        pair = ["old.json", name] if random.random() < 0.7 else [name, "old.json"]
        commands.append(["diff", *pair, *PLAIN, "--format", random.choice(FORMATS)])
    return Case({"old.json": as_json(old), name: content}, commands)


def _collection(random: Random, collections: list[Path]) -> Case:
    """A collection: checked, held to its spec, and asked which of its requests a change breaks."""
    path = random.choice(collections)
    _, content = _mutant(cast(Object, seeds.load(path)), random)
    files = {"mine.json": content, "spec.json": (path.parent / "spec.json").read_bytes()}
    form = random.choice(("text", "json", "github"))
    commands = [["validate", "mine.json", "--spec", "spec.json", *PLAIN, "--format", form]]
    if random.random() < 0.5:
        changed = structure(cast(Object, seeds.load(path.parent / "spec.json")), random)
        files["new.json"] = as_json(changed)
        mine = ["diff", "spec.json", "new.json", *PLAIN, "--collection", "mine.json", "--format"]
        commands.append([*mine, random.choice(FORMATS)])
    else:
        commands.append(["diff", "mine.json", "spec.json", *PLAIN])
    return Case(files, commands)


CONFIGURATION = b"""quiet = false
specs = "specs"
[generate]
output = "out"
compact = true
profile = "none"
jobs = 2
tag = ["Teas"]
verify = false
[validate]
strict = true
format = "json"
[diff]
fail-on = "none"
profile = "none"
level = ["operation-removed=info"]
[revisions]
offline = true
today = "2026-01-01"
"""


def _configuration(random: Random, _: list[Path]) -> Case:
    """A configuration file, read by commands that take no network whatever it says."""
    if random.random() < 0.5:
        content = broken(CONFIGURATION, random)
    else:
        content = _toml(structure(cast(Object, tomllib.loads(CONFIGURATION.decode())), random))
    if random.random() < 0.3:
        files = {"pyproject.toml": b"[tool.klaviyo-postman]\n" + content}
    else:
        files = {"klaviyo-postman.toml": content}
    files["old.json"] = as_json(random.choice(seeds.specs()))
    files["new.json"] = as_json(random.choice(seeds.specs()))
    commands = [["generate", "new.json"], ["diff", "old.json", "new.json"], ["revisions", "--offline"]]
    return Case(files, random.sample(commands, 2))


def _toml(document: Object) -> bytes:
    """Near enough TOML: JSON's values read alike, but for null and what is nested."""
    lines = [f"{as_json({key: value})[1:-1].decode()}" for key, value in document.items()]
    return "\n".join(line.replace(": ", " = ", 1) for line in lines).encode()


IGNORED = """ignore:
  - {rule: operation-removed, pattern: "GET /a *", reason: nobody calls it, expires: 2027-12-31}
  - {fingerprint: d5f1c9a0e7b2d4c6, reason: known, expires: 2020-01-01}
  - rule: request-property-removed
    reason: we use the new name
    expires: 2027-12-31
"""


def _ignore_file(random: Random, _: list[Path]) -> Case:
    """A file of accepted findings, for two specs that differ."""
    old = random.choice(seeds.specs())
    rows: Object = {
        "ignore": [
            {"rule": "operation-removed", "pattern": "GET /a *", "reason": "x", "expires": "2027-12-31"},
            {"fingerprint": "d5f1c9a0e7b2d4c6", "reason": "known", "expires": "2020-01-01"},
        ]
    }
    content = broken(IGNORED.encode(), random) if random.random() < 0.5 else _mutant(rows, random)[1]
    files = {"old.json": as_json(old), "new.json": as_json(structure(old, random)), "ignore.yaml": content}
    ignored = ["--ignore", "ignore.yaml", "--today", "2026-06-01"]
    return Case(
        files, [["diff", "old.json", "new.json", *PLAIN, *ignored, "--format", random.choice(FORMATS)]]
    )


def _templates(random: Random, _: list[Path]) -> Case:
    """A folder of templates in which some are broken."""
    bundled = sorted((seeds.ROOT / "templates").glob("*.j2"))
    chosen = random.sample(bundled, 2)
    files = {f"words/{path.name}": broken(path.read_bytes(), random) for path in chosen}
    files["new.json"] = as_json(seeds.spec(random))
    return Case(
        files,
        [
            ["templates", "--templates", "words"],
            ["generate", "new.json", "--templates", "words", *random.choice(((), PLAIN)), "-o", "out"],
        ],
    )


def _text(random: Random, _: list[Path]) -> Case:
    """A spec whose every text would do harm if a terminal, a log or a page took it for its own."""
    text = random.choice([entry for entry in odd.STRINGS if odd.FORGED in entry])
    spec: Object = {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text, "description": text},
        "tags": [{"name": text, "description": text}],
        "servers": [{"url": f"https://{text}", "description": text}],
        "paths": {
            f"/{text}": {
                "get": {
                    "operationId": text,
                    "tags": [text],
                    "summary": text,
                    "parameters": [{"name": text, "in": "query", "description": text, "example": text}],
                    "responses": {"200": {"description": text, "content": {"text/plain": {"example": text}}}},
                }
            }
        },
    }
    new = structure(spec, random, most=2)
    diff = ["diff", "old.json", "new.json", *PLAIN, "--format", random.choice(FORMATS)]
    generate = ["-v", "generate", "old.json", *PLAIN, "--verify", "-o", "out"]
    return Case({"old.json": as_json(spec), "new.json": as_json(new)}, [generate, diff])
