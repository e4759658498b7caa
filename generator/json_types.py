"""The type of any JSON value, for the places where a closer type does not exist."""

from typing import TypeAlias
from urllib.parse import quote

# Modules that define TypedDicts do without `from __future__ import annotations`: each of their annotations
# would be compiled once more when the module is imported.

JSON: TypeAlias = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]
JSONObject: TypeAlias = dict[str, JSON]


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) from its unescaped parts: `pointer("paths", "/a")` is `/paths/~1a`."""
    plain = "/".join(map(str, parts))
    if "~" not in plain and plain.count("/") == len(parts) - 1:  # hardly anything needs escaping
        return "/" + plain
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def fragment(place: str) -> str:
    """A JSON pointer as a `$ref` has it: `/paths/~1a b` is `#/paths/~1a%20b` (RFC 6901, section 6)."""
    return "#" + quote(place, safe="/~")
