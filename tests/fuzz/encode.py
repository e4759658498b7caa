"""A document as the bytes of a file, also where no encoder would write it."""

from __future__ import annotations

import json
import re
import sys
from random import Random

import yaml

from tests.fuzz.json_values import Object
from tests.fuzz.odd import NESTS

_DEEP = re.compile(r"""["']@deep:(\w+):(\d+)@["']""")


def as_json(document: Object) -> bytes:
    """JSON in ASCII, so that halves of surrogate pairs can stand in it."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(
        0
    )  # numbers of any length are to be written; those who read them have the limit
    try:
        return _DEEP.sub(_unfold, json.dumps(document)).encode()
    finally:
        sys.set_int_max_str_digits(limit)


def as_file(document: Object, random: Random) -> tuple[str, bytes]:
    """The ending of a file's name and its content: JSON, or YAML where that can say the document."""
    if random.random() < 0.5:
        try:
            text = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
            return "yaml", _DEEP.sub(_unfold, text).encode()
        except (yaml.YAMLError, UnicodeError, ValueError, RecursionError):
            pass
    return "json", as_json(document)


def _unfold(found: re.Match[str]) -> str:
    (opening, closing), depth = NESTS[found[1]], int(found[2])
    return opening * depth + "1" + closing * depth
