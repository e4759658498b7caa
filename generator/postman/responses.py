"""Saved examples: one for each success the operation declares, and the errors a reader should know.

These are the profile's, or, if it has none, those that the operation declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.openapi.model import Operation, Response
from generator.openapi.sample import Sampler
from generator.postman.bodies import is_binary, samples
from generator.postman.errors import error_examples
from generator.postman.identity import agreeing, identity_of
from generator.postman.ids import Ids
from generator.postman.jsonapi import Links
from generator.postman.media import language, preferred
from generator.postman.parameters import serialise
from generator.postman.profile import Profile
from generator.postman.saved import fill, phrase, saved_example
from generator.postman.texts import as_text
from generator.postman.types import Header, Request, SavedResponse
from generator.postman.urls import sent_url

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_NAME = 80


def saved_responses(
    operation: Operation,
    requests: Mapping[str, Request],
    sampler: Sampler,
    profile: Profile,
    ids: Ids,
    links: Links | None = None,
) -> list[SavedResponse]:
    """The saved examples of an operation, successes first.

    `requests` are those that the examples of these names answer; the one without a name is for all others.
    `links` is where the resources are that documents of JSON:API link to.
    """
    originals = {name: sent_request(request) for name, request in requests.items()}
    rate_limit = _rate_limit_headers(operation, profile)
    saved = [
        example
        for response in _shown(operation, declares_errors=not profile.errors)
        for example in _declared(operation, response, originals, rate_limit, sampler, ids, links)
    ]
    return saved + error_examples(operation, originals[""], rate_limit, profile, ids)


def _shown(operation: Operation, *, declares_errors: bool) -> list[Response]:
    """The responses that are saved as declared, successes first; `default` is one where there is no other."""
    successes = [response for response in operation.responses if response.is_success]
    others = [response for response in operation.responses if not response.is_success]
    if declares_errors:
        return successes + others
    return successes or [response for response in others if response.status.lower() == "default"]


def sent_request(request: Request) -> Request:
    """What of a request is sent; the auth is left to the request itself, which may inherit it."""
    sent: Request = {
        "method": request["method"],
        "header": [
            {"key": header["key"], "value": header["value"]}
            for header in request["header"]
            if not header.get("disabled", False)
        ],
        "url": sent_url(request["url"]),
    }
    if "body" in request:
        body = request["body"].copy()
        if "formdata" in body:
            body["formdata"] = [row for row in body["formdata"] if not row.get("disabled", False)]
        if "urlencoded" in body:
            body["urlencoded"] = [row for row in body["urlencoded"] if not row.get("disabled", False)]
        sent["body"] = body
    return sent


def _declared(
    operation: Operation,
    response: Response,
    originals: Mapping[str, Request],
    rate_limit: list[Header],
    sampler: Sampler,
    ids: Ids,
    links: Links | None,
) -> list[SavedResponse]:
    """One example of a response, or one for each that its media type names."""
    code = _code(operation, response)
    if code is None:
        return []
    media_type = preferred(response.content) if _has_content(code) else None
    headers: list[Header] = []
    if media_type is not None:
        headers.append({"key": "Content-Type", "value": media_type.name})
    for header in response.headers:
        if header.name.lower() == "content-type":  # to be ignored: OpenAPI 3.0.3, "Response Object"
            continue
        value = header.examples[0].value if header.examples else sampler.sample(header.node, "response")
        headers.append({"key": header.name, "value": serialise(header, value, str)[0][1]})
    headers += rate_limit
    parts = [operation.key, response.status]
    if media_type is None or operation.method == "head" or is_binary(media_type, sampler.document):
        return [
            saved_example(ids.make("example", *parts), _name(response, code), originals[""], code, headers)
        ]
    found = []
    values = samples(media_type, sampler, "response")
    for index, (key, title, value) in enumerate(values):
        id_ = ids.make("example", *parts, *([str(index)] if index else []))
        name = _name(response, code) + (f": {title}" if title and len(values) > 1 else "")
        original = originals.get(key, originals[""])
        identity = identity_of(operation, original["url"])
        value = agreeing(value, identity, media_type.node, sampler)  # noqa: PLW2901
        if links is not None and response.is_success:
            value = links.linked(value, media_type.node, operation, original["url"])  # noqa: PLW2901
        saved = saved_example(id_, name, original, code, headers)
        saved["_postman_previewlanguage"] = language(media_type.name)
        saved["body"] = as_text(media_type, value, sampler)
        found.append(saved)
    return found


def _code(operation: Operation, response: Response) -> int | None:
    """The status itself; for a range or `default` the first that no other response declares, if any.

    `default` is the success where no other response is, else an error.
    """
    if response.status.isdigit():
        return int(response.status)
    if response.status[0].isdigit():
        first = 100 * int(response.status[0])
        candidates: Iterable[int] = range(first, first + 100)
    else:
        is_success = all(one.status[0] in "45" for one in operation.responses if one is not response)
        candidates = [200] if is_success else [*range(500, 600), *range(400, 500)]
    return next((code for code in candidates if operation.response_to(code) is response), None)


def _has_content(code: int) -> bool:
    """Whether a response may have a body: RFC 9110, section 6.4.1."""
    return code >= 200 and code not in (204, 205, 304)


def _name(response: Response, code: int) -> str:
    label = str(code) if response.is_success or code == 200 else response.status
    usual = phrase(code)
    said = " ".join(response.description.split())
    if said in ("", "Success", usual) or len(said) > _LONGEST_NAME:
        return f"{label} {usual}"
    return f"{label} {said}"


def _rate_limit_headers(operation: Operation, profile: Profile) -> list[Header]:
    """Headers that tell the state of the limit after one call, from a value such as `750/m`."""
    rule = profile.rate_limit
    limits = operation.extensions.get(rule.extension)
    written = limits.get(rule.window) if isinstance(limits, dict) else None
    count, _, unit = written.partition("/") if isinstance(written, str) else ("", "", "")
    if not count.isdigit():
        return []
    words = {"{limit}": count, "{remaining}": str(int(count) - 1), "{reset}": str(_SECONDS.get(unit, 60))}
    return [{"key": key, "value": fill(value, words)} for key, value in rule.headers.items()]
