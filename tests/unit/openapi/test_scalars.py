"""Values for schemas that say no more than type, format and bounds."""

from __future__ import annotations

import base64
import json
import quopri
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import cast

import jsonschema_rs
import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.sample import Sampler
from generator.openapi.scalars import scalar


def candidates(type_name: str, **keywords: JSON) -> list[JSON]:
    return list(scalar(cast(SchemaObject, keywords), type_name))


def test_simple_types() -> None:
    assert candidates("boolean") == [True, False]
    assert candidates("null") == [None]
    assert candidates("string") == ["<string>"]
    assert candidates("integer")[0] == 1
    assert candidates("number")[0] == 1.5


FORMATS = [
    *(
        "date-time",
        "date",
        "time",
        "duration",
        "email",
        "idn-email",
        "hostname",
        "idn-hostname",
        "ipv4",
        "ipv6",
    ),
    *("uri", "iri", "uri-reference", "iri-reference", "uri-template", "uuid", "regex"),
    *("json-pointer", "relative-json-pointer", "url", "byte", "binary", "password"),
]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_a_valid_value(form: str) -> None:
    (value,) = candidates("string", format=form)
    assert value != "<string>"
    schema: JSONObject = {"type": "string", "format": form}
    assert jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)


def test_values_are_recognisable() -> None:
    formats = ("date-time", "email", "url", "uri", "uuid", "password", "binary")
    assert [candidates("string", format=form)[0] for form in formats] == [
        "2025-01-15T09:30:00+00:00",
        "sarah.mason@example.com",
        "https://www.example.com/",
        "https://www.example.com/",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "<password>",
        "<binary>",
    ]
    assert base64.b64decode(str(candidates("string", format="byte")[0])) == b"sample"


@pytest.mark.parametrize(
    "bounds", [{}, {"minLength": 9}, {"maxLength": 15}, {"minLength": 10, "maxLength": 20}]
)
@pytest.mark.parametrize(
    "media_type", ["", "image/png", "application/json", "application/a+JSON; charset=utf-8"]
)
@pytest.mark.parametrize(
    ("decode", "said"),
    [
        (partial(base64.b64decode, validate=True), {"contentEncoding": "base64"}),
        (partial(base64.b64decode, validate=True), {"format": "byte"}),
        (base64.urlsafe_b64decode, {"contentEncoding": "base64url"}),
        (base64.b32decode, {"contentEncoding": "BASE32"}),
        (base64.b16decode, {"contentEncoding": "base16"}),
        (quopri.decodestring, {"contentEncoding": "quoted-printable"}),
        (str.encode, {}),
    ],
)
def test_what_holds_bytes_or_a_document_holds_them(
    decode: Callable[[str], bytes], said: JSONObject, media_type: str, bounds: JSONObject
) -> None:
    first = candidates("string", **said, **bounds, contentMediaType=media_type)[0]
    assert isinstance(first, str)
    assert jsonschema_rs.is_valid({"type": "string", **bounds}, first)
    content = decode(first)
    if "json" in media_type.lower():
        assert json.loads(content) == {}


def test_where_no_document_has_the_length_it_is_just_a_string() -> None:
    assert candidates("string", contentEncoding="base64", minLength=9, maxLength=11) == ["<string>_"]
    assert candidates("string", contentMediaType="application/json", maxLength=1) == ["s"]


def test_an_unknown_format_is_just_a_string() -> None:
    assert candidates("string", format="invented") == ["<string>"]


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({"maxLength": 3}, "str"),
        ({"maxLength": 7}, "string"),
        ({"maxLength": 8}, "<string>"),
        ({"maxLength": 0}, ""),
        ({"minLength": 10}, "<string>__"),
        ({"minLength": 3, "maxLength": 3}, "str"),
        ({"minLength": 7, "maxLength": 7}, "string_"),
    ],
)
def test_strings_keep_their_length(keywords: JSONObject, expected: str) -> None:
    assert candidates("string", **keywords) == [expected]


def test_no_string_is_made_too_long_to_handle() -> None:
    (value,) = candidates("string", minLength=10**12)
    assert isinstance(value, str)
    assert len(value) == 10_000


def test_patterns_are_guessed_at() -> None:
    assert {"abc", "123", "+15005550006"} < set(cast("list[str]", candidates("string", pattern="^x$")))


BOUNDS = (-2.5, -1, 0, 0.5, 3, 1000, None)


@pytest.mark.parametrize("type_name", ["integer", "number"])
@pytest.mark.parametrize(
    ("least", "most"), list(product(("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")))
)
def test_numbers_keep_their_bounds(type_name: str, least: str, most: str) -> None:
    for low, high, step in product(BOUNDS, BOUNDS, (None, 1, 2, 5)):
        said: JSONObject = {least: low, most: high, "multipleOf": step}
        keywords = {key: value for key, value in said.items() if value is not None}
        found = candidates(type_name, **keywords)
        validator = jsonschema_rs.Draft202012Validator({"type": type_name, **keywords})
        assert [value for value in found if not validator.is_valid(value)] == []
        grid = (
            [number / 4 for number in range(-3 * 4, 1010 * 4)]
            if step is None
            else [float(n) for n in range(-15, 1015)]
        )
        if not found:
            assert [value for value in grid if validator.is_valid(value)] == [], keywords


@pytest.mark.parametrize(
    ("type_name", "keywords", "expected"),
    [
        ("integer", {"minimum": 5}, 5),
        ("integer", {"maximum": -1.5}, -2),
        ("integer", {"minimum": 2.1}, 3),
        ("integer", {"exclusiveMinimum": 10}, 11),
        ("integer", {"exclusiveMaximum": 0}, -1),
        ("integer", {"maximum": -10, "multipleOf": 7}, -14),
        ("integer", {"minimum": 15, "maximum": 22, "multipleOf": 7}, 21),
        ("integer", {"exclusiveMinimum": 2**60}, 2**60 + 1),
        ("number", {"minimum": 2}, 2),
        ("number", {"exclusiveMinimum": 3, "exclusiveMaximum": 4}, 3.5),
        ("number", {"minimum": 7.25}, 7.25),
        ("number", {"maximum": 1}, 1),
        ("number", {"multipleOf": 0.5, "minimum": 0.2, "maximum": 0.9}, 0.5),
        ("number", {"minimum": 2.0}, 2),
    ],
)
def test_the_first_number_that_fits(type_name: str, keywords: JSONObject, expected: float) -> None:
    first = candidates(type_name, **keywords)[0]
    assert first == expected
    assert type(first) is type(expected)


@pytest.mark.parametrize(
    "keywords",
    [
        {"minimum": 2, "maximum": 1},
        {"exclusiveMinimum": 1, "exclusiveMaximum": 2},
        {"minimum": 1, "exclusiveMaximum": 1},
        {"minimum": 1, "maximum": 4, "multipleOf": 5},
    ],
)
def test_bounds_that_leave_no_integer(keywords: JSONObject) -> None:
    assert candidates("integer", **keywords) == []


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"format": "date-time", "pattern": "Z$"}, "2025-01-15T09:30:00Z"),
        ({"format": "email", "maxLength": 8}, "a@b.co"),
        ({"format": "email", "minLength": 30}, "a" * 18 + "@example.com"),
        ({"format": "hostname", "minLength": 24}, "a" * 12 + ".example.com"),
        ({"format": "uri", "maxLength": 9}, "urn:a"),
    ],
)
def test_a_format_and_a_limit_are_kept_both(schema: JSONObject, expected: str) -> None:
    document = cast(Document, {"openapi": "3.1.0", "paths": {}})
    node = Node(cast(SchemaObject, {"type": "string", **schema}), "/a")
    sampler = Sampler(document)
    assert (sampler.sample(node, "request"), sampler.findings) == (expected, [])
