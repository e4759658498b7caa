"""A schema as a comparison sees it: references followed, `allOf` spread, null and oneOf made plain.

Unlike `openapi/schema.py`, which merges schemas to make values, this keeps the place where each part stands:
a change in a shared schema must be known again wherever it is met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.diff.facts import Choice
from generator.diff.view import NULL, Place, View, types_text, view_of
from generator.encode import to_json
from generator.json_types import JSON
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import ANNOTATIONS, COMBINING, LINKS, MERGING
from generator.openapi.model import Node
from generator.openapi.references import branches_at, dereference, parts_of

SCALARS = frozenset(("string", "number", "integer", "boolean"))
_COMPONENTS = "/components/schemas/"


@dataclass(slots=True)
class Resolved:
    """A place after its references were followed."""

    outer: Place
    """What stands beside references and around nulls: annotations that outdo those of the target."""
    parts: Place
    is_nullable: bool = False
    """Whether null was allowed on the way; the parts may allow it too."""
    is_shared: bool = False
    """Whether a reference led here."""

    @property
    def key(self) -> tuple[str, ...]:
        """Where the parts stand."""
        return tuple(part.pointer for part in self.parts)

    @property
    def schema_name(self) -> str:
        """The name of the component that this is, empty for a schema without a name."""
        name = self.parts[-1].pointer.removeprefix(_COMPONENTS) if self.parts else "/"
        return "" if "/" in name else name


@dataclass(slots=True)
class Alternative:
    """One of the kinds of value that a place may hold; the only one, unless there is a oneOf."""

    resolved: Resolved
    view: View
    choice: Choice
    features: frozenset[str] = frozenset()
    """What it is made of, to tell likeness by: names of properties, or the branches of an array's items."""


def resolve(document: Document, place: Place) -> Resolved:
    """Follow the references of a place, and collect the parts that say something of values."""
    outer: list[Node] = []
    nullable = shared = False
    while len(place) == 1 and not any(place[0].pointer == seen.pointer for seen in outer):
        node = place[0]
        said = [key for key in node.schema if key not in ANNOTATIONS]
        if said == ["$ref"]:
            outer.append(node)
            place, shared = (dereference(document, node.schema["$ref"]),), True
        elif said == ["allOf"]:
            outer.append(node)
            place = tuple(branches_at(node, "allOf"))
        elif said in (["anyOf"], ["oneOf"]) and (inner := _without_null(node, said[0])) is not None:
            outer.append(node)
            place, nullable = (inner,), True
        else:
            break
    parts: list[Node] = []
    for part in (part for node in place for part in parts_of(document, node)):
        shared = shared or "$ref" in part.schema
        if part.schema.keys().isdisjoint(MERGING) or not part.schema.keys() <= LINKS:
            parts.append(part)
    return Resolved(tuple(outer), tuple(parts), nullable, shared)


def alternatives(
    document: Document, resolved: Resolved, *, with_features: bool = True
) -> tuple[list[Alternative], bool]:
    """The kinds of value a place may hold, and whether one of its branches is null.

    Branches of branches are told in one row, equal ones once, and scalars together: `oneOf` of a string and
    a number says the same as a list of the two types.
    """
    view = view_of(resolved.parts)
    if view.is_only_choice:
        return branches_of(document, view.choices, with_features=with_features)
    return [Alternative(resolved, view, Choice(""))], False


def named(document: Document, alternative: Alternative) -> Alternative:
    """The only alternative of a place, with the name and tags it has among others."""
    tags = tags_of(document, alternative.view)
    label = _label(tags, []) or _name(alternative.resolved, alternative.view)
    return replace(alternative, choice=Choice(label, tags), features=_features(document, alternative.view))


def branches_of(
    document: Document, branches: tuple[Node, ...], *, with_features: bool = True
) -> tuple[list[Alternative], bool]:
    """As `alternatives`, for the branches of a oneOf or anyOf."""
    found: dict[tuple[str, ...], tuple[Resolved, View]] = {}
    has_null = _flatten(document, branches, found, set())
    scalars = [pair for pair in found.values() if pair[1].types and pair[1].types <= SCALARS]
    rest = [pair for pair in found.values() if not (pair[1].types and pair[1].types <= SCALARS)]
    every = [*rest, *([_together(scalars)] if scalars else [])]
    tags = [tags_of(document, view) for _, view in every]
    types = [dict(row).get("type") for row in tags]
    return [
        Alternative(
            resolved,
            view,
            Choice(_label(row, types) or _name(resolved, view), row),
            _features(document, view) if with_features else frozenset(),
        )
        for (resolved, view), row in zip(every, tags, strict=True)
    ], has_null


def tags_of(document: Document, view: View) -> tuple[tuple[str, JSON], ...]:
    """The properties of an object that have one single value, which tells branches apart."""
    tags = []
    for name, place in view.properties.items():
        values = _single_value(document, place)
        if values:
            tags.append((name, values[0]))
    return tuple(tags)


def type_text(document: Document, place: Place) -> str:
    """What kind of value a place holds, in a few words: `array of string`, `integer | null`."""
    resolved = resolve(document, place)
    options, has_null = alternatives(document, resolved)
    names: list[str] = []
    nullable = resolved.is_nullable or has_null
    for option in options:
        nullable |= option.view.is_nullable
        kinds = sorted(option.view.types) or ["any"]
        if kinds == ["array"] and option.view.items:
            inner = resolve(document, option.view.items)
            kinds = [f"array of {types_text(view_of(inner.parts))}"]
        names += [kind for kind in kinds if kind not in names]
    return " | ".join([*names, NULL] if nullable else names)


def _without_null(node: Node, key: str) -> Node | None:
    """The only branch besides null, where there is a null and one other."""
    branches = branches_at(node, key)
    others = [branch for branch in branches if not _is_null(branch.schema)]
    return others[0] if len(others) == 1 and len(branches) == 2 else None


def _is_null(schema: SchemaObject) -> bool:
    return schema.get("type") == NULL


def _flatten(
    document: Document,
    branches: tuple[Node, ...],
    found: dict[tuple[str, ...], tuple[Resolved, View]],
    seen: set[tuple[str, ...]],
) -> bool:
    has_null = False
    for branch in branches:
        if _is_null(branch.schema):
            has_null = True
            continue
        resolved = resolve(document, (branch,))
        if resolved.key in seen:
            continue
        seen.add(resolved.key)
        view = view_of(resolved.parts)
        has_null |= resolved.is_nullable
        if view.is_only_choice:
            has_null |= _flatten(document, view.choices, found, seen)
        else:
            found[resolved.key] = resolved, view
    return has_null


def _together(scalars: list[tuple[Resolved, View]]) -> tuple[Resolved, View]:
    """Several scalar branches as one that takes what any of them takes."""
    if len(scalars) == 1:
        return scalars[0]
    views = [view for _, view in scalars]
    first = views[0]
    types = frozenset(name for view in views for name in view.types)
    merged = View(
        types=types - {"integer"} if "number" in types else types,
        is_nullable=any(view.is_nullable for view in views),
        format=first.format if all(view.format == first.format for view in views) else "",
        limits=first.limits if all(view.limits == first.limits for view in views) else {},
    )
    if all(view.enum is not None for view in views):
        merged.enum = tuple(dict.fromkeys(value for view in views for value in view.enum or ()))
    parts = tuple(part for resolved, _ in scalars for part in resolved.parts)
    nullable = any(resolved.is_nullable for resolved, _ in scalars)
    return Resolved((), parts, nullable, is_shared=False), merged


def _single_value(document: Document, place: Place) -> tuple[JSON, ...]:
    if len(place) == 1 and place[0].schema.keys().isdisjoint((*COMBINING, "enum", "const")):
        return ()
    enum = view_of(resolve(document, place).parts).enum
    return enum if enum is not None and len(enum) == 1 and not isinstance(enum[0], dict | list) else ()


def _features(document: Document, view: View) -> frozenset[str]:
    if not view.items:
        return frozenset(view.properties)
    # Without those of the items: they may well be such lists themselves.
    options, _ = alternatives(document, resolve(document, view.items), with_features=False)
    if len(options) == 1:
        return frozenset((_name(options[0].resolved, options[0].view), *options[0].view.properties))
    return frozenset(option.choice.label for option in options)


def _label(tags: tuple[tuple[str, JSON], ...], types: list[JSON]) -> str:
    """How people call a branch: by its `type` if no other has the same, else by all its telling values."""
    own = dict(tags).get("type")
    if isinstance(own, str) and types.count(own) <= 1:
        return own
    return "/".join(value if isinstance(value, str) else to_json(value).decode() for _, value in tags)


def _name(resolved: Resolved, view: View) -> str:
    """How people call a branch without telling values: by its schema, or by its types."""
    is_free = view.types == {"object"} and not view.properties and not view.refuses_others
    return resolved.schema_name or ("any object" if is_free else types_text(view))
