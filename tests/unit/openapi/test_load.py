"""Bytes to a document: what is read as what, and what is refused with which words."""

from __future__ import annotations

import re
import time

import pytest

from generator.errors import InputError
from generator.json_types import JSON, JSONObject
from generator.openapi import load as load_module
from generator.openapi.load import load_document


def refusal(content: bytes | str, name: str = "spec.yaml") -> str:
    """The message with which a document is refused."""
    with pytest.raises(InputError) as caught:
        load_document(content if isinstance(content, bytes) else content.encode(), name)
    assert caught.value.exit_code == 3
    assert caught.value.message.startswith(f"{name}: ")
    return caught.value.message.removeprefix(f"{name}: ")


def value_of(text: str) -> JSON:
    """What YAML makes of a plain value."""
    return load_document(f"a: {text}\n".encode(), "spec.yaml")["a"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"a": 1}', "spec.json"),
        (b'  \n\t{"a": 1}\n', "spec.json"),
        (b'{"a": 1}', "https://host.example/spec"),
        (b'{"a": 1}', "-"),
        (b'{"a": 1}', "spec.yaml"),
        (b'\xef\xbb\xbf{"a": 1}', "spec.json"),
        (b"a: 1", "spec.yml"),
        (b"{a: 1}", "spec.yml"),
        (b'{"a": +1}', "spec.yml"),
        (b'{"a": 1,}', "spec.yaml"),
        (b"{a: 1}", "-"),
        (b"a: 1", "-"),
        (b"\xef\xbb\xbfa: 1", "spec.yaml"),
        (b"{a: 1}", "spec.yaml"),
        (b"---\na: 1\n", "-"),
        (b"# a comment\na: 1\n", "spec.json"),
    ],
)
def test_json_and_yaml_are_told_apart(content: bytes, name: str) -> None:
    assert load_document(content, name) == {"a": 1}


def test_what_only_one_of_the_two_allows() -> None:
    assert "not JSON" in refusal("{a: 1}", "spec.json")
    assert load_document(b'{"a": "\\ud83d\\ude00"}', "spec.json") == {"a": "\U0001f600"}


@pytest.mark.parametrize("content", ["", "\n \t\n", "\ufeff"])
def test_empty_input_is_refused_with_a_hint(content: str) -> None:
    with pytest.raises(InputError, match=r"^spec\.json: empty \(give an OpenAPI") as caught:
        load_document(content.encode(), "spec.json")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("[]", "a list"),
        ("[1]", "a list"),
        ("- 1", "a list"),
        ("text", "a single value"),
        ("~", "a single value"),
    ],
)
def test_the_top_is_an_object(content: str, kind: str) -> None:
    assert refusal(content) == f"holds {kind} where an OpenAPI document is an object"


def test_a_list_of_json_is_no_document_either() -> None:
    assert refusal("[]", "spec.json") == "holds a list where an OpenAPI document is an object"


def test_only_utf_8_is_text() -> None:
    assert refusal('{"a": "é"}'.encode("latin-1"), "spec.json") == "not UTF-8 text at byte 7"
    assert refusal('{"a": 1}'.encode("utf-16"), "spec.json") == "not UTF-8 text at byte 0"


def test_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_module, "MAX_BYTES", 8)
    assert load_document(b'{"a": 1}', "spec.json") == {"a": 1}
    assert refusal(b'{"a": 12}', "spec.json") == "9 bytes are more than the 8 that are read"
    assert load_module.MAX_NODES > 1_000_000


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_json_has_no_constants_for_what_is_no_number(constant: str) -> None:
    assert refusal(f'{{"a": [{constant}]}}', "spec.json") == f"{constant} is not a JSON value"


@pytest.mark.parametrize("name", ["spec.json", "spec.yaml"])
def test_numbers_stay_finite(name: str) -> None:
    assert "1e999 is too large a number" in refusal('{"a": 1e999}', name)
    assert "4300 digits" in refusal('{"a": ' + "1" * 5000 + "}", name)
    assert load_document(b'{"a": 1e300, "b": -0.5}', name) == {"a": 1e300, "b": -0.5}


def test_half_a_character_is_no_text() -> None:
    assert refusal('{"a": "\\uD83D."}', "spec.json") == "'\\ud83d' is half of a character"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"a": 1,\n  "b": {"c": 1, "c": 2}}', '"c" at line 2, column 17'),
        ('{"a": 1,\n\t"a": "\\/"}', '"a" at line 2, column 2'),
        ('{"\\ud83d\\ude00": 1, "b": 1,\n "b": 2}', '"b" at line 2, column 2'),
    ],
)
def test_duplicate_keys_in_json(content: str, place: str) -> None:
    assert refusal(content, "spec.json") == f"duplicate key {place}"


def test_a_duplicate_key_whose_line_cannot_be_told() -> None:
    assert refusal('{"a": "\x7f", "a": 2}', "spec.json") == "duplicate key"
    assert refusal('{"\\u0061": 1, "a": 2}', "spec.json").startswith("duplicate key")


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 'line 4, column 3: duplicate key "c"'),
        ("a: {b: 1, 'b': 2}\n", 'line 1, column 11: duplicate key "b"'),
        ("200: 1\n'200': 2\n", 'line 2, column 1: duplicate key "200"'),
    ],
)
def test_duplicate_keys_in_yaml(content: str, place: str) -> None:
    assert refusal(content) == f"not YAML at {place}"


@pytest.mark.parametrize("length", [12, 20, 25, 29])
def test_input_that_is_cut_off_says_so(length: int) -> None:
    whole = '{"openapi": "3.0.2",\n"paths": {"/a": {}}}'
    message = refusal(whole[:length], "spec.json")
    assert re.match(r"not JSON at line [12], column \d+: ", message)
    assert message.endswith(" (is the file cut off?)")


def test_a_mistake_in_the_middle_is_not_called_a_cut() -> None:
    message = refusal('{"a": 1,\n "b" 2, "c": [1, 2, 3]}', "spec.json")
    assert message.startswith("not JSON at line 2, column 6: ")
    assert "cut off" not in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [1, 2", "at line 2, column 1"),
        ("a: 1\n b: 2\n", "at line 2, column 3"),
        ("a: *nowhere", "at line 1, column 4"),
        ("? [a, b]\n: 1", "at line 1, column 3: a key that is no scalar"),
        ("a: 1\n---\nb: 2", "at line 2, column 1"),
        ("a: \x01", ""),
        ("a: !custom 1", "at line 1, column 4"),
        ("a: !!timestamp 2024-01-01", "at line 1, column 4"),
        ("a: !!float abc", ""),
        ("a: !!bool maybe", "maybe"),
        ("a: {<<: 3}", "at line 1, column 9: only mappings can be merged"),
        ("a: {<<: [{b: 1}, 3]}", "at line 1, column 18: only mappings can be merged"),
    ],
)
def test_malformed_yaml(content: str, message: str) -> None:
    assert re.match("not YAML", refused := refusal(content))
    assert re.search(message, refused)


def test_values_are_those_of_yaml_1_2() -> None:
    as_text = [
        "2024-01-31", "2024-01-31T09:30:00Z", "NO", "no", "yes", "On", "off", "y", "12:30", "1_000",
        "0x1F", "0o14", ".inf", ".nan", "1.2.3", "+", ".", "=", "<", "12e", "nULL",
    ]  # fmt: skip
    assert {text: value_of(text) for text in as_text} == {text: text for text in as_text}
    others: dict[str, JSON] = {
        "true": True, "True": True, "FALSE": False, "null": None, "~": None, "": None, "Null": None,
        "12": 12, "-3": -3, "+4": 4, "007": 7, "1.5": 1.5, "1.": 1.0, ".5": 0.5, "-1e3": -1000.0,
        "'12'": "12",
    }  # fmt: skip
    assert {text: value_of(text) for text in others} == others
    assert isinstance(value_of("1e3"), float)
    assert value_of("!!str 12") == "12"


def test_yaml_reads_the_same_without_its_fast_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("yaml.CSafeLoader", raising=False)
    content = b"200: [NO, 12, 1.5, true, ~, 2024-01-31]\na: &a {b: 1}\nc: {<<: *a, d: *a}\n"
    expected = {"200": ["NO", 12, 1.5, True, None, "2024-01-31"], "a": {"b": 1}, "c": {"b": 1, "d": {"b": 1}}}
    assert load_document(content, "spec.yaml") == expected
    assert refusal("[" * 1000) == "nested too deeply"
    assert refusal("a: 1\na: 2") == 'not YAML at line 2, column 1: duplicate key "a"'


def test_keys_are_strings() -> None:
    content = b"200: {a: 1}\n2024-01-31: 2\nNO: 3\ntrue: 4\nnull: 5\n1.0: 6\n"
    assert list(load_document(content, "spec.yaml")) == ["200", "2024-01-31", "NO", "true", "null", "1.0"]


def test_aliases_stand_for_what_they_name() -> None:
    content = b"a: &one {b: [1]}\nc: *one\nd: [*one, *one]\n"
    one = {"b": [1]}
    assert load_document(content, "spec.yaml") == {"a": one, "c": one, "d": [one, one]}


def merged(text: str) -> JSONObject:
    """The mapping under `d`, where `one` and `two` can be merged."""
    document = load_document(
        f"o: &one {{a: 1, b: 1}}\nt: &two {{b: 2, c: 2}}\n{text}\n".encode(), "spec.yaml"
    )
    assert isinstance(document["d"], dict)
    return document["d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d: {<<: *one}", {"a": 1, "b": 1}),
        ("d: {<<: *one, b: 9}", {"a": 1, "b": 9}),
        ("d: {b: 9, <<: *one}", {"a": 1, "b": 9}),
        ("d: {<<: [*one, *two]}", {"a": 1, "b": 1, "c": 2}),
        ("d: {<<: [*two, *one], c: 9}", {"a": 1, "b": 2, "c": 9}),
        ("m: &mid {<<: *one, b: 5}\nd: {<<: *mid}", {"a": 1, "b": 5}),
        ("d: {m: &mid {<<: *one, b: 5}, <<: *mid}", {"m": {"a": 1, "b": 5}, "a": 1, "b": 5}),
        ("x: {<<: &mid {<<: *one, b: 5}}\nd: *mid", {"a": 1, "b": 5}),
        ("d: {'<<': *one}", {"<<": {"a": 1, "b": 1}}),
    ],
)
def test_merge_keys_bring_what_the_mapping_does_not_say_itself(text: str, expected: JSONObject) -> None:
    assert merged(text) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("&a {b: *a}", "a YAML alias contains itself"),
        ("&a {b: 1, c: *a}", "a YAML alias contains itself"),
        ("a: &a {b: *a}", "not YAML at line 1, column 4: "),
        ("a: &a [*a]", "not YAML at line 1, column 4: "),
        ("a: &a {<<: *a}", "nested too deeply"),
    ],
)
def test_what_contains_itself_is_refused(content: str, message: str) -> None:
    assert refusal(content).startswith(message)


def bomb(reference: str) -> str:
    levels = [f"b{level}: &b{level} {{x: {reference}}}" for level in range(1, 30)]
    filled = [line.replace("?", ", ".join([f"*b{level}"] * 9)) for level, line in enumerate(levels)]
    return "\n".join(["b0: &b0 {y: 1}", *filled])


def test_aliases_that_multiply_are_refused_before_they_are_followed() -> None:
    started = time.process_time()
    assert refusal(bomb("[?]")) == "YAML aliases expand to more than 5,000,000 nodes"
    assert time.process_time() - started < 5


def test_merges_that_multiply_are_merged_once() -> None:
    started = time.process_time()
    content = bomb("{<<: [?]}").replace("{x: {<<: ", "{<<: ").replace("}}", "}")
    document = load_document(content.encode(), "spec.yaml")
    assert document["b29"] == {"y": 1}
    assert time.process_time() - started < 5


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "a:\n" + " " * 3])
def test_yaml_nested_too_deeply_is_refused(opening: str) -> None:
    content = (
        opening * 50_000 if opening != "a:\n   " else "".join(f"{' ' * depth}a:\n" for depth in range(2000))
    )
    assert refusal(content)  # newer readers of YAML have a limit, and words, of their own


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_nested_too_deeply_is_refused(opening: str) -> None:
    assert refusal('{"a":' + opening * 100_000, "spec.json") == "nested too deeply"


def test_what_is_nested_as_deeply_as_specs_are_is_read() -> None:
    wide = b"a:" + b"\n- {b: [1]}" * 1000
    assert load_document(wide, "spec.yaml") == {"a": [{"b": [1]}] * 1000}
    content = '{"a":' * 100 + "1" + "}" * 100
    assert load_document(content.encode(), "spec.json") == load_document(content.encode(), "spec.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("    \t\n    Date", "\t\nDate"),
        ("    \tDate\n    \ttime", "\tDate\n\ttime"),
    ],
)
def test_a_tab_may_begin_a_line_of_a_block_scalar(text: str, value: str) -> None:
    content = f"a: |-\n{text}\nb: >-\n{text}\n".encode()
    assert load_document(content, "spec.yaml")["a"] == value


def test_a_tab_is_no_indentation() -> None:
    assert refusal("a:\n\tb: 1").startswith("not YAML at line 2, column 1")
