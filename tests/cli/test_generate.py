"""`klaviyo-postman generate`: which specs, which files, and what stops it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from generator.findings import Finding
from generator.json_types import JSON, JSONObject
from generator.resources import bundled

Run = Callable[..., tuple[int, str, str]]
Serve = Callable[[dict[str, bytes]], str]

SAMPLES = bundled("specs/sample")
FILES = ["klaviyo.postman_collection.json", "klaviyo.postman_environment.json", "manifest.json"]


def spec(version: str = "2025-07-15", **more: JSON) -> bytes:
    """A spec of two operations that make a valid collection."""
    revision: JSON = {
        "name": "revision",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "default": version},
    }
    operation: JSONObject = {"parameters": [revision], "responses": {"204": {"description": "Done"}}}
    paths: JSON = {
        "/lists": {"get": {"operationId": "get_lists", "tags": ["Lists"], **operation}},
        "/events": {"get": {"operationId": "get_events", "tags": ["Events"], **operation}},
    }
    servers: JSON = [{"url": "https://shop.example"}]
    info: JSON = {"title": "Shop", "version": version}
    document: JSONObject = {"openapi": "3.0.3", "info": info, "servers": servers, "paths": paths}
    document["tags"] = [{"name": "Lists"}, {"name": "Events"}]
    return json.dumps(document | more).encode()


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def manifest(folder: Path) -> JSONObject:
    return cast(JSONObject, json.loads((folder / "manifest.json").read_bytes()))


def put(folder: Path, revision: str, content: bytes | None = None) -> None:
    """Lays a spec out as in a folder of specs."""
    branch, channel = revision, "beta" if revision.endswith(".pre") else "stable"
    path = folder / branch / "openapi" / f"{channel}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(spec(revision) if content is None else content)


# What is written


def test_collection_environment_and_manifest(run: Run, tmp_path: Path) -> None:
    code, out, err = run("generate", "-o", "out", "-", stdin=spec())
    assert (code, err) == (0, "")
    collection = Path("out", "2025-07-15", FILES[0])
    assert out == f"2025-07-15: 2 requests in 2 folders, 2 saved examples -> {collection}\n"
    assert written(tmp_path / "out") == [f"2025-07-15/{name}" for name in FILES]
    said = manifest(tmp_path / "out/2025-07-15")
    assert said["spec"] == {
        "source": "standard input",
        "sha256": hashlib.sha256(spec()).hexdigest(),
        "title": "Shop",
        "version": "2025-07-15",
    }
    assert said["counts"] == {
        "operations": 2,
        "requests": 2,
        "saved_examples": 2,
        "requests_by_folder": {"Lists": 1, "Events": 1},
    }


def test_output_is_the_folder_without_another_name(run: Run, tmp_path: Path) -> None:
    assert run("generate", "-", stdin=spec())[0] == 0
    assert written(tmp_path) == [f"output/2025-07-15/{name}" for name in FILES]


@pytest.mark.parametrize(
    ("version", "folder"),
    [
        ("", "Shop"),
        ("..", "Shop_"),
        ("../../evil", "Shop_.._.._evil"),
        ("/etc", "Shop_etc"),
        ("C:\\x", "Shop_C_x"),
        ("1.0 beta/2+3", "Shop_1.0_beta_2+3"),
    ],
)
def test_a_spec_does_not_say_where_files_go(run: Run, tmp_path: Path, version: str, folder: str) -> None:
    code, _, _ = run("generate", "--profile", "none", "-o", "out", "-", stdin=spec(version))
    assert code == 0
    assert {path.split("/")[1] for path in written(tmp_path)} == {folder}


def test_compact_is_smaller_and_says_so(run: Run, tmp_path: Path) -> None:
    run("generate", "-o", "wide", "-", stdin=spec())
    run("generate", "-o", "slim", "--compact", "-", stdin=spec())
    wide, slim = tmp_path / "wide/2025-07-15", tmp_path / "slim/2025-07-15"
    assert (slim / FILES[0]).stat().st_size < (wide / FILES[0]).stat().st_size
    assert json.loads((slim / FILES[0]).read_bytes()) == json.loads((wide / FILES[0]).read_bytes())
    options = cast(JSONObject, manifest(slim)["options"])
    assert options["compact"] is True


def test_the_plain_conversion_has_names_of_its_own(run: Run, tmp_path: Path) -> None:
    assert run("generate", "--profile", "none", "-o", "out", "-", stdin=spec())[0] == 0
    assert "Shop_2025-07-15/api.postman_collection.json" in written(tmp_path / "out")
    assert manifest(tmp_path / "out/Shop_2025-07-15")["profile"] == "none"


def test_quiet_says_nothing_and_verbose_says_each_finding(run: Run) -> None:
    assert run("-q", "generate", "-", stdin=spec(servers=[])) == (0, "", "")
    code, out, err = run("generate", "-", stdin=spec(servers=[]))
    assert (code, err) == (0, "")
    assert out.splitlines()[1] == (
        "  noticed in the spec: 1 server-missing"
        " (each one in manifest.json, or with `klaviyo-postman -v generate`)"
    )
    message = "no server declared, baseUrl is http://localhost"
    said = run("-v", "generate", "-", stdin=spec(servers=[]))[2]
    assert re.fullmatch(
        rf"2025-07-15: warning: \[/servers\]: {message} \(server-missing [0-9a-f]{{16}}\)\n", said
    )


@pytest.mark.parametrize(
    ("extent", "expected"),
    [
        ("minimal", {"type", "attributes"}),
        ("useful", {"type", "attributes", "id"}),
        ("full", {"type", "attributes", "id", "note"}),
    ],
)
def test_bodies_hold_as_much_as_is_asked_for(
    run: Run, tmp_path: Path, extent: str, expected: set[str]
) -> None:
    properties = {
        "type": {"enum": ["tea"]},
        "attributes": {"type": "object"},
        "id": {"type": "string", "example": "oolong"},
        "note": {"type": "string"},
    }
    schema = {"type": "object", "required": ["type", "attributes"], "properties": properties}
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"204": {"description": "Done"}}}
    spec = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/teas": {"post": operation}},
    }
    (tmp_path / "teas.json").write_text(json.dumps(spec))
    assert run("generate", "teas.json", "--profile", "none", "--body", extent)[0] == 0
    (folder,) = tmp_path.glob("output/*")
    (item,) = json.loads((folder / "api.postman_collection.json").read_bytes())["item"]
    assert json.loads(item["request"]["body"]["raw"]).keys() == expected
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["options"].get("body", "useful") == extent


def test_findings_stand_in_the_manifest(run: Run, tmp_path: Path) -> None:
    run("generate", "-o", "out", "-", stdin=spec(servers=[]))
    (finding,) = cast(list[JSONObject], manifest(tmp_path / "out/2025-07-15")["findings"])
    assert (finding["rule"], finding["pointer"]) == ("server-missing", "/servers")


# What tells one from another


def test_two_apis_of_one_version_have_folders_of_their_own(run: Run, tmp_path: Path) -> None:
    for title in ("One", "Two"):
        content = spec("1.0", info={"title": title, "version": "1.0"})
        assert run("generate", "--profile", "none", "-", stdin=content)[0] == 0
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == ["One_1.0", "Two_1.0"]


@pytest.mark.parametrize("name", ["\u8336" * 300, "con", "a/../../b"])
def test_a_title_never_keeps_a_collection_from_being_written(run: Run, tmp_path: Path, name: str) -> None:
    content = spec(info={"title": name, "version": "1"})
    assert run("generate", "--profile", "none", "-", stdin=content)[0] == 0
    (folder,) = (tmp_path / "output").iterdir()
    assert len(written(folder)) == 3


@pytest.mark.parametrize(
    ("before", "after", "other"),
    [
        (["a.json"], ["b.json"], "another source, a.json"),
        (["sample"], ["a.json"], "another source, sample:2025-07-15"),
        (["a.json"], ["sample"], "another source, a.json"),
        (["sample"], ["copy.yaml"], "another source, sample:2025-07-15"),
        (["a.json"], ["a.json", "--tag", "Lists"], "another selection (--tag, --operation)"),
        (["a.json", "--operation", "get_lists"], ["a.json"], "another selection (--tag, --operation)"),
    ],
)
def test_what_was_made_of_something_else_is_replaced_by_force_alone(
    run: Run, tmp_path: Path, before: list[str], after: list[str], other: str
) -> None:
    (tmp_path / "a.json").write_bytes(spec())
    (tmp_path / "b.json").write_bytes(spec(servers=[]))
    shutil.copy(SAMPLES / "2025-07-15/openapi/stable.yaml", "copy.yaml")
    assert run("generate", *before)[0] == 0
    contents = [(path, path.read_bytes()) for path in sorted((tmp_path / "output/2025-07-15").iterdir())]
    folder = Path("output/2025-07-15")
    assert run("generate", *after) == (
        4,
        "",
        f"Error: {folder}: holds a collection of {other}"
        " (choose another --output, or replace it with --force)\n",
    )
    assert all(path.read_bytes() == content for path, content in contents)
    assert run("generate", "--force", *after)[0] == 0
    assert any(path.read_bytes() != content for path, content in contents)


def test_another_profile_is_something_else_too(run: Run, tmp_path: Path) -> None:
    plain = spec(info={"title": "2025-07-15", "version": ""})
    for profile, content in (("klaviyo", spec()), ("none", plain)):
        (tmp_path / "a.json").write_bytes(content)
        code, _, err = run("generate", "--profile", profile, "a.json")
    assert (code, "another profile, klaviyo" in err) == (4, True)


@pytest.mark.parametrize(
    "again", [["./a.json"], ["copy.json"], ["a.json", "--compact"], ["a.json", "--jobs", "2"]]
)
def test_the_same_spec_is_known_again(run: Run, tmp_path: Path, again: list[str]) -> None:
    for name in ("a.json", "copy.json"):
        (tmp_path / name).write_bytes(spec())
    assert run("generate", "a.json")[0] == 0
    assert run("generate", *again)[0] == 0


def test_a_spec_may_change_where_it_lies(run: Run, tmp_path: Path) -> None:
    for content in (spec(), spec(servers=[])):
        (tmp_path / "a.json").write_bytes(content)
        assert run("generate", "a.json")[0] == 0


def test_standard_input_is_known_by_what_the_spec_is_called(run: Run, tmp_path: Path) -> None:
    assert run("generate", "-", stdin=spec())[0] == 0
    assert run("generate", "-", stdin=spec(servers=[]))[0] == 0
    (tmp_path / "a.json").write_bytes(spec())
    for other in (["-"], ["a.json"]):
        code, _, err = run("generate", *other, stdin=spec(info={"title": "Other", "version": "2025-07-15"}))
        assert (code, "another source, standard input" in err) == (4, True)


def test_a_pipe_with_a_name_is_standard_input(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(spec(),), daemon=True)
    writer.start()
    assert run("generate", "pipe")[0] == 0
    writer.join()
    assert cast(JSONObject, manifest(tmp_path / "output/2025-07-15")["spec"])["source"] == "standard input"


@pytest.mark.parametrize("folder", ["out", "one/out", "two/out"])
def test_a_name_means_another_file_in_another_directory(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    for name, content in (("one", spec()), ("two", spec(servers=[]))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.json").write_bytes(content)
    output = os.path.relpath(tmp_path / folder, tmp_path / "one")
    monkeypatch.chdir("one")
    assert run("generate", "a.json", "-o", output)[0] == 0
    monkeypatch.chdir(tmp_path / "two")
    code, _, err = run("generate", "a.json", "-o", os.path.relpath(tmp_path / folder, tmp_path / "two"))
    assert (code, "a collection of another source, " in err) == (4, True)


def test_a_file_is_the_same_from_every_directory(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/a.json").write_bytes(spec())
    assert run("generate", "specs/a.json", "-o", "out")[0] == 0
    assert cast(JSONObject, manifest(tmp_path / "out/2025-07-15")["spec"])["source"] == "specs/a.json"
    monkeypatch.chdir("specs")
    for again in ("a.json", "../specs/a.json", str(tmp_path / "specs/a.json")):
        assert run("generate", again, "-o", "../out", "--check")[0] == 0
    (tmp_path / "specs/a.json").write_bytes(spec(servers=[]))
    assert run("generate", "a.json", "-o", "../out")[0] == 0
    assert run("diff", "../out/2025-07-15", "a.json")[0] == 0


@pytest.mark.parametrize(
    "content",
    [None, b"{", b"[]", b'{"spec": {"source": 5}, "options": {}, "profile": "klaviyo"}', b"[" * 5000],
)
def test_what_no_manifest_speaks_of_is_replaced_by_force_alone(
    run: Run, tmp_path: Path, content: bytes | None
) -> None:
    folder = tmp_path / "output/2025-07-15"
    folder.mkdir(parents=True)
    (folder / FILES[0]).write_bytes(b"{}")
    if content is not None:
        (folder / "manifest.json").write_bytes(content)
    code, _, err = run("generate", "-", stdin=spec())
    assert (code, f"holds {FILES[0]}, and no readable manifest says what it was made of" in err) == (4, True)
    assert (folder / FILES[0]).read_bytes() == b"{}"
    assert run("generate", "--force", "-", stdin=spec())[0] == 0


def test_the_sample_is_nobodys_real_api(run: Run, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "2025-07-15/openapi/stable.yaml", "real.yaml")
    assert run("generate", "sample", "-o", "sample")[0] == 0
    assert run("generate", "real.yaml", "-o", "real")[0] == 0
    sample, real = (
        json.loads((tmp_path / folder / "2025-07-15" / FILES[0]).read_bytes())
        for folder in ("sample", "real")
    )
    assert sample["info"]["name"] == f"SAMPLE {real['info']['name']}"
    assert sample["info"]["_postman_id"] != real["info"]["_postman_id"]
    assert not ids(sample) & ids(real)
    (base,) = (row["value"] for row in sample["variable"] if row["key"] == "baseUrl")
    assert base.endswith(".example"), "a name that is reserved never to be found (RFC 2606)"


def ids(node: JSONObject) -> set[str]:
    found = {str(node["id"])} if "id" in node else set()
    children = [
        *cast(list[JSONObject], node.get("item", [])),
        *cast(list[JSONObject], node.get("response", [])),
    ]
    return found.union(*map(ids, children))


def test_a_revision_that_is_another_is_said(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "specs", "2025-07-15", spec("2025-04-15"))
    code, out, err = run("generate", "2025-07-15")
    assert code == 0
    assert err == (
        "2025-04-15: warning: spec [/info/version]: asked for 2025-07-15,"
        " the spec is of 2025-04-15 by what it says (revision-other)\n"
    )
    assert out.startswith("2025-04-15: 2 requests")


# The same again


def test_twice_is_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    contents = []
    for seed in ("0", "1", "2"):
        command = [sys.executable, "-m", "generator", "-q", "generate", "sample", "-o", str(tmp_path / seed)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=tmp_path, check=True)
        folder = tmp_path / seed / "2025-07-15"
        contents.append([(folder / name).read_bytes() for name in FILES])
    assert contents[0] == contents[1] == contents[2]


def test_check_is_content_with_what_would_be_written(run: Run, tmp_path: Path) -> None:
    run("generate", "-o", "out", "-", stdin=spec())
    before = [path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))]
    code, out, err = run("generate", "-o", "out", "--check", "-", stdin=spec())
    assert (code, err) == (0, "")
    assert ", up to date: " in out
    assert [path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))] == before


def test_check_names_what_is_out_of_date_and_leaves_it(run: Run, tmp_path: Path) -> None:
    run("generate", "-o", "out", "-", stdin=spec())
    folder = tmp_path / "out/2025-07-15"
    (folder / FILES[0]).write_bytes(b"edited")
    (folder / FILES[1]).unlink()
    code, out, err = run("generate", "-o", "out", "--check", "-", stdin=spec())
    names = ", ".join(str(Path("out", "2025-07-15", name)) for name in FILES[:2])
    assert (code, out, err) == (1, "", f"2025-07-15: out of date: {names}\n")
    assert (folder / FILES[0]).read_bytes() == b"edited"
    assert not (folder / FILES[1]).exists()


def test_check_of_nothing_writes_nothing(run: Run, tmp_path: Path) -> None:
    code, _, _ = run("generate", "--check", "-", stdin=spec())
    assert (code, written(tmp_path)) == (1, [])


# Which operations


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--tag", "Lists"], ["get_lists"]),
        (["--operation", "get_events"], ["get_events"]),
        (["--tag", "Lists", "--tag", "Events"], ["get_lists", "get_events"]),
        (["--tag", "Lists", "--operation", "get_events"], ["get_lists", "get_events"]),
    ],
)
def test_only_the_operations_asked_for(run: Run, tmp_path: Path, options: list[str], ids: list[str]) -> None:
    assert run("generate", "-o", "out", *options, "-", stdin=spec())[0] == 0
    collection = json.loads((tmp_path / "out/2025-07-15" / FILES[0]).read_bytes())
    assert [folder["item"][0]["name"] for folder in collection["item"]] == ids
    counts = cast(JSONObject, manifest(tmp_path / "out/2025-07-15")["counts"])
    assert counts["operations"] == len(ids)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--tag", "List"], 'no tag "List" (did you mean Lists?)'),
        (["--operation", "get_list"], 'no operation "get_list" (did you mean get_lists or get_events?)'),
        (["--tag", "xyz"], 'no tag "xyz"'),
    ],
)
def test_an_unknown_name_is_a_usage_error_with_the_nearest(
    run: Run, tmp_path: Path, options: list[str], error: str
) -> None:
    assert run("generate", *options, "-", stdin=spec()) == (2, "", f"Error: {error}\n")
    assert written(tmp_path) == []


# Which specs


def test_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_bytes(spec())
    assert run("generate", "-o", "out", "spec.json")[0] == 0
    assert cast(JSONObject, manifest(tmp_path / "out/2025-07-15")["spec"])["source"] == "spec.json"


def test_a_url(run: Run, tmp_path: Path, serve: Serve) -> None:
    url = serve({"/spec.yaml": (SAMPLES / "2025-07-15/openapi/stable.yaml").read_bytes()}) + "/spec.yaml"
    assert run("generate", "-o", "out", url)[0] == 0
    assert cast(JSONObject, manifest(tmp_path / "out/2025-07-15")["spec"])["source"] == url


def test_what_may_be_secret_in_a_url_is_neither_told_nor_recorded(
    run: Run, tmp_path: Path, serve: Serve
) -> None:
    url = serve({"/spec.json?token=secret": spec()}) + "/spec.json"
    code, out, err = run("-v", "generate", "-o", "out", f"{url}?token=secret")
    assert code == 0
    assert cast(JSONObject, manifest(tmp_path / "out/2025-07-15")["spec"])["source"] == url
    assert "secret" not in out + err
    for command in ("generate", "validate"):
        assert run(command, f"{url}?token=other")[2] == (
            f"Error: {url}: the server answered 404 Not Found (check the address)\n"
        )


def test_sample_is_the_newest_that_came_along(run: Run, tmp_path: Path) -> None:
    assert run("generate", "-o", "out", "sample")[0] == 0
    assert cast(JSONObject, manifest(tmp_path / "out/2025-07-15")["spec"])["source"] == "sample:2025-07-15"


def test_without_any_pulled_spec_it_is_the_sample_and_says_so(run: Run, tmp_path: Path) -> None:
    code, out, err = run("generate", "-o", "out")
    assert code == 0
    assert out.startswith("2025-07-15: 42 requests in 8 folders, ")
    assert err == (
        "No spec was pulled yet, so this is the bundled sample;"
        " `klaviyo-postman pull` fetches the real one.\n"
    )
    assert run("-q", "generate", "-o", "out") == (0, "", "")


@pytest.mark.parametrize("name", [[], ["latest"], ["2025-04-15"]])
def test_pulled_specs_are_found_by_revision(run: Run, tmp_path: Path, name: list[str]) -> None:
    for revision in ("2025-01-15", "2025-04-15", "2025-07-15.pre"):
        put(tmp_path / "specs", revision)
    assert run("generate", "-o", "out", *name)[0] == 0
    assert written(tmp_path / "out") == [f"2025-04-15/{file}" for file in FILES]
    source = cast(JSONObject, manifest(tmp_path / "out/2025-04-15")["spec"])["source"]
    assert source == str(Path("specs/2025-04-15/openapi/stable.json"))


def test_where_a_spec_was_pulled_from_is_remembered(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "base", "2025-04-15")
    assert run("-q", "pull", "--source", "base", "2025-04-15")[0] == 0
    assert run("generate", "-o", "out", "2025-04-15")[0] == 0
    source = cast(JSONObject, manifest(tmp_path / "out/2025-04-15")["spec"])["source"]
    assert source == str(Path("base/2025-04-15/openapi/stable.json"))


def test_specs_may_lie_elsewhere(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "mine", "2025-04-15")
    assert run("--specs", "mine", "generate", "-o", "out")[0] == 0
    assert written(tmp_path / "out")[0].startswith("2025-04-15/")


def test_all_is_every_revision_there(run: Run, tmp_path: Path) -> None:
    for revision in ("2025-04-15", "2025-07-15.pre", "2025-07-15"):
        put(tmp_path / "specs", revision)
    code, out, _ = run("generate", "--all")
    assert code == 0
    revisions = ["2025-04-15", "2025-07-15", "2025-07-15.pre"]
    assert [line.partition(":")[0] for line in out.splitlines()] == revisions
    assert [path.name for path in sorted((tmp_path / "output").iterdir())] == revisions


def test_a_source_is_asked_instead_of_the_folder_of_specs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "base", "2025-04-15")
    assert run("generate", "--source", "base", "2025-04-15", "-o", "one")[0] == 0
    assert run("generate", "--source", "base", "--all", "-o", "two")[0] == 0
    monkeypatch.setenv("KLAVIYO_POSTMAN_SOURCE", "base")
    assert run("generate", "-o", "three")[0] == 0
    assert written(tmp_path / "one") == written(tmp_path / "two") == written(tmp_path / "three")


def test_the_sample_is_a_source(run: Run, tmp_path: Path) -> None:
    assert run("generate", "--source", "sample", "2025-04-15", "-o", "out")[0] == 0
    assert cast(JSONObject, manifest(tmp_path / "out/2025-04-15")["spec"])["source"] == "sample:2025-04-15"


def test_a_url_is_a_source(run: Run, tmp_path: Path, serve: Serve) -> None:
    base = serve({"/2025-04-15/openapi/stable.json": spec("2025-04-15")})
    assert run("generate", "--source", base, "2025-04-15", "-o", "out")[0] == 0
    source = cast(JSONObject, manifest(tmp_path / "out/2025-04-15")["spec"])["source"]
    assert source == f"{base}/2025-04-15/openapi/stable.json"


def test_several_at_a_time_are_the_same_as_one_by_one(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "specs")
    outputs: list[tuple[str, dict[str, bytes]]] = []
    for jobs in ("1", "2"):
        folder = tmp_path / jobs
        command = [sys.executable, "-m", "generator", "generate", "--all", "--jobs", jobs, "-o", str(folder)]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
        contents = {name: (folder / name).read_bytes() for name in written(folder)}
        outputs.append((ended.stdout.replace(str(folder), "…"), contents))
    assert outputs[0] == outputs[1]
    assert len(outputs[0][1]) == 9


# What stops it


def test_names_and_all_exclude_each_other(run: Run) -> None:
    assert run("generate", "--all", "sample") == (
        2,
        "",
        "Error: --all and the names of specs exclude each other\n",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.json"], "nothing.json: cannot be read: No such file or directory"),
        (["."], ".: cannot be read: Is a directory"),
        (["--all"], "specs: holds no spec (run `klaviyo-postman pull --all`)"),
        (["2025-07-15"], "2025-07-15"),
        (["latest"], "there is no stable revision to be the latest"),
        (["http://127.0.0.1:9/spec.json"], "http://127.0.0.1:9/spec.json"),
        (["http://shop.example/spec.json"], "http://shop.example/spec.json"),
    ],
)
def test_what_cannot_be_read_is_a_3(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    code, out, err = run("generate", *arguments)
    assert (code, out) == (3, "")
    assert err.startswith("Error: ")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"{", "-: not JSON at line 1, column 2"),
        (b"\xff", "not UTF-8"),
        (b"[]", "holds a list"),
        (b"swagger: '2.0'", "Swagger 2.0"),
        (spec(openapi="4.0.0"), "4.0.0"),
        (spec(paths={}), "/paths holds no path"),
    ],
)
def test_what_is_no_spec_is_a_3(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    code, out, err = run("generate", "-", stdin=content)
    assert (code, out) == (3, "")
    assert said in err
    assert err.count("\n") == 1
    assert written(tmp_path) == []


def test_one_broken_spec_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "specs", "2025-04-15", b"{")
    put(tmp_path / "specs", "2025-07-15")
    code, out, err = run("generate", "--all")
    assert code == 3
    assert out.startswith("2025-07-15: 2 requests")
    assert err.startswith(f"Error: {Path('specs/2025-04-15/openapi/stable.json')}: not JSON")


def test_two_specs_of_one_revision_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(spec())
    (tmp_path / "b.json").write_bytes(spec(servers=[]))
    code, out, err = run("generate", "a.json", "b.json")
    assert code == 3
    assert len(out.splitlines()) == 1
    assert err == (
        "Error: b.json: its folder is 2025-07-15 like that of a.json (generate it with another --output)\n"
    )
    assert cast(JSONObject, manifest(tmp_path / "output/2025-07-15")["spec"])["source"] == "a.json"


@pytest.mark.parametrize("options", [[], ["--check"], ["-q"]])
def test_an_invalid_collection_is_not_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    fault = Finding("url-parts", "error", "URL says two things", "Lists > get_lists", "/item/0")
    monkeypatch.setattr("generator.pipeline.check_collection", lambda *_: [fault])
    before = options if options == ["-q"] else []
    after = [] if before else options
    code, out, err = run(*before, "generate", *after, "-", stdin=spec())
    assert (code, out) == (1, "")
    assert err == (
        "2025-07-15: error: Lists > get_lists [/item/0]: URL says two things (url-parts)\n"
        "2025-07-15: not written: 1 error\n"
    )
    assert written(tmp_path) == []


def test_a_collection_with_a_warning_is_written(run: Run, tmp_path: Path) -> None:
    two = spec("2025-07-15.pre").replace(b'"2025-07-15.pre"}}', b'"2025-04-15.pre"}}', 1)
    code, out, err = run("generate", "-o", "out", "-", stdin=two)
    assert code == 0
    assert err == (
        "2025-07-15.pre: warning: collection [/item]: several beta revisions in one collection:"
        " 2025-04-15.pre (1), 2025-07-15.pre (1) (revision-beta)\n"
    )
    assert "noticed in the spec" not in out
    (finding,) = cast(list[JSONObject], manifest(tmp_path / "out/2025-07-15.pre")["findings"])
    assert finding["rule"] == "revision-beta"


def test_postmans_own_schema_is_asked_where_it_is_at_hand(run: Run, tmp_path: Path) -> None:
    strict: JSONObject = {
        "required": ["nothing"],
        "properties": {"item": {"items": {}}},
        "definitions": {"item-group": {"properties": {"item": {"items": {}}}}, "item": {}, "response": {}},
    }
    path = tmp_path / "specs/postman/collection-v2.1.0.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(strict))
    code, _, err = run("generate", "-", stdin=spec())
    assert code == 1
    assert "key 'nothing' is missing in the collection (schema-official)" in err
    path.rename(tmp_path / "mine.json")
    assert run("generate", "--schema", "mine.json", "-", stdin=spec())[0] == 1
    assert run("generate", "-", stdin=spec())[0] == 0
    (tmp_path / "mine.json").write_text("{}")
    code, _, err = run("generate", "--schema", "mine.json", "-", stdin=spec())
    assert code == 3
    assert "is not a schema of collections" in err


def test_what_cannot_be_written_is_a_4(run: Run, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output/2025-07-15").write_bytes(b"kept")
    code, out, err = run("generate", "-", stdin=spec())
    assert (code, out) == (4, "")
    assert err.startswith(f"Error: {Path('output/2025-07-15', FILES[0])}: cannot be written: ")
    assert err.count("\n") == 1
    assert (tmp_path / "output/2025-07-15").read_bytes() == b"kept"


@pytest.mark.parametrize(
    "warned",
    [
        spec(servers=[]),
        spec(paths={"/a": {"get": {"tags": ["Lists"], "responses": {"99": {"description": "no status"}}}}}),
    ],
)
def test_strict_refuses_what_else_is_noticed_only(run: Run, tmp_path: Path, warned: bytes) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(warned)
    assert run("generate", path, "--profile", "none", "-o", tmp_path / "a")[0] == 0
    code, _, said = run("generate", path, "--profile", "none", "-o", tmp_path / "b", "--strict")
    assert (code, written(tmp_path / "b")) == (1, [])
    assert "warning: " in said
    assert "not written: 1 warning" in said


def test_webhooks_become_a_folder_on_request(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    hook: JSON = {"added": {"post": {"summary": "Added", "responses": {"200": {"description": "Taken"}}}}}
    path.write_bytes(spec(webhooks=hook))
    code, _, _ = run("generate", path, "--profile", "none", "-o", tmp_path / "a", "--webhooks", "--verify")
    assert code == 0
    (collection,) = (tmp_path / "a").glob("*/*.postman_collection.json")
    folder = json.loads(collection.read_bytes())["item"][-1]
    assert folder["name"] == "Webhooks"
    assert folder["item"][0]["request"]["url"]["raw"] == "{{baseUrl_webhooks}}/added"
    assert folder["item"][0]["request"]["auth"] == {"type": "noauth"}
