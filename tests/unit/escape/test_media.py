"""JSON, XML, HTML and GitHub's commands: the same value, and nothing that acts on who reads it."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from generator.escape.github import annotation
from generator.escape.html import marked
from generator.escape.json import printed
from generator.escape.lines import line, visible
from generator.escape.xml import document, element


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_printed_json_is_the_same_value_and_can_be_seen(value: object) -> None:
    said = printed(value)
    assert json.loads(said) == value
    assert all(visible(line) == line for line in said.removesuffix("\n").split("\n"))


def test_printed_json_holds_no_command() -> None:
    assert printed(["##[error]", "\U000e0041\x9b"]) == (
        '[\n  "\\u0023#[error]",\n  "\\udb40\\udc41\\u009b"\n]\n'
    )


@given(st.text(st.characters()), st.text(st.characters(codec="utf-8")))
def test_xml_takes_any_text(name: str, text: str) -> None:
    root = element("root", name=name)
    element("inner", root, text)
    read = ElementTree.fromstring(document(root).encode())  # noqa: S314 - our own
    assert read.get("name") == visible(name)
    assert (read[0].text or "") == "\n".join(map(line, text.split("\n")))


def test_html_is_text_but_for_our_marks() -> None:
    pieces = [("a <b>", False), ("\u202e&", True), ("c\n::error::d", False)]
    assert marked(pieces) == "a &lt;b&gt;<code>\\u202e&amp;</code>c\n\\x3a:error::d"


def test_a_command_is_one_line_with_the_escapes_of_github() -> None:
    assert annotation("error", "a\n::error::b %", file="c,d:e\x1b") == (
        "::error file=c%2Cd%3Ae\\x1b::a%0A::error::b %25\n"
    )
