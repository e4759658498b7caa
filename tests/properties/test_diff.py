"""Whatever is changed in a spec is found: once, by the right name, and nothing else with it.

Changes of every kind are made one at a time, at places drawn with a seed, in the sample spec and in a real one.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest

from generator.diff.compare import Facts, compare_apis
from generator.diff.diff import diff_apis
from generator.diff.facts import KINDS
from generator.diff.gather import gather
from generator.diff.judge import Finding, judge
from generator.encode import to_json
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.load import load_document
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.resources import bundled

Node = dict[str, Any]
"""A part of a document that is about to be changed."""

METHODS = ("get", "put", "post", "patch", "delete")
PROFILE = klaviyo_profile()
# Where a change is made: in the first of these that has a place for it. The beta is small, and of nearly
# every kind: filters as data, readOnly, allOf, forms.
PLACES = {
    "sample": ("sample/2025-07-15/openapi/stable.yaml", "sample/2025-07-15.pre/openapi/beta.yaml"),
    "real": ("2026-07-15.pre/openapi/beta.json", "2026-07-15/openapi/stable.json"),
}


class Spec:
    """A document to change, with ways to the places where something can be changed."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self.schemas: dict[str, Node] = document["components"]["schemas"]

    def operations(self) -> Iterator[tuple[str, str, Node]]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield path, method, item[method]

    def parameters(self, location: str = "query") -> list[Node]:
        return [
            parameter
            for _, _, operation in self.operations()
            for parameter in operation.get("parameters", [])
            if parameter["in"] == location
        ]

    def bodies(self) -> list[Node]:
        return [
            operation["requestBody"] for _, _, operation in self.operations() if "requestBody" in operation
        ]

    def answers(self) -> list[Node]:
        """Successful answers that have a body, each of one operation."""
        return [
            answer
            for _, _, operation in self.operations()
            for status, answer in operation["responses"].items()
            if str(status).startswith("2") and answer.get("content")
        ]

    def reached(self, roots: list[Node]) -> list[Node]:
        """Every plain schema that bodies lead to; not the parts of allOf, of which another may say the same."""
        found: list[Node] = []
        seen: set[str] = set()

        def walk(schema: Node) -> None:
            if "$ref" in schema:
                name = schema["$ref"].rsplit("/", 1)[-1]
                if name not in seen:
                    seen.add(name)
                    walk(self.schemas[name])
                return
            if "allOf" in schema:
                return
            found.append(schema)
            for child in [*schema.get("properties", {}).values(), schema.get("items")]:
                if isinstance(child, dict):
                    walk(child)
            for branch in schema.get("oneOf", []):
                walk(branch)

        for body in roots:
            for media_type in body["content"].values():
                walk(media_type["schema"])
        return found

    def requested(self) -> list[Node]:
        return self.reached(self.bodies())

    def answered(self) -> list[Node]:
        return self.reached(self.answers())


def is_leaf(schema: Node) -> bool:
    return isinstance(schema.get("type"), str) and not schema.keys() & {
        "properties",
        "items",
        "oneOf",
        "enum",
    }


def properties(schemas: list[Node], fits: Callable[[Node], bool] = is_leaf) -> list[tuple[Node, str]]:
    """Properties of objects whose schema fits, as the object and the name."""
    return [
        (schema, name)
        for schema in schemas
        for name, child in schema.get("properties", {}).items()
        if fits(child) and not child.get("readOnly") and not child.get("writeOnly")
    ]


@dataclass(frozen=True)
class Injection:
    """A way to change a spec: `places` where it can be done, and `change`, which does it at one of them."""

    kind: str
    places: Callable[[Spec], list[Any]]
    change: Callable[[Any, random.Random], object]
    name: str = ""
    also: frozenset[str] = field(default_factory=frozenset)
    """Kinds as which the change may count too."""

    def __str__(self) -> str:
        return self.name or self.kind


def drop(holder: Node, key: str) -> None:
    del holder[key]


def rename_key(holder: Node, old: str, new: str) -> None:
    """Another key for a value, which keeps its place."""
    items = [(new if key == old else key, value) for key, value in holder.items()]
    holder.clear()
    holder.update(items)


def paths(spec: Spec) -> list[tuple[Node, str]]:
    return [(spec.document["paths"], path) for path, _, _ in spec.operations()]


def items(spec: Spec) -> list[tuple[Node, str]]:
    return [(spec.document["paths"][path], method) for path, method, _ in spec.operations()]


def operations(spec: Spec) -> list[Node]:
    return [operation for _, _, operation in spec.operations()]


def with_key(key: str) -> Callable[[Spec], list[Node]]:
    return lambda spec: [operation for operation in operations(spec) if operation.get(key)]


def holders(spec: Spec) -> list[list[Node]]:
    return [operation["parameters"] for operation in operations(spec) if operation.get("parameters")]


def query_lists(spec: Spec) -> list[tuple[list[Node], Node]]:
    return [
        (listed, parameter)
        for listed in holders(spec)
        for parameter in listed
        if parameter["in"] == "query" and parameter["name"] != "filter"
    ]


def enums(spec: Spec) -> list[Node]:
    """The enums of parameters, those of array items included."""
    schemas = [parameter["schema"] for parameter in spec.parameters()]
    return [
        schema
        for schema in [*schemas, *(schema.get("items", {}) for schema in schemas)]
        if len(schema.get("enum", [])) > 1
    ]


def page_sizes(spec: Spec) -> list[Node]:
    return [parameter["schema"] for parameter in spec.parameters() if "maximum" in parameter["schema"]]


def optional(spec: Spec) -> list[Node]:
    return [parameter for parameter in spec.parameters() if not parameter.get("required")]


def array_parameters(spec: Spec) -> list[Node]:
    return [parameter for parameter in spec.parameters() if parameter["schema"].get("type") == "array"]


def filters(spec: Spec) -> list[Node]:
    return [
        operation["x-klaviyo-filters"] for operation in operations(spec) if operation.get("x-klaviyo-filters")
    ]


def filter_fields(fits: Callable[[Node], bool]) -> Callable[[Spec], list[Node]]:
    return lambda spec: [field for group in filters(spec) for field in group.values() if fits(field)]


def remove_from(listed: list[Any], chance: random.Random) -> None:
    listed.remove(chance.choice(listed))


def remove_operator(field_: Node, chance: random.Random) -> None:
    remove_from(field_["operators"][chance.choice(sorted(field_["operators"]))], chance)


def remove_property(place: tuple[Node, str], _: random.Random) -> None:
    schema, name = place
    del schema["properties"][name]
    if name in schema.get("required", []):
        schema["required"].remove(name)


def require(place: tuple[Node, str], _: random.Random) -> None:
    place[0]["required"] = [*place[0].get("required", []), place[1]]


def add_required(schema: Node, chance: random.Random) -> None:
    schema["properties"]["brand_new"] = dict(NEW_PROPERTY)
    require((schema, "brand_new"), chance)


def is_optional(place: tuple[Node, str]) -> bool:
    return place[1] not in place[0].get("required", [])


def put(key: str, value: object) -> Callable[[tuple[Node, str], random.Random], None]:
    """Set a keyword of a property."""

    def change(place: tuple[Node, str], _: random.Random) -> None:
        place[0]["properties"][place[1]][key] = value

    return change


def take(key: str) -> Callable[[tuple[Node, str], random.Random], None]:
    return lambda place, _: drop(place[0]["properties"][place[1]], key)


def other_type(place: tuple[Node, str], _: random.Random) -> None:
    child = place[0]["properties"][place[1]]
    nullable = {"nullable": True} if child.get("nullable") else {}
    words = {key: child[key] for key in ("description",) if key in child}
    replaced = {**words, **nullable, "type": "boolean" if child["type"] != "boolean" else "string"}
    if "example" in child:
        replaced["example"] = child["example"]
    if "default" in child:
        replaced["default"] = child["default"]
    place[0]["properties"][place[1]] = replaced


def is_typed(kind: str) -> Callable[[Node], bool]:
    return lambda schema: is_leaf(schema) and schema["type"] == kind and "format" not in schema


def has(key: str, fits: Callable[[Node], bool] = lambda _: True) -> Callable[[Node], bool]:
    return lambda schema: key in schema and "$ref" not in schema and "oneOf" not in schema and fits(schema)


def several_values(schema: Node) -> bool:
    return len(schema.get("enum", [])) > 1


def branches(schemas: list[Node]) -> list[Node]:
    """Places with branches of objects, of which one more or less is seen."""
    return [schema for schema in schemas if len([b for b in schema.get("oneOf", []) if "$ref" in b]) > 1]


def request(fits: Callable[[Node], bool] = is_leaf) -> Callable[[Spec], list[tuple[Node, str]]]:
    return lambda spec: properties(spec.requested(), fits)


def answer(fits: Callable[[Node], bool] = is_leaf) -> Callable[[Spec], list[tuple[Node, str]]]:
    return lambda spec: properties(spec.answered(), fits)


def objects(schemas: list[Node]) -> list[Node]:
    return [schema for schema in schemas if schema.get("properties")]


def move(place: tuple[Node, str], _: random.Random) -> None:
    # The operations keep their ids, and there must be one of them: each is a finding.
    rename_key(place[0], place[1], "/api/elsewhere" + place[1])


def single_paths(spec: Spec) -> list[tuple[Node, str]]:
    document = spec.document["paths"]
    return [(document, path) for path in document if len(document[path].keys() & set(METHODS)) == 1]


def rename_placeholder(place: tuple[Node, str], _: random.Random) -> None:
    document, path = place
    name = path.split("{")[1].split("}")[0]
    for method in METHODS:
        for parameter in document[path].get(method, {}).get("parameters", []):
            if (parameter["in"], parameter["name"]) == ("path", name):
                parameter["name"] = "other_name"
    rename_key(document, path, path.replace(f"{{{name}}}", "{other_name}"))


def forms(spec: Spec) -> list[Node]:
    contents = [body["content"] for body in spec.bodies()]
    return [content["multipart/form-data"] for content in contents if "multipart/form-data" in content]


def spell_out(place: tuple[Node, str], _: random.Random) -> None:
    """In place of a variable stands one of its values, as another operation."""
    document, path = place
    item = document.pop(path)
    (method,) = item.keys() & set(METHODS)
    own = [each for each in item[method].get("parameters", []) if each["in"] != "path"]
    document[path.split("{")[0] + "teapot" + path.split("}")[1]] = {
        method: {**item[method], "operationId": "brand_new", "parameters": own}
    }


NEW_PARAMETER = {"name": "brand_new", "in": "query", "description": "New.", "schema": {"type": "string"}}
NEW_PROPERTY = {"type": "string", "description": "New."}
JSON_API = "application/vnd.api+json"

# fmt: off
INJECTIONS = [
    Injection("version-changed", lambda spec: [spec.document["info"]], lambda info, _: info.update(version="2099-01-15")),
    Injection("server-changed", lambda spec: spec.document["servers"], lambda server, _: server.update(url="https://b.example.com")),
    Injection("server-added", lambda spec: [spec.document["servers"]], lambda servers, _: servers.append({"url": "https://b.example.com"})),
    Injection("operation-removed", items, lambda place, _: drop(*place)),
    Injection("operation-added", items, lambda place, _: place[0].update({m: {"operationId": "x", "tags": ["T"], "responses": {}} for m in ("options",)})),
    Injection("operation-moved", single_paths, move),
    Injection("method-changed", single_paths, lambda place, _: rename_key(place[0][place[1]], next(m for m in METHODS if m in place[0][place[1]]), "head")),
    Injection("operation-renamed", with_key("operationId"), lambda operation, _: operation.update(operationId="brand_new")),
    Injection("slash-added", single_paths, lambda place, _: rename_key(place[0], place[1], place[1].rstrip("/") + ("" if place[1].endswith("/") else "/")), also=frozenset(("slash-removed",))),
    Injection("path-parameter-renamed", lambda spec: [p for p in single_paths(spec) if p[1].count("{") == 1], rename_placeholder),
    Injection("folder-changed", with_key("tags"), lambda operation, _: operation.update(tags=["Somewhere else"])),
    Injection("subfolder-changed", operations, lambda operation, _: operation.update({"x-klaviyo-subtag": "Elsewhere"})),
    Injection("summary-changed", operations, lambda operation, _: operation.update(summary="Something else")),
    Injection("description-changed", operations, lambda operation, _: operation.update(description="Something else"), name="operation description"),
    Injection("description-changed", lambda spec: spec.parameters(), lambda parameter, _: parameter.update(description=parameter.get("description", "") + " And more."), name="parameter description"),
    Injection("description-changed", request(), put("description", "Something else"), name="property description"),
    Injection("deprecated", operations, lambda operation, _: operation.update(deprecated=True), name="operation deprecated"),
    Injection("deprecated", lambda spec: spec.parameters(), lambda parameter, _: parameter.update(deprecated=True), name="parameter deprecated"),
    Injection("deprecated", request(), put("deprecated", True), name="property deprecated"),
    Injection("security-tightened", lambda spec: [o for o in operations(spec) if o.get("security") == []], lambda operation, _: drop(operation, "security")),
    Injection("security-relaxed", lambda spec: [o for o in operations(spec) if "security" not in o], lambda operation, _: operation.update(security=[])),
    Injection("scope-added", operations, lambda operation, _: operation.update({"x-klaviyo-scopes": [*operation.get("x-klaviyo-scopes", []), "tea:brew"]})),
    Injection("scope-removed", with_key("x-klaviyo-scopes"), lambda operation, chance: remove_from(operation["x-klaviyo-scopes"], chance)),
    Injection("rate-limit-lowered", with_key("x-klaviyo-ratelimit"), lambda operation, _: operation["x-klaviyo-ratelimit"].update(burst="1/h")),
    Injection("rate-limit-raised", with_key("x-klaviyo-ratelimit"), lambda operation, _: operation["x-klaviyo-ratelimit"].update(steady="99999/s")),
    Injection("rate-limit-added", with_key("x-klaviyo-ratelimit"), lambda operation, _: operation["x-klaviyo-ratelimit"].update(weekly="7/d")),
    Injection("rate-limit-removed", with_key("x-klaviyo-ratelimit"), lambda operation, _: drop(operation["x-klaviyo-ratelimit"], "burst")),
    Injection("filter-field-removed", filters, lambda group, chance: drop(group, chance.choice(sorted(group)))),
    Injection("filter-field-added", filters, lambda group, _: group.update(brand_new={"operators": {"single": ["equals"]}, "value": {"type": "string"}})),
    Injection("filter-operators-removed", filter_fields(lambda field_: "single" in field_["operators"]), remove_operator),
    Injection("filter-operators-added", filter_fields(lambda field_: "single" in field_["operators"]), lambda field_, _: field_["operators"]["single"].append("resembles")),
    Injection("filter-type-changed", filter_fields(lambda field_: "value" in field_), lambda field_, _: field_.update(value={"type": "array"})),
    Injection("filter-values-removed", filter_fields(lambda field_: len(field_.get("value", {}).get("enum", [])) > 1), lambda field_, chance: remove_from(field_["value"]["enum"], chance)),
    Injection("filter-values-added", filter_fields(lambda field_: field_.get("value", {}).get("enum")), lambda field_, _: field_["value"]["enum"].append("brand-new")),
    Injection("filter-values-limited", filter_fields(lambda field_: "value" in field_ and "enum" not in field_["value"]), lambda field_, _: field_["value"].update(enum=["brand-new"])),
    Injection("filter-values-freed", filter_fields(lambda field_: field_.get("value", {}).get("enum")), lambda field_, _: drop(field_["value"], "enum")),
    Injection("parameter-removed", query_lists, lambda place, _: place[0].remove(place[1])),
    Injection("parameter-removed", lambda spec: [(o["parameters"], p) for o in operations(spec) for p in o.get("parameters", []) if p["name"] == "filter"], lambda place, _: place[0].remove(place[1]), name="filter parameter removed"),
    Injection("parameter-added", holders, lambda listed, _: listed.append(dict(NEW_PARAMETER))),
    Injection("required-parameter-added", holders, lambda listed, _: listed.append({**NEW_PARAMETER, "required": True})),
    Injection("became-required", optional, lambda parameter, _: parameter.update(required=True), name="parameter became required"),
    Injection("became-optional", lambda spec: spec.parameters("header"), lambda parameter, _: parameter.update(required=False), name="parameter became optional"),
    Injection("serialisation-changed", array_parameters, lambda parameter, _: parameter.update(explode=not parameter.get("explode", True)), name="explode"),
    Injection("serialisation-changed", array_parameters, lambda parameter, _: parameter.update(style="pipeDelimited"), name="style"),
    Injection("enum-values-removed", enums, lambda schema, chance: remove_from(schema["enum"], chance), name="parameter enum value removed"),
    Injection("enum-values-added", enums, lambda schema, _: schema["enum"].append("brand_new"), name="parameter enum value added"),
    Injection("enum-removed", enums, lambda schema, _: drop(schema, "enum"), name="parameter enum removed"),
    Injection("type-changed", lambda spec: [p["schema"] for p in spec.parameters() if p["schema"].get("type") == "string"], lambda schema, _: schema.update(type="boolean"), name="parameter type"),
    Injection("limit-tightened", page_sizes, lambda schema, _: schema.update(maximum=schema["maximum"] - 1), name="parameter maximum"),
    Injection("required-default-changed", lambda spec: [p["schema"] for p in spec.parameters("header") if "default" in p["schema"]], lambda schema, _: schema.update(default="2099-01-15"), name="default of a required parameter"),
    Injection("default-added", lambda spec: [p["schema"] for p in optional(spec) if p["schema"].get("type") == "string" and "default" not in p["schema"]], lambda schema, _: schema.update(default="brand_new"), name="parameter default"),
    Injection("example-changed", lambda spec: [p["schema"] for p in optional(spec)], lambda schema, _: schema.update(example="brand_new"), name="parameter example"),
    Injection("body-removed", with_key("requestBody"), lambda operation, _: drop(operation, "requestBody"), name="request body removed"),
    Injection("required-body-added", lambda spec: [o for o in operations(spec) if "requestBody" not in o], lambda operation, _: operation.update(requestBody={"required": True, "content": {JSON_API: {"schema": {"type": "object"}}}})),
    Injection("body-added", lambda spec: [o for o in operations(spec) if "requestBody" not in o], lambda operation, _: operation.update(requestBody={"content": {JSON_API: {"schema": {"type": "object"}}}}), name="request body added"),
    Injection("body-became-optional", lambda spec: [b for b in spec.bodies() if b.get("required")], lambda body, _: body.update(required=False)),
    Injection("media-type-changed", Spec.bodies, lambda body, _: rename_key(body["content"], next(iter(body["content"])), "text/x-tea"), name="request media type changed"),
    Injection("media-type-added", Spec.bodies, lambda body, _: body["content"].update({"text/x-tea": {"schema": {"type": "string"}}}), name="request media type added"),
    Injection("part-type-changed", forms, lambda form, _: form.update(encoding={"file": {"contentType": "image/x-tea"}})),
    Injection("media-type-changed", Spec.answers, lambda body, _: rename_key(body["content"], next(iter(body["content"])), "text/x-tea"), name="answer media type changed"),
    Injection("body-removed", Spec.answers, lambda body, _: drop(body, "content"), name="answer body removed"),
    Injection("status-changed", lambda spec: [o["responses"] for o in operations(spec) if len([s for s in o["responses"] if str(s).startswith("2")]) == 1], lambda answers, _: rename_key(answers, next(s for s in answers if str(s).startswith("2")), "299")),
    Injection("status-added", lambda spec: [o["responses"] for o in operations(spec)], lambda answers, _: answers.update({"418": {"description": "A teapot."}})),
    Injection("status-removed", lambda spec: [o["responses"] for o in operations(spec) if "5XX" in o["responses"]], lambda answers, _: drop(answers, "5XX")),
    Injection("property-removed", request(), remove_property, name="request property removed"),
    Injection("property-removed", answer(), remove_property, name="answer property removed"),
    Injection("property-added", lambda spec: objects(spec.requested()), lambda schema, _: schema["properties"].update(brand_new=dict(NEW_PROPERTY)), name="request property added"),
    Injection("property-added", lambda spec: objects(spec.answered()), lambda schema, _: schema["properties"].update(brand_new=dict(NEW_PROPERTY)), name="answer property added"),
    Injection("required-property-added", lambda spec: objects(spec.requested()), add_required),
    Injection("became-required", lambda spec: [p for p in request()(spec) if is_optional(p)], require, name="request property became required"),
    Injection("became-optional", lambda spec: [p for p in answer()(spec) if not is_optional(p)], lambda place, _: place[0]["required"].remove(place[1]), name="answer property became optional"),
    Injection("type-changed", request(), other_type, name="request property type"),
    Injection("type-changed", answer(), other_type, name="answer property type"),
    Injection("type-widened", request(is_typed("integer")), put("type", "number")),
    Injection("type-narrowed", request(is_typed("number")), put("type", "integer")),
    Injection("format-added", request(is_typed("string")), put("format", "email")),
    Injection("format-changed", request(has("format", is_leaf)), put("format", "x-tea")),
    Injection("format-removed", request(has("format", is_leaf)), take("format")),
    Injection("enum-values-removed", request(several_values), lambda place, chance: remove_from(place[0]["properties"][place[1]]["enum"], chance), name="request enum value removed"),
    Injection("enum-values-added", request(several_values), lambda place, _: place[0]["properties"][place[1]]["enum"].append("brand_new"), name="request enum value added"),
    Injection("enum-values-removed", answer(several_values), lambda place, chance: remove_from(place[0]["properties"][place[1]]["enum"], chance), name="answer enum value removed"),
    Injection("enum-added", request(is_typed("string")), put("enum", ["brand_new", "newer"])),
    Injection("enum-removed", request(several_values), take("enum"), name="request enum removed"),
    Injection("null-allowed", request(lambda schema: is_leaf(schema) and not schema.get("nullable")), put("nullable", True)),
    Injection("null-refused", request(lambda schema: is_leaf(schema) and schema.get("nullable") is True), take("nullable")),
    Injection("limit-tightened", request(is_typed("integer")), put("minimum", 3), name="request minimum"),
    Injection("limit-tightened", request(is_typed("string")), put("maxLength", 3), name="request maximum length"),
    Injection("limit-tightened", request(is_typed("string")), put("pattern", "^tea"), name="request pattern"),
    Injection("choice-removed", lambda spec: branches(spec.requested()), lambda schema, chance: remove_from(schema["oneOf"], chance), name="request branch removed", also=frozenset(("enum-values-removed",))),
    Injection("choice-added", lambda spec: branches(spec.requested()), lambda schema, _: schema["oneOf"].append({"type": "object", "properties": {"brand": {"type": "string", "enum": ["new"]}}}), name="request branch added"),
    Injection("others-refused", lambda spec: [s for s in objects(spec.requested()) if s.get("type") == "object"], lambda schema, _: schema.update(additionalProperties=False)),
    Injection("became-read-only", lambda spec: [p for p in request()(spec) if is_optional(p)], put("readOnly", True)),
    Injection("became-write-only", lambda spec: [p for p in answer()(spec) if is_optional(p)], put("writeOnly", True)),
    Injection("default-added", request(lambda schema: is_typed("string")(schema) and "default" not in schema), put("default", "brand_new"), name="request default added"),
    Injection("default-changed", lambda spec: [p for p in request(has("default", is_leaf))(spec) if is_optional(p)], put("default", "brand_new")),
    Injection("default-removed", request(has("default", is_leaf)), take("default")),
    Injection("example-changed", request(has("example", is_leaf)), put("example", "brand_new"), name="request example"),
]
# fmt: on
# What a change is when it is read backwards, where that is another kind than the one with the sides swapped.
OPPOSITE = {
    "server-added": "server-changed",
    "operation-removed": "operation-added",
    "slash-added": "slash-removed",
    "deprecated": "undeprecated",
    "security-tightened": "security-relaxed",
    "scope-added": "scope-removed",
    "rate-limit-lowered": "rate-limit-raised",
    "rate-limit-added": "rate-limit-removed",
    "filter-field-removed": "filter-field-added",
    "filter-operators-removed": "filter-operators-added",
    "filter-values-removed": "filter-values-added",
    "filter-values-limited": "filter-values-freed",
    "parameter-removed": "parameter-added",
    "required-parameter-added": "parameter-removed",
    "became-required": "became-optional",
    "enum-values-removed": "enum-values-added",
    "enum-removed": "enum-added",
    "limit-tightened": "limit-relaxed",
    "default-added": "default-removed",
    "body-removed": "body-added",
    "required-body-added": "body-removed",
    "body-became-required": "body-became-optional",
    "media-type-added": "media-type-removed",
    "status-added": "status-removed",
    "property-removed": "property-added",
    "required-property-added": "property-removed",
    "type-widened": "type-narrowed",
    "format-added": "format-removed",
    "null-allowed": "null-refused",
    "choice-removed": "choice-added",
    "others-refused": "others-allowed",
    "became-read-only": "became-writable",
    "became-write-only": "became-readable",
}
BACKWARDS = {**OPPOSITE, **{backward: forward for forward, backward in OPPOSITE.items()}}
# Which of two a thing is depends on whether it was required.
VARIANTS = {
    "required-property-added": "property-added",
    "required-parameter-added": "parameter-added",
    "required-body-added": "body-added",
    "required-default-changed": "default-changed",
    "server-added": "server-changed",
}


def plain(kind: str) -> str:
    return VARIANTS.get(kind, kind)


@cache
def document(place: str) -> bytes:
    if place.startswith("sample/"):
        path = bundled("specs") / place
    else:
        path = Path(os.environ["KLAVIYO_SPECS"]) / place
    return to_json(load_document(path.read_bytes(), path.name))


@cache
def base(place: str) -> Api:
    return load_api(document(place), place)[0]


def inject(place: str, injection: Injection, seed: int) -> Api | None:
    """The spec with one change, or None if it has no place for it."""
    spec = Spec(json.loads(document(place)))
    places = injection.places(spec)
    if not places:
        return None
    chance = random.Random(f"{injection} {seed}")  # noqa: S311 - it picks places
    injection.change(chance.choice(places), chance)
    return load_api(to_json(spec.document), place)[0]


def real_specs() -> dict[str, Path]:
    """The stable specs at hand, by revision."""
    folder = os.environ.get("KLAVIYO_SPECS")
    found = sorted(Path(folder).glob("2*/openapi/stable.json")) if folder else []
    return {path.parts[-3]: path for path in found}


@lru_cache(maxsize=2)
def real(revision: str) -> Api:
    return load_api(real_specs()[revision].read_bytes(), revision)[0]


REAL_PAIRS = list(pairwise(real_specs())) or [("none", "none")]


def missing() -> NoReturn:
    reason = "needs Klaviyo's specs: let KLAVIYO_SPECS name a folder of <branch>/openapi/<channel>.json"
    if os.environ.get("REQUIRE_REAL_SPECS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def lines(facts: Facts) -> list[Finding]:
    return gather(judge(facts.changes))


@pytest.fixture(params=PLACES)
def places(request: pytest.FixtureRequest) -> tuple[str, ...]:
    if request.param == "real" and not os.environ.get("KLAVIYO_SPECS"):
        missing()
    return PLACES[request.param]


@pytest.mark.parametrize("injection", INJECTIONS, ids=str)
def test_a_change_is_found_once_and_nothing_else_is(places: tuple[str, ...], injection: Injection) -> None:
    tries = ((place, inject(place, injection, seed=1)) for place in places)
    place, changed = next(((place, changed) for place, changed in tries if changed is not None), ("", None))
    assert changed is not None, "there is no place for it"
    facts = compare_apis(base(place), changed, PROFILE)
    found = lines(facts)
    assert [finding.rule.kind in {injection.kind, *injection.also} for finding in found] == [True], [
        (finding.rule.id, finding.message) for finding in found
    ]
    # Read backwards it is the opposite, in the same places.
    (there,) = facts.changes
    (back,) = compare_apis(changed, base(place), PROFILE).changes
    assert plain(back.kind) == plain(BACKWARDS.get(there.kind, there.kind))
    assert len(back.uses) == len(there.uses)


def test_every_kind_is_injected_forwards_or_backwards() -> None:
    injected = {kind for injection in INJECTIONS for kind in (injection.kind, *injection.also)}
    covered = injected | {BACKWARDS[kind] for kind in injected if kind in BACKWARDS}
    assert set(KINDS) - covered == {"operation-split"}  # never alone, see below


def test_a_variable_that_is_spelt_out_is_two_findings(places: tuple[str, ...]) -> None:
    fits = Injection(
        "operation-split", lambda spec: [p for p in single_paths(spec) if p[1].count("{") == 1], spell_out
    )
    changed = inject(places[0], fits, seed=1)
    assert changed is not None
    found = lines(compare_apis(base(places[0]), changed, PROFILE))
    assert [finding.rule.id for finding in found] == ["operation-split", "operation-added"]


def kinds(facts: Facts, backwards: bool = False) -> Counter[str]:
    """How many uses there are of each kind; what came, went or was split is one and the same here."""
    counted: Counter[str] = Counter()
    for change in facts.changes:
        kind = plain(BACKWARDS.get(change.kind, change.kind) if backwards else change.kind)
        is_presence = kind in ("operation-added", "operation-removed", "operation-split")
        counted["presence" if is_presence else kind] += len(change.uses)
    return counted


def test_the_sample_read_backwards_is_the_mirror_of_itself() -> None:
    old = bundled("specs/sample") / "2025-04-15/openapi/stable.yaml"
    first, _ = load_api(old.read_bytes(), old.name)
    there, back = (
        compare_apis(*sides, PROFILE)
        for sides in ((first, base(PLACES["sample"][0])), (base(PLACES["sample"][0]), first))
    )
    assert kinds(there) == kinds(back, backwards=True)


@pytest.mark.parametrize("pair", REAL_PAIRS, ids="-".join)
def test_real_pairs_read_backwards_are_mirrors_of_themselves(pair: tuple[str, str]) -> None:
    if not real_specs():
        missing()
    first, second = map(real, pair)
    assert kinds(compare_apis(first, second, PROFILE)) == kinds(
        compare_apis(second, first, PROFILE), backwards=True
    )


def test_a_spec_does_not_differ_from_itself(places: tuple[str, ...]) -> None:
    place = places[0]
    again = load_api(document(place), place)[0]
    assert compare_apis(base(place), again, PROFILE).changes == []
    assert diff_apis(base(place), again, PROFILE).findings == []
