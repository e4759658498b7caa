"""JSON out: the same bytes for the same value, everywhere."""

from __future__ import annotations

from typing import cast

import orjson


def to_json(value: object, *, indent: bool = True) -> bytes:
    """`value`, made of dicts, lists and scalars, as UTF-8 JSON; keys stay in their order."""
    return _dumped(value, indent, b"")


def to_json_file(value: object, *, indent: bool = True) -> bytes:
    """As `to_json`, with the end of line that a file ends with."""
    return _dumped(value, indent, b"\n")


def _dumped(value: object, indent: bool, end: bytes) -> bytes:
    try:
        option = (orjson.OPT_INDENT_2 if indent else 0) | (orjson.OPT_APPEND_NEWLINE if end else 0)
        return orjson.dumps(value, option=option)
    except TypeError:  # integers beyond 64 bits and lone surrogates, which orjson refuses
        import json

        separators = None if indent else (",", ":")
        return json.dumps(value, indent=2 if indent else None, separators=separators).encode() + end


def to_json_text(value: object) -> str:
    """As `to_json`, indented, as text."""
    return to_json(value).decode()


def from_json(content: bytes) -> object:
    """Parse JSON, as `to_json` writes it: numbers have any size. Raises ValueError for anything else."""
    try:
        return cast(object, orjson.loads(content))
    except ValueError:  # also for numbers beyond a double, which JSON allows
        import json

        try:
            return cast(object, json.loads(content, parse_constant=_refuse))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def as_we_write(content: bytes) -> object:
    """Parse JSON that is written just as `to_json` writes it, indented; None for all else.

    What is the same once it is written again lost nothing when it was read: no key that was given twice, no
    number. To find that out takes a third of what it takes to look for such things while reading.
    """
    try:
        value = cast(object, orjson.loads(content))
        return value if orjson.dumps(value, option=orjson.OPT_INDENT_2) == content.strip() else None
    except (ValueError, TypeError):  # no JSON, or none that orjson takes
        return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON value")
