"""A sampled value as the text of a body, by the media type."""

from __future__ import annotations

import re

from generator.encode import to_json, to_json_text
from generator.json_types import JSON
from generator.openapi.model import MediaType
from generator.openapi.sample import Sampler
from generator.postman.braces import in_json, in_xml
from generator.postman.media import essence, is_json, is_json_lines, language

_FIELDS = ("event", "id", "data", "retry")
_MARKUP = re.compile(r"\s*<(?![A-Za-z]+>$)")  # and no placeholder such as `<string>`


def as_text(media_type: MediaType, value: JSON, sampler: Sampler) -> str:
    """`value` as it is sent: as JSON, XML, lines of JSON, CSV, or as the text that it is."""
    if is_json(media_type.name):
        return in_json(to_json_text(value))
    if language(media_type.name) == "xml":
        if isinstance(value, str) and _MARKUP.match(value):
            return value if "<!" in value else in_xml(value)  # a comment or CDATA has no entities
        from generator.postman.xml import to_xml

        return in_xml(to_xml(media_type.node, value, sampler))
    if isinstance(value, str):
        return value
    items: list[JSON] = value if isinstance(value, list) else [value]
    if is_json_lines(media_type.name):
        return in_json("".join(to_json(line, indent=False).decode() + "\n" for line in items))
    if essence(media_type.name) == "application/json-seq":  # RFC 7464
        return in_json("".join(f"\x1e{to_json(text, indent=False).decode()}\n" for text in items))
    if essence(media_type.name) == "text/event-stream":
        return "".join(map(_event, items))
    if essence(media_type.name) == "text/csv":
        return _csv(items)
    return in_json(to_json_text(value))


def _event(event: JSON) -> str:
    """An event of a stream: its fields, or all of it as data. Source: HTML, "Server-sent events"."""
    known = isinstance(event, dict) and bool(event) and event.keys() <= {*_FIELDS}
    fields = event if known and isinstance(event, dict) else {"data": event}
    fields = {name: fields[name] for name in _FIELDS if name in fields}
    lines = [(name, line) for name, value in fields.items() for line in _cell(value).split("\n")]
    return "".join(f"{name}: {line}\n" for name, line in lines) + "\n"


def _csv(rows: list[JSON]) -> str:
    """One line per row; objects get a line with the names of their properties first."""
    import csv
    import io

    objects = [row for row in rows if isinstance(row, dict)]
    names = list(dict.fromkeys(name for row in objects for name in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if names:
        writer.writerow(names)
    for row in rows:
        cells = [row.get(name, "") for name in names] if isinstance(row, dict) else row
        writer.writerow(map(_cell, cells if isinstance(cells, list) else [cells]))
    return text.getvalue()


def _cell(value: JSON) -> str:
    return value if isinstance(value, str) else "" if value is None else to_json(value, indent=False).decode()
