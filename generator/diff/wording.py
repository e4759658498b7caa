"""How reports speak of places and values."""

from __future__ import annotations

from collections.abc import Sequence

from generator.diff.facts import ITEMS, Change, Use, path_text
from generator.encode import to_json
from generator.json_types import JSON

SHOWN_VALUES = 8
"""How many values of a list are named; the others are counted."""
SHOWN_CHARACTERS = 80
_NOTHING = "none"


def where_text(change: Change, uses: Sequence[Use]) -> str:
    """The place of a change within a request or an answer, as Markdown; empty for whole operations."""
    use = uses[0]
    if use.part in ("api", "operation"):
        return ""
    if use.part == "filter":
        return f"filter {_name(use.name)}"
    if use.part in ("query", "path", "header", "cookie"):
        inner = path_text(use.path).lstrip(ITEMS)
        return f"{use.part} {_name(f'{use.name}.{inner}' if inner else use.name)}"
    if use.part == "answer header":
        return f"header {_name(use.name.split(' ')[-1])} of answers"
    thing = "body" if use.part == "body" else "answer"
    paths = list(dict.fromkeys(path_text(each.path) for each in uses))
    if paths == [""]:
        return thing if use.part == "body" else f"answer {use.name}"
    if len({plain_path(path) for path in paths}) == 1:
        return f"{thing} {_name(paths[0] if len(paths) == 1 else plain_path(paths[0]))}"
    if change.schema:
        inner = path_text(change.within)
        dot = "." if inner and not inner.startswith("[") else ""
        return f"{thing} {_name(f'{change.schema}{dot}{inner}')}"
    return f"{thing} {_name(min(paths, key=lambda path: (len(path), path)))} and {len(paths) - 1} more places"


def _name(text: str) -> str:
    """A name as Markdown code, whatever it is made of."""
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"


def plain_path(text: str) -> str:
    """A path that is the same for one resource and for a list of them."""
    return text.replace(ITEMS, "")


def filled(text: str, where: str, before: JSON, after: JSON) -> str:
    """A text of the table of rules, with what was found."""
    return (
        text.replace("{where}", where)
        .replace("{before}", value_text(before))
        .replace("{after}", value_text(after))
    )


def value_text(value: JSON) -> str:
    """A value in a sentence, as Markdown: short, and quoted as code."""
    if value is None:
        return _NOTHING
    if isinstance(value, list):
        shown = [code(item) for item in value[:SHOWN_VALUES]]
        more = [f"{len(value) - SHOWN_VALUES} more"] if len(value) > SHOWN_VALUES else []
        return ", ".join([*shown, *more]) or _NOTHING
    if isinstance(value, dict) and len(value) == 1:
        (name, limit), *_ = value.items()
        return f"{name} {code(limit)}" if limit is not None else f"no {name}"
    return code(value)


def code(value: JSON) -> str:
    """A value as Markdown code, cut if it is long."""
    text = value if isinstance(value, str) else to_json(value, indent=False).decode()
    text = " ".join(text.replace("`", "'").split())
    if len(text) > SHOWN_CHARACTERS:
        text = text[: SHOWN_CHARACTERS - 1] + "…"
    return f"`{text}`" if text else _NOTHING
