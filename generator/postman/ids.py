"""Ids that stay the same: uuid5 of what a thing is, so that two runs and two machines agree.

They are namespaced by collection (channel and revision): Postman refuses an id that another collection
holds. Requests are known by method and normalised path, which outlive renamed operations.
"""

from __future__ import annotations

import uuid

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://schema.getpostman.com/json/collection/v2.1.0/")


class Ids:
    """The ids of one collection, unique within it."""

    def __init__(self, collection: str) -> None:
        self._collection = collection
        self._given: set[str] = set()

    def make(self, kind: str, *parts: str) -> str:
        """A uuid for the thing of that kind; things that share their parts are told apart by their order."""
        key = "/".join((self._collection, kind, *parts))
        unique, count = key, 1
        while unique in self._given:
            count += 1
            unique = f"{key}#{count}"
        self._given.add(unique)
        return str(uuid.uuid5(_NAMESPACE, unique))
