"""A spec as something to be kept: its operations, openapi-core as the judge, and what is not to be judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from generator.findings import Severity
from generator.json_types import JSON
from generator.openapi.dangling import drop_dangling
from generator.openapi.load import load_document
from generator.openapi.model import MediaType, Parameter
from generator.openapi.read import load_api
from generator.openapi.references import follow
from generator.openapi.shape import shape_document
from generator.openapi.unknown import Unknown
from generator.validate.conformance.evidence import UNNAMED, Evidence, Origin
from generator.validate.conformance.judge import Judge
from generator.validate.conformance.keywords import Direction
from generator.validate.conformance.operations import Operations
from generator.validate.conformance.problems import Problem

T = TypeVar("T")


class Fault(NamedTuple):
    """What is wrong, the JSON pointer below what was checked, and that of the schema in the spec."""

    message: str
    below: str = ""
    schema: str = ""
    problem: Problem | None = None
    origin: Origin | None = None
    """What the value was to fit, where the spec itself may be at fault."""
    cause: str = ""
    """The rule of the spec's own fault behind it, where that is plain."""

    @classmethod
    def of(cls, problem: Problem, below: str, source: MediaType | Parameter, direction: Direction) -> Fault:
        """A problem as a fault, with the media type or the parameter that it is a problem of."""
        return cls(problem.message, below, problem.schema, problem, Origin.of(source, direction))


@dataclass(frozen=True, slots=True)
class SpecRule(Generic[T]):
    """A rule that holds a request, or a saved example, to the spec."""

    id: str
    severity: Severity
    text: str
    check: Callable[[T], Iterable[Fault]]


class Contract:
    """One spec. The document is there twice: as an `Api`, for which operations and parameters there are, and
    as its authors wrote it, for whether values are valid.
    """

    def __init__(self, content: bytes, name: str) -> None:
        """Read the spec given as bytes. Raises InputError as `load_api` does."""
        self.api, _ = load_api(content, name)
        self.document, _ = shape_document(load_document(content, name), name)
        drop_dangling(self.document, name)
        self.operations = Operations(self.api)
        self.unknown = Unknown(self.api.document)
        self._content = content
        self._described: dict[tuple[str, bytes], list[tuple[str, JSON, list[str]]]] = {}

    @cached_property
    def judge(self) -> Judge:
        """openapi-core."""
        return Judge(self.document)

    @cached_property
    def evidence(self) -> Evidence:
        """What proves the spec itself to be at fault."""
        return Evidence(self.api.document, self.judge, self.unknown)

    def cause(self, fault: Fault) -> str:
        """The rule of the spec's own fault behind a fault; empty if it is the collection's."""
        if fault.origin is None or fault.problem is None:
            return fault.cause
        return self.evidence.cause(fault.origin, fault.problem)

    def says(self, text: str) -> bool:
        """Whether the spec itself has this text: braces in its examples make no variable."""
        return text.encode() in self._content

    def constant(self, parameter: Parameter) -> str | None:
        """The one value that a parameter is to have: its default, or the only one allowed."""
        schema = follow(self.api.document, parameter.node).schema
        allowed = schema.get("enum", [])
        value = schema.get("default", schema.get("const", allowed[0] if len(allowed) == 1 else None))
        return None if value is None else str(value)

    def unnamed(self, media_type: MediaType, body: bytes) -> Iterator[Problem]:
        """The properties of a JSON body that its schema does not name, each by its place."""
        with suppress(ValueError):  # of which openapi-core tells
            for place, schema in self.unknown.properties(media_type.node.pointer, json.loads(body)):
                yield Problem(place, UNNAMED, schema)

    def described(self, media_type: MediaType, body: bytes) -> list[tuple[str, JSON, list[str]]]:
        """The parts of a JSON body, with the places of the schemas that speak of each.

        Found once for all requests that send the same, as those do that examples were saved with.
        """
        key = (media_type.node.pointer, body)
        if key not in self._described:
            self._described[key] = []
            with suppress(ValueError):
                self._described[key] += self.unknown.described(media_type.node.pointer, json.loads(body))
        return self._described[key]


def media_type_of(content: Iterable[MediaType], sent: str) -> MediaType | None:
    """The entry of a `content` that the Content-Type `sent` falls under, ranges such as `image/*` last."""
    essence = sent.partition(";")[0].strip().lower()
    names = {media_type.name.partition(";")[0].strip().lower(): media_type for media_type in content}
    if essence in names:
        return names[essence]
    return next((found for name, found in names.items() if "*" in name and fnmatchcase(essence, name)), None)
