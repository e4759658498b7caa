"""Which operation of one API is which of the other.

Neither path nor operationId is safe alone: a revision may drop every trailing slash, another renames a
hundred operations. So: method and normalised path, then operationId, then former operationIds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.diff.facts import Pair
from generator.openapi.model import Api, Operation, normalise_path


def match_operations(old: Api, new: Api, aliases_key: str = "") -> list[Pair]:
    """Every operation of both APIs in one pair: in the order of `new`, then what was removed.

    `aliases_key` is the vendor key under which an operation lists its former operationIds.
    """

    def names(operation: Operation) -> Iterable[str]:
        former = operation.extensions.get(aliases_key)
        return [operation.id, *map(str, former)] if isinstance(former, list) else [operation.id]

    partners: dict[str, Operation] = {}  # by the pointer of the new operation
    left_old, left_new = list(old.operations), list(new.operations)
    stages: list[tuple[_Keys, _Keys]] = [
        (lambda operation: [operation.key], lambda operation: [operation.key]),
        (lambda operation: [operation.id], lambda operation: [operation.id]),
        (lambda operation: [operation.id], names),
        (names, lambda operation: [operation.id]),  # the same, read backwards
    ]
    for old_keys, new_keys in stages:
        by_key: dict[str, Operation] = {}
        for operation in left_old:
            for key in old_keys(operation):
                by_key.setdefault(key, operation)
        taken: set[str] = set()
        for operation in left_new:
            for key in new_keys(operation):
                found = by_key.get(key)
                if found is not None and found.pointer not in taken:
                    partners[operation.pointer] = found
                    taken.add(found.pointer)
                    break
        left_old = [operation for operation in left_old if operation.pointer not in taken]
        left_new = [operation for operation in left_new if operation.pointer not in partners]
    return [
        *(Pair(partners.get(operation.pointer), operation) for operation in new.operations),
        *(Pair(operation, None) for operation in left_old),
    ]


_Keys = Callable[[Operation], Iterable[str]]


def successors(operation: Operation, pairs: Iterable[Pair]) -> list[Operation]:
    """New operations whose paths say what a variable of `operation`, which is gone, stood for.

    `/lists/{id}/relationships/{resource}` gave way to `/lists/{id}/relationships/profiles` and others.
    """
    return [
        pair.new
        for pair in pairs
        if pair.new is not None
        and pair.old is None
        and pair.new.method == operation.method
        and _is_spelt_out(normalise_path(operation.path), normalise_path(pair.new.path))
    ]


def _is_spelt_out(path: str, other: str) -> bool:
    segments, others = path.split("/"), other.split("/")
    return len(segments) == len(others) and all(
        segment in (own, "{}") for segment, own in zip(segments, others, strict=True)
    )
