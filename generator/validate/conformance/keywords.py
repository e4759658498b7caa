"""JSON Schema as OpenAPI means it, where openapi-core takes it too strictly, or for too long.

OpenAPI 3.0.3, "Schema Object": `nullable`, which authors mean beside a `$ref` or a combination as well, and
which is read so everywhere; `readOnly` and `writeOnly`, which speak of properties and of nothing else: one
that must not be sent this way is not required, wherever it is declared. "Discriminator Object": the branch
that it names is the one that is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft202012Validator, create
from openapi_schema_validator import OAS30Validator

from generator.encode import to_json
from generator.json_types import JSON
from generator.openapi.discriminators import meant, place_of
from generator.openapi.document import Document, SchemaObject
from generator.openapi.keywords import CHOOSING, MERGING
from generator.openapi.model import Node
from generator.openapi.references import parts_of
from generator.openapi.regex import matches

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Direction = Literal["request", "response"]

_Schema = Mapping[str, Any]
_Errors = Iterator[ValidationError]
_Keyword = Callable[[Any, Any, Any, _Schema], _Errors]
"""What jsonschema calls: with the validator, the operand, the value, and the schema around the keyword."""

_COMBINING = (*MERGING, *CHOOSING)
_FORMATS_OF_OPENAPI = ("int32", "int64", "float", "double", "byte", "binary", "password")
_MOST_STEPS = 20_000  # some seconds
_FEWEST_STEPS = 500
_DEEPEST = 64  # what Python can bear is some more


class EndlessError(Exception):
    """A schema and a value that lead to each other without end, or nearly so."""


class PatternError(Exception):
    """A regular expression that cannot be held against a text."""


class Budget:
    """How many references may still be followed for one value: half as many after each that took too many."""

    def __init__(self) -> None:
        self._most = self._left = _MOST_STEPS
        self._depth = 0

    def renew(self) -> None:
        """Start anew, for another value."""
        self._left, self._depth = self._most, 0

    def spent(self, errors: _Errors) -> _Errors:
        """The errors behind one reference. Raises EndlessError where it is one too many, or too deep."""
        self._left -= 1
        if self._left < 0:
            most, self._most = self._most, max(self._most // 2, _FEWEST_STEPS)
            raise EndlessError(f"more than {most:,} references are to be followed")
        if self._depth >= _DEEPEST:
            raise EndlessError(f"more than {_DEEPEST} references lead to one another")
        self._depth += 1
        try:
            yield from errors
        finally:  # also where the rest is not asked for
            self._depth -= 1


def schema_validator(
    base: type[Validator], document: Document, direction: Direction, budget: Budget
) -> type[Validator]:
    """The class of validators for what is sent in one direction, made from openapi-core's own."""
    one_way = "readOnly" if direction == "request" else "writeOnly"
    plain: dict[str, _Keyword] = dict(Draft202012Validator.VALIDATORS)
    keywords: dict[str, _Keyword] = {**base.VALIDATORS, **{key: plain[key] for key in _COMBINING}}

    def reference(validator: Any, target: str, instance: Any, schema: _Schema) -> _Errors:
        yield from budget.spent(plain["$ref"](validator, target, instance, schema))

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

    def properties(validator: Any, named: Mapping[str, Any], instance: Any, schema: _Schema) -> _Errors:
        for name in instance if isinstance(instance, dict) else ():
            if name in named and _says(document, named[name], one_way):
                message = f"must not be in a {direction}: it is {one_way}"
                yield ValidationError(message, one_way, path=(name,), schema_path=(name, one_way))
        yield from plain["properties"](validator, named, instance, schema)

    keywords |= {"required": required, "allOf": all_of, "properties": properties, "$ref": reference}
    keywords |= {key: _unless_named(keywords[key], document) for key in CHOOSING}
    keywords |= _with_patterns(dict(keywords), document)
    keywords |= {"readOnly": _nothing, "writeOnly": _nothing}
    is_30 = document["openapi"].startswith("3.0")
    if is_30:
        keywords["type"] = _or_null(keywords["type"])
        keywords |= {key: _unless_null(keywords[key]) for key in _COMBINING}
    return create(
        base.META_SCHEMA,
        keywords,
        type_checker=base.TYPE_CHECKER.redefine("null", _is_null),  # which some have in 3.0 as well
        format_checker=_formats(),
        id_of=cast(Any, base).ID_OF,
        applicable_validators=cast(Any, _beside_no_reference if is_30 else dict.items),
    )


def _with_patterns(plain: Mapping[str, _Keyword], document: Document) -> dict[str, _Keyword]:
    """The keywords that hold a regular expression against a text, without Python's `re`."""

    def pattern(_: Any, operand: str, instance: Any, __: _Schema) -> _Errors:
        if isinstance(instance, str) and not _is_found(operand, instance):
            yield ValidationError(f"{instance!r} does not match {operand!r}")

    def pattern_properties(validator: Any, named: Mapping[str, Any], instance: Any, _: _Schema) -> _Errors:
        for name, child in instance.items() if isinstance(instance, dict) else ():
            for operand in named:
                if _is_found(operand, name):
                    yield from validator.descend(child, named[operand], path=name, schema_path=operand)

    def additional(validator: Any, operand: Any, instance: Any, schema: _Schema) -> _Errors:
        declared, described = schema.get("properties", {}), schema.get("patternProperties", {})
        more = [
            name
            for name in (instance if isinstance(instance, dict) else ())
            if name not in declared and not any(_is_found(pattern, name) for pattern in described)
        ]
        if isinstance(operand, dict):
            for name in more:
                yield from validator.descend(instance[name], operand, path=name)
        elif more and operand is False:
            yield ValidationError(f"has properties that are not allowed: {', '.join(more)}")

    @cache
    def has_named_by_pattern() -> bool:
        return b'"patternProperties":' in to_json(document, indent=False)

    def unevaluated(validator: Any, operand: Any, instance: Any, schema: _Schema) -> _Errors:
        if isinstance(instance, dict) and has_named_by_pattern():
            raise PatternError("unevaluatedProperties is not judged where patternProperties is used")
        yield from plain["unevaluatedProperties"](validator, operand, instance, schema)

    ours: dict[str, _Keyword] = {
        "pattern": pattern,
        "patternProperties": pattern_properties,
        "additionalProperties": additional,
        "unevaluatedProperties": unevaluated,
    }
    return {key: keyword for key, keyword in ours.items() if key in plain}


def _is_found(pattern: str, text: str) -> bool:
    found = matches(pattern, text)
    if found is None:
        raise PatternError(f"it takes too long to hold {pattern} against a text")
    return found


def _is_null(_: object, instance: object) -> bool:
    return instance is None


def _nothing(*_: object) -> _Errors:
    return iter(())


def _beside_no_reference(schema: _Schema) -> Iterable[tuple[str, Any]]:
    """The keywords that hold in OpenAPI 3.0, where a `$ref` stands alone."""
    return [("$ref", schema["$ref"])] if "$ref" in schema else schema.items()


def _formats() -> FormatChecker:
    """The formats of JSON Schema, and those that OpenAPI adds.

    openapi-core has times as a draft of 2010 had them, without an offset, which RFC 3339 asks for.
    """
    checker = FormatChecker(formats=())
    known = Draft202012Validator.FORMAT_CHECKER.checkers
    checker.checkers = {
        **known,
        **{key: OAS30Validator.FORMAT_CHECKER.checkers[key] for key in _FORMATS_OF_OPENAPI},
    }
    return checker


def _or_null(keyword: _Keyword) -> _Keyword:
    def typed(validator: Any, names: Any, instance: Any, schema: _Schema) -> _Errors:
        if instance is not None or "null" not in ([names] if isinstance(names, str) else names):
            yield from keyword(validator, names, instance, schema)

    return typed


def _unless_null(keyword: _Keyword) -> _Keyword:
    def nullable(validator: Any, operand: Any, instance: Any, schema: _Schema) -> _Errors:
        if instance is not None or schema.get("nullable") is not True:
            yield from keyword(validator, operand, instance, schema)

    return nullable


def _unless_named(keyword: _Keyword, document: Document) -> _Keyword:
    """The keyword where no discriminator names the branch; else that branch alone is to fit."""

    def discriminated(validator: Any, branches: list[JSON], instance: Any, schema: _Schema) -> _Errors:
        index = _named_branch(document, branches, instance, schema.get("discriminator"))
        if index is None:
            yield from keyword(validator, branches, instance, schema)
        else:
            yield from validator.descend(instance, branches[index], schema_path=index)

    return discriminated


def _named_branch(
    document: Document, branches: Sequence[JSON], instance: Any, discriminator: Any
) -> int | None:
    if not isinstance(discriminator, dict) or not isinstance(instance, dict):
        return None
    name = instance.get(str(discriminator.get("propertyName")))
    if not isinstance(name, str):
        return None
    target = place_of(document, discriminator, name)
    for index, branch in enumerate(branches if target else []):
        if isinstance(branch, dict) and any(
            place.pointer == target for place in meant(document, Node(cast(SchemaObject, branch), ""))
        ):
            return index
    return None


def _is_one_way(document: Document, schema: _Schema, name: str, one_way: str) -> bool:
    """Whether `schema`, its `$ref` or its `allOf` declare the property with the keyword `one_way`."""
    found = (holder.get("properties", {}).get(name) for holder in _parts(document, schema))
    return any(_says(document, declared, one_way) for declared in found)


def _says(document: Document, schema: Any, one_way: str) -> bool:
    return isinstance(schema, dict) and any(part.get(one_way) is True for part in _parts(document, schema))


def _parts(document: Document, schema: _Schema) -> Iterator[_Schema]:
    """The schema and what its `$ref` and `allOf` add to it."""
    for part in parts_of(document, Node(cast(SchemaObject, schema), "")):
        yield part.schema
