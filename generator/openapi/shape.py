"""Makes a loaded document true to the types in `document.py`.

What has another shape is left out, with a finding.

So a spec that is strictly invalid still converts, and the code after this need not ask what it was given.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document

if TYPE_CHECKING:
    import jsonschema_rs

_ROUNDS = 20  # each round can only uncover what an outer value hid, so few are needed


def shape_document(raw: JSONObject, name: str) -> tuple[Document, list[Finding]]:
    """`raw` as a Document (changed in place) and one finding for each value that had to be left out.

    Raises InputError, naming `name` and the place, where there is nothing to convert: another format or
    version, no paths.
    """
    _require_openapi(raw, name)
    _quote_version(raw)
    findings: list[Finding] = []
    validator = _validator()
    for _ in range(_ROUNDS):
        # Each place once: a value may be wrong in several ways.
        misfits = {tuple(error.instance_path): error.message for error in validator.iter_errors(raw)}
        if not misfits:
            break
        # Last first, so that removing an element of a list does not shift those still to be removed.
        for path in sorted(misfits, reverse=True):
            _remove(raw, path)
            message = f"left out, not as OpenAPI has it: {misfits[path][:200]}"
            findings.append(Finding("spec-shape", "warning", message, name, pointer(*path)))
    paths = raw.get("paths")
    if not isinstance(paths, dict) or not any(path.startswith("/") for path in paths):
        raise InputError(f"{name}: /paths holds no path", "there is nothing to convert")
    return cast(Document, raw), findings[::-1]


def _require_openapi(raw: JSONObject, name: str) -> None:
    version = raw.get("openapi")
    if "swagger" in raw:
        hint = "convert it to OpenAPI 3 first, for example with swagger2openapi"
        raise InputError(f"{name}: Swagger {raw['swagger']} where OpenAPI 3.0 or 3.1 is read", hint)
    if version is None:
        raise InputError(f'{name}: no "openapi" key: not an OpenAPI document')
    if not str(version).startswith(("3.0", "3.1")):
        raise InputError(f"{name}: /openapi is {version!r} where 3.0 or 3.1 is read")


def _quote_version(raw: JSONObject) -> None:
    """YAML reads an unquoted `version: 1.0` as a number; it was meant as text."""
    info = raw.get("info")
    if isinstance(info, dict) and isinstance(info.get("version"), int | float):
        info["version"] = str(info["version"])


def _validator() -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    schema = json.loads(Path(__file__).with_name("shape.schema.json").read_bytes())
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _remove(document: JSONObject, path: Sequence[str | int]) -> None:
    """Remove the value at `path`, which comes from this very document."""
    node: JSON = document
    for part in path[:-1]:
        node = node[part]  # type: ignore[index]
    del node[path[-1]]  # type: ignore[union-attr,arg-type]
