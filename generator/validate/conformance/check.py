"""A collection held to the spec it was made from: every request as it is sent, every saved example.

All problems in one pass, each with the name and the JSON pointer of its place in the collection. Known
defects of a spec are waived by the profile: by rule and by the place of the schema in the spec.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from generator.encode import to_json
from generator.findings import Finding, Severity
from generator.json_types import JSONObject, pointer
from generator.openapi.amend import Demands
from generator.openapi.model import Operation, Response
from generator.postman.profile import Profile, Waiver
from generator.postman.types import Collection
from generator.validate.conformance.answer_rules import ANSWER_RULES, Answer
from generator.validate.conformance.bodies import switched_on
from generator.validate.conformance.calls import Call
from generator.validate.conformance.contract import Contract, Fault, SpecRule, T
from generator.validate.conformance.evidence import CAUSES
from generator.validate.conformance.originals import examples, originals
from generator.validate.conformance.request_rules import REQUEST_RULES
from generator.validate.conformance.sent import Received, Sender, received
from generator.validate.conformance.waiving import Waivers
from generator.validate.walk import RequestPlace, requests

# What the collection as a whole must keep of the spec.
REQUEST_UNKNOWN = "request-unknown"
OPERATION_UNUSED = "operation-unused"
WAIVER_UNUSED = "waiver-unused"

UNJUDGED_RULES = ("request-unjudged", "response-unjudged")


@dataclass(frozen=True, slots=True)
class Conformance:
    """What came of holding a collection to a spec."""

    requests: int
    examples: int
    findings: list[Finding]
    waived: Mapping[Waiver, list[str]] = field(default_factory=dict)
    """For each waiver that was needed, the places in the collection, as JSON pointers."""

    @property
    def summary(self) -> str:
        """How much was checked, in words."""
        places = {place for places in self.waived.values() for place in places}
        checked = f"{self.requests:,} requests and {self.examples:,} saved examples"
        return f"{checked} checked against the spec, {len(places)} waived, {self.unjudged} unjudged"

    @property
    def unjudged(self) -> int:
        """How many requests and examples could not be judged, wholly or in part."""
        return len({finding.pointer for finding in self.findings if finding.rule in UNJUDGED_RULES})


def check_conformance(
    collection: Collection,
    contract: Contract,
    profile: Profile,
    operations: Iterable[Operation] | None = None,
) -> Conformance:
    """Hold `collection` to the spec, with `profile` for its conventions and the waivers of its spec.

    It is to call each of `operations`, by default all that the spec has. Requests so malformed that they
    cannot be sent are left to the findings of the schema.
    """
    wanted = contract.api.operations if operations is None else operations
    return _Check(collection, contract, profile).run(wanted)


_Judged = tuple[str, Severity, str, Fault]
"""A fault with the id, the severity and the text of the rule that found it."""


class _Check:
    def __init__(self, collection: Collection, contract: Contract, profile: Profile) -> None:
        self._collection = collection
        self._contract = contract
        self._profile = profile
        self._demands = Demands(profile.amendments, contract.api.version)
        self._waivers = Waivers(profile, contract.api.version)
        self._findings: list[Finding] = []
        self._requests = self._examples = 0
        self._answers: dict[object, list[_Judged]] = {}
        values = _example_values(collection, profile)
        kinds = {variable.key: variable.type for variable in profile.user_variables}
        self._secrets = [value for name, value in values.items() if kinds.get(name, "secret") == "secret"]
        self._sender = Sender(collection, values)

    def run(self, wanted: Iterable[Operation]) -> Conformance:
        """Check everything, once."""
        called = set()
        for place in requests(self._collection):
            found = self._request(place)
            if found is None:
                continue
            self._requests += 1
            operation, faults = found
            self._report(faults, place.where, place.pointer)
            self._check_originals(place, faults)
            if operation is not None:
                called.add(_called(operation))
                self._check_answers(place, operation)
        for operation in wanted:
            if _called(operation) not in called:
                message = f"no request calls {operation.title}"
                self._add(OPERATION_UNUSED, "warning", message, "collection", "/item")
        if all(_called(operation) in called for operation in self._contract.api.operations):
            for waiver in self._waivers.unneeded(self._contract.document):
                message = f"the profile waives {waiver.rule} at {waiver.schema}, where nothing is wrong"
                self._add(WAIVER_UNUSED, "info", message, "spec", "")
        return Conformance(self._requests, self._examples, self._findings, self._waivers.taken)

    def _request(self, place: RequestPlace) -> tuple[Operation | None, list[_Judged]] | None:
        """The operation that a request calls and what is wrong with it; None if it cannot be sent."""
        try:
            sent, ticked = self._sender.send(place)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        found = []
        for match in self._contract.operations.matches(sent, _written(place)):
            call = Call(
                place, sent, ticked, match, self._contract, self._profile, self._demands, self._secrets
            )
            found.append((match.operation, list(_judged(REQUEST_RULES, call))))
        if not found:
            fault = Fault(f"{sent.method} {sent.path}", "/request")
            return None, [(REQUEST_UNKNOWN, "error", "no operation of the spec is called", fault)]
        return min(found, key=lambda each: len(each[1]))  # the one meant, where nothing else tells

    def _check_originals(self, place: RequestPlace, faults: list[_Judged]) -> None:
        """What is wrong with the requests that examples were saved with, and not with the request itself."""
        known = {(rule, fault.message) for rule, _, _, fault in faults}
        for below, original in originals(place):
            _, found = self._request(original) or (None, [])
            self._report(
                [
                    (rule, severity, text, fault._replace(below=below + fault.below.removeprefix("/request")))
                    for rule, severity, text, fault in found
                    if (rule, fault.message) not in known
                ],
                original.where,
                place.pointer,
            )

    def _check_answers(self, place: RequestPlace, operation: Operation) -> None:
        for index, example in enumerate(examples(place)):
            try:
                answer, name = received(example), f"{place.where} > {example['name']}"
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
            self._examples += 1
            self._report(self._answer(operation, answer), name, place.pointer + pointer("response", index))

    def _answer(self, operation: Operation, answer: Received) -> list[_Judged]:
        """What the rules say of an answer; the same answer to the same definition is judged once."""
        declared = operation.response_to(answer.status)
        key: object = (operation.pointer, answer)
        if declared is not None:
            shown = answer.headers if declared.headers else answer.content_type
            key = (operation.method == "head", answer.status, shown, answer.body, _formats(declared))
        if key not in self._answers:
            subject = Answer(answer, operation, declared, self._contract)
            self._answers[key] = list(_judged(ANSWER_RULES, subject))
        return self._answers[key]

    def _report(self, found: Iterable[_Judged], where: str, place: str) -> None:
        for rule, severity, text, fault in found:
            if self._waivers.take(rule, fault.schema, place + fault.below):
                continue
            at = f" (spec: {fault.schema})" if fault.schema else ""
            message = f"{text}: {fault.message}{at}"
            cause = self._contract.cause(fault) if severity == "error" else ""
            if cause:
                self._add(cause, "warning", f"{CAUSES[cause]}: {message}", where, place + fault.below)
            else:
                self._add(rule, severity, message, where, place + fault.below)

    def _add(self, rule: str, severity: Severity, message: str, where: str, place: str) -> None:
        self._findings.append(Finding(rule, severity, message, where, place))


def _written(place: RequestPlace) -> str:
    """The path of a request with its variables; empty where the address is a mere text."""
    url = cast(JSONObject, place.item["request"])["url"]
    parts = url.get("path") if isinstance(url, dict) else None
    return "".join(f"/{part}" for part in parts) if isinstance(parts, list) else ""


def _called(operation: Operation) -> str:
    """What a request says of the operation it calls: a fragment is not sent."""
    return operation.key.partition("#")[0]


def _judged(rules: Iterable[SpecRule[T]], subject: T) -> Iterator[_Judged]:
    for rule in rules:
        for fault in rule.check(subject):
            yield rule.id, rule.severity, rule.text, fault


def _formats(response: Response) -> tuple[object, ...]:
    """The formats and headers of an answer with the schema of each, as it is written: what makes definitions
    the same.
    """
    headers = response.headers
    return (
        *(
            (media_type.name, to_json(media_type.node.schema, indent=False))
            for media_type in response.content
        ),
        *((one.name, one.required, one.style, one.explode, to_json(one.node.schema)) for one in headers),
    )


def _example_values(collection: Collection, profile: Profile) -> dict[str, str]:
    """Values for the variables that users fill in: those of the profile, else those that auths ask for."""
    names = [variable.key for variable in profile.user_variables]
    if not names:
        declared = {str(row.get("key")) for row in switched_on(collection.get("variable"))}
        holders: list[object] = [collection, *(place.item["request"] for place in requests(collection))]
        auths = [holder.get("auth") for holder in holders if isinstance(holder, dict)]
        asked = re.findall(r"\{\{(\w+)\}\}", to_json(auths).decode())
        names = [name for name in asked if name not in declared]
    return {name: f"example-of-{name}" for name in names}
