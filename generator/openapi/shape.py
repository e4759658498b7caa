"""Makes a loaded document true to the types in `document.py`.

What has another shape is left out, with a finding.

So a spec that is strictly invalid still converts, and the code after this need not ask what it was given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

import orjson

from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document

if TYPE_CHECKING:
    import jsonschema_rs


MAX_DEPTH = 200
"""Where what nests too deeply is cut: jsonschema-rs and orjson take 254 levels, and samples add some."""

_Path: TypeAlias = "tuple[str | int, ...]"


def shape_document(raw: JSONObject, name: str) -> tuple[Document, list[Finding]]:
    """`raw` as a Document (changed in place) and one finding for each value that had to be left out.

    Raises InputError, naming `name` and the place, where there is nothing to convert: another format or
    version, no paths.
    """
    _require_openapi(raw, name)
    _quote_version(raw)
    raw["openapi"] = str(raw["openapi"])
    findings = list(_cut(raw, name)) if _is_deep(raw) else []
    validator = _validator()
    while misfits := list(validator.iter_errors(raw)):
        for path, message in sorted(_leave_out(raw, misfits).items()):
            text = f"left out, not as OpenAPI has it: {message[:200]}"
            findings.append(Finding("spec-shape", "warning", text, name, pointer(*path)))
    paths = raw.setdefault("paths", {})
    has_paths = isinstance(paths, dict) and any(path.startswith("/") for path in paths)
    if not has_paths and not raw.get("webhooks"):
        raise InputError(f"{name}: /paths holds no path", "there is nothing to convert")
    return cast(Document, raw), findings


def _require_openapi(raw: JSONObject, name: str) -> None:
    version = raw.get("openapi")
    if "swagger" in raw:
        hint = "convert it to OpenAPI 3 first, for example with swagger2openapi"
        raise InputError(f"{name}: Swagger {raw['swagger']} where OpenAPI 3.0, 3.1 or 3.2 is read", hint)
    if version is None:
        raise InputError(f'{name}: no "openapi" key: not an OpenAPI document')
    if not str(version).startswith(("3.0", "3.1", "3.2")):
        raise InputError(f"{name}: /openapi is {version!r} where 3.0, 3.1 or 3.2 is read")


def _quote_version(raw: JSONObject) -> None:
    """YAML reads an unquoted `version: 1.0` as a number; it was meant as text."""
    info = raw.get("info")
    if isinstance(info, dict) and isinstance(info.get("version"), int | float):
        info["version"] = str(info["version"])


def fits(kind: str, value: JSON) -> bool:
    """Whether a value that stands in an unusual place has the shape of that kind of object."""
    return _validator(kind).is_valid(value)


@cache
def _validator(kind: str = "") -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    schema = json.loads(Path(__file__).with_name("shape.schema.json").read_bytes())
    if kind:
        schema = {"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _is_deep(raw: JSONObject) -> bool:
    """Whether a document may nest deeper than 254 levels, which orjson does not write (nor some numbers)."""
    try:
        orjson.dumps(raw)
    except TypeError:
        return True
    return False


def _cut(raw: JSONObject, name: str) -> Iterator[Finding]:
    """Empty what stands deeper than any real document goes."""
    pending: list[tuple[JSON, _Path]] = [(raw, ())]
    while pending:
        node, path = pending.pop()
        if not isinstance(node, dict | list):
            continue
        if len(path) == MAX_DEPTH and node:
            node.clear()
            yield Finding("spec-depth", "warning", "left out, nested too deeply", name, pointer(*path))
        children = node.items() if isinstance(node, dict) else enumerate(node)
        pending += [(child, (*path, key)) for key, child in children]


def _leave_out(raw: JSONObject, misfits: list[jsonschema_rs.ValidationError]) -> dict[_Path, str]:
    """Remove each misfit; returns what was wrong with them by path."""
    messages: dict[_Path, str] = {}
    # By holder, since aliases of YAML make one value stand in several places.
    keys: dict[int, set[str | int]] = {}
    holders: dict[int, JSON] = {}
    for misfit in misfits:
        path, holder = _place(raw, misfit)
        messages[path] = misfit.message
        holders[id(holder)] = holder
        keys.setdefault(id(holder), set()).add(path[-1])
    for identity, holder in holders.items():
        for key in sorted(keys[identity], reverse=True):  # so that the elements of a list do not shift
            del holder[key]  # type: ignore[union-attr,arg-type]  # the path comes from this very document
    return messages


def _place(document: JSONObject, misfit: jsonschema_rs.ValidationError) -> tuple[_Path, JSON]:
    """Where a misfit is, and what holds it: the validator takes keys like `200` for indices, and so tells
    `200` and `0200` apart by what they hold alone.
    """
    places: list[tuple[_Path, JSON, JSON]] = [((), document, document)]
    for part in misfit.instance_path:
        places = [
            ((*path, key), node, node[key])  # type: ignore[index]  # its own keys
            for path, _, node in places
            for key in _keys(node, part)
        ]
    path, holder, _ = next((place for place in places if place[2] == misfit.instance), places[0])
    return path, holder


def _keys(node: JSON, reported: str | int) -> list[str | int]:
    if isinstance(node, dict) and isinstance(reported, int):
        return [name for name in node if name.removeprefix("+").isdecimal() and int(name) == reported]
    is_there = reported in node if isinstance(node, dict) else isinstance(node, list)
    return [reported] if is_there else []
