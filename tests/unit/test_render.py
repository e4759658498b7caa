"""Templates: the words of a collection, and what is said of a broken template."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import render
from generator.errors import InputError
from generator.render import Templates


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(render, "bundled", lambda name: tmp_path / name)
    (tmp_path / "templates" / "words").mkdir(parents=True)
    return tmp_path / "templates"


def test_text_has_no_blank_ends_and_no_lines_of_statements(folder: Path) -> None:
    (folder / "a.md.j2").write_text("\n# {{ title }}\n{% for n in numbers %}\n- {{ n }}\n{% endfor %}\n\n")
    assert Templates().render("a.md.j2", title="<Zoé>", numbers=[1, 2]) == "# <Zoé>\n- 1\n- 2"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\n\n{{ nothing }}", "a.md.j2, line 3"),
        ("\n\n{{ nothing | markdown }}", "a.md.j2, line 3"),
        ("\n{{ nothing.at_all }}", "a.md.j2, line 2"),
        ("{{ given.nothing }}", "a.md.j2, line 1"),
        ("{% include 'words/b.md.j2' %}", "words/b.md.j2, line 2"),
        ("{% include 'c.md.j2' %}", "c.md.j2"),
        ("\n{% if %}", "a.md.j2, line 2"),
    ],
)
def test_a_broken_template_is_named_with_its_line(folder: Path, text: str, place: str) -> None:
    (folder / "a.md.j2").write_text(text)
    (folder / "words" / "b.md.j2").write_text("\n{{ nothing }}")
    with pytest.raises(InputError) as caught:
        Templates().render("a.md.j2", given={})
    assert str(caught.value).startswith(f"template {place}: ")


def test_no_template_has_a_name_too_long_for_a_file(folder: Path) -> None:
    assert not Templates().has("a" * 300)


def test_a_missing_template_is_named(folder: Path) -> None:
    with pytest.raises(InputError, match=r"template a\.md\.j2: not found"):
        Templates().render("a.md.j2")


def test_whatever_goes_wrong_in_a_template_names_its_line(folder: Path) -> None:
    (folder / "a.md.j2").write_text("\n{{ 1 / given }}")
    with pytest.raises(InputError, match=r"template a\.md\.j2, line 2: ZeroDivisionError: division by zero"):
        Templates().render("a.md.j2", given=0)


@pytest.fixture
def overrides(folder: Path, tmp_path: Path) -> Path:
    (folder / "a.md.j2").write_text("ours {% include 'words/b.md.j2' %}")
    (folder / "words" / "b.md.j2").write_text("and ours")
    theirs = tmp_path / "theirs"
    (theirs / "words").mkdir(parents=True)
    (theirs / "words" / "b.md.j2").write_text("and theirs {{ given }}")
    (theirs / "words" / "c.md.j2").write_text("new")
    return theirs


def test_templates_of_a_folder_stand_in_for_ours_by_name(overrides: Path) -> None:
    templates = Templates(overrides)
    assert templates.render("a.md.j2", given="!") == "ours and theirs !"
    assert templates.render("words/c.md.j2") == "new"
    assert templates.names() == ["a.md.j2", "words/b.md.j2", "words/c.md.j2"]
    assert [templates.is_overridden(name) for name in templates.names()] == [False, True, True]
    assert templates.has("a.md.j2")
    assert templates.has("words/c.md.j2")
    assert not templates.has("c.md.j2")
    assert not Templates().is_overridden("words/b.md.j2")


def test_an_undefined_variable_in_an_override_names_the_override_and_its_line(overrides: Path) -> None:
    (overrides / "a.md.j2").write_text("\n\n{{ nothing }}")
    with pytest.raises(InputError, match=r"template a\.md\.j2, line 3: .*nothing"):
        Templates(overrides).render("a.md.j2", given="!")


@pytest.mark.parametrize(
    "text",
    [
        "{{ given.__class__.__mro__ }}",
        "{{ given.keys.__globals__ }}",
        "{{ '{0.__class__}'.format(given) }}",
        "{{ given.update(a=1) }}",
        "{{ cycler.__init__.__globals__.os.system('true') }}",
        "{% for n in range(1000000000) %}{% endfor %}",
        "{{ 'a' * 10000000000 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% include '../../secret' %}",
        "{{ 'x'|center(1000000000) }}",
        "{{ ['x']|map('center', 1000000000)|first }}",
        "{{ 'x'.center(1000000000) }}",
        "{{ '%1000000000s'|format(1) }}",
        "{{ '%1000000000s' % 1 }}",
        "{{ lipsum(n=10000000) }}",
        "{% set n = namespace(x='x') %}{% for _ in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x='x') %}{% for _ in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='x') %}{% for _ in range(60) %}{% set n.x = [n.x, n.x]|join %}{% endfor %}",
        "{% set n = namespace(x=9) %}{% for _ in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{% for _ in range(99999) %}{{ 'more than ten' }}{% endfor %}",
        "{{ given }}",
        "{{ given.keys }}",
        "{{ '' ~ given }}",
    ],
)
def test_templates_of_a_folder_get_nowhere(overrides: Path, text: str) -> None:
    (overrides / "a.md.j2").write_text(text)
    (overrides.parent / "secret").write_text("of the user")
    with pytest.raises(InputError, match="template "):
        Templates(overrides).render("a.md.j2", given={})


def test_templates_of_a_folder_reckon_and_join(overrides: Path) -> None:
    (overrides / "a.md.j2").write_text(
        "{{ 1 + 2 * 3 % 4 }} {{ 'a' + 'b' ~ 1 ~ given }} {{ [1, 2]|join(', ') }} "
        "{{ 'aa'|replace('a', 'b') }} {{ ([1] + [2])|tojson }} {{ None }}"
    )
    assert Templates(overrides).render("a.md.j2", given="!") == "3 ab1! 1, 2 bb [1, 2] None"


@pytest.mark.parametrize("name", ["a.md.j2", "linked/secret.j2"])
def test_no_link_leads_out_of_a_folder(overrides: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.j2").write_text("of the user")
    (overrides / "linked").symlink_to(tmp_path / "elsewhere")
    (overrides / "a.md.j2").symlink_to(tmp_path / "elsewhere" / "secret.j2")
    (overrides / "d.md.j2").symlink_to(overrides / "words" / "c.md.j2")
    templates = Templates(overrides)
    assert templates.render("d.md.j2") == "new"
    with pytest.raises(InputError, match=rf"template {name}: lies outside of "):
        templates.render(name)
    with pytest.raises(InputError, match=r"template a\.md\.j2: lies outside of "):
        templates.overrides()


def test_what_a_spec_says_is_no_template(folder: Path, overrides: Path) -> None:
    (folder / "a.md.j2").write_text("{{ given | markdown }} {{ given | cell }}")
    said = "{{ 7 * 7 }}{% x %}"
    for templates in (Templates(), Templates(overrides)):
        assert templates.render("a.md.j2", given=said) == f"{said} {said}"
