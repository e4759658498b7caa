"""What changed of parameters: an operation's, path variables included, and the headers of answers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.diff.collect import Collector
from generator.diff.facts import Kind, Pair, Use
from generator.diff.place import resolve, type_text
from generator.diff.schemas import is_same_leaf
from generator.diff.values import is_reworded, same
from generator.diff.view import view_of
from generator.json_types import JSON
from generator.openapi.model import Api, Location, Operation, Parameter, normalise_path
from generator.postman.profile import FilterGrammar

_LOCATIONS: tuple[Location, ...] = ("query", "header", "cookie")
_OF_ARRAYS = {
    ("form", True): "repeated keys",
    ("form", False): "separated by commas",
    ("simple", True): "separated by commas",
    ("simple", False): "separated by commas",
}


class ParameterComparison:
    """Compares the parameters of two APIs."""

    def __init__(
        self,
        apis: tuple[Api, Api],
        facts: Collector,
        grammar: FilterGrammar | None,
    ) -> None:
        self._documents = apis[0].document, apis[1].document
        self._revisions = apis[0].version, apis[1].version
        self._facts = facts
        self._grammar = grammar

    def compare_operation(self, pair: Pair, old: Operation, new: Operation) -> None:
        """All parameters of an operation."""
        for location in _LOCATIONS:
            here = Use(pair, location)
            self.compare(old.parameters_in(location), new.parameters_in(location), here)
        if normalise_path(old.path) == normalise_path(new.path):  # else the move says it
            self._compare_path(pair, old, new)

    def compare(self, old: Iterable[Parameter], new: Iterable[Parameter], here: Use) -> None:
        """Parameters of one location, matched by name whatever its case; `here` lacks only the name."""
        before = {parameter.name.lower(): parameter for parameter in old}
        after = {parameter.name.lower(): parameter for parameter in new}
        for key, parameter in before.items():
            if key in after:
                self._compare_one(parameter, after[key], _at(here, after[key].name))
            else:
                text = type_text(self._documents[0], (parameter.node,))
                self._facts.note("parameter-removed", _at(here, parameter.name), text)
        for key, parameter in after.items():
            if key not in before:
                text = type_text(self._documents[1], (parameter.node,))
                kind: Kind = "required-parameter-added" if parameter.required else "parameter-added"
                self._facts.note(kind, _at(here, parameter.name), None, text)

    def _compare_path(self, pair: Pair, old: Operation, new: Operation) -> None:
        """Path variables are matched by where they stand: only their users know them by name."""
        before = {parameter.name: parameter for parameter in old.parameters_in("path")}
        after = {parameter.name: parameter for parameter in new.parameters_in("path")}
        for former, name in zip(_placeholders(old.path), _placeholders(new.path), strict=True):
            use = Use(pair, "path", name)
            if former != name:
                self._facts.note("path-parameter-renamed", use, former, name)
            if former in before and name in after:
                self._compare_one(before[former], after[name], use)

    def _compare_one(self, old: Parameter, new: Parameter, use: Use) -> None:
        note = self._facts.note
        if old.required != new.required:
            note("became-required" if new.required else "became-optional", use)
        if old.deprecated != new.deprecated:
            note("deprecated" if new.deprecated else "undeprecated", use)
        if (old.style, old.explode) != (new.style, new.explode):
            before, after = self._serialised(old, 0), self._serialised(new, 1)
            if before and after and before != after:
                note("serialisation-changed", use, before, after)
        before_examples, after_examples = _values(old), _values(new)
        if not same(before_examples, after_examples):
            note("example-changed", use, _first(before_examples), _first(after_examples))
        if is_reworded(self._described(old), self._described(new), self._revisions):
            note("description-changed", use, old.description, new.description)
        if not is_same_leaf(old.node, new.node):
            self._facts.schemas(use, old.node, new.node, old.required and new.required)

    def _described(self, parameter: Parameter) -> str:
        """The description, without the filters where it lists them: those are facts of their own."""
        if self._grammar is not None and parameter.name == self._grammar.parameter:
            return self._grammar.introduction(parameter.description)
        return parameter.description

    def _serialised(self, parameter: Parameter, side: int) -> str:
        """How several values are written; empty for a parameter that has one."""
        types = view_of(resolve(self._documents[side], (parameter.node,)).parts).types
        if not types & {"array", "object"}:
            return ""
        if types == {"array"} and (parameter.style, parameter.explode) in _OF_ARRAYS:
            return _OF_ARRAYS[parameter.style, parameter.explode]
        return f"style {parameter.style}, {'exploded' if parameter.explode else 'not exploded'}"


def _at(use: Use, name: str) -> Use:
    """A header of an answer is known by the status as well, which `use` has as its name."""
    return Use(use.pair, use.part, f"{use.name} {name}".strip())


def _placeholders(path: str) -> list[str]:
    return re.findall(r"\{([^}]*)\}", path)


def _values(parameter: Parameter) -> list[JSON]:
    return [example.value for example in parameter.examples]


def _first(examples: list[JSON]) -> JSON:
    return examples[0] if examples else None
