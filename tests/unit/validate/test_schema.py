"""The schema of collections: what it accepts, what it refuses, and how it says so."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

import pytest

from generator.errors import InputError
from generator.findings import Finding
from generator.json_types import JSON, JSONObject, pointer
from generator.validate.schema import Schema, load_schema, own_schema, schema_findings

UUID = "4f3c2a10-9d1e-4b57-8c2f-0a1b2c3d4e5f"
V21 = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

MINIMAL: JSONObject = {
    "info": {"name": "Shop", "schema": V21},
    "item": [{"name": "Ping", "request": {"method": "GET", "url": {"raw": "{{base}}/ping"}}}],
}

HEADER: JSONObject = {"key": "Accept", "value": "application/json"}
URL: JSONObject = {
    "raw": "{{base}}/shops/:id?page=1",
    "host": ["{{base}}"],
    "path": ["shops", ":id"],
    "query": [{"key": "page", "value": "1", "description": "From 1 on.", "disabled": True}],
    "variable": [{"key": "id", "value": "7", "description": "A shop."}],
}
REQUEST: JSONObject = {
    "method": "POST",
    "description": "Adds a shop.",
    "header": [
        HEADER,
        {"key": "revision", "value": "2026-07-15", "description": "Which one.", "type": "text"},
    ],
    "url": URL,
    "body": {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}},
}
EXAMPLE: JSONObject = {
    "id": UUID,
    "name": "Created",
    "originalRequest": REQUEST,
    "status": "Created",
    "code": 201,
    "_postman_previewlanguage": "json",
    "header": [HEADER],
    "cookie": [],
    "responseTime": None,
    "body": "{}",
}
TYPICAL: JSONObject = {
    "info": {"_postman_id": UUID, "name": "Shop", "description": "# Shop", "schema": V21},
    "item": [
        {
            "id": UUID,
            "name": "Shops",
            "description": "All about shops.",
            "item": [
                {
                    "id": UUID,
                    "name": "Branches",
                    "item": [
                        {
                            "id": UUID,
                            "name": "Add",
                            "request": REQUEST,
                            "response": [
                                EXAMPLE,
                                EXAMPLE | {"name": "Refused", "status": "Conflict", "code": 409},
                            ],
                            "event": [
                                {
                                    "listen": "test",
                                    "script": {"type": "text/javascript", "exec": ["pm.test()"]},
                                }
                            ],
                        },
                        {
                            "id": UUID,
                            "name": "Photo",
                            "request": {
                                "auth": {"type": "noauth"},
                                "method": "POST",
                                "url": {"raw": "{{base}}/photo"},
                                "body": {
                                    "mode": "formdata",
                                    "formdata": [{"key": "f", "type": "file", "src": None}],
                                },
                            },
                        },
                    ],
                }
            ],
        },
        {"id": UUID, "name": "Ping", "request": {"method": "GET", "url": {"raw": "{{base}}/ping"}}},
    ],
    "auth": {"type": "apikey", "apikey": [{"key": "in", "value": "header", "type": "string"}]},
    "variable": [{"key": "base", "value": "https://shop.example", "type": "string"}],
}
ADD, PHOTO, PING = "/item/0/item/0/item/0", "/item/0/item/0/item/1", "/item/1"
IN_ADD, IN_PHOTO = "Shops > Branches > Add", "Shops > Branches > Photo"

# Every key the schema names, in places where the Postman app or its API writes it.
BODIES: list[JSON] = [
    {
        "mode": "raw",
        "raw": "",
        "options": {"raw": {"language": "json", "headerFamily": "json"}},
        "disabled": True,
    },
    {
        "mode": "urlencoded",
        "urlencoded": [
            {
                "key": "a",
                "value": "1",
                "type": "text",
                "equals": True,
                "description": "A.",
                "disabled": True,
                "uuid": UUID,
            }
        ],
        "options": {"urlencoded": {}},
    },
    {
        "mode": "formdata",
        "formdata": [
            {
                "key": "a",
                "value": "1",
                "type": "text",
                "contentType": "text/plain",
                "description": "A.",
                "uuid": UUID,
            },
            {
                "key": "b",
                "type": "file",
                "src": ["/tmp/b"],  # noqa: S108 -- a path as Postman writes it, never opened
                "fileName": "b",
                "disabled": True,
                "fileNotInWorkingDirectoryWarning": "This file isn't in your working directory.",
                "filesNotInWorkingDirectory": ["b"],
            },
        ],
        "options": {"formdata": {}},
    },
    {"mode": "file", "file": {"src": "b.bin", "content": "b"}, "options": {"file": {}}},
    {
        "mode": "graphql",
        "graphql": {"query": "{ a }", "operationName": "a", "variables": "{}"},
        "options": {"graphql": {}},
    },
]
BODY_ITEMS: list[JSON] = [{"name": "Body", "request": {"method": "PUT", "body": body}} for body in BODIES]
COMPLETE: JSONObject = {
    "info": {
        "_postman_id": UUID,
        "name": "Everything",
        "description": "All keys.",
        "version": "1.0.0",
        "schema": V21,
        "_exporter_id": "123",
        "_collection_link": "https://go.postman.co/collection/123",
        "uid": f"123-{UUID}",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-01T00:00:00.000Z",
        "lastUpdatedBy": "123",
        "fork": {"label": "mine"},
    },
    "item": [
        {
            "id": UUID,
            "uid": f"123-{UUID}",
            "_postman_id": UUID,
            "_postman_isSubFolder": True,
            "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": "2026-01-01T00:00:00.000Z",
            "name": "Folder",
            "description": "A folder.",
            "event": [],
            "variable": [],
            "auth": {"type": "noauth", "noauth": []},
            "protocolProfileBehavior": {},
            "item": [
                {
                    "id": UUID,
                    "uid": f"123-{UUID}",
                    "_postman_id": UUID,
                    "createdAt": "2026-01-01T00:00:00.000Z",
                    "updatedAt": "2026-01-01T00:00:00.000Z",
                    "name": "Request",
                    "description": "An item.",
                    "variable": [],
                    "event": [
                        {
                            "id": UUID,
                            "listen": "prerequest",
                            "disabled": True,
                            "script": {
                                "id": UUID,
                                "name": "prepare",
                                "type": "text/javascript",
                                "exec": [""],
                                "packages": {},
                                "requests": {},
                            },
                        }
                    ],
                    "protocolProfileBehavior": {
                        "disableBodyPruning": True,
                        "disableCookies": True,
                        "disableUrlEncoding": True,
                        "disabledSystemHeaders": {"user-agent": True},
                        "followAuthorizationHeader": True,
                        "followOriginalHttpMethod": True,
                        "followRedirects": True,
                        "insecureHTTPParser": True,
                        "maxRedirects": 3,
                        "protocolVersion": "http2",
                        "removeRefererHeaderOnRedirect": True,
                        "strictSSL": True,
                        "tlsCipherSelection": ["AES"],
                        "tlsDisabledProtocols": ["TLSv1"],
                        "tlsPreferServerCiphers": True,
                    },
                    "request": {
                        "method": "GET",
                        "description": "A request.",
                        "auth": {
                            "type": "basic",
                            **{
                                kind: [{"key": "username", "value": "me", "type": "string"}]
                                for kind in (
                                    *("apikey", "asap", "awsv4", "basic", "bearer", "digest", "edgegrid"),
                                    *("hawk", "jwt", "ntlm", "oauth1", "oauth2"),
                                )
                            },
                        },
                        "header": [
                            {
                                "key": "Accept",
                                "value": "*/*",
                                "type": "text",
                                "name": "Accept",
                                "description": "What.",
                                "disabled": True,
                                "warning": "This is a duplicate header.",
                                "uuid": UUID,
                            }
                        ],
                        "url": {
                            "raw": "https://me:secret@shop.example:8443/a/:b?c=d#e",
                            "protocol": "https",
                            "auth": {"user": "me", "password": "secret"},
                            "host": ["shop", "example"],
                            "port": "8443",
                            "path": ["a", ":b"],
                            "query": [
                                {
                                    "key": "c",
                                    "value": "d",
                                    "type": "text",
                                    "equals": True,
                                    "description": "C.",
                                    "disabled": False,
                                    "uuid": UUID,
                                }
                            ],
                            "hash": "e",
                            "variable": [{"id": "b", "key": "b", "value": "1"}],
                        },
                        "proxy": {
                            "match": "http+https://*/*",
                            "host": "proxy.example",
                            "port": 8080,
                            "tunnel": False,
                            "disabled": False,
                            "authenticate": True,
                            "username": "me",
                            "password": "secret",
                        },
                        "certificate": {
                            "name": "mine",
                            "matches": ["https://*/*"],
                            "key": {"src": "key.pem"},
                            "cert": {"src": "cert.pem"},
                            "pfx": {"src": "both.pfx"},
                            "passphrase": "secret",
                        },
                    },
                    "response": [
                        {
                            "id": UUID,
                            "uid": f"123-{UUID}",
                            "_postman_id": UUID,
                            "createdAt": "2026-01-01T00:00:00.000Z",
                            "updatedAt": "2026-01-01T00:00:00.000Z",
                            "name": "OK",
                            "originalRequest": {"method": "GET", "url": {"raw": "https://shop.example"}},
                            "status": "OK",
                            "code": 200,
                            "_postman_previewlanguage": "json",
                            "_postman_previewtype": "html",
                            "header": [{"key": "Date", "value": "today"}],
                            "cookie": [
                                {
                                    "name": "a",
                                    "key": "a",
                                    "value": "b",
                                    "domain": "shop.example",
                                    "path": "/",
                                    "expires": "never",
                                    "maxAge": "1",
                                    "hostOnly": True,
                                    "httpOnly": True,
                                    "secure": True,
                                    "session": True,
                                    "sameSite": "Lax",
                                    "extensions": [],
                                }
                            ],
                            "responseTime": 12,
                            "timings": {},
                            "body": "{}",
                        }
                    ],
                },
                *BODY_ITEMS,
            ],
        }
    ],
    "event": [],
    "auth": {"type": "bearer", "bearer": []},
    "variable": [
        {
            "id": UUID,
            "key": "a",
            "value": "b",
            "type": "string",
            "name": "A",
            "description": "A.",
            "system": False,
            "disabled": False,
        }
    ],
    "protocolProfileBehavior": {},
}
MISSING = object()

Steps = tuple[str | int, ...]


def everything(value: JSON, *path: str | int) -> Iterator[tuple[Steps, JSON]]:
    """Every value with the steps that lead to it."""
    yield path, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        yield from everything(inner, *path, key)


def changed(document: JSONObject, where: str, value: object) -> JSONObject:
    """A copy with the value at a JSON pointer set or, with MISSING, taken out."""
    whole = cast("JSONObject", json.loads(json.dumps(document)))
    *way, last = (step.replace("~1", "/") for step in where.split("/")[1:])
    container: object = whole
    for step in way:
        container = (
            container[int(step)] if isinstance(container, list) else cast("JSONObject", container)[step]
        )
    if isinstance(container, list):
        container[int(last)] = value
    elif value is MISSING:
        del cast("JSONObject", container)[last]
    else:
        cast("dict[str, object]", container)[last] = value
    return whole


def check(collection: JSONObject, schema: Schema | None = None) -> list[Finding]:
    return schema_findings(collection, schema or own_schema(), "schema")


@pytest.mark.parametrize("collection", [MINIMAL, TYPICAL, COMPLETE], ids=["minimal", "typical", "complete"])
def test_a_good_collection_passes(collection: JSONObject) -> None:
    assert check(collection) == []


class Case(NamedTuple):
    """One change to TYPICAL that the schema refuses, and the one finding that says so."""

    change: str
    value: object
    message: str
    where: str
    pointer: str = ""


RAW = f"{ADD}/request/body"
SAVED = f"{ADD}/response/1"
CASES = {
    "unknown key in the collection": Case("/items", [], "unknown key 'items' in a collection", "collection"),
    "unknown key in info": Case(
        "/info/title", "", "unknown key 'title' in a collection's info", "collection"
    ),
    "unknown key in a folder": Case("/item/0/colour", 1, "unknown key 'colour' in a folder", "Shops"),
    "unknown key in a sub-folder": Case("/item/0/item/0/a~1b", 1, "", "Shops > Branches"),
    "unknown key in a request item": Case(
        f"{PING}/url", "", "unknown key 'url' in a request (a folder would have 'item')", "Ping"
    ),
    "unknown key in a request": Case(f"{ADD}/request/name", "Add", "unknown key 'name' in a request", IN_ADD),
    "unknown key in a url": Case(f"{ADD}/request/url/full", "", "unknown key 'full' in a url object", IN_ADD),
    "unknown key in a query parameter": Case(
        f"{ADD}/request/url/query/0/enabled", True, "unknown key 'enabled' in a query parameter", IN_ADD
    ),
    "unknown key in a header": Case(
        f"{ADD}/request/header/1/required", True, "unknown key 'required' in a header", IN_ADD
    ),
    "unknown key in an example": Case(
        f"{SAVED}/note", "", "unknown key 'note' in a saved example", f"{IN_ADD} > Refused"
    ),
    "unknown key in a script": Case(f"{ADD}/event/0/script/src", "", "unknown key 'src' in a script", IN_ADD),
    "a setting the runtime does not know": Case(
        f"{PING}/protocolProfileBehavior",
        {"followRedirect": False},
        "unknown key 'followRedirect' in protocol settings",
        "Ping",
        f"{PING}/protocolProfileBehavior/followRedirect",
    ),
    "no info": Case("/info", MISSING, "key 'info' is missing in a collection", "collection", "/"),
    "no item": Case("/item", MISSING, "key 'item' is missing in a collection", "collection", "/"),
    "no name of the collection": Case(
        "/info/name", MISSING, "key 'name' is missing in a collection's info", "collection", "/info"
    ),
    "no format version": Case(
        "/info/schema", MISSING, "key 'schema' is missing in a collection's info", "collection", "/info"
    ),
    "an empty name": Case("/info/name", "", "'name' must be a name, found \"\"", "collection"),
    "another format version": Case(
        "/info/schema",
        V21.replace("v2.1.0", "v2.0.0"),
        f"'schema' must be {json.dumps(V21)}, found {json.dumps(V21.replace('v2.1.0', 'v2.0.0'))}",
        "collection",
    ),
    "an id that is no UUID": Case(f"{ADD}/id", "add", "'id' must be a UUID, found \"add\"", IN_ADD),
    "a collection id that is no UUID": Case(
        "/info/_postman_id", UUID[:-1], f"'_postman_id' must be a UUID, found \"{UUID[:-1]}\"", "collection"
    ),
    "a UUID and a line break": Case(f"{ADD}/id", f"{UUID}\n", "", IN_ADD),
    "description null": Case(
        f"{ADD}/request/description", None, "'description' must be a string of Markdown, found null", IN_ADD
    ),
    "description an object": Case(
        f"{ADD}/request/url/query/0/description",
        {"content": "", "type": "text/plain"},
        "'description' must be a string of Markdown, found an object",
        IN_ADD,
    ),
    "description of a folder null": Case(
        "/item/0/description", None, "'description' must be a string of Markdown, found null", "Shops"
    ),
    "an item of both kinds": Case(
        f"{PING}/item",
        [],
        "'request' must be absent where 'item' is: an item is either a folder or a request",
        "Ping",
        f"{PING}/request",
    ),
    "an item of neither kind": Case(
        f"{PING}/request",
        MISSING,
        "key 'request' is missing in a request (a folder would have 'item')",
        "Ping",
        PING,
    ),
    "an item without a name": Case(
        f"{PING}/name",
        MISSING,
        "key 'name' is missing in a request (a folder would have 'item')",
        "item 2",
        PING,
    ),
    "a folder without a name": Case(
        "/item/0/item/0/name",
        MISSING,
        "key 'name' is missing in a folder",
        "Shops > item 1",
        "/item/0/item/0",
    ),
    "items as an object": Case("/item", {}, "'item' must be of type array, found an object", "collection"),
    "an item that is no object": Case(
        PING, "Ping", "an entry of 'item' must be a folder or request object, found \"Ping\"", "item 2"
    ),
    "a request that is only an address": Case(
        f"{PING}/request", "https://x", "'request' must be a request, found \"https://x\"", "Ping"
    ),
    "no method": Case(
        f"{PING}/request/method", MISSING, "key 'method' is missing in a request", "Ping", f"{PING}/request"
    ),
    "a method with a space": Case(
        f"{PING}/request/method", "GE T", "'method' must be an HTTP method, found \"GE T\"", "Ping"
    ),
    "auth null": Case(
        f"{ADD}/request/auth",
        None,
        "'auth' must be auth settings (leave the key out to inherit them), found null",
        IN_ADD,
    ),
    "auth of the collection null": Case("/auth", None, "", "collection"),
    "an unknown auth type": Case("/auth/type", "token", "", "collection"),
    "no auth type": Case("/auth/type", MISSING, "", "collection", "/auth"),
    "auth parameters as an object": Case(
        "/auth/apikey",
        {"in": "header"},
        "'apikey' must be a list of key, value and type, found an object",
        "collection",
    ),
    "an auth parameter without a key": Case(
        "/auth/apikey/0/key",
        MISSING,
        "key 'key' is missing in an auth parameter",
        "collection",
        "/auth/apikey/0",
    ),
    "headers as a string": Case(f"{ADD}/request/header", "Accept: */*", "", IN_ADD),
    "a header without a key": Case(
        f"{ADD}/request/header/1/key", MISSING, "", IN_ADD, f"{ADD}/request/header/1"
    ),
    "a header without a value": Case(
        f"{ADD}/request/header/1/value",
        MISSING,
        "key 'value' is missing in a header",
        IN_ADD,
        f"{ADD}/request/header/1",
    ),
    "a header whose value is a number": Case(
        f"{ADD}/request/header/1/value", 3, "'value' must be of type string, found 3", IN_ADD
    ),
    "url as a string": Case(f"{PING}/request/url", "x", "'url' must be a url object, found \"x\"", "Ping"),
    "no url.raw": Case(
        f"{PING}/request/url/raw",
        MISSING,
        "key 'raw' is missing in a url object",
        "Ping",
        f"{PING}/request/url",
    ),
    "query as a string": Case(
        f"{ADD}/request/url/query", "page=1", "'query' must be of type array, found \"page=1\"", IN_ADD
    ),
    "a query parameter without a key": Case(
        f"{ADD}/request/url/query/0/key", MISSING, "", IN_ADD, f"{ADD}/request/url/query/0"
    ),
    "path as a string": Case(
        f"{ADD}/request/url/path", "a/b", "'path' must be a list of strings, found \"a/b\"", IN_ADD
    ),
    "a path segment that is an object": Case(
        f"{ADD}/request/url/path/1", {}, "an entry of 'path' must be a string, found an object", IN_ADD
    ),
    "host as a string": Case(
        f"{ADD}/request/url/host", "x", "'host' must be a list of strings, found \"x\"", IN_ADD
    ),
    "a path variable without a key": Case(
        f"{ADD}/request/url/variable/0/key", MISSING, "", IN_ADD, f"{ADD}/request/url/variable/0"
    ),
    "an empty body": Case(RAW, {}, "key 'mode' is missing in a body", IN_ADD),
    "body null": Case(RAW, None, "'body' must be a body, found null", IN_ADD),
    "an unknown body mode": Case(
        f"{RAW}/mode",
        "json",
        "'mode' must be one of raw, urlencoded, formdata, file, graphql, found \"json\"",
        IN_ADD,
    ),
    **{
        f"a body of mode {mode} without {mode}": Case(
            RAW, {"mode": mode}, f"key '{mode}' is missing in a body of mode {mode}", IN_ADD
        )
        for mode in ("raw", "urlencoded", "formdata", "file", "graphql")
    },
    "GraphQL variables as a list": Case(
        RAW, {"mode": "graphql", "graphql": {"variables": []}}, "", IN_ADD, f"{RAW}/graphql/variables"
    ),
    "an unknown option of a body": Case(
        f"{RAW}/options",
        {"json": {}},
        "unknown key 'json' in the options of a body",
        IN_ADD,
        f"{RAW}/options/json",
    ),
    "a file row without src": Case(
        f"{PHOTO}/request/body/formdata/0/src",
        MISSING,
        "key 'src' is missing in a form row of type file (null when no file is chosen)",
        IN_PHOTO,
        f"{PHOTO}/request/body/formdata/0",
    ),
    "a file row with a number for src": Case(
        f"{PHOTO}/request/body/formdata/0/src",
        3,
        "'src' must be a path, a list of paths or null, found 3",
        IN_PHOTO,
    ),
    "a form row without a type": Case(
        f"{PHOTO}/request/body/formdata/0/type",
        MISSING,
        "key 'type' is missing in a form row",
        IN_PHOTO,
        f"{PHOTO}/request/body/formdata/0",
    ),
    "a form row without a key": Case(
        f"{PHOTO}/request/body/formdata/0/key", MISSING, "", IN_PHOTO, f"{PHOTO}/request/body/formdata/0"
    ),
    "an urlencoded row without a key": Case(
        RAW, {"mode": "urlencoded", "urlencoded": [{}]}, "", IN_ADD, f"{RAW}/urlencoded/0"
    ),
    "no original request": Case(
        f"{SAVED}/originalRequest",
        MISSING,
        "key 'originalRequest' is missing in a saved example",
        f"{IN_ADD} > Refused",
        SAVED,
    ),
    "an example without a name": Case(f"{SAVED}/name", MISSING, "", f"{IN_ADD} > example 2", SAVED),
    "a status without its code": Case(
        f"{SAVED}/code",
        MISSING,
        "key 'code' is missing in a saved example that has a 'status'",
        f"{IN_ADD} > Refused",
        SAVED,
    ),
    "a code as a string": Case(
        f"{SAVED}/code", "409", "'code' must be an HTTP status code, found \"409\"", f"{IN_ADD} > Refused"
    ),
    "a code below 100": Case(
        f"{SAVED}/code", 0, "'code' must be an HTTP status code, found 0", f"{IN_ADD} > Refused"
    ),
    "a code above 999": Case(f"{SAVED}/code", 1000, "", f"{IN_ADD} > Refused"),
    "a fault in an original request": Case(
        f"{SAVED}/originalRequest/url/raw", None, "", f"{IN_ADD} > Refused"
    ),
    "an example that is no object": Case(
        SAVED, [], "an entry of 'response' must be a saved example, found a list", f"{IN_ADD} > example 2"
    ),
    "a cookie without a domain": Case(
        f"{SAVED}/cookie", [{"path": "/"}], "", f"{IN_ADD} > Refused", f"{SAVED}/cookie/0"
    ),
    "a cookie without a path": Case(
        f"{SAVED}/cookie", [{"domain": "x"}], "", f"{IN_ADD} > Refused", f"{SAVED}/cookie/0"
    ),
    "a script as a string": Case(f"{ADD}/event/0/script", "pm.test()", "", IN_ADD),
    "a script that is one string": Case(
        f"{ADD}/event/0/script/exec",
        "pm.test()",
        "'exec' must be a list of strings, found \"pm.test()\"",
        IN_ADD,
    ),
    "a script of another language": Case(f"{ADD}/event/0/script/type", "text/python", "", IN_ADD),
    "no lines": Case(f"{ADD}/event/0/script/exec", MISSING, "", IN_ADD, f"{ADD}/event/0/script"),
    "an event that never fires": Case(
        f"{ADD}/event/0/listen",
        "pre-request",
        "'listen' must be one of prerequest, test, found \"pre-request\"",
        IN_ADD,
    ),
    "no listen": Case(f"{ADD}/event/0/listen", MISSING, "", IN_ADD, f"{ADD}/event/0"),
    "no script": Case(f"{ADD}/event/0/script", MISSING, "", IN_ADD, f"{ADD}/event/0"),
    "a secret variable": Case(
        "/variable/0/type",
        "secret",
        "'type' must be one of string, boolean, any, number, default, found \"secret\"",
        "collection",
    ),
    "a variable without a key": Case(
        "/variable/0/key", MISSING, "key 'key' is missing in a variable", "collection", "/variable/0"
    ),
    "redirects below zero": Case(
        "/protocolProfileBehavior",
        {"maxRedirects": -1},
        "",
        "collection",
        "/protocolProfileBehavior/maxRedirects",
    ),
    "a port below zero": Case(
        f"{PING}/request/proxy",
        {"port": -1},
        "'port' must be a port number, found -1",
        "Ping",
        f"{PING}/request/proxy/port",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fault_is_one_finding_that_names_its_place(case: Case) -> None:
    [finding] = check(changed(TYPICAL, case.change, case.value))
    assert (finding.rule, finding.severity) == ("schema", "error")
    assert finding.where == case.where
    assert finding.pointer == (case.pointer.rstrip("/") if case.pointer else case.change)
    assert finding.message == (case.message or finding.message)
    assert "\n" not in finding.message
    assert len(finding.message) < 200


# What Postman leaves open, so do we: any key, any value.
FREE = re.compile(
    r"/(fork|packages|requests|timings|options/(urlencoded|formdata|file|graphql)|graphql/variables|extensions"
    r"|variable/\d+/value|auth/\w+/\d+/value)(?=/|$)"
)


def test_the_complete_collection_shows_every_key_of_the_schema() -> None:
    document = own_schema().document
    for path, value in everything(document):
        for key in cast("JSONObject", value) if path[-1:] == ("properties",) and "if" not in path else ():
            where = pointer(*path, key)
            narrower = replace(own_schema(), document=changed(document, where, False))
            assert check(COMPLETE, narrower) or where == "/$defs/folder/properties/request", where


def test_no_object_takes_an_unknown_key() -> None:
    for path, value in everything(COMPLETE):
        if (
            isinstance(value, dict)
            and not FREE.search(pointer(*path))
            and path[-1:] != ("disabledSystemHeaders",)
        ):
            where = pointer(*path, "x-unknown")
            assert [finding.pointer for finding in check(changed(COMPLETE, where, "x"))] == [where]


def test_no_value_takes_another_type() -> None:
    for path, value in everything(COMPLETE):
        where = pointer(*path)
        is_free_inside = FREE.search(where) and not isinstance(value, (dict, list))
        if path and not is_free_inside:
            alien: JSON = 7 if isinstance(value, (dict, list)) else {"alien": 7}
            assert [finding.pointer for finding in check(changed(COMPLETE, where, alien))] == [where]


EXPORTED = {
    "a query parameter without '='": (f"{ADD}/request/url/query/0", {"key": "page", "value": None}),
    "a query parameter without a name": (f"{ADD}/request/url/query/0", {"key": None, "value": "1"}),
    "a request that was never filled in": (f"{PING}/request", {"method": "GET", "header": []}),
    "an example without a response": (
        f"{ADD}/response/0",
        {
            "name": "Empty",
            "originalRequest": {"method": "GET", "header": []},
            "_postman_previewlanguage": None,
            "header": None,
            "cookie": [],
            "body": None,
        },
    ),
    "a response time as text": (f"{ADD}/response/0/responseTime", "12"),
    "no timings": (f"{ADD}/response/0/timings", None),
    "a cookie of the session": (
        f"{ADD}/response/0/cookie",
        [{"domain": "shop.example", "path": "/", "expires": None}],
    ),
    "a made-up method": (f"{PING}/request/method", "X-CUSTOM"),
    "one file": (f"{PHOTO}/request/body/formdata/0/src", "photo.jpg"),
    "several files": (f"{PHOTO}/request/body/formdata/0/src", ["1.jpg", "2.jpg"]),
    "no file of a binary body": (RAW, {"mode": "file", "file": {"src": None}}),
    "GraphQL variables as an object": (
        RAW,
        {"mode": "graphql", "graphql": {"query": "{ a }", "variables": {}}},
    ),
    "no GraphQL variables": (RAW, {"mode": "graphql", "graphql": {"operationName": None, "variables": None}}),
    "a header of type default": (f"{ADD}/request/header/1/type", "default"),
    "a form row of type default": (
        RAW,
        {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "1", "type": "default"}]},
    ),
    "a certificate without a file": (f"{PING}/request/certificate", {"key": {"src": None}}),
    **{f"a variable of type {kind}": ("/variable/0/type", kind) for kind in ("any", "boolean", "number")},
    **{
        f"auth {kind}": ("/auth", {"type": kind, kind: []})
        for kind in ("awsv4", "basic", "bearer", "digest", "edgegrid", "hawk", "ntlm", "oauth1", "oauth2")
    },
    "a variable that is no string": ("/variable/0", {"key": "on", "value": True, "type": "boolean"}),
    "an auth without parameters": ("/auth", {"type": "oauth2"}),
    "an empty folder": ("/item/0/item", []),
}
# The app writes these three, the official schema knows none of them.
BEYOND = {
    "a variable of type default": ("/variable/0/type", "default"),
    "auth asap": ("/auth/type", "asap"),
    "auth jwt": ("/auth/type", "jwt"),
}


@pytest.mark.parametrize(("where", "value"), [*EXPORTED.values(), *BEYOND.values()], ids=[*EXPORTED, *BEYOND])
def test_what_the_app_exports_is_accepted(where: str, value: JSON) -> None:
    assert check(changed(TYPICAL, where, value)) == []


def test_one_pass_reports_all_faults_in_document_order() -> None:
    collection = changed(TYPICAL, f"{ADD}/response/0/name", 1)
    for where, value in (
        ("/info/description", None),
        (f"{ADD}/response/1/code", "409"),
        ("/variable/0/key", MISSING),
        ("/item/0/auth", None),
        (f"{ADD}/request/auth", None),
        (f"{ADD}/request/url/raw", MISSING),
        (PING, None),
    ):
        collection = changed(collection, where, value)
    assert [(finding.where, finding.pointer) for finding in check(collection)] == [
        ("collection", "/info/description"),
        (IN_ADD, f"{ADD}/request/url"),
        (IN_ADD, f"{ADD}/request/auth"),
        (f"{IN_ADD} > example 1", f"{ADD}/response/0/name"),
        (f"{IN_ADD} > Refused", f"{ADD}/response/1/code"),
        ("Shops", "/item/0/auth"),
        ("item 2", PING),
        ("collection", "/variable/0"),
    ]


def test_faults_that_read_alike_are_counted_within_their_part_only() -> None:
    headers: list[JSON] = [HEADER | {"description": None}] * 3
    collection = changed(TYPICAL, f"{ADD}/request/header", headers)
    collection = changed(collection, f"{ADD}/response/0/header", headers[:2])
    message = "'description' must be a string of Markdown, found null"
    assert [(finding.message, finding.pointer) for finding in check(collection)] == [
        (f"{message} (and 2 more like it)", f"{ADD}/request/header/0/description"),
        (f"{message} (and 1 more like it)", f"{ADD}/response/0/header/0/description"),
    ]


def test_a_nameless_part_is_known_by_its_place() -> None:
    nameless: JSONObject = {"name": "", "item": [{"name": 1, "request": {"method": "GET"}}]}
    [finding] = check(MINIMAL | {"item": [nameless]})
    assert finding.where == "item 1 > item 1"


def test_long_values_are_shortened() -> None:
    [finding] = check(changed(TYPICAL, f"{PING}/request/url", "https://" + "x" * 5000))
    assert finding.message.startswith("'url' must be a url object, found \"https://xxx")
    assert len(finding.message) < 130


def test_folders_may_nest_deeply() -> None:
    leaf: JSONObject = {"name": "leaf", "request": {"method": "GET", "body": {}}}
    for _ in range(400):
        leaf = {"name": "f", "item": [leaf]}
    [finding] = check(MINIMAL | {"item": [leaf]})
    assert finding.pointer == "/item/0" * 401 + "/request/body"


# A stand-in with the outline of Postman's published schema: draft-07, open, with alternatives.
OFFICIAL: JSONObject = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["info", "item"],
    "properties": {
        "info": {"type": "object", "title": "Information", "required": ["name"]},
        "item": {
            "type": "array",
            "items": {"oneOf": [{"$ref": "#/definitions/item"}, {"$ref": "#/definitions/item-group"}]},
        },
    },
    "definitions": {
        "item": {
            "type": "object",
            "required": ["request"],
            "properties": {
                "request": {
                    "oneOf": [
                        {
                            "type": "object",
                            "properties": {"url": {"oneOf": [{"type": "object"}, {"type": "string"}]}},
                        },
                        {"type": "string"},
                    ]
                },
                "response": {"type": "array", "items": {"$ref": "#/definitions/response"}},
            },
        },
        "item-group": {
            "type": "object",
            "required": ["item"],
            "properties": {
                "item": {
                    "type": "array",
                    "items": {
                        "anyOf": [{"$ref": "#/definitions/item"}, {"$ref": "#/definitions/item-group"}]
                    },
                }
            },
        },
        "response": {
            "properties": {
                "code": {"type": "integer"},
                "name": {"maxLength": 10},
                "cookie": {"items": [{"type": "object"}]},  # a form that later drafts know no more
            }
        },
    },
}


def official() -> Schema:
    return load_schema(json.dumps(OFFICIAL).encode(), "official.json")


OFFICIAL_CASES = {
    "a fault of the collection": Case(
        "/info/name", MISSING, "key 'name' is missing in 'info'", "collection", "/info"
    ),
    "a fault in an alternative": Case(f"{ADD}/request/url", 3, "", IN_ADD),
    "no alternative fits": Case(f"{PING}/request", 3, "", "Ping"),
    "both kinds at the top": Case(f"{PING}/item", [], "an entry of 'item' must be", "Ping", PING),
    "neither kind": Case(
        f"{PING}/request", MISSING, "key 'request' is missing in an entry of 'item'", "Ping", PING
    ),
    "a folder without a list": Case("/item/0/item/0/item", {}, "", "Shops > Branches"),
    "a saved example": Case(
        f"{SAVED}/code", "x", "'code' must be of type integer, found \"x\"", f"{IN_ADD} > Refused"
    ),
    "another keyword": Case(f"{SAVED}/name", "x" * 200, "'name': 'x", f"{IN_ADD} > {'x' * 200}"),
}


@pytest.mark.parametrize("case", OFFICIAL_CASES.values(), ids=OFFICIAL_CASES)
def test_the_official_schema_speaks_the_same_way(case: Case) -> None:
    collection = changed(TYPICAL, case.change, case.value)
    [finding] = schema_findings(collection, official(), "schema-official")
    assert finding.rule == "schema-official"
    assert (finding.where, finding.pointer) == (case.where, case.pointer or case.change)
    assert finding.message.startswith(case.message)
    assert len(finding.message) < 200


def test_both_kinds_are_fine_in_a_folder_of_the_official_schema() -> None:
    collection = changed(changed(TYPICAL, f"{ADD}/item", []), "/info/name", MISSING)
    assert [finding.pointer for finding in check(collection, official())] == ["/info"]


BROKEN = {
    "nothing": (b"", "is not JSON"),
    "not UTF-8": (b"\xff{}", "is not JSON"),
    "endless nesting": (b"[" * 100_000, "is not JSON"),
    "a list": (b"[]", "is not a schema of collections"),
    "another schema": (b'{"type": "object"}', "is not a schema of collections"),
    "an unknown type": (
        json.dumps(changed(OFFICIAL, "/properties/info/type", "objekt")).encode(),
        "is not a valid JSON Schema",
    ),
    "no object for items": (
        json.dumps(changed(OFFICIAL, "/properties/item/items", True)).encode(),
        "is not a schema of collections",
    ),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_schema_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        load_schema(content, "official.json")
    assert str(caught.value).startswith("official.json ")
    assert "\n" not in str(caught.value)
    assert "Collection v2.1.0" in caught.value.hint


def test_nothing_is_fetched_for_a_schema(tmp_path: Path) -> None:
    (tmp_path / "info.json").write_text("{}")
    elsewhere: JSON = {"$ref": (tmp_path / "info.json").as_uri()}
    content = json.dumps(changed(OFFICIAL, "/properties/info", elsewhere)).encode()
    with pytest.raises(InputError, match="is not a valid JSON Schema"):
        load_schema(content, "official.json")


@pytest.fixture
def published() -> Schema:
    path = os.environ.get("POSTMAN_SCHEMA")
    if not path:
        pytest.skip("POSTMAN_SCHEMA does not name a copy of Postman's published schema")
    return load_schema(Path(path).read_bytes(), path)


@pytest.mark.parametrize(
    "collection",
    [MINIMAL, TYPICAL, COMPLETE, *(changed(TYPICAL, *change) for change in EXPORTED.values())],
    ids=["minimal", "typical", "complete", *EXPORTED],
)
def test_the_published_schema_accepts_what_ours_accepts(collection: JSONObject, published: Schema) -> None:
    assert check(collection, published) == []


@pytest.mark.parametrize(("where", "value"), BEYOND.values(), ids=BEYOND)
def test_the_published_schema_lacks_three_words_of_the_app(
    where: str, value: JSON, published: Schema
) -> None:
    [finding] = check(changed(TYPICAL, where, value), published)
    assert finding.pointer == where


def test_libraries_are_loaded_when_needed() -> None:
    program = """
import json, sys
from generator.validate import schema
assert not {"jsonschema", "jsonschema_rs"} & set(sys.modules)
good, bad = json.load(sys.stdin)
assert not schema.schema_findings(good, schema.own_schema(), "schema")
assert "jsonschema" not in sys.modules
assert schema.schema_findings(bad, schema.own_schema(), "schema")
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps([MINIMAL, {}]),
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
