"""A collection against a JSON Schema of the whole format: ours, or the official one handed in as bytes.

jsonschema-rs decides request by request, in milliseconds; that takes next to no memory and lets folders
nest as deeply as JSON can. Only what it refuses is looked at again by `jsonschema`, which says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn, cast

from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

Location = tuple[str | int, ...]
"""The keys and indices that lead from the collection to a value."""

_LONGEST = 80  # characters of a value or a foreign message
_HINT = "expected Postman's published JSON Schema of Collection v2.1.0, draft-07"


@dataclass(frozen=True)
class Schema:
    """A schema of collections and the sub-schemas that describe their parts.

    `top_item` and `nested_item` say what may stand in the `item` of the collection and of a folder;
    `folder`, `request` and `example` (a saved response) explain each of these more sharply.
    """

    name: str
    document: JSONObject
    top_item: JSONObject
    nested_item: JSONObject
    folder: JSONObject
    request: JSONObject
    example: JSONObject

    @cached_property
    def decider(self) -> jsonschema_rs.Validator:
        """Says whether a collection is valid, apart from its items."""
        return _compiled(self.document)

    @cached_property
    def item_deciders(self) -> tuple[jsonschema_rs.Validator, jsonschema_rs.Validator]:
        """The same for one item of the collection, and for one of a folder."""
        kept = {"$schema", "$defs", "definitions"}
        shared: JSONObject = {key: value for key, value in self.document.items() if key in kept}
        return _compiled(shared | self.top_item), _compiled(shared | self.nested_item)

    @cached_property
    def explainer(self) -> Validator:
        """Says what is wrong with a collection, slowly."""
        from jsonschema.validators import validator_for
        from referencing import Registry

        return validator_for(self.document)(self.document, registry=Registry())


@cache
def own_schema() -> Schema:
    """The schema of this project: closed, and stricter than the official one."""
    item: JSONObject = {"$ref": "#/$defs/item"}
    return Schema(
        name="collection.schema.json",
        document=json.loads(Path(__file__).with_name("collection.schema.json").read_bytes()),
        top_item=item,
        nested_item=item,
        folder={"$ref": "#/$defs/folder"},
        request={"$ref": "#/$defs/requestItem"},
        example={"$ref": "#/$defs/savedExample"},
    )


def load_schema(content: bytes, name: str) -> Schema:
    """Postman's own schema of Collection v2.1.0 from its bytes; InputError when they are something else."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is not JSON: {error}", _HINT) from error
    try:
        definitions = document["definitions"]
        schema = Schema(
            name=name,
            document=document,
            top_item=document["properties"]["item"]["items"],
            nested_item=definitions["item-group"]["properties"]["item"]["items"],
            folder=definitions["item-group"],
            request=definitions["item"],
            example=definitions["response"],
        )
        _ = schema.decider, schema.item_deciders
    except (KeyError, TypeError) as error:
        raise InputError(f"{name} is not a schema of collections", _HINT) from error
    except ValueError as error:
        raise InputError(f"{name} is not a valid JSON Schema: {_shortened(str(error))}", _HINT) from error
    return schema


def schema_findings(collection: JSONObject, schema: Schema, rule: str) -> list[Finding]:
    """Every fault of every folder, request and saved example, in document order.

    Faults that read alike within one of these are one finding, which names the first and counts the rest.
    """
    faults = list(_faults_of_collection(collection, schema))
    faults.sort(key=lambda fault: _position(fault.location, collection))
    alike: dict[tuple[Location, str], list[_Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.part, fault.message), []).append(fault)
    return [
        Finding(
            rule=rule,
            severity="error",
            message=same[0].message + (f" (and {len(same) - 1} more like it)" if len(same) > 1 else ""),
            where=" > ".join(_names(same[0].part, collection)) or "collection",
            pointer=pointer(*same[0].location),
        )
        for same in alike.values()
    ]


class _Fault(NamedTuple):
    part: Location
    location: Location
    message: str


class _Part(NamedTuple):
    """The collection, a folder, a request or a saved example."""

    location: Location
    value: JSON

    def parts(self, key: str) -> list[_Part]:
        """The parts listed under a key."""
        entries = self.value.get(key) if isinstance(self.value, dict) else None
        if not isinstance(entries, list):
            return []
        return [_Part((*self.location, key, index), entry) for index, entry in enumerate(entries)]

    def without_parts(self, key: str) -> _Part:
        """The same with an empty list under a key."""
        if not isinstance(self.value, dict) or not self.parts(key):
            return self
        return _Part(self.location, self.value | {key: []})

    def faults(self, schema: Schema, described: JSONObject) -> list[_Fault]:
        """Why a sub-schema refuses the value."""
        errors = schema.explainer.evolve(schema=described).iter_errors(self.value)
        return [fault for error in errors for fault in _explained(self.location, error)]


def _faults_of_collection(collection: JSONObject, schema: Schema) -> Iterator[_Fault]:
    """What is wrong, part by part in no particular order.

    Both schemas speak of the entries of `item` one by one, so that a collection is valid when each is.
    """
    top, nested = schema.item_deciders
    by_depth = ((schema.decider, schema.document), (top, schema.top_item), (nested, schema.nested_item))
    pending = [_Part((), collection)]
    while pending:
        part = pending.pop()
        pending += part.parts("item")
        alone = part.without_parts("item")
        decider, described = by_depth[min(len(part.location) // 2, 2)]
        if decider.is_valid(alone.value):
            continue
        # The sub-schema of its kind explains best; that of its place also refuses what is of both kinds.
        # Where jsonschema sees nothing (its regular expressions differ), the decider speaks itself.
        yield from (
            (_faults_of_item(alone, schema) if part.location else [])
            or alone.faults(schema, described)
            or [
                _Fault(part.location, (*part.location, *error.instance_path), _shortened(error.message))
                for error in decider.iter_errors(alone.value)
            ]
        )


def _faults_of_item(item: _Part, schema: Schema) -> list[_Fault]:
    is_folder = isinstance(item.value, dict) and "item" in item.value
    faults = item.without_parts("response").faults(schema, schema.folder if is_folder else schema.request)
    for example in item.parts("response"):
        faults += example.faults(schema, schema.example)
    return faults


def _explained(part: Location, error: ValidationError) -> Iterator[_Fault]:
    from jsonschema.exceptions import best_match

    error = best_match([error])
    location: Location = (*part, *error.absolute_path)
    described = error.schema if isinstance(error.schema, Mapping) else {}
    title = str(described.get("title", ""))
    expected = title if title[:1].islower() else ""  # ours are noun phrases, the official ones headings
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        for key in error.instance:
            if key not in described.get("properties", {}):
                message = f"unknown key '{key}' in {expected or _subject(location)}"
                yield _Fault(part, (*location, key), message)
    else:
        yield _Fault(part, location, _message(error, _subject(location), expected))


def _message(error: ValidationError, subject: str, expected: str) -> str:
    """One line: which key, what was expected (`expected`, unless a keyword says more), what is there."""
    operand = cast("JSON", error.validator_value)
    match error.validator, operand:
        case "required", _:
            missing = error.message.partition(" is a required")[0]
            return f"key {missing} is missing in {expected or subject}"
        case "not", _ if expected:
            return f"{subject} must be {expected}"
        case "type", _:
            names = operand if isinstance(operand, list) else [operand]
            expected = expected or f"of type {' or '.join(map(str, names))}"
        case "const", _:
            expected = _shown(operand)
        case "enum", list():
            expected = f"one of {', '.join(map(str, operand))}"
        case (("oneOf" | "anyOf"), _):
            expected = expected or "exactly one of several forms"
    if expected:
        return f"{subject} must be {expected}, found {_shown(cast('JSON', error.instance))}"
    return f"{subject}: {_shortened(error.message)}"


def _subject(location: Location) -> str:
    match location:
        case ():
            return "the collection"
        case (*_, str(key), int()):
            return f"an entry of '{key}'"
    return f"'{location[-1]}'"


def _shown(value: JSON) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return _shortened(json.dumps(value, ensure_ascii=False))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"


def _names(part: Location, collection: JSONObject) -> Iterator[str]:
    """The names on the way to a part, or its place in the list where there is none."""
    value: JSON = collection
    for key, index in zip(part[::2], part[1::2], strict=True):
        value = _child(_child(value, key), index)
        name = value.get("name") if isinstance(value, dict) else None
        kind = "example" if key == "response" else "item"
        yield name if name and isinstance(name, str) else f"{kind} {int(index) + 1}"


def _position(location: Location, value: JSON) -> tuple[int, ...]:
    """Where a value stands in its document, so that sorting by it gives the order of reading."""
    position = []
    for step in location:
        position.append(list(value).index(str(step)) if isinstance(value, dict) else int(step))
        value = _child(value, step)
    return tuple(position)


def _child(value: JSON, step: str | int) -> JSON:
    if isinstance(value, dict):
        return value[str(step)]
    return value[int(step)] if isinstance(value, list) else None


def _compiled(schema: JSONObject) -> jsonschema_rs.Validator:
    """ValueError when the schema is none, or refers to another one: nothing is fetched."""
    import jsonschema_rs

    def refuse(address: str) -> NoReturn:
        raise ValueError(f"it refers to {address}")

    return jsonschema_rs.validator_for(schema, retriever=refuse)
