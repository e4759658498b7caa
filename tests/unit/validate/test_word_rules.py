"""Every rule on words: what it finds, and what it leaves alone."""

from __future__ import annotations

from typing import Any, cast

import pytest

from generator.klaviyo.profile import klaviyo_profile
from generator.postman.profile import Profile
from generator.postman.types import Collection, ItemGroup
from generator.validate.rules import rule_findings
from generator.validate.walk import requests
from generator.validate.word_rules import WORD_RULES

PROFILE = klaviyo_profile()
SITE = "https://developers.klaviyo.com/en"
REQUEST = "Needs `teas:read`; filter by `sent_at`, use `page[size]`."


def collection(
    overview: str = "Some words.", request: object = REQUEST, info: str = "Some words."
) -> Collection:
    """A collection of one folder and one request, as far as words are concerned."""
    return cast(
        Collection,
        {
            "info": {"name": "Teas (v2026-07-15)", "description": info},
            "variable": [{"key": "baseUrl", "value": "x"}],
            "item": [
                {
                    "name": "Teas",
                    "description": overview,
                    "item": [
                        {
                            "name": "Get Teas",
                            "request": {
                                "description": request,
                                "header": [{"key": "revision", "value": "2026-07-15"}],
                                "body": {"raw": '{"brewed_at": 1}'},
                            },
                            "response": [],
                        }
                    ],
                }
            ],
        },
    )


def found(broken: Collection, profile: Profile = PROFILE) -> list[tuple[str, str, str]]:
    return [
        (finding.rule, finding.message.partition(": ")[2], finding.pointer)
        for finding in rule_findings(broken, profile)
        if finding.rule.startswith("words-")
    ]


FOLDER = "/item/0/description"
INFO = "/info/description"
ITEM = "/item/0/item/0/request/description"


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (collection(overview=""), ("words-empty", "it says nothing", FOLDER)),
        (collection(overview=" Teas "), ("words-empty", 'it says "Teas"', FOLDER)),
        (collection(info=""), ("words-empty", "it says nothing", INFO)),
        (collection(overview="See [it](teas.md)."), ("words-link", "teas.md", FOLDER)),
        (collection(request="See [it](/docs) and [it](/docs)."), ("words-link", "/docs", ITEM)),
        (collection(info="See [it](#nowhere).\n\n# Here"), ("words-link", "#nowhere", INFO)),
        (collection(request="A <script>x</script> b"), ("words-html", "<script>", ITEM)),
        (collection(overview="A <!-- b --> c"), ("words-html", "<!", FOLDER)),
        (collection(overview="Hello {{ name }}."), ("words-leftover", "{{ name }}", FOLDER)),
        (collection(overview="Hello `{{ folder.name }}`."), ("words-leftover", "{{ folder.name }}", FOLDER)),
        (collection(request="{% if x %} y"), ("words-leftover", "{% if x %}", ITEM)),
        (collection(info="Some {# thing #} here"), ("words-leftover", "{# thing #}", INFO)),
        (
            collection(request=f"[it]({SITE}/v2022-10-17/reference/x)"),
            ("words-revision", "a link leads to 2022-10-17", ITEM),
        ),
        (collection(overview="Needs `shops:read`."), ("words-scope", "shops:read", FOLDER)),
        (collection(info="Needs `shops:read`."), ("words-scope", "shops:read", INFO)),
        (collection(overview="Filter by `sold_at`."), ("words-field", "sold_at", FOLDER)),
        (collection(overview="Ask for `fields[shop]`."), ("words-field", "fields[shop]", FOLDER)),
    ],
    ids=lambda value: f"{value[0]} {value[1]}" if isinstance(value, tuple) else "",
)
def test_each_fault_is_found(broken: Collection, expected: tuple[str, str, str]) -> None:
    assert expected in found(broken)


@pytest.mark.parametrize(
    "sound",
    [
        collection(),
        collection(overview="Needs `teas:read`; filter by `sent_at`; set `brewed_at`; `page[size]`."),
        collection(overview="See [a](https://x.y), [b](mailto:a@b.c), [d]({{baseUrl}}/x)."),
        collection(overview="See [it](#at-a-glance).\n# At a glance"),
        collection(overview="Code `[x](y.md)` is none, nor is ```\n[x](y.md)\n``` that."),
        collection(request="A <b>bold</b> `<string>` and 1 < 2."),
        collection(overview="Set {{privateKey}}, {{ baseUrl }}, {{$guid}}; in code `{{order_id}}`."),
        collection(request=f"[it]({SITE}/v2026-07-15/reference/x) [it]({SITE}/reference/x)"),
        collection(info="An error says `not_authenticated`."),
        collection(request={"content": "Words `{{x}}`.", "type": "text/markdown"}),
        collection(request=None),
    ],
    ids=range(11),
)  # fmt: skip
def test_sound_words_are_left_alone(sound: Collection) -> None:
    assert found(sound) == []


def test_links_are_held_to_what_requests_send_and_not_to_the_name() -> None:
    renamed = collection(request=f"[it]({SITE}/v2026-07-15/reference/x)")
    renamed["info"]["name"] = "Mine (v2022-10-17)"
    assert found(renamed) == []
    cast(ItemGroup, renamed["item"][0])["description"] = f"See [it]({SITE}/v2022-10-17/reference/x)."
    assert [place for rule, _, place in found(renamed) if rule == "words-revision"] == [FOLDER]


def test_where_no_request_sends_a_revision_links_may_lead_anywhere() -> None:
    without = collection(request=f"[it]({SITE}/v2022-10-17/reference/x)")
    for place in requests(without):
        place.item["request"]["header"] = []
    assert found(without) == []


def test_without_a_profile_links_may_lead_anywhere() -> None:
    assert found(collection(overview=f"See [it]({SITE}/v2022-10-17/reference/x)."), Profile()) == []


def test_every_rule_has_a_case() -> None:
    cases: Any = next(mark for mark in test_each_fault_is_found.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {expected[0] for _, expected in cases.args[1]} == {rule.id for rule in WORD_RULES}
    assert {rule.severity for rule in WORD_RULES} == {"warning"}


def test_what_is_no_collection_is_left_to_the_schema() -> None:
    assert found(cast(Collection, {})) == []
    assert (
        found(cast(Collection, {"info": {"name": "x", "description": "a b"}, "item": [1, {"request": "y"}]}))
        == []
    )
