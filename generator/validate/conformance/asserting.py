"""Whether a value satisfies a schema of ours, which refers to nothing: jsonschema-rs decides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from generator.encode import from_json, to_json
from generator.json_types import JSON, JSONObject

if TYPE_CHECKING:
    import jsonschema_rs


def is_valid(schema: Mapping[str, JSON], value: JSON) -> bool:
    """Whether `value` is valid against a JSON Schema (2020-12), formats included."""
    return _validator(to_json(dict(schema), indent=False)).is_valid(value)


@lru_cache(maxsize=256)
def _validator(text: bytes) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(cast(JSONObject, from_json(text)), validate_formats=True)
