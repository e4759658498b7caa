"""The styles of parameters: texts on the wire to one text, a list of texts or an object of texts.

openapi-core's own take names for regular expressions and know no exploded list but one.
Sources: OpenAPI 3.0.4, "Style Values" and "Style Examples"; RFC 6570.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_Values = Mapping[str, Any]


def _delimited(separator: str) -> Callable[[bool, str, str, Any], Any]:
    """The styles of the query; exploded, each is like `form`."""

    def read(explode: bool, name: str, kind: str, location: Any) -> Any:
        if kind == "string":
            return location[name]
        if explode and kind == "array" and hasattr(location, "getlist"):
            return location.getlist(name) or location[name]
        parts = location[name].split(separator)
        return parts if kind == "array" else _object(parts)

    return read


def _simple(explode: bool, name: str, kind: str, location: _Values) -> Any:
    return _joined(location[name], ",", kind, explode)


def _label(explode: bool, name: str, kind: str, location: _Values) -> Any:
    return _joined(location[name].removeprefix("."), "." if explode else ",", kind, explode)


def _matrix(explode: bool, name: str, kind: str, location: _Values) -> Any:
    text = location[name]
    if not explode or kind == "string":
        return _joined(text.removeprefix(f";{name}").removeprefix("="), ",", kind, explode=False)
    pairs = [part.partition("=") for part in text.split(";")[1:]]
    return [value for _, _, value in pairs] if kind == "array" else {key: value for key, _, value in pairs}


def _deep(_: bool, name: str, __: str, location: _Values) -> Any:
    """`name[a][b]` and `name[a][0]`, as deep as it goes, which OpenAPI leaves open."""
    found: dict[str, Any] = {}
    for key, value in location.items():
        if key.startswith(f"{name}[") and key.endswith("]"):
            *above, last = key[len(name) + 1 : -1].split("][")
            holder = found
            for step in above:
                below = holder.setdefault(step, {})
                holder = below if isinstance(below, dict) else {}
            holder[last] = value
    return _with_lists(found) if found else location[name]


def _with_lists(value: Any) -> Any:
    """Objects whose names are numbers as the lists that they are."""
    if not isinstance(value, dict):
        return value
    children = {name: _with_lists(child) for name, child in value.items()}
    return [*children.values()] if all(name.isdecimal() for name in children) else children


def _joined(text: str, separator: str, kind: str, explode: bool) -> Any:
    if kind == "string":
        return text
    parts = text.split(separator)
    if kind == "array":
        return parts
    return dict(_halves(part) for part in parts) if explode else _object(parts)


def _halves(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name, value


def _object(parts: list[str]) -> dict[str, str]:
    return dict(zip(parts[::2], parts[1::2], strict=False))


STYLES: dict[str, Callable[[bool, str, str, Any], Any]] = {
    "form": _delimited(","),
    "spaceDelimited": _delimited(" "),
    "pipeDelimited": _delimited("|"),
    "deepObject": _deep,
    "simple": _simple,
    "label": _label,
    "matrix": _matrix,
}
"""By name. Each takes whether it is exploded, the name, the kind (`array`, `object` or `string`) and all that
is sent; KeyError where the name is not among that."""
