"""What is planned where ids, names and what was kept do not go together."""

from __future__ import annotations

import copy
from typing import cast

from generator.json_types import JSON, JSONObject
from generator.publish.document import index
from generator.publish.plan import plan
from tests.double.sample import collection, find, only
from tests.double.server import Double
from tests.double.shop import Shop
from tests.double.store import ids, info


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
