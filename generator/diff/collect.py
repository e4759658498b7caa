"""Collects changes; those that are met in several places but stand in one become one."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.diff.facts import ITEMS, OTHERS, Change, Kind, Path, Side, Use
from generator.diff.schemas import SchemaComparison
from generator.diff.units import Found, Key
from generator.json_types import JSON
from generator.openapi.model import Node

_DEFAULTS: tuple[Kind, ...] = ("default-changed", "required-default-changed")


class Meeting(NamedTuple):
    """A root of schemas, and the operation that has it as a body, an answer or a parameter."""

    root: Key
    use: Use


class Collector:
    """The changes of one comparison, in the order in which they are first met.

    Which changes of schemas an operation meets is asked at the end, when all schemas were compared.
    """

    def __init__(self, schemas: SchemaComparison, revisions: tuple[str, str]) -> None:
        self._schemas = schemas
        self._revisions = revisions
        self._met: list[Change | Meeting] = []
        self._uses: dict[int, list[Use]] = {}

    def note(self, kind: Kind, use: Use, before: JSON = None, after: JSON = None) -> None:
        """A change of one operation, or of the API."""
        self._met.append(Change(kind, (use,), before, after))

    def schemas(self, use: Use, old: Node, new: Node, is_required: bool = False) -> None:
        """What an operation sends or receives: every change of its schemas is a change of the operation."""
        self._met.append(Meeting(self._schemas.root(old, new, is_required), use))

    def changes(self) -> list[Change]:
        """All of them."""
        changes: list[Change | Found] = []
        merged: dict[tuple[object, ...], Found] = {}
        known: dict[int, Found] = {}
        for met in self._met:
            if isinstance(met, Change):
                changes.append(met)
                continue
            side: Side = "response" if met.use.context == "response" else "request"
            for found, path in self._schemas.units.reached(met.root, side):
                if met.use.context == "parameter" and self._is_said(found, path):
                    continue
                first = known.get(id(found))
                if first is None:
                    fact = found.fact
                    identity = fact.kind, found.where, repr(fact.before), repr(fact.after)
                    first = known[id(found)] = merged.setdefault(identity, found)
                    if first is found:
                        changes.append(found)
                        self._uses[id(found)] = []
                self._uses[id(first)].append(met.use._replace(path=path))
        return [change if isinstance(change, Change) else self._of_schema(change) for change in changes]

    def _is_said(self, found: Found, path: Path) -> bool:
        """Whether a change of a parameter's schema is one of the parameter, or one of the whole API.

        Descriptions are the parameter's own; the default of a header that names the revision is no news.
        """
        kind, before, after = found.fact.kind, found.fact.before, found.fact.after
        if kind == "description-changed":
            return not path
        return kind in _DEFAULTS and (before, after) == self._revisions

    def _of_schema(self, found: Found) -> Change:
        old, new = found.where
        schema, within = _in_schema(new or old)
        uses = tuple(dict.fromkeys(self._uses[id(found)]))
        fact = found.fact
        return Change(fact.kind, uses, fact.before, fact.after, schema, within, found.tags)


def _in_schema(where: Sequence[str]) -> tuple[str, Path]:
    """The component in which a schema stands, and the path from there; empty for one without a name."""
    pointer = next((pointer for pointer in where if pointer.startswith("/components/schemas/")), "")
    if not pointer:
        return "", ()
    name, *keys = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[3:])
    path: list[str] = []
    rest = iter(keys)
    for key in rest:
        if key == "properties":
            path.append(next(rest, ""))
        elif key == "items":
            path.append(ITEMS)
        elif key == "additionalProperties":
            path.append(OTHERS)
        elif key in ("allOf", "oneOf", "anyOf"):
            next(rest, None)
    return name, tuple(path)
