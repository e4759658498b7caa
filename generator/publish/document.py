"""A collection as its nodes: collection, folders, requests and saved examples, each with key, id and digest.

The key is what a node is, whoever holds it: a request is its method and normalised path, an example its
request and name, a folder its place. Ids decide what forks see as the same; keys decide which id a node
of ours gets. A digest tells whether content changed; it passes over ids, times and what the server fills
in, as far as Postman's definition of its API (v1.45.0) and exports of its app show it.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias, cast

from generator.json_types import JSON, JSONObject
from generator.openapi.model import normalise_path
from generator.postman.ids import Ids

Kind: TypeAlias = Literal["collection", "order", "folder", "request", "example"]

COLLECTION = "collection"
ORDER = "order"
"""The key of what is no node of its own: in which order folders and requests stand."""

SERVER_KEYS = frozenset({"uid", "createdAt", "updatedAt", "lastUpdatedBy", "owner", "fork"})
_UNCOMPARED = SERVER_KEYS | {"id", "_postman_id"}
# What the server or the app writes where nothing was said.
_DEFAULTS: tuple[tuple[str, JSON], ...] = (("disabled", False), ("enabled", True))
_PLAIN_TYPES = ("string", "any", "default", "text")


class Node(NamedTuple):
    """A part of a collection that has an id of its own; `value` is the part itself, not a copy."""

    key: str
    kind: Kind
    where: str
    parent: str
    """The key of the node that it stands in."""
    digest: str
    id: str
    value: JSONObject


Index: TypeAlias = dict[str, Node]
"""The nodes by their keys, in the order of the document."""


def index(collection: JSONObject, known: Mapping[str, str] | None = None) -> Index:
    """The nodes of `collection`. `known` says which keys ids stand for, whatever has become of the node.

    Several nodes with one key are told apart by `#2`, `#3`; a known id keeps its key for itself.
    """
    return _Indexer(known or {}).index(collection)


def digest_of(nodes: Index) -> str:
    """A digest (SHA-256, hex) of the whole: keys, ids and content."""
    return _sha256([[node.key, node.id, node.digest] for node in nodes.values()])


def content_digest(nodes: Index) -> str:
    """A digest (SHA-256, hex) of keys and content; ids do not matter."""
    return _sha256([[node.key, node.digest] for node in nodes.values()])


def canonical(value: JSON) -> JSON:
    """`value` without ids, times and defaults: what is equal in two documents that say the same."""
    if isinstance(value, list):
        return [canonical(element) for element in value]
    if not isinstance(value, dict):
        return value
    description = value.get("description")
    if isinstance(description, dict):
        value = {**value, "description": description.get("content")}
    found: JSONObject = {}
    for key, element in value.items():
        if key in _UNCOMPARED or (key, element) in _DEFAULTS:
            continue
        if key == "type" and "key" in value and element in _PLAIN_TYPES:
            continue
        plain = canonical(element)
        if plain not in (None, "", [], {}):
            found[key] = plain
    return found


def unmarked(name: str) -> str:
    """The name of a collection without the mark that says it is the latest: `(Latest Stable)`, `(Latest)`."""
    return re.sub(r"\(Latest ([^()]+)\)", r"(\1)", name.replace("(Latest)", "")).strip()


def marked(name: str) -> str:
    """The name with the mark: within its leading brackets, as Klaviyo's collections have it, or after it."""
    plain = unmarked(name)
    with_mark = re.sub(r"^\(([^()]+)\)", r"(Latest \1)", plain)
    return with_mark if with_mark != plain else f"{plain} (Latest)"


def name_of(collection: JSONObject) -> str:
    """The name of a collection."""
    return str(_object(collection.get("info")).get("name", ""))


def own_id(collection: JSONObject) -> str:
    """The id that a collection names itself by, empty if it has none."""
    return str(_object(collection.get("info")).get("_postman_id", ""))


def request_key(item: JSONObject) -> str:
    """Method and normalised path of a request, as `get /api/profiles/{}`; the host does not matter."""
    request = item.get("request")
    if not isinstance(request, dict):  # the format allows a bare URL
        request = {"url": request}
    method = str(request.get("method") or "GET").lower()
    url = request.get("url")
    path = url.get("path") if isinstance(url, dict) else None
    if isinstance(path, list):
        segments = [str(segment) for segment in path]
    else:
        raw = str((url.get("raw") if isinstance(url, dict) else url) or "")
        segments = re.sub(r"^(\w+://)?[^/]*|[?#].*", "", raw).split("/")[1:]
    return f"{method} {normalise_path('/' + '/'.join(map(_segment, segments)))}"


def kind_of(key: str) -> Kind:
    """The kind of the nodes that have keys of this form."""
    if key == COLLECTION:
        return "collection"
    if key == ORDER:
        return "order"
    if key.startswith("folder "):
        return "folder"
    return "example" if " -> " in key else "request"


def fresh_ids(nodes: Index, space: str) -> dict[str, str]:
    """An id for every node, the same at every call. `space` keeps them apart from those of other collections:
    Postman refuses an id that another collection holds, be it the same one in another workspace.
    """
    ids = Ids(space)
    return {key: ids.make(node.kind, key) for key, node in nodes.items() if node.kind != "order"}


def sha256(content: bytes) -> str:
    """The digest that files and texts are known by, in hex."""
    return hashlib.sha256(content).hexdigest()


class _Indexer:
    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self._reserved: set[str] = set()
        self._found: Index = {}

    def index(self, collection: JSONObject) -> Index:
        self._reserved = {self._known[id_] for id_ in _ids(collection) if id_ in self._known}
        info = _object(collection.get("info"))
        content: JSONObject = {**info, **collection, "name": unmarked(str(info.get("name", "")))}
        for key in ("info", "item", "schema"):
            content.pop(key, None)
        id_ = str(info.get("_postman_id", ""))
        self._found[COLLECTION] = Node(
            COLLECTION, "collection", "collection", "", _digest(content), id_, collection
        )
        self._items(collection, "", COLLECTION)
        order: JSON = [key for key, node in self._found.items() if node.kind in ("folder", "request")]
        self._found[ORDER] = Node(ORDER, "order", "order of the requests", "", _digest(order), "", {})
        return self._found

    def _items(self, parent: JSONObject, where: str, parent_key: str) -> None:
        for node in children(parent, "item"):
            place = _join(where, str(node.get("name", "")))
            if "item" in node:
                above = parent_key.removeprefix("folder ") if parent_key != COLLECTION else ""
                name = str(node.get("name", "")).replace("/", "~1")
                key = self._add("folder", f"folder {above}/{name}", node, place, parent_key, "item")
                self._items(node, place, key)
            else:
                key = self._add("request", request_key(node), node, place, parent_key, "response")
                for example in children(node, "response"):
                    name = str(example.get("name", ""))
                    self._add("example", f"{key} -> {name}", example, _join(place, name), key, "")

    def _add(
        self, kind: Kind, computed: str, node: JSONObject, where: str, parent: str, children_key: str
    ) -> str:
        id_ = str(node.get("id") or "")
        key, count = self._known.get(id_, computed), 1
        while key in self._found or (id_ not in self._known and key in self._reserved):
            count += 1
            key = f"{computed}#{count}"
        content = {name: value for name, value in node.items() if name != children_key}
        self._found[key] = Node(key, kind, where, parent, _digest([parent, content]), id_, node)
        return key


def children(parent: JSONObject, key: str) -> Iterator[JSONObject]:
    """The objects of the list `parent[key]`."""
    found = parent.get(key)
    for child in found if isinstance(found, list) else []:
        if isinstance(child, dict):
            yield child


def _ids(node: JSONObject) -> Iterator[str]:
    for key in ("item", "response"):
        for child in children(node, key):
            yield str(child.get("id") or "")
            yield from _ids(child)


def _segment(text: str) -> str:
    return "{}" if text.startswith(":") else re.sub(r"\{\{[^{}]*\}\}|\{[^{}]*\}", "{}", text)


def _join(where: str, name: str) -> str:
    return f"{where} > {name}" if where else name


def _object(value: JSON) -> JSONObject:
    return value if isinstance(value, dict) else {}


def _digest(content: JSON) -> str:
    return _sha256(cast(object, canonical(content)))[:16]


def _sha256(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
