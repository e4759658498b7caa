"""Saved examples of errors: the profile's, where an operation may meet them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from generator.encode import to_json_text
from generator.openapi.model import Operation
from generator.openapi.naming import singular
from generator.postman.braces import in_json
from generator.postman.ids import Ids
from generator.postman.media import preferred
from generator.postman.profile import ErrorExample, Profile
from generator.postman.saved import fill, saved_example
from generator.postman.types import Header, Request, SavedResponse


def error_examples(
    operation: Operation, original: Request, rate_limit: list[Header], profile: Profile, ids: Ids
) -> list[SavedResponse]:
    """The profile's error examples that fit the operation and that the spec lets it answer with."""
    facts = _facts(operation, profile)
    words = _words(operation, profile)
    escaped = {key: to_json_text(word)[1:-1] for key, word in words.items()}
    chosen: dict[int, ErrorExample] = {}
    for error in profile.errors:
        if error.needs <= facts and error.is_of(operation):
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
        asked: Request = {**original, "method": error.method} if error.method else original
        name = f"{status} {fill(error.name, words)}"
        example = saved_example(ids.make("example", operation.key, str(status)), name, asked, status, headers)
        example["_postman_previewlanguage"] = "json"
        example["body"] = in_json(fill(error.body, escaped))
        saved.append(example)
    return saved


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
    resource = singular(named).replace("-", " ")
    article = "an" if resource[:1] in tuple("aeiou") else "a"
    return {
        "{scopes}": ", ".join(profile.scopes(operation)),
        "{resource}": resource,
        "{Resource}": resource.capitalize(),
        "{a resource}": f"{article} {resource}",
        "{A resource}": f"{article} {resource}".capitalize(),
    }
