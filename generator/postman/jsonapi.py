"""The links of answers that are JSON:API documents: to the request itself, to resources and to relationships.

Source: JSON:API 1.1, "Document Links", "Resource Links", "Relationships", "Pagination".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from generator.json_types import JSON, JSONObject
from generator.openapi.model import Api, Node, Operation
from generator.openapi.naming import id_of, screaming, singular
from generator.openapi.references import follow
from generator.openapi.schema import effective, types_of
from generator.postman.types import Url
from generator.postman.urls import absolute

_HOME = re.compile(r"(?P<collection>/(?:[^{}/]+/)*(?P<name>[^{}/]+))(?P<entry>/\{[^{}/]+\})?(?P<slash>/?)")
_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_OTHER_PAGES = ("next", "prev")
_END_PAGES = ("first", "last")


class Links:
    """Where the resources of one API are."""

    def __init__(self, api: Api) -> None:
        self._document = api.document
        self._server = absolute(api.servers[0].url) if api.servers else ""
        self._homes: dict[str, tuple[str, str]] = {}
        """By the type of a resource, the path of its collection, and what ends paths there."""
        found = [home for home in (_HOME.fullmatch(operation.path) for operation in api.operations) if home]
        for home in sorted(found, key=lambda home: home["entry"] is None):
            self._homes.setdefault(singular(home["name"]), (home["collection"], home["slash"]))
        folders = Counter(collection.rpartition("/")[0] for collection, _ in self._homes.values())
        self._folder = next((folder for folder, _ in folders.most_common(1)), "")

    def linked(self, value: JSON, node: Node, operation: Operation, url: Url) -> JSON:
        """`value`, the answer to a request for `url` by the schema at `node`, with links that lead where they
        say.

        It is the one page that there is: others are null, where the schema has null. Links of another kind
        stay as they are.
        """
        if not isinstance(value, dict):
            return value
        found = {name: self._resources(child) for name, child in value.items()}
        own = found.get("links")
        if isinstance(own, dict):
            here = self._address(operation, url)
            pages = {name: here for name in ("self", *_END_PAGES) if name in own}
            found["links"] = {**own, **pages, **self._others(own, node)}
        return found

    def _home(self, resource: str) -> tuple[str, str]:
        """Where resources of a type are; of one that no path is of, where those of most others are."""
        slash = next(iter(self._homes.values()))[1] if self._homes else ""
        return self._homes.get(resource, (f"{self._folder}/{resource}s", slash))

    def _others(self, own: JSONObject, node: Node) -> JSONObject:
        links = self._property(node, "links")
        others = {name: self._property(links, name) for name in _OTHER_PAGES if name in own}
        return {
            name: None
            for name, child in others.items()
            if "null" in types_of(effective(self._document, follow(self._document, child)))
        }

    def _property(self, node: Node, name: str) -> Node:
        merged = effective(self._document, follow(self._document, node))
        return merged.properties.get(name, Node({}, node.pointer))

    def _address(self, operation: Operation, url: Url) -> str:
        values = {variable["key"]: variable["value"] for variable in url.get("variable", [])}
        server = absolute(operation.server) if operation.server else self._server
        path = "/".join(values.get(part[1:], part) if part[:1] == ":" else part for part in url["path"])
        query = url["raw"].partition("?")[2]
        address = f"{server}/{path}" + (f"?{query}" if query else "")
        return _VARIABLE.sub(lambda match: screaming(match[1]), address)

    def _resources(self, value: JSON) -> JSON:
        if isinstance(value, list):
            return [self._resources(item) for item in value]
        if not isinstance(value, dict):
            return value
        found: JSONObject = {name: self._resources(child) for name, child in value.items()}
        type_name = value.get("type")
        if isinstance(type_name, str) and not found.keys().isdisjoint(("links", "relationships")):
            collection, slash = self._home(type_name)
            here = f"{self._server}{collection}/{value.get('id') or id_of(type_name)}"
            _set(found, {"self": here + slash})
            relationships = found.get("relationships")
            for name, relationship in relationships.items() if isinstance(relationships, dict) else ():
                if isinstance(relationship, dict):
                    own = {"self": f"{here}/relationships/{name}{slash}", "related": f"{here}/{name}{slash}"}
                    _set(relationship, own)
        return found


def _set(holder: JSONObject, links: Mapping[str, str]) -> None:
    """Give those of the links that `holder` has the addresses they are known to have."""
    own = holder.get("links")
    if isinstance(own, dict):
        holder["links"] = {**own, **{name: link for name, link in links.items() if name in own}}
