"""Templates compiled beforehand say what their sources say, words and faults alike."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from generator import compiled, render
from generator.encode import from_json, to_json
from generator.errors import InputError
from generator.klaviyo import profile
from generator.render import Templates


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a wheel's templates, compiled; their sources lie in it, and may change without effect."""
    monkeypatch.setattr(render, "bundled", lambda name: tmp_path / name)
    folder = tmp_path / "templates"
    (folder / "words").mkdir(parents=True)
    (folder / "a.md.j2").write_text("ours {{ 1 + 1 }} {% include 'words/b.md.j2' %}")
    (folder / "words/b.md.j2").write_text("\n\n{{ given.name }}")
    (folder / "page.html.j2").write_text("{{ given }}")
    Templates().compile(tmp_path / "compiled")
    monkeypatch.setattr(compiled, "compiled", lambda name: tmp_path / "compiled" / name)
    return folder


def test_what_was_compiled_is_not_compiled_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja2.Environment, "compile", lambda *_: pytest.fail("compiled"))
    assert Templates().render("a.md.j2", given={"name": "<x>"}) == "ours 2 \n\n<x>"


def test_a_fault_has_its_place_in_the_source(made: Path) -> None:
    with pytest.raises(InputError, match=r"^template words/b\.md\.j2, line 3: "):
        Templates().render("a.md.j2", given={})


def test_what_was_not_compiled_is_read(made: Path) -> None:
    assert Templates().render("page.html.j2", given="x") == "x"
    with pytest.raises(InputError, match=r"template none\.md\.j2: not found"):
        Templates().render("none.md.j2")


def test_a_template_of_the_users_comes_first(made: Path, tmp_path: Path) -> None:
    (tmp_path / "own/words").mkdir(parents=True)
    (tmp_path / "own/words/b.md.j2").write_text("theirs")
    assert Templates(tmp_path / "own").render("a.md.j2") == "ours 2 theirs"


def test_the_compiled_profile_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / profile.COMPILED
    file.write_bytes(to_json(profile.profile_data(), indent=False))
    assert from_json(file.read_bytes()) == profile.profile_data()
    read = profile.klaviyo_profile()
    monkeypatch.setattr(profile, "compiled", lambda name: tmp_path / name)
    monkeypatch.setattr(profile, "profile_data", lambda: pytest.fail("read again"))
    assert profile.klaviyo_profile.__wrapped__() == read
