"""Filters as a reader wants them: for each field one that works."""

import re
from typing import NamedTuple

from generator.escape.markdown import Markdown, code, codes, escaped, written
from generator.openapi.document import Document
from generator.openapi.model import Operation, Parameter
from generator.openapi.schema import effective, types_of
from generator.postman.bodies import preferred
from generator.postman.fields import FieldReader
from generator.postman.profile import Filter

_PREFERENCE = ("equals", "contains", "greater-or-equal", "greater-than", "any", "has")
_NO_VALUE = frozenset(("has",))
_TIMES = re.compile(r"(^|[._])(created|updated|datetime|timestamp|date|\w+_at)$")
_FIRST_FIELD = re.compile(r"[a-z-]+\(([^,)]*)[,)]")
_MOST_VALUES = 12
_TEXTS = {
    "email": "ada@example.com",
    "phone_number": "+15005550006",
    "status": "STATUS",
    "name": "Summer",
    "title": "Summer",
}


class FilterWords(NamedTuple):
    """What may be asked of one field; all texts are Markdown for a table."""

    field: Markdown
    operators: Markdown
    value: Markdown
    """The type of the value, and the values allowed if they are limited; empty where none is taken."""
    example: Markdown


def filter_words(field: str, given: Filter, operation: Operation, parameter: Parameter | None,
                 document: Document, reader: FieldReader) -> FilterWords:  # fmt: skip
    """The line of one field; `parameter` is the one that filters are sent in."""
    known = given if given.value_type else _typed(field, given, operation, document, reader)
    takes_value = not _NO_VALUE.issuperset(known.operators)
    value = escaped("")
    if takes_value:
        value = escaped(known.value_type + (f" ({known.format})" if known.format else ""))
        if known.enum:
            more = f" and {len(known.enum) - _MOST_VALUES} more" if len(known.enum) > _MOST_VALUES else ""
            value = written(f"{{}}{more}", codes(known.enum[:_MOST_VALUES]))
    return FilterWords(code(field), codes(known.operators), value, code(_example(field, known, parameter)))


def _typed(
    field: str, given: Filter, operation: Operation, document: Document, reader: FieldReader
) -> Filter:
    """The filter with the type that the field has in the answer; else with what its name and use suggest."""
    compares = any(operator.startswith(("greater", "less")) for operator in given.operators)
    for response in operation.responses:
        media_type = preferred(response.content) if response.is_success else None
        if media_type is None:
            continue
        for path in (["data", "attributes", *field.split(".")], ["data", *field.split(".")]):
            node = reader.at(media_type.node, path)
            if node is None:
                continue
            merged = effective(document, node)
            type_ = next((name for name in types_of(merged) if name not in ("null", "object")), "string")
            enum = tuple(str(value) for value in merged.keywords.get("enum", []) if value is not None)
            found = given._replace(value_type=type_, enum=enum, format=merged.keywords.get("format", ""))
            if compares and (type_, found.format) == ("string", ""):
                break  # texts have no order: it is a time, or a number
            return found
    if field == "timestamp":  # by itself it counts seconds
        return given._replace(value_type="number")
    if _TIMES.search(field):
        return given._replace(value_type="string", format="date-time")
    return given._replace(value_type="number" if compares else "string")


def _example(field: str, known: Filter, parameter: Parameter | None) -> str:
    own = next((example.value for example in parameter.examples), None) if parameter else None
    example = own if own is not None else parameter.node.schema.get("example") if parameter else None
    if isinstance(example, str) and "'example'" not in example:  # which tells nothing
        compared = _FIRST_FIELD.match(example)
        if compared and compared[1] == field:
            return example
    single = [name for name in known.operators if name not in known.list_operators and name != "any"]
    operator = next((name for name in _PREFERENCE if name in single), (single or list(known.operators))[0])
    if operator in _NO_VALUE:
        return f"{operator}({field})"
    value = _value(field, known)
    takes_list = operator == "any" or (operator in known.list_operators and operator != "equals")
    return f"{operator}({field},[{value}])" if takes_list else f"{operator}({field},{value})"


def _value(field: str, known: Filter) -> str:
    if known.enum:
        return f'"{known.enum[0]}"'
    if known.format == "date-time":
        return "2025-01-31T00:00:00Z"
    if known.format == "date":
        return "2025-01-31"
    if known.value_type in ("integer", "number"):
        return "1738281600" if _TIMES.search(field) else "10"
    if known.value_type == "boolean":
        return "true"
    last = field.rpartition(".")[2]
    text = _TEXTS.get(last, "Summer" if "contains" in known.operators else last.upper())
    return f'"{text}"'
