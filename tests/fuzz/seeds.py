"""The documents that are mutated: the sample, the corpus, specs of this folder, and slices of real ones."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from random import Random
from typing import cast

import yaml

from tests.fuzz.json_values import Object, Value
from tests.fuzz.mutate import slots

ROOT = Path(__file__).resolve().parent.parent.parent
SLICE = 3
"""Path items of a slice of a real spec."""


@cache
def specs() -> list[Object]:
    """The specs, small ones whole; a third of what is drawn of them are our own three, which say the most."""
    corpus = sorted(path for path in (ROOT / "tests/corpus").glob("*/*") if path.stem != "expected")
    own = sorted((ROOT / "tests/fuzz/specs").glob("*.yaml"))
    loaded = [load(path) for path in (*corpus, *own * (len(corpus) // 6))]
    return [spec for spec in loaded if isinstance(spec, dict)]


@cache
def large() -> list[Object]:
    """Specs to take slices of: the sample's, and Klaviyo's where KLAVIYO_SPECS names a folder of them."""
    found = sorted((ROOT / "specs/sample").glob("*/openapi/*.yaml"))
    if named := os.environ.get("KLAVIYO_SPECS"):
        stable = sorted(Path(named).glob("2*/openapi/stable.json"))
        found += stable[:: max(1, len(stable) - 1)]  # the oldest and the newest
    return [cast(Object, load(path)) for path in found]


def spec(random: Random) -> Object:
    """One of all."""
    return _sliced(random.choice(large()), random) if random.random() < 0.2 else random.choice(specs())


def _sliced(whole: Object, random: Random) -> Object:
    """A few path items of a spec, with the components that they need."""
    paths = cast(Object, whole["paths"])
    chosen: Value = {path: paths[path] for path in random.sample(sorted(paths), min(SLICE, len(paths)))}
    components: dict[str, Value] = {}
    known = cast("dict[str, Object]", whole.get("components", {}))
    schemes = known.get("securitySchemes")
    if schemes:
        components["securitySchemes"] = schemes
    pending = [chosen]
    while pending:
        for slot in slots(pending.pop()):
            target = slot.value
            if slot.key != "$ref" or not isinstance(target, str) or target.count("/") != 3:
                continue
            _, _, kind, name = target.split("/")
            kept = cast(Object, components.setdefault(kind, {}))
            if name not in kept and name in known.get(kind, {}):
                kept[name] = known[kind][name]
                pending.append(kept[name])
    rest = {key: value for key, value in whole.items() if key not in ("paths", "components")}
    return {**rest, "paths": chosen, "components": cast(Value, components)}


def load(path: Path) -> Value:
    """The document of a file, every key text and nothing shared."""
    content = path.read_bytes()
    loaded = json.loads(content) if path.suffix == ".json" else yaml.load(content, yaml.CSafeLoader)
    return cast(Value, json.loads(json.dumps(loaded, default=str)))
