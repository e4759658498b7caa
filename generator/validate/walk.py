"""The requests and folders of a collection, each with the names and the JSON pointer that say where it is."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, cast

from generator.encode import to_json
from generator.escape.markdown import SPAN
from generator.json_types import JSONObject
from generator.postman.types import Collection, Header, Item, ItemGroup, Request


class RequestPlace(NamedTuple):
    """A request and where it stands."""

    item: Item
    where: str
    pointer: str


class FolderPlace(NamedTuple):
    """A folder, or the collection itself, and where it stands."""

    children: list[ItemGroup | Item]
    where: str
    pointer: str


class Described(NamedTuple):
    """The words of the collection, a folder or a request, and where they stand."""

    text: str
    where: str
    pointer: str
    is_request: bool


class Walk:
    """A collection, and the way through it: gone once, for all rules."""

    def __init__(self, collection: Collection, content: bytes = b"") -> None:
        self.collection = collection
        self._content = content

    @property
    def content(self) -> bytes:
        """The whole as JSON."""
        return self._content or to_json(self.collection, indent=False)

    @cached_property
    def requests(self) -> list[RequestPlace]:
        """Every request."""
        return list(requests(self.collection))

    @cached_property
    def folders(self) -> list[FolderPlace]:
        """The collection, then every folder."""
        return list(folders(self.collection))

    @cached_property
    def described(self) -> list[Described]:
        """The words of all three."""
        return list(described(self.collection))

    @cached_property
    def header_values(self) -> dict[str, Counter[str]]:
        """By the name of a header, in lower case: its values, and by how many requests each is sent.

        The requests that examples were saved with count as one with theirs.
        """
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for place in self.requests:
            originals = [saved["originalRequest"] for saved in place.item["response"]]
            distinct = {id(one): one for one in (place.item["request"], *originals)}
            sent = [row for one in distinct.values() for row in sent_headers(one)]
            for name, value in {(row["key"].lower(), row["value"]) for row in sent}:
                found[name][value] += 1
        return found

    @cached_property
    def code_of_requests(self) -> set[str]:
        """What stands in code spans in the words of requests."""
        return {code for words in self.described if words.is_request for code in SPAN.findall(words.text)}


def requests(collection: Collection) -> Iterator[RequestPlace]:
    """Every request, in the collection's order; what is no item is left to the schema's finding."""
    for node, where, place in _nodes(collection.get("item"), "", "/item"):
        if "request" in node:
            yield RequestPlace(cast(Item, node), where, place)


def folders(collection: Collection) -> Iterator[FolderPlace]:
    """The collection as the outermost folder, then every folder."""
    yield FolderPlace(collection["item"], "collection", "/item")
    for node, where, place in _nodes(collection["item"], "", "/item"):
        if "item" in node:
            yield FolderPlace(cast(ItemGroup, node)["item"], where, place + "/item")


def sent_headers(request: Request) -> list[Header]:
    """The headers that are switched on."""
    return [header for header in request["header"] if not header.get("disabled", False)]


def described(collection: Collection) -> Iterator[Described]:
    """The words of the collection, its folders and its requests."""
    yield Described(_words(collection["info"]), "collection", "/info/description", False)
    for node, where, place in _nodes(collection["item"], "", "/item"):
        if "item" in node:
            yield Described(_words(node), where, place + "/description", False)
        elif isinstance(node.get("request"), dict):
            yield Described(_words(node["request"]), where, place + "/request/description", True)


def _words(node: object) -> str:
    """The description of a node: Postman takes a text, or an object that holds it."""
    description = cast(JSONObject, node).get("description")
    if isinstance(description, dict):
        description = description.get("content")
    return description if isinstance(description, str) else ""


def _nodes(items: object, where: str, place: str) -> Iterator[tuple[JSONObject, str, str]]:
    for index, node in enumerate(items if isinstance(items, list) else []):
        if not isinstance(node, dict):
            continue
        name = node.get("name") or f"item {index + 1}"
        name = f"{where} > {name}" if where else str(name)
        here = f"{place}/{index}"
        yield node, name, here
        if "item" in node:
            yield from _nodes(node["item"], name, here + "/item")
