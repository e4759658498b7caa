"""Values as the text of a body: by the media type."""

from __future__ import annotations

from typing import cast

import pytest

from generator.json_types import JSON
from generator.openapi.document import Document
from generator.openapi.model import MediaType, Node
from generator.openapi.sample import Sampler
from generator.postman.texts import as_text

SAMPLER = Sampler(cast(Document, {"openapi": "3.1.0", "paths": {}}))


def text(media_type: str, value: JSON) -> str:
    return as_text(MediaType(media_type, Node({}, ""), (), {}), value, SAMPLER)


@pytest.mark.parametrize(
    ("media_type", "value", "expected"),
    [
        ("application/json", "a", '"a"'),
        ("text/plain", "a", "a"),
        ("text/plain", {"a": 1}, '{\n  "a": 1\n}'),
        ("application/x-ndjson", [{"a": 1}, [2]], '{"a":1}\n[2]\n'),
        ("application/x-ndjson", {"a": 1}, '{"a":1}\n'),
        ("application/json-seq", [{"a": 1}, 2], '\x1e{"a":1}\n\x1e2\n'),
        (
            "text/event-stream",
            [{"event": "a", "data": "b\nc"}, {"x": 1}],
            'event: a\ndata: b\ndata: c\n\ndata: {"x":1}\n\n',
        ),
        ("application/x-ndjson", "as it is", "as it is"),
        ("text/csv", "a,b", "a,b"),
        (
            "text/csv; header=present",
            [{"a": 1, "b": "x,y"}, {"b": None, "c": [2]}],
            'a,b,c\n1,"x,y",\n,,[2]\n',
        ),
        ("text/csv", [["a", 1], "b", 2.5], "a,1\nb\n2.5\n"),
        ("text/csv", {"a": True}, "a\ntrue\n"),
        ("application/xml", "<a/>", "<a/>"),
        ("application/xml", " \n<a>1</a>", " \n<a>1</a>"),
    ],
)
def test_each_kind_is_written_in_its_own_way(media_type: str, value: JSON, expected: str) -> None:
    assert text(media_type, value) == expected


def test_a_placeholder_is_no_markup() -> None:
    assert text("application/xml", "<string>").endswith("<root>&lt;string&gt;</root>")
