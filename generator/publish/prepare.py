"""What is known before anything is written: the plan, its target, and what it may cost."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.encode import to_json
from generator.json_types import JSONObject
from generator.publish.client import MAX_EXAMPLE
from generator.publish.document import children
from generator.publish.plan import Plan
from generator.publish.target import Target, Workspace

LARGE = 10_000_000
"""Bytes from which people were refused in 2024 (413, 504), though 100 MB are documented."""


class Quota(NamedTuple):
    """The calls of the month: how many were made, how many there are; None where the service does not say."""

    usage: int | None = None
    limit: int | None = None


class Prepared(NamedTuple):
    """A plan, the target it is for, and what was read on the way."""

    plan: Plan
    target: Target
    workspace: Workspace
    quota: Quota
    notes: tuple[str, ...] = ()

    @property
    def calls(self) -> int:
        """How many calls applying takes if nothing is in the way: write, read back, and the looks between."""
        return {"create": 3, "update": 4, "nothing": 0}[self.plan.action]


def quota(me: JSONObject) -> Quota:
    """The use of the month, from the answer of `GET /me`."""
    for operation in children(me, "operations"):
        if operation.get("name") == "api_usage":
            usage, limit = operation.get("usage"), operation.get("limit")
            return Quota(
                int(usage) if isinstance(usage, int | float) else None,
                int(limit) if isinstance(limit, int | float) else None,
            )
    return Quota()


def notes(planned: Plan) -> Iterator[str]:
    """What may go wrong for the size of it."""
    size = len(to_json({"collection": planned.document}, indent=False))
    if size > LARGE:
        yield f"{size:,} bytes: uploads of more than {LARGE:,} were refused at times"
    for node in planned.expected.values():
        body = node.value.get("body")
        if node.kind == "example" and isinstance(body, str) and len(body.encode()) > MAX_EXAMPLE:
            yield f"{node.where}: a saved example larger than the {MAX_EXAMPLE:,} bytes that Postman keeps"
