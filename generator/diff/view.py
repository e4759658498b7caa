"""What several schemas say of one value together: types, limits, properties, branches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import SchemaObject
from generator.openapi.keywords import CHOOSING, LIMITS, NOTHING_MORE
from generator.openapi.model import Node
from generator.openapi.references import branches_at
from generator.openapi.schema import common_types, stricter

Place = tuple[Node, ...]
"""Schemas that must all hold where one value stands; nearly always one."""

NULL = "null"
_TYPE_NAMES = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


@dataclass(slots=True)
class View:
    """What the parts of a place say together."""

    types: frozenset[str] = frozenset()
    """Without null; empty where anything goes. `number` covers `integer`."""
    is_nullable: bool = False
    enum: tuple[JSON, ...] | None = None
    format: str = ""
    limits: dict[str, JSON] = field(default_factory=dict)
    properties: dict[str, Place] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Place = ()
    others: Place = ()
    """The schema of properties that are not named, where one is given."""
    refuses_others: bool = False
    choices: tuple[Node, ...] = ()
    """The branches of every oneOf and anyOf."""

    @property
    def is_only_choice(self) -> bool:
        """Whether nothing is said of values but which branches they may follow."""
        said = (self.properties, self.items, self.others, self.enum, self.limits, self.format, self.required)
        return bool(self.choices) and not any(said)


def view_of(parts: Place) -> View:
    """What the parts say together: types and enums intersected, the stricter of two limits."""
    view = View()
    allows_null: bool | None = None
    for part in parts:
        schema = part.schema
        declared = _declared_types(schema)
        if declared:
            own_null = NULL in declared
            allows_null = own_null if allows_null is None else allows_null and own_null
            own = frozenset(name for name in declared if name != NULL)
            view.types = frozenset(common_types(view.types, own)) if view.types else own
        enum = schema.get("enum", [schema["const"]] if "const" in schema else None)
        if enum is not None:
            known = view.enum
            view.enum = tuple(
                value for value in enum if value is not None and (known is None or value in known)
            )
        view.format = schema.get("format", view.format)
        _add_limits(view.limits, schema)
        for name, child in schema.get("properties", {}).items():
            node = Node(child, f"{part.pointer}/properties{pointer(name)}")
            view.properties[name] = (*view.properties.get(name, ()), node)
        if "required" in schema:
            view.required |= frozenset(schema["required"])
        if "items" in schema:
            view.items = (*view.items, Node(schema["items"], part.pointer + "/items"))
        others = schema.get("additionalProperties")
        if others is not None:
            if others == NOTHING_MORE:
                view.refuses_others = True
            elif others:
                view.others = (*view.others, Node(others, part.pointer + "/additionalProperties"))
        for key in CHOOSING:
            view.choices += tuple(branches_at(part, key))
    view.is_nullable = bool(allows_null)
    return view


def types_text(view: View) -> str:
    """The types in a few letters: `string`, `integer/string`, `any`."""
    return "/".join(sorted(view.types)) or "any"


def type_name(value: JSON) -> str:
    """The JSON type of a value."""
    return next((name for kind, name in _TYPE_NAMES if isinstance(value, kind)), NULL)


def _declared_types(schema: SchemaObject) -> list[str]:
    declared = schema.get("type")
    if declared is not None:
        return [declared] if isinstance(declared, str) else list(declared)
    if "properties" in schema or "required" in schema or "additionalProperties" in schema:
        return ["object"]
    if "items" in schema:
        return ["array"]
    return sorted({type_name(value) for value in schema.get("enum", []) if value is not None})


def _add_limits(limits: dict[str, JSON], schema: SchemaObject) -> None:
    for name in schema.keys() & LIMITS:
        value = cast(JSONObject, schema)[name]
        limits[name] = stricter(name, limits[name], value) if name in limits else value
