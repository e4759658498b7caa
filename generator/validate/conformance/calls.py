"""A request of a collection beside the operation it calls: what the rules look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from generator.json_types import JSONObject, pointer
from generator.openapi.amend import Demands
from generator.openapi.model import MediaType, Operation, Parameter
from generator.postman.profile import Profile
from generator.validate.conformance.bodies import A_FILE
from generator.validate.conformance.contract import Contract, media_type_of
from generator.validate.conformance.operations import Match
from generator.validate.conformance.problems import Problem
from generator.validate.conformance.sent import Sent
from generator.validate.walk import RequestPlace


@dataclass(frozen=True)
class Call:
    """A request, sent as it stands and with every row switched on, and the operation it calls."""

    place: RequestPlace
    sent: Sent
    ticked: Sent
    match: Match
    contract: Contract
    profile: Profile
    demands: Demands
    """What the profile asks of bodies beyond the spec."""
    secrets: Sequence[str]
    """The values that stand for secrets of the user."""

    @property
    def operation(self) -> Operation:
        """The operation called."""
        return self.match.operation

    @cached_property
    def media_type(self) -> MediaType | None:
        """What the spec says of the format that is sent, if it takes it."""
        body = self.operation.body
        return media_type_of(body.content, self.sent.header("content-type")) if body else None

    @cached_property
    def wrong_values(self) -> list[tuple[Parameter, Problem]]:
        """openapi-core on the parameters: on all that can be switched on, on what is sent if it differs."""
        judge, values = self.contract.judge, self.match.path_values
        parameters = [one for one in self.operation.parameters if not self._is_key(one)]
        found = list(judge.parameters(parameters, self.ticked, values))
        ticked, sent = ([name for name, _ in request.query] for request in (self.ticked, self.sent))
        if any(ticked.count(name) != sent.count(name) for name in sent):  # some of a list
            more = judge.parameters(parameters, self.sent, values)
            found += [problem for problem in more if problem not in found]
        return found

    @cached_property
    def wrong_body(self) -> list[tuple[MediaType, Problem]]:
        """openapi-core on the body; one in a wrong format is judged as the one that is wanted."""
        content = self.operation.body.content if self.operation.body else ()
        media_type = self.media_type or (content[0] if len(content) == 1 else None)
        if not media_type or not self.sent.body or self.sent.body == A_FILE:
            return []
        judge = self.contract.judge
        return [(media_type, problem) for problem in judge.request_body(self.sent, media_type)]

    def _is_key(self, parameter: Parameter) -> bool:
        """Whether it carries credentials, for which something stands here that is none."""
        schemes = self.contract.api.security_schemes
        names = [name for alternative in self.operation.security for name in alternative]
        return any(name in schemes and schemes[name].is_sent_by(parameter) for name in names)

    def is_pinned(self, parameter: Parameter) -> bool:
        """Whether the profile says that it is always sent, with the value that the spec gives it."""
        rule = self.profile.rule(parameter.name, parameter.location, self.operation.is_public)
        return rule is not None and rule.enabled and not rule.value

    def row(self, location: str, name: str) -> str:
        """The pointer of the row that sends a parameter; of the table where there is none."""
        request = cast(JSONObject, self.place.item["request"])
        below = {"query": ("url", "query"), "path": ("url", "variable")}.get(location, ("header",))
        table = request.get(below[0])
        if len(below) > 1:
            table = table.get(below[1]) if isinstance(table, dict) else None
        wanted = "cookie" if location == "cookie" else name.lower()
        for index, row in enumerate(table if isinstance(table, list) else []):
            if isinstance(row, dict) and str(row.get("key")).lower() == wanted:
                return pointer("request", *below, index)
        return pointer("request", *(below if table else below[:-1]))
