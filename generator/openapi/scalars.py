"""Values for schemas that say no more than type, format and bounds. All fixed: no clock, no chance."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator

from generator.json_types import JSON
from generator.openapi.document import SchemaObject

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
    "binary": "<binary>",
    "password": "<password>",
}


# How bytes are written as text: by blocks of so many bytes, each so many characters (RFC 4648). What other
# encodings there are (RFC 2045, section 6) leave plain text as it is.
_ENCODINGS = {
    "base64": (base64.b64encode, 3, 4),
    "base64url": (base64.urlsafe_b64encode, 3, 4),
    "base32": (base64.b32encode, 5, 8),
    "base16": (base64.b16encode, 1, 2),
}


# Where a pattern or a length rules these out: what else has the format, and what has it at any length.
_ALSO = {
    "date-time": ("2025-01-15T09:30:00Z", "2025-01-15T09:30:00.000Z"),
    "time": ("09:30:00+00:00",),
    "duration": ("PT1H",),
    "email": ("a@b.co",),
    "hostname": ("a.co",),
    "ipv6": ("::1",),
    "uri": ("urn:a",),
}
_LIMITING = ("pattern", "minLength", "maxLength", "not")
_LONG = {
    "email": "{}@example.com",
    "hostname": "{}.example.com",
    "uri": "https://www.example.com/{}",
    "uri-reference": "/{}",
    "json-pointer": "/{}",
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
    shortest, longest = min(schema.get("minLength", 0), _LONGEST), schema.get("maxLength")
    value = _content(schema, shortest, _LONGEST if longest is None else longest)
    if value is None:
        value = _BY_FORMAT.get(schema.get("format", ""), STRING_PLACEHOLDER)
    if longest is not None and len(value) > longest:
        value = "string"[:longest]
    yield value.ljust(shortest, "_") if len(value) < shortest else value
    form = schema.get("format", "")
    if form and not schema.keys().isdisjoint(_LIMITING):
        yield from _ALSO.get(form, ())
        long = _LONG.get(form, "{}")
        yield long.format("a" * (shortest - len(long) + 2))
    if "not" in schema:
        yield from _PATTERN_GUESSES
    if "pattern" in schema:
        from generator.openapi.patterns import matching

        yield from _PATTERN_GUESSES
        yield from matching(schema["pattern"], shortest, _LONGEST if longest is None else longest)


def _content(schema: SchemaObject, shortest: int, longest: int) -> str | None:
    """What holds a document of its own, or bytes, in so many characters; None if it is mere text.

    Sources: JSON Schema Validation 2020-12, section 8; OpenAPI 3.0.3, "Data Types", of the format `byte`.
    """
    media_type = schema.get("contentMediaType", "").partition(";")[0].strip().lower()
    is_json = media_type.endswith(("/json", "+json"))
    encoding = schema.get("contentEncoding", "base64" if schema.get("format") == "byte" else "").lower()
    text = "{}" if is_json else "sample"
    if encoding in _ENCODINGS:
        encode, size, length = _ENCODINGS[encoding]
        blocks = max(math.ceil(shortest / length), math.ceil(len(text) / size))
        room = min(blocks, longest // length) * size
        text = encode(text.ljust(room)[:room].encode()).decode()
    elif is_json:
        text = text.ljust(shortest)
    else:
        return None
    return text if shortest <= len(text) <= longest else None


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
