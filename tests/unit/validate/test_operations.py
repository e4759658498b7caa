"""From a request back to the operation it calls."""

from __future__ import annotations

import json

import pytest

from generator.openapi.read import load_api
from generator.validate.conformance.operations import Operations
from generator.validate.conformance.sent import Sent

PATHS = {
    "/teas/{id}": ["get", "delete"],
    "/teas/new": ["get"],
    "/teas/{tea}/cups/{cup}/": ["get"],
    "/{kind}/new": ["get", "put"],
    "/files/tea-{name}.{form}": ["get"],
    "/caf%C3%A9": ["get"],
    "/{from}%2F{to}": ["get"],
    "/jugs/{jug/lid}": ["get"],
    "/open/{": ["get"],
    "/cups/{id}": ["get"],
    "/cups/{cup}": ["get"],
    "/cups/{cup}/": ["get"],
    "/queue?action=send#now": ["get"],
    "/elsewhere": ["get"],
    "/": ["get"],
}
SERVERS = [
    {"url": "https://{region}.shop.example/v1/", "variables": {"region": {"default": "eu"}}},
    {"url": "http://localhost:8080"},
]


def operations(servers: object = SERVERS) -> Operations:
    paths: dict[str, dict[str, object]] = {
        path: {method: {"responses": {"200": {"description": "OK"}}} for method in methods}
        for path, methods in PATHS.items()
    }
    paths["/elsewhere"]["servers"] = [{"url": "https://other.example/base"}]
    spec = {"openapi": "3.0.3", "info": {"title": "", "version": ""}, "servers": servers, "paths": paths}
    api, _ = load_api(json.dumps(spec).encode(), "spec.json")
    return Operations(api)


def sent(path: str, method: str = "GET", origin: str = "https://eu.shop.example") -> Sent:
    return Sent(method, origin, path, (), (), None)


@pytest.mark.parametrize(
    ("path", "operation", "values"),
    [
        ("/v1/teas/7", "/teas/{id}", {"id": "7"}),
        ("/v1/teas/7/", "/teas/{id}", {"id": "7"}),
        ("/v1/teas/a%20b%2Fc", "/teas/{id}", {"id": "a b/c"}),
        ("/v1/teas/new", "/teas/new", {}),
        ("/v1/pots/new", "/{kind}/new", {"kind": "pots"}),
        ("/v1/teas/7/cups/8", "/teas/{tea}/cups/{cup}/", {"tea": "7", "cup": "8"}),
        ("/v1/files/tea-assam.pdf", "/files/tea-{name}.{form}", {"name": "assam", "form": "pdf"}),
        ("/v1/caf%C3%A9", "/caf%C3%A9", {}),
        ("/v1/a%2Fb", "/{from}%2F{to}", {"from": "a", "to": "b"}),
        ("/v1/jugs/7", "/jugs/{jug/lid}", {"jug/lid": "7"}),
        ("/v1/open/{", "/open/{", {}),
        ("/v1/", "/", {}),
        ("/v1", "/", {}),
    ],
)
def test_paths(path: str, operation: str, values: dict[str, str]) -> None:
    (match,) = operations().matches(sent(path))
    assert (match.operation.path, match.path_values, match.is_server_known) == (operation, values, True)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/teas/7"),
        ("PUT", "/v1/teas/7"),
        ("GET", "/v1/teas/7/cups"),
        ("GET", "/v1/files/coffee-a.pdf"),
    ],
)
def test_what_no_operation_is_meant_by(method: str, path: str) -> None:
    assert operations().matches(sent(path, method)) == []


@pytest.mark.parametrize(
    ("path", "written", "operation"),
    [
        ("/v1/teas/new", "/v1/teas/:id", "/teas/{id}"),
        ("/v1/teas/new", "/v1/teas/new", "/teas/new"),
        ("/v1/teas/new", "/v1/:kind/new", "/{kind}/new"),
        ("/v1/teas/new", "/v1/{{path}}", "/teas/new"),
        ("/v1/teas/7", "/v1/teas/:number", "/teas/{id}"),
        ("/v1/cups/7", "/v1/cups/:cup", "/cups/{cup}"),
        ("/v1/cups/7/", "/v1/cups/:cup/", "/cups/{cup}/"),
        ("/v1/cups/7", "/v1/cups/:id", "/cups/{id}"),
    ],
)
def test_of_several_that_fit_the_one_that_is_written_so_is_meant(
    path: str, written: str, operation: str
) -> None:
    (match,) = operations().matches(sent(path), written)
    assert match.operation.path == operation


def test_a_query_in_a_path_is_not_part_of_it() -> None:
    (match,) = operations().matches(sent("/v1/queue"), "/v1/queue")
    assert match.operation.path == "/queue?action=send#now"


def test_of_templates_that_fit_the_more_literal_one_is_meant() -> None:
    (match,) = operations().matches(sent("/v1/teas/new", "PUT"))
    assert match.operation.path == "/{kind}/new"


@pytest.mark.parametrize(
    ("origin", "path", "is_known"),
    [
        ("https://eu.shop.example", "/v1/teas/7", True),
        ("http://localhost:8080", "/teas/7", True),
        ("http://localhost:8080", "/v1/teas/7", False),
        ("https://us.shop.example", "/v1/teas/7", False),
        ("http://eu.shop.example", "/v1/teas/7", False),
        ("https://eu.shop.example", "/v2/teas/7", False),
        ("https://eu.shop.example", "/teas/7", False),
        ("https://other.example", "/base/elsewhere", True),
        ("https://other.example", "/elsewhere", False),
        ("https://eu.shop.example", "/v1/elsewhere", False),
    ],
)
def test_servers(origin: str, path: str, is_known: bool) -> None:
    (match,) = operations().matches(sent(path, origin=origin))
    assert match.is_server_known is is_known


@pytest.mark.parametrize("servers", [[], [{"url": "/v1"}], [{"url": "/v1/"}]])
def test_the_host_of_a_relative_server_is_not_known(servers: list[object]) -> None:
    found = operations(servers)
    (match,) = found.matches(sent("/v1/teas/7" if servers else "/teas/7", origin="http://anywhere.example"))
    assert match.is_server_known


@pytest.mark.parametrize("url", ["https://[x](y", "https://[::1", "https://", "//", "x:y", "%"])
def test_a_server_that_is_no_url_is_nobodys(url: str) -> None:
    (match,) = operations([{"url": url}]).matches(sent("/teas/7"))
    assert match.operation.path == "/teas/{id}"


def test_operations_that_differ_in_a_query_or_a_fragment() -> None:
    paths: dict[str, object] = {path: {"get": {}} for path in ("/a", "/a?beta=true", "/a#one", "/b?x=1")}
    info = {"title": "Shop", "version": "1"}
    found = Operations(
        load_api(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths}).encode(), "s")[0]
    )
    beta = sent("/a")._replace(query=(("beta", "true"), ("more", "1")))
    assert [match.operation.path for match in found.matches(beta)] == ["/a?beta=true"]
    assert [match.operation.path for match in found.matches(sent("/a"))] == ["/a", "/a#one"]
    assert [match.operation.path for match in found.matches(sent("/b"))] == ["/b?x=1"]


def test_many_placeholders_in_one_part_take_no_time() -> None:
    path = "/" + "".join(f"{{p{index}}}" for index in range(30)) + "x"
    info = {"title": "Shop", "version": "1"}
    spec = {"openapi": "3.0.3", "info": info, "paths": {path: {"get": {}}}}
    assert Operations(load_api(json.dumps(spec).encode(), "s")[0]).matches(sent("/" + "a" * 300)) == []


def test_the_path_of_a_server_is_sent_as_that_of_a_request() -> None:
    found = operations([{"url": "https://shop.example/<b>/é x"}])
    (match,) = found.matches(sent("/%3Cb%3E/%C3%A9%20x/teas/7", origin="https://shop.example"))
    assert match.is_server_known


def test_a_long_path_takes_no_time() -> None:
    assert operations().matches(sent("/a" * 100_000)) == []
    assert operations().matches(sent("/" * 100_000 + "a")) == []
    (match,) = operations().matches(sent("/a" * 100_000 + "/teas/7/"))
    assert match.operation.path == "/teas/{id}"
