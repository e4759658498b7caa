"""The rules that judge one item of a collection at a time, as a table."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, cast

from generator.encode import from_json
from generator.findings import Severity
from generator.json_types import JSONObject, pointer
from generator.postman.profile import Profile
from generator.postman.types import Request, Url
from generator.validate.walk import RequestPlace, sent_headers

_SUCCESS = 2  # hundreds

Fault = tuple[str, str]
"""What is wrong, and the JSON pointer of the place below the item."""

# Whole values that converters write for what they could not convert; a spec may hold the like, as text of its
# own, so that neither is more than a warning, and what is but part of a value is never looked at.
_PLACEHOLDER = re.compile(r"<[A-Za-z]+>_*")
_PLACEHOLDER_IN_JSON = re.compile(r'"(<[A-Za-z]+>_*)"(?!\s*:)')
_PLACEHOLDER_IN_XML = re.compile(r"[>\"](&lt;[A-Za-z]+&gt;_*)[<\"]")
_LEFTOVER = re.compile(r"<Circular reference[^\"<>]*>|<Error: [^\"<>]*>|\[object Object\]")
_LEFTOVER_IN_JSON = re.compile(r'"(<Circular reference[^"<>]*>|<Error: [^"<>]*>|\[object Object\])"')


class ItemRule(NamedTuple):
    """A rule that judges one request at a time."""

    id: str
    severity: Severity
    text: str
    check: Callable[[RequestPlace, Profile], Iterable[Fault]]


def _raw_is_parts(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    urls = {id(place.item["request"]["url"]): ("/request/url", place.item["request"]["url"])}
    for index, saved in enumerate(place.item["response"]):  # which may well share one original request
        url = saved["originalRequest"]["url"]
        urls.setdefault(id(url), (f"/response/{index}/originalRequest/url", url))
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
    for below, name, value in sent_values(place.item["request"]):
        if _PLACEHOLDER.fullmatch(value):
            yield f"{name} is {value}", "/request" + below
    body = place.item["request"].get("body", {}).get("raw", "")
    yield from ((f"the body holds {found}", "/request/body") for found in dict.fromkeys(_placeholders(body)))


def _examples_are_filled_in(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    for index, saved in enumerate(place.item["response"]):
        if saved["code"] // 100 == _SUCCESS:
            for found in dict.fromkeys(_placeholders(saved.get("body", ""))):
                yield f'"{saved["name"]}" holds {found}', pointer("response", index, "body")


def _placeholders(body: str) -> list[str]:
    """The placeholders in a JSON, XML or plain body."""
    if "<" not in body and "&lt;" not in body:
        return []
    whole = [body] if _PLACEHOLDER.fullmatch(body) else []
    return [*whole, *_PLACEHOLDER_IN_JSON.findall(body), *_PLACEHOLDER_IN_XML.findall(body)]


def _ids_agree(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    """The id at the end of a path and that of the body's resource: JSON:API 1.1, "Updating Resources"."""
    request = place.item["request"]
    path, body = request["url"]["path"], request.get("body", {}).get("raw", "")
    last = path[-1] if path and path[-1] else "".join(path[-2:])
    given = {variable["key"]: variable["value"] for variable in request["url"].get("variable", [])}
    if not last.startswith(":") or last[1:] not in given or '"id"' not in body:
        return
    with suppress(ValueError):
        document = from_json(body.encode())
        data = document.get("data") if isinstance(document, dict) else None
        said = data.get("id") if isinstance(data, dict) and "type" in data else None
        if isinstance(said, str) and said != given[last[1:]]:
            yield f"the path says {given[last[1:]]}, the body {said}", "/request/body"


def sent_values(request: Request) -> Iterator[tuple[str, str, str]]:
    """The values in the tables of a request that are sent: place, name and value of each."""
    url, body = request["url"], request.get("body", {})
    tables: list[tuple[str, Sequence[Mapping[str, object]]]] = [
        ("/url/query", url.get("query", [])),
        ("/url/variable", url.get("variable", [])),
        ("/header", request["header"]),
        ("/body/urlencoded", body.get("urlencoded", [])),
        ("/body/formdata", body.get("formdata", [])),
    ]
    for table, rows in tables:
        for index, row in enumerate(rows):
            value = row.get("value")
            if isinstance(value, str) and not row.get("disabled", False):
                yield f"{table}/{index}", str(row["key"]), value


def sent_texts(request: Request) -> Iterator[tuple[str, str]]:
    """What of URL and headers is sent, with its place."""
    yield "/url/raw", request["url"]["raw"]
    for index, variable in enumerate(request["url"].get("variable", [])):
        yield f"/url/variable/{index}", variable["value"]
    for index, header in enumerate(request["header"]):
        if not header.get("disabled", False):
            yield f"/header/{index}", header["value"]


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
    for index, saved in enumerate(cast("list[JSONObject]", place.item["response"])):
        for key in ("originalRequest", "status", "code"):
            if not saved.get(key):
                yield f'"{saved["name"]}" has no {key}', pointer("response", index)


def _nothing_left_over(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    request = place.item["request"]
    for below, _name, value in sent_values(request):
        if _LEFTOVER.fullmatch(value):
            yield value, "/request" + below
    yield from ((found, "/request/body") for found in _leftovers(request.get("body", {}).get("raw", "")))
    for index, saved in enumerate(place.item["response"]):
        yield from (
            (found, pointer("response", index, "body")) for found in _leftovers(saved.get("body", ""))
        )


def _leftovers(body: str) -> list[str]:
    if "<" not in body and "[object" not in body:  # as nearly always, and told in no time
        return []
    return [body] if _LEFTOVER.fullmatch(body) else _LEFTOVER_IN_JSON.findall(body)


def _public_sends_no_key(place: RequestPlace, profile: Profile) -> Iterator[Fault]:
    request = place.item["request"]
    auth = cast(JSONObject, request.get("auth", {})).get("type", "inherited")
    for rule in profile.parameters:
        rows = [row for row in request["url"].get("query", []) if row["key"] == rule.name]
        if rule.only_public and rows and auth != "noauth" and any(row["value"] == rule.value for row in rows):
            yield f"it sends {rule.name}, its auth is {auth}", "/request/auth"
    if auth == "noauth" and profile.auth_variable and profile.auth_variable in str(request["header"]):
        yield f"a header holds {profile.auth_variable}", "/request/header"
    if auth == "noauth" and profile.auth_variable and profile.auth_variable in request["url"]["raw"]:
        yield f"the URL holds {profile.auth_variable}", "/request/url"


def _bodies_hold_no_secret(place: RequestPlace, profile: Profile) -> Iterator[Fault]:
    """A secret of the user's in a body was put there by somebody else."""
    said = str(place.item["request"].get("body", ""))
    for variable in profile.user_variables:
        if variable.type == "secret" and f"{{{{{variable.key}}}}}" in said:
            yield f"{variable.key} would be filled in", "/request/body"


def _revision_is_sent(place: RequestPlace, profile: Profile) -> Iterator[Fault]:
    sent = {header["key"].lower() for header in sent_headers(place.item["request"])}
    for rule in profile.parameters:
        if rule.location == "header" and rule.enabled and rule.name.lower() not in sent:
            yield f"no {rule.name} header is sent", "/request/header"


def _authorization_is_left_to_auth(place: RequestPlace, _: Profile) -> Iterator[Fault]:
    for index, header in enumerate(place.item["request"]["header"]):
        if header["key"].lower() == "authorization":
            yield "a header row would be sent beside the auth", pointer("request", "header", index)


ITEM_RULES = (
    ItemRule("url-parts", "error", "URL says two things", _raw_is_parts),
    ItemRule("path-variables", "error", "path and its variables disagree", _path_variables_agree),
    ItemRule("placeholder-sent", "warning", "a placeholder would be sent", _nothing_left_to_fill),
    ItemRule("placeholder-shown", "warning", "an example shows a placeholder", _examples_are_filled_in),
    ItemRule("ids-disagree", "warning", "path and body name two things", _ids_agree),
    ItemRule("body-empty", "error", "empty body object", _body_has_mode),
    ItemRule("body-json", "error", "body is not JSON", _json_body_is_json),
    ItemRule("auth-null", "error", "auth is empty", _auth_is_not_null),
    ItemRule("description-text", "error", "description is not a Markdown string", _description_is_text),
    ItemRule("file-source", "error", "file field without src", _files_have_source),
    ItemRule("example-complete", "error", "saved example is incomplete", _examples_are_complete),
    ItemRule("leftover", "warning", "text of a failed conversion", _nothing_left_over),
    ItemRule("public-auth", "error", "client request is not public", _public_sends_no_key),
    ItemRule("body-secret", "error", "a secret of the user in a body", _bodies_hold_no_secret),
    ItemRule("header-missing", "error", "header missing", _revision_is_sent),
    ItemRule(
        "authorization-header",
        "error",
        "Authorization is written as a header",
        _authorization_is_left_to_auth,
    ),
)
