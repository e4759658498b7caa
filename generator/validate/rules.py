"""Our own rules for a collection, as a table: what no schema can say. Each has a stable id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from generator.encode import from_json, to_json
from generator.findings import Finding, Severity
from generator.json_types import JSONObject, pointer
from generator.postman.profile import Profile
from generator.postman.types import Collection, Header, Request, Url
from generator.validate.walk import RequestPlace, folders, requests

Fault = tuple[str, str]
"""What is wrong, and the JSON pointer of the place below the request or the collection."""

_VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_PLACEHOLDER = re.compile(r"<[A-Za-z]+>")
_PRIVATE_KEY = re.compile(rb"\bpk_[0-9a-f]{20,}\b")
_LEFTOVERS = ("<Circular reference", "<Error: ", '"$ref"', "#/components/", "[object Object]")


@dataclass(frozen=True, slots=True)
class RequestRule:
    """A rule that judges one request at a time."""

    id: str
    severity: Severity
    text: str
    check: Callable[[RequestPlace, Profile], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class CollectionRule:
    """A rule that judges the collection as a whole; its faults name the place themselves."""

    id: str
    severity: Severity
    text: str
    check: Callable[[Collection, Profile], Iterable[tuple[str, str, str]]]


def rule_findings(collection: Collection, profile: Profile) -> list[Finding]:
    """What the rules have to say of `collection`, request by request, then of the whole.

    A part so malformed that a rule cannot read it is left to the schema's finding.
    """
    findings = []
    for place in requests(collection):
        for rule in REQUEST_RULES:
            try:
                faults = list(rule.check(place, profile))
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
            findings += [
                Finding(rule.id, rule.severity, f"{rule.text}: {message}", place.where, place.pointer + below)
                for message, below in faults
            ]
    for whole in COLLECTION_RULES:
        try:
            named = list(whole.check(collection, profile))
        except (AttributeError, KeyError, TypeError):
            continue
        findings += [
            Finding(whole.id, whole.severity, f"{whole.text}: {message}", where, place)
            for message, where, place in named
        ]
    return findings


def _raw_is_parts(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    urls = {id(place.item["request"]["url"]): ("/request/url", place.item["request"]["url"])}
    for index, saved in enumerate(place.item["response"]):  # which may well share one original request
        url = saved["originalRequest"]["url"]
        urls.setdefault(id(url), (pointer("response", index, "originalRequest", "url"), url))
    for below, url in urls.values():
        joined = joined_url(url)
        if url["raw"] != joined:
            yield f"raw is {url['raw']}, the parts say {joined}", below


def joined_url(url: Url) -> str:
    """The URL that the parts of `url` make, without rows that are switched off."""
    protocol = f"{url['protocol']}://" if url.get("protocol") else ""
    port = f":{url['port']}" if url.get("port") else ""
    path = "".join(f"/{part}" for part in url["path"])
    query = "&".join(
        f"{row['key']}={row['value']}" for row in url.get("query", []) if not row.get("disabled", False)
    )
    return protocol + ".".join(url["host"]) + port + path + (f"?{query}" if query else "")


def _path_variables_agree(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    url = place.item["request"]["url"]
    named = {part[1:] for part in url["path"] if part.startswith(":")}  # a colon within a part is just that
    given = {variable["key"]: variable["value"] for variable in url.get("variable", [])}
    for name in sorted(named - given.keys()):
        yield f":{name} has no value", "/request/url"
    for name in sorted(given.keys() - named):
        yield f"{name} is not in the path", "/request/url/variable"
    for name in sorted(named & given.keys()):
        if not given[name]:
            yield f":{name} is empty", "/request/url/variable"


def _nothing_left_to_fill(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    request = place.item["request"]
    for below, text in _sent_texts(request):
        if _PLACEHOLDER.search(text):
            yield text, "/request" + below


def _sent_texts(request: Request) -> Iterator[tuple[str, str]]:
    """What of URL and headers is sent, with its place."""
    yield "/url/raw", request["url"]["raw"]
    for index, variable in enumerate(request["url"].get("variable", [])):
        yield pointer("url", "variable", index), variable["value"]
    for index, header in enumerate(request["header"]):
        if not header.get("disabled", False):
            yield pointer("header", index), header["value"]


def _body_has_mode(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    if "body" in place.item["request"] and not place.item["request"]["body"]:
        yield "leave body out instead", "/request/body"


def _auth_is_not_null(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    if "auth" in place.item["request"] and not place.item["request"]["auth"]:
        yield "leave auth out to inherit it", "/request/auth"


def _description_is_text(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    for holder, below in ((place.item["request"], "/request"), (place.item, "")):
        description = cast(JSONObject, holder).get("description", "")
        if not isinstance(description, str):
            yield f"it is {type(description).__name__}", below + "/description"


def _files_have_source(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    for index, row in enumerate(place.item["request"].get("body", {}).get("formdata", [])):
        if row["type"] == "file" and "src" not in row:
            yield row["key"], pointer("request", "body", "formdata", index)


def _json_body_is_json(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    body = place.item["request"].get("body", {})
    if body.get("options", {}).get("raw", {}).get("language") == "json":
        try:
            from_json(body["raw"].encode())
        except ValueError as error:
            yield str(error), "/request/body/raw"


def _examples_are_complete(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    for index, saved in enumerate(place.item["response"]):
        for key in ("originalRequest", "status", "code"):
            if not cast(JSONObject, saved).get(key):
                yield f'"{saved["name"]}" has no {key}', pointer("response", index)


def _nothing_left_over(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    request = place.item["request"]
    bodies = [("/request/body", request.get("body", {}).get("raw", ""))]
    bodies += [
        (pointer("response", index, "body"), saved.get("body", ""))
        for index, saved in enumerate(place.item["response"])
    ]
    for below, text in [*bodies, *(("/request" + below, text) for below, text in _sent_texts(request))]:
        yield from ((leftover, below) for leftover in _LEFTOVERS if leftover in text)


def _public_sends_no_key(place: RequestPlace, profile: Profile) -> Iterator[Fault]:
    request = place.item["request"]
    auth = cast(JSONObject, request.get("auth", {})).get("type", "inherited")
    for rule in profile.parameters:
        rows = [row for row in request["url"].get("query", []) if row["key"] == rule.name]
        if rule.only_public and rows and auth != "noauth" and any(row["value"] == rule.value for row in rows):
            yield f"it sends {rule.name}, its auth is {auth}", "/request/auth"
    if auth == "noauth" and profile.auth_variable and profile.auth_variable in str(request["header"]):
        yield f"a header holds {profile.auth_variable}", "/request/header"


def _revision_is_sent(place: RequestPlace, profile: Profile) -> Iterator[Fault]:
    sent = {header["key"].lower() for header in _sent_headers(place.item["request"])}
    for rule in profile.parameters:
        if rule.location == "header" and rule.enabled and rule.name.lower() not in sent:
            yield f"no {rule.name} header is sent", "/request/header"


def _sent_headers(request: Request) -> list[Header]:
    return [header for header in request["header"] if not header.get("disabled", False)]


def _authorization_is_left_to_auth(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    for index, header in enumerate(place.item["request"]["header"]):
        if header["key"].lower() == "authorization":
            yield "a header row would be sent beside the auth", pointer("request", "header", index)


REQUEST_RULES = (
    RequestRule("url-parts", "error", "URL says two things", _raw_is_parts),
    RequestRule("path-variables", "error", "path and its variables disagree", _path_variables_agree),
    RequestRule("placeholder-sent", "error", "a placeholder would be sent", _nothing_left_to_fill),
    RequestRule("body-empty", "error", "empty body object", _body_has_mode),
    RequestRule("body-json", "error", "body is not JSON", _json_body_is_json),
    RequestRule("auth-null", "error", "auth is empty", _auth_is_not_null),
    RequestRule("description-text", "error", "description is not a Markdown string", _description_is_text),
    RequestRule("file-source", "error", "file field without src", _files_have_source),
    RequestRule("example-complete", "error", "saved example is incomplete", _examples_are_complete),
    RequestRule("leftover", "error", "text of a failed conversion", _nothing_left_over),
    RequestRule("public-auth", "error", "client request is not public", _public_sends_no_key),
    RequestRule("header-missing", "error", "header missing", _revision_is_sent),
    RequestRule(
        "authorization-header",
        "error",
        "Authorization is written as a header",
        _authorization_is_left_to_auth,
    ),
)


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
    values, _ = _revisions(collection, profile)
    if len(values) > 1 and not all(profile.channel(value).version_suffix for value in values):
        yield _listed(values), "collection", "/item"


def _beta_revisions(collection: Collection, profile: Profile) -> Iterator[tuple[str, str, str]]:
    values, _ = _revisions(collection, profile)
    if len(values) > 1 and all(profile.channel(value).version_suffix for value in values):
        yield _listed(values), "collection", "/item"


def _revision_in_name(collection: Collection, profile: Profile) -> Iterator[tuple[str, str, str]]:
    values, name = _revisions(collection, profile)
    if values and not any(value in name for value in values):
        yield f'"{name}" names none of {_listed(values)}', "collection", "/info/name"


def _revisions(collection: Collection, profile: Profile) -> tuple[Counter[str], str]:
    names = {rule.name.lower() for rule in profile.parameters if rule.location == "header" and rule.first}
    values = Counter(
        header["value"]
        for place in requests(collection)
        for request in [
            place.item["request"],
            *(saved["originalRequest"] for saved in place.item["response"]),
        ]
        for header in _sent_headers(request)
        if header["key"].lower() in names
    )
    return values, collection["info"]["name"]


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
        texts = [text for _, text in _sent_texts(request)] + [to_json(request.get("auth", {})).decode()]
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
    text = to_json(collection, indent=False)
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
