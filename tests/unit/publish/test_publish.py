"""Publishing to the double: create, update, nothing to do, drift, forks, under every reading of the facts."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from itertools import product
from typing import cast

import pytest

from generator.errors import InputError, RemoteError, UsageError
from generator.json_types import JSON, JSONObject
from generator.publish.document import canonical, index, marked
from generator.publish.plan import Change
from generator.publish.problems import ApiError, ChangedMeanwhileError, DriftError
from generator.publish.status import revisions
from tests.double.sample import changed, client, collection, find, only, spec
from tests.double.server import Double
from tests.double.shop import Shop
from tests.double.store import OTHER_WORKSPACE, WORKSPACE, Readings, ids, info, nodes

READINGS = [
    Readings(post, put, missing, answers_async=asynchronous, lists_collections=lists)
    for post, put, missing, asynchronous, lists in product((True, False), repeat=5)
    if missing == lists or (post and put)
]


def by_name(document: JSONObject) -> dict[str, str]:
    return {key: node.id for key, node in index(document).items() if node.id}


def said(changes: tuple[Change, ...]) -> set[tuple[str, str]]:
    return {(change.how, change.where) for change in changes}


def same(double: Double, ours: JSONObject) -> bool:
    """Whether what is stored says what ours says."""
    theirs = index(only(double).document)
    return {key: node.digest for key, node in theirs.items()} == {
        key: node.digest for key, node in index(ours).items()
    }


CHANGES = {
    ("changed", "Shops > Get Shop"),
    ("added", "Shops > Delete Shop"),
    ("added", "Shops > Get Shops > 404 Not Found"),
    ("removed", "Client > Create Event"),
    ("removed", "Client > Create Event > 200 OK"),
    ("removed", "Client > Create Event > 204 No Content"),
}


def test_requests_are_held_to_the_description_of_the_api() -> None:
    """All tests with a double do so where there is one; this one says where there is none."""
    if spec() is None:
        reason = "needs an OpenAPI description of the Postman API: let POSTMAN_API_SPEC name it"
        if os.environ.get("REQUIRE_REAL_SPECS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    double = Double(spec=spec())
    with double.running(), client(double) as http, pytest.raises(ApiError, match="Additional properties"):
        http.post("/collections", {"collection": collection(), "more": 1}, workspace=WORKSPACE)
    assert len(double.violations) == 1


@pytest.mark.parametrize("readings", READINGS, ids=str)
def test_revision_after_revision(doubles: Callable[..., Double], shop: Shop, readings: Readings) -> None:
    double = doubles(readings)
    other = double.store.create(WORKSPACE, collection("2020-01-01"))
    untouched = copy.deepcopy(other.document)
    ours = collection()

    prepared, findings = shop.publish(double, ours)
    assert (prepared.plan.action, findings) == ("create", [])
    assert len(double.received) <= 8
    other.workspace = OTHER_WORKSPACE
    assert same(double, ours)
    before = by_name(only(double).document)

    double.reset()
    prepared, findings = shop.publish(double, ours)
    assert (prepared.plan.action, findings, double.writes) == ("nothing", [], [])

    double.reset()
    newer = changed(ours)
    prepared, findings = shop.publish(double, newer)
    assert (prepared.plan.action, findings) == ("update", [])
    assert len(double.received) <= 8
    assert said(prepared.plan.changes) == CHANGES
    assert same(double, newer)
    after = by_name(only(double).document)
    assert {key: id_ for key, id_ in before.items() if key in after} == {
        key: id_ for key, id_ in after.items() if key in before
    }
    only(double).workspace = OTHER_WORKSPACE

    prepared, _ = shop.publish(double, collection("2026-10-15"))
    assert prepared.plan.action == "create"
    assert len(double.store.collections) == 3
    assert other.document == untouched


@pytest.mark.parametrize("post", [True, False])
@pytest.mark.parametrize("put", [True, False])
def test_a_fork_sees_only_what_changed(
    doubles: Callable[..., Double], shop: Shop, post: bool, put: bool
) -> None:
    double = doubles(Readings(post, put))
    shop.publish(double)
    fork = double.store.fork(only(double), OTHER_WORKSPACE, "mine")
    shop.publish(double, changed(collection()))
    assert double.store.pulled(fork) == {
        "added": ["404 Not Found", "Delete Shop"],
        "removed": ["Create Event", "200 OK", "204 No Content"],
        "changed": ["Get Shop"],
    }


def test_a_service_that_rewords_is_not_written_to_again(doubles: Callable[..., Double], shop: Shop) -> None:
    double = doubles(Readings(rewords=True))
    _, findings = shop.publish(double)
    assert {(finding.rule, finding.where) for finding in findings} == {
        ("publish-differs", f"{folder} > {name}")
        for folder, name in (
            ("Shops", "Get Shops"),
            ("Shops", "Get Shop"),
            ("Shops > Tags", "Tag Shop"),
            ("Client", "Create Event"),
        )
    }
    assert all("/protocolProfileBehavior" in finding.message for finding in findings)
    double.reset()
    prepared, findings = shop.publish(double)
    assert (prepared.plan.action, prepared.plan.drift, findings, double.writes) == ("nothing", (), [], [])
    assert shop.publisher(double).verify() == []
    prepared, _ = shop.publish(double, changed(collection()))
    assert said(prepared.plan.changes) == CHANGES


def test_a_plan_and_a_verification_write_nothing(double: Double, shop: Shop) -> None:
    prepared = shop.publisher(double).prepare()
    assert prepared.plan.action == "create"
    assert (prepared.quota.usage, prepared.quota.limit) == (123, 10000)
    with pytest.raises(InputError, match="not recorded"):
        shop.publisher(double).verify()
    shop.publish(double)
    double.reset()
    assert shop.publisher(double).verify() == []
    assert len(shop.publisher(double, changed(collection())).verify()) > 3
    assert double.writes == []


def test_verifying_tells_lost_ids_duplicates_and_strays(double: Double, shop: Shop) -> None:
    shop.publish(double)
    document = only(double).document
    find(document, "Get Shop")["id"] = double.store.new_id()
    find(document, "Get Shops")["name"] = "Other"
    copied = copy.deepcopy(find(document, "Tags"))
    for node in (copied, *nodes(copied)):
        node["id"] = double.store.new_id()
    stray = copy.deepcopy(find(copied, "Tag Shop"))
    stray.update(id=double.store.new_id(), response=[])
    cast(JSONObject, cast(JSONObject, stray["request"])["url"])["path"] = ["stray"]
    cast(list[JSON], find(document, "Shops")["item"]).append(copied)
    cast(list[JSON], find(document, "Client")["item"]).append(stray)
    found = {(finding.rule, finding.where) for finding in shop.publisher(double).verify()}
    assert ("publish-id-lost", "Shops > Get Shop") in found
    assert ("publish-differs", "Shops > Other") in found or ("publish-differs", "Shops > Get Shops") in found
    assert ("publish-duplicate", "Shops > Tags") in found
    assert ("publish-duplicate", "Shops > Tags > Tag Shop") in found
    assert any(rule == "publish-unexpected" for rule, _ in found)
    cast(list[JSON], find(document, "Client")["item"]).clear()
    assert any(finding.rule == "publish-missing" for finding in shop.publisher(double).verify())


# Identity


def test_the_same_collection_in_two_workspaces(double: Double, shop: Shop) -> None:
    shop.publish(double)
    _, findings = shop.publish(double, workspace=OTHER_WORKSPACE)
    assert findings == []
    assert not set(ids(only(double).document)) & set(ids(only(double, OTHER_WORKSPACE).document))


def test_an_unknown_workspace_is_an_error_and_no_empty_list(double: Double, shop: Shop) -> None:
    with pytest.raises(ApiError, match="404") as caught:
        shop.publish(double, workspace=WORKSPACE.replace("1f", "9f"))
    assert "--workspace" in caught.value.hint
    assert double.writes == []


@pytest.mark.parametrize("name", ["plain", "marked"])
def test_one_of_that_name_is_taken_over_if_agreed(double: Double, shop: Shop, name: str) -> None:
    theirs = double.store.create(WORKSPACE, changed(collection()))
    if name == "marked":
        double.store.rename(theirs, marked(theirs.name))
    before = by_name(theirs.document)
    with pytest.raises(UsageError, match="already"):
        shop.publish(double)
    assert "Take it over?" in shop.asked[0]
    assert double.writes == []
    prepared, findings = shop.publish(double, adopt=True)
    assert (prepared.plan.action, findings) == ("update", [])
    assert same(double, collection())
    assert theirs.name == (marked("(Stable) Shop API (v2026-07-15)") if name == "marked" else theirs.name)
    after = by_name(only(double).document)
    assert all(after[key] == before[key] for key in after if key in before)


def test_several_of_that_name_stop_it(double: Double, shop: Shop) -> None:
    double.store.create(WORKSPACE, collection())
    second = copy.deepcopy(collection("2000-01-01"))
    info(second)["name"] = info(collection())["name"]
    double.store.create(WORKSPACE, second)
    with pytest.raises(RemoteError, match="2 collections"):
        shop.publish(double, adopt=True)
    assert double.writes == []


def test_a_fork_in_the_same_workspace_is_not_the_target(double: Double, shop: Shop) -> None:
    theirs = double.store.create(OTHER_WORKSPACE, collection("2000-01-01"))
    info(theirs.document)["name"] = info(collection())["name"]
    double.store.fork(theirs, WORKSPACE, "mine")
    assert shop.publish(double)[0].plan.action == "create"


@pytest.mark.parametrize("missing", [True, False])
def test_a_deleted_one_is_made_again_only_if_told(
    doubles: Callable[..., Double], shop: Shop, missing: bool
) -> None:
    double = doubles(Readings(missing_is_400=missing))
    shop.publish(double)
    deleted = only(double)
    del double.store.collections[deleted.id]
    double.store.binned = {deleted.id, *ids(deleted.document)}  # so its ids cannot be had again
    double.reset()
    with pytest.raises(DriftError, match="not there any more"):
        shop.publish(double)
    assert double.writes == []
    prepared, findings = shop.publish(double, None, "overwrite")
    assert (prepared.plan.action, findings) == ("create", [])
    assert same(double, collection())


def test_a_moved_one_is_not_followed(double: Double, shop: Shop) -> None:
    shop.publish(double)
    only(double).workspace = OTHER_WORKSPACE
    with pytest.raises(RemoteError, match="another workspace"):
        shop.publish(double)


def test_new_nodes_get_other_ids_where_theirs_are_taken(double: Double, shop: Shop) -> None:
    shop.publish(double)
    newer = changed(collection())
    document = shop.publisher(double, newer).prepare().plan.document
    double.store.binned = {str(find(document, "Delete Shop")["id"])}
    assert shop.publish(double, newer)[1] == []
    assert same(double, newer)


# Drift


def edit(double: Double) -> None:
    """What people do: a request of their own, an example, a script, a description, a rename."""
    stored = only(double)
    document = stored.document
    mine = copy.deepcopy(find(document, "Get Shop"))
    mine.update(id=double.store.new_id(), name="My Shop")
    example = cast(list[JSONObject], mine["response"])[0]
    mine["response"] = [{**example, "id": double.store.new_id()}]
    folder: JSONObject = {"id": double.store.new_id(), "name": "Mine", "item": [mine]}
    cast(list[JSON], document["item"]).append(folder)
    saved = {**example, "id": double.store.new_id(), "name": "Mine as well"}
    cast(list[JSON], find(document, "Get Shops")["response"]).append(saved)
    script: JSON = {
        "listen": "test",
        "script": {"id": "x", "type": "text/javascript", "exec": ["pm.test()"]},
    }
    find(document, "Tag Shop")["event"] = [script]
    find(document, "Tags")["name"] = "Labels"
    stored.updated = double.store.now()


DRIFT = {
    ("added", "Mine"),
    ("added", "Mine > My Shop"),
    ("added", "Mine > My Shop > 200 OK"),
    ("added", "Shops > Get Shops > Mine as well"),
    ("changed", "Shops > Labels"),
    ("changed", "Shops > Labels > Tag Shop"),
}


def test_drift_stops_it_and_is_listed(double: Double, shop: Shop) -> None:
    shop.publish(double)
    edit(double)
    double.reset()
    publisher = shop.publisher(double, changed(collection()))
    prepared = publisher.prepare()
    assert said(prepared.plan.drift) == DRIFT
    with pytest.raises(DriftError, match="6 changes"):
        publisher.apply(prepared)
    assert double.writes == []
    (revision,) = revisions(client(double), publisher.state.state)
    assert {change.how for change in revision.drift} == {"added", "changed"}


def test_drift_may_be_overwritten(double: Double, shop: Shop) -> None:
    shop.publish(double)
    edit(double)
    _, findings = shop.publish(double, None, "overwrite")
    assert findings == []
    assert same(double, collection())
    assert shop.publish(double)[0].plan.action == "nothing"


def test_drift_may_be_kept_and_stays_kept(double: Double, shop: Shop) -> None:
    shop.publish(double)
    edit(double)
    mine = find(only(double).document, "My Shop")["id"]
    ours = changed(collection())
    find(ours, "Tags")["description"] = ""
    _, findings = shop.publish(double, ours, "keep")
    assert findings == []
    for turn in range(2):
        document = only(double).document
        assert find(document, "My Shop")["id"] == mine
        assert find(document, "Mine as well")
        assert find(document, "Tag Shop")["event"]
        assert find(document, "Tags")["description"] == "All of Tags.", "ours has none"
        assert find(document, "Delete Shop")
        double.reset()
        prepared, _ = shop.publish(double, ours)
        assert (prepared.plan.action, prepared.plan.drift, double.writes) == ("nothing", (), [])
        cast(JSONObject, find(ours, "Get Shops")["request"])["description"] = f"Once more, {turn}."
        assert shop.publish(double, ours)[0].plan.action == "update"


def test_what_others_put_into_a_folder_that_goes_is_kept_with_it(double: Double, shop: Shop) -> None:
    shop.publish(double)
    document = only(double).document
    added = copy.deepcopy(find(document, "Get Shop"))
    added.update(id=double.store.new_id(), name="Mine", response=[])
    cast(list[JSON], find(document, "Client")["item"]).append(added)
    ours = collection()
    ours["item"] = cast(list[JSON], ours["item"])[:1]
    _, findings = shop.publish(double, ours, "keep")
    assert findings == []
    names = [node["name"] for node in cast(list[JSONObject], find(only(double).document, "Client")["item"])]
    assert names == ["Mine"]


def test_taking_over_may_keep_what_is_theirs(double: Double, shop: Shop) -> None:
    theirs = double.store.create(WORKSPACE, changed(collection()))
    shop.publish(double, None, "keep", adopt=True)
    assert find(theirs.document, "Delete Shop")
    assert find(theirs.document, "Create Event")


def test_another_order_is_a_change_of_its_own(double: Double, shop: Shop) -> None:
    shop.publish(double)
    ours = collection()
    cast(list[JSON], ours["item"]).reverse()
    prepared, findings = shop.publish(double, ours)
    assert (said(prepared.plan.changes), findings) == ({("changed", "order of the requests")}, [])
    cast(list[JSON], only(double).document["item"]).reverse()
    assert said(shop.publisher(double, ours).prepare().plan.drift) == {("changed", "order of the requests")}


def test_an_edit_between_plan_and_apply_is_noticed(double: Double, shop: Shop) -> None:
    shop.publish(double)
    publisher = shop.publisher(double, changed(collection()))
    prepared = publisher.prepare()
    edit(double)
    double.reset()
    with pytest.raises(ChangedMeanwhileError, match="changed by others"):
        publisher.apply(prepared)
    assert double.writes == []


def test_a_creation_between_plan_and_apply_is_noticed(double: Double, shop: Shop) -> None:
    publisher = shop.publisher(double)
    prepared = publisher.prepare()
    double.store.create(WORKSPACE, collection())
    with pytest.raises(ChangedMeanwhileError, match="meanwhile"):
        publisher.apply(prepared)
    assert len(double.store.collections) == 1


def test_canonical_passes_over_what_the_server_says() -> None:
    stored = {"id": "1", "uid": "2", "a": [{"key": "k", "type": "text", "disabled": False, "value": ""}]}
    assert canonical(cast(JSON, stored)) == {"a": [{"key": "k"}]}
