"""Every rule of the tables: the sample's collection with one fault, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pytest

from generator.encode import to_json
from generator.findings import Finding
from generator.json_types import JSON
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.postman.profile import Profile
from generator.postman.types import Auth, Collection
from generator.resources import bundled
from generator.validate.check import check_collection
from generator.validate.conformance.answer_rules import ANSWER_RULES
from generator.validate.conformance.request_rules import REQUEST_RULES
from generator.validate.item_rules import ItemRule, joined_url
from generator.validate.rules import COLLECTION_RULES, ITEM_RULES, WORD_RULES, rule_findings
from generator.validate.walk import requests

PROFILE = klaviyo_profile()
OF_WORDS = {rule.id for rule in WORD_RULES}  # which have tests of their own

Node = dict[str, Any]
"""A part of a collection that is about to be broken, for which it needs no type."""


@cache
def sample() -> bytes:
    path = bundled("specs/sample") / "2025-07-15/openapi/stable.yaml"
    api, _ = load_api(path.read_bytes(), path.name)
    return to_json(build_collection(api, PROFILE).collection)


def sample_collection() -> Collection:
    """A copy in which nothing is shared, so that a change stays in its place."""
    return cast(Collection, json.loads(sample()))


@dataclass(frozen=True)
class Fault:
    """A change to the request of that name, or else to the collection, and where it is to be found."""

    rule: str
    change: Callable[[Node], object]
    pointer: str
    request: str = ""
    where: str = "collection"

    def __str__(self) -> str:
        return f"{self.rule} {self.pointer}"


def put(path: str, value: JSON) -> Callable[[Node], object]:
    """A change of one value: `put("request/url/raw", "x")`."""
    *parents, last = path.split("/")

    def change(node: Any) -> None:
        for part in parents:
            node = node[int(part) if isinstance(node, list) else part]
        node[int(last) if isinstance(node, list) else last] = value

    return change


def drop(path: str) -> Callable[[Node], object]:
    """A change that removes a key."""
    *parents, last = path.split("/")

    def change(node: Any) -> None:
        for part in parents:
            node = node[int(part) if isinstance(node, list) else part]
        del node[last]

    return change


def add_header(key: str, value: str) -> Callable[[Node], object]:
    return lambda item: item["request"]["header"].append({"key": key, "value": value})


def auth(type_: str, key: str, value: str) -> JSON:
    return {"type": type_, type_: [{"key": key, "value": value, "type": "string"}]}


def send_placeholder(item: Node) -> None:
    url = item["request"]["url"]
    url["query"][0].update(value="<string>", disabled=False)
    url["raw"] += f"?{url['query'][0]['key']}=<string>"


def betas(*revisions: str, name: str = "Betas of 2025-07-15.pre") -> Callable[[Node], object]:
    """A change that gives the collection a name and its first requests these revisions."""

    def change(collection: Node) -> None:
        collection["info"]["name"] = name
        for index, place in enumerate(requests(cast(Collection, collection))):
            value = revisions[min(index, len(revisions) - 1)]
            for request in (
                place.item["request"],
                *(saved["originalRequest"] for saved in place.item["response"]),
            ):
                request["header"][0]["value"] = value

    return change


def query_key(item: Node) -> None:
    url = item["request"]["url"]
    url["query"][0]["value"] = "{{privateKey}}"
    url["raw"] = joined_url(url)


GET = "Get Campaign Message"  # two headers, one path variable
LIST = "Get Profiles"
CREATE = "Create Profile"
CLIENT = "Create Client Event"
BASE: JSON = {"key": "baseUrl", "value": "https://a.klaviyo.com"}
UPLOAD = "Upload Image From File"

FAULTS = [
    Fault("url-parts", put("request/url/raw", "{{baseUrl}}/elsewhere"), "/request/url", GET),
    Fault("url-parts", put("request/url/port", "8080"), "/request/url", GET),
    Fault("url-parts", put("request/url/protocol", "https"), "/request/url", GET),
    Fault("url-parts", put("request/url/query/0/disabled", False), "/request/url", LIST),
    Fault(
        "url-parts", put("response/1/originalRequest/url/raw", "x"), "/response/1/originalRequest/url", GET
    ),
    Fault("path-variables", drop("request/url/variable"), "/request/url", GET),
    Fault("path-variables", put("request/url/variable/0/value", ""), "/request/url/variable", GET),
    Fault(
        "path-variables",
        lambda item: item["request"]["url"]["variable"].append({"key": "more", "value": "1"}),
        "/request/url/variable",
        GET,
    ),
    Fault("placeholder-sent", put("request/header/1/value", "<mediaType>"), "/request/header/1", GET),
    Fault(
        "placeholder-sent", put("request/url/variable/0/value", "<string>"), "/request/url/variable/0", GET
    ),
    Fault("placeholder-sent", send_placeholder, "/request/url/query/0", LIST),
    Fault(
        "placeholder-sent",
        put("request/body/formdata/1", {"key": "name", "value": "<string>__", "type": "text"}),
        "/request/body/formdata/1",
        UPLOAD,
    ),
    Fault(
        "placeholder-sent",
        put("request/body", {"mode": "urlencoded", "urlencoded": [{"key": "name", "value": "<string>"}]}),
        "/request/body/urlencoded/0",
        CREATE,
    ),
    Fault("placeholder-sent", put("request/body/raw", '{"a": ["<string>__"]}'), "/request/body", CREATE),
    Fault(
        "placeholder-sent",
        put("request/body", {"mode": "raw", "raw": "<a>&lt;string&gt;</a>"}),
        "/request/body",
        CREATE,
    ),
    Fault("placeholder-shown", put("response/0/body", '{"a": "<string>"}'), "/response/0/body", GET),
    Fault(
        "ids-disagree",
        put("request/body", {"mode": "raw", "raw": '{"data": {"type": "campaign-message", "id": "OTHER"}}'}),
        "/request/body",
        GET,
    ),
    Fault("body-empty", put("request/body", {}), "/request/body", CREATE),
    Fault("body-json", put("request/body/raw", '{"data": '), "/request/body/raw", CREATE),
    Fault("auth-null", put("request/auth", None), "/request/auth", GET),
    Fault("auth-null", put("request/auth", {}), "/request/auth", GET),
    Fault("description-text", put("request/description", None), "/request/description", GET),
    Fault("description-text", put("description", {"content": "Text."}), "/description", GET),
    Fault("file-source", drop("request/body/formdata/0/src"), "/request/body/formdata/0", UPLOAD),
    Fault("example-complete", drop("response/0/status"), "/response/0", GET),
    Fault("example-complete", drop("response/1/code"), "/response/1", GET),
    Fault("example-complete", put("response/1/originalRequest", {}), "/response/1", GET),
    Fault("leftover", put("request/body/raw", '{"a": "<Error: Too many levels>"}'), "/request/body", CREATE),
    Fault("leftover", put("response/1/body", "[object Object]"), "/response/1/body", GET),
    Fault("leftover", put("response/0/body", "<Circular reference to #/x>"), "/response/0/body", GET),
    Fault("leftover", put("request/header/1/value", "[object Object]"), "/request/header/1", GET),
    Fault("public-auth", drop("request/auth"), "/request/auth", CLIENT),
    Fault("public-auth", put("request/auth/type", "bearer"), "/request/auth", CLIENT),
    Fault("public-auth", add_header("X-Key", "{{privateKey}}"), "/request/header", CLIENT),
    Fault("public-auth", query_key, "/request/url", CLIENT),
    Fault("body-secret", put("request/body/raw", '["{{privateKey}}"]'), "/request/body", CREATE),
    Fault("header-missing", lambda item: item["request"]["header"].pop(0), "/request/header", GET),
    Fault("header-missing", put("request/header/0/disabled", True), "/request/header", GET),
    Fault("authorization-header", add_header("authorization", "Basic x"), "/request/header/2", GET),
    Fault(
        "id-unique",
        lambda collection: collection["item"][1].update(id=collection["item"][0]["id"]),
        "/item/1/id",
        where="collection > Catalogs",
    ),
    Fault(
        "id-unique",
        lambda item: item["response"][1].update(id=item["response"][0]["id"]),
        "/response/1/id",
        GET,
        where=f"Campaigns > Messages > {GET} > 400 Invalid parameter",
    ),
    Fault(
        "name-unique",
        put("item/0/item/1/item/1/name", GET),
        "/item/0/item/1/item",
        where="Campaigns > Messages",
    ),
    Fault("name-unique", put("item/1/name", "Campaigns"), "/item"),
    Fault("revision-one", betas("2025-07-15", "2025-04-15", name="2025-07-15"), "/item"),
    Fault("revision-one", betas("2025-07-15.pre", "2025-07-15"), "/item"),
    Fault("revision-beta", betas("2025-07-15.pre", "2025-04-15.pre"), "/item"),
    Fault("revision-name", put("info/name", "Klaviyo API"), "/info/name"),
    Fault("variable-known", add_header("X-Odd", "{{typo}}"), "/request", GET),
    Fault("variable-known", put("request/url/variable/0/value", "{{ typo }}"), "/request", GET),
    Fault(
        "variable-known",
        put("request/auth", auth("bearer", "token", "{{t}}")),
        "/request",
        GET,
    ),
    Fault("variable-shadow", put("variable", [BASE, {"key": "companyId", "value": ""}]), "/variable/1"),
    Fault("secret", put("auth/apikey/1/value", "Klaviyo-API-Key 0123"), "/auth"),
    Fault("secret", put("request/auth", auth("basic", "password", "tea")), "/request/auth", GET),
    Fault("secret", put("request/auth", auth("bearer", "token", "tea")), "/request/auth", GET),
    Fault("secret", put("request/auth", auth("oauth2", "accessToken", "tea")), "/request/auth", GET),
    Fault("secret", put("info/description", "Use pk_" + "0a" * 17), ""),
]


def test_the_sample_has_no_fault_of_its_own() -> None:
    assert check_collection(sample_collection(), PROFILE) == []


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_in_its_place_and_nothing_else(fault: Fault) -> None:
    collection = sample_collection()
    if fault.request:
        (place,) = [place for place in requests(collection) if place.item["name"] == fault.request]
        fault.change(cast(Node, place.item))
        where = place.where if fault.where == "collection" else fault.where
        expected = (fault.rule, where, place.pointer + fault.pointer)
    else:
        fault.change(cast(Node, collection))
        expected = (fault.rule, fault.where, fault.pointer)
    (finding,) = [found for found in rule_findings(collection, PROFILE) if found.rule not in OF_WORDS]
    assert (finding.rule, finding.where, finding.pointer) == expected
    (rule,) = [rule for rule in (*ITEM_RULES, *COLLECTION_RULES) if rule.id == fault.rule]
    assert finding.severity == rule.severity
    assert finding.message.startswith(f"{rule.text}: ")
    assert len(finding.message) > len(f"{rule.text}: ")


def test_every_rule_has_an_id_of_its_own_and_a_fault_above() -> None:
    rules = [rule.id for rule in (*ITEM_RULES, *COLLECTION_RULES)]
    assert sorted(rules) == sorted({fault.rule for fault in FAULTS})


def test_no_two_rules_of_any_table_have_one_id() -> None:
    tables = (ITEM_RULES, COLLECTION_RULES, WORD_RULES, REQUEST_RULES, ANSWER_RULES)
    ids = [rule.id for table in tables for rule in cast("tuple[ItemRule, ...]", table)]
    assert len(ids) == len(set(ids))


def test_what_a_spec_may_have_said_itself_is_no_error() -> None:
    severities = {rule.id: rule.severity for rule in (*ITEM_RULES, *COLLECTION_RULES)}
    assert {id_ for id_, severity in severities.items() if severity != "error"} == {
        "revision-beta",
        "placeholder-sent",
        "placeholder-shown",
        "ids-disagree",
        "leftover",
    }


# What is no fault


@pytest.mark.parametrize(
    ("request_name", "change"),
    [
        (GET, add_header("X-Id", "{{$guid}}")),
        (GET, add_header("X-Key", "{{privateKey}}")),
        (GET, put("request/auth", {"type": "noauth"})),
        (GET, put("request/header/1/disabled", True)),
        (LIST, put("request/url/query/0/value", "<anything>")),
        (GET, put("request/header/0/key", "Revision")),
        (GET, drop("request/description")),
        (CREATE, put("request/body/options/raw/language", "text")),
        (CREATE, put("request/body/raw", '{"$ref": "#/components/x", "a": "is [object Object]"}')),
        (CREATE, put("request/body/raw", "1" + "0" * 309)),
        (GET, put("request/header/1/value", "Bearer <token>")),
        (GET, put("response/1/body", "See <Error: none>.")),
        (CREATE, drop("request/body")),
        (UPLOAD, put("request/body/formdata/0/src", None)),
        (UPLOAD, put("request/body/formdata/1/value", "<p>Tea</p>")),
        (UPLOAD, put("request/body/formdata/1", {"key": "k", "value": "<string>", "disabled": True})),
        (CLIENT, put("request/url/query/0/value", "A1b2C3")),
    ],
)
def test_what_users_may_well_do(request_name: str, change: Callable[[Node], object]) -> None:
    collection = sample_collection()
    (place,) = [place for place in requests(collection) if place.item["name"] == request_name]
    change(cast(Node, place.item))
    url = place.item["request"]["url"]
    url["raw"] = joined_url(url)
    assert rule_findings(collection, PROFILE) == []


@pytest.mark.parametrize("part", ["jobs:run", "12:30", "a:b:c", "a<b>"])
def test_a_colon_within_a_part_of_the_path_makes_no_variable(part: str) -> None:
    collection = sample_collection()
    url = next(requests(collection)).item["request"]["url"]
    url["path"].append(part)
    url["raw"] = url["raw"].replace("?", f"/{part}?")
    assert rule_findings(collection, PROFILE) == []


def test_without_a_profile_the_variables_of_auths_are_known() -> None:
    collection = sample_collection()
    bare = Profile()
    first, second, *_ = requests(collection)
    second.item["request"]["auth"] = cast(Auth, auth("basic", "username", "{{username}}"))
    unknown = {finding.message for finding in rule_findings(collection, bare)}
    assert unknown == {"undeclared variable: {{companyId}}"}, "which no auth asks for"
    first.item["request"]["header"].append({"key": "X", "value": "{{username}}"})
    assert {finding.message for finding in rule_findings(collection, bare)} == unknown


# Collections that are hardly any


@pytest.mark.parametrize("auth", [None, [], "none"])
def test_a_secret_is_found_whatever_else_is_wrong(auth: JSON) -> None:
    collection = sample_collection()
    put("auth", auth)(cast(Node, collection))
    collection["info"]["description"] = "pk_" + "0" * 34
    assert "secret" in {finding.rule for finding in rule_findings(collection, PROFILE)}


@pytest.mark.parametrize(
    "raw",
    [
        "{}",
        '{"item": 3, "info": {}}',
        '{"item": [1, null, "a", []]}',
        '{"item": [{}, {"name": null, "item": [{"request": {}}]}]}',
        '{"item": [{"name": "a", "item": {}}], "variable": 3, "auth": null}',
        '{"item": [{"name": "a", "request": null}]}',
        '{"item": [{"name": "a", "request": "https://shop.example", "response": null}]}',
        '{"item": [{"name": "a", "request": {"url": "x", "header": "y"}, "response": [null]}], "auth": []}',
        '{"item": [{"name": "a", "request": {"url": {"raw": 1, "path": 2}, "header": [3], "body": 4}}]}',
    ],
)
def test_what_rules_cannot_read_is_left_to_the_schema(raw: str) -> None:
    collection = cast(Collection, json.loads(raw))
    findings = check_collection(collection, PROFILE)
    assert "schema" in {finding.rule for finding in findings}
    assert all(finding.severity == "error" for finding in findings if finding.rule not in OF_WORDS)


def test_what_has_no_name_is_called_by_its_place() -> None:
    collection = cast(
        Collection, json.loads('{"item": [{"item": [{"request": {"auth": null}}]}, {"name": "b"}]}')
    )
    finding = Finding(
        "auth-null",
        "error",
        "auth is empty: leave auth out to inherit it",
        "item 1 > item 1",
        "/item/0/item/0/request/auth",
    )
    assert finding in rule_findings(collection, PROFILE)
