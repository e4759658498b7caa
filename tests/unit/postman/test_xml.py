"""Values as XML: names, attributes, arrays and namespaces as the schema has them, and always well-formed."""

from __future__ import annotations

from typing import cast
from xml.etree.ElementTree import fromstring

import pytest

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.sample import Sampler
from generator.postman.xml import to_xml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml(schema: JSON, value: JSON, **components: JSON) -> str:
    document = cast(Document, {"openapi": "3.1.0", "paths": {}, "components": {"schemas": components}})
    text = to_xml(Node(cast(SchemaObject, schema), "/a"), value, Sampler(document))
    assert text.startswith(HEAD)
    fromstring(text.encode())  # noqa: S314 - raises for what is not well-formed
    return "".join(line.strip() for line in text.removeprefix(HEAD).splitlines())


def properties(**schemas: JSON) -> JSONObject:
    return {"type": "object", "properties": schemas}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "<root>a</root>"),
        (True, "<root>true</root>"),
        (1.5, "<root>1.5</root>"),
        (None, "<root />"),
        ({}, "<root />"),
        ([], "<root />"),
        ([1, [2, 3]], "<root><root>1</root><root><root>2</root><root>3</root></root></root>"),
        ({"a": {"b": [1, 2]}}, "<root><a><b>1</b><b>2</b></a></root>"),
    ],
)
def test_values_without_a_schema(value: JSON, expected: str) -> None:
    assert xml({}, value) == expected


def test_the_root_is_called_as_the_schema_says_else_as_its_component() -> None:
    assert xml({"xml": {"name": "shop"}}, "a") == "<shop>a</shop>"
    assert xml({"$ref": "#/components/schemas/Shop"}, "a", Shop={}) == "<Shop>a</Shop>"
    assert xml({"$ref": "#/components/schemas/Shop"}, "a", Shop={"xml": {"name": "s"}}) == "<s>a</s>"
    part: JSON = {"$ref": "#/components/schemas/Shop/properties/a"}
    assert xml(part, "a", Shop=properties(a={})) == "<root>a</root>"


def test_properties_of_all_parts_and_of_the_branch_that_fits() -> None:
    schema: JSON = {
        "allOf": [properties(a={"xml": {"name": "A"}})],
        "oneOf": [
            {**properties(b={"type": "integer", "xml": {"name": "no"}}), "required": ["b"]},
            {**properties(b={"type": "string", "xml": {"name": "B"}}), "required": ["b"]},
        ],
    }
    assert xml(schema, {"a": 1, "b": "x"}) == "<root><A>1</A><B>x</B></root>"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"attribute": True}, '<root a="7" />'),
        ({"attribute": True, "name": "n"}, '<root n="7" />'),
        ({"attribute": True, "prefix": "p", "namespace": "urn:p"}, '<root p:a="7" xmlns:p="urn:p" />'),
        ({"attribute": True, "namespace": "urn:p"}, '<root a="7" />'),
        ({"attribute": False}, "<root><a>7</a></root>"),
        ({"namespace": "urn:n"}, '<root><a xmlns="urn:n">7</a></root>'),
        ({"prefix": "p", "namespace": "urn:p"}, '<root><p:a xmlns:p="urn:p">7</p:a></root>'),
        ({"name": 5, "prefix": 6, "namespace": 7}, "<root><a>7</a></root>"),
        ("nonsense", "<root><a>7</a></root>"),
    ],
)
def test_what_a_property_says_of_itself(said: JSON, expected: str) -> None:
    assert xml(properties(a={"type": "integer", "xml": said}), {"a": 7}) == expected


@pytest.mark.parametrize(
    ("array", "item", "expected"),
    [
        ({}, {}, "<root><a>1</a><a>2</a></root>"),
        ({"name": "ignored"}, {}, "<root><a>1</a><a>2</a></root>"),
        ({}, {"name": "i"}, "<root><i>1</i><i>2</i></root>"),
        ({"wrapped": True}, {}, "<root><a><a>1</a><a>2</a></a></root>"),
        ({"wrapped": True, "name": "w"}, {}, "<root><w><w>1</w><w>2</w></w></root>"),
        ({"wrapped": True, "name": "w"}, {"name": "i"}, "<root><w><i>1</i><i>2</i></w></root>"),
    ],
)
def test_arrays_as_openapi_has_them(array: JSON, item: JSON, expected: str) -> None:
    schema = properties(a={"type": "array", "xml": array, "items": {"xml": item}})
    assert xml(schema, {"a": [1, 2]}) == expected


def test_whatever_a_name_or_a_text_holds_the_document_is_well_formed() -> None:
    value: JSON = {"1 a": "\x00\x1f<&>\ud800", "": {"é:/": "\ufffe"}, "-": ['"'], "xml:lang": "\t"}
    assert (
        xml({}, value)
        == '<root><_1_a>&lt;&amp;&gt;</_1_a><_><é__ /></_><_->"</_-><xml_lang>\t</xml_lang></root>'
    )
    assert xml(properties(a={"xml": {"attribute": True}}), {"a": {"b": "<"}}) == (
        '<root a="{&quot;b&quot;:&quot;&lt;&quot;}" />'
    )
