"""An operation to an item: the request as Postman shows and sends it, and its saved examples."""

from __future__ import annotations

from generator.findings import Finding
from generator.openapi.model import Example, Operation, Parameter
from generator.openapi.sample import Sampler
from generator.postman.auth import Authenticator
from generator.postman.bodies import is_multipart, request_body
from generator.postman.braces import Braces
from generator.postman.filters import example_of, own_example
from generator.postman.identity import identity_of
from generator.postman.ids import Ids
from generator.postman.jsonapi import Links
from generator.postman.media import MULTIPART, essence, preferred
from generator.postman.pairs import paired
from generator.postman.parameters import Row, cookie_headers, rows
from generator.postman.profile import Profile
from generator.postman.responses import saved_responses
from generator.postman.scope import Scope
from generator.postman.types import Header, Item, Request
from generator.postman.urls import request_url
from generator.postman.words import Words

# Header parameters of these names are to be ignored: OpenAPI 3.0.3, "Parameter Object", `name`.
_NOT_PARAMETERS = ("accept", "content-type", "authorization")
_BODYLESS = ("GET", "HEAD", "COPY", "PURGE", "UNLOCK")  # Postman drops a body on these unless told not to


class ItemBuilder:
    """Builds the items of one collection; what they share is given once."""

    def __init__(
        self,
        sampler: Sampler,
        profile: Profile,
        ids: Ids,
        authenticator: Authenticator,
        words: Words,
        scope: Scope,
        links: Links | None,
    ) -> None:
        self._sampler = sampler
        self._profile = profile
        self._ids = ids
        self._authenticator = authenticator
        self._words = words
        self._scope = scope
        self._links = links
        self._braces = Braces()
        self._findings: list[Finding] = []
        self.built = 0
        self.saved_examples = 0

    @property
    def findings(self) -> list[Finding]:
        """What was noticed while building."""
        return [*self._braces.findings, *self._findings]

    def item(self, operation: Operation) -> Item:
        """The item of an operation."""
        self._judge_multipart(operation)
        asked = self._filtered(self._authenticator.without_keys(operation))
        request = self._request(asked)
        requests = {"": request}
        for name, variant in paired(asked):
            requests[name] = self._request(variant)
        request["description"] = self._words.request(operation)
        item: Item = {
            "id": self._ids.make("request", operation.key),
            "name": (operation.summary or operation.id) + (" (deprecated)" if operation.deprecated else ""),
            "request": request,
            "response": [
                self._braces.saved(example, operation)
                for example in saved_responses(
                    operation, requests, self._sampler, self._profile, self._ids, self._links
                )
            ],
        }
        if "body" in request and request["method"] in _BODYLESS:
            item["protocolProfileBehavior"] = {"disableBodyPruning": True}
        self.built += 1
        self.saved_examples += len(item["response"])
        return item

    def _request(self, operation: Operation) -> Request:
        """The request as it is sent, undescribed."""
        request: Request = {
            "method": operation.method.upper(),
            "header": self._headers(operation),
            "url": request_url(
                operation,
                self._sampler,
                self._profile,
                self._scope.base(operation),
                self._scope.part,
                self._authenticator.rows(operation, "query"),
            ),
        }
        auth = self._authenticator.request_auth(operation)
        if auth is not None:
            request["auth"] = auth
        identity = identity_of(operation, request["url"])
        body, faults = request_body(operation, self._sampler, identity, self._profile)
        for fault in faults:
            self._note_filter(fault, operation, operation.pointer)
        if body is not None:
            request["body"] = self._braces.body(body, operation)
        return request

    def _filtered(self, operation: Operation) -> Operation:
        """The operation with an example for its filters that works."""
        grammar = self._profile.filters
        parameter = grammar.sent_in(operation) if grammar else None
        if grammar is None or parameter is None:
            return operation
        _, fault = grammar.working(example_of(parameter), operation)
        if fault:
            self._note_filter(f"{example_of(parameter)}: {fault}", operation, parameter.node.pointer)
        text, _ = grammar.working(own_example(parameter), operation)
        text = self._words.filter_example(operation, text)
        filtered = parameter._replace(examples=(Example("", "", text),))
        others = operation.parameters
        return operation._replace(
            parameters=tuple(filtered if each is parameter else each for each in others) if text else others
        )

    def _note_filter(self, fault: str, operation: Operation, place: str) -> None:
        message = f"the example of a filter is not used as it is: {fault}"
        self._findings.append(Finding("filter-mended", "warning", message, operation.title, place))

    def _judge_multipart(self, operation: Operation) -> None:
        media_type = preferred(operation.body.content) if operation.body else None
        if media_type is not None and is_multipart(media_type) and essence(media_type.name) != MULTIPART:
            message = f"{media_type.name} is sent as {MULTIPART}: Postman sends no other"
            pointer = operation.pointer
            self._findings.append(Finding("multipart-type", "warning", message, operation.title, pointer))

    def _headers(self, operation: Operation) -> list[Header]:
        declared = [
            parameter
            for parameter in operation.parameters_in("header")
            if parameter.name.lower() not in _NOT_PARAMETERS
        ]
        first = sorted(declared, key=lambda parameter: not self._is_first(operation, parameter))
        shown = [
            row for parameter in first for row in rows(operation, parameter, self._sampler, self._profile)
        ]
        cookies = [
            row
            for parameter in operation.parameters_in("cookie")
            for row in rows(operation, parameter, self._sampler, self._profile)
        ]
        shown += self._authenticator.rows(operation, "header")
        shown += cookie_headers([*self._authenticator.rows(operation, "cookie"), *cookies])
        media_type = preferred(operation.body.content) if operation.body else None
        if media_type is not None and not is_multipart(media_type):  # whose boundary only the sender knows
            shown.append(Row("Content-Type", media_type.name, "", enabled=True))
        accepted = _answer_media_type(operation)
        if accepted:
            shown.append(Row("Accept", accepted, "", enabled=True))
        return [
            row.written() if row.is_ours else self._braces.header(row.written(), operation) for row in shown
        ]

    def _is_first(self, operation: Operation, parameter: Parameter) -> bool:
        rule = self._profile.rule(parameter.name, "header", operation.is_public)
        return rule is not None and rule.first


def _answer_media_type(operation: Operation) -> str:
    """The media type of the first success that has one, else of the first error."""
    for response in sorted(operation.responses, key=lambda response: not response.is_success):
        media_type = preferred(response.content)
        if media_type is not None:
            return media_type.name
    return ""
