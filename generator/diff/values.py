"""What two schemas say of single values: types, enums, limits, and the words beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple, cast

from generator.diff.facts import Kind, Side
from generator.diff.view import Place, View
from generator.encode import to_json
from generator.json_types import JSON, JSONObject
from generator.openapi.keywords import LOWER, UPPER


class Fact(NamedTuple):
    """A change of one schema, without its place."""

    kind: Kind
    before: JSON = None
    after: JSON = None
    side: Side = "both"


ALIKE = 0.85
"""How like each other two values must be to be one in two spellings; `tag` and `tags` are."""
_FLAGS: tuple[tuple[str, Kind, Kind, Side], ...] = (
    ("deprecated", "deprecated", "undeprecated", "both"),
    ("readOnly", "became-read-only", "became-writable", "request"),
    ("writeOnly", "became-write-only", "became-readable", "response"),
)


def same(first: JSON, second: JSON) -> bool:
    """Whether two JSON values are equal. Unlike for Python, true is not 1."""
    if first != second:
        return False
    if isinstance(first, list) and isinstance(second, list):
        return all(map(same, first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        return all(same(value, second[key]) for key, value in first.items())
    return isinstance(first, bool) == isinstance(second, bool)


def types_changed(old: View, new: View) -> tuple[Fact | None, bool]:
    """How the types differ, and whether so much that nothing else is worth comparing."""
    if old.types == new.types:
        return None, False
    before, after = _types_text(old), _types_text(new)
    if not old.types or not new.types:
        return Fact("type-widened" if old.types else "type-narrowed", before, after), True
    if _takes_all(new, old):
        return Fact("type-widened", before, after), False
    if _takes_all(old, new):
        return Fact("type-narrowed", before, after), False
    return Fact("type-changed", before, after), True


def values_changed(old: View, new: View) -> Iterator[Fact]:
    """Enums, formats and limits."""
    yield from _enum_changed(old, new)
    if old.format != new.format:
        kind: Kind = "format-changed"
        if not old.format or not new.format:
            kind = "format-added" if new.format else "format-removed"
        yield Fact(kind, old.format or None, new.format or None)
    for name in sorted(old.limits.keys() | new.limits.keys()):
        before, after = old.limits.get(name), new.limits.get(name)
        if not same(before, after):
            kind = "limit-tightened" if _is_tighter(name, before, after) else "limit-relaxed"
            yield Fact(kind, {name: before}, {name: after})
    if old.refuses_others != new.refuses_others:
        kind = "others-refused" if new.refuses_others else "others-allowed"
        before = None if new.refuses_others else list[JSON](sorted(old.properties))
        yield Fact(kind, before, list[JSON](sorted(new.properties)) if new.refuses_others else None)


ANNOTATED = ("deprecated", "readOnly", "writeOnly", "default", "example", "examples", "description")
"""The keywords that `annotations_changed` looks at."""


def annotations_changed(
    old: Place, new: Place, revisions: tuple[str, str], keys: Collection[str] = ANNOTATED
) -> Iterator[Fact]:
    """Default, example, deprecation and description, each as the outermost part has it; only those in `keys`.

    `revisions` are the names of both, which descriptions may mention without having changed.
    """
    for key, added, removed, side in _FLAGS:
        if key in keys and (is_flagged(old, key) != is_flagged(new, key)):
            yield Fact(added if is_flagged(new, key) else removed, side=side)
    if "default" in keys:
        before, after = first_of(old, "default"), first_of(new, "default")
        if not same(before, after):
            kind: Kind = "default-changed"
            if before is None or after is None:
                kind = "default-added" if before is None else "default-removed"
            yield Fact(kind, before, after)
    if "example" in keys or "examples" in keys:
        before, after = _example(old), _example(new)
        if not same(before, after):
            yield Fact("example-changed", before, after)
    if "description" in keys:
        before, after = str(first_of(old, "description") or ""), str(first_of(new, "description") or "")
        if is_reworded(before, after, revisions):
            yield Fact("description-changed", before, after)


def is_flagged(place: Place, key: str) -> bool:
    """Whether any part has a boolean keyword, such as `readOnly`, set."""
    return any(cast(JSONObject, part.schema).get(key) is True for part in place)


def first_of(place: Place, key: str) -> JSON:
    """The value of a keyword as the outermost part has it."""
    return next((cast(JSONObject, part.schema)[key] for part in place if key in part.schema), None)


def is_reworded(old: str, new: str, revisions: tuple[str, str]) -> bool:
    """Whether two texts say something else, however they are spaced and whichever revision they link to."""
    return old != new and _words(old, revisions) != _words(new, revisions)


def _words(text: str, revisions: tuple[str, str]) -> str:
    plain = text.replace("<br>", " ").replace("<br/>", " ")
    for revision in sorted(revisions, key=len, reverse=True):  # one may be the beginning of the other
        plain = plain.replace(revision, "") if revision else plain
    return " ".join(plain.split())


def _types_text(view: View) -> str:
    return " | ".join(sorted(view.types)) or "any"


def _takes_all(wide: View, narrow: View) -> bool:
    return all(name in wide.types or (name == "integer" and "number" in wide.types) for name in narrow.types)


def _enum_changed(old: View, new: View) -> Iterator[Fact]:
    if old.enum is None and new.enum is None:
        return
    if old.enum is None:
        yield Fact("enum-added", None, list(new.enum or ()))
    elif new.enum is None:
        yield Fact("enum-removed", list(old.enum), None)
    else:
        before, after = {_identity(value) for value in old.enum}, {_identity(value) for value in new.enum}
        removed = [value for value in old.enum if _identity(value) not in after]
        added = [value for value in new.enum if _identity(value) not in before]
        if removed:
            yield Fact("enum-values-removed", cast(JSON, removed), _respelt(removed, added))
        if added:
            yield Fact("enum-values-added", None, cast(JSON, added))


def _respelt(removed: list[JSON], added: list[JSON]) -> JSON:
    """The new spelling of each removed value, such as the plural; None where one has no new spelling."""
    texts = [value for value in added if isinstance(value, str)]
    if not texts:
        return None
    import difflib

    found: list[JSON] = []
    for value in removed:
        near = difflib.get_close_matches(value, texts, 1, ALIKE) if isinstance(value, str) else []
        if not near:
            return None
        found += near
    return found


def _identity(value: JSON) -> str | float | bytes:
    """What equal JSON values have in common, and unequal ones have not."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    return to_json(value, indent=False)


def _is_tighter(name: str, before: JSON, after: JSON) -> bool:
    if after is None:
        return False
    if before is None:
        return after is not False  # `uniqueItems: false` limits nothing
    if name in LOWER:
        return cast(float, after) > cast(float, before)
    if name in UPPER:
        return cast(float, after) < cast(float, before)
    if name == "uniqueItems":
        return after is True
    return True  # another pattern or divisor: what fitted the one need not fit the other


def _example(place: Place) -> JSON:
    for part in place:
        if "example" in part.schema:
            return part.schema["example"]
        if part.schema.get("examples"):
            return part.schema["examples"][0]
    return None
