"""What a saved example must keep of the spec, as a table; openapi-core speaks in three of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from generator.openapi.model import MediaType, Operation, Parameter, Response
from generator.postman.bodies import is_json
from generator.validate.conformance.contract import Contract, Fault, SpecRule, media_type_of
from generator.validate.conformance.problems import AMBIGUOUS, UNJUDGED, Problem
from generator.validate.conformance.sent import Received


@dataclass(frozen=True)
class Answer:
    """A saved example beside the operation it answers, and the response that covers its status."""

    received: Received
    operation: Operation
    declared: Response | None
    contract: Contract

    @property
    def content(self) -> tuple[MediaType, ...]:
        """The formats it may come in; none where the status forbids a body."""
        has_body = self.received.status != HTTPStatus.NO_CONTENT and self.operation.method != "head"
        return self.declared.content if self.declared and has_body else ()

    @cached_property
    def media_type(self) -> MediaType | None:
        """What the spec says of the format it comes in, if it may."""
        return media_type_of(self.content, self.received.content_type)

    @cached_property
    def wrong_body(self) -> list[tuple[MediaType, Problem]]:
        """openapi-core on the body; one in a wrong format is judged as the one that is declared."""
        media_type = self.media_type or (self.content[0] if len(self.content) == 1 else None)
        if not self.declared or not self.received.body or not media_type:
            return []
        judge = self.contract.judge
        return [(media_type, problem) for problem in judge.response_body(self.received, media_type)]

    @cached_property
    def wrong_headers(self) -> list[tuple[Parameter, Problem]]:
        """openapi-core on the headers."""
        if self.declared is None or not self.declared.headers:
            return []
        return list(self.contract.judge.response_headers(self.declared, self.received))


def _status_is_declared(answer: Answer) -> Iterator[Fault]:
    if answer.declared is None:
        declared = ", ".join(response.status for response in answer.operation.responses)
        yield Fault(f"{answer.received.status}, expected {declared}", "/code")


def _body_is_declared(answer: Answer) -> Iterator[Fault]:
    if answer.declared is not None and answer.received.body and not answer.content:
        yield Fault(f"{answer.received.status} has none", "/body")


def _body_is_there(answer: Answer) -> Iterator[Fault]:
    expected = [media_type.name for media_type in answer.content]
    if expected and all(map(is_json, expected)) and not answer.received.body:  # an image cannot be shown
        yield Fault(f"expected {' or '.join(expected)}")


def _format_is_declared(answer: Answer) -> Iterator[Fault]:
    if answer.content and answer.received.body and answer.media_type is None:
        said = answer.received.content_type or "missing"
        expected = " or ".join(media_type.name for media_type in answer.content)
        yield Fault(f"Content-Type is {said}, expected {expected}", "/header")


def _body_is_valid(answer: Answer) -> Iterator[Fault]:
    for media_type, problem in answer.wrong_body:
        if problem.keyword not in (AMBIGUOUS, UNJUDGED):
            yield Fault.of(problem, "/body", media_type, "response")


def _body_is_unambiguous(answer: Answer) -> Iterator[Fault]:
    for media_type, problem in answer.wrong_body:
        if problem.keyword == AMBIGUOUS:
            yield Fault.of(problem, "/body", media_type, "response")


def _properties_are_named(answer: Answer) -> Iterator[Fault]:
    """Of successes: what errors say beside their envelope is the documentation's to tell."""
    media_type = answer.media_type
    is_success = answer.received.status // 100 == 2
    if media_type is None or not answer.received.body or not is_success or not is_json(media_type.name):
        return
    for problem in answer.contract.unnamed(media_type, answer.received.body):
        yield Fault.of(problem, "/body", media_type, "response")


def _headers_are_valid(answer: Answer) -> Iterator[Fault]:
    for header, problem in answer.wrong_headers:
        if problem.keyword != UNJUDGED:
            yield Fault.of(problem, "/header", header, "response")


def _judged(answer: Answer) -> Iterator[Fault]:
    for _, problem in [*answer.wrong_body, *answer.wrong_headers]:
        if problem.keyword == UNJUDGED:
            yield Fault(problem.message, "", problem.schema)


ANSWER_RULES: tuple[SpecRule[Answer], ...] = (
    SpecRule("response-status", "error", "status is not in the spec", _status_is_declared),
    SpecRule("response-body-unwanted", "error", "no body is to be answered", _body_is_declared),
    SpecRule("response-body-missing", "error", "body is missing", _body_is_there),
    SpecRule("response-content-type", "error", "wrong format of the body", _format_is_declared),
    SpecRule("response-body", "error", "invalid body", _body_is_valid),
    SpecRule("response-ambiguous", "error", "ambiguous body", _body_is_unambiguous),
    SpecRule("response-property", "error", "property that the schema does not name", _properties_are_named),
    SpecRule("response-header", "error", "invalid header", _headers_are_valid),
    SpecRule("response-unjudged", "warning", "cannot be judged", _judged),
)
