import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import revisions
from generator.cli.settings import Settings
from generator.errors import InputError
from generator.openapi.source import Fetched, parse_revision
from generator.openapi.store import Store

SPEC = json.dumps({"openapi": "3.0.2", "info": {}, "paths": {"/a": {"get": {}, "put": {}}}}).encode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(specs=tmp_path / "specs")


@pytest.fixture
def base(tmp_path: Path) -> str:
    for name in ("2025-01-15", "2026-07-15", "2026-07-15.pre"):
        revision = parse_revision(name)
        path = tmp_path / "base" / f"{revision.path}.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(SPEC)
    return str(tmp_path / "base")


def run(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(revisions.command, arguments, obj=settings)


def test_the_table_is_aligned_text(settings: Settings, base: str) -> None:
    Store(settings.specs).save(parse_revision("2026-07-15"), Fetched(SPEC, "x.json"))
    result = run(settings, "--source", base, "--today", "2026-07-16")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "REVISION        CHANNEL  LIFE CYCLE  CHANGES                   PULLED",
        "2025-01-15      stable   deprecated  retired on 2027-01-15     -",
        "2026-07-15      stable   stable      deprecated on 2027-07-15  2 operations",
        "2026-07-15.pre  beta     beta        -                         -",
    ]


def test_what_was_pulled_is_shown_though_the_source_lacks_it(settings: Settings, base: str) -> None:
    path = settings.specs / "2024-10-15/openapi/stable.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(SPEC)  # put there by hand: no record
    lines = run(settings, "--source", base, "--today", "2026-07-16").stdout.splitlines()
    assert lines[1] == "2024-10-15      stable   deprecated  retired on 2026-10-15     yes"


def test_offline_shows_the_catalogue_and_asks_nobody(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "open_source", None)
    result = run(settings, "--offline", "--today", "2026-11-01")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert len(lines) == 1 + 28
    assert lines[1] == "2022-10-17      stable   retired     -                         -"


def test_a_source_that_cannot_be_listed_is_noted(settings: Settings) -> None:
    result = run(settings, "--source", "https://specs.example", "--today", "2026-11-01")
    assert result.exit_code == 0
    assert result.stderr == (
        "note: https://specs.example: only repositories on GitHub can be listed; "
        "these are the revisions known to this version\n"
    )
    assert len(result.stdout.splitlines()) == 1 + 28
    quiet = Settings(specs=settings.specs, verbosity=-1)
    assert run(quiet, "--source", "https://specs.example").stderr == ""


def test_a_terminal_gets_a_drawn_table(
    settings: Settings, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "is_terminal", lambda stream: True)
    monkeypatch.setenv("COLUMNS", "120")
    result = run(settings, "--source", base, "--today", "2027-01-15")
    assert result.exit_code == 0
    assert "┃ Revision" in result.stdout
    assert "2026-07-15.pre │ beta" in result.stdout
    assert "retired" in result.stdout


def test_the_source_comes_from_the_environment(
    settings: Settings, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLAVIYO_POSTMAN_SOURCE", base)
    assert len(run(settings).stdout.splitlines()) == 1 + 3


def test_errors_are_left_to_the_group(settings: Settings, tmp_path: Path) -> None:
    result = run(settings, "--source", str(tmp_path / "nowhere"))
    assert isinstance(result.exception, InputError)
    assert run(settings, "--today", "tomorrow").exit_code == 2
