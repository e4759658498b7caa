"""Ids: the same thing has the same id in every run, and no two things share one."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from generator.openapi.model import Api
from generator.postman.build import build_collection
from generator.postman.ids import Ids
from generator.postman.profile import Channel, Profile
from generator.postman.types import Collection
from generator.validate.walk import folders, requests

Read = Callable[[str], Api]


def ids_of(collection: Collection) -> list[str]:
    found = [collection["info"]["_postman_id"]]
    found += [node["id"] for folder in folders(collection) for node in folder.children]
    return found + [saved["id"] for place in requests(collection) for saved in place.item["response"]]


def test_ids_are_uuids_of_what_a_thing_is() -> None:
    first, second = Ids("stable/1"), Ids("stable/1")
    id_ = first.make("request", "get /shops")
    assert second.make("request", "get /shops") == id_
    parsed = uuid.UUID(id_)
    assert (parsed.version, parsed.variant, str(parsed)) == (5, uuid.RFC_4122, id_)


def test_they_are_those_of_uuid5() -> None:
    namespaces = {
        str(
            uuid.uuid5(uuid.UUID("6fb4f9d0-a2f1-5c5f-a6a1-e5b9a7d9b1c4"), f"stable/1/request/{number}")
        ): number
        for number in range(200)
    }
    ids = Ids("stable/1")
    assert {ids.make("request", str(number)): number for number in range(200)} == namespaces


@pytest.mark.parametrize(
    ("collection", "kind", "parts"),
    [
        ("beta/1", "request", ("a",)),
        ("stable/2", "request", ("a",)),
        ("stable/1", "folder", ("a",)),
        ("stable/1", "request", ("b",)),
    ],
)
def test_other_things_have_other_ids(collection: str, kind: str, parts: tuple[str, ...]) -> None:
    assert Ids(collection).make(kind, *parts) != Ids("stable/1").make("request", "a")


def test_things_that_share_their_parts_are_told_apart_by_their_order() -> None:
    ids = Ids("stable/1")
    made = [ids.make("folder", *parts) for parts in (("a",), ("a",), ("a",), ("a", "b"), ("a/b",))]
    assert len(set(made)) == len(made)
    assert made[0] == Ids("stable/1").make("folder", "a")


SHOPS = """
paths:
  /shops/{id}:
    get:
      operationId: get_shop
      tags: [Shops]
      parameters: [{name: id, in: path, required: true, schema: {}}]
      responses: {'200': {}, '204': {}}
    put: {operationId: put_shop, tags: [Shops], responses: {'200': {}}}
"""


def test_ids_outlive_new_names_of_operations_and_path_parameters(read: Read) -> None:
    renamed = (
        SHOPS.replace("get_shop", "read_shop")
        .replace("{id}:", "{shop_id}/:")
        .replace("name: id", "name: shop_id")
    )
    before, after = (build_collection(read(yaml), Profile()).collection for yaml in (SHOPS, renamed))
    assert before != after
    assert ids_of(before) == ids_of(after)


def test_ids_differ_between_channels_and_versions(read: Read) -> None:
    api = read(SHOPS)
    beta = Profile(channels=(Channel("beta", "Beta", ""),))
    first, second = (ids_of(build_collection(api, profile).collection) for profile in (Profile(), beta))
    assert not set(first) & set(second)
    built = build_collection(api, Profile())
    assert built.environment["id"] not in ids_of(built.collection)


def test_operations_of_one_normalised_path_have_ids_of_their_own(read: Read) -> None:
    api = read(
        """
        paths:
          /shops/{id}: {get: {summary: One, responses: {'200': {}}}}
          /shops/{name}: {get: {summary: Two, responses: {'200': {}}}}
          /shops/{name}/: {get: {summary: Three, responses: {'200': {}}}}
        """
    )
    ids = ids_of(build_collection(api, Profile()).collection)
    assert len(ids) == len(set(ids)) == 7
