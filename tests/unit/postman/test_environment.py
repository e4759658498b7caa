"""Variables: those of the collection, and those that users keep in an environment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.findings import Finding
from generator.openapi.model import Api
from generator.postman.build import build_collection
from generator.postman.environment import environment
from generator.postman.ids import Ids
from generator.postman.profile import Profile, UserVariable
from generator.postman.scope import Scope

Read = Callable[[str], Api]

PATHS = "\npaths: {/shops: {get: {}}}"


def variables(read: Read, servers: str, paths: str = PATHS) -> tuple[dict[str, str], list[Finding]]:
    scope = Scope(read(servers + paths), ["apiKey"])
    return {variable["key"]: variable["value"] for variable in scope.variables}, scope.findings


@pytest.mark.parametrize("url", ["https://shop.example", "https://shop.example/"])
def test_the_first_server_is_the_base(read: Read, url: str) -> None:
    servers = f"servers: [{{url: '{url}'}}, {{url: 'https://test.example'}}]"
    assert variables(read, servers) == ({"baseUrl": "https://shop.example"}, [])


def test_the_variables_of_a_server_are_those_of_the_collection(read: Read) -> None:
    url = "https://{zone}.shop.example:{port}/{version}/"
    given = "{zone: {default: eu, enum: [eu, us]}, port: {default: '8443'}, version: {default: v1}}"
    assert variables(read, f"servers: [{{url: '{url}', variables: {given}}}]") == (
        {
            "baseUrl": "https://{{zone}}.shop.example:{{port}}/{{version}}",
            "zone": "eu",
            "port": "8443",
            "version": "v1",
        },
        [],
    )


@pytest.mark.parametrize("servers", ["", "servers: []"])
def test_without_a_server_it_is_localhost_and_found(read: Read, servers: str) -> None:
    found, (finding,) = variables(read, servers)
    assert found == {"baseUrl": "http://localhost"}
    assert (finding.rule, finding.severity, finding.pointer) == ("server-missing", "warning", "/servers")


@pytest.mark.parametrize(
    ("url", "base"),
    [("/", "http://localhost"), ("/v1/", "http://localhost/v1"), ("v1", "http://localhost/v1")],
)
def test_a_relative_server_is_on_localhost_and_found(read: Read, url: str, base: str) -> None:
    found, (finding,) = variables(read, f"servers: [{{url: {url}}}]")
    assert found == {"baseUrl": base}
    assert (finding.rule, finding.pointer) == ("server-relative", "/servers/0/url")
    assert finding.message == f"relative server, baseUrl is {base}"


@pytest.mark.parametrize("url", ["{scheme}://shop.example", "//shop.example", "HTTPS://shop.example"])
def test_a_server_with_a_host_is_not_relative(read: Read, url: str) -> None:
    rules = {finding.rule for finding in variables(read, f"servers: [{{url: '{url}'}}]")[1]}
    assert "server-relative" not in rules


def test_relative_servers_of_operations_are_found(read: Read) -> None:
    paths = "\npaths: {/shops: {get: {servers: [{url: /v2}]}, put: {servers: [{url: 'https://x.example'}]}}}"
    _, (finding,) = variables(read, "servers: [{url: 'https://shop.example'}]", paths)
    assert (finding.rule, finding.pointer) == ("server-relative", "/paths/~1shops/get")
    assert finding.message == "relative server, the request goes to http://localhost/v2"


def test_the_environment_has_the_variables_of_the_profile_empty() -> None:
    company = UserVariable("companyId", "default", enabled=False)
    profile = Profile(user_variables=(UserVariable("privateKey", "secret"), company))
    ids = Ids("stable/1")
    assert environment("My API", [], profile, ids) == {
        "id": Ids("stable/1").make("environment"),
        "name": "My API",
        "values": [
            {"key": "privateKey", "value": "", "type": "secret", "enabled": True},
            {"key": "companyId", "value": "", "type": "default", "enabled": False},
        ],
        "_postman_variable_scope": "environment",
    }


def test_without_a_profile_it_has_what_the_auths_ask_for_once_each(read: Read) -> None:
    api = read(
        """
        components:
          securitySchemes: {token: {type: http, scheme: bearer}, login: {type: http, scheme: basic}}
        security: [{token: []}]
        paths: {/shops: {get: {}, put: {security: [{login: []}]}, post: {security: [{login: []}]}}}
        """
    )
    values = build_collection(api, Profile()).environment["values"]
    assert [value["key"] for value in values] == ["token", "username", "password"]
    assert {value["type"] for value in values} == {"secret"}
