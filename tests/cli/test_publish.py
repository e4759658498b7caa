"""`klaviyo-postman publish` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.encode import to_json
from tests.double.sample import changed, collection, environment, fast, find, only, spec
from tests.double.server import KEY, Double
from tests.double.store import OTHER_WORKSPACE, WORKSPACE

Publish = Callable[..., tuple[int, str, str]]


@pytest.fixture
def double() -> Iterator[Double]:
    made = Double(spec=spec())
    with made.running():
        yield made
    assert made.violations == []


@pytest.fixture
def publish(run: Publish, double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    monkeypatch.setenv("POSTMAN_API_KEY", KEY)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("generator.publish.client.PATIENCE", fast(5.0))
    (tmp_path / "shop.json").write_bytes(to_json(collection()))

    def call(*arguments: str | Path, before: tuple[str, ...] = ()) -> tuple[int, str, str]:
        rest = arguments or ("shop.json",)
        code, out, err = run(*before, "publish", *rest, "--workspace", WORKSPACE, "--base-url", double.url)
        assert KEY not in out + err
        return code, out, err

    return call


def test_plan_apply_verify_and_nothing_to_do(publish: Publish, double: Double, tmp_path: Path) -> None:
    code, out, err = publish("shop.json", "--plan")
    assert (code, err, double.writes) == (0, "", [])
    assert out == (
        "create (Stable) Shop API (v2026-07-15) in workspace 'Shared'\n"
        "  3 folders, 4 requests, 8 saved examples\n"
        "takes 3 more API calls if nothing is in the way (123 of 10,000 used this month)\n"
    )
    assert not (tmp_path / "published.json").exists()
    code, out, err = publish()
    assert (code, err) == (0, "")
    uid = only(double).uid
    assert out.endswith(f"created {uid}, recorded in published.json\nverified\n6 API calls\n")
    assert publish("shop.json", "--verify") == (0, "verified\n", "")
    double.reset()
    code, out, _ = publish()
    assert (code, double.writes) == (0, [])
    assert out.startswith("nothing to do: ")
    assert publish(before=("-q",)) == (0, "", "")


def test_an_update_is_told_by_folder_and_request(publish: Publish, double: Double, tmp_path: Path) -> None:
    publish()
    (tmp_path / "shop.json").write_bytes(to_json(changed(collection())))
    code, out, _ = publish("shop.json", "--plan")
    assert code == 0
    assert out.splitlines()[1:] == [
        "  ~ request Shops > Get Shop",
        "  + request Shops > Delete Shop",
        "  - request Client > Create Event",
        "  ~ request Shops > Get Shops: 1 saved example added",
        "takes 4 more API calls if nothing is in the way (123 of 10,000 used this month)",
    ]
    code, out, _ = publish(before=("-v",))
    assert code == 0
    assert "updated 12345678-" in out
    assert len(double.received) <= 20


def test_drift(publish: Publish, double: Double) -> None:
    publish()
    find(only(double).document, "Get Shop")["name"] = "Mine"
    for arguments in (("--plan",), ()):
        code, out, _ = publish("shop.json", *arguments)
        assert code == 1
        assert "changed by others since the last publish: 1 request changed\n  ~ request Shops > Mine" in out
    code, out, _ = publish("status")
    assert (code, "  drift: 1 request changed" in out) == (0, True)
    assert publish("shop.json", "--verify")[0] == 1
    code, _, err = publish("shop.json", "--on-drift", "overwrite")
    assert (code, err) == (0, "overwriting what others changed, as listed\n")
    assert find(only(double).document, "Get Shop")
    assert publish("shop.json", "--verify")[0] == 0


def test_status(publish: Publish, double: Double) -> None:
    assert publish("status") == (0, "nothing is recorded in published.json\n", "")
    publish()
    double.store.fork(only(double), OTHER_WORKSPACE, "mine")
    code, out, _ = publish("status")
    assert code == 0
    assert out.splitlines()[1:] == ["  drift: none", "  forks: 1 (mine by someone)"]
    del double.store.collections[only(double).id]
    assert "  not there\n" in publish("status")[1]


def test_adopting_is_asked_for(publish: Publish, double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    double.store.create(WORKSPACE, collection())
    code, _, err = publish()
    assert (code, "--adopt takes it over" in err) == (2, True)
    assert publish("shop.json", "--plan")[0] == 0
    monkeypatch.setattr("generator.cli.publish.is_terminal", lambda _: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    assert publish()[0] == 2
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert publish()[0] == 0
    (Path("published.json")).unlink()
    assert publish("shop.json", "--adopt")[0] == 0


def test_everything_that_may_come_with_it(publish: Publish, double: Double, tmp_path: Path) -> None:
    content = environment()
    content["values"] = [{"key": "privateKey", "value": "pk_secret", "type": "secret", "enabled": True}]
    (tmp_path / "e.json").write_bytes(to_json(content))
    (tmp_path / "news.md").write_text("# News\n\nMuch.")
    extras = ("--environment", "e.json", "--announce", "news.md", "--mark-latest")
    code, out, err = publish("shop.json", "--plan", *extras)
    assert (code, double.writes) == (0, [])
    assert "environment 'Shop': create\n" in out
    code, out, err = publish("shop.json", *extras)
    assert code == 0
    assert "secret privateKey is not published" in err
    assert "environment 'Shop' created\n" in out
    assert "renamed '(Stable) Shop API (v2026-07-15)' to '(Latest Stable) Shop API (v2026-07-15)'\n" in out
    assert "\nannounced\n" in out
    double.reset()
    code, out, _ = publish("shop.json", *extras)
    assert (code, double.writes) == (0, [])
    assert "environment 'Shop': nothing to do\n" in publish("shop.json", "--plan", *extras)[1]
    everything = b"".join(path.read_bytes() for path in tmp_path.glob("published*"))
    assert b"pk_secret" not in everything + b"".join(request.body for request in double.received)


def test_the_manifest_says_where_it_comes_from(run: Publish, publish: Publish, tmp_path: Path) -> None:
    run("generate", "sample", "-o", "out")
    (made,) = (tmp_path / "out").glob("*/klaviyo.postman_collection.json")
    assert publish(made)[0] == 0
    (entry,) = json.loads((tmp_path / "published.json").read_bytes())["collections"][WORKSPACE].values()
    manifest = json.loads(made.with_name("manifest.json").read_bytes())
    assert entry["options"] == {key: manifest[key] for key in ("options", "profile", "spec")}
    made.write_bytes(made.read_bytes() + b"\n")
    publish(made)
    (entry,) = json.loads((tmp_path / "published.json").read_bytes())["collections"][WORKSPACE].values()
    assert "options" not in entry, "edited, so the manifest is not about it"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nothing.json",), 3, "cannot be read"),
        (("other.json",), 3, "not a collection"),
        (("nameless.json",), 3, "has no name"),
        (("shop.json", "--plan", "--verify"), 2, "exclude each other"),
        (("shop.json", "--announce", "none.md"), 3, "none.md: cannot be read"),
        (("shop.json", "--environment", "other.json"), 3, "not an environment"),
        (("shop.json", "--verify"), 3, "not recorded"),
        (("shop.json", "--region", "mars"), 2, "mars"),
    ],
)
def test_wrong_calls(
    publish: Publish, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    (tmp_path / "nameless.json").write_text('{"info": {}, "item": []}')
    ended, _, err = publish(*arguments)
    assert (ended, said in err) == (code, True), err


def test_without_a_key_or_a_workspace(
    run: Publish, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("publish", "shop.json")[0] == 2
    assert run("publish", "shop.json", "--workspace", "x")[0] == 2
    monkeypatch.delenv("POSTMAN_API_KEY")
    code, _, err = publish()
    assert (code, "POSTMAN_API_KEY" in err) == (2, True)


@pytest.mark.parametrize("verbosity", ["-v", "-vv"])
def test_a_trace_holds_no_key(publish: Publish, double: Double, verbosity: str) -> None:
    double.faults[1] = "403"
    code, _, err = publish(before=(verbosity,))
    assert code == 5
    assert "> GET /me\n< 403 " in err
    assert "***" in err
    assert ("Traceback" in err) == (verbosity == "-vv")


def test_a_refusal_is_one_line(publish: Publish, double: Double) -> None:
    double.faults[5] = "413"
    code, _, err = publish()
    assert (code, err.count("\n")) == (5, 1)
    assert err.startswith("Error: POST /collections: Postman answered 413: Payload Too Large")


def test_a_person_sees_that_it_goes_on(
    publish: Publish, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.cli.publish.is_terminal", lambda _: True)
    assert publish()[0] == 0


def test_large_things_are_noted(publish: Publish, tmp_path: Path) -> None:
    large = collection()
    find(large, "200 OK")["body"] = "x" * 11_000_000
    (tmp_path / "shop.json").write_bytes(to_json(large))
    _, out, _ = publish("shop.json", "--plan")
    assert out.count("note: ") == 2


def test_one_of_a_kind_is_told_as_one(publish: Publish, tmp_path: Path) -> None:
    small = collection()
    small["item"] = [{"name": "Only", "item": [find(small, "Create Event")]}]
    (tmp_path / "shop.json").write_bytes(to_json(small))
    assert "\n  1 folder, 1 request, 2 saved examples\n" in publish("shop.json", "--plan")[1]
