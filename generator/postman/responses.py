"""Saved examples: one for each success the operation declares, and the errors a reader should know."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from generator.encode import to_json_text
from generator.openapi.model import Operation, Response
from generator.openapi.sample import Sampler
from generator.postman.bodies import as_text, language, preferred, sampled
from generator.postman.ids import Ids
from generator.postman.parameters import serialise, singular
from generator.postman.profile import ErrorExample, Profile
from generator.postman.types import Header, Request, SavedResponse
from generator.postman.urls import sent_url

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_NAME = 80


def saved_responses(
    operation: Operation, request: Request, sampler: Sampler, profile: Profile, ids: Ids
) -> list[SavedResponse]:
    """The saved examples of a request, successes first."""
    original = sent_request(request)
    successes = [response for response in operation.responses if response.is_success]
    if not successes:
        successes = [response for response in operation.responses if response.status.lower() == "default"]
    rate_limit = _rate_limit_headers(operation, profile)
    saved = [_success(operation, response, original, rate_limit, sampler, ids) for response in successes]
    return saved + _errors(operation, original, rate_limit, profile, ids)


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


def _success(
    operation: Operation,
    response: Response,
    original: Request,
    rate_limit: list[Header],
    sampler: Sampler,
    ids: Ids,
) -> SavedResponse:
    code = int(response.status) if response.status.isdigit() else 200
    phrase = _phrase(code)
    said = " ".join(response.description.split())
    name = (
        f"{code} {phrase}"
        if said in ("", "Success", phrase) or len(said) > _LONGEST_NAME
        else f"{code} {said}"
    )
    headers: list[Header] = []
    media_type = preferred(response.content) if code != HTTPStatus.NO_CONTENT else None
    if media_type is not None:
        headers.append({"key": "Content-Type", "value": media_type.name})
    for header in response.headers:
        if header.name.lower() == "content-type":  # to be ignored: OpenAPI 3.0.3, "Response Object"
            continue
        value = header.examples[0] if header.examples else sampler.sample(header.node, "response")
        headers.append({"key": header.name, "value": serialise(header, value, str)[0][1]})
    headers += rate_limit
    saved = _saved(ids.make("example", operation.key, response.status), name, original, code, headers)
    if media_type is not None:
        saved["_postman_previewlanguage"] = "json" if language(media_type.name) == "json" else "text"
        saved["body"] = as_text(media_type.name, sampled(media_type, sampler, "response"))
    return saved


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
        declared = next((response for response in operation.responses if response.covers(status)), None)
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
        example["body"] = _fill(error.body, escaped)
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
        "creates": operation.method == "post"
        and any(response.covers(201) for response in operation.responses),
        "include": "include" in query_names,
        "body": operation.body is not None,
    }
    return {fact for fact, holds in facts.items() if holds}


def _words(operation: Operation, profile: Profile) -> Mapping[str, str]:
    segments = [part for part in operation.path.split("/") if part]
    ids = [index for index, part in enumerate(segments) if part.startswith("{") and part.endswith("id}")]
    named = segments[ids[0] - 1] if ids and ids[0] else segments[-1] if segments else ""
    return {
        "scopes": ", ".join(profile.scopes(operation)),
        "resource": singular(named).replace("-", " "),
        "Resource": singular(named).replace("-", " ").capitalize(),
    }


def _fill(text: str, words: Mapping[str, str]) -> str:
    for key, word in words.items():
        text = text.replace(f"{{{key}}}", word)
    return text


def _rate_limit_headers(operation: Operation, profile: Profile) -> list[Header]:
    """Headers that tell the state of the limit after one call, from a value such as `750/m`."""
    rule = profile.rate_limit
    limits = operation.extensions.get(rule.extension)
    written = limits.get(rule.window) if isinstance(limits, dict) else None
    count, _, unit = written.partition("/") if isinstance(written, str) else ("", "", "")
    if not count.isdigit():
        return []
    words = {"limit": count, "remaining": str(int(count) - 1), "reset": str(_SECONDS.get(unit, 60))}
    return [{"key": key, "value": _fill(value, words)} for key, value in rule.headers.items()]


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Response"
