"""Counts that owe nothing to the converter: operations straight from a spec, requests from a collection."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import yaml

_VERSION = re.compile(rb"""["']?openapi["']?\s*:\s*["']?3\.""")
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def is_openapi(path: Path) -> bool:
    """Whether a file says that it is OpenAPI 3; others are parts of specs, or something else."""
    return _VERSION.search(path.read_bytes()) is not None


def operations(path: Path) -> int | None:
    """The operations below `paths`, each one that a spec says, also behind references; None if unreadable."""
    try:
        content = path.read_bytes()
        spec = json.loads(content) if path.suffix == ".json" else yaml.load(content, yaml.CSafeLoader)
        items = spec.get("paths") or {}
        return sum(_in_item(item, spec) for name, item in items.items() if not str(name).startswith("x-"))
    except (ValueError, AttributeError, TypeError, KeyError, yaml.YAMLError, RecursionError):
        return None


def _in_item(item: Any, spec: Any) -> int:
    methods = METHODS | {"query"} if str(spec["openapi"]).startswith("3.2") else METHODS
    reference = item.get("$ref")
    found = {} if reference is None else _target(reference, spec)
    found = {**found, **item}
    more = found.get("additionalOperations") or {} if "query" in methods else {}
    return len(methods & found.keys()) + len(more)


def _target(reference: str, spec: Any) -> Any:
    node = spec
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def requests(collection: Path) -> int:
    """The requests of a Postman collection, at any depth."""
    return _below(json.loads(collection.read_text("utf-8")))


def _below(item: dict[str, Any]) -> int:
    children = cast("list[dict[str, Any]]", item.get("item", []))
    return ("request" in item) + sum(_below(child) for child in children)
