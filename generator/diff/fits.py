"""Whether what a saved request sends is touched by a change: only what is present can break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from generator.diff.facts import ITEMS, OTHERS, Choice, Kind, Path
from generator.diff.saved import is_variable
from generator.diff.values import same
from generator.diff.view import type_name
from generator.json_types import JSON
from generator.openapi.regex import matches

_FORMATS = {
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "date-time": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].+"),
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+"),
    "uuid": re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
}
_ANYTHING = re.compile(r".*", re.DOTALL)
_TEXTS = {
    "boolean": re.compile(r"true|false"),
    "integer": re.compile(r"-?[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?"),
    **dict.fromkeys(("string", "array", "any"), _ANYTHING),
}
_IF_PRESENT: frozenset[Kind] = frozenset(("property-removed", "became-read-only", "parameter-removed"))
_IF_ABSENT: frozenset[Kind] = frozenset(
    ("required-property-added", "became-required", "required-parameter-added", "default-changed")
)
_TYPES = frozenset(("boolean", "integer", "number", "string", "array", "object"))


class Value(NamedTuple):
    """What stands at a place of a body; where nothing does, the place is there all the same."""

    is_present: bool
    value: JSON = None


def values_at(instance: JSON, path: Path) -> Iterator[Value]:
    """What a body has at `path`; nothing where it does not come that far."""
    if not path:
        yield Value(True, instance)
        return
    step, rest = path[0], path[1:]
    if isinstance(step, Choice):
        if _may_be(instance, step.tags):
            yield from values_at(instance, rest)
    elif step == ITEMS:
        for item in instance if isinstance(instance, list) else []:
            yield from values_at(item, rest)
    elif step == OTHERS:
        for item in instance.values() if isinstance(instance, dict) else []:
            yield from values_at(item, rest)
    elif isinstance(instance, dict):
        if step in instance:
            yield from values_at(instance[step], rest)
        elif not rest:
            yield Value(False)


def breaks(kind: Kind, before: JSON, after: JSON, tags: Iterable[tuple[str, JSON]], found: Value) -> bool:
    """Whether a change makes a value, or its absence, wrong. A value that only a variable knows is right."""
    if kind in _IF_PRESENT:
        return found.is_present
    if kind in _IF_ABSENT:
        return not found.is_present
    value = found.value
    if not found.is_present or is_variable(value):
        return False
    if kind == "choice-removed":
        telling = tuple(tags)
        return (isinstance(value, dict) and _may_be(value, telling)) if telling else _is_like(value, before)
    if kind == "enum-values-removed":
        return any(same(value, gone) for gone in _listed(before))
    if kind == "enum-added":
        return value is not None and not any(same(value, allowed) for allowed in _listed(after))
    if kind == "null-refused":
        return value is None
    if kind in ("type-changed", "type-narrowed"):
        return value is not None and not _is_of(value, str(after))
    if kind in ("format-added", "format-changed"):
        return isinstance(value, str) and not _has_format(value, str(after))
    if kind == "limit-tightened" and isinstance(after, dict):
        return any(_exceeds(name, limit, value) for name, limit in after.items())
    if kind == "others-refused":
        return isinstance(value, dict) and not value.keys() <= set(map(str, _listed(after)))
    return True


def _may_be(value: JSON, tags: Iterable[tuple[str, JSON]]) -> bool:
    """Whether nothing in a value speaks against the branch that has these telling values."""
    return all(
        not isinstance(value, dict) or name not in value or is_variable(value[name]) or same(value[name], tag)
        for name, tag in tags
    )


def _is_like(value: JSON, label: JSON) -> bool:
    """Whether a value may be the branch of that name, which is that of a type or else of a schema."""
    types = str(label).split("/")
    if set(types) <= _TYPES:
        return type_name(value) in types
    return isinstance(value, dict)


def _is_of(value: JSON, types: str) -> bool:
    allowed = types.split(" | ")
    own = type_name(value)
    return own in allowed or "any" in allowed or (own == "integer" and "number" in allowed)


def is_text_of(value: str, types: str) -> bool:
    """Whether the text of a parameter is one of a type; any text is a string, or the only one of an array."""
    allowed = types.split(" | ")
    return any(name in allowed and _TEXTS[name].fullmatch(value) is not None for name in _TEXTS)


def _has_format(value: str, name: str) -> bool:
    return name in _FORMATS and _FORMATS[name].fullmatch(value) is not None


def _exceeds(name: str, limit: JSON, value: JSON) -> bool:
    if name == "pattern":
        return isinstance(value, str) and matches(str(limit), value) is False
    if name == "uniqueItems":
        pairs = combinations(value, 2) if isinstance(value, list) else ()
        return any(same(first, second) for first, second in pairs)
    size = _size(name, value)
    if size is None or isinstance(limit, bool) or not isinstance(limit, int | float):
        return False
    if name == "multipleOf":
        return bool(limit) and size % limit != 0
    if name == "exclusiveMinimum":
        return size <= limit
    if name == "exclusiveMaximum":
        return size >= limit
    return size < limit if name.startswith("min") else size > limit


def _size(name: str, value: JSON) -> float | None:
    """What of a value a limit of that name speaks of."""
    for ending, kind in (("Length", str), ("Items", list), ("Properties", dict)):
        if name.endswith(ending):
            return len(value) if isinstance(value, kind) else None
    return _number(value)


def _number(value: JSON) -> float | None:
    """The number that a value is, or that a parameter writes."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _listed(values: JSON) -> list[JSON]:
    return values if isinstance(values, list) else []
