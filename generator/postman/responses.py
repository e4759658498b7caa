"""Saved examples: one for each success the operation declares, and the errors a reader should know.

These are the profile's, or, if it has none, those that the operation declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus

from generator.encode import to_json_text
from generator.openapi.model import Operation, Response
from generator.openapi.naming import singular
from generator.openapi.sample import Sampler
from generator.postman.bodies import is_binary, samples
from generator.postman.braces import in_json
from generator.postman.identity import agreeing, identity_of
from generator.postman.ids import Ids
from generator.postman.jsonapi import Links
from generator.postman.media import language, preferred
from generator.postman.parameters import serialise
from generator.postman.profile import ErrorExample, Profile
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
    return saved + _errors(operation, originals[""], rate_limit, profile, ids)


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
        return [_saved(ids.make("example", *parts), _name(response, code), originals[""], code, headers)]
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
        saved = _saved(id_, name, original, code, headers)
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
    phrase = _phrase(code)
    said = " ".join(response.description.split())
    if said in ("", "Success", phrase) or len(said) > _LONGEST_NAME:
        return f"{label} {phrase}"
    return f"{label} {said}"


def _errors(
    operation: Operation, original: Request, rate_limit: list[Header], profile: Profile, ids: Ids
) -> list[SavedResponse]:
    """The profile's error examples that fit the operation and that the spec lets it answer with."""
    facts = _facts(operation, profile)
    words = _words(operation, profile)
    escaped = {key: to_json_text(word)[1:-1] for key, word in words.items()}
    chosen: dict[int, ErrorExample] = {}
    for error in profile.errors:
        if error.needs <= facts:
            chosen.setdefault(error.status, error)
    saved = []
    for status, error in chosen.items():
        declared = operation.response_to(status)
        if declared is None:
            continue
        media_type = preferred(declared.content)
        headers: list[Header] = []
        if media_type is not None:
            headers.append({"key": "Content-Type", "value": media_type.name})
        headers += [{"key": key, "value": value} for key, value in error.headers.items()]
        if status != HTTPStatus.TOO_MANY_REQUESTS:
            headers += rate_limit
        name = f"{status} {_fill(error.name, words)}"
        example = _saved(ids.make("example", operation.key, str(status)), name, original, status, headers)
        example["_postman_previewlanguage"] = "json"
        example["body"] = in_json(_fill(error.body, escaped))
        saved.append(example)
    return saved


def _saved(id_: str, name: str, original: Request, code: int, headers: list[Header]) -> SavedResponse:
    return {
        "id": id_,
        "name": name,
        "originalRequest": original,
        "status": _phrase(code),
        "code": code,
        "header": headers,
        "cookie": [],
    }


def _facts(operation: Operation, profile: Profile) -> set[str]:
    """What an error example may need, as far as it holds for the operation."""
    path_names = [parameter.name for parameter in operation.parameters_in("path")]
    query_names = [parameter.name for parameter in operation.parameters_in("query")]
    facts = {
        "private": not operation.is_public,
        "scopes": bool(profile.scopes(operation)),
        "path id": any(name == "id" or name.endswith("_id") for name in path_names),
        "creates": operation.method == "post" and operation.response_to(201) is not None,
        "include": "include" in query_names,
        "body": operation.body is not None,
    }
    return {fact for fact, holds in facts.items() if holds}


def _words(operation: Operation, profile: Profile) -> Mapping[str, str]:
    """What stands for the placeholders in an error example."""
    segments = [part for part in operation.path.split("/") if part]
    ids = [index for index, part in enumerate(segments) if part.startswith("{") and part.endswith("id}")]
    named = segments[ids[0] - 1] if ids and ids[0] else segments[-1] if segments else ""
    return {
        "{scopes}": ", ".join(profile.scopes(operation)),
        "{resource}": singular(named).replace("-", " "),
        "{Resource}": singular(named).replace("-", " ").capitalize(),
    }


def _fill(text: str, words: Mapping[str, str]) -> str:
    for key, word in words.items():
        text = text.replace(key, word)
    return text


def _rate_limit_headers(operation: Operation, profile: Profile) -> list[Header]:
    """Headers that tell the state of the limit after one call, from a value such as `750/m`."""
    rule = profile.rate_limit
    limits = operation.extensions.get(rule.extension)
    written = limits.get(rule.window) if isinstance(limits, dict) else None
    count, _, unit = written.partition("/") if isinstance(written, str) else ("", "", "")
    if not count.isdigit():
        return []
    words = {"{limit}": count, "{remaining}": str(int(count) - 1), "{reset}": str(_SECONDS.get(unit, 60))}
    return [{"key": key, "value": _fill(value, words)} for key, value in rule.headers.items()]


@lru_cache(maxsize=64)
def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Response"
