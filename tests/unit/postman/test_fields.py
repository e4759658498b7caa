"""The fields of a body, as a list for readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.openapi.model import Api, Node
from generator.openapi.selection import BY_NAME
from generator.postman.fields import FieldReader

Read = Callable[[str], Api]


def body(read: Read, schema: str, components: str = "{}") -> tuple[FieldReader, Node]:
    api = read(f"""
        paths:
          /a:
            post:
              requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
              responses: {{}}
        components: {{schemas: {components}}}
    """)
    request = api.operations[0].body
    assert request is not None
    return FieldReader(api.document, BY_NAME), request.content[0].node


def lines(read: Read, schema: str, components: str = "{}") -> list[str]:
    reader, node = body(read, schema, components)
    return [
        f"{field.indent}{field.name}{'!' if field.required else ''} {field.type}"
        f"{f' ({field.hidden} hidden)' if field.hidden else ''}"
        f"{f': {field.values}' if field.values else ''}"
        f"{f' - {field.description}' if field.description else ''}"
        for field in reader.fields(node)
    ]


def test_fields_stand_in_their_nesting(read: Read) -> None:
    schema = """{type: object, required: [data], properties: {
        data: {$ref: '#/components/schemas/Tea', description: The tea.},
        note: {type: string, nullable: true, default: none},
        id: {type: string, readOnly: true}}}"""
    components = """{Tea: {type: object, required: [name], properties: {
        name: {type: string, description: "Its name,\\nin | short."},
        kind: {type: string, enum: [green, black]},
        leaves: {type: array, items: {type: object, properties: {size: {type: integer, format: int32}}}},
        dates: {type: array, items: {type: string, format: date}}}}}"""
    assert lines(read, schema, components) == [
        "`data`! object - The tea.",
        "  `name`! string - Its name, in \\| short.",
        "  `dates` array of string (date)",
        "  `kind` string: `green`, `black`",
        "  `leaves` array of object",
        "    `size` integer (int32)",
        "`note` string: default `none`",
    ]


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        ("{oneOf: [{type: string}, {type: number}]}", "`x` string or number"),
        ("{nullable: true, oneOf: [{type: string, enum: [a, b]}]}", "`x` string: `a`, `b`"),
        ("{enum: [null]}", "`x` string"),
        ("{type: object, default: {}}", "`x` object"),
        ("{type: boolean, default: false}", "`x` boolean: default `false`"),
        ("{type: string, default: ''}", '`x` string: default `""`'),
        ("{type: array, items: {type: array, items: {type: string}}}", "`x` array of array"),
        ("{type: array}", "`x` array"),
        (
            """{oneOf: [{type: object, properties: {type: {enum: [tea]}, a: {}}},
                {type: object, properties: {type: {enum: [coffee]}, b: {}}}]}""",
            "`x` one of 2 objects: `type`: `tea`, `coffee`",
        ),
        (
            "{oneOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}, a: {}}}]}",
            "`x` one of 2 objects: `a`; or `a`, `b`",
        ),
    ],
)
def test_types_and_values_are_said_in_words(read: Read, schema: str, line: str) -> None:
    assert lines(read, f"{{type: object, properties: {{x: {schema}}}}}") == [line]


def test_many_values_are_counted(read: Read) -> None:
    (line,) = lines(read, f"{{type: object, properties: {{x: {{enum: {list(range(66))}}}}}}}")
    assert line.endswith("`59` and 6 more")


def test_the_only_object_among_choices_is_shown(read: Read) -> None:
    schema = "{type: object, properties: {x: {anyOf: [{type: object, properties: {a: {}}}, {type: 'null'}]}}}"
    assert lines(read, schema) == ["`x` object", "  `a` string"]


def test_what_two_parts_say_of_a_property_is_merged(read: Read) -> None:
    schema = """{allOf: [
        {type: object, properties: {x: {type: object, properties: {a: {}}}}},
        {type: object, properties: {x: {type: object, properties: {b: {}}}}}]}"""
    assert lines(read, schema) == ["`x` object", "  `a` string", "  `b` string"]


def test_a_part_by_itself_is_not_taken_for_the_merged_one(read: Read) -> None:
    components = """{
        A: {type: object, properties: {x: {type: object, properties: {a: {}}}}},
        B: {type: object, properties: {x: {type: object, properties: {b: {}}}}}}"""
    schema = """{type: object, properties: {
        alone: {$ref: '#/components/schemas/B'},
        both: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}}"""
    found = lines(read, schema, components)
    assert found[:3] == ["`alone` object", "  `x` object", "    `b` string"]
    assert found[3:] == ["`both` object", "  `x` object", "    `a` string", "    `b` string"]


def test_inner_fields_are_left_out_first_and_counted(read: Read) -> None:
    many = ", ".join(f"p{index}: {{type: string}}" for index in range(58))
    schema = (
        f"{{type: object, properties: {{x: {{type: object, properties: {{{many}}}}}, y: {{}}, z: {{}}}}}}"
    )
    found = lines(read, schema)
    assert len(found) == 3
    assert found[0] == "`x` object (58 hidden)"


def test_a_schema_that_contains_itself_ends(read: Read) -> None:
    components = """{Step: {type: object, properties: {next: {$ref: '#/components/schemas/Step'}}},
        Loop: {type: array, items: {$ref: '#/components/schemas/Loop'}},
        Either: {oneOf: [{$ref: '#/components/schemas/Either'}, {type: string}]}}"""
    found = lines(read, "{$ref: '#/components/schemas/Step'}", components)
    assert len(found) == 10
    assert found[-1] == "                  `next` object (1 hidden)"
    schema = """{type: object, properties: {
        loop: {$ref: '#/components/schemas/Loop'}, either: {$ref: '#/components/schemas/Either'}}}"""
    assert lines(read, schema, components) == ["`either` string", "`loop` array of array"]


def test_long_descriptions_end_with_a_sentence(read: Read) -> None:
    first, second = "It is " + "very " * 40 + "long.", "So is " + "this " * 30 + "one."
    (line,) = lines(read, f"{{type: object, properties: {{x: {{description: '{first} {second} End.'}}}}}}")
    assert line.endswith("very long.")
    (line,) = lines(read, f"{{type: object, properties: {{x: {{description: '{'very ' * 80}long. End.'}}}}}}")
    assert line.endswith("very long.")
    (line,) = lines(read, f"{{type: object, properties: {{x: {{description: '{'very ' * 80}long'}}}}}}")
    assert line.endswith("very long")


def test_what_is_no_object_has_no_fields(read: Read) -> None:
    assert lines(read, "{type: string}") == []


def test_names_and_places_of_fields_can_be_asked_for(read: Read) -> None:
    schema = """{type: object, properties: {data: {type: array, items: {type: object, properties: {
        attributes: {type: object, properties: {
          name: {type: string}, data: {$ref: '#/components/schemas/T'}}}}}}}}"""
    reader, node = body(
        read, schema, "{T: {type: object, properties: {t: {$ref: '#/components/schemas/T'}}}}"
    )
    assert reader.names(node) == {"data", "attributes", "name", "t"}
    found = reader.at(node, ["data", "attributes", "name"])
    assert found is not None
    assert found.schema == {"type": "string"}
    assert reader.at(node, ["data", "name"]) is None
