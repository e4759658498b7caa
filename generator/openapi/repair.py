"""Mends an example that breaks its own schema in one of the ways authors of specs get wrong.

A list for a single value, `"True"` for a boolean, a number for a string, an enum value in the wrong case, a
date-time without a time zone: each is what the author meant, written otherwise.
"""

from __future__ import annotations

import re
from typing import cast

from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import Node
from generator.openapi.references import follow
from generator.openapi.schema import effective

_NAIVE_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?")


_MOST_STEPS = 16
"""Without coming closer to the parts of a value: a schema may well lead to itself."""


def repair(document: Document, node: Node, value: JSON, steps: int = 0) -> JSON:
    """`value` brought closer to the schema; the caller checks whether that was enough."""
    if steps > _MOST_STEPS:
        return value
    merged = effective(document, follow(document, node))
    others = [
        branch for branches in merged.choices for branch in branches if branch.schema != {"type": "null"}
    ]
    if len(others) == 1:  # no choice but null
        return repair(document, others[0], value, steps + 1)
    schema = merged.keywords
    declared = schema.get("type", [])
    types = [declared] if isinstance(declared, str) else declared
    if isinstance(value, dict):
        return {
            name: repair(document, merged.properties[name], child) if name in merged.properties else child
            for name, child in value.items()
        }
    if "array" in types and not isinstance(value, list) and value is not None:
        return [repair(document, merged.items, value, steps + 1) if merged.items else value]
    if isinstance(value, list):
        if "array" in types:
            return [repair(document, merged.items, child) if merged.items else child for child in value]
        value = value[0] if len(value) == 1 or (value and types) else value
    if "enum" in schema:
        return _enum_value(schema["enum"], value)
    return _scalar(types, schema.get("format", ""), value)


def _enum_value(choices: list[JSON], value: JSON) -> JSON:
    for choice in choices:
        if str(choice).casefold() == str(value).casefold():
            return choice
    return value


def _scalar(types: list[str], form: str, value: JSON) -> JSON:
    if isinstance(value, bool | int | float) and "string" in types:
        return str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(value, str) or "string" not in types:
        return _from_text(types, value) if isinstance(value, str) else value
    naive = _NAIVE_DATE_TIME.fullmatch(value.strip()) if form == "date-time" else None
    if naive:
        day, minutes, seconds = cast("tuple[str, str | None, str | None]", naive.groups())
        return f"{day}T{minutes or '00:00'}{seconds or ':00'}+00:00"
    return value


def _from_text(types: list[str], value: str) -> JSON:
    text = value.strip()
    if "boolean" in types and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if "integer" in types and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "number" in types and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return value
