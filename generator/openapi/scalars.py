"""Values for schemas that say no more than type, format and bounds. All fixed: no clock, no chance."""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.json_types import JSON
from generator.openapi.document import SchemaObject
from generator.openapi.patterns import matching

STRING_PLACEHOLDER = "<string>"
_LONGEST = 10_000  # characters: what asks for more is not given it

_BY_FORMAT = {
    "date-time": "2025-01-15T09:30:00+00:00",
    "date": "2025-01-15",
    "time": "09:30:00Z",
    "duration": "P1D",
    "email": "sarah.mason@example.com",
    "idn-email": "sarah.mason@example.com",
    "hostname": "www.example.com",
    "idn-hostname": "www.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://www.example.com/",
    "url": "https://www.example.com/",
    "iri": "https://www.example.com/",
    "uri-reference": "/path",
    "iri-reference": "/path",
    "uri-template": "/path/{id}",
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "json-pointer": "/path",
    "relative-json-pointer": "0/path",
    "regex": "^.*$",
    "byte": "c2FtcGxl",
    "binary": "<binary>",
    "password": "<password>",
}


def scalar(schema: SchemaObject, type_name: str) -> Iterator[JSON]:
    """Candidates for a value of `type_name`, the likeliest first; the caller checks them where it matters."""
    if type_name == "string":
        yield from _strings(schema)
    elif type_name in ("integer", "number"):
        yield from _numbers(schema, type_name)
    elif type_name == "boolean":
        yield True
        yield False
    else:
        yield None


def _strings(schema: SchemaObject) -> Iterator[str]:
    value = _BY_FORMAT.get(schema.get("format", ""), STRING_PLACEHOLDER)
    shortest, longest = min(schema.get("minLength", 0), _LONGEST), schema.get("maxLength")
    if longest is not None and len(value) > longest:
        value = "string"[:longest]
    yield value.ljust(shortest, "_") if len(value) < shortest else value
    if "not" in schema:
        yield from _PATTERN_GUESSES
    if "pattern" in schema:
        yield from _PATTERN_GUESSES
        yield from matching(schema["pattern"], shortest, _LONGEST if longest is None else longest)


# These fit most of the patterns seen in real specs, and say more to a reader than what is made up to match.
_PATTERN_GUESSES = (
    "A1B2C3",
    "abc",
    "abc-123",
    "ABC",
    "123",
    "+15005550006",
    "#336699",
    "1.0.0",
    "en-US",
    "a",
    "1",
)


def _numbers(schema: SchemaObject, type_name: str) -> Iterator[int | float]:
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    above, below = schema.get("exclusiveMinimum", -math.inf), schema.get("exclusiveMaximum", math.inf)
    step = schema.get("multipleOf", 1)
    first: float = 1.5 if type_name == "number" else 1
    middle = max(low, above) / 2 + min(high, below) / 2
    for candidate in (first, 1, 0, low, above + step, high, below - step, middle, 2, 3, 5, 10, 100, -1):
        if not math.isfinite(candidate):
            continue
        candidates: list[int | float] = [candidate]
        if "multipleOf" in schema:
            candidates = [math.ceil(candidate / step) * step, math.floor(candidate / step) * step]
        if type_name == "integer":
            candidates = [
                rounded for number in candidates for rounded in (math.ceil(number), math.floor(number))
            ]
        for number in candidates:
            if low <= number <= high and above < number < below:
                yield int(number) if float(number).is_integer() else number
