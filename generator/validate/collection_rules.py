"""The rules that judge a collection as a whole, as a table."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, cast

from generator.encode import to_json
from generator.findings import Severity
from generator.json_types import JSONObject, pointer
from generator.postman.profile import Profile
from generator.validate.item_rules import sent_texts
from generator.validate.walk import Walk

_PRIVATE_KEY = re.compile(rb"pk_(?<!\wpk_)[0-9a-f]{20,}\b")  # the letters first: fifty times faster
_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


class CollectionRule(NamedTuple):
    """A rule that judges the collection as a whole; its faults name the place themselves."""

    id: str
    severity: Severity
    text: str
    check: Callable[[Walk, Profile], Iterable[tuple[str, str, str]]]


def _ids_are_unique(walk: Walk, _: Profile) -> Iterator[tuple[str, str, str]]:
    given = [node["id"] for folder in walk.folders for node in folder.children]
    given += [saved["id"] for place in walk.requests for saved in place.item["response"]]
    if len(set(given)) == len(given):
        return
    seen: dict[str, str] = {}
    for id_, where, place in _ids(walk):
        if id_ in seen:
            yield f"{id_} is also that of {seen[id_]}", where, place
        seen.setdefault(id_, where)


def _ids(walk: Walk) -> Iterator[tuple[str, str, str]]:
    for folder in walk.folders:
        for index, node in enumerate(folder.children):
            yield node["id"], f"{folder.where} > {node['name']}", folder.pointer + pointer(index, "id")
    for place in walk.requests:
        for index, saved in enumerate(place.item["response"]):
            yield (
                saved["id"],
                f"{place.where} > {saved['name']}",
                place.pointer + pointer("response", index, "id"),
            )


def _names_are_unique(walk: Walk, _: Profile) -> Iterator[tuple[str, str, str]]:
    for folder in walk.folders:
        for name, count in Counter(node["name"] for node in folder.children).items():
            if count > 1:
                yield f'{count} are called "{name}"', folder.where, folder.pointer


def _one_revision(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    """Every request of the same revision; betas may mix theirs, and say so with a warning of their own."""
    values = revisions(walk, profile)
    if len(values) > 1 and not all(profile.channel(value).version_suffix for value in values):
        yield _listed(values), "collection", "/item"


def _beta_revisions(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    values = revisions(walk, profile)
    if len(values) > 1 and all(profile.channel(value).version_suffix for value in values):
        yield _listed(values), "collection", "/item"


def _revision_in_name(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    values, name = revisions(walk, profile), walk.collection["info"]["name"]
    if values and not any(value in name for value in values):
        yield f'"{name}" names none of {_listed(values)}', "collection", "/info/name"


def revisions(walk: Walk, profile: Profile) -> Counter[str]:
    """The revisions that are sent, and by how many requests, be it in a saved example."""
    names = {rule.name.lower() for rule in profile.parameters if rule.location == "header" and rule.first}
    return sum((walk.header_values[name] for name in sorted(names & walk.header_values.keys())), Counter())


def _listed(values: Counter[str]) -> str:
    return ", ".join(f"{value} ({count})" for value, count in sorted(values.items()))


def _variables_are_known(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    known = {variable["key"] for variable in walk.collection.get("variable", [])}
    known |= {variable.key for variable in profile.user_variables}
    if not profile.user_variables:  # then the environment holds what the auths ask for
        auths = [walk.collection.get("auth", {})]
        auths += [place.item["request"].get("auth", {}) for place in walk.requests]
        known |= set(_VARIABLE.findall(to_json(auths).decode()))
    for place in walk.requests:
        request = place.item["request"]
        texts = [text for _, text in sent_texts(request)] + [to_json(request.get("auth", {})).decode()]
        for name in sorted(set(_VARIABLE.findall("\n".join(texts))) - known):
            if not name.startswith("$"):  # Postman's own dynamic variables
                yield f"{{{{{name}}}}}", place.where, place.pointer + "/request"


def _user_variables_are_not_declared(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    theirs = {variable.key for variable in profile.user_variables}
    for index, variable in enumerate(walk.collection.get("variable", [])):
        if variable["key"] in theirs:
            yield f"{variable['key']} would hide the user's own", "collection", pointer("variable", index)


def _no_secrets(walk: Walk, profile: Profile) -> Iterator[tuple[str, str, str]]:
    auths: list[tuple[str, str, object]] = [("collection", "/auth", walk.collection.get("auth"))]
    auths += [
        (place.where, place.pointer + "/request/auth", cast(JSONObject, place.item["request"]).get("auth"))
        for place in walk.requests
    ]
    for where, place, auth in auths:
        if not isinstance(auth, dict):  # which is for other rules to say
            continue
        for attribute in cast("list[dict[str, str]]", auth.get(str(auth.get("type")), [])):
            if (
                attribute["key"] in ("value", "token", "password", "accessToken")
                and "{{" not in attribute["value"]
            ):
                yield f"auth {attribute['key']} is no variable", where, place
    if _PRIVATE_KEY.search(walk.content):  # all of it: it may stand anywhere
        yield "something looks like a private key", "collection", ""


COLLECTION_RULES = (
    CollectionRule("id-unique", "error", "id used twice", _ids_are_unique),
    CollectionRule("name-unique", "error", "name used twice in one folder", _names_are_unique),
    CollectionRule("revision-one", "error", "several revisions in one collection", _one_revision),
    CollectionRule("revision-beta", "warning", "several beta revisions in one collection", _beta_revisions),
    CollectionRule("revision-name", "error", "name and revision disagree", _revision_in_name),
    CollectionRule("variable-known", "error", "undeclared variable", _variables_are_known),
    CollectionRule(
        "variable-shadow", "error", "variable declared on the collection", _user_variables_are_not_declared
    ),
    CollectionRule("secret", "error", "a secret in the collection", _no_secrets),
)
