"""`amendments.yaml`, held against every real spec: what each meets, and whether it is needed and kept.

What a body holds where is found by a walk of these tests' own, over the spec as it was published, and judged
by jsonschema: neither knows how bodies come about.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker

from generator.klaviyo.profile import klaviyo_profile
from generator.openapi.amend import Amendment, amended
from generator.openapi.document import Document
from generator.openapi.model import Api, Operation
from generator.openapi.read import load_api
from generator.openapi.sample import Sampler
from generator.openapi.selection import Order
from generator.postman.bodies import preferred, samples
from generator.postman.identity import agreeing, identity_of
from generator.postman.parameters import path_value
from generator.postman.types import Url

PROFILE = klaviyo_profile()
AMENDMENTS = PROFILE.amendments
SCHEMAS = "/components/schemas/"
MANY = 10_001

# What demands refuse although no body would hold it by the spec alone, by the first place of the amendment
# and the first version that it is known of.
FORMATS = FormatChecker()
FORMATS.checks("filter")(lambda text: not isinstance(text, str) or text.count("(") == text.count(")") > 0)
REFUSED: dict[tuple[str, str], Any] = {
    ("*RequestDTOResourceObject/properties/attributes/properties/filter", ""): "any(segment_id",
    ("Segment*UpdateQueryResourceObject/properties/attributes", "2026-04-15"): {
        "is_active": False,
        "name": "A",
    },
    ("SubscriptionCreateJobCreateQueryResourceObject/properties/attributes", "2024-07-15"): {
        "historical_import": True,
        "profiles": {"data": [{"attributes": {"subscriptions": {"sms": {"marketing": {}}}}}]},
    },
    ("ProfileSubscription*QueryResourceObject/properties/attributes", ""): {
        "subscriptions": {"sms": {}},
        "email": "a@example.com",
    },
    ("ReentryCriteria", ""): {"unit": "alltime", "duration": 2},
    ("FormCreateQueryResourceObject/properties/attributes/properties/definition", "2025-10-15"): {
        "versions": [{"steps": [{"id": "1"}]}]
    },
    ("FlowPushNotification", ""): {"video_asset_id": "1", "image_id": "2"},
    ("MessageHierarchySmsItem", ""): {"image": {}, "media": {}},
    ("RCSSuggestion", ""): {"type": "OPEN_URL"},
    ("ReviewCreateDTOResourceObject/properties/attributes", ""): {"review_type": "question", "rating": 5},
    ("AgentToolVariableRequest", ""): {"source": "secret"},
    ("Catalog*CreateQuery*/properties/attributes/properties/catalog_type", ""): "summer",
    ("CatalogItem*QueryResourceObject/properties/id", ""): "$shopify:::$default:::1",
    (
        "DataSourceCreateQueryResourceObject/properties/attributes/properties/visibility",
        "2025-07-15",
    ): "shared",
    ("DataSourceCreateQueryResourceObject/properties/attributes/properties/title", ""): "",
    ("*Query*/properties/attributes/properties/phone_number", ""): "(500) 555-0006",
    ("EventCreateQueryV2ResourceObject/properties/attributes/properties/value_currency", ""): "$",
    ("MetricCreateQueryResourceObject/properties/attributes/properties/name", ""): "a" * 128,
    (
        "Webhook*QueryResourceObject/properties/attributes/properties/endpoint_url",
        "",
    ): "http://www.example.com",
    ("ImageCreateQueryResourceObject/properties/attributes/properties/import_from_url", ""): "image.png",
    ("PushActionButtonDefinition", ""): {"label": "Shop", "action_type": "link"},
    ("ThrottledScheduleOptions/properties/throttle_percentage", ""): 12,
    ("AgentToolHTTPSRequestTemplate*Request/properties/request_timeout_seconds", ""): 11,
    ("AgentToolCustom*DetailsRequest/properties/max_retries", ""): 4,
    ("AgentSecret*RequestRequest/properties/name", ""): " ",
    ("EventProfileCreateQueryResourceObject", "2023-08-15"): {"attributes": {"first_name": "Sarah"}},
    ("EventCreateQuery*/properties/attributes/properties/profile", ""): {"$first_name": "Sarah"},
    ("ProfileUpsertQueryWithSubscriptionsResourceObject/properties/attributes", ""): {"first_name": "Sarah"},
    ("EventCreateQuery*/properties/attributes/properties/time", ""): "2000-12-31T23:59:59+00:00",
    (
        "EventCreateQueryV2ResourceObject/properties/attributes/properties/time",
        "2026-07-15",
    ): "1990-12-31T23:59:59Z",
    (
        "EventBulkExportJobCreateQueryResourceObject/properties/attributes/properties/end_date",
        "",
    ): "2030-01-15",
    ("FormValuesRequestDTOResourceObject/properties/attributes/properties/group_by", ""): ["form_version_id"],
    ("*SeriesRequestDTOResourceObject/properties/attributes", ""): {
        "interval": "daily",
        "timeframe": {"key": "last_90_days"},
    },
    ("CustomerAgent*ValuesReportQueryRequest/properties/groupings", ""): ["channel", "status"],
    ("CustomerAgentSkillValuesReportQueryRequest/properties/statistics", ""): ["rate"],
    ("ProfileMergeQueryResourceObject/properties/relationships/properties/profiles/properties/data", ""): [
        {},
        {},
    ],
    ("MobilePushContent*/properties/action_buttons", ""): [{}] * 4,
    ("Catalog*JobCreateQuery*/properties/attributes/properties/*/properties/data", ""): [{}] * MANY,
    (
        "DataSourceRecordBulkCreateJobCreateQueryResourceObject/properties/attributes/properties/data-source-records"
        "/properties/data",
        "2025-10-15",
    ): [{}] * MANY,
    ("ListMembers*Query/properties/data", ""): [{}] * MANY,
    (
        "ProfileImportJobCreateQueryResourceObject/properties/attributes/properties/profiles/properties/data",
        "",
    ): [{}] * MANY,
    ("AgentKnowledgeCreateRequestRequest/properties/source", ""): {"source_type": "webpage", "content": "A"},
}


def test_each_place_is_that_of_a_schema(all_real_specs: list[Path]) -> None:
    met = _evidence(tuple(all_real_specs)).met
    assert [place for i, each in enumerate(AMENDMENTS) for place in each.at if (i, place) not in met] == []


def test_each_is_needed(all_real_specs: list[Path]) -> None:
    """Without it some body breaks its demand or holds something else there, or some answer would."""
    needed = _evidence(tuple(all_real_specs)).needed
    idle = [each for i, each in enumerate(AMENDMENTS) if (each.put or each.drop) and i not in needed]
    assert [(each.at[0], each.since) for each in idle] == []


def test_each_demand_refuses_something(all_real_specs: list[Path]) -> None:
    """A body as it would be by the spec alone, or what is written down above."""
    refusing = _evidence(tuple(all_real_specs)).refusing
    others = {
        (each.at[0].removeprefix(SCHEMAS), each.since): each
        for i, each in enumerate(AMENDMENTS)
        if each.must and i not in refusing
    }
    assert sorted(others) == sorted(REFUSED)
    assert [key for key, each in others.items() if _is_valid(each, REFUSED[key])] == []


def test_no_body_breaks_a_demand(all_real_specs: list[Path]) -> None:
    assert _evidence(tuple(all_real_specs)).broken == []


def test_flows_are_linked_by_the_ids_of_their_actions() -> None:
    """Which no JSON Schema can say."""
    place = f"{SCHEMAS}FlowCreateQueryResourceObject/properties/attributes/properties/definition"
    flow = next(cast(Any, each.put["example"]) for each in AMENDMENTS if each.at == [place])
    ids = {action["temporary_id"] for action in flow["actions"]}
    following = {action["links"]["next"] for action in flow["actions"]} - {None}
    assert {flow["entry_action_id"], *following} == ids


@dataclass
class _Evidence:
    """What the real specs say of amendments, each by its index."""

    met: set[tuple[int, str]] = field(default_factory=set)
    """With the places at which there is a schema."""
    needed: set[int] = field(default_factory=set)
    refusing: set[int] = field(default_factory=set)
    """Those with a demand that bodies would break by the spec alone."""
    broken: list[str] = field(default_factory=list)


@cache
def _evidence(paths: tuple[Path, ...]) -> _Evidence:
    found = _Evidence()
    for path in paths:
        content = path.read_bytes()
        api, _ = load_api(content, path.name)
        after = amended(api.document, AMENDMENTS, api.version)
        published = json.loads(content)
        held, kept = (_held(each, published) for each in (api, api._replace(document=after)))
        for i, each in enumerate(AMENDMENTS):
            if not each.applies_to(api.version):
                continue
            found.met |= {(i, place) for place in each.at if _schemas(api.document, place)}
            if _is_refused(each, held[i]):
                found.refusing.add(i)
            if held[i] != kept[i] or any(_answers_differ(api.document, after, place) for place in each.at):
                found.needed.add(i)
            if _is_refused(each, kept[i]):
                found.broken.append(f"{api.version}: {each.reason} {kept[i]}")
    return found


def _is_refused(amendment: Amendment, values: list[Any]) -> bool:
    return bool(amendment.must) and not all(_is_valid(amendment, value) for value in values)


def _is_valid(amendment: Amendment, value: Any) -> bool:
    return Draft202012Validator(dict(amendment.must), format_checker=FORMATS).is_valid(value)


def _answers_differ(before: Document, after: Document, place: str) -> bool:
    """Whether the schema of a page's links is another, which is in answers alone."""
    return "CollectionLinks" in place and _schemas(before, place) != _schemas(after, place)


def _schemas(document: Any, pattern: str) -> list[Any]:
    """The schemas at the places of a pattern."""
    found = [document]
    for part in pattern.split("/")[1:]:
        found = [
            node[name]
            for node in found
            for name in (filter(lambda name: fnmatchcase(name, part), node) if "*" in part else [part])
            if name in node
        ]
    return found


def _held(api: Api, published: Any) -> dict[int, list[Any]]:
    """The values that the bodies of an API hold at the places of amendments, by these."""
    sampler = Sampler(api.document, "useful", Order(PROFILE.property_order))
    held: dict[int, list[Any]] = defaultdict(list)
    for operation in api.operations:
        for place, value in _parts(published, *_body(operation, sampler)):
            for i in _covering(place):
                held[i].append(value)
    return held


def _body(operation: Operation, sampler: Sampler) -> tuple[str, Any]:
    """The body that is sent, and the place of its schema."""
    media_type = preferred(operation.body.content) if operation.body else None
    if media_type is None:
        return "", None
    parameters = operation.parameters_in("path")
    rows = [{"key": each.name, "value": path_value(operation, each, sampler)} for each in parameters]
    value = samples(media_type, sampler, "request")[0].value
    identity = identity_of(operation, cast(Url, {"variable": rows}))
    node = media_type.node
    return node.pointer, agreeing(value, identity, node, sampler)


@cache
def _covering(place: str) -> list[int]:
    """The amendments that speak of a place."""
    parts = place.split("/")
    return [
        i
        for i, each in enumerate(AMENDMENTS)
        if any(
            len(pattern) == len(parts) and all(map(fnmatchcase, parts, pattern))
            for pattern in (at.split("/") for at in each.at)
        )
    ]


def _parts(document: Any, place: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Each part of a value with each place at which the document speaks of it, those of all branches too."""
    schema = document
    for escaped in place.split("/")[1:]:
        name = escaped.replace("~1", "/").replace("~0", "~")
        schema = schema[int(name) if isinstance(schema, list) else name]
    yield place, value
    if "$ref" in schema:
        yield from _parts(document, schema["$ref"][1:], value)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index in range(len(schema.get(keyword, []))):
            yield from _parts(document, f"{place}/{keyword}/{index}", value)
    for name in sorted(value) if isinstance(value, dict) else []:
        if name in schema.get("properties", {}):
            yield from _parts(document, f"{place}/properties/{name}", value[name])
    for item in value if isinstance(value, list) and "items" in schema else []:
        yield from _parts(document, f"{place}/items", item)
