"""What changed, before anybody judges it: the vocabulary of `compare.py`, read by `rules.py` and reports."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, get_args

from generator.json_types import JSON
from generator.openapi.model import Operation

# fmt: off
Kind = Literal[
    # of the whole API
    "version-changed", "server-added", "server-changed",
    # of operations
    "operation-added", "operation-removed", "operation-split", "operation-moved", "method-changed",
    "operation-renamed",
    "slash-added", "slash-removed", "folder-changed", "subfolder-changed", "summary-changed",
    "security-tightened", "security-relaxed", "scope-added", "scope-removed",
    "rate-limit-lowered", "rate-limit-raised", "rate-limit-added", "rate-limit-removed",
    # of operations, parameters and properties
    "description-changed", "deprecated", "undeprecated",
    # of filters
    "filter-field-added", "filter-field-removed", "filter-operators-added", "filter-operators-removed",
    "filter-type-changed", "filter-values-added", "filter-values-removed", "filter-values-limited",
    "filter-values-freed",
    # of parameters, and of headers in answers
    "parameter-added", "required-parameter-added", "parameter-removed", "path-parameter-renamed",
    "serialisation-changed",
    # of bodies
    "body-added", "required-body-added", "body-removed", "body-became-required", "body-became-optional",
    "media-type-added", "media-type-removed", "media-type-changed", "part-type-changed",
    "status-added", "status-removed", "status-changed",
    # of schemas: a parameter's, a property's
    "property-added", "required-property-added", "property-removed", "became-required", "became-optional",
    "type-changed", "type-narrowed", "type-widened",
    "format-added", "format-removed", "format-changed",
    "enum-added", "enum-removed", "enum-values-added", "enum-values-removed",
    "null-allowed", "null-refused", "limit-tightened", "limit-relaxed",
    "choice-added", "choice-removed", "others-allowed", "others-refused",
    "became-read-only", "became-writable", "became-write-only", "became-readable",
    "default-added", "default-removed", "default-changed", "required-default-changed", "example-changed",
]
# fmt: on
KINDS: tuple[Kind, ...] = get_args(Kind)

Part = Literal[
    "api", "operation", "query", "path", "header", "cookie", "filter", "body", "response", "answer header"
]
Context = Literal["", "parameter", "request", "response"]
Side = Literal["both", "request", "response"]

ITEMS = "[]"
"""The step of a path into the items of an array."""
OTHERS = ".*"
"""The step into the properties of an object that are not named."""


class Choice(NamedTuple):
    """The step of a path into one branch of a oneOf or anyOf, known by the values that tell it apart."""

    label: str
    tags: tuple[tuple[str, JSON], ...] = ()
    """Properties that have a single value in this branch, with it."""


Path: TypeAlias = "tuple[str | Choice, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """An operation before and after; one of them is None for what was added or removed."""

    old: Operation | None
    new: Operation | None

    @property
    def current(self) -> Operation:
        """The new operation, or the old one where there is no new."""
        operation = self.new or self.old
        assert operation is not None  # noqa: S101 - a pair has at least one
        return operation

    @property
    def first(self) -> Operation:
        """The old operation, or the new one where there is no old: what a change is known by over time."""
        return self.old or self.current


class Use(NamedTuple):
    """Where an operation meets a change; `pair` is None for what concerns the whole API.

    `name` is that of a parameter, header or filter field, the status of an answer, or the media type of
    a body that comes in several.
    """

    pair: Pair | None
    part: Part
    name: str = ""
    path: Path = ()

    @property
    def context(self) -> Context:
        """Which direction the use has, as the table of rules calls it."""
        return _CONTEXTS[self.part]


_CONTEXTS: dict[Part, Context] = {
    "api": "",
    "operation": "",
    "filter": "",
    "query": "parameter",
    "path": "parameter",
    "header": "parameter",
    "cookie": "parameter",
    "body": "request",
    "response": "response",
    "answer header": "response",
}


class Change(NamedTuple):
    """One fact: what was `before` and is `after`, and every place where an operation meets it.

    A change in a shared schema is one change with many uses.
    """

    kind: Kind
    uses: tuple[Use, ...]
    before: JSON = None
    after: JSON = None
    schema: str = ""
    """The shared schema in which it stands, as the newer document calls it."""
    within: Path = ()
    """Where in that schema."""
    tags: tuple[tuple[str, JSON], ...] = ()
    """What tells a removed choice apart."""


def path_text(path: Path) -> str:
    """How people read a path: `data.attributes.actions[]<send-sms>.status`."""
    text = ""
    for step in path:
        if isinstance(step, Choice):
            text += f"<{step.label}>"
        elif step in (ITEMS, OTHERS):
            text += step
        else:
            text += f".{step}" if text else step
    return text
