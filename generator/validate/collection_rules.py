"""The rules that judge a collection as a whole, as a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from generator.encode import to_json
from generator.findings import Severity
from generator.json_types import JSONObject, pointer
from generator.postman.profile import Profile
from generator.postman.types import Collection, Request
from generator.validate.item_rules import sent_headers, sent_texts
from generator.validate.walk import RequestPlace, folders, requests

_PRIVATE_KEY = re.compile(rb"\bpk_[0-9a-f]{20,}\b")
_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class CollectionRule:
    """A rule that judges the collection as a whole; its faults name the place themselves."""

    id: str
    severity: Severity
    text: str
    check: Callable[[Collection, Profile], Iterable[tuple[str, str, str]]]


def _ids_are_unique(collection: Collection, _: Profile) -> Iterator[tuple[str, str, str]]:
    seen: dict[str, str] = {}
    for id_, where, place in _ids(collection):
        if id_ in seen:
            yield f"{id_} is also that of {seen[id_]}", where, place
        seen.setdefault(id_, where)


def _ids(collection: Collection) -> Iterator[tuple[str, str, str]]:
    for folder in folders(collection):
        for index, node in enumerate(folder.children):
            yield node["id"], f"{folder.where} > {node['name']}", folder.pointer + pointer(index, "id")
    for place in requests(collection):
        for index, saved in enumerate(place.item["response"]):
            yield (
                saved["id"],
                f"{place.where} > {saved['name']}",
                place.pointer + pointer("response", index, "id"),
            )


def _names_are_unique(collection: Collection, _: Profile) -> Iterator[tuple[str, str, str]]:
    for folder in folders(collection):
        for name, count in Counter(node["name"] for node in folder.children).items():
            if count > 1:
                yield f'{count} are called "{name}"', folder.where, folder.pointer


def _one_revision(collection: Collection, profile: Profile) -> Iterator[tuple[str, str, str]]:
    """Every request of the same revision; betas may mix theirs, and say so with a warning of their own."""
    values = revisions(collection, profile)
    if len(values) > 1 and not all(profile.channel(value).version_suffix for value in values):
        yield _listed(values), "collection", "/item"


def _beta_revisions(collection: Collection, profile: Profile) -> Iterator[tuple[str, str, str]]:
    values = revisions(collection, profile)
    if len(values) > 1 and all(profile.channel(value).version_suffix for value in values):
        yield _listed(values), "collection", "/item"


def _revision_in_name(collection: Collection, profile: Profile) -> Iterator[tuple[str, str, str]]:
    values, name = revisions(collection, profile), collection["info"]["name"]
    if values and not any(value in name for value in values):
        yield f'"{name}" names none of {_listed(values)}', "collection", "/info/name"


def revisions(collection: Collection, profile: Profile) -> Counter[str]:
    """The revisions that are sent, and by how many requests, be it in a saved example."""
    names = {rule.name.lower() for rule in profile.parameters if rule.location == "header" and rule.first}
    found: Counter[str] = Counter()
    for place in requests(collection):
        headers = [header for request in _distinct_requests(place) for header in sent_headers(request)]
        found.update({header["value"] for header in headers if header["key"].lower() in names})
    return found


def _distinct_requests(place: RequestPlace) -> list[Request]:
    """The request and those its examples were saved with, which may well be one and the same object."""
    saved = {id(example["originalRequest"]): example["originalRequest"] for example in place.item["response"]}
    return [place.item["request"], *saved.values()]


def _listed(values: Counter[str]) -> str:
    return ", ".join(f"{value} ({count})" for value, count in sorted(values.items()))


def _variables_are_known(collection: Collection, profile: Profile) -> Iterator[tuple[str, str, str]]:
    known = {variable["key"] for variable in collection.get("variable", [])}
    known |= {variable.key for variable in profile.user_variables}
    if not profile.user_variables:  # then the environment holds what the auths ask for
        auths = [collection.get("auth", {})]
        auths += [place.item["request"].get("auth", {}) for place in requests(collection)]
        known |= set(_VARIABLE.findall(to_json(auths).decode()))
    for place in requests(collection):
        request = place.item["request"]
        texts = [text for _, text in sent_texts(request)] + [to_json(request.get("auth", {})).decode()]
        for name in sorted(set(_VARIABLE.findall("\n".join(texts))) - known):
            if not name.startswith("$"):  # Postman's own dynamic variables
                yield f"{{{{{name}}}}}", place.where, place.pointer + "/request"


def _user_variables_are_not_declared(
    collection: Collection, profile: Profile
) -> Iterator[tuple[str, str, str]]:
    theirs = {variable.key for variable in profile.user_variables}
    for index, variable in enumerate(collection.get("variable", [])):
        if variable["key"] in theirs:
            yield f"{variable['key']} would hide the user's own", "collection", pointer("variable", index)


def _no_secrets(collection: Collection, profile: Profile) -> Iterator[tuple[str, str, str]]:
    auths: list[tuple[str, str, object]] = [("collection", "/auth", collection.get("auth"))]
    auths += [
        (place.where, place.pointer + "/request/auth", cast(JSONObject, place.item["request"]).get("auth"))
        for place in requests(collection)
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
    text = to_json(collection, indent=False)  # all of it: a key may stand anywhere
    if b"pk_" in text and _PRIVATE_KEY.search(text):  # the first is fifty times faster
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
