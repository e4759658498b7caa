"""Every rule has a case: a change, and what it is called forwards and backwards."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from generator.diff.compare import compare_apis
from generator.diff.facts import KINDS
from generator.diff.gather import gather
from generator.diff.judge import Finding, judge
from generator.diff.rules import BY_FACT, BY_ID, LEVELS, RULES
from generator.encode import to_json
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api

Node = dict[str, Any]

JSON = "application/json"
TEXT = {"type": "string"}
STRICT = {"type": "object", "properties": {"a": TEXT}}
BASE: Node = {
    "openapi": "3.0.2",
    "info": {"title": "Things", "version": "2025-01-15"},
    "servers": [{"url": "https://a.example.com"}],
    "security": [{"key": []}],
    "paths": {
        "/things/{id}": {
            "post": {
                "operationId": "make_thing",
                "tags": ["Things"],
                "summary": "Make a thing",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": TEXT},
                    {"name": "q", "in": "query", "schema": TEXT},
                    {"name": "list", "in": "query", "schema": {"type": "array", "items": TEXT}},
                    {"name": "filter", "in": "query", "schema": TEXT},
                    {"name": "revision", "in": "header", "required": True,
                     "schema": {"type": "string", "default": "2025-01-15"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {"type": "object", "properties": {"x": TEXT}},
                            "encoding": {"x": {"contentType": "image/png"}},
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"X-Left": {"schema": {"type": "array", "items": TEXT}}},
                        "content": {JSON: {"schema": {"type": "object", "properties": {"x": TEXT}}}},
                    },
                },
                "x-klaviyo-scopes": ["things:write"],
                "x-klaviyo-ratelimit": {"burst": "10/s"},
                "x-klaviyo-filters": {
                    "name": {
                        "operators": {"single": ["equals", "contains"]},
                        "value": {"type": "string", "enum": ["a", "b"]},
                    }
                },
            },
            "get": {"operationId": "get", "tags": ["Things"], "responses": {"204": {"description": ""}}},
        }
    },
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "Authorization"}}},
}  # fmt: skip


def api(document: Node) -> Api:
    return load_api(to_json(document), "test.json")[0]


def post(document: Node) -> Node:
    found: Node = document["paths"]["/things/{id}"]["post"]
    return found


def parameter(document: Node, name: str) -> Node:
    return next(row for row in post(document)["parameters"] if row["name"] == name)


def content(document: Node) -> Node:
    found: Node = post(document)["requestBody"]["content"]
    return found


def answers(document: Node) -> Node:
    found: Node = post(document)["responses"]
    return found


def findings(old: Node, new: Node) -> list[Finding]:
    return judge(compare_apis(api(old), api(new), klaviyo_profile()).changes)


@dataclass(frozen=True)
class Case:
    """A change, the rule it falls under, and the rule of the change back."""

    rule: str
    opposite: str
    change: Callable[[Node], object]

    def __str__(self) -> str:
        return f"{self.rule} / {self.opposite}"


def rename(holder: Node, old: str, new: str) -> None:
    holder[new] = holder.pop(old)


def move(document: Node) -> None:
    item = document["paths"]["/things/{id}"]
    document["paths"]["/made/{id}"] = {"post": item.pop("post")}


def split(document: Node) -> None:
    item = document["paths"]["/things/{id}"]
    document["paths"]["/things/all"] = {"post": {**item.pop("post"), "operationId": "make_all"}}


def slash(document: Node) -> None:
    rename(document["paths"], "/things/{id}", "/things/{id}/")


def name_variable(document: Node) -> None:
    parameter(document, "id")["name"] = "thing"
    rename(document["paths"], "/things/{id}", "/things/{thing}")


def filters(document: Node) -> Node:
    found: Node = post(document)["x-klaviyo-filters"]
    return found


CASES = [
    Case("version-changed", "version-changed", lambda d: d["info"].update(version="2026-01-15")),
    Case("server-changed", "server-changed", lambda d: d["servers"][0].update(url="https://b.example.com")),
    Case("server-added", "server-changed", lambda d: d["servers"].append({"url": "https://b.example.com"})),
    Case(
        "server-changed", "server-changed", lambda d: post(d).update(servers=[{"url": "https://own.example"}])
    ),
    Case("operation-removed", "operation-added", lambda d: d["paths"]["/things/{id}"].pop("get")),
    Case("operation-moved", "operation-moved", move),
    Case("method-changed", "method-changed", lambda d: rename(d["paths"]["/things/{id}"], "post", "put")),
    Case("operation-renamed", "operation-renamed", lambda d: post(d).update(operationId="create_thing")),
    Case("folder-changed", "folder-changed", lambda d: post(d).update(tags=["Other"])),
    Case("subfolder-changed", "subfolder-changed", lambda d: post(d).update({"x-klaviyo-subtag": "Some"})),
    Case("summary-changed", "summary-changed", lambda d: post(d).update(summary="Make")),
    Case("description-changed", "description-changed", lambda d: post(d).update(description="Makes.")),
    Case("deprecated", "undeprecated", lambda d: post(d).update(deprecated=True)),
    Case("security-relaxed", "security-tightened", lambda d: post(d).update(security=[])),
    Case("scope-added", "scope-removed", lambda d: post(d)["x-klaviyo-scopes"].append("b:read")),
    Case(
        "rate-limit-raised",
        "rate-limit-lowered",
        lambda d: post(d)["x-klaviyo-ratelimit"].update(burst="11/s"),
    ),
    Case(
        "rate-limit-added",
        "rate-limit-removed",
        lambda d: post(d)["x-klaviyo-ratelimit"].update(steady="9/m"),
    ),
    Case(
        "filter-field-added",
        "filter-field-removed",
        lambda d: filters(d).update(id={"operators": {"list": ["any"]}}),
    ),
    Case(
        "filter-operators-removed",
        "filter-operators-added",
        lambda d: filters(d)["name"]["operators"]["single"].remove("contains"),
    ),
    Case(
        "filter-type-changed",
        "filter-type-changed",
        lambda d: filters(d)["name"].update(value={"type": "boolean"}),
    ),
    Case(
        "filter-values-removed",
        "filter-values-added",
        lambda d: filters(d)["name"]["value"]["enum"].remove("a"),
    ),
    Case("filter-values-freed", "filter-values-limited", lambda d: filters(d)["name"]["value"].pop("enum")),
    Case("parameter-removed", "parameter-added", lambda d: post(d)["parameters"].remove(parameter(d, "q"))),
    Case(  # what can no longer be filtered by needs no line of its own
        "parameter-removed",
        "parameter-added",
        lambda d: post(d)["parameters"].remove(parameter(d, "filter")),
    ),
    Case(
        "required-parameter-added",
        "parameter-removed",
        lambda d: post(d)["parameters"].append(
            {"name": "n", "in": "query", "required": True, "schema": TEXT}
        ),
    ),
    Case("path-parameter-renamed", "path-parameter-renamed", name_variable),
    Case(
        "parameter-serialisation-changed",
        "parameter-serialisation-changed",
        lambda d: parameter(d, "list").update(explode=False),
    ),
    Case(
        "parameter-became-required",
        "parameter-became-optional",
        lambda d: parameter(d, "q").update(required=True),
    ),
    Case(
        "parameter-deprecated", "parameter-undeprecated", lambda d: parameter(d, "q").update(deprecated=True)
    ),
    Case(
        "parameter-description-changed",
        "parameter-description-changed",
        lambda d: parameter(d, "q").update(description="A word."),
    ),
    Case(
        "parameter-example-changed",
        "parameter-example-changed",
        lambda d: parameter(d, "q").update(example="a"),
    ),
    Case(
        "parameter-required-default-changed",
        "parameter-required-default-changed",
        lambda d: parameter(d, "revision")["schema"].update(default="2024-01-15"),
    ),
    Case("response-header-removed", "response-header-added", lambda d: answers(d)["200"].pop("headers")),
    Case(
        "response-required-header-added",
        "response-header-removed",
        lambda d: answers(d)["200"]["headers"].update({"X-New": {"required": True, "schema": TEXT}}),
    ),
    Case(
        "response-serialisation-changed",
        "response-serialisation-changed",
        lambda d: answers(d)["200"]["headers"]["X-Left"].update(style="pipeDelimited"),
    ),
    Case("request-body-removed", "request-required-body-added", lambda d: post(d).pop("requestBody")),
    Case(
        "request-body-became-optional",
        "request-body-became-required",
        lambda d: post(d)["requestBody"].update(required=False),
    ),
    Case(
        "request-media-type-changed",
        "request-media-type-changed",
        lambda d: rename(content(d), "multipart/form-data", "multipart/mixed"),
    ),
    Case(
        "request-media-type-added",
        "request-media-type-removed",
        lambda d: content(d).update({JSON: {"schema": TEXT}}),
    ),
    Case(
        "request-part-type-changed",
        "request-part-type-changed",
        lambda d: content(d)["multipart/form-data"]["encoding"]["x"].update(contentType="image/gif"),
    ),
    Case("response-body-removed", "response-body-added", lambda d: answers(d)["200"].pop("content")),
    Case(
        "response-media-type-changed",
        "response-media-type-changed",
        lambda d: rename(answers(d)["200"]["content"], JSON, "text/plain"),
    ),
    Case(
        "response-media-type-added",
        "response-media-type-removed",
        lambda d: answers(d)["200"]["content"].update({"text/plain": {"schema": TEXT}}),
    ),
    Case(
        "response-part-type-changed",
        "response-part-type-changed",
        lambda d: answers(d)["200"]["content"][JSON].update(encoding={"x": {"contentType": "a/b"}}),
    ),
    Case("response-status-changed", "response-status-changed", lambda d: rename(answers(d), "200", "201")),
    Case(
        "response-status-added",
        "response-status-removed",
        lambda d: answers(d).update({"404": {"description": ""}}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_change_falls_under_its_rule(case: Case) -> None:
    new = copy.deepcopy(BASE)
    case.change(new)
    assert [finding.rule.id for finding in findings(BASE, new)] == [case.rule]
    assert [finding.rule.id for finding in findings(new, BASE)] == [case.opposite]


def test_a_variable_that_was_spelt_out_is_a_split() -> None:
    new = copy.deepcopy(BASE)
    split(new)
    assert [finding.rule.id for finding in findings(BASE, new)] == ["operation-split", "operation-added"]
    (finding, _) = findings(BASE, new)
    assert finding.message == "`POST /things/{id}` is gone, in its place are `POST /things/all`"


def test_prose_that_goes_with_its_parameter_needs_no_line_of_its_own() -> None:
    old = copy.deepcopy(BASE)
    del post(old)["x-klaviyo-filters"]
    parameter(old, "filter")["description"] = "Allowed field(s)/operator(s):<br>`id`: `any`"
    new = copy.deepcopy(old)
    post(new)["parameters"].remove(parameter(new, "filter"))
    assert [finding.rule.id for finding in findings(old, new)] == ["parameter-removed"]
    assert [finding.rule.id for finding in findings(new, old)] == ["parameter-added"]


def test_slashes_are_one_finding_for_all_operations() -> None:
    new = copy.deepcopy(BASE)
    slash(new)
    (added,), (removed,) = findings(BASE, new), findings(new, BASE)
    assert (added.rule.id, removed.rule.id) == ("slash-added", "slash-removed")
    assert len(added.operations) == 2


def test_an_optional_body_that_is_new_is_no_harm() -> None:
    new = copy.deepcopy(BASE)
    new["paths"]["/things/{id}"]["get"]["requestBody"] = {"content": {JSON: {"schema": TEXT}}}
    (added,), (removed,) = findings(BASE, new), findings(new, BASE)
    assert (added.rule.id, added.level) == ("request-body-added", "info")
    assert removed.rule.id == "request-body-removed"


@dataclass(frozen=True)
class SchemaCase:
    """A schema before and after; the same in a parameter, a request and an answer."""

    kind: str
    opposite: str
    old: Node
    new: Node

    def __str__(self) -> str:
        return f"{self.kind} / {self.opposite}"


def thing(**properties: Node) -> Node:
    return {"type": "object", "properties": properties}


def tagged(tag: str) -> Node:
    return thing(type={"type": "string", "enum": [tag]}, value=TEXT)


SCHEMA_CASES = [
    SchemaCase("type-changed", "type-changed", TEXT, {"type": "integer"}),
    SchemaCase("type-narrowed", "type-widened", {"type": "number"}, {"type": "integer"}),
    SchemaCase("type-narrowed", "type-widened", {}, TEXT),
    SchemaCase("format-added", "format-removed", TEXT, {**TEXT, "format": "date"}),
    SchemaCase("format-changed", "format-changed", {**TEXT, "format": "date"}, {**TEXT, "format": "uri"}),
    SchemaCase("enum-added", "enum-removed", TEXT, {**TEXT, "enum": ["a"]}),
    SchemaCase(
        "enum-values-removed", "enum-values-added", {**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["a"]}
    ),
    SchemaCase("null-allowed", "null-refused", TEXT, {**TEXT, "nullable": True}),
    SchemaCase("limit-tightened", "limit-relaxed", TEXT, {**TEXT, "maxLength": 3}),
    SchemaCase(
        "choice-removed", "choice-added", {"oneOf": [tagged("a"), tagged("b")]}, {"oneOf": [tagged("a")]}
    ),
    SchemaCase("others-refused", "others-allowed", STRICT, {**STRICT, "additionalProperties": False}),
    SchemaCase("property-removed", "property-added", thing(a=TEXT, b=TEXT), thing(a=TEXT)),
    SchemaCase(
        "required-property-added",
        "property-removed",
        thing(a=TEXT),
        {**thing(a=TEXT, b=TEXT), "required": ["b"]},
    ),
    SchemaCase("became-required", "became-optional", thing(a=TEXT), {**thing(a=TEXT), "required": ["a"]}),
    SchemaCase("default-added", "default-removed", thing(a=TEXT), thing(a={**TEXT, "default": "x"})),
    SchemaCase(
        "default-changed",
        "default-changed",
        thing(a={**TEXT, "default": "x"}),
        thing(a={**TEXT, "default": "y"}),
    ),
    SchemaCase(
        "required-default-changed",
        "required-default-changed",
        {**thing(a={**TEXT, "default": "x"}), "required": ["a"]},
        {**thing(a={**TEXT, "default": "y"}), "required": ["a"]},
    ),
    SchemaCase("example-changed", "example-changed", thing(a={**TEXT, "example": "x"}), thing(a=TEXT)),
    SchemaCase(
        "description-changed", "description-changed", thing(a=TEXT), thing(a={**TEXT, "description": "x"})
    ),
    SchemaCase("deprecated", "undeprecated", thing(a=TEXT), thing(a={**TEXT, "deprecated": True})),
    SchemaCase("became-read-only", "became-writable", thing(a=TEXT), thing(a={**TEXT, "readOnly": True})),
    SchemaCase("became-write-only", "became-readable", thing(a=TEXT), thing(a={**TEXT, "writeOnly": True})),
]


def in_parameter(document: Node, schema: Node) -> None:
    parameter(document, "q")["schema"] = schema


def in_request(document: Node, schema: Node) -> None:
    content(document)["multipart/form-data"]["schema"]["properties"]["x"] = schema


def in_answer(document: Node, schema: Node) -> None:
    answers(document)["200"]["content"][JSON]["schema"]["properties"]["x"] = schema


PLACES = {"parameter": in_parameter, "request": in_request, "response": in_answer}


def schema_findings(case: SchemaCase, direction: str, backwards: bool = False) -> list[Finding]:
    old, new = copy.deepcopy(BASE), copy.deepcopy(BASE)
    PLACES[direction](old, copy.deepcopy(case.old))
    PLACES[direction](new, copy.deepcopy(case.new))
    return findings(new, old) if backwards else findings(old, new)


@pytest.mark.parametrize("direction", PLACES)
@pytest.mark.parametrize("case", SCHEMA_CASES, ids=str)
def test_a_schema_is_judged_by_direction(case: SchemaCase, direction: str) -> None:
    for kind, backwards in ((case.kind, False), (case.opposite, True)):
        expected = [rule for rule in RULES if (rule.kind, rule.direction) == (kind, direction)]
        found = schema_findings(case, direction, backwards)
        assert [finding.rule for finding in found] == expected  # none where the direction has no such rule
        for finding in found:
            assert finding.level == expected[0].level
            assert "x" in finding.where or "q" in finding.where


def test_every_rule_has_a_case() -> None:
    ids = {name for case in CASES for name in (case.rule, case.opposite)}
    ids |= {"operation-split", "slash-added", "slash-removed", "request-body-added", "request-body-removed"}
    for case in SCHEMA_CASES:
        for kind in (case.kind, case.opposite):
            ids |= {rule.id for rule in RULES if rule.kind == kind and rule.direction}
    assert set(BY_ID) - ids == set()


def test_the_table_is_sound() -> None:
    assert len(BY_ID) == len(BY_FACT) == len(RULES), "no id and no fact twice"
    assert {rule.kind for rule in RULES} == set(KINDS), "every fact is judged"
    for rule in RULES:
        assert rule.level in LEVELS
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
        assert set(re.findall(r"{(\w+)}", rule.text + rule.fix)) <= {"where", "before", "after"}
        assert (rule.gathered == "") or rule.gathered.count("{count}") == 1
        assert bool(rule.fix) >= (rule.level == "breaking"), (
            f"{rule.id}: whoever is broken is told what to do"
        )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_messages_are_whole(case: Case) -> None:
    new = copy.deepcopy(BASE)
    case.change(new)
    for finding in [*findings(BASE, new), *findings(new, BASE)]:
        for text in (finding.message, finding.fix):
            assert "{where}" not in text
            assert "before}" not in text
            assert text.count("`") % 2 == 0
            assert "``" not in text
        assert re.fullmatch(r"d[0-9a-f]{15}", finding.fingerprint)


def test_another_spelling_is_the_fix() -> None:
    old, tags, cups = (copy.deepcopy(BASE) for _ in range(3))
    for document, value in ((old, "tag"), (tags, "tags"), (cups, "cups")):
        post(document)["parameters"][1]["schema"] = {**TEXT, "enum": [value, "list"]}
    fixes = [
        finding.fix
        for new in (tags, cups)
        for finding in findings(old, new)
        if finding.rule.kind == "enum-values-removed"
    ]
    assert fixes == ["use `tags`", "use another value"]


def test_many_of_one_api_are_named_once() -> None:
    old, new = copy.deepcopy(BASE), copy.deepcopy(BASE)
    for document, text in ((old, TEXT), (new, {**TEXT, "nullable": True})):
        schema = {"type": "object", "properties": dict.fromkeys("abcd", text)}
        post(document)["requestBody"] = {"content": {JSON: {"schema": schema}}}
    (line,) = gather(findings(old, new))
    assert line.message == "4 properties may be null: body `a`, body `b`, …"


def test_levels_can_be_given() -> None:
    new = copy.deepcopy(BASE)
    post(new)["summary"] = "Other"
    changes = compare_apis(api(BASE), api(new), klaviyo_profile()).changes
    (finding,) = judge(changes, {"summary-changed": "breaking"})
    assert finding.level == "breaking"
