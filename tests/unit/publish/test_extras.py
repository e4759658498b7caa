"""The environment, the mark of the latest, announcements, the state of what was published, and the lock."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from generator.errors import InputError, OutputError, RemoteError, UsageError
from generator.json_types import JSON, JSONObject
from generator.publish.document import marked, request_key, unmarked
from generator.publish.environment import EnvironmentPublisher, has_secret_values, written
from generator.publish.extras import announce, mark_latest
from generator.publish.lock import lock_file, publisher_lock
from generator.publish.plan import OnDrift
from generator.publish.problems import DriftError, UncertainError
from generator.publish.state import Mark, Published, State, StateFile, decode, encode
from generator.publish.status import revisions
from generator.publish.target import read_collection, read_workspace, require_workspace_id
from tests.double.sample import changed, client, collection, environment, only
from tests.double.server import Double, Fault
from tests.double.shop import Shop
from tests.double.store import OTHER_WORKSPACE, WORKSPACE

# Environment


def publish(
    double: Double,
    state: Path,
    content: JSONObject | None = None,
    on_drift: OnDrift = "stop",
    *,
    adopt: bool = False,
) -> str:
    double.reset()
    with client(double) as http:
        workspace = read_workspace(http, WORKSPACE)
        return EnvironmentPublisher(
            http, StateFile(state), workspace, content or environment(), on_drift, lambda _: adopt
        ).apply()


def stored(double: Double) -> JSONObject:
    ((_, content),) = double.store.environments.values()
    return content


def values(double: Double) -> dict[str, JSON]:
    return {str(row["key"]): row["value"] for row in cast(list[JSONObject], stored(double)["values"])}


def with_values(**given: str) -> JSONObject:
    result = environment()
    rows = cast(list[JSONObject], result["values"])
    for row in rows:
        row["value"] = given.pop(str(row["key"]), row["value"])
    rows += [{"key": key, "value": value, "type": "default"} for key, value in given.items()]
    return result


def test_an_environment_is_created_then_left_alone_then_updated(double: Double, tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    secret = with_values(privateKey="pk_secret")
    assert has_secret_values(secret) == ["privateKey"]
    assert publish(double, state, secret) == "created"
    assert values(double) == {"privateKey": "", "companyId": ""}
    assert publish(double, state, secret) == "unchanged"
    assert double.writes == []
    assert publish(double, state, with_values(more="x")) == "updated"
    assert values(double) == {"privateKey": "", "companyId": "", "more": "x"}
    assert b"pk_secret" not in state.read_bytes()
    assert all(b"pk_secret" not in request.body for request in double.received)


def test_values_that_others_gave_stay(double: Double, tmp_path: Path) -> None:
    state = tmp_path / "s.json"
    publish(double, state)
    rows = cast(list[JSONObject], stored(double)["values"])
    rows[1]["value"] = "ABC123"
    rows.append({"key": "mine", "value": "1", "type": "default", "enabled": True})
    assert publish(double, state) == "unchanged"
    newer = with_values(more="x")
    with pytest.raises(DriftError, match="companyId, mine"):
        publish(double, state, newer)
    assert publish(double, state, newer, "keep") == "updated"
    assert values(double) == {"privateKey": "", "companyId": "ABC123", "more": "x", "mine": "1"}
    cast(list[JSONObject], stored(double)["values"])[0]["value"] = "pk_theirs"
    with pytest.raises(DriftError, match="secret privateKey"):
        publish(double, state, with_values(other="x"), "keep")
    assert double.writes == []
    assert publish(double, state, newer, "overwrite") == "updated"
    assert values(double) == {"privateKey": "", "companyId": "", "more": "x"}


def test_an_environment_of_that_name_is_taken_over_if_agreed(double: Double, tmp_path: Path) -> None:
    id_ = double.store.new_id()
    double.store.environments[id_] = (WORKSPACE, written(environment()))
    with pytest.raises(UsageError, match="already"):
        publish(double, tmp_path / "s.json")
    assert publish(double, tmp_path / "s.json", adopt=True) == "unchanged"
    double.store.environments[double.store.new_id()] = (WORKSPACE, written(environment()))
    with pytest.raises(RemoteError, match="2 environments"):
        publish(double, tmp_path / "other.json", adopt=True)


@pytest.mark.parametrize("fault", ["500-before", "500-after"])
def test_a_creation_with_an_unknown_end_is_looked_for(double: Double, tmp_path: Path, fault: Fault) -> None:
    state = tmp_path / "s.json"
    with client(double) as http:
        publisher = EnvironmentPublisher(
            http,
            StateFile(state),
            read_workspace(http, WORKSPACE),
            environment(),
            "stop",
            lambda _: False,
        )
        double.reset()
        double.faults[2] = fault
        if fault == "500-before":
            with pytest.raises(UncertainError):
                publisher.apply()
        else:
            assert publisher.apply() == "created"
    assert publish(double, state) == ("created" if fault == "500-before" else "unchanged")
    assert len(double.store.environments) == 1


def test_a_deleted_environment_is_made_again(double: Double, tmp_path: Path) -> None:
    publish(double, tmp_path / "s.json")
    double.store.environments.clear()
    assert publish(double, tmp_path / "s.json") == "created"


# The mark of the latest


@pytest.mark.parametrize(
    ("plain", "with_mark"),
    [
        ("(Stable) Klaviyo API (v2026-07-15)", "(Latest Stable) Klaviyo API (v2026-07-15)"),
        ("Shop API", "Shop API (Latest)"),
    ],
)
def test_the_mark_comes_and_goes(plain: str, with_mark: str) -> None:
    assert marked(plain) == marked(with_mark) == with_mark
    assert unmarked(with_mark) == unmarked(plain) == plain


@pytest.mark.parametrize("fault", [None, "500-before", "500-after", "cut-after"])
def test_the_mark_moves_by_renaming_alone(double: Double, shop: Shop, fault: Fault | None) -> None:
    shop.publish(double, collection("2026-04-15"))
    shop.publish(double, collection("2026-07-15"))
    theirs = double.store.create(WORKSPACE, collection("2020-01-01"))
    double.store.rename(theirs, "(Latest Stable) theirs")
    state = StateFile(shop.state)
    uids = {entry.name[-11:-1]: entry.uid for entry in state.state.collections[WORKSPACE].values()}
    with client(double) as http:
        mark_latest(http, state, WORKSPACE, uids["2026-04-15"])
        double.reset()
        if fault:
            double.faults[2] = fault
        assert mark_latest(http, state, WORKSPACE, uids["2026-07-15"])
        assert {request.split()[0] for request in double.writes} == {"PATCH"}
        names = {found.name for found in double.store.collections.values()}
        assert names == {
            "(Stable) Shop API (v2026-04-15)",
            "(Latest Stable) Shop API (v2026-07-15)",
            "(Latest Stable) theirs",
        }
        assert mark_latest(http, state, WORKSPACE, uids["2026-07-15"]) == []
        assert mark_latest(http, state, WORKSPACE, "elsewhere") == []
    prepared, findings = shop.publish(double, collection("2026-07-15"))
    assert (prepared.plan.action, prepared.plan.drift, findings) == ("nothing", (), [])
    shop.publish(double, changed(collection("2026-07-15")))
    assert {found.name for found in double.store.collections.values()} == names


def test_renaming_that_never_comes_through_is_an_error(double: Double, shop: Shop) -> None:
    shop.publish(double)
    state = StateFile(shop.state)
    double.reset()
    double.faults = dict.fromkeys(range(2, 20, 2), "500-before")
    with client(double) as http, pytest.raises(UncertainError):
        mark_latest(http, state, WORKSPACE, only(double).uid)


# Announcements


@pytest.mark.parametrize("fault", [None, "500-after", "cut-after"])
def test_an_announcement_is_made_once(double: Double, shop: Shop, fault: Fault | None) -> None:
    shop.publish(double)
    publisher = shop.publisher(double)
    double.reset()
    if fault:
        double.faults[2] = fault
    with client(double) as http:
        for expected in ("announced", "announced before"):
            state = StateFile(shop.state)
            assert announce(http, state, WORKSPACE, publisher.own, "# News\n" * 5000) == expected
        shop.state.unlink()
        shop.publish(double, adopt=True)
        state = StateFile(shop.state)
        assert announce(http, state, WORKSPACE, publisher.own, "# News\n" * 5000) == "announced before"
    (update,) = double.store.updates
    assert update["topic"] == "(Stable) Shop API (v2026-07-15) was published"


def test_where_there_are_no_updates_that_is_said(double: Double, shop: Shop) -> None:
    shop.publish(double)
    double.has_updates = False
    with client(double) as http:
        state = StateFile(shop.state)
        own = shop.publisher(double).own
        assert "403" in announce(http, state, WORKSPACE, own, "x")
        double.reset()
        double.faults[1] = "401"
        with pytest.raises(RemoteError):
            announce(http, state, WORKSPACE, own, "x")
        double.reset()
        double.has_updates = True
        double.faults[2] = "500-before"
        with pytest.raises(UncertainError):
            announce(http, state, WORKSPACE, own, "x")
        with pytest.raises(InputError):
            announce(http, state, WORKSPACE, "unknown", "x")


# Status


def test_status_tells_drift_and_forks(double: Double, shop: Shop) -> None:
    shop.publish(double)
    for number in range(5):
        double.store.fork(only(double), OTHER_WORKSPACE, f"fork {number}")
    shop.publish(double, collection("2020-01-01"), workspace=OTHER_WORKSPACE)
    state = StateFile(shop.state).state
    state = state.with_collection(WORKSPACE, "begun", Published(name="begun"))
    stored_ = double.store.collections
    del stored_[only(double, OTHER_WORKSPACE).id]
    only(double).document["item"] = []
    double.reset()
    with client(double) as http:
        found = list(revisions(http, state))
        assert [(item.entry.name[:8], item.is_there) for item in found] == [
            ("(Stable)", True),
            ("begun", False),
            ("(Stable)", False),
        ]
        assert len(list(revisions(http, state, OTHER_WORKSPACE))) == 1
        assert len(found[0].forks) == 5
        assert {change.kind for change in found[0].drift} == {"folder", "request", "example"}
        double.reset()
        for number in (1, 2):
            double.faults = {number: "403"}
            with pytest.raises(RemoteError):
                list(revisions(http, state))
            double.reset()
    assert double.writes == []


# State


def test_the_state_is_canonical_and_comes_back() -> None:
    nodes = {"b": Mark("1", "s", "s"), "a": Mark("", "", "x", kept=True)}
    entry = Published("1-2", "n", "d", "then", "now", "x", {"spec": {"b": 1, "a": [2]}}, nodes)
    state = State().with_collection("w", "o", entry).with_environment("w", "e", Published(name="e"))
    assert decode(encode(state)) == state
    assert encode(decode(encode(state))) == encode(state)
    assert json.loads(encode(state))["collections"]["w"]["o"]["nodes"] == {"a": "- - x kept", "b": "1 s ="}


def test_the_state_file_does_not_depend_on_the_run(double: Double, shop: Shop, tmp_path: Path) -> None:
    shop.publish(double)
    content, file = shop.state.read_bytes(), shop.state.stat()
    shop.publish(double)
    assert shop.state.read_bytes() == content
    assert shop.state.stat().st_mtime_ns == file.st_mtime_ns, "not even written"
    other, fresh = Shop(tmp_path / "other"), Double()
    with fresh.running():
        other.publish(fresh)
    assert other.state.read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"version":2}',
        b'{"version":1,"collections":{"w":{"o":{"uid":7}}},"environments":{}}',
        b'{"version":1,"collections":{"w":{"o":{"nodes":{"a":"x"}}}},"environments":{}}',
        b'{"version":1,"collections":{"w":{"o":{"nodes":{"a":"1 s = kep"}}}},"environments":{}}',
        b'{"version":1,"collections":{"w":{"o":{"nodes":{"a":"1 s = kept x"}}}},"environments":{}}',
    ],
)
def test_a_damaged_state_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s.json").write_bytes(content)
    with pytest.raises(InputError, match="not a record"):
        StateFile(tmp_path / "s.json")


def test_a_state_that_cannot_be_read_or_written(tmp_path: Path, double: Double) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        StateFile(tmp_path)
    (tmp_path / "file").write_text("")
    shop = Shop(tmp_path / "file")
    shop.state = tmp_path / "new" / "s.json"
    publisher = shop.publisher(double)
    (tmp_path / "new").write_text("a file")
    with publisher.client, pytest.raises(OutputError):
        publisher.apply(publisher.prepare())
    assert double.writes == [], "what cannot be recorded is not begun"


def test_a_uid_that_is_none_is_not_sent(double: Double) -> None:
    with client(double) as http, pytest.raises(InputError, match="no uid"):
        read_collection(http, "../environments")
    with pytest.raises(UsageError, match="no workspace id"):
        require_workspace_id("../x")
    assert double.received == []


# Lock


def test_two_publishers_on_one_machine_are_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    hold = (
        "from generator.publish.lock import *\nwith publisher_lock('w'): print('held', flush=True), input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(OutputError, match="another process"), publisher_lock("w"):
            pass
        with publisher_lock("another"):
            pass
        other.kill()
    with publisher_lock("w"):
        assert lock_file("w").is_relative_to(tmp_path)


def test_a_lock_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(OutputError, match="cannot be locked"), publisher_lock("w"):
        pass


# Keys


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        ({"method": "GET", "url": {"path": ["a", ":id", ""]}}, "get /a/{}"),
        ({"method": "PUT", "url": {"path": ["a", "{{id}}", "b.{{c}}"]}}, "put /a/{}/b.{}"),
        ({"url": {"raw": "{{baseUrl}}/a/b?c=/d"}}, "get /a/b"),
        ({"url": "https://shop.example/a/:b#/x"}, "get /a/{}"),
        ("https://shop.example/a", "get /a"),
        ({"method": "GET"}, "get /"),
    ],
)
def test_a_request_is_known_by_method_and_path(request_: JSON, key: str) -> None:
    assert request_key({"request": copy.deepcopy(request_)}) == key
