"""What is planned where ids, names and what was kept do not go together."""

from __future__ import annotations

import copy
from typing import cast

import pytest

from generator.errors import UsageError
from generator.json_types import JSON, JSONObject
from generator.publish.document import index
from generator.publish.plan import plan
from generator.publish.problems import ChangedMeanwhileError, UncertainError
from tests.double.sample import changed, collection, find, only
from tests.double.server import Double
from tests.double.shop import Shop
from tests.double.store import WORKSPACE, ids, info


def test_an_id_of_ours_that_stands_for_something_else_is_not_sent_twice() -> None:
    """Others gave the request another path; nothing is remembered; what they made is kept."""
    created = plan(collection(), None, None, "stop", "w/o").document
    theirs = copy.deepcopy(created)
    request = cast(JSONObject, find(theirs, "Get Shop")["request"])
    cast(JSONObject, request["url"])["path"] = cast(JSON, ["api", "stores"])
    planned = plan(collection(), theirs, None, "keep", "w/o")
    sent = ids(planned.document)
    assert len(sent) == len(set(sent))
    assert planned.expected["get /api/stores"].id == index(created)["get /api/shops/{}"].id


def test_another_name_of_ours_is_published(double: Double, shop: Shop) -> None:
    shop.publish(double)
    ours = collection()
    info(ours)["name"] = "Shop"
    prepared, findings = shop.publish(double, ours)
    assert (prepared.plan.action, findings, only(double).name) == ("update", [], "Shop")


def test_another_name_by_others_is_drift(double: Double, shop: Shop) -> None:
    shop.publish(double)
    double.store.rename(only(double), "Theirs")
    assert [change.kind for change in shop.publisher(double).prepare().plan.drift] == ["collection"]
    assert shop.publish(double, None, "overwrite")[1] == []
    assert only(double).name == info(collection())["name"]


def test_what_was_kept_within_ours_goes_when_told(double: Double, shop: Shop) -> None:
    shop.publish(double)
    script: JSON = {"listen": "test", "script": {"type": "text/javascript", "exec": ["pm.test()"]}}
    find(only(double).document, "Get Shop")["event"] = [script]
    shop.publish(double, None, "keep")
    assert find(only(double).document, "Get Shop")["event"] == [script]
    prepared, findings = shop.publish(double, None, "overwrite")
    assert (prepared.plan.action, findings) == ("update", [])
    assert not find(only(double).document, "Get Shop").get("event")


def test_what_was_begun_is_not_taken_for_what_is_another(double: Double, shop: Shop) -> None:
    double.faults = {5: "500-before"}
    with pytest.raises(UncertainError):
        shop.publish(double)
    double.faults.clear()
    theirs = double.store.create(WORKSPACE, changed(collection()))
    before = copy.deepcopy(theirs.document)
    with pytest.raises(UsageError, match="already"):
        shop.publish(double)
    assert theirs.document == before


def test_other_ids_since_the_plan_are_noticed(double: Double, shop: Shop) -> None:
    shop.publish(double)
    publisher = shop.publisher(double, changed(collection()))
    prepared = publisher.prepare()
    find(only(double).document, "Get Shops")["id"] = double.store.new_id()
    double.reset()
    with pytest.raises(ChangedMeanwhileError):
        publisher.apply(prepared)
    assert double.writes == []


def test_a_copy_put_first_does_not_take_the_place_of_what_is_known() -> None:
    document = collection()
    known = {node.id: key for key, node in index(document).items() if node.id}
    mine = find(document, "Get Shop")
    copied = copy.deepcopy(mine)
    copied.update(id="other", response=[])
    cast(list[JSON], find(document, "Shops")["item"]).insert(0, copied)
    nodes = index(document, known)
    assert nodes["get /api/shops/{}"].id == mine["id"]
    assert nodes["get /api/shops/{}#2"].id == "other"


def test_a_request_that_others_deleted_is_drift(double: Double, shop: Shop) -> None:
    shop.publish(double)
    cast(list[JSON], find(only(double).document, "Client")["item"]).clear()
    drift = shop.publisher(double).prepare().plan.drift
    assert ("removed", "Client > Create Event") in {(change.how, change.where) for change in drift}
