"""Filters as a reader wants them: for each field one that works."""

import re
from typing import NamedTuple

from generator.escape.markdown import Markdown, code, codes, escaped, written
from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import NOTHING, Operation, Parameter
from generator.openapi.schema import effective, types_of
from generator.postman.fields import FieldReader
from generator.postman.media import preferred
from generator.postman.profile import Filter, FilterGrammar

_PREFERENCE = ("equals", "contains", "greater-or-equal", "greater-than", "any", "has")
_NO_VALUE = frozenset(("has",))
_TIMES = re.compile(r"(^|[._])(created|updated|datetime|timestamp|date|\w+_at)$")
_FIRST_FIELD = re.compile(r"[a-z-]+\(([^,)]*)[,)]")
_TELLS_NOTHING = re.compile(r"(['\"])example\1")
_MOST_VALUES = 40
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
    sent: str
    """The example as it is sent."""


def example_of(parameter: Parameter | None) -> str:
    """The filter that the spec gives as an example, empty if there is none."""
    own = next((example.value for example in parameter.examples), None) if parameter else None
    example = own if own is not None else parameter.node.schema.get("example") if parameter else None
    return example if isinstance(example, str) else ""


def own_example(parameter: Parameter | None) -> str:
    """The same if it tells anything."""
    example = example_of(parameter)
    return "" if _TELLS_NOTHING.search(example) else example


def with_filters_mended(value: JSON, grammar: FilterGrammar) -> tuple[JSON, list[str]]:
    """A body whose filters are closed and quoted, and what was wrong with them.

    They are the texts of properties that are called as the parameter is, alone or in a list.
    """
    faults: list[str] = []

    def mend(text: JSON) -> JSON:
        fault = grammar.fault_of(text, NOTHING) if isinstance(text, str) and "(" in text else ""
        said = grammar.mended(text, NOTHING) if fault and isinstance(text, str) else ""
        faults.extend([f"{text}: {fault}"] if said else [])
        return said or text

    def walk(node: JSON) -> JSON:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        found = {name: walk(child) for name, child in node.items()}
        own = found.get(grammar.parameter)
        if own is not None:
            found[grammar.parameter] = [mend(item) for item in own] if isinstance(own, list) else mend(own)
        return found

    return walk(value), faults


def filter_words(field: str, given: Filter, operation: Operation, own: str,
                 document: Document, reader: FieldReader) -> FilterWords:  # fmt: skip
    """The line of one field; `own` is an example of the spec's that works, empty if there is none."""
    known = given if given.value_type else _typed(field, given, operation, document, reader)
    takes_value = not _NO_VALUE.issuperset(known.operators)
    value = escaped("")
    if takes_value:
        value = escaped(known.value_type + (f" ({known.format})" if known.format else ""))
        if known.enum:
            more = f" and {len(known.enum) - _MOST_VALUES} more" if len(known.enum) > _MOST_VALUES else ""
            value = written(f"{{}}{more}", codes(known.enum[:_MOST_VALUES]))
    sent = _example(field, known, own)
    return FilterWords(code(field), codes(known.operators), value, code(sent), sent)


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


def _example(field: str, known: Filter, own: str) -> str:
    compared = _FIRST_FIELD.match(own)
    if compared and compared[1] == field:
        return own
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
