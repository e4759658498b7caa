import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import InputError, OutputError
from generator.json_types import JSONObject
from generator.lock import hold
from generator.openapi import store as store_module
from generator.openapi.revision import parse_revision
from generator.openapi.source import Fetched
from generator.openapi.store import SpecRecord, Store

STABLE = parse_revision("2026-07-15")
BETA = parse_revision("2026-07-15.pre")
BASE = "https://host.example"


def spec(version: str = "2026-07-15") -> bytes:
    paths = {"/a": {"get": {}, "post": {}, "parameters": []}, "/b": {"delete": {}, "x-note": "é"}}
    info = {"title": "Klaviyo API", "version": version}
    return json.dumps({"openapi": "3.0.2", "info": info, "paths": paths}, ensure_ascii=False).encode()


def fetched(content: bytes, etag: str = '"one"', extension: str = "json") -> Fetched:
    return Fetched(
        content, f"{BASE}/2026-07-15/openapi/stable.{extension}", etag, "Wed, 15 Jul 2026 00:00:00 GMT"
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "specs")


def test_a_saved_spec_is_there_byte_for_byte(store: Store) -> None:
    content = spec()
    assert store.save(STABLE, fetched(content)) is True
    assert store.path_of(STABLE) == store.root / "2026-07-15/openapi/stable.json"
    assert store.read(STABLE) == content
    assert store.revisions() == [STABLE]
    assert store.record(STABLE) == SpecRecord(
        source=f"{BASE}/2026-07-15/openapi/stable.json",
        etag='"one"',
        last_modified="Wed, 15 Jul 2026 00:00:00 GMT",
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        title="Klaviyo API",
        version="2026-07-15",
        operations=3,
    )
    assert store.record(BETA) is None


def test_every_method_is_an_operation(store: Store) -> None:
    methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
    document = {"openapi": "3.0.2", "paths": {"/a": {method: {} for method in methods}}}
    store.save(STABLE, fetched(json.dumps(document).encode()))
    record = store.record(STABLE)
    assert record is not None
    assert record["operations"] == 8


def test_operations_of_openapi_3_2_count_too(store: Store) -> None:
    item: JSONObject = {"query": {}, "additionalOperations": {"COPY": {}, "get": {}}}
    paths = {"/a": item, "/b": {"get": {}, "additionalOperations": 5}}
    store.save(STABLE, fetched(json.dumps({"openapi": "3.2.0", "paths": paths}).encode()))
    record = store.record(STABLE)
    assert record is not None
    assert record["operations"] == 3


def test_the_index_is_canonical(store: Store) -> None:
    store.save(BETA, fetched(spec("é")))
    store.save(STABLE, fetched(spec()))
    text = store.index_path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert list(json.loads(text)["specs"]) == ["2026-07-15", "2026-07-15.pre"]


def test_the_same_content_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(STABLE, fetched(spec()))
    written: list[Path] = []
    monkeypatch.setattr(store_module, "atomic_write", lambda path, content: written.append(path))
    assert store.save(STABLE, fetched(spec())) is False
    assert written == []
    assert store.save(STABLE, fetched(spec(), etag='"two"')) is False
    assert written == [store.index_path]


def test_new_content_replaces_the_old(store: Store) -> None:
    store.save(STABLE, fetched(spec()))
    assert store.save(STABLE, fetched(spec("later"))) is True
    record = store.record(STABLE)
    assert record is not None
    assert record["version"] == "later"


def test_one_format_takes_the_place_of_the_other(store: Store) -> None:
    store.save(STABLE, fetched(spec()))
    yaml = b"openapi: 3.0.2\ninfo: {title: T, version: 2026-07-15}\npaths: {/a: {get: {}}}\n"
    assert store.save(STABLE, fetched(yaml, extension="yaml")) is True
    assert store.path_of(STABLE) == store.root / "2026-07-15/openapi/stable.yaml"
    assert store.read(STABLE) == yaml
    record = store.record(STABLE)
    assert record is not None
    assert (record["version"], record["operations"]) == ("2026-07-15", 1)
    store.save(STABLE, fetched(spec(), extension="json?raw=1"))
    assert store.read(STABLE) == spec()
    assert [path.name for path in (store.root / "2026-07-15/openapi").iterdir()] == ["stable.json"]


def test_an_old_format_that_cannot_be_removed_is_an_output_error(store: Store) -> None:
    (store.root / "2026-07-15/openapi/stable.yml").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"stable\.yml: cannot be removed"):
        store.save(STABLE, fetched(spec()))


@pytest.mark.parametrize(
    "content",
    [
        b"<html>sorry</html>",
        b'{"openapi": "3.0.2", "paths": {"/a": {"ge',
        b"[]",
        b'{"paths": {"/a": {"get": {}}}}',
        b'{"openapi": "2.0", "paths": {"/a": {"get": {}}}}',
        b'{"openapi": "3.0.2"}',
        b'{"openapi": "3.0.2", "paths": {}}',
        b'{"openapi": "3.0.2", "paths": {"/a": 1, "/b": {"summary": ""}}}',
    ],
)
def test_what_is_no_spec_leaves_the_old_one(store: Store, content: bytes) -> None:
    store.save(STABLE, fetched(spec()))
    before = store.index_path.read_bytes()
    with pytest.raises(InputError, match=rf"^{BASE}/2026-07-15/openapi/stable\.json: "):
        store.save(STABLE, fetched(content))
    assert store.read(STABLE) == spec()
    assert store.index_path.read_bytes() == before


def test_a_spec_is_loaded_under_its_location(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bytes, str]] = []

    def load(content: bytes, name: str) -> JSONObject:
        seen.append((content, name))
        return {"openapi": "3.1.0", "info": None, "paths": {"/a": {"get": {}}}}

    monkeypatch.setattr(store_module, "load_document", load)
    store.save(STABLE, fetched(b"anything"))
    assert seen == [(b"anything", f"{BASE}/2026-07-15/openapi/stable.json")]
    record = store.record(STABLE)
    assert record is not None
    assert (record["title"], record["version"]) == ("", "")


def test_a_revision_that_was_not_pulled(store: Store) -> None:
    with pytest.raises(InputError, match=r"run `klaviyo-postman pull 2026-07-15\.pre`"):
        store.read(BETA)


def test_latest_is_the_newest_stable(store: Store) -> None:
    with pytest.raises(InputError, match="run `klaviyo-postman pull`"):
        store.latest()
    store.save(BETA, fetched(spec()))
    with pytest.raises(InputError, match="holds no stable revision"):
        store.latest()
    store.save(STABLE, fetched(spec()))
    store.save(parse_revision("2025-01-15"), fetched(spec()))
    store.save(parse_revision("2027-01-15.pre"), fetched(spec()))
    assert store.latest() == STABLE


# Etags


def test_the_etag_is_given_back_to_the_source_it_came_from(store: Store) -> None:
    assert store.etag(STABLE, BASE) == ""
    store.save(STABLE, fetched(spec()))
    assert store.etag(STABLE, BASE) == '"one"'
    assert store.etag(STABLE, "https://other.example") == ""


def test_the_etag_does_not_vouch_for_a_changed_file(store: Store) -> None:
    store.save(STABLE, fetched(spec()))
    path = store.root / "2026-07-15/openapi/stable.json"
    path.write_bytes(b"edited")
    assert store.etag(STABLE, BASE) == ""
    assert store.save(STABLE, fetched(spec())) is True
    path.unlink()
    assert store.etag(STABLE, BASE) == ""


def test_a_file_without_a_record_has_no_etag(store: Store) -> None:
    store.save(STABLE, fetched(spec()))
    store.index_path.unlink()
    assert store.etag(STABLE, BASE) == ""


# Pinned files


def test_a_pinned_file_is_not_replaced_unnoticed(store: Store) -> None:
    old, new = Fetched(b"old", BASE), Fetched(b"new", BASE)
    assert store.save_pinned("postman/schema.json", old) is True
    assert store.save_pinned("postman/schema.json", old) is False
    with pytest.raises(InputError) as caught:
        store.save_pinned("postman/schema.json", new)
    assert caught.value.exit_code == 3
    assert hashlib.sha256(b"old").hexdigest() in caught.value.message
    assert hashlib.sha256(b"new").hexdigest() in caught.value.message
    assert "--force" in caught.value.hint
    path = store.root / "postman/schema.json"
    assert path.read_bytes() == b"old"
    assert store.save_pinned("postman/schema.json", new, replace=True) is True
    assert path.read_bytes() == b"new"
    assert store.save_pinned("postman/schema.json", new) is False


def test_a_pin_outlives_its_file_and_repairs_it(store: Store) -> None:
    store.save_pinned("schema.json", Fetched(b"old", BASE))
    path = store.root / "schema.json"
    path.unlink()
    with pytest.raises(InputError, match="pinned to"):
        store.save_pinned("schema.json", Fetched(b"new", BASE))
    path.write_bytes(b"edited")
    assert store.save_pinned("schema.json", Fetched(b"old", BASE)) is True
    assert path.read_bytes() == b"old"


def test_a_file_without_a_pin_counts_as_pinned(store: Store) -> None:
    store.root.mkdir()
    (store.root / "schema.json").write_bytes(b"by hand")
    with pytest.raises(InputError, match="pinned to"):
        store.save_pinned("schema.json", Fetched(b"new", BASE))
    assert store.save_pinned("schema.json", Fetched(b"by hand", BASE)) is False
    assert store.index()["pinned"]["schema.json"]["bytes"] == 7


def test_pins_and_specs_live_side_by_side(store: Store) -> None:
    store.save(STABLE, fetched(spec()))
    store.save_pinned("schema.json", Fetched(b"{}", BASE))
    store.save(BETA, fetched(spec()))
    assert set(store.index()["specs"]) == {"2026-07-15", "2026-07-15.pre"}
    assert set(store.index()["pinned"]) == {"schema.json"}


# A damaged index


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"specs": {}}',
        b'{"specs": [], "pinned": {}}',
        b'{"specs": {"2026-07-15": 1}, "pinned": {}}',
        b'{"specs": {"2026-07-15": {"sha256": "x"}}, "pinned": {}}',
        b'{"specs": {}, "pinned": {"x": {"source": "", "sha256": "", "bytes": "1"}}}',
    ],
)
def test_a_damaged_index_is_one_clear_error(store: Store, content: bytes) -> None:
    store.save(STABLE, fetched(spec()))
    store.index_path.write_bytes(content)
    for use in (lambda: store.record(STABLE), lambda: store.save(STABLE, fetched(spec("later")))):
        with pytest.raises(
            InputError, match=r"index\.json: damaged: .* \(delete it and pull again\)$"
        ) as caught:
            use()
        assert "\n" not in str(caught.value)
    assert store.read(STABLE) == spec()


def test_an_index_that_cannot_be_read(store: Store) -> None:
    store.index_path.mkdir(parents=True)
    with pytest.raises(InputError, match=r"index\.json: cannot be read: "):
        store.index()


def test_a_file_that_cannot_be_read(store: Store) -> None:
    (store.root / "schema.json").mkdir(parents=True)
    with pytest.raises(InputError, match=r"schema\.json: cannot be read: "):
        store.save_pinned("schema.json", Fetched(b"new", BASE))


# Two who pull at once

PULL = """
import sys
from pathlib import Path
from generator.openapi.revision import parse_revision
from generator.openapi.source import Fetched
from generator.openapi.store import Store

store, day = Store(Path(sys.argv[1])), sys.argv[2]
for month in range(1, 13):
    revision = parse_revision(f"2026-{month:02}-{day}")
    spec = b'{"openapi": "3.0.2", "paths": {"/a": {"get": {}}}}'
    store.save(revision, Fetched(spec, f"https://host.example/{revision.path}.json"))
"""


def test_what_others_pull_meanwhile_stays_in_the_index(store: Store) -> None:
    days = ["01", "02", "03"]
    command = [sys.executable, "-c", PULL, str(store.root)]
    pulls = [subprocess.Popen([*command, day]) for day in days]
    assert [pull.wait(60) for pull in pulls] == [0, 0, 0]
    assert len(store.index()["specs"]) == 36


def test_a_folder_that_another_pulls_into_for_too_long(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_LOCK_WAIT", 0.01)
    with (
        hold(store.root / ".lock", "busy"),
        pytest.raises(OutputError, match=r"specs: another process is pulling into it \(wait until"),
    ):
        store.save(STABLE, fetched(spec()))
    assert store.save(STABLE, fetched(spec())) is True
