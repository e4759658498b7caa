import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner, Result

from generator.cli import pull
from generator.cli.settings import Settings
from generator.errors import InputError, KlaviyoPostmanError, OutputError, UsageError
from generator.openapi.source import Fetched, fetch_url, parse_revision
from generator.openapi.store import Store

SPEC = json.dumps({"openapi": "3.0.2", "info": {}, "paths": {"/a": {"get": {}, "put": {}}}}).encode()
SCHEMA = b'{"$schema": "http://json-schema.org/draft-07/schema#"}'
PULLED = f"pulled, 2 operations, {len(SPEC)} bytes -> "


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(specs=tmp_path / "specs")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    for name in ("2025-01-15", "2026-07-15", "2026-07-15.pre"):
        put(tmp_path / "base", name)
    return tmp_path / "base"


def put(base: Path, name: str, content: bytes = SPEC) -> None:
    path = base / f"{parse_revision(name).path}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def run(settings: Settings, *arguments: str | Path) -> Result:
    return CliRunner().invoke(pull.command, [str(argument) for argument in arguments], obj=settings)


def failure(result: Result) -> KlaviyoPostmanError:
    assert isinstance(result.exception, KlaviyoPostmanError), result.output
    return result.exception


def names(settings: Settings) -> list[str]:
    return [revision.name for revision in Store(settings.specs).revisions()]


def test_without_arguments_the_latest_stable_is_pulled(settings: Settings, base: Path) -> None:
    result = run(settings, "--source", base)
    assert result.exit_code == 0
    assert result.stdout == f"2026-07-15: {PULLED}{settings.specs / '2026-07-15/openapi/stable.json'}\n"
    assert result.stderr == f"2026-07-15: fetching from {base}\n"
    assert names(settings) == ["2026-07-15"]


def test_a_second_pull_changes_nothing(settings: Settings, base: Path) -> None:
    run(settings, "--source", base)
    before = (settings.specs / "index.json").read_bytes()
    result = run(settings, "--source", base, "latest", "2026-07-15")
    assert result.stdout == "2026-07-15: unchanged\n"
    assert (settings.specs / "index.json").read_bytes() == before


def test_the_same_content_from_elsewhere_is_unchanged(settings: Settings, base: Path, tmp_path: Path) -> None:
    run(settings, "--source", base)
    put(tmp_path / "elsewhere", "2026-07-15")
    assert run(settings, "--source", tmp_path / "elsewhere").stdout == "2026-07-15: unchanged\n"


def test_revisions_are_pulled_by_name(settings: Settings, base: Path) -> None:
    result = run(settings, "--source", base, "2026-07-15.pre", "2025-01-15", "2025-01-15")
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == ["2026-07-15.pre", "2025-01-15"]
    assert names(settings) == ["2025-01-15", "2026-07-15.pre"]


def test_a_beta_on_the_stable_branch_is_found_through_the_catalogue(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "base/2023-02-22/openapi/beta.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(SPEC)
    result = run(settings, "--source", tmp_path / "base", "2023-02-22.pre")
    assert result.exit_code == 0
    assert (settings.specs / "2023-02-22/openapi/beta.json").read_bytes() == SPEC


def test_all_pulls_what_the_source_lists(settings: Settings, base: Path) -> None:
    result = run(settings, "--source", base, "--all")
    assert len(result.stdout.splitlines()) == 3
    assert names(settings) == ["2025-01-15", "2026-07-15", "2026-07-15.pre"]


def test_one_failure_does_not_stop_the_others(settings: Settings, base: Path) -> None:
    put(base, "2025-01-15", b"{")
    put(settings.specs, "2025-01-15", SPEC)
    result = run(settings, "--source", base, "2024-10-15", "2025-01-15", "2026-07-15")
    error = failure(result)
    assert (error.exit_code, str(error)) == (3, "2 of 3 could not be pulled")
    assert result.stdout.startswith(f"2026-07-15: {PULLED}")
    assert f"2024-10-15: no spec of revision 2024-10-15 in {base} (" in result.stderr
    assert "\n2025-01-15: " in result.stderr
    assert (settings.specs / "2025-01-15/openapi/stable.json").read_bytes() == SPEC


def test_a_single_failure_is_the_error_itself(settings: Settings, base: Path) -> None:
    result = run(settings, "--source", base, "2024-10-15")
    assert str(failure(result)).startswith("no spec of revision 2024-10-15 in ")
    assert result.stderr == f"2024-10-15: fetching from {base}\n"
    assert not settings.specs.exists()


def test_what_cannot_be_written_stops_at_once(settings: Settings, base: Path) -> None:
    settings.specs.mkdir()
    (settings.specs / "2025-01-15").write_bytes(b"in the way")
    result = run(settings, "--source", base, "--all")
    assert isinstance(failure(result), OutputError)
    assert result.stdout == ""


def test_a_damaged_index_stops_before_anything_is_fetched(settings: Settings, base: Path) -> None:
    settings.specs.mkdir()
    (settings.specs / "index.json").write_bytes(b"{")
    result = run(settings, "--source", base, "--all")
    assert "damaged" in str(failure(result))
    assert (result.stdout, result.stderr) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("yesterday",), "'yesterday' is not a revision"),
        (("--all", "2026-07-15"), "exclude each other"),
        (("--schema", "2026-07-15"), "put it before --schema"),
        (("--schema", "latest"), "put it before --schema"),
    ],
)
def test_usage_errors_come_before_anything_else(
    settings: Settings, base: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run(settings, "--source", base, *arguments)
    error = failure(result)
    assert isinstance(error, UsageError)
    assert message in str(error)
    assert (result.stdout, result.stderr) == ("", "")


def test_a_source_that_cannot_be_listed_falls_back_on_the_catalogue(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(url: str, *_: object) -> None:
        raise InputError(f"{url}: no network in this test")

    monkeypatch.setattr("generator.openapi.source.get", refuse)
    result = run(settings, "--source", "https://specs.example")
    error = failure(result)
    assert str(error) == "https://specs.example/2026-07-15/openapi/stable.json: no network in this test"
    assert "only repositories on GitHub can be listed; these are the revisions known" in result.stderr


def test_quiet_says_nothing(settings: Settings, base: Path) -> None:
    quiet = Settings(specs=settings.specs, verbosity=-1)
    result = run(quiet, "--source", base, "--all")
    assert (result.exit_code, result.output) == (0, "")
    assert len(names(settings)) == 3


def test_a_terminal_gets_a_bar_and_the_results_stay_on_stdout(
    settings: Settings, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "is_terminal", lambda stream: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    result = run(settings, "--source", base)
    assert result.stdout == f"2026-07-15: {PULLED}{settings.specs / '2026-07-15/openapi/stable.json'}\n"
    assert "fetching from" not in result.stderr
    assert "━" in result.stderr


# Over HTTP


class Server(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.statuses: list[int] = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = cast(Server, self.server)
        body = server.files.get(self.path, b"")
        etag = f'"{len(body)}"'
        status = 404 if not body else 304 if self.headers["If-None-Match"] == etag else 200
        server.statuses.append(status)
        self.send_response(status)
        self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body if status == 200 else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server has
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_an_unchanged_spec_is_not_sent_twice(settings: Settings, server: Server) -> None:
    server.files["/2026-07-15/openapi/stable.json"] = SPEC
    url = f"http://127.0.0.1:{server.server_port}"
    assert run(settings, "--source", url, "2026-07-15").stdout.startswith(f"2026-07-15: {PULLED}")
    assert run(settings, "--source", url, "2026-07-15").stdout == "2026-07-15: unchanged\n"
    assert server.statuses == [200, 304]
    (settings.specs / "2026-07-15/openapi/stable.json").write_bytes(b"edited")
    assert run(settings, "--source", url, "2026-07-15").stdout.startswith(f"2026-07-15: {PULLED}")
    assert server.statuses == [200, 304, 200]


# Postman's schema


def schema_path(settings: Settings) -> Path:
    return settings.specs / "postman/collection-v2.1.0.json"


def test_the_schema_is_fetched_from_where_postman_publishes_it(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files["/schema.json"] = SCHEMA
    asked: list[str] = []

    def instead(url: str, *_: object) -> Fetched:
        asked.append(url)
        return fetch_url(f"http://127.0.0.1:{server.server_port}/schema.json")

    monkeypatch.setattr(pull, "fetch_url", instead)
    result = run(settings, "--schema")
    assert asked == ["https://schema.getpostman.com/json/collection/v2.1.0/collection.json"]
    assert result.stdout == f"schema: pulled, {len(SCHEMA)} bytes -> {schema_path(settings)}\n"
    assert schema_path(settings).read_bytes() == SCHEMA
    assert names(settings) == []


def test_the_schema_may_be_a_file_and_come_with_revisions(
    settings: Settings, base: Path, tmp_path: Path
) -> None:
    (tmp_path / "schema.json").write_bytes(SCHEMA)
    result = run(settings, "--source", base, "latest", "--schema", tmp_path / "schema.json")
    assert [line.partition(":")[0] for line in result.stdout.splitlines()] == ["2026-07-15", "schema"]
    assert run(settings, "--schema", tmp_path / "schema.json").stdout == "schema: unchanged\n"


def test_another_schema_is_refused_until_it_is_accepted(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_bytes(SCHEMA)
    run(settings, "--schema", tmp_path / "schema.json")
    (tmp_path / "schema.json").write_bytes(SCHEMA + b"\n")
    error = failure(run(settings, "--schema", tmp_path / "schema.json"))
    assert error.exit_code == 3
    assert "is pinned to" in error.message
    assert "--force" in error.hint
    assert schema_path(settings).read_bytes() == SCHEMA
    assert run(settings, "--force", "--schema", tmp_path / "schema.json").exit_code == 0
    assert schema_path(settings).read_bytes() == SCHEMA + b"\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"<html>", "schema.json: "), (b"{}", "it has no $schema"), (None, "cannot be read")],
)
def test_what_is_no_schema_is_refused(
    settings: Settings, tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "schema.json").write_bytes(content)
    error = failure(run(settings, "--schema", tmp_path / "schema.json"))
    assert message in str(error)
    assert error.exit_code == 3
    assert not settings.specs.exists()


def test_there_is_a_deadline_for_all_together(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        result = run(settings, "--deadline", "1", "--source", base, "2025-01-15", "2026-07-15")
    assert str(failure(result)) == "2 of 2 could not be pulled"
    assert result.stderr.count("not received in the time there was") == 2
    assert time.monotonic() - began < 5
