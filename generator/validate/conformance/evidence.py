"""Whose fault a fault is: what the spec itself does wrong must not be laid at the door of its collection.

There are two proofs, each of the very place in the spec at which a rule complains: an example or a default of
the spec's own that is wrong in the same way, and a schema for which no value is found that is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from generator.json_types import JSON, pointer
from generator.openapi.document import Document
from generator.openapi.model import MediaType, Node, Parameter
from generator.openapi.sample import Sampler
from generator.openapi.unknown import Unknown
from generator.validate.conformance.judge import Judge
from generator.validate.conformance.keywords import Direction
from generator.validate.conformance.problems import Problem

INVALID_EXAMPLE = "spec-example-invalid"
UNSATISFIABLE = "spec-unsatisfiable"
UNSENDABLE = "multipart-type"
CAUSES = {
    INVALID_EXAMPLE: "the spec's own example is no better",
    UNSATISFIABLE: "the spec asks for what cannot be",
    UNSENDABLE: "Postman sends no multipart but form data",
}
"""The rules that stand in where a fault is the spec's own, or Postman's, and what they say."""

UNNAMED = "unnamed"
"""The keyword of a problem with a property that the schema does not name."""
_NO_VALUE = ("schema-unsatisfiable", "choice-ambiguous")
"""What the sampler says of a schema that nothing satisfies."""


class Origin(NamedTuple):
    """What a value was to fit: the schema, the examples beside it, and which way it goes."""

    node: Node
    examples: Sequence[JSON]
    direction: Direction

    @classmethod
    def of(cls, source: MediaType | Parameter, direction: Direction) -> Origin:
        """The origin of what a body or a parameter holds."""
        return cls(source.node, [example.value for example in source.examples], direction)


class Evidence:
    """Looks for proofs in one spec; `document` is as the converter reads it, the judge has it as written."""

    def __init__(self, document: Document, judge: Judge, unknown: Unknown) -> None:
        self._document = document
        self._judge = judge
        self._unknown = unknown
        self._sampled: dict[tuple[str, Direction], list[str]] = {}
        self._causes: dict[tuple[str, Direction, str, str, tuple[str, ...]], str] = {}

    def cause(self, origin: Origin, problem: Problem) -> str:
        """The rule of the spec's own fault that makes a value of that origin wrong; empty if it is ours."""
        key = (origin.node.pointer, origin.direction, problem.keyword, problem.schema, problem.via)
        if key not in self._causes:
            self._causes[key] = self._cause(origin, problem)
        return self._causes[key]

    def _cause(self, origin: Origin, problem: Problem) -> str:
        same = (problem.keyword, problem.schema)
        said = [(origin.node.pointer, value) for value in origin.examples]
        said += [found for place in (problem.schema, *problem.via) for found in self._around(place)]
        for place, value in said:
            if same in self._wrong(place, value, origin.direction):
                return INVALID_EXAMPLE
        places = self._unsatisfiable(origin.node, origin.direction)
        if any(_is_within(place, problem.schema) or _is_within(problem.schema, place) for place in places):
            return UNSATISFIABLE
        return ""

    def _around(self, schema: str) -> Iterator[tuple[str, JSON]]:
        """The examples and defaults of the schema at a JSON pointer and of those it stands in."""
        node, place = cast(JSON, self._document), ""
        for part in schema.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            else:
                return
            place += pointer(key)
            if isinstance(node, dict):
                several = node.get("examples")
                yield from ((place, value) for value in (several if isinstance(several, list) else []))
                yield from ((place, node[name]) for name in ("example", "default") if name in node)

    def _wrong(self, place: str, value: JSON, direction: Direction) -> set[tuple[str, str]]:
        found = {(one.keyword, one.schema) for one in self._judge.value(place, value, direction)}
        return found | {(UNNAMED, schema) for _, schema in self._unknown.properties(place, value)}

    def _unsatisfiable(self, node: Node, direction: Direction) -> list[str]:
        """The places of schemas below `node` for which no value is found."""
        key = (node.pointer, direction)
        if key not in self._sampled:
            sampler = Sampler(self._document)
            sampler.sample(node, direction)
            found = [finding for finding in sampler.findings if finding.rule in _NO_VALUE]
            self._sampled[key] = [finding.pointer for finding in found]
        return self._sampled[key]


def _is_within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}/")
