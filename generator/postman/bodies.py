"""Request bodies: JSON and other text sampled from the schema, forms as rows, files as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document
from generator.openapi.model import Example, MediaType, Operation
from generator.openapi.references import follow
from generator.openapi.sample import Direction, Sampler, UnsatisfiableError
from generator.postman.filters import with_filters_mended
from generator.postman.forms import form_rows
from generator.postman.identity import Identity, agreeing
from generator.postman.media import URLENCODED, essence, is_file, is_json, is_textual, language, preferred
from generator.postman.profile import Profile
from generator.postman.texts import as_text
from generator.postman.types import Body

__all__ = ["is_binary", "is_json", "is_multipart", "language", "preferred", "request_body", "samples"]


def samples(media_type: MediaType, sampler: Sampler, direction: Direction) -> list[Example]:
    """The valid ones of the examples that the media type gives; else a sample of its schema."""
    found: list[Example] = []
    for example in media_type.examples:
        if isinstance(example.value, str) and not is_json(media_type.name):  # the text itself, as it is
            found.append(example)
            continue
        try:
            mended = sampler.repaired(media_type.node, example.value, direction)
            found.append(example._replace(value=mended))
        except UnsatisfiableError:
            continue
    if found:
        return found
    if not follow(sampler.document, media_type.node).schema and is_json(media_type.name):
        return [Example("", "", {})]
    return [Example("", "", sampler.sample(media_type.node, direction))]


def request_body(
    operation: Operation, sampler: Sampler, identity: Identity, profile: Profile
) -> tuple[Body | None, list[str]]:
    """The body of a request for what `identity` says, or None where the operation takes none; and what was
    wrong with filters in it, which are mended.
    """
    media_type = preferred(operation.body.content) if operation.body else None
    if media_type is None:
        return None, []
    if is_binary(media_type, sampler.document):
        return {"mode": "file", "file": {}}, []
    value = samples(media_type, sampler, "request")[0].value
    value = agreeing(value, identity, media_type.node, sampler)
    exclusive = profile.exclusive_fields(operation)
    value = _with_one(value, exclusive) if exclusive else value
    value, faults = with_filters_mended(value, profile.filters) if profile.filters else (value, [])
    return _body(operation, media_type, value, sampler), faults


def _with_one(value: JSON, names: Sequence[str]) -> JSON:
    """`value` with one of the properties of these names in each object, the first that there is."""
    if isinstance(value, list):
        return [_with_one(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    others = [name for name in names if name in value][1:]
    return {name: _with_one(child, names) for name, child in value.items() if name not in others}


def _body(operation: Operation, media_type: MediaType, value: JSON, sampler: Sampler) -> Body:
    is_form = essence(media_type.name) == URLENCODED
    if is_form or is_multipart(media_type):
        is_required = operation.body is not None and operation.body.required
        table = form_rows(media_type, value, sampler, is_multipart=not is_form, is_required=is_required)
        return (
            {"mode": "urlencoded", "urlencoded": table}
            if is_form
            else {"mode": "formdata", "formdata": table}
        )
    kind = language(media_type.name)
    return {
        "mode": "raw",
        "raw": as_text(media_type, value, sampler),
        "options": {"raw": {"language": "json" if kind == "json" else "xml" if kind == "xml" else "text"}},
    }


def is_multipart(media_type: MediaType) -> bool:
    """Whether a body has parts, which Postman always sends as form data."""
    return essence(media_type.name).startswith("multipart/")


def is_binary(media_type: MediaType, document: Document) -> bool:
    """Whether a body is a file to choose, and no text."""
    schema = cast(JSONObject, follow(document, media_type.node).schema)
    if schema.get("format") == "binary":
        return True
    if "contentEncoding" in schema or is_multipart(media_type) or is_textual(media_type.name):
        return False
    return essence(media_type.name) != URLENCODED and (not schema or is_file(media_type.name))
