"""What openapi-core raises, as problems: one line each, and the schema of the spec that is at odds."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from jsonschema.exceptions import ValidationError, best_match
from openapi_core.exceptions import OpenAPIError
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue

from generator.json_types import JSON, JSONObject, fragment, pointer
from generator.openapi.document import Document
from generator.openapi.references import resolve_reference

UNJUDGED = "unjudged"
"""The keyword of a problem that is openapi-core's own."""
AMBIGUOUS = "ambiguous"
"""The keyword of a problem where several branches of a oneOf accept the value."""

_LONGEST = 80  # characters of a value or a foreign message


class Problem(NamedTuple):
    """One thing that a message has wrong."""

    message: str
    keyword: str = ""
    """The keyword of JSON Schema that refuses it, or one of those above."""
    schema: str = ""
    """JSON pointer of the schema with that keyword."""
    via: tuple[str, ...] = ()
    """Those of the references that led to it."""


def unjudged(error: BaseException, schema: str) -> Problem:
    """What stood in the way of judging a value of the schema at the pointer `schema`."""
    return Problem(f"{type(error).__name__}: {_said(error)}", UNJUDGED, schema)


def _said(error: BaseException) -> str:
    try:
        return _shortened(str(error))
    except Exception:  # some of openapi-core's cannot be written
        return "without a word"


def problems(document: Document, error: Exception, schema: str) -> Iterator[Problem]:
    """The problems in what openapi-core raised for a value of the schema at the pointer `schema`."""
    reason: BaseException = error.__cause__ or error
    if not isinstance(error, OpenAPIError):
        yield unjudged(error, schema)
        return
    if not isinstance(reason, InvalidSchemaValue):
        yield Problem(_said(reason), schema=schema)
        return
    # Of a null that is none, openapi-core says so twice.
    found = cast("Iterable[ValidationError]", reason.schema_errors)
    yield from dict.fromkeys(_problem(document, error, schema) for error in found)


def _problem(document: Document, error: ValidationError, schema: str) -> Problem:
    if error.validator == "oneOf" and not error.context:
        message = "several alternatives of its oneOf fit, where exactly one must"
        return Problem(_at(error) + message, AMBIGUOUS, *_place(document, schema, error))
    deepest = best_match([error])
    message = _at(deepest) + _message(deepest)
    return Problem(message, str(deepest.validator), *_place(document, schema, deepest))


def _at(error: ValidationError) -> str:
    return f"{pointer(*error.absolute_path)} " if error.absolute_path else ""


def _message(error: ValidationError) -> str:
    operand = cast(JSON, error.validator_value)
    found = f", found {_shown(cast(JSON, error.instance))}"
    match error.validator, operand:
        case "type", _:
            names = operand if isinstance(operand, list) else [operand]
            return f"must be of type {' or '.join(map(str, names))}{found}"
        case "enum", list():
            return f"must be one of {_shortened(', '.join(map(str, operand)))}{found}"
        case "format", _:
            return f"must be a {operand}{found}"
        case (("oneOf" | "anyOf"), _):
            return f"fits none of the alternatives{found}"
        case (("required" | "readOnly" | "writeOnly"), _):
            return error.message
    return _shortened(error.message)


def _place(document: Document, schema: str, error: ValidationError) -> tuple[str, tuple[str, ...]]:
    """The pointer of the schema whose keyword failed, and those of the references on the way there.

    It is the way that jsonschema took, references followed.
    """
    node, _ = resolve_reference(document, fragment(schema))
    *way, keyword = error.absolute_schema_path
    via: list[str] = []
    for step in way:
        node, schema = _followed(document, node, schema, step, via)
        if isinstance(node, dict) and str(step) in node:
            node = node[str(step)]
        elif isinstance(node, list) and isinstance(step, int):
            node = node[step]
        else:  # a way of jsonschema's own, as to the branch that a discriminator names
            return schema, tuple(via)
        schema += pointer(step)
    return _followed(document, node, schema, keyword, via)[1], tuple(via)


def _followed(
    document: Document, node: JSON, place: str, step: str | int, via: list[str]
) -> tuple[JSON, str]:
    while isinstance(node, dict) and str(step) not in node and "$ref" in node and via.count(place) < 2:
        via.append(place)
        node, place = resolve_reference(document, str(node["$ref"]))
    return node, place


def written_at(document: Document, place: str) -> JSONObject:
    """The object at a JSON pointer; empty where there is none."""
    try:
        found, _ = resolve_reference(document, fragment(place))
    except KeyError:
        return {}
    return found if isinstance(found, dict) else {}


def _shown(value: JSON) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return _shortened(json.dumps(value, ensure_ascii=False))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"
