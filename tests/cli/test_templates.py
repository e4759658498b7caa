"""`templates`, and `generate --templates`: other words for those who want them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Outcome = tuple[int, str, str]
Run = Callable[..., Outcome]
WRITTEN = Path("output/2025-07-15/klaviyo.postman_collection.json")
MANIFEST = Path("output/2025-07-15/manifest.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "words" / "overviews").mkdir(parents=True)
    return tmp_path / "words"


def test_templates_are_listed_with_what_they_are_given(run: Run) -> None:
    code, out, err = run("templates")
    assert (code, err) == (0, "")
    assert "request.md.j2  the documentation of a request; is given request" in out
    assert "  overviews/profiles.md.j2\n" in out
    assert '  has("…"): Whether there is such an operation' in out
    assert "(overridden)" not in out


def test_those_of_a_folder_are_marked(run: Run, folder: Path) -> None:
    (folder / "request.md.j2").write_text("x")
    (folder / "overviews" / "teas.md.j2").write_text("x")
    _, out, _ = run("templates", "--templates", folder)
    assert out.count("(overridden)") == 2
    assert "  request.md.j2 (overridden)\n" in out
    assert "  overviews/teas.md.j2 (overridden)\n" in out


def test_generate_takes_words_from_a_folder(run: Run, folder: Path) -> None:
    (folder / "collection.md.j2").write_text("Our own words on {{ api.version }}.")
    code, _, err = run("generate", "sample", "--templates", folder)
    assert (code, err) == (0, "")
    assert json.loads(WRITTEN.read_bytes())["info"]["description"] == "Our own words on 2025-07-15."


def test_the_manifest_says_whose_words_they_are_and_not_where_they_lie(run: Run, folder: Path) -> None:
    text = "Our own words on {{ api.version }}."
    (folder / "collection.md.j2").write_text(text)
    (folder / "notes.txt").write_text("No template.")
    assert run("generate", "sample")[0] == 0
    assert json.loads(MANIFEST.read_bytes())["options"]["templates"] == {}
    assert run("generate", "sample", "--templates", folder)[0] == 0
    expected = {"collection.md.j2": hashlib.sha256(text.encode()).hexdigest()}
    assert json.loads(MANIFEST.read_bytes())["options"]["templates"] == expected
    assert str(folder).encode() not in MANIFEST.read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("request.md.j2", "\n{{ request.nothing }}", "template request.md.j2, line 2: "),
        (
            "overviews/lists.md.j2",
            "{{ nothing }}",
            "template overviews/lists.md.j2, line 1: ",
        ),
        ("collection.md.j2", "\n\n{% if %}", "template collection.md.j2, line 3: "),
        (
            "collection.md.j2",
            "{{ api.name('GET /nothing') }}",
            "template collection.md.j2, line 1: KeyError: ",
        ),
    ],
)
def test_what_is_wrong_in_a_template_is_named_with_its_line(
    run: Run, folder: Path, name: str, text: str, message: str
) -> None:
    (folder / name).write_text(text)
    code, out, err = run("generate", "sample", "--templates", folder)
    assert (code, out) == (3, "")
    assert message in err
    assert not WRITTEN.exists()


def test_a_file_that_stands_in_for_nothing_is_noticed(run: Run, folder: Path) -> None:
    (folder / "requst.md.j2").write_text("x")
    code, _, err = run("generate", "sample", "--templates", folder)
    assert code == 0
    assert "requst.md.j2: no template of this name; `klaviyo-postman templates` lists all" in err


def test_a_folder_that_is_not_there_is_refused(run: Run) -> None:
    code, _, err = run("generate", "sample", "--templates", "nowhere")
    assert code == 2
    assert "nowhere" in err
