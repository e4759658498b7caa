"""A small collection to publish, with all that a collection can have, and ways to change it."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import cast

from generator.json_types import JSON, JSONObject
from generator.postman.ids import Ids
from generator.publish.client import Client, Patience
from tests.double.server import KEY, Double
from tests.double.store import OWNER, WORKSPACE, Stored, nodes


def fast(timeout: float = 0.25) -> Patience:
    """No pause at all, so that no test waits for what it does not look at."""
    return Patience(timeout=timeout, backoff=0.0, poll=0.01, polling=0.2, sleep=lambda _: None)


def spec() -> Path | None:
    """The OpenAPI description that requests are held to, if there is one at hand."""
    path = os.environ.get("POSTMAN_API_SPEC")
    return Path(path) if path else None


def collection(revision: str = "2026-07-15") -> JSONObject:
    """Folders in folders, requests, saved examples: one of them without a body."""
    ids = Ids(f"stable/{revision}")

    def request(name: str, method: str, *path: str) -> JSONObject:
        url: JSONObject = {
            "raw": "{{baseUrl}}/" + "/".join(path),
            "host": ["{{baseUrl}}"],
            "path": list(path),
            "query": [{"key": "page", "value": "1", "description": "Which page.", "disabled": True}],
        }
        sent: JSONObject = {"method": method, "header": [{"key": "revision", "value": revision}], "url": url}
        examples: list[JSON] = []
        for status in ("200 OK", "204 No Content"):
            example: JSONObject = {
                "id": ids.make("example", name, status),
                "name": status,
                "originalRequest": copy.deepcopy(sent),
                "status": status[4:],
                "code": int(status[:3]),
                "header": [{"key": "Content-Type", "value": "application/json"}],
                "cookie": [],
            }
            examples.append(example | ({"body": '{"data": "ü"}'} if status == "200 OK" else {}))
        return {
            "id": ids.make("request", name),
            "name": name,
            "request": {**sent, "description": f"To {name.lower()}."},
            "response": examples,
        }

    def folder(name: str, *items: JSONObject) -> JSONObject:
        return {
            "id": ids.make("folder", name),
            "name": name,
            "description": f"All of {name}.",
            "item": list(items),
        }

    return {
        "info": {
            "_postman_id": ids.make("collection"),
            "name": f"(Stable) Shop API (v{revision})",
            "description": "The shop.",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": [
            folder(
                "Shops",
                request("Get Shops", "GET", "api", "shops"),
                request("Get Shop", "GET", "api", "shops", ":id"),
                folder("Tags", request("Tag Shop", "POST", "api", "shops", ":id", "tags")),
            ),
            folder("Client", request("Create Event", "POST", "client", "events", "")),
        ],
        "variable": [{"key": "baseUrl", "value": "https://shop.example"}],
        "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "Authorization", "type": "string"}]},
    }


def environment() -> JSONObject:
    return {
        "id": "bdcc4fdc-8e15-5304-a6d2-93d2be7a9c6a",
        "name": "Shop",
        "values": [
            {"key": "privateKey", "value": "", "type": "secret", "enabled": True},
            {"key": "companyId", "value": "", "type": "default", "enabled": True},
        ],
        "_postman_variable_scope": "environment",
    }


def find(document: JSONObject, name: str) -> JSONObject:
    """The folder, request or example of that name."""
    return next(node for node in nodes(document) if node["name"] == name)


def changed(document: JSONObject) -> JSONObject:
    """The next version: a request described anew, one more, one fewer, an example more."""
    result = copy.deepcopy(document)
    cast(JSONObject, find(result, "Get Shop")["request"])["description"] = "To get a shop, better."
    shops = cast(list[JSON], find(result, "Shops")["item"])
    added = copy.deepcopy(find(result, "Get Shops"))
    added.update(id=Ids("x").make("x"), name="Delete Shop", response=[])
    request = cast(JSONObject, added["request"])
    request["method"] = "DELETE"
    cast(JSONObject, request["url"])["path"] = ["api", "shops", ":id"]
    shops.insert(2, added)
    cast(list[JSON], find(result, "Client")["item"]).clear()
    more = copy.deepcopy(cast(list[JSONObject], find(result, "Get Shops")["response"])[0])
    more.update(id=Ids("x").make("y"), name="404 Not Found", code=404)
    cast(list[JSON], find(result, "Get Shops")["response"]).append(more)
    return result


def only(double: Double, workspace: str = WORKSPACE) -> Stored:
    """The one collection of a workspace that is no fork."""
    (stored,) = [
        stored
        for stored in double.store.collections.values()
        if stored.workspace == workspace and not stored.fork
    ]
    return stored


def uid_of(node: JSONObject) -> str:
    return f"{OWNER}-{node['id']}"


def client(double: Double, timeout: float = 0.25) -> Client:
    return Client(KEY, double.url, fast(timeout))
