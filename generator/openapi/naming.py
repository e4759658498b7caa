"""Names that stand for values a spec says nothing of: `<string>` tells a reader less than `PROFILE_ID`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from generator.json_types import JSON, JSONObject

PLACEHOLDER = re.compile(r"<([A-Za-z]+)>")
"""How a value is written that nothing is known of but its type, as `<string>`."""
_MERE = re.compile(r"<[A-Za-z]+>\d*_*")


def is_placeholder(value: JSON) -> bool:
    """Whether a value is a placeholder alone: made longer by `_`, or told from others by a number."""
    return isinstance(value, str) and value.startswith("<") and _MERE.fullmatch(value) is not None


def named(value: JSON, name: str) -> JSON:
    """`value` with `name` in place of placeholders; in an object each goes by the property's name."""
    if isinstance(value, str):
        if not PLACEHOLDER.search(value):
            return value
        found = PLACEHOLDER.sub(name, value.rstrip("_"))
        return found.ljust(len(value), "_") if value.endswith("_") else found  # which fill a minLength
    if isinstance(value, list):
        return [named(item, name) for item in value]
    if isinstance(value, dict):
        return {key: named(item, screaming(key)) for key, item in value.items()}
    return value


def called(value: JSON, name: str, accepts: Callable[[JSON], bool]) -> JSON:
    """`value` by its name where nothing is known of it but its type, or in plain words if that is too long.

    Of several values each goes by the name of one.
    """
    if isinstance(value, list) and value and all(map(is_placeholder, value)):
        name = screaming(singular(name.lower()))
    elif not is_placeholder(value):
        return value
    found = (named(value, name), named(value, "string"), value)
    return next((one for one in found if accepts(one)), found[0])


def name_of(key: str, holder: JSONObject) -> str:
    """What the value of a property is called: `id` by what the object says that it is.

    An object with `type` and `id` names one resource: JSON:API 1.1, "Resource Identifier Objects".
    """
    type_name = holder.get("type")
    if key == "id" and isinstance(type_name, str) and not is_placeholder(type_name):
        return id_of(type_name)
    return screaming(key)


def id_of(resource: str) -> str:
    """The id that stands for any resource of this type: `catalog-item` -> `CATALOG_ITEM_ID`."""
    return f"{screaming(resource)}_ID"


@lru_cache(maxsize=4096)  # an API says the same few hundred names again and again
def screaming(name: str) -> str:
    """The name as a placeholder is written: `profileId` -> `PROFILE_ID`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[^A-Za-z0-9]+", "_", spaced).strip("_").upper() or "VALUE"


def singular(word: str) -> str:
    """The singular of an English plural as it stands in paths: `catalog-categories` -> `catalog-category`."""
    for plural, ending in (
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("ss", "ss"),
        ("s", ""),
    ):
        if word.endswith(plural):
            return word[: -len(plural)] + ending
    return word
