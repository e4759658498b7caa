from __future__ import annotations

import json

import pytest

from generator.encode import as_we_write, from_json, to_json, to_json_file, to_json_text
from generator.json_types import JSON

VALUES: list[JSON] = [
    None,
    True,
    0,
    -1.5,
    'é\n"/<>\u2028',
    [],
    {},
    [{}, [], [1, "a"]],
    {"b": 1, "a": {"ü": [None]}},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_is_written_reads_back(value: JSON) -> None:
    for indent in (True, False):
        assert from_json(to_json(value, indent=indent)) == value
        assert json.loads(to_json(value, indent=indent)) == value


def test_keys_stay_in_their_order_and_text_stays_readable() -> None:
    assert to_json({"b": "é", "a": [1]}) == '{\n  "b": "é",\n  "a": [\n    1\n  ]\n}'.encode()
    assert to_json({"b": "é", "a": [1]}, indent=False) == '{"b":"é","a":[1]}'.encode()
    assert to_json_text({"b": "é"}) == '{\n  "b": "é"\n}'


@pytest.mark.parametrize("value", [2**64, -(2**70), "\ud800"], ids=repr)
def test_what_the_fast_writer_refuses_is_written_all_the_same(value: JSON) -> None:
    held = {"a": [value, {}]}
    assert json.loads(to_json(held)) == held
    assert json.loads(to_json(held, indent=False)) == held
    assert b" " not in to_json(held, indent=False)
    assert to_json(held).startswith(b'{\n  "a": [\n    ')


@pytest.mark.parametrize("content", [b"", b"{", b"{'a': 1}", b'{"a": NaN}', b"\xff"])
def test_anything_but_json_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(content)


@pytest.mark.parametrize("value", [*VALUES, 2**64], ids=repr)
def test_a_file_ends_with_the_end_of_a_line(value: JSON) -> None:
    for indent in (True, False):
        assert to_json_file(value, indent=indent) == to_json(value, indent=indent) + b"\n"


@pytest.mark.parametrize("value", [value for value in VALUES if value is not None], ids=repr)
def test_what_is_written_as_we_write_it_is_read_at_once(value: JSON) -> None:
    assert as_we_write(to_json_file(value)) == as_we_write(to_json(value)) == value


@pytest.mark.parametrize(
    "content",
    [
        b'{\n  "a": 1,\n  "a": 1\n}',
        b'{\n  "a": 1e400\n}',
        b'{\n  "a": 36893488147419103232\n}',
        b'{\n  "a": 0.10\n}',
        b'{\n  "a": "\\ud800"\n}',
        b'{\n  "a": NaN\n}',
        b'{\n  "a": "\xff"\n}',
        b'{\n  "a": 1',
        b'{"a": 1}',
        b"[" * 300 + b"]" * 300,
        b"",
    ],
)
def test_what_is_written_otherwise_or_would_lose_something_is_left_to_others(content: bytes) -> None:
    assert as_we_write(content) is None
