"""Makes a loaded document true to the types in `document.py`.

What has another shape is left out, with a finding.

So a spec that is strictly invalid still converts, and the code after this need not ask what it was given.
"""

from __future__ import annotations

import json
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
        misfits = list(validator.iter_errors(raw))
        if not misfits:
            break
        # Last first, so that removing an element of a list does not shift those still to be removed.
        for misfit in sorted(
            misfits, key=lambda error: [str(part) for part in error.instance_path], reverse=True
        ):
            if _remove(raw, misfit.instance_path):
                findings.append(
                    Finding(
                        "spec-shape",
                        "warning",
                        f"left out, not as OpenAPI has it: {misfit.message[:200]}",
                        name,
                        pointer(*misfit.instance_path),
                    )
                )
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


def _remove(document: JSONObject, path: list[str | int]) -> bool:
    """Remove the value at `path`; False where it is gone already, with something around it."""
    if not path:
        return False
    node: JSON = document
    try:
        for part in path[:-1]:
            node = node[part]  # type: ignore[index]  # the path comes from this very document
        del node[path[-1]]  # type: ignore[union-attr,arg-type]
    except (KeyError, IndexError, TypeError):
        return False
    return True
