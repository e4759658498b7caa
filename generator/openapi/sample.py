"""A schema to an instance: what stands in request bodies and in saved examples.

An example wins, then a default, then an enum, then what type, format and bounds allow. Objects hold every
property they may, required ones first; `readOnly` stays out of requests and `writeOnly` out of responses;
recursion is cut where the result stays valid. Whatever is not valid by construction is put to the oracle.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal, cast

from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document, SchemaObject
from generator.openapi.model import Node
from generator.openapi.oracle import Oracle
from generator.openapi.repair import repair
from generator.openapi.scalars import scalar
from generator.openapi.schema import Effective, effective, excludes, follow, hints

Direction = Literal["request", "response"]

_MAX_COMBINATIONS = 64  # of branches, where several oneOf and anyOf meet
# Keywords that a value built from its parts may still break.
_UNCERTAIN = frozenset(
    ("not", "pattern", "if", "contains", "dependentSchemas", "dependentRequired", "propertyNames",
     "minProperties", "uniqueItems", "unevaluatedProperties", "patternProperties", "const")
)  # fmt: skip


class UnsatisfiableError(Exception):
    """No value was found for the schema at `pointer`."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = place


class _RecursionCutError(UnsatisfiableError):
    """The schema contains itself here: not a fault, only the place to stop."""


class Sampler:
    """Samples the schemas of one document, each `$ref` once per direction."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._oracle = Oracle(document)
        self._memo: dict[tuple[str, Direction], JSON | UnsatisfiableError] = {}
        self._open: dict[str, int] = {}
        self._lowest_cut = 0
        self._tolerated: set[str] = set()
        self._findings: dict[tuple[str, str], Finding] = {}

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the schemas sampled so far, each place once, in the order of discovery."""
        return list(self._findings.values())

    def sample(self, node: Node, direction: Direction) -> JSON:
        """An instance of the schema at `node`.

        Where no value can satisfy it (a oneOf of identical branches on a required property, say) the places
        at fault are ignored and reported as `schema-unsatisfiable`: the result is then the best there is.
        """
        memo = self._memo
        try:
            while True:
                try:
                    return self._value(node, direction)
                except UnsatisfiableError as error:
                    if error.pointer in self._tolerated:
                        return None
                    self._note(
                        "schema-unsatisfiable", "warning", f"no value satisfies it: {error}", error.pointer
                    )
                    # What is sampled while looking away from a fault must not be taken for sound elsewhere.
                    self._tolerated.add(error.pointer)
                    self._memo = {}
        finally:
            self._memo = memo
            self._tolerated.clear()

    def is_valid(self, node: Node, value: JSON) -> bool:
        """Whether `value` satisfies the schema at `node`."""
        return self._oracle.accepts(node.schema, value)

    def repaired(self, node: Node, value: JSON) -> JSON:
        """`value`, an example from the spec, if valid, or mended; raises UnsatisfiableError if neither."""
        if self._oracle.accepts(node.schema, value):
            return value
        mended = repair(self.document, node, value)
        if mended != value and self._oracle.accepts(node.schema, mended):
            message = f"example {_short(value)} is not valid against its own schema, used as {_short(mended)}"
            self._note("example-repaired", "info", message, node.pointer)
            return mended
        self._note(
            "example-invalid",
            "warning",
            f"example {_short(value)} is not valid against its own schema",
            node.pointer,
        )
        raise UnsatisfiableError(node.pointer, "example")

    def _value(self, node: Node, direction: Direction) -> JSON:
        target = follow(self.document, node)
        if target is node:
            return self._build(node, direction)
        hinted = self._hint(node, direction) if node.schema.keys() & {"example", "default"} else _NOTHING
        if hinted is not _NOTHING:
            return cast(JSON, hinted)
        return self._referenced(target, direction)

    def _referenced(self, node: Node, direction: Direction) -> JSON:
        """Sample what a `$ref` leads to: once, and not within itself."""
        key = (node.pointer, direction)
        if key in self._memo:
            known = self._memo[key]
            if isinstance(known, UnsatisfiableError):
                raise known
            return known
        if node.pointer in self._open:
            self._lowest_cut = min(self._lowest_cut, self._open[node.pointer])
            raise _RecursionCutError(node.pointer, "it contains itself")
        depth = len(self._open)
        outer_cut, self._lowest_cut = self._lowest_cut, depth
        self._open[node.pointer] = depth
        result: JSON | UnsatisfiableError
        try:
            result = self._build(node, direction)
        except UnsatisfiableError as error:
            result = error
        del self._open[node.pointer]
        if self._lowest_cut >= depth:  # what was cut below an enclosing schema is not the whole of this one
            self._memo[key] = result
        self._lowest_cut = min(outer_cut, self._lowest_cut)
        if isinstance(result, UnsatisfiableError):
            raise result
        return result

    def _build(self, node: Node, direction: Direction) -> JSON:
        hinted = self._hint(node, direction)
        if hinted is not _NOTHING:
            return cast(JSON, hinted)
        merged = effective(self.document, node)
        try:
            if merged.choices:
                return self._chosen(node, merged, direction)
            value = self._typed(node, merged, direction, minimal=False)
        except UnsatisfiableError:
            if "null" in _types(merged):
                return None
            raise
        uncertain = not merged.is_certain or merged.keywords.keys() & _UNCERTAIN
        if uncertain and not isinstance(value, str) and not self._accepts(node, value):
            raise UnsatisfiableError(node.pointer, "what its keywords ask for contradicts itself")
        return value

    def _accepts(self, node: Node, value: JSON) -> bool:
        return node.pointer in self._tolerated or self._oracle.accepts(node.schema, value)

    def _hint(self, node: Node, direction: Direction) -> object:
        """The first example, else default, that the schema gives and accepts, or `_NOTHING`."""
        if node.schema.keys().isdisjoint(_HINTING):
            return _NOTHING
        offered = list(hints(self.document, node))
        for place, schema in offered:
            for value in [schema["example"]] if "example" in schema else schema.get("examples", []):
                try:
                    return self._visible(
                        place, self.repaired(node if len(offered) == 1 else place, value), direction
                    )
                except UnsatisfiableError:
                    continue
        for place, schema in offered:
            default = schema.get("default")
            if default is None:
                continue
            if self._oracle.accepts(node.schema, default):
                return default
            self._note(
                "default-invalid",
                "warning",
                f"default {_short(default)} is not valid against its own schema",
                place.pointer,
            )
        return _NOTHING

    def _visible(self, node: Node, value: JSON, direction: Direction) -> JSON:
        """`value` without the properties that must not be sent this way."""
        if not isinstance(value, dict | list):
            return value
        merged = effective(self.document, follow(self.document, node))
        if isinstance(value, list):
            return [self._visible(merged.items, item, direction) if merged.items else item for item in value]
        return {
            name: self._visible(merged.properties[name], child, direction)
            if name in merged.properties
            else child
            for name, child in value.items()
            if name not in merged.properties or not self._is_hidden(merged.properties[name], direction)
        }

    def _chosen(self, node: Node, merged: Effective, direction: Direction) -> JSON:
        """The first branch of each oneOf and anyOf that gives a value the whole schema accepts."""
        reason: UnsatisfiableError | None = None
        fallback: object = _NOTHING
        for branches in itertools.islice(itertools.product(*merged.choices), _MAX_COMBINATIONS):
            for minimal in (False, True):
                try:
                    value = self._branch_value(node, merged, branches, direction, minimal)
                except UnsatisfiableError as error:
                    reason = reason or error
                    break
                if self._is_only_match(merged, branches, value) or self._oracle.accepts(node.schema, value):
                    if value is None and reason and not isinstance(reason, _RecursionCutError):
                        self._note(
                            "property-unsatisfiable",
                            "warning",
                            f"only null satisfies it: {reason}",
                            node.pointer,
                        )
                    return value
                fallback = value if fallback is _NOTHING else fallback
        if fallback is not _NOTHING and node.pointer in self._tolerated:
            return cast(JSON, fallback)
        if fallback is _NOTHING and reason is not None:
            raise reason
        raise UnsatisfiableError(
            node.pointer, "each value of one branch is a value of another branch as well"
        )

    def _is_only_match(self, merged: Effective, branches: Sequence[Node], value: JSON) -> bool:
        """Whether `value`, made for one branch of the one choice there is, is sure to satisfy the whole."""
        if len(branches) != 1 or not _is_only_choice(merged.keywords):
            return False
        others = [branch for branch in merged.choices[0] if branch is not branches[0]]
        return "anyOf" in merged.keywords or all(excludes(self.document, other, value) for other in others)

    def _branch_value(
        self, node: Node, merged: Effective, branches: Sequence[Node], direction: Direction, minimal: bool
    ) -> JSON:
        if len(branches) == 1 and _is_only_choice(merged.keywords):
            branch = branches[0]
            if not minimal:
                return self._value(branch, direction)
            whole = effective(self.document, follow(self.document, branch))
            if whole.choices:
                raise UnsatisfiableError(branch.pointer, "it has no smaller value")
            return self._typed(branch, whole, direction, minimal=True)
        rest = cast(
            SchemaObject,
            {
                key: value
                for key, value in merged.keywords.items()
                if key not in ("oneOf", "anyOf", "allOf", "$ref")
            },
        )
        base = effective(self.document, node)
        parts: list[SchemaObject] = [rest, *(branch.schema for branch in branches)]
        joined = effective(self.document, Node({"allOf": parts}, node.pointer + "#joined"))
        joined.properties = {
            **{name: child for name, child in base.properties.items() if name not in joined.properties},
            **joined.properties,
        }
        joined.required = tuple(dict.fromkeys((*base.required, *joined.required)))
        joined.items = joined.items or base.items
        if joined.choices:
            raise UnsatisfiableError(node.pointer, "choices within choices")
        return self._typed(node, joined, direction, minimal)

    def _typed(self, node: Node, merged: Effective, direction: Direction, minimal: bool) -> JSON:
        schema = merged.keywords
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._first(
                node, schema, [choice for choice in schema["enum"] if choice is not None] or [None]
            )
        types = _types(merged)
        if not types:
            raise UnsatisfiableError(node.pointer, "its parts ask for different types")
        type_name = next((name for name in types if name != "null"), "null")
        if type_name == "object":
            return self._object(node, merged, direction, minimal)
        if type_name == "array":
            return self._array(merged, direction, minimal)
        return self._first(node, schema, list(scalar(schema, type_name)))

    def _first(self, node: Node, schema: SchemaObject, candidates: list[JSON]) -> JSON:
        """The first candidate; checked only where type, format and length do not already make it valid."""
        if "enum" not in schema and not schema.keys() & _UNCERTAIN and candidates:
            return candidates[0]
        for candidate in candidates:
            if self._oracle.accepts(schema, candidate):
                return candidate
        raise UnsatisfiableError(node.pointer, "its keywords leave no value that could be found")

    def _object(self, node: Node, merged: Effective, direction: Direction, minimal: bool) -> JSON:
        value: JSONObject = {}
        optional = [] if minimal else [name for name in merged.properties if name not in merged.required]
        most = merged.keywords.get("maxProperties", len(merged.required) + len(optional))
        extra = merged.keywords.get("additionalProperties", {})
        for name in [*merged.required, *optional][: max(most, len(merged.required))]:
            child = merged.properties.get(name)
            if child is None:
                child = Node(extra, node.pointer + "/additionalProperties")
            if self._is_hidden(child, direction):
                continue
            try:
                sampled = self._value(child, direction)
                # In a request null would clear the field; where it is all that fits, saying nothing is safer.
                if sampled is not None or name in merged.required or direction == "response":
                    value[name] = sampled
            except _RecursionCutError:
                if name in merged.required:
                    raise
            except UnsatisfiableError as error:
                if name in merged.required:
                    raise
                message = f'optional property "{name}" left out, no value satisfies it: {error}'
                self._note("property-unsatisfiable", "warning", message, child.pointer)
        fewest = merged.keywords.get(
            "minProperties", 1 if extra.keys() - {"not"} and not merged.properties else 0
        )
        while len(value) < fewest and "not" not in extra and not minimal:
            value[f"key{len(value) + 1}"] = self._value(
                Node(extra, node.pointer + "/additionalProperties"), direction
            )
        return value

    def _array(self, merged: Effective, direction: Direction, minimal: bool) -> JSON:
        fewest = merged.keywords.get("minItems", 0)
        count = min(max(fewest, 0 if minimal else 1), merged.keywords.get("maxItems", fewest + 1))
        prefix = merged.keywords.get("prefixItems", [])
        if count == 0 or (merged.items is None and fewest == 0 and not prefix):
            return []
        items = merged.items or Node({}, "")
        try:
            value = [self._value(items, direction)] * count
        except _RecursionCutError:
            if fewest:
                raise
            return []
        for index, schema in enumerate(prefix[:count]):
            value[index] = self._value(Node(schema, pointer("prefixItems", index)), direction)
        if merged.keywords.get("uniqueItems") and count > 1:
            choices = effective(self.document, follow(self.document, items)).keywords.get("enum", [])
            value = list(choices[:count]) or value
        return value

    def _is_hidden(self, node: Node, direction: Direction) -> bool:
        keyword: Literal["readOnly", "writeOnly"] = "readOnly" if direction == "request" else "writeOnly"
        if node.schema.keys().isdisjoint(("$ref", "allOf")):
            return node.schema.get(keyword, False)
        return any(schema.get(keyword, False) for _, schema in hints(self.document, node))

    def _note(self, rule: str, severity: Literal["warning", "info"], message: str, place: str) -> None:
        self._findings.setdefault((rule, place), Finding(rule, severity, message, pointer=place))


_NOTHING = object()
_HINTING = frozenset(("example", "examples", "default", "$ref", "allOf"))


def _types(merged: Effective) -> list[str]:
    """The types allowed; where none is named, what the other keywords speak of; `string` if nothing does."""
    schema = merged.keywords
    if "type" in schema:
        return [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
    if merged.properties or merged.required or schema.keys() & {"additionalProperties", "minProperties"}:
        return ["object"]
    if merged.items or schema.keys() & {"prefixItems", "minItems", "maxItems"}:
        return ["array"]
    if schema.keys() & {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}:
        return ["number"]
    return ["string"]


def _is_only_choice(schema: SchemaObject) -> bool:
    """Whether the schema says nothing about values but its one oneOf or anyOf."""
    said = {key for key in schema if not key.startswith("x-")}
    return said <= {
        "oneOf",
        "anyOf",
        "description",
        "title",
        "deprecated",
        "readOnly",
        "writeOnly",
        "discriminator",
    }


def _short(value: JSON) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
