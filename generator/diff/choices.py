"""Which branch of a oneOf is which of another: by telling values, by name, by what they look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generator.diff.place import SCALARS, Alternative
from generator.encode import to_json

ALIKE = 0.5
"""The share of common property names from which two objects count as versions of one."""


class Paired(NamedTuple):
    """Branches by partner."""

    both: list[tuple[Alternative, Alternative]]
    removed: list[Alternative]
    added: list[Alternative]


def pair_alternatives(old: list[Alternative], new: list[Alternative]) -> Paired:
    """Match the branches of two places. Their order says nothing; swapping the places swaps the result."""
    both: list[tuple[Alternative, Alternative]] = []
    for key in _KEYS:
        old, new = _match(old, new, key, both)
    old, new = _match_alike(old, new, both)
    if len(old) == len(new) == 1 and old[0].view.types == new[0].view.types:
        both.append((old.pop(), new.pop()))
    return Paired(both, old, new)


def _match(
    old: list[Alternative],
    new: list[Alternative],
    key: Callable[[Alternative], str],
    both: list[tuple[Alternative, Alternative]],
) -> tuple[list[Alternative], list[Alternative]]:
    """Pair those whose key only one on either side has; returns the others."""
    by_key: dict[str, tuple[list[Alternative], list[Alternative]]] = {}
    for side, alternatives in enumerate((old, new)):
        for alternative in alternatives:
            known = key(alternative)
            if known:
                by_key.setdefault(known, ([], []))[side].append(alternative)
    matched = [(olds[0], news[0]) for olds, news in by_key.values() if len(olds) == len(news) == 1]
    both += matched
    return (
        [option for option in old if not any(option is before for before, _ in matched)],
        [option for option in new if not any(option is after for _, after in matched)],
    )


def _match_alike(
    old: list[Alternative], new: list[Alternative], both: list[tuple[Alternative, Alternative]]
) -> tuple[list[Alternative], list[Alternative]]:
    scores = sorted(
        ((-score, abs(i - j), min(i, j), i, j) for i, a in enumerate(old) for j, b in enumerate(new)
         if (score := _likeness(a, b)) >= ALIKE)
    )  # fmt: skip
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for *_, i, j in scores:
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            both.append((old[i], new[j]))
    return (
        [option for i, option in enumerate(old) if i not in taken_old],
        [option for j, option in enumerate(new) if j not in taken_new],
    )


def _likeness(first: Alternative, second: Alternative) -> float:
    """0 for branches of other kinds or other telling values, else the share of properties in common."""
    if first.view.types != second.view.types:
        return 0.0
    tags, others = dict(first.choice.tags), dict(second.choice.tags)
    if any(tags[name] != others[name] for name in tags.keys() & others.keys()):
        return 0.0
    every = first.features | second.features
    return len(first.features & second.features) / len(every) if every else 0.0


def _by_tags_and_schema(alternative: Alternative) -> str:
    return f"{_by_schema(alternative)} {_by_tags(alternative)}" if alternative.choice.tags else ""


def _by_tags(alternative: Alternative) -> str:
    tags = dict(sorted(alternative.choice.tags, key=lambda tag: tag[0]))
    return to_json(tags, indent=False).decode() if tags else ""


def _by_schema(alternative: Alternative) -> str:
    return alternative.resolved.schema_name


def _by_type(alternative: Alternative) -> str:
    types = alternative.view.types
    if types <= SCALARS and types:
        return "scalar"
    return "" if types == {"object"} else "/".join(sorted(types)) or "any"


def _by_content(alternative: Alternative) -> str:
    return to_json([part.schema for part in alternative.resolved.parts], indent=False).decode()


_KEYS: tuple[Callable[[Alternative], str], ...] = (
    _by_tags_and_schema,
    _by_tags,
    _by_schema,
    _by_content,
    _by_type,
)
