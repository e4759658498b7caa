"""Known defects of a spec, as the profile lists them: what they cover, and which are not needed any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from generator.json_types import JSON, JSONObject, pointer
from generator.openapi.document import Document
from generator.postman.profile import Profile, Waiver


class Waivers:
    """The waivers that apply to one version of a spec, and what they took away."""

    def __init__(self, profile: Profile, version: str) -> None:
        self._waivers = [waiver for waiver in profile.waivers if waiver.applies_to(version)]
        self.taken: dict[Waiver, list[str]] = {}
        """For each waiver that was needed, the places in the collection, as JSON pointers."""

    def take(self, rule: str, schema: str, place: str) -> bool:
        """Whether what a rule says of a schema of the spec is waived; if so, it is counted."""
        for waiver in self._waivers:
            if waiver.covers(rule, schema):
                self.taken.setdefault(waiver, []).append(place)
                return True
        return False

    def unneeded(self, document: Document) -> Iterator[Waiver]:
        """The waivers whose schemas are there, and give no reason to complain."""
        idle = [waiver for waiver in self._waivers if waiver not in self.taken]
        if idle:
            places = list(_places(cast(JSONObject, document), ""))
            yield from (waiver for waiver in idle if _is_there(waiver, places))


def _is_there(waiver: Waiver, places: Iterable[str]) -> bool:
    return any(waiver.covers(waiver.rule, place) for place in places)


def _places(node: JSON, place: str) -> Iterator[str]:
    children: Iterable[tuple[str | int, JSON]] = ()
    if isinstance(node, dict):
        yield place
        children = node.items()
    elif isinstance(node, list):
        children = enumerate(node)
    for key, child in children:
        yield from _places(child, place + pointer(key))
