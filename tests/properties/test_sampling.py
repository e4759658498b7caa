"""Whatever a schema says, sampling it ends, and its value is valid or the fault is reported.

Schemas are made in the spelling of OpenAPI 3.1, which is JSON Schema and so can be judged by an independent
validator. The document that is loaded holds them in the spelling of 3.0 or of 3.1.
"""

from __future__ import annotations

import json
import time
from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from generator.json_types import JSON, JSONObject
from generator.openapi.model import Api, Node
from generator.openapi.read import load_api
from generator.openapi.sample import Direction, Sampler

CI = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

COMPONENTS = ("A", "B", "C")
READ_ONLY, WRITE_ONLY = "made_at", "password"
NAMES = ("a", "b", "key2", READ_ONLY, WRITE_ONLY)
FORMATS = ("date", "date-time", "email", "ipv4", "uuid", "int64")
BASE = "urn:judge"

scalars: st.SearchStrategy[JSON] = st.sampled_from(
    [None, True, False, 0, 1, -3, 7, 2.5, "", "a", "abcdef", "2024-02-30", "2024-02-29", "True", "7"]
)
values: st.SearchStrategy[JSON] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES[:3]), inner, max_size=2)
    ),
    max_leaves=3,
)


def optional(**keywords: st.SearchStrategy[object]) -> st.SearchStrategy[JSONObject]:
    """Some of the keywords, most often none of them."""
    chosen = st.fixed_dictionaries({}, optional=keywords)
    return cast("st.SearchStrategy[JSONObject]", st.just({}) | chosen)


hinted = optional(example=values, default=values)
small = st.integers(0, 4)
bound = st.integers(-4, 9) | st.sampled_from([-0.5, 1.5, 2.25])


@st.composite
def strings(draw: st.DrawFn) -> JSONObject:
    limits = optional(
        format=st.sampled_from(FORMATS), minLength=st.integers(0, 30), maxLength=st.integers(0, 30)
    )
    enum = optional(enum=st.lists(scalars, min_size=1, max_size=3))
    return typed(draw, "string") | draw(limits) | draw(enum)


@st.composite
def numbers(draw: st.DrawFn) -> JSONObject:
    low = draw(st.sampled_from(["minimum", "exclusiveMinimum"]))
    high = draw(st.sampled_from(["maximum", "exclusiveMaximum"]))
    return typed(draw, draw(st.sampled_from(["integer", "number"]))) | draw(
        optional(**{low: bound, high: bound})
    )


@st.composite
def arrays(draw: st.DrawFn, inner: st.SearchStrategy[JSONObject]) -> JSONObject:
    schema = typed(draw, "array") | draw(optional(minItems=small, maxItems=small))
    return schema | ({"items": draw(inner)} if draw(st.booleans()) else {})


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[JSONObject]) -> JSONObject:
    properties = draw(st.dictionaries(st.sampled_from(NAMES), inner, max_size=3))
    for name, keyword in ((READ_ONLY, "readOnly"), (WRITE_ONLY, "writeOnly")):
        if name in properties:
            properties[name] = properties[name] | {keyword: True}
    required = draw(st.lists(st.sampled_from([*properties, "extra"]), max_size=2, unique=True))
    schema = typed(draw, "object") | draw(optional(maxProperties=small, minProperties=small))
    schema |= {"properties": cast(JSON, properties)} if properties else {}
    schema |= {"required": cast(JSON, required)} if required else {}
    example = draw(st.dictionaries(st.sampled_from([*properties, "a"]), values, max_size=2))
    return schema | draw(optional(example=st.just(example), default=st.just(example)))


@st.composite
def combinations(draw: st.DrawFn, inner: st.SearchStrategy[JSONObject]) -> JSONObject:
    keyword = draw(st.sampled_from(["oneOf", "anyOf", "allOf"]))
    branches = draw(st.lists(inner, min_size=1, max_size=3))
    beside = draw(objects(inner)) if draw(st.integers(0, 2)) == 0 else {}
    if isinstance(beside.get("type"), list):
        del beside["type"]  # in 3.0 `nullable` beside a combination is read as more than it strictly says
    return beside | {keyword: cast(JSON, branches)}


def typed(draw: st.DrawFn, name: str) -> JSONObject:
    """The type, nullable or not, or left to be guessed, with an example or a default now and then."""
    spelled: list[JSONObject] = [{"type": name}, {"type": name}, {"type": [name, "null"]}, {}]
    return draw(st.sampled_from(spelled)) | draw(hinted)


def references(names: tuple[str, ...]) -> st.SearchStrategy[JSONObject]:
    return st.sampled_from(names).map(lambda name: {"$ref": f"#/components/schemas/{name}"})


@st.composite
def nullable(draw: st.DrawFn, inner: st.SearchStrategy[JSONObject]) -> JSONObject:
    return {"anyOf": [draw(inner), {"type": "null"}]}


def schemas(names: tuple[str, ...], depth: int = 2) -> st.SearchStrategy[JSONObject]:
    """Schemas that refer to any component below a property or an item, and to `names` anywhere.

    A schema that is said to be itself (`A: oneOf: [A, …]`) means nothing, so that it is not made.
    """
    flat = strings() | numbers() | st.booleans().map(lambda _: cast(JSONObject, {"type": "boolean"}))
    if names:
        flat |= references(names) | nullable(references(names))
    if depth == 0:
        return flat
    below = st.deferred(lambda: schemas(COMPONENTS, depth - 1))
    return flat | arrays(below) | objects(below) | combinations(schemas(names, depth - 1))


components: st.SearchStrategy[dict[str, JSONObject]] = st.fixed_dictionaries(
    {name: schemas(COMPONENTS[index + 1 :]) for index, name in enumerate(COMPONENTS)}
)


def as_3_0(node: JSON) -> JSON:
    """The same schema as OpenAPI 3.0 spells it: `nullable`, boolean exclusive bounds."""
    if isinstance(node, list):
        return [as_3_0(child) for child in node]
    if not isinstance(node, dict):
        return node
    spelled = {
        key: value if key in ("example", "default", "enum") else as_3_0(value) for key, value in node.items()
    }
    if isinstance(spelled.get("type"), list):
        spelled |= {"type": cast("list[JSON]", spelled["type"])[0], "nullable": True}
    branches = spelled.get("anyOf")
    if isinstance(branches, list) and branches[1:] == [{"type": "null"}] and len(spelled) == 1:
        inner = cast(JSONObject, branches[0])
        if "$ref" in inner:
            spelled = {**inner, "nullable": True}
    for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if exclusive in spelled:
            spelled |= {plain: spelled[exclusive], exclusive: True}
    return spelled


def as_3_1(node: JSON) -> JSON:
    """The same schema, its examples in a list."""
    if isinstance(node, list):
        return [as_3_1(child) for child in node]
    if not isinstance(node, dict):
        return node
    spelled = {
        key: value if key in ("example", "default", "enum") else as_3_1(value) for key, value in node.items()
    }
    if "example" in spelled:
        spelled["examples"] = [spelled.pop("example")]
    return spelled


def load(schemas_: dict[str, JSONObject], version: str) -> Api:
    spelled = {
        name: as_3_0(schema) if version == "3.0.3" else as_3_1(schema) for name, schema in schemas_.items()
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"content": content}}}
    document = {"openapi": version, "paths": {"/a": {"post": operation}}, "components": {"schemas": spelled}}
    return load_api(json.dumps(document).encode(), "spec.json")[0]


def node_of(api: Api, direction: Direction) -> Node:
    operation = api.operations[0]
    assert operation.body is not None
    return (operation.body if direction == "request" else operation.responses[0]).content[0].node


def judge(schemas_: dict[str, JSONObject]) -> Draft202012Validator:
    """An independent validator of component A, to which what is sent one way only is never required."""
    document = {
        "components": {"schemas": cast(JSON, {name: demanding(node) for name, node in schemas_.items()})}
    }
    registry = Registry().with_resource(BASE, DRAFT202012.create_resource(document))
    return Draft202012Validator(
        {"$ref": f"{BASE}#/components/schemas/A"}, registry=registry, format_checker=FormatChecker()
    )


def demanding(node: JSON) -> JSON:
    if isinstance(node, list):
        return [demanding(child) for child in node]
    if not isinstance(node, dict):
        return node
    kept: JSONObject = {}
    for key, value in node.items():
        if key in ("example", "default", "enum"):
            kept[key] = value
        elif key == "required" and isinstance(value, list):
            kept[key] = [name for name in value if name not in (READ_ONLY, WRITE_ONLY)]
        else:
            kept[key] = demanding(value)
    return kept


def keys_of(value: JSON) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


@CI
@given(components, st.sampled_from(["3.0.3", "3.1.0"]), st.sampled_from(["request", "response"]))
def test_a_sample_is_valid_or_reported(
    schemas_: dict[str, JSONObject], version: str, direction: Direction
) -> None:
    api = load(schemas_, version)
    sampler = Sampler(api.document)
    started = time.process_time()
    value = sampler.sample(node_of(api, direction), direction)
    assert time.process_time() - started < 5
    assert (WRITE_ONLY if direction == "response" else READ_ONLY) not in keys_of(value)
    if not any(finding.rule == "schema-unsatisfiable" for finding in sampler.findings):
        error = next(iter(judge(schemas_).iter_errors(value)), None)
        assert error is None, f"{value!r}: {error}"


@CI
@given(components, st.sampled_from(["request", "response"]))
def test_what_was_sampled_before_makes_no_difference(
    schemas_: dict[str, JSONObject], direction: Direction
) -> None:
    document = load(schemas_, "3.1.0").document
    nodes = {name: Node({"$ref": f"#/components/schemas/{name}"}, f"/{name}") for name in COMPONENTS}
    alone = {name: Sampler(document).sample(node, direction) for name, node in nodes.items()}
    for order in (COMPONENTS, COMPONENTS[::-1]):
        sampler = Sampler(document)
        assert {name: sampler.sample(nodes[name], direction) for name in order} == alone
