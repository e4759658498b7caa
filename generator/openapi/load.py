"""Bytes to a document: JSON or YAML, within limits, refusing what cannot be trusted."""

from __future__ import annotations

import gc
import json
import math
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from generator.encode import as_we_write
from generator.errors import InputError
from generator.json_types import JSON, JSONObject

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 64 * 1024 * 1024
MAX_NODES = 5_000_000  # after expanding YAML aliases, which can multiply without end
_MOST_TABS = 100  # each costs another reading
MAX_DEPTH = 400  # of YAML: libyaml's own recursion has no limit but the end of the stack

_HALF_A_CHARACTER = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class _DuplicateKeyError(ValueError):
    pass


def load_document(content: bytes, name: str) -> JSONObject:
    """The object that `content` holds, as JSON or YAML.

    `name` is how messages call the input: a path, a URL or `-`. What begins with a brace or bracket is JSON
    if it can be (a bundled spec keeps its name), else YAML, unless the name says JSON. Keys are always
    strings, dates stay strings. Raises InputError with the line and column where the input is cut off or
    malformed, for duplicate keys, for anything but an object at the top, and beyond 64 MiB.
    """
    if len(content) > MAX_BYTES:
        raise InputError(f"{name}: {len(content):,} bytes are more than the {MAX_BYTES:,} that are read")
    with _without_collecting_garbage():
        document = cast(JSON, as_we_write(content)) or _parsed(content, name)  # as Klaviyo's are
    if not isinstance(document, dict):
        kind = "a list" if isinstance(document, list) else "a single value"
        raise InputError(f"{name}: holds {kind} where an OpenAPI document is an object")
    return document


def _parsed(content: bytes, name: str) -> JSON:
    try:
        text = content.removeprefix(BOM_UTF8).decode()  # in an eighth of the time of "utf-8-sig"
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 text at byte {error.start}") from error
    if not text.strip():
        raise InputError(f"{name}: empty", "give an OpenAPI 3.0, 3.1 or 3.2 document")
    if text.lstrip()[0] not in "{[":
        return _parse_yaml(text, name)
    try:
        return _parse_json(text, name)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        cut_off = " (is the file cut off?)" if is_cut else ""
        refusal = InputError(
            f"{name}: not JSON at line {error.lineno}, column {error.colno}: {error.msg}{cut_off}"
        )
        if name.endswith(".json"):
            raise refusal from error
    try:
        return _parse_yaml(text, name)
    except InputError as error:
        if name.endswith((".yaml", ".yml")) and not is_cut:
            raise
        raise refusal from error


@contextmanager
def _without_collecting_garbage() -> Iterator[None]:
    """All that is made is kept: to look through it takes half the time of parsing YAML."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parse_json(text: str, name: str) -> JSON:
    """Raises JSONDecodeError for what is no JSON, InputError for JSON that is not taken."""
    try:
        document = cast(
            JSON,
            json.loads(text, object_pairs_hook=_object, parse_float=_finite, parse_constant=_refuse_constant),
        )
        if _HALF_A_CHARACTER.search(text):
            json.dumps(document, ensure_ascii=False).encode()
    except _DuplicateKeyError as error:
        raise InputError(f"{name}: duplicate key{_duplicate_in(text)}") from error
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise InputError(f"{name}: nested too deeply") from error
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise InputError(f"{name}: {half!r} is half of a character") from error
    except ValueError as error:
        raise InputError(f"{name}: {error}") from error
    return document


def _duplicate_in(json_text: str) -> str:
    """Which key is given twice and where, if that can be told.

    JSON is YAML, and the YAML reader knows lines: slower, but only where there is an error to explain.
    """
    message = ""
    try:
        _parse_yaml(_HALF_A_CHARACTER.sub(r"\\u0020", json_text), "")
    except InputError as error:
        message = error.message
    place, _, key = message.removeprefix(": not YAML").partition(": duplicate key")
    return f"{key}{place}" if key else ""


def _object(pairs: list[tuple[str, JSON]]) -> JSONObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _DuplicateKeyError
    return result


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(f"{number} is too large a number")
    return value


def _refuse_constant(constant: str) -> JSON:
    raise ValueError(f"{constant} is not a JSON value")


def _parse_yaml(text: str, name: str) -> JSON:
    import yaml

    try:
        document = _load_yaml(text, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(f"{name}: not YAML{place}: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise InputError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise InputError(f"{name}: nested too deeply") from error
    except (ValueError, KeyError) as error:  # an explicit tag that does not fit, such as `!!bool maybe`
        raise InputError(f"{name}: not YAML: {error}") from error
    return document


def _load_yaml(text: str, name: str) -> JSON:
    """The one document in `text`, which may begin a line of a block scalar with a tab, below its indentation.

    libyaml refuses that, which YAML 1.2.2 allows (section 8.1.1.1, Block Indentation Indicator): another
    character stands in for such a tab while it reads.
    """
    import yaml

    stand_in = next((chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text), "")
    lines: list[str] = []
    for _ in range(_MOST_TABS):
        try:
            document = cast(JSON, yaml.load(text, Loader=_yaml_loader()))  # noqa: S506 - a safe loader
            break
        except yaml.MarkedYAMLError as error:
            lines = lines or text.split("\n")
            mark = error.problem_mark
            is_scalar = stand_in and _rest(lines, error.context_mark).startswith(("|", ">"))
            if mark is None or not is_scalar or not _rest(lines, mark).startswith("\t"):
                raise
            lines[mark.line] = lines[mark.line].replace("\t", stand_in, 1)
            text = "\n".join(lines)
    else:
        raise InputError(f"{name}: not YAML: tabs in the indentation of {_MOST_TABS} lines")
    _refuse_explosion(document, name)
    if lines:
        document = cast(JSON, json.loads(json.dumps(document, ensure_ascii=False).replace(stand_in, "\\t")))
    return document


def _rest(lines: list[str], mark: yaml.Mark | None) -> str:
    """A line from a mark on."""
    return lines[mark.line][mark.column :] if mark and mark.line < len(lines) else ""


def _yaml_loader() -> type[yaml.SafeLoader]:
    """A loader for YAML 1.2's core schema, which OpenAPI prescribes, made from PyYAML's fast 1.1 loader.

    Dates, `yes`/`no` and numbers like `1_000` or `12:30` stay strings; keys are strings (response codes);
    a key given twice is an error. Source: YAML 1.2.2, section 10.3; OpenAPI 3.0.3, section "Format".
    """
    import yaml

    base = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    class Loader(base):  # type: ignore[valid-type,misc] # the base depends on how PyYAML was built
        yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012
        yaml_constructors: dict[str | None, object] = {}  # noqa: RUF012
        depth = 0

        def descend_resolver(self, *_: object) -> None:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise RecursionError

        def ascend_resolver(self) -> None:
            self.depth -= 1

    merged: dict[yaml.Node, dict[str, yaml.Node]] = {}

    def construct_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Iterator[JSONObject]:
        mapping: JSONObject = {}
        yield mapping  # before its content, so that aliases to an enclosing mapping resolve
        for key, value in _with_merged(node, merged).items():
            mapping[key] = cast(JSON, loader.construct_object(value, deep=True))

    for tag, pattern, first in (
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?[0-9]+", list("-+0123456789")),
        ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
        ("merge", r"<<", ["<"]),
    ):
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
    for tag, constructor in (
        ("null", base.construct_yaml_null),
        ("bool", base.construct_yaml_bool),
        ("int", lambda _, node: int(node.value)),
        ("float", lambda _, node: _finite(node.value)),
        ("str", base.construct_yaml_str),
        ("seq", base.construct_yaml_seq),
        ("map", construct_mapping),
    ):
        Loader.add_constructor(f"tag:yaml.org,2002:{tag}", constructor)
    Loader.add_constructor(None, base.construct_undefined)
    return Loader


def _with_merged(node: yaml.Node, known: dict[yaml.Node, dict[str, yaml.Node]]) -> dict[str, yaml.Node]:
    """The content of a mapping: what its merge keys (`<<`) bring, then its own, which overrides them.

    Each node is merged once (`known`) and each key kept once: merges of merges multiply without end.
    """
    import yaml

    if node in known:
        return known[node]
    if not isinstance(node, yaml.MappingNode):
        raise yaml.MarkedYAMLError(problem="only mappings can be merged", problem_mark=node.start_mark)
    inherited: dict[str, yaml.Node] = {}
    own: dict[str, yaml.Node] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key that is no scalar", problem_mark=key_node.start_mark)
        if key_node.tag == "tag:yaml.org,2002:merge":
            sources = value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
            for source in sources:  # the first to bring a key wins
                inherited = _with_merged(source, known) | inherited
        elif key_node.value in own:
            problem = f'duplicate key "{key_node.value}"'
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
        else:
            own[key_node.value] = value_node
    known[node] = inherited | own
    return known[node]


def _refuse_explosion(document: JSON, name: str) -> None:
    """Refuse aliases that contain themselves or that expand to more nodes than a real spec ever has."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: JSON) -> int:
        if not isinstance(node, dict | list):
            return 1
        key = id(node)
        if key in open_nodes:
            raise InputError(f"{name}: a YAML alias contains itself")
        if key not in sizes:
            open_nodes.add(key)
            children = node.values() if isinstance(node, dict) else node
            sizes[key] = 1 + sum(map(size, children))
            open_nodes.discard(key)
        return sizes[key]

    if size(document) > MAX_NODES:
        raise InputError(f"{name}: YAML aliases expand to more than {MAX_NODES:,} nodes")
