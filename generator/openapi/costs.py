"""What it costs to ask whether one value is valid, and a cheaper question where that is too much.

A validator goes through every branch that speaks of the same value. Schemas whose branches lead to each other
make that exponential; JSON Schema Core 2020-12, section 9.4.1, forbids endless ones and leaves it at that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from generator.json_types import JSON, JSONObject
from generator.openapi.keywords import CHOOSING, MERGING

_BRANCHES = ("allOf", *CHOOSING)
_CONDITIONS = ("not", "if", "then", "else")
_IN_PLACE = MERGING | {*_BRANCHES, *_CONDITIONS, "dependentSchemas"}
_MOST_STEPS = 2_000
_DEEPEST = 100


class Costs:
    """How many schemas a validator looks at for one value of each of these, by their references."""

    def __init__(self, schemas: JSONObject, prefix: str) -> None:
        self._schemas = schemas
        self._prefix = prefix
        self._too_much: dict[str, bool] = {}

    def are_too_much(self, name: str) -> bool:
        """Whether a value of the schema of this name would be looked at too often."""
        if name not in self._too_much:
            self._too_much[name] = self._steps(name, [], 0) > _MOST_STEPS
        return self._too_much[name]

    def _steps(self, name: str, above: list[str], steps: int) -> int:
        """`steps` and those that the schema takes; what lies above is looked at already."""
        schema = self._schemas.get(name)
        steps += 1
        if len(above) > _DEEPEST:
            return _MOST_STEPS + 1
        if name in above or not isinstance(schema, dict) or schema.keys().isdisjoint(_IN_PLACE):
            return steps
        for reference in _in_place(schema):
            steps = self._steps(reference.rpartition(self._prefix)[2], [*above, name], steps)
            if steps > _MOST_STEPS:
                break
        return steps

    def cut(self, found: JSONObject) -> JSONObject:
        """Of these schemas those that are too much speak of one value once: a reference taken is passed over.

        What is left says less than the whole, and nothing else.
        """
        seen: set[str] = set()
        kept = dict(found)
        for name in filter(self.are_too_much, found):
            seen.add(name)
            kept[name] = self._once(cast(JSONObject, found[name]), seen)
        return kept

    def _once(self, schema: JSONObject, seen: set[str]) -> JSONObject:
        result = dict(schema)
        if "$ref" in result:
            name = str(result["$ref"]).rpartition(self._prefix)[2]
            if name in seen:
                del result["$ref"]
            seen.add(name)
        for key in result.keys() & {*_BRANCHES}:
            branches = [self._once(branch, seen) for branch in cast("list[JSONObject]", result[key])]
            result[key] = cast(JSON, [branch for branch in branches if branch])
            if not result[key]:
                del result[key]
        for key in result.keys() & {*_CONDITIONS}:
            result[key] = self._once(cast(JSONObject, result[key]), seen)
        return result


def _in_place(schema: JSONObject) -> Iterator[str]:
    """The references of a schema that speak of the same value as it does."""
    if "$ref" in schema:
        yield str(schema["$ref"])
    below = [branch for key in _BRANCHES for branch in cast("list[JSON]", schema.get(key, ()))]
    below += [schema[key] for key in _CONDITIONS if key in schema]
    dependent = schema.get("dependentSchemas")
    below += dependent.values() if isinstance(dependent, dict) else ()
    for inner in below:
        yield from _in_place(cast(JSONObject, inner))
