"""Which properties an object gets, and in which order: what it must have, then what tells something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from generator.openapi.document import Document
from generator.openapi.entries import limits
from generator.openapi.examples import Direction, Examples
from generator.openapi.model import Node
from generator.openapi.references import follow, parts_of
from generator.openapi.schema import Effective, effective, types_of

Extent = Literal["minimal", "useful", "full"]
"""How much of what is optional a request holds: nothing, what has a value of its own, or everything."""

_FEW = 3
"""Properties that an object is shown with where nothing says which of them matter."""


class Selected(NamedTuple):
    """The properties that a value is made of."""

    names: list[str]
    fewest: int
    """So many there have to be, declared or not,"""
    most: int
    """and so many there may be."""


class Order:
    """The order of the properties of objects, which a specification does not say.

    Those required come first, as the schema lists them, others by name: one that is written down in another
    order gives the same.
    """

    def __init__(self, first: Iterable[str] = ()) -> None:
        """`first` are names that come before all others: those of a format that its readers know so."""
        self._rank = {name: rank for rank, name in enumerate(first)}

    def names(self, merged: Effective) -> list[str]:
        """The properties of an object, those that are required without being declared among them."""
        others = [name for name in merged.properties if name not in merged.required]
        return [*dict.fromkeys(merged.required), *sorted(others, key=self._place)]

    def _place(self, name: str) -> tuple[int, str]:
        return self._rank.get(name, len(self._rank)), name


BY_NAME = Order()


class Selection:
    """Chooses properties for the objects of one document."""

    def __init__(self, document: Document, examples: Examples, extent: Extent, order: Order) -> None:
        self._document = document
        self._examples = examples
        self._extent = extent
        self._order = order
        self._worth: dict[str, bool] = {}

    def of(
        self, node: Node, merged: Effective, direction: Direction, minimal: bool, is_tolerated: bool
    ) -> Selected:
        """The properties of an object of the schema `merged` at `node`; raises what `limits` does."""
        required, optional, spare = self._sorted(merged, direction, minimal)
        fewest, most = limits(
            merged.keywords, "minProperties", "maxProperties", len(required), node.pointer, is_tolerated
        )
        missing = max(fewest - len(required) - len(optional), 0)
        return Selected([*required, *optional, *spare[:missing]][:most], fewest, most)

    def _sorted(
        self, merged: Effective, direction: Direction, minimal: bool
    ) -> tuple[list[str], list[str], list[str]]:
        """What is required, what is optional, and what is left out unless there have to be more."""
        properties, required = merged.properties, merged.required
        is_hidden = self._examples.is_hidden
        names = [
            name
            for name in self._order.names(merged)
            if name not in properties or not is_hidden(properties[name], direction)
        ]
        shown = [name for name in names if name in required]
        others = [name for name in names if name not in required]
        if minimal or (direction == "request" and self._extent == "minimal"):
            return shown, [], others
        if direction == "response" or self._extent == "full":
            return shown, others, []
        chosen = [name for name in others if self.is_worth(properties[name])]
        if not shown and not chosen:
            chosen = self._few(others, properties)
        return shown, chosen, [name for name in others if name not in chosen]

    def is_worth(self, node: Node) -> bool:
        """Whether the schema says of a value, or of a part of it, more than what type it has.

        An enum of one value says what a thing is, not what it might be.
        """
        known = self._worth.get(node.pointer)
        if known is None:
            self._worth[node.pointer] = False  # as far as it contains itself
            known = self._worth[node.pointer] = self._says_more(node)
        return known

    def _says_more(self, node: Node) -> bool:
        for place in parts_of(self._document, node):
            part = place.schema
            if "example" in part or part.get("examples") or part.get("default") is not None:
                return True
            if len([choice for choice in part.get("enum", ()) if choice is not None]) > 1:
                return True
        merged = effective(self._document, follow(self._document, node))
        below = [
            child for child in merged.properties.values() if not self._examples.is_hidden(child, "request")
        ]
        below += [merged.items] if merged.items else []
        below += [branch for choice in merged.choices for branch in choice]
        return any(map(self.is_worth, below))

    def _few(self, names: list[str], properties: Mapping[str, Node]) -> list[str]:
        """Some properties, plain ones if there are, where nothing says which of them matter."""
        plain = [
            name
            for name in names
            if not _is_identifier(name)
            and "object" not in types_of(effective(self._document, follow(self._document, properties[name])))
        ]
        return plain[:_FEW] or names[:1]


def _is_identifier(name: str) -> bool:
    return name == "id" or name.endswith(("_id", "Id", "ID"))
