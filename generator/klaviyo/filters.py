"""What Klaviyo's list operations can be filtered by: from data, or from the prose that came before it.

From 2026-04-15 on the vendor key `x-klaviyo-filters` of an operation says it. Before, the description of its
`filter` parameter did, in two formats that differ by a space, after a heading and with a field to a line:

    `created`: `greater-than`, `less-than`
    `subscriptions.email.marketing.consent` : `equals`

The prose says nothing of the type of values.
"""

from __future__ import annotations

import re

from generator.json_types import JSON
from generator.openapi.model import Operation
from generator.postman.profile import Filter

PARAMETER = "filter"
_KEY = "x-klaviyo-filters"
_HEADING = re.compile(r"Allowed field\(s\)/operator\(s\):")
_LINE = re.compile(r"`([^`]+)` ?: ?((?:`[^`]+`(?:, )?)+)")
_QUOTED = re.compile(r"`([^`]+)`")
_COMPARISON = re.compile(r"([a-z-]+)\(([^(),]+)(?:,((?:\"[^\"]*\"|'[^']*'|[^()\"'])*))?\)")
_VALUE = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s,\[\]\"']+)")
_TAKES_LIST = "list"


def filters_of(operation: Operation) -> dict[str, Filter]:
    """What `operation` can be filtered by, by field, in the order of the spec; empty if by nothing.

    The vendor key counts if it is there and in its shape; the prose otherwise.
    """
    data = operation.extensions.get(_KEY)
    if isinstance(data, dict):
        said = {field: _from_data(raw) for field, raw in data.items() if isinstance(raw, dict)}
        # What names no operator says of no way to filter.
        return {field: found for field, found in said.items() if found.operators}
    found: dict[str, Filter] = {}
    for parameter in operation.parameters_in("query"):
        if parameter.name == PARAMETER:
            found |= _from_prose(parameter.description)
    return found


def introduction(description: str) -> str:
    """What the description of the `filter` parameter says besides the filters."""
    heading = _HEADING.search(description)
    if heading is None:
        return description
    return description[: heading.start()] + _LINE.sub("", description[heading.end() :])


def uses_of(text: str) -> list[tuple[str, str, list[str]]]:
    """What a filter that is sent asks, as operator, field and values.

    `and(equals(status,"sent"),any(id,["a","b"]))` asks for `equals status sent` and `any id a b`.
    """
    return [
        (operator, field.strip(), [value for pair in _VALUE.findall(values) for value in pair if value])
        for operator, field, values in _COMPARISON.findall(text)
    ]


def _from_data(raw: dict[str, JSON]) -> Filter:
    operators, value = raw.get("operators"), raw.get("value")
    by_arity = operators if isinstance(operators, dict) else {}
    type_, format_ = (value.get("type"), value.get("format")) if isinstance(value, dict) else (None, None)
    enum = value.get("enum") if isinstance(value, dict) else None
    return Filter(
        operators=tuple(dict.fromkeys(name for names in by_arity.values() for name in _texts(names))),
        value_type=str(type_ or ""),
        enum=_texts(enum),
        format=str(format_ or ""),
        list_operators=_texts(by_arity.get(_TAKES_LIST)),
    )


def _from_prose(description: str) -> dict[str, Filter]:
    heading = _HEADING.search(description)
    if heading is None:
        return {}
    return {
        field: Filter(tuple(dict.fromkeys(_QUOTED.findall(operators))))
        for field, operators in _LINE.findall(description, heading.end())
    }


def _texts(values: JSON) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, list) else ()
