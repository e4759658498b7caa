"""A user's own collection: only what its requests have to do with can break them."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from generator.diff.compare import Facts, compare_apis
from generator.diff.judge import judge
from generator.diff.mine import Checked, check_requests
from generator.encode import to_json
from generator.errors import InputError
from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.model import Api
from generator.openapi.read import load_api
from generator.postman.build import build_collection

Node = dict[str, Any]

PROFILE = klaviyo_profile()


def check(facts: Facts, *items: Node, **options: Any) -> Checked:
    return check_requests(
        facts, "mine.json", {"item": list(items)}, options.pop("levels", {}), PROFILE.filters, **options
    )


def request(method: str, url: str | Node, body: object = None, *headers: tuple[str, str]) -> Node:
    made: Node = {"method": method, "url": url, "header": [{"key": k, "value": v} for k, v in headers]}
    if body is not None:
        made["body"] = {"mode": "raw", "raw": body if isinstance(body, str) else json.dumps(body)}
    return {"name": f"{method} it", "request": made}


def broken(facts: Facts, item: Node) -> list[str]:
    """What breaks of one request."""
    checked = check(facts, item)
    assert checked.unknown == []
    return [finding.message.replace("`", "") for row in checked.broken for finding in row.findings]


URL = "{{baseUrl}}/api/profiles/"
JSON_API = ("Content-Type", "application/vnd.api+json")


def profile(**attributes: object) -> Node:
    return {"data": {"type": "profile", "attributes": attributes}}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, []),
        (URL + "?sort=email", []),
        (URL + "?sort=id", ["query sort no longer takes id, -id"]),
        (URL + "?sort={{order}}", []),
        (URL + "?fields[profile]=email,image", ["query fields[profile] no longer takes image"]),
        (URL + "?fields%5Bprofile%5D=email", []),
        (URL + "?page[size]=100", []),
        (URL + "?page[size]=101", ["query page[size] is limited to maximum 100, before no maximum"]),
        (URL + "?page[size]=0", ["query page[size] is limited to minimum 1, before no minimum"]),
        (URL + '?filter=greater-or-equal(subscriptions.email.since,2025-01-01T00:00:00Z)',
         ["filter subscriptions.email.since no longer takes greater-or-equal"]),
        (URL + '?filter=equals(email,"a@b.c")', []),
        ({"raw": "x", "path": "api/profiles", "query": [
            {"key": "sort", "value": "id", "disabled": True}]}, []),
    ],
)  # fmt: skip
def test_parameters_count_if_they_are_sent(facts: Facts, url: str | Node, expected: list[str]) -> None:
    assert broken(facts, request("GET", url)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (profile(email="a"), []),
        (profile(email="a", image="x"), ["body data.attributes.image is gone"]),
        (profile(image="{{image}}"), ["body data.attributes.image is gone"]),
        ('{"data": {"attributes": {"image": {{image}}}}}', ["body data.attributes.image is gone"]),
        ('{"data": {"attributes": ', []),
    ],
)
def test_keys_count_if_they_stand_in_the_body(facts: Facts, body: object, expected: list[str]) -> None:
    assert broken(facts, request("POST", URL, body, JSON_API)) == expected


def test_a_content_type_breaks_where_it_is_the_old_one(facts: Facts) -> None:
    said = ["the body is application/vnd.api+json, before application/json"]
    assert broken(facts, request("POST", URL, profile(), ("content-type", "application/json"))) == said
    assert broken(facts, request("POST", URL, profile())) == said, "nobody said otherwise"
    assert broken(facts, request("POST", URL, profile(), JSON_API)) == []


def test_what_became_required_breaks_where_it_is_missing(facts: Facts) -> None:
    assert broken(facts, request("GET", "x/api/campaigns")) == ["query filter is required now"]
    assert broken(facts, request("GET", 'x/api/campaigns?filter=equals(channel,"email")')) == []
    url = "x/api/events/"
    event = {"data": {"type": "event", "attributes": {"time": "x"}}}
    assert "body data.attributes.properties is required now" in broken(
        facts, request("POST", url, event, JSON_API)
    )
    event["data"]["attributes"]["properties"] = {}  # type: ignore[index]
    assert broken(facts, request("POST", url, event, JSON_API)) == []


def test_serialisation_counts_where_there_are_several_values(facts: Facts) -> None:
    url = 'x/api/campaigns?filter=equals(channel,"email")&include=campaign-messages'
    assert broken(facts, request("GET", url)) == []
    (said,) = broken(facts, request("GET", url + "&include=tags"))
    assert said == "several values are written as separated by commas, before as repeated keys"


def test_moved_requests_come_with_what_to_send_instead(facts: Facts) -> None:
    item = request("GET", "{{baseUrl}}/api/campaigns/:campaign_id/recipient-estimation/")
    (row,) = check(facts, item).broken
    assert (row.title, row.replacement) == (
        "GET /api/campaigns/:campaign_id/recipient-estimation",
        "GET /api/campaign-recipient-estimations/{id}",
    )
    (gone,) = check(facts, request("POST", "x/api/templates/1/render")).broken
    assert gone.replacement == ""


def test_the_more_literal_path_is_meant(facts: Facts) -> None:
    checked = check(facts, request("GET", "x/api/profiles/import-me"), request("GET", "x/api/lists"))
    assert (len(checked.sound), checked.requests) == (2, 2)


def test_foreign_and_unreadable_requests_are_named(facts: Facts) -> None:
    checked = check(
        facts,
        request("GET", "https://example.com/elsewhere"),
        request("OPTIONS", URL),
        request("POST", URL, "<xml/>", JSON_API),
    )
    assert checked.unknown == ["GET it", "OPTIONS it"]
    assert checked.unreadable == ["POST it"]


def test_levels_and_ignored_findings_hold_here_too(facts: Facts) -> None:
    rule, item = "parameter-enum-values-removed", request("GET", URL + "?sort=id")
    assert check(facts, item, levels={rule: "info"}).broken == []
    accepted = [finding for finding in judge(facts.changes) if finding.rule.id == rule]
    assert check(facts, item, ignored=accepted).broken == []


def test_a_document_that_is_no_collection_is_refused(facts: Facts) -> None:
    with pytest.raises(InputError, match=r"mine\.json: not a Postman collection"):
        check_requests(facts, "mine.json", {"openapi": "3.0.2"}, {}, None)
    wrapped: Node = {"collection": {"item": [request("GET", "x/api/lists")]}}
    assert check_requests(facts, "mine.json", wrapped, {}, None).requests == 1


def test_our_own_collection_of_the_old_revision(old: Api, facts: Facts) -> None:
    """Every request is known again, and each one that the diff calls moved or gone breaks."""
    collection = json.loads(to_json(build_collection(old, PROFILE).collection))
    checked = check_requests(facts, "own", collection, {}, PROFILE.filters)
    assert checked.unknown == checked.unreadable == []
    assert checked.requests == len(old.operations)
    gone = [change for change in facts.changes if change.kind in ("operation-moved", "operation-removed")]
    moved = {
        row.name
        for row in checked.broken
        if any("moved" in f.rule.id or "removed" in f.rule.id for f in row.findings)
    }
    assert len(moved) >= len(gone)


def test_our_own_collection_of_one_revision_is_sound(new: Api) -> None:
    collection = json.loads(to_json(build_collection(new, PROFILE).collection))
    checked = check_requests(compare_apis(new, new, PROFILE), "own", collection, {}, PROFILE.filters)
    assert checked.broken == []
    assert len(checked.sound) == len(new.operations)


# ---- facts that the sample does not have


PARAMETERS: list[Node] = [
    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
    {"name": "X-Tea", "in": "header", "schema": {"type": "string"}},
    {"name": "cup", "in": "cookie", "schema": {"type": "string", "enum": ["a", "b"]}},
]


def made(change: Node) -> Api:
    """An API of one operation."""
    operation: Node = {"operationId": "make", "parameters": PARAMETERS, "responses": {}, **change}
    paths = {"/a/{id}": {"post": operation}}
    document = {"openapi": "3.0.2", "info": {"title": "T", "version": "1"}, "paths": paths}
    return load_api(to_json(document), "test.json")[0]


def path_enum(*values: str) -> Node:
    return {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "enum": list(values)}}
        ]
    }


def json_body(schema: Node, required: bool = False) -> Node:
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def without(name: str) -> Node:
    return {"parameters": [row for row in PARAMETERS if row["name"] != name]}


def typed(kind: str) -> Node:
    return {"parameters": [*PARAMETERS, {"name": "n", "in": "query", "schema": {"type": kind}}]}


post = partial(request, "POST")


@pytest.mark.parametrize(
    ("old", "new", "item", "expected"),
    [
        (path_enum("a", "b"), path_enum("a"), post("x/a/b"), ["path id no longer takes b"]),
        (path_enum("a", "b"), path_enum("a"), post("x/a/a"), []),
        (path_enum("a", "b"), path_enum("a"), post("x/a/:id"), []),
        (path_enum("a", "b"), path_enum("a"), post("x/a/{{id}}"), []),
        ({}, without("X-Tea"), post("x/a/1", None, ("x-tea", "1")), ["header X-Tea is gone"]),
        ({}, without("X-Tea"), post("x/a/1"), []),
        ({}, without("cup"), post("x/a/1", None, ("Cookie", "other=1; cup=a")), ["cookie cup is gone"]),
        ({}, without("cup"), post("x/a/1", None, ("Cookie", "other=1")), []),
        (typed("string"), typed("integer"), post("x/a/1?n=a"), ["query n is integer, before string"]),
        (typed("string"), typed("integer"), post("x/a/1?n=1"), []),
        (typed("integer"), typed("boolean"), post("x/a/1?n=1"), ["query n is boolean, before integer"]),
        (typed("string"), typed("number"), post("x/a/1?n=-1.5e3"), []),
        (typed("integer"), typed("string"), post("x/a/1?n=1"), []),
        (typed("string"), typed("integer"), post("x/a/1?n={{n}}"), []),
        ({}, json_body({"type": "string"}, required=True), post("x/a/1"), ["needs a body now"]),
        ({}, json_body({"type": "string"}, required=True), post("x/a/1", "1"), []),
        (json_body({}), {}, post("x/a/1", "1"), ["takes no body any more"]),
        (json_body({}), json_body({}, required=True), post("x/a/1"), ["the body is required now"]),
        (json_body({"type": "string"}), json_body({"type": "integer"}), post("x/a/1", '"a"'),
         ["body is integer, before string"]),
        ({"security": []}, {"security": [{"key": []}]}, post("x/a/1"),
         ["needs other credentials: key, before none"]),
        ({"servers": [{"url": "https://a.b"}]}, {"servers": [{"url": "https://c.d"}]}, post("x/a/1"),
         ["served at https://c.d, no longer at https://a.b"]),
    ],
)  # fmt: skip
def test_other_facts(old: Node, new: Node, item: Node, expected: list[str]) -> None:
    assert broken(compare_apis(made(old), made(new), PROFILE), item) == expected


def test_of_several_media_types_the_one_that_is_sent_counts() -> None:
    def both(kind: str) -> Node:
        return {"requestBody": {"content": {
            "application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}},
            "multipart/form-data": {"schema": {"properties": {"a": {"type": kind}}}},
        }}}  # fmt: skip

    facts = compare_apis(made(both("string")), made(both("array")), PROFILE)
    assert broken(facts, post("x/a/1", {"a": "x"}, ("content-type", "application/json"))) == []
    form = {"name": "F", "request": {"method": "POST", "url": "x/a/1", "body": {
        "mode": "formdata", "formdata": [{"key": "a", "value": "x"}]}}}  # fmt: skip
    assert broken(facts, form) == ["body a is array, before string"]


def test_a_field_that_two_branches_have_breaks_once() -> None:
    def either(*names: str) -> Api:
        kinds = [
            {"type": "object", "properties": {key: {"type": "string"} for key in (*names, own)}}
            for own in ("mail", "text")
        ]
        return made(json_body({"type": "object", "properties": {"options": {"oneOf": kinds}}}))

    facts = compare_apis(either("utm", "kept"), either("kept"), PROFILE)
    assert broken(facts, post("x/a/1", {"options": {"utm": "x"}})) == ["body options.utm is gone"]


def test_a_schema_in_itself_is_walked_as_deep_as_the_body_goes() -> None:
    def tree(**extra: Node) -> Api:
        schema = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/T"}, **extra}}
        operation = {"operationId": "a", "responses": {}, **json_body({"$ref": "#/components/schemas/T"})}
        document = {"openapi": "3.0.2", "info": {"title": "T", "version": "1"},
                    "paths": {"/a": {"post": operation}},
                    "components": {"schemas": {"T": schema}}}  # fmt: skip
        return load_api(to_json(document), "test.json")[0]

    facts = compare_apis(tree(old={"type": "string"}), tree(), PROFILE)
    deep = {"next": {"next": {"old": "x"}}, "old": "x"}
    assert broken(facts, request("POST", "x/a", deep)) == ["body old is gone", "body next.next.old is gone"]


def filtered(**field: Any) -> Node:
    return {
        "parameters": [*PARAMETERS, {"name": "filter", "in": "query", "schema": {"type": "string"}}],
        "x-klaviyo-filters": {
            "kind": {"operators": {"single": ["equals"]}, "value": {"type": "string", **field}}
        },
    }


@pytest.mark.parametrize(
    ("old", "new", "sent", "breaks"),
    [
        (filtered(enum=["a", "b"]), filtered(enum=["a"]), "equals(kind,'b')", True),
        (filtered(enum=["a", "b"]), filtered(enum=["a"]), "equals(kind,'a')", False),
        (filtered(), filtered(enum=["a"]), 'equals(kind,"b")', True),
        (filtered(), filtered(enum=["a"]), 'equals(kind,"{{kind}}")', False),
        (filtered(), filtered(type="boolean"), 'equals(kind,"a")', True),
        (filtered(), filtered(type="boolean"), 'equals(other,"a")', False),
    ],
)
def test_filters(old: Node, new: Node, sent: str, breaks: bool) -> None:
    facts = compare_apis(made(old), made(new), PROFILE)
    item = post({"raw": "x", "path": "a/1", "query": [{"key": "filter", "value": sent}]})
    assert bool(broken(facts, item)) is breaks
    assert check_requests(facts, "mine", {"item": [item]}, {}, None).broken == [], (
        "nobody can read the filter"
    )
