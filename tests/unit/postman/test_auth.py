"""Security schemes as Postman's auth, on the collection and where a request differs."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import cast

import pytest

from generator.findings import Finding
from generator.openapi.model import Api
from generator.postman.auth import NO_AUTH, Authenticator
from generator.postman.parameters import Row
from generator.postman.profile import Profile
from generator.postman.types import Auth, AuthAttribute

Read = Callable[[str], Api]

SCHEMES = """
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    other: {type: apiKey, in: query, name: other&key}
    token: {type: http, scheme: bearer}
    Login-Name: {type: http, scheme: basic}
    digest: {type: http, scheme: digest}
    hoba: {type: http, scheme: hoba}
"""


def said(auth: Auth) -> tuple[str, dict[str, str]]:
    """The type of an auth and its attributes, all of which are strings."""
    attributes = cast(dict[str, list[AuthAttribute]], auth).get(auth["type"], [])
    assert {attribute["type"] for attribute in attributes} <= {"string"}
    return auth["type"], {attribute["key"]: attribute["value"] for attribute in attributes}


def collection_auth(read: Read, scheme: str, profile: Profile | None = None) -> tuple[Auth, list[Finding]]:
    api = read(
        f"""
        components: {{securitySchemes: {{My-Key: {{{scheme}}}}}}}
        security: [{{My-Key: []}}]
        paths: {{/shops: {{get: {{}}}}}}
        """
    )
    authenticator = Authenticator(api, profile or Profile())
    return authenticator.collection_auth, authenticator.findings


def request_auths(read: Read, yaml: str) -> tuple[Authenticator, list[Auth | None]]:
    api = read(dedent(yaml) + SCHEMES)
    authenticator = Authenticator(api, Profile())
    return authenticator, [authenticator.request_auth(operation) for operation in api.operations]


ASK, GET = "https://x.example/ask", "https://x.example/get"
SCOPES = "scopes: {read: Read., write: Write.}"
CODE = f"authorizationCode: {{authorizationUrl: '{ASK}', tokenUrl: '{GET}', {SCOPES}}}"
CLIENT = f"clientCredentials: {{tokenUrl: '{GET}', scopes: {{}}}}"
OAUTH = {"accessToken": "{{myKey}}", "addTokenTo": "header", "accessTokenUrl": GET}
CODE_GRANT = OAUTH | {"grant_type": "authorization_code", "authUrl": ASK, "scope": "read write"}


@pytest.mark.parametrize(
    ("scheme", "type_", "attributes"),
    [
        (
            "type: apiKey, in: header, name: X-Key",
            "apikey",
            {"key": "X-Key", "value": "{{myKey}}", "in": "header"},
        ),
        ("type: apiKey, in: query, name: key", "apikey", {"key": "key", "value": "{{myKey}}", "in": "query"}),
        (
            "type: apiKey, in: cookie, name: s",
            "apikey",
            {"key": "Cookie", "value": "s={{myKey}}", "in": "header"},
        ),
        ("type: http, scheme: Basic", "basic", {"username": "{{username}}", "password": "{{password}}"}),
        ("type: http, scheme: digest", "digest", {"username": "{{username}}", "password": "{{password}}"}),
        ("type: http, scheme: bearer", "bearer", {"token": "{{myKey}}"}),
        ("type: openIdConnect, openIdConnectUrl: 'https://x.example'", "bearer", {"token": "{{myKey}}"}),
        (f"type: oauth2, flows: {{{CODE}}}", "oauth2", CODE_GRANT),
        (f"type: oauth2, flows: {{{CLIENT}}}", "oauth2", OAUTH | {"grant_type": "client_credentials"}),
    ],
)
def test_every_scheme_that_postman_knows(
    read: Read, scheme: str, type_: str, attributes: dict[str, str]
) -> None:
    auth, findings = collection_auth(read, scheme)
    assert said(auth) == (type_, attributes)
    assert findings == []


@pytest.mark.parametrize("scheme", ["type: http, scheme: hoba", "type: mutualTLS"])
def test_other_schemes_are_found_and_not_sent(read: Read, scheme: str) -> None:
    auth, findings = collection_auth(read, scheme)
    assert auth == NO_AUTH
    assert [(finding.rule, finding.severity, finding.message) for finding in findings] == [
        ("security-unsupported", "warning", 'security scheme "My-Key" has no counterpart in Postman')
    ]


def test_the_profile_names_the_variable_and_finds_the_prefix(read: Read) -> None:
    profile = Profile(auth_variable="privateKey", credential_pattern_key="x-default")
    scheme = "type: apiKey, in: header, name: Authorization, x-default: My-API-Key your-private-key"
    auth, _ = collection_auth(read, scheme, profile)
    expected = {"key": "Authorization", "value": "My-API-Key {{privateKey}}", "in": "header"}
    assert said(auth) == ("apikey", expected)


@pytest.mark.parametrize("pattern", ["", ", x-default: yourkey", ", x-default: 7"])
def test_without_a_prefix_the_variable_stands_alone(read: Read, pattern: str) -> None:
    profile = Profile(auth_variable="privateKey", credential_pattern_key="x-default")
    auth, _ = collection_auth(read, f"type: apiKey, in: header, name: X-Key{pattern}", profile)
    assert said(auth)[1]["value"] == "{{privateKey}}"


def test_requests_inherit_what_the_collection_has(read: Read) -> None:
    authenticator, auths = request_auths(
        read,
        """
        security: [{key: []}]
        paths:
          /shops:
            get: {}
            put: {security: [{key: []}]}
            post: {security: [{token: []}, {key: []}]}
            delete: {security: [{token: []}]}
            head: {security: []}
            patch: {security: [{}]}
        """,
    )
    bearer: Auth = {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]}
    by_method = dict(zip(["get", "put", "post", "delete", "head", "patch"], auths, strict=True))
    assert by_method == {
        "get": None,
        "put": None,
        "post": None,
        "delete": bearer,
        "head": NO_AUTH,
        "patch": NO_AUTH,
    }
    assert authenticator.auths == [authenticator.collection_auth, bearer]


def test_without_a_security_of_the_api_the_usual_one_is_inherited(read: Read) -> None:
    authenticator, auths = request_auths(
        read,
        """
        paths:
          /shops: {get: {security: [{key: []}]}, put: {security: [{token: []}]}}
          /doors: {put: {security: [{token: []}]}, head: {}}
        """,
    )
    assert authenticator.collection_auth["type"] == "bearer"
    assert [auth and auth["type"] for auth in auths] == ["apikey", None, None, "noauth"]


def test_an_open_api_has_no_auth(read: Read) -> None:
    authenticator, auths = request_auths(read, "paths: {/shops: {get: {}}}")
    assert (authenticator.collection_auth, auths, authenticator.auths) == (NO_AUTH, [NO_AUTH], [])


def test_of_schemes_needed_together_keys_are_sent_as_parameters(read: Read) -> None:
    api = read(
        "security: [{key: [], other: [], token: []}]\npaths: {/shops: {get: {}, put: {security: []}}}"
        + SCHEMES
    )
    authenticator = Authenticator(api, Profile())
    assert authenticator.collection_auth["type"] == "bearer"
    assert authenticator.findings == []
    get, put = api.operations
    assert authenticator.rows(get, "header") == [Row("X-Key", "{{key}}", "", enabled=True, is_ours=True)]
    assert authenticator.rows(get, "query") == [
        Row("other%26key", "{{other}}", "", enabled=True, is_ours=True)
    ]
    assert authenticator.rows(put, "header") == []
    assert authenticator.row_variables == {"key": "KEY", "other": "OTHER"}


def test_a_scheme_that_postman_lacks_stands_back(read: Read) -> None:
    authenticator, _ = request_auths(read, "security: [{hoba: [], key: []}]\npaths: {/shops: {get: {}}}")
    assert authenticator.collection_auth["type"] == "apikey"
    assert authenticator.row_variables == {}
    assert [finding.rule for finding in authenticator.findings] == ["security-unsupported"]


def test_schemes_needed_together_that_cannot_be_are_found(read: Read) -> None:
    authenticator, _ = request_auths(
        read, "security: [{Login-Name: [], token: []}]\npaths: {/shops: {get: {}}}"
    )
    assert authenticator.collection_auth["type"] == "basic"
    (finding,) = authenticator.findings
    assert (finding.rule, finding.pointer) == ("security-combined", "/components/securitySchemes")
    assert finding.message == "Postman sends one of the schemes needed together: Login-Name, token"


def test_an_undeclared_scheme_is_found_once(read: Read) -> None:
    authenticator, auths = request_auths(
        read,
        """
        security: [{token: []}]
        paths: {/shops: {get: {security: [{ghost: []}]}, put: {security: [{ghost: []}]}}}
        """,
    )
    assert auths == [NO_AUTH, NO_AUTH]
    (finding,) = authenticator.findings
    assert (finding.rule, finding.severity) == ("security-undeclared", "warning")
    assert '"ghost"' in finding.message


def test_variables_are_named_after_the_scheme(read: Read) -> None:
    yaml = """
        components: {securitySchemes: {'%s': {type: http, scheme: bearer}}}
        security: [{'%s': []}]
        paths: {/shops: {}}
    """
    names = {"Api-Key": "apiKey", "OAuth2 token": "oAuth2Token", "x": "x", "…": "credential"}
    for name, variable in names.items():
        auth = Authenticator(read(yaml % (name, name)), Profile()).collection_auth
        assert said(auth) == ("bearer", {"token": f"{{{{{variable}}}}}"})
