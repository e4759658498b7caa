"""What a profile answers when the converter asks it; the default is the plain conversion."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.openapi.model import Api
from generator.postman.profile import Channel, ParameterRule, Profile, Waiver

Read = Callable[[str], Api]

BETA, STABLE = Channel("beta", "Beta", ".pre"), Channel("stable", "Stable", "")


@pytest.mark.parametrize(
    ("version", "channel"), [("1.pre", BETA), ("1", STABLE), ("1.pre.2", STABLE), ("", STABLE)]
)
def test_the_channel_is_the_first_whose_suffix_fits(version: str, channel: Channel) -> None:
    assert Profile(channels=(BETA, STABLE)).channel(version) == channel


def test_without_channels_all_is_stable() -> None:
    assert Profile().channel("1.pre") == STABLE


def test_the_name_has_no_blank_ends(read: Read) -> None:
    assert Profile(collection_name=" {title} ").name_of(read("paths: {/a: {}}")) == "Shop"


@pytest.mark.parametrize(
    ("written", "scopes"), [("[a, 1]", ["a", "1"]), ("[]", []), ("a", []), ("{a: 1}", [])]
)
def test_scopes_are_a_list_or_none(read: Read, written: str, scopes: list[str]) -> None:
    said = f"paths: {{/a: {{get: {{x-scopes: {written}, security: [{{key: []}}]}}}}}}"
    operation = read(said).operations[0]
    assert Profile(scopes_key="x-scopes").scopes(operation) == scopes
    assert Profile().scopes(operation) == []


RULE = ParameterRule("Company", "query")
PUBLIC = ParameterRule("company", "query", only_public=True)


@pytest.mark.parametrize(
    ("rules", "public", "expected"),
    [
        ((RULE,), False, RULE),
        ((PUBLIC,), True, PUBLIC),
        ((PUBLIC,), False, None),
        ((PUBLIC, RULE), False, RULE),
        ((), True, None),
    ],
)
def test_the_first_rule_that_applies(
    rules: tuple[ParameterRule, ...], public: bool, expected: ParameterRule | None
) -> None:
    profile = Profile(parameters=rules)
    assert profile.rule("COMPANY", "query", public) == expected
    assert profile.rule("company", "header", public) is None


@pytest.mark.parametrize(
    ("since", "until", "versions"),
    [
        ("", "", ["2024-01-15", "2024-07-15", "2024-07-15.pre", "2025-01-15"]),
        ("2024-07-15", "", ["2024-07-15", "2024-07-15.pre", "2025-01-15"]),
        ("", "2024-07-15", ["2024-01-15", "2024-07-15"]),
        ("2024-07-15", "2024-07-15", ["2024-07-15"]),
    ],
)
def test_waivers_are_for_some_versions(since: str, until: str, versions: list[str]) -> None:
    waiver = Waiver("rule", "/schema", "reason", since, until)
    known = ["2024-01-15", "2024-07-15", "2024-07-15.pre", "2025-01-15"]
    assert [version for version in known if waiver.applies_to(version)] == versions


def test_a_waiver_covers_one_rule_and_a_pattern_of_places() -> None:
    waiver = Waiver("rule", "/components/*/tea", "reason")
    assert waiver.covers("rule", "/components/schemas/Cup/properties/tea")
    assert not waiver.covers("rule", "/components/schemas/Cup/properties/Tea")
    assert not waiver.covers("rule", "/components/schemas/Cup/properties/tea/items")
    assert not waiver.covers("other", "/components/schemas/Cup/properties/tea")
