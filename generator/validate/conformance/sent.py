"""What Postman sends: a request of a collection to HTTP, on paper.

It follows Postman's own code, so that a collection is judged by what leaves the machine and not by how it
reads. Source: postman-collection 5.3 (`Url`, `QueryParam`, `Substitutor`, `Item.getAuth`),
postman-url-encoder 3.0 and postman-runtime 7.56 (`resolveVariables`, `core-body-builder`, the authorizers).
Left out: headers that say nothing of an API (User-Agent, Postman-Token and the like), scripts, and
authorizations that need an answer first, such as digest.
"""

import base64
import re
from collections.abc import Mapping
from typing import NamedTuple, cast
from urllib.parse import parse_qsl, quote, unquote

from generator.json_types import JSON, JSONObject
from generator.postman.types import Collection, SavedResponse
from generator.validate.conformance.bodies import sent_body, switched_on, text_of
from generator.validate.walk import RequestPlace

Pairs = tuple[tuple[str, str], ...]

VARIABLE = re.compile(r"\{\{([^{}]*?)\}\}")
_ROUNDS = 19  # a value may name further variables
_MOST_RESOLVED = 1_000_000  # characters in one round: a value that names itself twice doubles in each
# A request with one of these is different each time; what stands for it only has to look like it.
_DYNAMIC = {
    "$guid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "$randomUUID": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "$timestamp": "1736933400",
    "$isoTimestamp": "2025-01-15T09:30:00.000Z",
    "$randomInt": "1",
}
_SAFE_IN_PATH = "!$%&'()*+,/:;=@[\\]^|"


class Sent(NamedTuple):
    """A request as it leaves Postman."""

    method: str
    origin: str
    """Scheme, host and port."""
    path: str
    """Percent-encoded, from its leading slash on."""
    query: Pairs
    """As a server reads it: decoded, and a plus is a blank."""
    headers: Pairs
    body: bytes | None

    @property
    def segments(self) -> list[str]:
        """The parts of the path, decoded; the last is empty where the path ends in a slash."""
        return [unquote(part) for part in self.path[1:].split("/")]

    def header(self, name: str) -> str:
        """The value of a header, the last if there are several, empty if there is none."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), "")


class Received(NamedTuple):
    """A saved example as the answer that it shows."""

    status: int
    headers: Pairs
    body: bytes | None

    @property
    def content_type(self) -> str:
        """The media type of the body, empty if it is not said."""
        return next((value for key, value in self.headers if key.lower() == "content-type"), "")


def received(saved: SavedResponse) -> Received:
    """The answer that a saved example shows.

    Raises what Python raises (AttributeError, KeyError, TypeError, ValueError) for what is no answer.
    """
    headers = tuple((text_of(row["key"]), text_of(row["value"])) for row in saved.get("header") or [])
    return Received(int(saved["code"]), headers, (saved.get("body") or "").encode() or None)


def encoded(path: str) -> str:
    """A path as Postman puts it on the wire."""
    return quote(path, safe=_SAFE_IN_PATH)


class Sender:
    """Sends the requests of one collection; `values` are those that users give to variables of their own."""

    def __init__(self, collection: Collection, values: Mapping[str, str]) -> None:
        self._collection = cast(JSONObject, collection)
        rows = switched_on(collection.get("variable"))
        # What stands in the user's environment wins over the collection's own.
        self._values = {str(row.get("key")): text_of(row.get("value")) for row in rows} | {**values}

    def send(self, place: RequestPlace) -> tuple[Sent, Sent]:
        """The request at `place` as it stands, and as if each query and header row were switched on.

        Raises what Python raises (AttributeError, KeyError, TypeError, ValueError) for what is no request.
        """
        request = cast(JSONObject, place.item["request"])
        url = request["url"]
        tables = [request.get("header"), url.get("query") if isinstance(url, dict) else None]
        sent = self._send(place, request, everything=False)
        if all(len(switched_on(rows)) == len(switched_on(rows, everything=True)) for rows in tables):
            return sent, sent
        return sent, self._send(place, request, everything=True)

    def _send(self, place: RequestPlace, request: JSONObject, *, everything: bool) -> Sent:
        holders = self._holders(place)
        before, _, query = self._url(request["url"], everything).partition("?")
        scheme, _, rest = (before if "://" in before else f"http://{before}").partition("://")
        host, _, path = rest.partition("/")
        method = self._resolved(request["method"]).upper()
        headers = [
            (self._resolved(row.get("key")), self._resolved(row.get("value")))
            for row in switched_on(request.get("header"), everything=everything)
            if row.get("key")
        ]
        headers, query = self._signed(_auth([request, *holders[1:]]), headers, query)
        body, media_type = sent_body(request.get("body"), method, _keeps_body(holders), self._resolved)
        if media_type.startswith(("multipart/", "application/x-www-form-urlencoded")):  # which it overrides
            headers = [(key, value) for key, value in headers if key.lower() != "content-type"]
        if media_type and not any(key.lower() == "content-type" for key, _ in headers):
            headers.append(("Content-Type", media_type))
        return Sent(
            method=method,
            origin=f"{scheme}://{host}".lower(),
            path="/" + encoded(path),
            query=tuple(parse_qsl(query, keep_blank_values=True)),
            headers=tuple(headers),
            body=body,
        )

    def _holders(self, place: RequestPlace) -> list[JSONObject]:
        """The item, its folders from the innermost outwards, and the collection."""
        holders = [self._collection]
        for index in place.pointer.split("/")[2::2]:
            holders.append(cast("list[JSONObject]", holders[-1]["item"])[int(index)])
        return holders[::-1]

    def _url(self, url: JSON, everything: bool) -> str:
        """The address with all variables resolved and without its fragment, not yet encoded."""
        if isinstance(url, dict):
            url = _joined(url, everything)
        return self._resolved(url).partition("#")[0]

    def _resolved(self, value: JSON) -> str:
        text = text_of(value)
        for _ in range(_ROUNDS):
            if "{{" not in text:
                break
            if sum(len(self._value(found)) for found in VARIABLE.finditer(text)) > _MOST_RESOLVED:
                break
            replaced = VARIABLE.sub(self._value, text)
            if replaced == text:
                break
            text = replaced
        return text

    def _value(self, match: re.Match[str]) -> str:
        name = match[1]
        if name in self._values:
            return self._values[name]
        return _DYNAMIC.get(name, "sample" if name.startswith("$random") else match[0])

    def _signed(
        self, auth: JSONObject, headers: list[tuple[str, str]], query: str
    ) -> tuple[list[tuple[str, str]], str]:
        """Headers and query with the credentials, which replace rows of the same name."""
        kind = str(auth.get("type"))
        given = auth.get(kind)
        rows = switched_on(given) if isinstance(given, list) else []
        parameters = (
            given if isinstance(given, dict) else {str(row.get("key")): row.get("value") for row in rows}
        )
        value = {key: self._resolved(parameter) for key, parameter in parameters.items()}
        key, credentials, place = "Authorization", "", "header"
        if kind == "apikey":
            key, credentials, place = value.get("key", ""), value.get("value", ""), value.get("in", "header")
        elif kind == "basic":
            pair = f"{value.get('username', '')}:{value.get('password', '')}"
            credentials = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif kind == "bearer" and value.get("token"):
            credentials = f"Bearer {value['token']}"
        elif kind == "oauth2" and value.get("accessToken"):
            if value.get("addTokenTo") == "queryParams":
                key, credentials, place = "access_token", value["accessToken"], "query"
            else:
                credentials = f"{value.get('headerPrefix', 'Bearer').strip()} {value['accessToken']}".strip()
        if not credentials:
            return headers, query
        if place == "query":
            kept = [part for part in query.split("&") if part and part.partition("=")[0] != key]
            return headers, "&".join([*kept, f"{_escaped(key, '&#=')}={_escaped(credentials, '&#')}"])
        return [row for row in headers if row[0].lower() != key.lower()] + [(key, credentials)], query


def _auth(holders: list[JSONObject]) -> JSONObject:
    """The first auth from the request outwards: what has none inherits."""
    found = (holder.get("auth") for holder in holders)
    return next((auth for auth in found if isinstance(auth, dict) and isinstance(auth.get("type"), str)), {})


def _keeps_body(holders: list[JSONObject]) -> bool:
    """Whether a setting, that of the item before those of its folders, spares bodies that GET has not."""
    settings = [holder.get("protocolProfileBehavior") for holder in holders]
    found = (setting.get("disableBodyPruning") for setting in settings if isinstance(setting, dict))
    return bool(next((value for value in found if value is not None), False))


def _joined(url: JSONObject, everything: bool) -> str:
    """The address that the parts of `url` make, path variables filled in; `raw` is only for show."""
    protocol = text_of(url.get("protocol"))
    host, path = url.get("host") or [], url.get("path") or []
    values = {str(row.get("key")): text_of(row.get("value")) for row in switched_on(url.get("variable"))}
    parts = [text_of(part) for part in path] if isinstance(path, list) else text_of(path).split("/")
    pairs = [
        f"{_escaped(text_of(row.get('key')), '&#=')}={_escaped(text_of(row.get('value')), '&#')}"
        for row in switched_on(url.get("query"), everything=everything)
    ]
    return (
        (f"{protocol.removesuffix('://')}://" if protocol else "")
        + (".".join(map(text_of, host)) if isinstance(host, list) else text_of(host))
        + (f":{text_of(url['port'])}" if url.get("port") else "")
        + "".join(f"/{_filled(part, values)}" for part in parts)
        + (f"?{'&'.join(pairs)}" if pairs else "")
    )


def _filled(part: str, values: Mapping[str, str]) -> str:
    """`:id` or `:id.json` with the variable's value; left as it is where that is empty."""
    name, dot, suffix = part.removeprefix(":").partition(".")
    value = values.get(name) if part.startswith(":") else None
    return f"{value}{dot}{suffix}" if value else part


def _escaped(text: str, characters: str) -> str:
    """`text` with what would end a query parameter escaped, outside of variables."""
    return re.sub(
        rf"\{{\{{[^{{}}]*?\}}\}}|[{characters}]",
        lambda match: match[0] if match[0].startswith("{") else quote(match[0], safe=""),
        text,
    )
