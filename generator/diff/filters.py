"""What changed of what a list may be filtered by: fields, operators, values."""

from __future__ import annotations

from generator.diff.collect import Collector
from generator.diff.facts import Pair, Use
from generator.json_types import JSON
from generator.openapi.model import Operation
from generator.postman.profile import Filter, FilterGrammar


def compare_filters(
    pair: Pair, old: Operation, new: Operation, grammar: FilterGrammar, facts: Collector
) -> None:
    """The filters of an operation, whichever notation either document has.

    Where the parameter itself came or went, that says it all.
    """
    if not (_has(old, grammar.parameter) and _has(new, grammar.parameter)):
        return
    before, after = grammar.filters_of(old), grammar.filters_of(new)
    for field in [*before, *(field for field in after if field not in before)]:
        use = Use(pair, "filter", field)
        if field not in after:
            facts.note("filter-field-removed", use, list[JSON](sorted(before[field].operators)))
        elif field not in before:
            facts.note("filter-field-added", use, None, list[JSON](sorted(after[field].operators)))
        else:
            _compare_field(use, before[field], after[field], facts)


def _has(operation: Operation, name: str) -> bool:
    return any(parameter.name == name for parameter in operation.parameters_in("query"))


def _compare_field(use: Use, old: Filter, new: Filter, facts: Collector) -> None:
    removed, added = set(old.operators) - set(new.operators), set(new.operators) - set(old.operators)
    if removed:
        facts.note("filter-operators-removed", use, list[JSON](sorted(removed)))
    if added:
        facts.note("filter-operators-added", use, None, list[JSON](sorted(added)))
    if not old.value_type or not new.value_type:
        return  # prose does not tell what values are like
    before, after = _type(old), _type(new)
    if before != after:
        facts.note("filter-type-changed", use, before, after)
        return
    _compare_values(use, old.enum, new.enum, facts)


def _compare_values(use: Use, old: tuple[str, ...], new: tuple[str, ...], facts: Collector) -> None:
    """An empty enum takes every value, so that the first value listed is a restriction."""
    removed, added = sorted(set(old) - set(new)), sorted(set(new) - set(old))
    if old and new and removed:
        facts.note("filter-values-removed", use, list[JSON](removed))
    if old and new and added:
        facts.note("filter-values-added", use, None, list[JSON](added))
    if old and not new:
        facts.note("filter-values-freed", use, list[JSON](removed))
    if new and not old:
        facts.note("filter-values-limited", use, None, list[JSON](added))


def _type(wanted: Filter) -> str:
    return f"{wanted.value_type} ({wanted.format})" if wanted.format else wanted.value_type
