"""Media types: kinds, wildcards, which one is shown."""

from __future__ import annotations

import pytest

from generator.openapi.document import SchemaObject
from generator.openapi.model import MediaType, Node
from generator.postman.media import is_file, is_textual, preferred


def chosen(*names: str, schema: SchemaObject | None = None) -> str:
    best = preferred(tuple(MediaType(name, Node(schema or {}, ""), (), {}) for name in names))
    assert best is not None
    return best.name


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("*/*",), "application/json"),
        (("application/*",), "application/json"),
        (("text/plain", "*/*"), "application/json"),
        (("text/*; charset=utf-8",), "text/plain"),
        (("image/*", "text/plain"), "image/png"),
        (("multipart/*",), "multipart/form-data"),
        (("font/*",), "font/*"),
    ],
)
def test_wildcards_become_what_can_be_sent(names: tuple[str, ...], expected: str) -> None:
    assert chosen(*names) == expected


def test_anything_binary_is_no_json() -> None:
    assert chosen("*/*", schema={"type": "string", "format": "binary"}) == "application/octet-stream"
    assert chosen("image/*", schema={"type": "string", "format": "binary"}) == "image/png"


@pytest.mark.parametrize(
    ("media_type", "textual", "file"),
    [
        ("text/csv", True, False),
        ("application/json", True, False),
        ("image/svg+xml", True, False),
        ("Image/PNG; q=1", False, True),
        ("application/pdf", False, True),
        ("application/x-own", False, False),
    ],
)
def test_files_are_no_texts(media_type: str, textual: bool, file: bool) -> None:
    assert (is_textual(media_type), is_file(media_type)) == (textual, file)
