"""Part of an Api: only some tags or operations."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator.errors import UsageError, nearest
from generator.openapi.model import Api


def select(api: Api, tags: Collection[str], operations: Collection[str]) -> Api:
    """`api` with the operations that have one of `tags` or one of the ids; with all if both are empty.

    Raises UsageError for a name the API does not have, suggesting the nearest.
    """
    if not tags and not operations:
        return api
    _require(tags, {tag for operation in api.operations for tag in operation.tags}, "tag")
    _require(operations, {operation.id for operation in api.operations}, "operation")
    chosen = tuple(
        operation
        for operation in api.operations
        if operation.id in operations or any(tag in tags for tag in operation.tags)
    )
    return api._replace(operations=chosen)


def _require(names: Iterable[str], known: Collection[str], kind: str) -> None:
    for name in names:
        if name not in known:
            raise UsageError(f'no {kind} "{name}"', nearest(name, known))
