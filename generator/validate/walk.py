"""The requests and folders of a collection, each with the names and the JSON pointer that say where it is."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from generator.json_types import JSONObject, pointer
from generator.postman.types import Collection, Item, ItemGroup


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


def described(collection: Collection) -> Iterator[tuple[str, str, str, bool]]:
    """The words of the collection, its folders and its requests: text, place, and whether of a request."""
    yield _words(collection["info"]), "collection", "/info/description", False
    for node, where, place in _nodes(collection["item"], "", "/item"):
        if "item" in node:
            yield _words(node), where, place + "/description", False
        elif isinstance(node.get("request"), dict):
            yield _words(node["request"]), where, place + "/request/description", True


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
        here = place + pointer(index)
        yield node, name, here
        if "item" in node:
            yield from _nodes(node["item"], name, here + "/item")
