"""Part of an Api, by tag and by operation."""

from __future__ import annotations

import json

import pytest

from generator.errors import UsageError
from generator.openapi.model import Api, normalise_path
from generator.openapi.read import load_api
from generator.openapi.select import select

PATHS = {
    "/events": {
        "get": {"operationId": "get_events", "tags": ["Events"]},
        "post": {"operationId": "create_event"},
    },
    "/lists": {"get": {"operationId": "get_lists", "tags": ["Lists", "Events"]}},
    "/profiles": {"get": {"operationId": "get_profiles", "tags": ["Profiles"]}},
}


@pytest.fixture
def api() -> Api:
    return load_api(json.dumps({"openapi": "3.0.3", "paths": PATHS}).encode(), "spec.json")[0]


@pytest.mark.parametrize(
    ("tags", "operations", "expected"),
    [
        ((), (), ["get_events", "create_event", "get_lists", "get_profiles"]),
        (["Events"], (), ["get_events", "get_lists"]),
        (["Profiles", "Lists"], (), ["get_lists", "get_profiles"]),
        ((), {"create_event"}, ["create_event"]),
        (("Profiles",), ("get_lists", "get_profiles"), ["get_lists", "get_profiles"]),
    ],
)
def test_some_operations_in_their_order(
    api: Api, tags: list[str], operations: list[str], expected: list[str]
) -> None:
    chosen = select(api, tags, operations)
    assert [operation.id for operation in chosen.operations] == expected
    assert chosen.tags == api.tags
    assert (chosen is api) == (not tags and not operations)


@pytest.mark.parametrize(
    ("tags", "operations", "message", "hint"),
    [
        (["events"], [], 'no tag "events"', "did you mean Events?"),
        (["Profile"], [], 'no tag "Profile"', "did you mean Profiles?"),
        (["Events", "zzz"], [], 'no tag "zzz"', ""),
        (
            [],
            ["get_list"],
            'no operation "get_list"',
            "did you mean get_lists or get_profiles or get_events?",
        ),
        ([], ["Events"], 'no operation "Events"', "did you mean get_events or create_event or get_lists?"),
    ],
)
def test_a_name_it_does_not_have(
    api: Api, tags: list[str], operations: list[str], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        select(api, tags, operations)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/a/", "/a"),
        ("/a/{id}/b/{other}", "/a/{}/b/{}"),
        ("/a/{id}.json/", "/a/{}.json"),
        ("", "/"),
    ],
)
def test_paths_are_the_same_but_for_names_and_the_last_slash(path: str, expected: str) -> None:
    assert normalise_path(path) == expected
