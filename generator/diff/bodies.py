"""What changed of what is sent and answered: bodies, media types, statuses and headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diff.collect import Collector
from generator.diff.facts import Pair, Use
from generator.diff.parameters import ParameterComparison
from generator.diff.values import is_reworded
from generator.encode import to_json
from generator.openapi.model import MediaType, Operation, RequestBody, Response


class BodyComparison:
    """Compares the bodies of two APIs."""

    def __init__(self, parameters: ParameterComparison, facts: Collector, revisions: tuple[str, str]) -> None:
        self._parameters = parameters
        self._facts = facts
        self._revisions = revisions

    def compare_request(self, pair: Pair, old: RequestBody | None, new: RequestBody | None) -> None:
        """The body of a request."""
        use = Use(pair, "body")
        if old is None or new is None:
            if new is not None:
                self._facts.note("required-body-added" if new.required else "body-added", use)
            elif old is not None:
                self._facts.note("body-removed", use)
            return
        if old.required != new.required:
            self._facts.note("body-became-required" if new.required else "body-became-optional", use)
        self._description(use, old.description, new.description)
        self._content(use, old.content, new.content)

    def compare_answers(self, pair: Pair, old: Operation, new: Operation) -> None:
        """The answers of an operation, by status."""
        for before, after in _by_status(old.responses, new.responses):
            use = Use(pair, "response", (before or after or _NONE).status)
            if before is None or after is None:
                self._facts.note("status-added" if before is None else "status-removed", use)
                continue
            if before.status != after.status:
                self._facts.note("status-changed", use, before.status, after.status)
            self._description(use, before.description, after.description)
            self._parameters.compare(before.headers, after.headers, Use(pair, "answer header", before.status))
            if bool(before.content) != bool(after.content):
                self._facts.note("body-removed" if before.content else "body-added", use)
            else:
                self._content(use, before.content, after.content)

    def _description(self, use: Use, old: str, new: str) -> None:
        if is_reworded(old, new, self._revisions):
            self._facts.note("description-changed", use, old, new)

    def _content(self, use: Use, old: Sequence[MediaType], new: Sequence[MediaType]) -> None:
        several = len(old) > 1 and len(new) > 1
        for before, after in media_type_pairs(old, new):
            if before is None or after is None:
                self._facts.note(
                    "media-type-added" if before is None else "media-type-removed",
                    use,
                    before.name if before is not None else None,
                    after.name if after is not None else None,
                )
                continue
            if before.name != after.name:
                self._facts.note("media-type-changed", use, before.name, after.name)
            named = Use(use.pair, use.part, f"{use.name} {before.name}".strip()) if several else use
            self._media_type(named, before, after)

    def _media_type(self, use: Use, old: MediaType, new: MediaType) -> None:
        if _examples(old) != _examples(new):
            self._facts.note("example-changed", use)
        parts, others = old.part_content_types, new.part_content_types
        for name in sorted(parts.keys() | others.keys()):
            if parts.get(name) != others.get(name):
                here = Use(use.pair, use.part, use.name, (name,))
                self._facts.note("part-type-changed", here, parts.get(name), others.get(name))
        self._facts.schemas(use, old.node, new.node)


_NONE = Response("", "", (), ())


def media_type_pairs(
    old: Sequence[MediaType], new: Sequence[MediaType]
) -> list[tuple[MediaType | None, MediaType | None]]:
    """Media types of the same name; what is left, if it is one on either side, was exchanged."""
    before, after = {kind.name: kind for kind in old}, {kind.name: kind for kind in new}
    pairs: list[tuple[MediaType | None, MediaType | None]] = [
        (before[name], after[name]) for name in before if name in after
    ]
    removed = [kind for name, kind in before.items() if name not in after]
    added = [kind for name, kind in after.items() if name not in before]
    if len(removed) == len(added) == 1:
        return [*pairs, (removed[0], added[0])]
    return [*pairs, *((kind, None) for kind in removed), *((None, kind) for kind in added)]


def _examples(media_type: MediaType) -> bytes:
    """Its examples as they are read, whatever the keys of those that have a summary."""
    return to_json([[example.title, example.value] for example in media_type.examples])


def _by_status(
    old: Sequence[Response], new: Sequence[Response]
) -> Iterator[tuple[Response | None, Response | None]]:
    """Answers of the same status; the only success there was belongs to the only one there is."""
    before, after = (
        {answer.status.upper(): answer for answer in old},
        {answer.status.upper(): answer for answer in new},
    )
    removed = [answer for status, answer in before.items() if status not in after]
    added = [answer for status, answer in after.items() if status not in before]
    successes, others = [a for a in removed if a.is_success], [a for a in added if a.is_success]
    exchanged = len(successes) == len(others) == 1
    yield from ((answer, after[status]) for status, answer in before.items() if status in after)
    if exchanged:
        yield successes[0], others[0]
    yield from ((answer, None) for answer in removed if not (exchanged and answer is successes[0]))
    yield from ((None, answer) for answer in added if not (exchanged and answer is others[0]))
