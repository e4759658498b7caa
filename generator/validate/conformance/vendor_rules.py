"""What a vendor's API asks of requests beyond what its spec says, as far as the profile knows, as a table."""

from __future__ import annotations

from collections.abc import Iterator

from generator.openapi.naming import PLACEHOLDER
from generator.postman.bodies import is_json
from generator.validate.conformance.asserting import is_valid
from generator.validate.conformance.calls import Call
from generator.validate.conformance.contract import Fault, SpecRule


def _prose_is_kept(call: Call) -> Iterator[Fault]:
    media_type = call.media_type
    if media_type is None or call.sent.body is None or not is_json(media_type.name):
        return
    filters = call.profile.filters
    for below, value, places in call.contract.described(media_type, call.sent.body):
        asked = {id(amendment): (amendment, at) for at in places for amendment in call.demands.at(at)}
        for amendment, place in asked.values():
            if not is_valid(amendment.must, value, filters.fault_of if filters else None):
                yield Fault(f"{below or 'the body'}: {amendment.reason}", "/request/body", place)


def _filters_are_filters(call: Call) -> Iterator[Fault]:
    """Also those that are switched off, as a tick sends them; a placeholder is there to be replaced."""
    filters = call.profile.filters
    if filters is None or filters.sent_in(call.operation) is None:
        return
    allowed = filters.filters_of(call.operation)
    for name, value in call.ticked.query:
        if name == filters.parameter and value and "{{" not in value and not PLACEHOLDER.fullmatch(value):
            fault = filters.fault_of(value, allowed)
            if fault:
                yield Fault(f"{value}: {fault}", call.row("query", name))


def _one_field_is_sent(call: Call) -> Iterator[Fault]:
    names = call.profile.exclusive_fields(call.operation)
    media_type = call.media_type
    if not names or media_type is None or call.sent.body is None or not is_json(media_type.name):
        return
    for below, value, _ in call.contract.described(media_type, call.sent.body):
        sent = [name for name in names if isinstance(value, dict) and name in value]
        if len(sent) > 1:
            yield Fault(f"{below or 'the body'}: one of {', '.join(sent)} is taken", "/request/body")


VENDOR_RULES: tuple[SpecRule[Call], ...] = (
    SpecRule("request-refused", "error", "the API would refuse the body", _prose_is_kept),
    SpecRule("request-exclusive", "error", "fields that exclude each other", _one_field_is_sent),
    SpecRule("request-filter", "error", "no filter that the operation takes", _filters_are_filters),
)
