"""JSON that is printed: the same value, whatever stands in its texts."""

from __future__ import annotations

import re
from typing import NewType

from generator.encode import to_json_text
from generator.escape import Printable
from generator.escape.lines import COMMAND

Json = NewType("Json", Printable)

# What JSON may hold as it is, and a terminal had better not.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def printed(value: object) -> Json:
    """The value as indented JSON with the end of its last line."""
    text = _UNSEEN.sub(lambda found: _escaped(found[0]), to_json_text(value))
    return Json(Printable(COMMAND.sub(r"\\u0023", text) + "\n"))


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[index : index + 2].hex()}" for index in range(0, len(units), 2))
