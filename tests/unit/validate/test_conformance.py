"""Every rule that holds a collection to its spec: a good one with one fault, and what is said of it."""

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
from generator.openapi.amend import Amendment
from generator.openapi.model import MediaType
from generator.openapi.read import load_api
from generator.postman.build import build_collection
from generator.postman.profile import ParameterRule, Profile, Waiver
from generator.postman.types import Collection, Variable
from generator.resources import bundled
from generator.validate.conformance import check
from generator.validate.conformance.answer_rules import ANSWER_RULES
from generator.validate.conformance.check import Conformance, check_conformance
from generator.validate.conformance.contract import Contract
from generator.validate.conformance.problems import Problem
from generator.validate.conformance.request_rules import REQUEST_RULES
from generator.validate.conformance.sent import Received
from generator.validate.walk import requests

Node = dict[str, Any]
"""A part of a collection that is about to be broken, for which it needs no type."""
Change = Callable[[Node], object]

SAMPLE = (bundled("specs/sample") / "2025-07-15/openapi/stable.yaml").read_bytes()
for alike in (b"EmailSendOptions", b"LinkTracking"):  # branches of which nothing fits only one
    branch = b"\n                    - {$ref: '#/components/schemas/" + alike
    SAMPLE = SAMPLE.replace(b"oneOf:" + branch, b"anyOf:" + branch)
# What the sample has not: headers of answers, and schemas that openapi-core trips over.
ODD = b"""
openapi: 3.1.0
info: {title: Shop, version: '2025-07-15'}
servers: [{url: 'https://shop.example/v1'}]
paths:
  /teas:
    get:
      summary: Get Teas
      responses:
        '200':
          description: Teas
          headers: {X-Total: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {type: array, items: {type: string}}}}
        '500':
          description: Broken pot
          content: {application/json: {schema: {$ref: '#/components/schemas/Endless'}}}
    post:
      summary: Add Tea
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {note: {type: object}}}
            encoding: {note: {contentType: application/xml}}
      responses: {'201': {description: Added}}
components: {schemas: {Endless: {allOf: [{$ref: '#/components/schemas/Endless'}]}}}
"""


@cache
def contract(spec: bytes) -> Contract:
    return Contract(spec, "spec.yaml")


@cache
def generated(spec: bytes) -> bytes:
    return to_json(build_collection(load_api(spec, "spec.yaml")[0], klaviyo_profile()).collection)


def good(spec: bytes = SAMPLE) -> Collection:
    """A copy in which nothing is shared, so that a change stays in its place."""
    return cast(Collection, json.loads(generated(spec)))


def checked(collection: Collection, spec: bytes = SAMPLE, profile: Profile | None = None) -> Conformance:
    return check_conformance(collection, contract(spec), profile or klaviyo_profile()._replace(waivers=()))


def filtered_by(text: str) -> Change:
    """A change of the row of filters."""

    def change(item: Node) -> None:
        (row,) = [row for row in item["request"]["url"]["query"] if row["key"] == "filter"]
        row["value"] = text

    return change


def put(path: str, value: JSON) -> Change:
    """A change of one value: `put("request/method", "GET")`; a number is an index."""
    *parents, last = path.split("/")

    def change(node: Any) -> None:
        for part in parents:
            node = node[int(part) if isinstance(node, list) else part]
        node[int(last) if isinstance(node, list) else last] = value

    return change


def drop(path: str) -> Change:
    """A change that removes a key or an entry."""
    *parents, last = path.split("/")

    def change(node: Any) -> None:
        for part in parents:
            node = node[int(part) if isinstance(node, list) else part]
        del node[int(last) if isinstance(node, list) else last]

    return change


def add(path: str, value: JSON) -> Change:
    """A change that adds an entry to a list."""

    def change(node: Any) -> None:
        for part in path.split("/"):
            node = node.setdefault(part, []) if isinstance(node, dict) else node[int(part)]
        node.append(value)

    return change


def body(path: str, value: JSON) -> Change:
    """A change within the JSON of a request's body, or of its first saved example: `body("data/type", 3)`."""
    return _in_json(lambda item: (item["request"]["body"], "raw"), path, value)


def answer(path: str, value: JSON) -> Change:
    return _in_json(lambda item: (item["response"][0], "body"), path, value)


def _in_json(holder_of: Callable[[Node], tuple[Node, str]], path: str, value: JSON) -> Change:
    def change(item: Node) -> None:
        holder, key = holder_of(item)
        content = json.loads(holder[key])
        (drop(path) if value is GONE else put(path, value))(content)
        holder[key] = json.dumps(content)

    return change


def row(key: str, value: str, **more: JSON) -> Node:
    return {"key": key, "value": value, **more}


GONE: Any = object()
"""In place of a value: the property is taken out."""


@dataclass(frozen=True)
class Case:
    """A change to the request of that name, or else to the collection, and what is said of which place."""

    rule: str
    change: Change
    pointer: str
    message: str
    request: str = ""
    spec: bytes = SAMPLE

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"


LIST = "Get Profiles"
GET = "Get Campaign Message"
CREATE = "Create Profile"
CLIENT = "Create Client Event"
REPORTS = "Get Client Review Values Reports"
CAMPAIGNS = "Get Campaigns"
UPLOAD = "Upload Image From File"
DELETE = "Delete List"
TEAS = "Get Teas"
ADD_TEA = "Add Tea"
QUERY = "request/url/query"
HEADER = "request/header"
BODY = "/request/body"

RULES = {rule.id: rule.severity for rule in REQUEST_RULES} | {rule.id: rule.severity for rule in ANSWER_RULES}
NOT_UNUSED = [*RULES, check.REQUEST_UNKNOWN]

CASES = [
    # The request line
    Case(
        "request-unknown",
        put("request/url/path/1", "tea"),
        "/request",
        "no operation of the spec is called: GET /api/tea",
        LIST,
    ),
    Case(
        "request-unknown",
        put("request/method", "PUT"),
        "/request",
        "no operation of the spec is called: PUT /api/profiles",
        LIST,
    ),
    Case(
        "request-server",
        put("request/url/host", ["evil", "example"]),
        "/request/url",
        "http://evil.example",
        GET,
    ),
    Case(
        "request-server",
        put("request/url/host", ["{{baseUrl}}", "evil", "example"]),
        "/request/url",
        ".evil.example",
        GET,
    ),
    Case(
        "request-slash",
        add("request/url/path", ""),
        "/request/url",
        "/api/profiles/ is sent, expected /api/profiles",
        LIST,
    ),
    Case("request-path", drop("request/url/variable"), "/request/url", '":id" is sent for id', GET),
    Case(
        "request-path",
        put("request/url/variable/0/value", ""),
        "/request/url/variable/0",
        '":id" is sent for id',
        GET,
    ),
    Case(
        "request-path",
        put("request/url/path/2", "{id}"),
        "/request/url/variable/0",
        '"{id}" is sent for id',
        GET,
    ),
    Case(
        "request-path",
        put("request/url/path/2", ""),
        "/request/url/variable/0",
        '"" is sent for id',
        "Get Profile IDs for List",
    ),
    Case(
        "request-variable",
        put("request/url/variable/0/value", "{{messageId}}"),
        "/request/url",
        "{{messageId}}",
        GET,
    ),
    Case(
        "request-variable",
        put(f"{QUERY}/2/value", "equals(id,'{{typo}}')"),
        "/request/url/query/2",
        "{{typo}}",
        LIST,
    ),
    Case(
        "request-variable", put(f"{HEADER}/1/value", "{{ accept }}"), "/request/header/1", "{{ accept }}", GET
    ),
    Case(
        "request-variable", body("data/attributes/first_name", "{{firstName}}"), BODY, "{{firstName}}", CREATE
    ),
    # Headers and parameters
    Case(
        "request-revision",
        drop(f"{HEADER}/0"),
        "/request/header",
        "revision is missing, expected 2025-07-15",
        LIST,
    ),
    Case(
        "request-revision",
        put(f"{HEADER}/0/disabled", True),
        "/request/header/0",
        "revision is missing, expected 2025-07-15",
        LIST,
    ),
    Case(
        "request-revision",
        put(f"{HEADER}/0/value", "2025-04-15"),
        "/request/header/0",
        "revision is 2025-04-15, expected 2025-07-15",
        LIST,
    ),
    Case(
        "request-revision",
        put(f"{HEADER}/0/value", "2025-07-15.pre"),
        "/request/header/0",
        "revision is 2025-07-15.pre, expected 2025-07-15",
        CLIENT,
    ),
    Case(
        "request-required",
        put(f"{QUERY}/1/disabled", True),
        "/request/url/query/1",
        "query parameter filter",
        CAMPAIGNS,
    ),
    Case("request-required", drop(f"{QUERY}/0"), "/request/url", "query parameter company_id", CLIENT),
    Case(
        "request-undeclared",
        add(QUERY, row("page", "2")),
        "/request/url/query/6",
        "query parameter page",
        LIST,
    ),
    Case(
        "request-undeclared",
        add(QUERY, row("page", "2", disabled=True)),
        "/request/url/query/6",
        "query parameter page",
        LIST,
    ),
    Case("request-undeclared", add(HEADER, row("X-Tea", "oolong")), "/request/header/2", "header x-tea", GET),
    Case(
        "request-choice",
        put(f"{QUERY}/1/value", "created,emial"),
        "/request/url/query/1",
        "query parameter fields[profile] /1 must be one of ",
        LIST,
    ),
    Case(
        "request-choice",
        put(f"{QUERY}/5/value", "age"),
        "/request/url/query/5",
        "query parameter sort must be one of ",
        LIST,
    ),
    Case(
        "request-choice",
        put(f"{QUERY}/2", row("include", "campaign-message")),
        "/request/url/query/2",
        'query parameter include /0 must be one of campaign-messages, found "campaign-message"',
        CAMPAIGNS,
    ),
    Case(
        "request-choice",
        put(f"{QUERY}/3/value", "yesterday"),
        "/request/url/query/3",
        "query parameter timeframe must be one of ",
        REPORTS,
    ),
    Case(
        "request-value",
        put(f"{QUERY}/4/value", "101"),
        "/request/url/query/4",
        "query parameter page[size] 101 is greater than the maximum of 100",
        LIST,
    ),
    Case(
        "request-value",
        put(f"{QUERY}/4/value", "many"),
        "/request/url/query/4",
        "query parameter page[size] ",
        LIST,
    ),
    # Bodies
    Case(
        "request-content-type",
        drop(f"{HEADER}/1"),
        "/request/header",
        "Content-Type is application/json, expected application/vnd.api+json",
        CREATE,
    ),
    Case(
        "request-content-type",
        put(f"{HEADER}/1/value", "text/plain"),
        "/request/header/1",
        "Content-Type is text/plain, expected application/vnd.api+json",
        CREATE,
    ),
    Case("request-body-missing", drop("request/body"), "/request", "none is sent", CREATE),
    Case("request-body-missing", put("request/body/raw", ""), "/request", "none is sent", CREATE),
    Case(
        "request-body-unwanted",
        put("request/body", {"mode": "raw", "raw": "{}"}),
        BODY,
        "2 bytes are sent",
        DELETE,
    ),
    Case("request-body", put("request/body/raw", '{"data"'), BODY, "is no JSON: ", CREATE),
    Case("request-body", body("data/type", GONE), BODY, "/data type is missing", CREATE),
    Case(
        "request-body",
        body("data/type", "list"),
        BODY,
        '/data/type must be one of profile, found "list"',
        CREATE,
    ),
    Case(
        "request-body",
        body("data/attributes/email", 3),
        BODY,
        "/data/attributes/email must be of type string, found 3",
        CREATE,
    ),
    Case(
        "request-body",
        body("data/attributes/created", "2025-03-01T09:30:00Z"),
        BODY,
        "/data/attributes/created must not be in a request: it is readOnly",
        CREATE,
    ),
    Case(
        "request-body",
        body("data/attributes", "x"),
        BODY,
        '/data/attributes must be of type object, found "x"',
        CREATE,
    ),
    Case(
        "request-body",
        add("request/body/formdata", row("hidden", "maybe", type="text")),
        BODY,
        '/hidden must be of type boolean, found "maybe"',
        UPLOAD,
    ),
    Case(
        "request-ambiguous",
        body("data/attributes/messages/data/0/attributes/style/line_height", 1),
        BODY,
        "/data/attributes/messages/data/0/attributes/style/line_height several alternatives",
        "Create Campaign",
    ),
    Case(
        "request-filter",
        filtered_by('equals(tea,"Assam")'),
        "/request/url/query/2",
        'equals(tea,"Assam"): tea cannot be filtered by',
        LIST,
    ),
    Case(
        "request-property",
        body("data/attributes/e_mail", "zoe@example.com"),
        BODY,
        "/data/attributes/e_mail",
        CREATE,
    ),
    Case(
        "request-property",
        body("data/attributes/location/planet", "Earth"),
        BODY,
        "/data/attributes/location/planet",
        CREATE,
    ),
    # Credentials
    Case(
        "request-credentials",
        put("request/auth", {"type": "noauth"}),
        "/request",
        "expected Klaviyo-API-Key",
        GET,
    ),
    Case(
        "request-credentials",
        put("request/auth", {"type": "bearer", "bearer": [row("token", "{{privateKey}}")]}),
        "/request",
        "expected Klaviyo-API-Key",
        GET,
    ),
    Case("request-leak", drop("request/auth"), "/request", "Authorization is sent", CLIENT),
    Case(
        "request-leak",
        put(f"{QUERY}/0/value", "{{privateKey}}"),
        "/request",
        "a secret variable is sent",
        CLIENT,
    ),
    Case(
        "request-leak",
        body("data/attributes/metric_name", "{{privateKey}}"),
        "/request",
        "a secret variable is sent",
        CLIENT,
    ),
    # Saved examples
    Case(
        "response-status", put("response/0/code", 301), "/response/0/code", "301, expected 200, 4XX, 5XX", GET
    ),
    Case("response-body-unwanted", put("response/0/body", "{}"), "/response/0/body", "204 has none", DELETE),
    Case("response-body-unwanted", put("response/0/body", "{}"), "/response/0/body", "202 has none", CLIENT),
    Case(
        "response-body-missing",
        drop("response/0/body"),
        "/response/0",
        "expected application/vnd.api+json",
        GET,
    ),
    Case(
        "response-content-type",
        drop("response/0/header/0"),
        "/response/0/header",
        "Content-Type is missing, expected application/vnd.api+json",
        GET,
    ),
    Case(
        "response-content-type",
        put("response/1/header/0/value", "text/html"),
        "/response/1/header",
        "Content-Type is text/html, expected application/vnd.api+json",
        GET,
    ),
    Case("response-body", put("response/0/body", "{"), "/response/0/body", "is no JSON: ", GET),
    Case(
        "response-body",
        answer("data/id", 3),
        "/response/0/body",
        "/data/id must be of type string, found 3",
        GET,
    ),
    Case(
        "response-body",
        answer("data/attributes/content", None),
        "/response/0/body",
        "/data/attributes/content fits none of the alternatives, found null",
        GET,
    ),
    Case(
        "response-body",
        put("response/1/body", '{"errors": [3]}'),
        "/response/1/body",
        "/errors/0 must be of type object, found 3",
        GET,
    ),
    Case(
        "response-ambiguous",
        answer("data/attributes/style/line_height", 1),
        "/response/0/body",
        "/data/attributes/style/line_height several alternatives",
        GET,
    ),
    Case(
        "response-property",
        answer("data/attributes/colour", "red"),
        "/response/0/body",
        "/data/attributes/colour",
        GET,
    ),
    Case(
        "response-header",
        put("response/0/header/1/value", "some"),
        "/response/0/header",
        "X-Total must be of type integer",
        TEAS,
        ODD,
    ),
    Case(
        "response-header",
        drop("response/0/header/1"),
        "/response/0/header",
        "X-Total Missing required header",
        TEAS,
        ODD,
    ),
    # What openapi-core trips over
    Case(
        "request-unjudged",
        drop("request/body/formdata/0/disabled"),
        "/request",
        "cannot be judged: UnreadError: note is XML",
        ADD_TEA,
        ODD,
    ),
    Case(
        "response-unjudged",
        put("response/0/code", 500),
        "/response/0",
        "cannot be judged: EndlessError: ",
        TEAS,
        ODD,
    ),
    # The whole
    Case("operation-unused", drop("item/4/item/0"), "/item", "no request calls GET /api/images"),
]


@pytest.mark.parametrize("spec", [SAMPLE, ODD], ids=["sample", "odd"])
def test_a_good_collection_has_no_fault(spec: bytes) -> None:
    result = checked(good(spec), spec)
    assert result.findings == []
    assert result.waived == {}


def test_everything_is_checked() -> None:
    collection = good()
    items = [place.item for place in requests(collection)]
    result = checked(collection)
    assert (result.requests, result.examples) == (len(items), sum(len(item["response"]) for item in items))
    checked_in_words = f"{result.requests} requests and {result.examples} saved examples"
    assert result.summary == f"{checked_in_words} checked against the spec, 0 waived, 0 unjudged"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_is_found_in_its_place_and_nothing_else(case: Case) -> None:
    collection = good(case.spec)
    expected = ("collection", case.pointer)
    if case.request:
        (place,) = [place for place in requests(collection) if place.item["name"] == case.request]
        case.change(cast(Node, place.item))
        saved = case.pointer.removeprefix("/response/")
        example = f" > {place.item['response'][int(saved[0])]['name']}" if saved != case.pointer else ""
        expected = (place.where + example, place.pointer + case.pointer)
    else:
        case.change(cast(Node, collection))
    after = checked(collection, case.spec).findings
    # A request that calls no operation leaves its own without one.
    (finding,) = [found for found in after if found.rule in (case.rule, *NOT_UNUSED)]
    assert (finding.rule, finding.where, finding.pointer) == (case.rule, *expected)
    assert case.message in finding.message


def original(change: Change) -> Change:
    """The same change of the request that the second example was saved with."""
    return lambda item: change({"request": item["response"][1]["originalRequest"]})


@pytest.mark.parametrize(
    ("rule", "request_name", "change", "below"),
    [
        ("request-revision", GET, put("request/header/0/value", "2020-01-01"), "/header/0"),
        ("request-undeclared", GET, add(HEADER, row("X-Odd", "1")), "/header/2"),
        ("request-body", CREATE, put("request/body/raw", "{}"), "/body"),
        ("request-content-type", CREATE, put("request/header/1/value", "text/plain"), "/header/1"),
        (check.REQUEST_UNKNOWN, GET, put("request/method", "PUT"), ""),
    ],
)
def test_the_request_of_an_example_is_held_to_the_spec_as_well(
    rule: str, request_name: str, change: Change, below: str
) -> None:
    collection = good()
    (place,) = [place for place in requests(collection) if place.item["name"] == request_name]
    original(change)(cast(Node, place.item))
    (finding,) = checked(collection).findings
    name = place.item["response"][1]["name"]
    where, at = f"{place.where} > {name}", f"{place.pointer}/response/1/originalRequest{below}"
    assert (finding.rule, finding.where, finding.pointer) == (rule, where, at)


def test_what_is_wrong_with_request_and_examples_alike_is_said_once() -> None:
    collection = good()
    (place,) = [place for place in requests(collection) if place.item["name"] == GET]
    for holder in [place.item, *({"request": saved["originalRequest"]} for saved in place.item["response"])]:
        put("request/header/0/value", "2020-01-01")(cast(Node, holder))
    (finding,) = checked(collection).findings
    assert finding.pointer == f"{place.pointer}/request/header/0"


def test_an_example_without_its_request_is_left_to_the_schema() -> None:
    collection = good()
    for place in requests(collection):
        for saved in place.item["response"]:
            put("originalRequest", None)(cast(Node, saved))
    assert checked(collection).findings == []


def test_every_rule_has_an_id_of_its_own_and_a_case() -> None:
    assert len(RULES) == len(REQUEST_RULES) + len(ANSWER_RULES)
    rules = [*RULES, check.REQUEST_UNKNOWN, check.OPERATION_UNUSED, check.WAIVER_UNUSED]
    below = {check.WAIVER_UNUSED, "request-refused", "request-exclusive"}
    cases = {case.rule for case in CASES} | below  # which are tested there
    assert sorted(rules) == sorted(cases)


def test_only_what_cannot_be_judged_and_what_is_left_out_are_no_errors() -> None:
    lenient = {id_ for id_, severity in RULES.items() if severity != "error"}
    assert lenient == {"request-unjudged", "response-unjudged"}


def test_all_problems_of_a_request_come_in_one_pass() -> None:
    collection = good()
    (place,) = [place for place in requests(collection) if place.item["name"] == CREATE]
    for change in (
        drop(f"{HEADER}/0"),
        put(f"{HEADER}/0/value", "application/json"),
        body("data/type", "list"),
        body("data/attributes/email", 3),
        body("data/attributes/e_mail", 3),
        put("request/auth", {"type": "noauth"}),
        answer("data/id", 3),
    ):
        change(cast(Node, place.item))
    assert [finding.rule for finding in checked(collection).findings] == [
        "request-revision",
        "request-content-type",
        "request-body",
        "request-body",
        "request-credentials",
        "response-body",
    ]


# What is no fault


@pytest.mark.parametrize(
    ("request_name", "change"),
    [
        (LIST, drop(f"{QUERY}/0")),
        (LIST, put(f"{QUERY}/1/disabled", False)),
        (LIST, put(f"{QUERY}/2", row("filter", "greater-than(created,2023-08-10T23:00:00Z)"))),
        (LIST, add(HEADER, row("User-Agent", "mine"))),
        (LIST, add(HEADER, row("Cookie", "a=b"))),
        (LIST, put(f"{HEADER}/0/key", "Revision")),
        (
            LIST,
            put(
                "request/auth",
                {
                    "type": "apikey",
                    "apikey": [row("key", "Authorization"), row("value", "Klaviyo-API-Key pk")],
                },
            ),
        ),
        (GET, put("request/url/variable/0/value", "{{$guid}}")),
        (GET, put("request/url/path/2", "MSG32")),
        (CREATE, put(f"{HEADER}/1/value", "application/vnd.api+json; charset=utf-8")),
        (CREATE, put(f"{HEADER}/1/key", "content-type")),
        (CREATE, body("data/attributes/first_name", "{{ first_name }}")),
        (CREATE, body("data/attributes/properties/sugar", 2)),
        (CREATE, body("data/attributes/email", None)),
        (CREATE, body("data/attributes/location", None)),
        (UPLOAD, add("request/body/formdata", row("hidden", "true", type="text"))),
        (UPLOAD, add(HEADER, row("Content-Type", "application/json"))),
        (CLIENT, put(f"{QUERY}/0/value", "ABC123")),
        (GET, drop("response/0/header/1")),
        (GET, put("response/0/header/0/value", "Application/VND.api+json")),
        (GET, put("response/1/code", 418)),
        (GET, answer("data/attributes/style", GONE)),
        (DELETE, put("response/0/body", "")),
        (DELETE, drop("response/0/header")),
    ],
)
def test_what_users_may_well_do(request_name: str, change: Change) -> None:
    collection = good()
    (place,) = [place for place in requests(collection) if place.item["name"] == request_name]
    change(cast(Node, place.item))
    assert checked(collection).findings == []


def test_braces_that_the_spec_has_itself_are_no_variables() -> None:
    collection = good()
    (place,) = [place for place in requests(collection) if place.item["name"] == CREATE]
    body("data/attributes/first_name", "{{first_name}}")(cast(Node, place.item))
    assert [finding.rule for finding in checked(collection).findings] == ["request-variable"]
    spec = SAMPLE.replace("example: Zoé}".encode(), b"example: 'Dear {{first_name}}'}")
    assert checked(collection, spec).findings == []


def test_another_server_is_no_matter_where_the_spec_names_it() -> None:
    spec = SAMPLE.replace(
        b"description: Production}", b"description: Production}\n  - {url: 'https://b.example/'}"
    )
    collection = good()
    collection["variable"][0]["value"] = "https://b.example"
    assert {finding.rule for finding in checked(collection).findings} == {"request-server"}
    assert checked(collection, spec).findings == []


def test_a_list_of_which_some_is_switched_on_is_judged_as_it_is_sent() -> None:
    ids = (
        b"{name: ids, in: query, required: true, schema: {type: array, minItems: 2, items: {type: integer}}}"
    )
    spec = ODD.replace(b"summary: Get Teas", b"summary: Get Teas\n      parameters: [" + ids + b"]")
    collection = good(spec)
    query = [row("ids", "1"), row("ids", "2")]
    put(QUERY, cast(JSON, query))(cast(Node, next(requests(collection)).item))
    assert checked(collection, spec).findings == []
    query[1]["disabled"] = True
    (finding,) = checked(collection, spec).findings
    assert (finding.rule, finding.pointer) == ("request-value", "/item/0/request/url/query/0")


def test_two_requests_may_call_one_operation() -> None:
    collection = good()
    place = next(requests(collection))
    cast(Node, collection)["item"].append({**place.item, "name": "Mine"})
    assert checked(collection).findings == []


# Collections that are hardly any


@pytest.mark.parametrize(
    "item",
    [
        3,
        {"name": "a", "request": None},
        {"name": "a", "request": "https://shop.example"},
        {"name": "a", "request": {"method": "GET"}},
        {"name": "a", "request": {"url": {"path": []}}},
        {
            "name": "a",
            "request": {
                "method": "GET",
                "url": "{{baseUrl}}/api/lists",
                "header": [{"key": "revision", "value": "2025-07-15"}],
            },
            "response": 3,
        },
        {
            "name": "a",
            "request": {
                "method": "GET",
                "url": "{{baseUrl}}/api/lists",
                "header": [{"key": "revision", "value": "2025-07-15"}],
            },
            "response": [3, {}, {"name": "b"}],
        },
    ],
)
def test_what_cannot_be_read_is_left_to_the_schema(item: JSON) -> None:
    collection = good()
    cast(Node, collection)["item"].append(item)
    assert checked(collection).findings == []


@pytest.mark.parametrize("raw", ["{}", '{"item": 3}', '{"item": [], "variable": 3, "auth": []}'])
def test_a_collection_without_requests(raw: str) -> None:
    result = checked(cast(Collection, json.loads(raw)))
    assert (result.requests, result.examples) == (0, 0)
    assert {finding.rule for finding in result.findings} == {"operation-unused"}


# Profiles


def test_without_a_profile_the_variables_of_auths_stand_for_secrets() -> None:
    plain = Profile()
    api, _ = load_api(SAMPLE, "spec.yaml")
    collection = cast(Collection, json.loads(to_json(build_collection(api, plain).collection)))
    assert checked(collection, profile=plain).findings == []
    (place,) = [place for place in requests(collection) if place.item["name"] == CLIENT]
    place.item["request"]["header"].append(
        {"key": "X-Leak", "value": cast(Node, collection)["auth"]["apikey"][1]["value"]}
    )
    assert [finding.rule for finding in checked(collection, profile=plain).findings] == [
        "request-undeclared",
        "request-leak",
    ]
    odd = cast(Variable, {"key": {}, "value": "what is no key declares nothing"})
    collection["variable"] += [{"key": "klaviyoAPIKey", "value": "declared"}, odd]
    assert [finding.rule for finding in checked(collection, profile=plain).findings] == ["request-undeclared"]


def test_headers_that_a_profile_pins() -> None:
    version = b"{name: revision, in: header, required: true, schema: {type: string}}"
    spec = ODD.replace(b"summary: Get Teas", b"summary: Get Teas\n      parameters: [" + version + b"]")
    collection = good(spec)
    item = cast(Node, next(requests(collection)).item)
    assert checked(collection, spec).findings == [], "without a default any value will do"
    drop(f"{HEADER}/0")(item)
    (finding,) = checked(collection, spec).findings
    assert (finding.rule, "revision is missing, expected a value" in finding.message) == (
        "request-revision",
        True,
    )
    filled = klaviyo_profile()._replace(
        parameters=(ParameterRule("revision", "header", "{{mine}}", enabled=True),)
    )
    (finding,) = checked(collection, spec, filled).findings
    assert finding.rule == "request-required", "a profile that has a value of its own pins none of the spec"


# Waivers

STYLE = "/components/schemas/*/properties/line_height"


def waiving(*waivers: Waiver) -> Profile:
    return klaviyo_profile()._replace(waivers=waivers)


def ambiguous() -> Collection:
    collection = good()
    (place,) = [place for place in requests(collection) if place.item["name"] == GET]
    answer("data/attributes/style/line_height", 1)(cast(Node, place.item))
    return collection


def test_a_waiver_takes_a_finding_away_and_is_counted() -> None:
    waiver = Waiver("response-ambiguous", STYLE, "An integer is a number.")
    result = checked(ambiguous(), profile=waiving(waiver))
    assert result.findings == []
    assert result.waived == {waiver: ["/item/0/item/1/item/0/response/0/body"]}
    assert result.summary.endswith(", 1 waived, 0 unjudged")


@pytest.mark.parametrize(
    "waiver",
    [
        Waiver("response-body", STYLE, "Another rule."),
        Waiver("response-ambiguous", "/components/schemas/*/line", "Another place."),
        Waiver("response-ambiguous", STYLE, "A later version.", since="2025-07-16"),
        Waiver("response-ambiguous", STYLE, "An earlier version.", until="2025-07-14"),
    ],
    ids=lambda waiver: waiver.reason,
)
def test_a_waiver_takes_nothing_else(waiver: Waiver) -> None:
    result = checked(ambiguous(), profile=waiving(waiver))
    assert "response-ambiguous" in [finding.rule for finding in result.findings]
    assert result.waived == {}


def test_a_waiver_that_is_not_needed_any_more_is_reported() -> None:
    waiver = Waiver("response-ambiguous", STYLE, "Mended.", since="2025-04-15", until="2025-07-15")
    expected = Finding(
        "waiver-unused",
        "info",
        f"the profile waives response-ambiguous at {STYLE}, where nothing is wrong",
        "spec",
    )
    assert checked(good(), profile=waiving(waiver)).findings == [expected]


@pytest.mark.parametrize(
    "waiver",
    [
        Waiver("response-ambiguous", "/components/schemas/Gone/*", "No such schema."),
        Waiver("response-ambiguous", STYLE, "Not of this version.", until="2025-07-14"),
    ],
    ids=lambda waiver: waiver.reason,
)
def test_a_waiver_that_has_nothing_to_do_with_a_spec_is_not(waiver: Waiver) -> None:
    assert checked(good(), profile=waiving(waiver)).findings == []


def test_what_is_known_beyond_the_spec_is_held_against_what_is_sent() -> None:
    at = ["/components/schemas/ProfileAttributes"]
    either = Amendment(at, "Only one of them.", must={"not": {"required": ["email", "phone_number"]}})
    other = either._replace(must={"required": ["email"]})
    later = either._replace(since="2025-07-16")
    for amendments, count in (((), 0), ((other,), 0), ((later,), 0), ((other, either), 1)):
        profile = klaviyo_profile()._replace(amendments=amendments, waivers=())
        found = [one for one in checked(good(), profile=profile).findings if one.where.endswith(CREATE)]
        assert len(found) == count
    (finding,) = found
    assert (finding.rule, finding.severity) == ("request-refused", "error")
    said = f"/data/attributes: Only one of them. (spec: {at[0]})"
    assert finding.message == f"the API would refuse the body: {said}"


def test_of_fields_that_exclude_each_other_one_is_sent() -> None:
    names = ("email", "phone_number")
    profile = klaviyo_profile()._replace(exclusive_fields=lambda _: names, waivers=())
    found = [one for one in checked(good(), profile=profile).findings if one.where.endswith(CREATE)]
    assert [(one.rule, one.message) for one in found] == [
        (
            "request-exclusive",
            "fields that exclude each other: /data/attributes: one of email, phone_number is taken",
        )
    ]
    api, _ = load_api(SAMPLE, "spec.yaml")
    written = to_json(build_collection(api, profile).collection)
    assert checked(cast(Collection, json.loads(written)), profile=profile).findings == []


def test_of_a_part_of_a_spec_waivers_say_nothing() -> None:
    collection = good()
    del collection["item"][0]
    rules = {
        finding.rule
        for finding in checked(collection, profile=waiving(Waiver("response-ambiguous", STYLE, "?"))).findings
    }
    assert rules == {"operation-unused"}


def test_what_is_the_same_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Contract(SAMPLE, "spec.yaml")
    bodies: list[bytes | None] = []
    judged = own.judge.response_body

    def counted(received: Received, media_type: MediaType) -> list[Problem]:
        bodies.append(received.body)
        return judged(received, media_type)

    monkeypatch.setattr(own.judge, "response_body", counted)
    assert check_conformance(good(), own, klaviyo_profile()._replace(waivers=())).findings == []
    saved = [example for place in requests(good()) for example in place.item["response"]]
    assert len(bodies) < len([example for example in saved if example.get("body")]) / 2
