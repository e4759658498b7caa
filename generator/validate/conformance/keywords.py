"""JSON Schema as OpenAPI means it, where openapi-core takes it too strictly.

OpenAPI 3.0.3, "Schema Object": `nullable`, which authors mean beside a `$ref` or a combination as well, and
which is read so everywhere; `readOnly` and `writeOnly`: a required property that must not be sent this way is
not required, wherever it is declared. OpenAPI 3.1.1, "Discriminator Object": it never changes what is valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator, extend

from generator.json_types import JSON, JSONObject
from generator.openapi.document import Document
from generator.openapi.references import resolve_reference

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Direction = Literal["request", "response"]

_Schema = Mapping[str, Any]
_Errors = Iterator[ValidationError]
_Keyword = Callable[[Any, Any, Any, _Schema], _Errors]
"""What jsonschema calls: with the validator, the operand, the value, and the schema around the keyword."""

_COMBINING = ("$ref", "allOf", "anyOf", "oneOf")


def schema_validator(base: type[Validator], document: Document, direction: Direction) -> type[Validator]:
    """The class of validators for what is sent in one direction, made from openapi-core's own."""
    one_way = "readOnly" if direction == "request" else "writeOnly"
    plain: dict[str, _Keyword] = dict(Draft202012Validator.VALIDATORS)
    keywords: dict[str, _Keyword] = {**base.VALIDATORS, **{key: plain[key] for key in _COMBINING}}

    def required(_: Any, names: list[str], instance: Any, schema: _Schema) -> _Errors:
        if not isinstance(instance, dict):
            return
        for name in names:
            if name not in instance and not _is_one_way(document, schema, name, one_way):
                yield ValidationError(f"{name} is missing", validator_value=name)

    def all_of(validator: Any, parts: list[JSON], instance: Any, schema: _Schema) -> _Errors:
        for error in plain["allOf"](validator, parts, instance, schema):
            # One part may demand what another declares.
            is_demand = error.validator == "required" and not error.relative_path
            if not (is_demand and _is_one_way(document, schema, str(error.validator_value), one_way)):
                yield error

    def forbidden(_: Any, is_forbidden: bool, __: Any, ___: _Schema) -> _Errors:
        if is_forbidden is True:
            yield ValidationError(f"must not be in a {direction}: it is {one_way}")

    keywords |= {"required": required, one_way: forbidden, "allOf": all_of}
    if document["openapi"].startswith("3.0"):
        keywords |= {key: _unless_null(keywords[key]) for key in _COMBINING}
    return cast("type[Validator]", extend(base, keywords))  # type: ignore[no-untyped-call] # as the stub has it


def _unless_null(keyword: _Keyword) -> _Keyword:
    def nullable(validator: Any, operand: Any, instance: Any, schema: _Schema) -> _Errors:
        if instance is not None or schema.get("nullable") is not True:
            yield from keyword(validator, operand, instance, schema)

    return nullable


def _is_one_way(document: Document, schema: _Schema, name: str, one_way: str) -> bool:
    """Whether `schema`, its `$ref` or its `allOf` declare the property with the keyword `one_way`."""
    return any(
        part.get(one_way) is True
        for holder in _parts(document, schema, set())
        for part in _parts(document, _property(holder, name), set())
    )


def _property(schema: _Schema, name: str) -> _Schema:
    found = schema.get("properties", {}).get(name)
    return found if isinstance(found, dict) else {}


def _parts(document: Document, schema: _Schema, seen: set[str]) -> Iterator[_Schema]:
    yield schema
    reference = schema.get("$ref")
    if reference and reference not in seen:
        seen.add(reference)
        yield from _parts(document, cast(JSONObject, resolve_reference(document, reference)[0]), seen)
    for part in schema.get("allOf", []):
        if isinstance(part, dict):
            yield from _parts(document, part, seen)
