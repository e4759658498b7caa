"""Parameters as Postman's rows: styles, values, escapes, and what is switched on."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from generator.json_types import JSON
from generator.openapi.model import Api
from generator.openapi.sample import Sampler
from generator.postman.parameters import Row, path_value, rows
from generator.postman.profile import ParameterRule, Profile

Read = Callable[[str], Api]

LIST: JSON = ["a", "b"]
OBJECT: JSON = {"a": 1, "b": "x"}


def table(
    read: Read, parameter: str, profile: Profile | None = None, path: str = "/shops", more: str = ""
) -> list[Row]:
    api = read(
        f"""
        security: [{{key: []}}]
        paths:
          {path}:
            get: {{parameters: [{{{parameter}}}] {more}}}
        """
    )
    operation = api.operations[0]
    return rows(operation, operation.parameters[0], Sampler(api.document), profile or Profile())


def path_text(read: Read, path: str, parameter: str) -> str:
    api = read(f"paths: {{'{path}': {{get: {{parameters: [{{in: path, required: true, {parameter}}}]}}}}}}")
    operation = api.operations[0]
    return path_value(operation, operation.parameters[0], Sampler(api.document))


# How a value is written


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", True, "a", ["q=a"]),
        ("form", True, LIST, ["q=a", "q=b"]),
        ("form", False, LIST, ["q=a,b"]),
        ("form", True, [], ["q="]),
        ("form", False, [], ["q="]),
        ("form", True, OBJECT, ["a=1", "b=x"]),
        ("form", True, {}, ["q="]),
        ("form", False, OBJECT, ["q=a,1,b,x"]),
        ("spaceDelimited", True, LIST, ["q=a", "q=b"]),
        ("spaceDelimited", False, LIST, ["q=a%20b"]),
        ("spaceDelimited", False, OBJECT, ["q=a%201%20b%20x"]),
        ("pipeDelimited", True, LIST, ["q=a", "q=b"]),
        ("pipeDelimited", False, LIST, ["q=a|b"]),
        ("pipeDelimited", False, OBJECT, ["q=a|1|b|x"]),
        ("deepObject", True, OBJECT, ["q[a]=1", "q[b]=x"]),
        ("deepObject", True, {}, ["q="]),
        ("form", True, True, ["q=true"]),
        ("form", True, 1.5, ["q=1.5"]),
        ("form", True, {"a": [1, 2], "b": {"c": None}}, ["a=[1,2]", 'b={"c":null}']),
    ],
)
def test_styles_of_the_query(read: Read, style: str, explode: bool, value: JSON, expected: list[str]) -> None:
    said = f"name: q, in: query, style: {style}, explode: {json.dumps(explode)}, example: {json.dumps(value)}"
    assert [f"{row.key}={row.value}" for row in table(read, said + ", schema: {}")] == expected


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("simple", False, "a", "a"),
        ("simple", False, LIST, "a,b"),
        ("simple", True, LIST, "a,b"),
        ("simple", False, OBJECT, "a,1,b,x"),
        ("simple", True, OBJECT, "a=1,b=x"),
        ("label", False, "a", ".a"),
        ("label", False, LIST, ".a,b"),
        ("label", True, LIST, ".a.b"),
        ("label", False, OBJECT, ".a,1,b,x"),
        ("label", True, OBJECT, ".a=1.b=x"),
        ("matrix", False, "a", ";id=a"),
        ("matrix", False, LIST, ";id=a,b"),
        ("matrix", True, LIST, ";id=a;id=b"),
        ("matrix", True, ["a"], ";id=a"),
        ("matrix", False, OBJECT, ";id=a,1,b,x"),
        ("matrix", True, OBJECT, ";a=1;b=x"),
        ("matrix", True, [], ";id="),
    ],
)
def test_styles_of_the_path(read: Read, style: str, explode: bool, value: JSON, expected: str) -> None:
    said = f"name: id, style: {style}, explode: {json.dumps(explode)}, example: {json.dumps(value)}"
    assert path_text(read, "/shops/{id}", said + ", schema: {}") == expected


@pytest.mark.parametrize(("explode", "expected"), [("false", "a,1,b,x"), ("true", "a=1,b=x")])
def test_headers_are_simple(read: Read, explode: str, expected: str) -> None:
    said = f"name: X-Odd, in: header, explode: {explode}, example: {{a: 1, b: x}}, schema: {{}}"
    assert table(read, said) == [Row("X-Odd", expected, "", enabled=False)]


def test_json_in_a_parameter_is_one_value(read: Read) -> None:
    said = "name: q, in: query, content: {application/json: {schema: {}, example: {a: [1, 'x&y']}}}"
    assert table(read, said) == [Row("q", '{"a":[1,"x%26y"]}', "", enabled=False)]


# What is escaped


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a&b", "a%26b"),
        ("a#b", "a%23b"),
        ("a+b", "a%2Bb"),
        ("50%", "50%25"),
        ("100%zz", "100%25zz"),
        ("a%20b", "a%20b"),
        ("{{a}}", "%7B%7Ba}}"),
        ("equals(name,'Zoé /?=<b>')", "equals(name,'Zoé /?=<b>')"),
        ("2025-01-15T09:30:00+00:00", "2025-01-15T09:30:00%2B00:00"),
    ],
)
def test_the_query_escapes_what_is_syntax_and_nothing_else(read: Read, value: str, expected: str) -> None:
    assert table(read, f'name: q, in: query, example: "{value}", schema: {{}}')[0].value == expected


def test_each_value_of_a_list_is_escaped_but_not_what_joins_them(read: Read) -> None:
    said = "name: q, in: query, style: spaceDelimited, explode: false, example: ['a&b', 'c+d'], schema: {}"
    assert table(read, said)[0].value == "a%26b%20c%2Bd"


def test_names_are_escaped(read: Read) -> None:
    said = "name: 'a&b=c[]', in: query, example: 1, schema: {}"
    assert table(read, said)[0].key == "a%26b%3Dc[]"


def test_keys_within_a_value_are_escaped(read: Read) -> None:
    said = "name: q, in: query, explode: false, example: {'a&b': 1}, schema: {}"
    assert table(read, said)[0].value == "a%26b,1"


@pytest.mark.parametrize(
    ("value", "expected"), [("a/b?c#d", "a%2Fb%3Fc%23d"), ("5%", "5%25"), ("a&b+c", "a&b+c")]
)
def test_the_path_escapes_what_would_end_a_segment(read: Read, value: str, expected: str) -> None:
    assert path_text(read, "/shops/{id}", f'name: id, example: "{value}", schema: {{}}') == expected


def test_headers_are_not_escaped(read: Read) -> None:
    assert table(read, "name: X-Odd, in: header, example: 'a&b#c+d%', schema: {}")[0].value == "a&b#c+d%"


# Which value it is


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("example: spec, schema: {type: string, example: schema, default: default}", "spec"),
        ("examples: {one: {value: first}, two: {value: second}}, schema: {type: string}", "first"),
        ("schema: {type: string, example: schema, default: default}", "schema"),
        ("schema: {type: integer, default: 20}", "20"),
        ("schema: {type: string, enum: [newest, oldest]}", "newest"),
        ("schema: {type: boolean}", "true"),
        ("schema: {type: string}", "<string>"),
        ("example: 7, schema: {type: integer, maximum: 5, default: 3}", "3"),
        ("content: {text/plain: {schema: {type: string, example: inside}}}", "inside"),
    ],
)
def test_the_best_value_the_spec_has(read: Read, said: str, expected: str) -> None:
    assert table(read, f"name: q, in: query, {said}")[0].value == expected


def test_two_choices_of_a_list_show_how_several_are_written(read: Read) -> None:
    said = "name: q, in: query, explode: false, schema: {type: array, items: {type: string, enum: [a, b, c]}}"
    assert table(read, said)[0].value == "a,b"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("items: {type: string}", ["<string>"]),
        ("items: {type: string, enum: [a]}", ["a"]),
        ("items: {type: string, enum: [a, b]}, maxItems: 1", ["a"]),
        ("items: {type: string, default: a}, default: [a, b, a]", ["a", "b"]),
        ("items: {type: string}, minItems: 2", ["<string>", "<string>2"]),
        ("items: {type: string, maxLength: 8}, minItems: 2", ["<string>", "<string>"]),
        ("items: {type: integer}, minItems: 2", ["1", "0"]),
        ("items: {type: integer, minimum: 1}, minItems: 3", ["1", "2", "3"]),
        ("items: {type: integer, minimum: 1, maximum: 1}, minItems: 2", ["1", "1"]),
        ("items: {type: integer, maximum: 0}, minItems: 3", ["0", "-1", "-2"]),
        ("items: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 3}, minItems: 2", ["1.5", "1"]),
        ("items: {type: boolean}, minItems: 2", ["true", "false"]),
        ("items: {type: boolean}, minItems: 3", ["true", "false", "true"]),
        ("items: {type: string, enum: [a, b]}, minItems: 3", ["a", "b", "a"]),
        ("items: {type: string, enum: [a, b, c]}, minItems: 3, uniqueItems: true", ["a", "b", "c"]),
        ("items: {$ref: '#/components/schemas/Letter'}, minItems: 2", ["a", "b"]),
        ("items: {type: string}, minItems: 2, example: [a, a]", ["a", "a2"]),
        ("items: {type: object, properties: {a: {const: 1}}}, minItems: 2", ['{"a":1}', '{"a":1}']),
    ],
)
def test_a_list_has_different_values_where_it_may(read: Read, schema: str, expected: list[str]) -> None:
    api = read(
        f"""
        paths:
          /shops:
            get: {{parameters: [{{name: q, in: query, schema: {{type: array, {schema}}}}}]}}
        components: {{schemas: {{Letter: {{type: string, enum: [a, b]}}}}}}
        """
    )
    operation = api.operations[0]
    found = rows(operation, operation.parameters[0], Sampler(api.document), Profile())
    assert [row.value for row in found] == expected


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("titleOfWork", "maxLength: 10", "string"),
        ("titleOfWork", "maxLength: 3", "str"),
        ("titleOfWork", "minLength: 20", "TITLE_OF_WORK_______"),
        ("title", "maxLength: 8", "TITLE"),
    ],
)
def test_a_legible_value_keeps_to_the_schema(read: Read, name: str, schema: str, expected: str) -> None:
    said = f"name: {name}, in: query, required: true, schema: {{type: string, {schema}}}"
    assert [row.value for row in table(read, said)] == [expected]


def test_a_value_that_is_one_of_few_is_no_placeholder(read: Read) -> None:
    (row,) = table(read, 'name: tag, in: query, required: true, schema: {enum: ["<b>x</b>", c]}')
    assert row.value == "<b>x</b>"


def test_an_optional_value_keeps_its_placeholder(read: Read) -> None:
    assert table(read, "name: filter, in: query, schema: {type: string}") == [
        Row("filter", "<string>", "", enabled=False)
    ]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string}", ["statistics=STATISTICS"]),
        ("{type: string, format: password}", ["statistics=STATISTICS"]),
        ("{type: string, minLength: 12}", ["statistics=STATISTICS__"]),
        ("{type: array, items: {type: string}}", ["statistics=STATISTICS"]),
        ("{type: array, items: {type: array, items: {type: string}}}", ['statistics=["STATISTICS"]']),
        (
            "{type: object, properties: {firstName: {type: string}, n: {type: integer}}}",
            ["firstName=FIRST_NAME", "n=1"],
        ),
        ("{type: string, format: date}", ["statistics=2025-01-15"]),
        ("{type: string, example: under_}", ["statistics=under_"]),
        ("{type: string, example: 'equals(id,<id>)'}", ["statistics=equals(id,STATISTICS)"]),
    ],
)
def test_a_required_value_is_legible(read: Read, schema: str, expected: list[str]) -> None:
    said = f"name: statistics, in: query, required: true, schema: {schema}"
    assert [f"{row.key}={row.value}" for row in table(read, said)] == expected


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("/api/profiles/{id}", "id", "PROFILE_ID"),
        ("/api/catalog-categories/{id}/", "id", "CATALOG_CATEGORY_ID"),
        ("/api/jobs/{job_id}", "job_id", "JOB_ID"),
        ("/api/profiles/{id}/lists/{listId}", "listId", "LIST_ID"),
        ("/api/profiles/{id}/lists/{ID}", "ID", "LIST_ID"),
        ("/{id}", "id", "ID"),
        ("/a/{b}/{id}", "id", "ID"),
        ("/a/{b}", "b", "B"),
        ("/a/{é}", "é", "VALUE"),
    ],
)
def test_a_path_value_without_example_says_whose_it_is(
    read: Read, path: str, name: str, expected: str
) -> None:
    assert path_text(read, path, f"name: {name}, schema: {{type: string}}") == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string, example: PROF9}", "PROF9"),
        ("{type: string, enum: [outbound]}", "outbound"),
        ("{type: integer}", "1"),
    ],
)
def test_a_path_value_with_one_keeps_it(read: Read, schema: str, expected: str) -> None:
    assert path_text(read, "/profiles/{id}", f"name: id, schema: {schema}") == expected


# What is switched on, and what is said of it


def test_required_is_on_and_marked(read: Read) -> None:
    said = "name: q, in: query, required: true, description: What to ask., example: a, schema: {type: string}"
    assert table(read, said) == [Row("q", "a", "(Required) What to ask.", enabled=True)]


def test_required_is_marked_even_without_description(read: Read) -> None:
    said = "name: q, in: query, required: true, example: a, schema: {type: string}"
    assert table(read, said)[0].description == "(Required)"
    assert table(read, said, Profile(required_mark=""))[0].description == ""


def test_optional_is_off_and_not_marked(read: Read) -> None:
    said = "name: q, in: query, description: What to ask., example: a, schema: {type: string}"
    assert table(read, said) == [Row("q", "a", "What to ask.", enabled=False)]


def test_deprecated_is_marked(read: Read) -> None:
    said = "name: q, in: query, deprecated: true, required: true, description: Old., example: a, schema: {}"
    assert table(read, said)[0].description == "(Required) (Deprecated) Old."


def test_every_row_of_a_parameter_is_described_and_switched_alike(read: Read) -> None:
    said = "name: q, in: query, required: true, description: Two., example: [a, b], schema: {}"
    assert table(read, said) == [
        Row("q", "a", "(Required) Two.", enabled=True),
        Row("q", "b", "(Required) Two.", enabled=True),
    ]


COMPANY = Profile(
    parameters=(ParameterRule("company_id", "query", value="{{companyId}}", enabled=True, only_public=True),)
)


@pytest.mark.parametrize("required", [True, False])
def test_a_rule_gives_value_and_switch_on_public_operations(read: Read, required: bool) -> None:
    said = f"name: company_id, in: query, required: {json.dumps(required)}, example: KEY, schema: {{}}"
    mark = "(Required)" if required else ""
    assert table(read, said, COMPANY, more=", security: []") == [
        Row("company_id", "{{companyId}}", mark, enabled=True, is_ours=True)
    ]


def test_a_rule_for_public_operations_leaves_the_others_alone(read: Read) -> None:
    said = "name: company_id, in: query, schema: {type: string, example: KEY}"
    assert table(read, said, COMPANY) == [Row("company_id", "KEY", "", enabled=False)]


def test_a_rule_is_for_its_location_only(read: Read) -> None:
    said = "name: company_id, in: header, schema: {type: string, example: KEY}"
    assert table(read, said, COMPANY, more=", security: []") == [Row("company_id", "KEY", "", enabled=False)]
