"""Whether a value satisfies a schema of ours, which refers to nothing: jsonschema-rs decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

from generator.encode import from_json, to_json
from generator.json_types import JSON, JSONObject
from generator.postman.profile import Filter

if TYPE_CHECKING:
    import jsonschema_rs


_FaultOf: TypeAlias = "Callable[[str, Mapping[str, Filter]], str]"


def is_valid(schema: Mapping[str, JSON], value: JSON, fault_of: _FaultOf | None = None) -> bool:
    """Whether `value` is valid against a JSON Schema (2020-12), formats included.

    `fault_of` says what is wrong with a text of the format `filter`, the language of the vendor's filters.
    """
    return _validator(to_json(dict(schema), indent=False), fault_of).is_valid(value)


@lru_cache(maxsize=256)
def _validator(text: bytes, fault_of: _FaultOf | None) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    def is_filter(said: str) -> bool:
        return fault_of is None or not fault_of(said, {})

    return jsonschema_rs.Draft202012Validator(
        cast(JSONObject, from_json(text)), validate_formats=True, formats={"filter": is_filter}
    )
