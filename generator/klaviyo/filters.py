"""What Klaviyo's list operations can be filtered by: from data, or from the prose that came before it.

From 2026-04-15 on the vendor key `x-klaviyo-filters` of an operation says it. Before, the description of its
`filter` parameter did, in two formats that differ by a space, after a heading and with a field to a line:

    `created`: `greater-than`, `less-than`
    `subscriptions.email.marketing.consent` : `equals`

The prose says nothing of the type of values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.json_types import JSON
from generator.klaviyo.filter_language import (
    Combination,
    Comparison,
    Expression,
    FilterError,
    comparisons,
    parse,
    written,
)
from generator.openapi.model import Operation
from generator.postman.profile import Filter

PARAMETER = "filter"
_KEY = "x-klaviyo-filters"
_HEADING = re.compile(r"Allowed field\(s\)/operator\(s\):")
_LINE = re.compile(r"`([^`]+)` ?: ?((?:`[^`]+`(?:, )?)+)")
_QUOTED = re.compile(r"`([^`]+)`")
_TAKES_LIST = "list"
_ALWAYS_ONE = ("equals", "contains", "starts-with", "ends-with")
_ALWAYS_SEVERAL = ("any", "contains-any", "contains-all")
_KINDS = {  # by format, else by type, how a value may be written; a time in quotes is taken as well
    "date-time": ("time", "text"),
    "date": ("time", "text"),
    "string": ("text", "time"),
    "number": ("number",),
    "integer": ("number",),
    "boolean": ("boolean",),
}


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
    """What a filter that is sent asks, as operator, field and values; nothing where it cannot be read.

    `and(equals(status,"sent"),any(id,["a","b"]))` asks for `equals status sent` and `any id a b`.
    """
    try:
        found = parse(text, is_lenient=True)
    except FilterError:
        return []
    return [(each.operator, each.field, [value.text for value in each.values]) for each in comparisons(found)]


def fault_of(text: str, allowed: Mapping[str, Filter]) -> str:
    """What is wrong with a filter where these are allowed; empty if nothing is. Of none that is known only
    the language is judged.
    """
    try:
        found = parse(text)
    except FilterError as error:
        return str(error)
    return next(filter(None, (_misuse(each, allowed) for each in comparisons(found))), "") if allowed else ""


def mended(text: str, allowed: Mapping[str, Filter]) -> str:
    """A filter with what a reader would put right: closed, quoted, a list where one is taken and else none.

    Empty where that is not enough.
    """
    try:
        found = [_fitting(each, allowed) for each in parse(text, is_lenient=True)]
    except FilterError:
        return ""
    said = written(found)
    return "" if fault_of(said, allowed) else said


def _fitting(each: Expression, allowed: Mapping[str, Filter]) -> Expression:
    if isinstance(each, Combination):
        return each._replace(parts=tuple(_fitting(part, allowed) for part in each.parts))
    known = allowed.get(each.field)
    takes_list = known is not None and each.operator in known.list_operators
    if each.is_list and not takes_list and each.operator in _ALWAYS_ONE:
        return each._replace(values=each.values[:1], is_list=False)
    return each._replace(is_list=each.is_list or (takes_list and each.operator in _ALWAYS_SEVERAL))


def _misuse(each: Comparison, allowed: Mapping[str, Filter]) -> str:
    known = allowed.get(each.field)
    if known is None:
        return f"{each.field} cannot be filtered by"
    if each.operator not in known.operators:
        return f"{each.field} cannot be asked for by {each.operator}"
    if each.is_list and each.operator in _ALWAYS_ONE and each.operator not in known.list_operators:
        return f"{each.operator} takes one value, here {each.field} has a list"
    if not each.is_list and each.operator in _ALWAYS_SEVERAL:
        return f"{each.operator} takes a list, here {each.field} has one value"
    kinds = _KINDS.get(known.format or known.value_type, ())
    for value in each.values:
        if kinds and value.kind not in kinds:
            return f"{each.field} is a {known.format or known.value_type}, here it is {value.written()}"
        if known.enum and value.text not in known.enum:
            return f"{each.field} is one of {', '.join(known.enum)}, here it is {value.text}"
    return ""


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
