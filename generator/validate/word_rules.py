"""The rules that judge the words of a collection: its description, overviews, documentation of requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from generator.encode import to_json
from generator.escape.markdown import CODE, RENDERED_TAGS, SPAN, TAG, prose_parts
from generator.json_types import JSONObject
from generator.postman.profile import Profile
from generator.validate.collection_rules import CollectionRule, revisions
from generator.validate.walk import Walk

Fault = tuple[str, str, str]

_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\{\{", re.IGNORECASE)
_HEADING = re.compile(r"^#+\s+(.*?)\s*#*$", re.MULTILINE)
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SCOPE = re.compile(r"[a-z][a-z-]*:[a-z]+")
_FIELD = re.compile(r"(?:[a-z][a-z0-9]*(?:[_.][a-z0-9]+)+|[a-z][a-z-]*\[[a-z-]+\])")
_FEWEST_WORDS = 2


def _overviews_say_something(walk: Walk, _: Profile) -> Iterator[Fault]:
    for text, where, place, is_request in walk.described:
        if not is_request and len(text.split()) < _FEWEST_WORDS:
            yield f'it says "{text.strip()}"' if text.strip() else "it says nothing", where, place


def _links_lead_somewhere(walk: Walk, _: Profile) -> Iterator[Fault]:
    for text, where, place, _is_request in walk.described:
        if "](" not in text or all(map(_ABSOLUTE.match, _LINK.findall(text))):
            continue
        for target in _distinct(_LINK.findall("".join(prose_parts(text)))):
            if target.startswith("#") and target[1:] in {_anchor(title) for title in _HEADING.findall(text)}:
                continue
            if not _ABSOLUTE.match(target):
                yield target, where, place


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _tags_are_rendered(walk: Walk, _: Profile) -> Iterator[Fault]:
    for text, where, place, _is_request in walk.described:
        if "<" not in text:
            continue
        found = [tag for part in prose_parts(text) for tag in TAG.finditer(part)]
        for tag in _distinct([tag[0] for tag in found if (tag[1] or "").lower() not in RENDERED_TAGS]):
            yield tag, where, place


def _nothing_of_a_template_is_left(walk: Walk, profile: Profile) -> Iterator[Fault]:
    """In code a name in double braces may well be meant, `{{order_id}}`; what only templates write is not."""
    variables = {variable["key"] for variable in walk.collection.get("variable", [])}
    variables |= {variable.key for variable in profile.user_variables}
    for text, where, place, _is_request in walk.described:
        if "{{" not in text and "{%" not in text and "{#" not in text:
            continue
        prose = " ".join(prose_parts(text))
        left = _STATEMENT.findall(prose)
        left += [
            f"{{{{{name}}}}}"
            for name in _PLACEHOLDER.findall(prose)
            if name.strip() not in variables and not name.strip().startswith("$")
        ]
        for span in CODE.findall(text):
            left += [f"{{{{{name}}}}}" for name in _PLACEHOLDER.findall(span) if name[:1] == " " == name[-1:]]
        for leftover in _distinct(left):
            yield leftover, where, place


def _links_are_of_the_revision(walk: Walk, profile: Profile) -> Iterator[Fault]:
    """Of one that requests send, whatever the collection is called."""
    before, _, after = profile.wording.operation_url.partition("{version}")
    if not after:
        return
    linked = re.compile(rf"{re.escape(before)}([^/\s)]+)")
    sent = revisions(walk, profile)
    for text, where, place, _is_request in walk.described:
        if sent and before in text:
            for version in _distinct(linked.findall(text)):
                if version not in sent:
                    yield f"a link leads to {version}", where, place


def _scopes_exist(walk: Walk, _: Profile) -> Iterator[Fault]:
    """A scope that an overview names is one that a request asks for."""
    for scope, places in _named(walk, _SCOPE, but=()).items():
        if scope not in walk.code_of_requests:
            yield from ((scope, where, place) for where, place in places)


def _fields_exist(walk: Walk, _: Profile) -> Iterator[Fault]:
    """A field or parameter that an overview names is one that some request or answer has."""
    named = _named(walk, _FIELD, but=("/info/description",))  # it tells of errors that none has
    unknown = [name for name in named if name not in walk.code_of_requests]
    everything = _all_of_requests(walk) if unknown else b""
    for name in unknown:
        if name.encode() not in everything:
            yield from ((name, where, place) for where, place in named[name])


def _named(walk: Walk, shape: re.Pattern[str], but: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    """The code spans of that shape in all words but those of requests, with the places they stand in."""
    found: dict[str, list[tuple[str, str]]] = {}
    for text, where, place, is_request in walk.described:
        if not is_request and place not in but:
            for span in _distinct(SPAN.findall(text)):
                if shape.fullmatch(span):
                    found.setdefault(span, []).append((where, place))
    return found


def _all_of_requests(walk: Walk) -> bytes:
    """Everything but the words of folders, as JSON."""

    def without_words(node: JSONObject) -> JSONObject:
        if "item" not in node:
            return node
        return {"item": [without_words(child) for child in cast("list[JSONObject]", node["item"])]}

    return to_json(without_words(cast(JSONObject, walk.collection)), indent=False)


def _distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


WORD_RULES = (
    CollectionRule("words-empty", "warning", "an overview that says nothing", _overviews_say_something),
    CollectionRule("words-link", "warning", "a link that leads nowhere", _links_lead_somewhere),
    CollectionRule("words-html", "warning", "a tag that Postman does not render", _tags_are_rendered),
    CollectionRule("words-leftover", "warning", "a leftover of a template", _nothing_of_a_template_is_left),
    CollectionRule("words-revision", "warning", "a link to another revision", _links_are_of_the_revision),
    CollectionRule("words-scope", "warning", "no request asks for this scope", _scopes_exist),
    CollectionRule("words-field", "warning", "no request has this field", _fields_exist),
)
