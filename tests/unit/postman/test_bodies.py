"""Request bodies by media type: which mode, which rows, what is sampled."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from generator.openapi.model import Api, MediaType, Node
from generator.openapi.sample import Sampler
from generator.postman.bodies import is_json, language, preferred, request_body
from generator.postman.identity import Identity
from generator.postman.profile import Profile
from generator.postman.types import Body, FormParam

Read = Callable[[str], Api]

SCHEMAS = """
components:
  schemas:
    File: {type: string, format: binary, description: A picture.}
    Shop:
      type: object
      required: [name]
      properties: {name: {type: string}, id: {type: string, readOnly: true}}
"""


def body_of(read: Read, content: str) -> Body | None:
    api = read(f"paths: {{/shops: {{post: {{requestBody: {{content: {{{content}}}}}}}}}}}\n{SCHEMAS}")
    return request_body(api.operations[0], Sampler(api.document), Identity({}, {}), Profile())[0]


def form_of(read: Read, media_type: str, schema: str, more: str = "") -> list[FormParam]:
    body = body_of(read, f"{media_type}: {{schema: {schema}{more}}}")
    assert body is not None
    return body["formdata"] if body["mode"] == "formdata" else body["urlencoded"]


def test_no_body_without_a_request_body(read: Read) -> None:
    api = read("paths: {/shops: {post: {}}}")
    assert request_body(api.operations[0], Sampler(api.document), Identity({}, {}), Profile()) == (None, [])
    assert body_of(read, "") is None


# JSON and other text


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/vnd.api+json", "application/json; charset=utf-8"]
)
def test_json_is_sampled_as_a_request_and_indented(read: Read, media_type: str) -> None:
    assert body_of(read, f"'{media_type}': {{schema: {{$ref: '#/components/schemas/Shop'}}}}") == {
        "mode": "raw",
        "raw": '{\n  "name": "NAME"\n}',
        "options": {"raw": {"language": "json"}},
    }


@pytest.mark.parametrize(
    "given",
    [
        "example: {name: Tea}",
        "examples: {one: {value: {name: Tea}}, two: {value: {name: Cups}}}",
        "examples: {bad: {value: 7}, good: {value: {name: Tea}}}",
    ],
)
def test_the_first_valid_example_of_the_media_type_is_used(read: Read, given: str) -> None:
    body = body_of(read, f"application/json: {{schema: {{$ref: '#/components/schemas/Shop'}}, {given}}}")
    assert body is not None
    assert json.loads(body["raw"]) == {"name": "Tea"}


def test_a_string_is_json_too(read: Read) -> None:
    body = body_of(read, "application/json: {schema: {type: string, example: Tea}}")
    assert body is not None
    assert body["raw"] == '"Tea"'


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("application/xml", "xml"),
        ("application/soap+xml", "xml"),
        ("text/plain", "text"),
        ("text/csv", "text"),
    ],
)
def test_text_is_written_as_it_is(read: Read, media_type: str, kind: str) -> None:
    assert body_of(read, f"{media_type}: {{schema: {{type: string}}, example: '<a>1</a>'}}") == {
        "mode": "raw",
        "raw": "<a>1</a>",
        "options": {"raw": {"language": kind}},
    }


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", "json"),
        ("Application/JSON", "json"),
        ("application/vnd.api+json; charset=utf-8", "json"),
        ("text/xml", "xml"),
        ("image/svg+xml", "xml"),
        ("application/jsonlines", "text"),
        ("text/html", "text"),
    ],
)
def test_languages(media_type: str, expected: str) -> None:
    assert language(media_type) == expected
    assert is_json(media_type) == (expected == "json")


def test_json_is_preferred_else_the_first() -> None:
    def offer(*names: str) -> tuple[MediaType, ...]:
        return tuple(MediaType(name, Node({}, ""), (), {}) for name in names)

    best = preferred(offer("text/csv", "application/xml", "application/hal+json"))
    assert best is not None
    assert best.name == "application/hal+json"
    first = preferred(offer("text/csv", "application/xml"))
    assert first is not None
    assert first.name == "text/csv"
    assert preferred(()) is None


# Files


@pytest.mark.parametrize(
    "content",
    [
        "image/png: {schema: {type: string, format: binary}}",
        "image/png: {schema: {$ref: '#/components/schemas/File'}}",
        "application/octet-stream: {}",
        "text/csv: {schema: {type: string, format: binary}}",
    ],
)
def test_a_binary_body_is_a_file_to_choose(read: Read, content: str) -> None:
    assert body_of(read, content) == {"mode": "file", "file": {}}


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml"])
def test_text_without_a_schema_is_no_file(read: Read, media_type: str) -> None:
    body = body_of(read, f"{media_type}: {{}}")
    assert body is not None
    assert body["mode"] == "raw"


# Forms


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string, format: binary}",
        "{type: string, format: base64}",
        "{$ref: '#/components/schemas/File'}",
        "{type: array, items: {type: string, format: binary}}",
        "{type: array, items: {$ref: '#/components/schemas/File'}}",
    ],
)
def test_a_file_in_a_multipart_form_has_a_source_and_no_value(read: Read, schema: str) -> None:
    form = form_of(read, "multipart/form-data", f"{{type: object, properties: {{file: {schema}}}}}")
    described = {key: value for key, value in form[0].items() if key != "description"}
    assert described == {"key": "file", "type": "file", "src": [], "disabled": True}


def test_required_rows_come_first_and_are_marked_the_others_are_off(read: Read) -> None:
    schema = """{type: object, required: [file, ghost, name], properties: {
        hidden: {type: boolean, default: false, description: Keep it out.},
        name: {type: string, example: Tea}, file: {$ref: '#/components/schemas/File'}}}"""
    assert form_of(read, "multipart/form-data", schema) == [
        {"key": "file", "type": "file", "src": [], "description": "(Required) A picture."},
        {"key": "ghost", "value": "GHOST", "type": "text", "description": "(Required)"},
        {"key": "name", "value": "Tea", "type": "text", "description": "(Required)"},
        {"key": "hidden", "value": "false", "type": "text", "description": "Keep it out.", "disabled": True},
    ]


@pytest.mark.parametrize("media_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_a_row_that_is_sent_has_no_placeholder(read: Read, media_type: str) -> None:
    """A form is a table like that of the parameters; in JSON the placeholder says the type."""
    schema = """{type: object, required: [bookTitle, tags, note, short, html, more], properties: {
        bookTitle: {type: string}, tags: {type: array, minItems: 2, items: {type: string}},
        note: {type: string, minLength: 10}, short: {type: string, maxLength: 8}, later: {type: string},
        html: {type: string, example: <p>Tea</p>}, more: {type: object, properties: {a: {type: string}}}}}"""
    form = form_of(read, media_type, schema)
    assert [(row["key"], row["value"]) for row in form if row["type"] == "text"] == [
        ("bookTitle", "BOOK_TITLE"),
        ("tags", "TAG"),
        ("tags", "TAG"),
        ("note", "NOTE______"),
        ("short", "SHORT"),
        ("html", "<p>Tea</p>"),
        ("more", '{"a":"A"}'),
        ("later", "<string>"),
    ]


def test_a_description_beside_a_reference_wins(read: Read) -> None:
    schema = "{type: object, properties: {f: {$ref: '#/components/schemas/File', description: Yours.}}}"
    assert form_of(read, "multipart/form-data", schema)[0]["description"] == "Yours."


def test_urlencoded_has_rows_of_text_only(read: Read) -> None:
    schema = """{type: object, required: [a], properties: {
        a: {type: integer, example: 7}, f: {type: string, format: binary}}}"""
    assert form_of(read, "application/x-www-form-urlencoded", schema) == [
        {"key": "a", "value": "7", "type": "text", "description": "(Required)"},
        {"key": "f", "value": "<binary>", "type": "text", "disabled": True},
    ]


def test_objects_in_forms_are_json(read: Read) -> None:
    schema = "{type: object, properties: {shop: {type: object, properties: {n: {type: integer}}}}}"
    row = form_of(read, "multipart/form-data", schema, ", encoding: {shop: {contentType: application/json}}")[
        0
    ]
    assert (row["value"], row["contentType"]) == ('{"n":1}', "application/json")


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ("{type: object, properties: {n: {type: integer}}}", ["<n>1</n>"]),
        (
            "{type: array, minItems: 2, items: {type: object, properties: {n: {type: integer}}}}",
            ["<n>1</n>"] * 2,
        ),
        ("{type: string, example: <a/>}", ["<a/>"]),
    ],
)
def test_parts_of_forms_are_xml_where_their_encoding_says_so(
    read: Read, schema: str, values: list[str]
) -> None:
    encoding = ", encoding: {shop: {contentType: application/xml}}"
    form = form_of(read, "multipart/form-data", f"{{properties: {{shop: {schema}}}}}", encoding)
    assert [row["contentType"] for row in form] == ["application/xml"] * len(values)
    assert all(value in row["value"] for value, row in zip(values, form, strict=True))


@pytest.mark.parametrize("media_type", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_null_in_a_form_is_empty(read: Read, media_type: str) -> None:
    schema = "{properties: {a: {type: integer, nullable: true, example: null}}, example: {a: null}}"
    assert [row["value"] for row in form_of(read, media_type, schema)] == [""]


def test_properties_that_cannot_be_sent_are_no_rows(read: Read) -> None:
    form = form_of(read, "multipart/form-data", "{$ref: '#/components/schemas/Shop'}")
    assert [row["key"] for row in form] == ["name"]


def test_properties_of_all_parts_are_rows(read: Read) -> None:
    schema = (
        "{allOf: [{$ref: '#/components/schemas/Shop'}, {type: object, properties: {b: {type: integer}}}]}"
    )
    form = form_of(read, "multipart/form-data", schema)
    assert [(row["key"], row.get("disabled", False)) for row in form] == [("name", False), ("b", True)]
