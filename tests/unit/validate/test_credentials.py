"""Credentials: what each security scheme of a spec asks for, and what Postman's auth sends."""

from __future__ import annotations

import json
from typing import cast

import pytest

from generator.postman.profile import Profile
from generator.postman.types import Collection
from generator.validate.conformance.check import check_conformance
from generator.validate.conformance.contract import Contract

SCHEMES = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Key", "x-pattern": "Key your-key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "basic": {"type": "http", "scheme": "Basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "oauth2": {"type": "oauth2", "flows": {}},
    "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://shop.example"},
    "tls": {"type": "mutualTLS"},
}


def api_key(key: str, value: str, location: str = "header") -> dict[str, object]:
    return auth("apikey", {"key": key, "value": value, "in": location})


def auth(kind: str, values: dict[str, str]) -> dict[str, object]:
    return {"type": kind, kind: [{"key": key, "value": value} for key, value in values.items()]}


BASIC = auth("basic", {"username": "{{me}}"})
BEARER = auth("bearer", {"token": "{{token}}"})
OAUTH2 = auth("oauth2", {"accessToken": "{{token}}", "addTokenTo": "queryParams"})
NONE: dict[str, object] = {"type": "noauth"}


def rules(security: list[list[str]], sent: dict[str, object], pattern_key: str = "") -> list[str]:
    spec = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example"}],
        "security": [{name: [] for name in alternative} for alternative in security],
        "paths": {"/": {"get": {"responses": {"200": {"description": "OK"}}}}},
        "components": {"securitySchemes": SCHEMES},
    }
    url = {"raw": "", "host": ["https://shop", "example"], "path": [""]}
    node = {"name": "A", "request": {"method": "GET", "header": [], "url": url, "auth": sent}, "response": []}
    contract = Contract(json.dumps(spec).encode(), "spec.json")
    profile = Profile(credential_pattern_key=pattern_key)
    return [
        finding.rule
        for finding in check_conformance(cast(Collection, {"item": [node]}), contract, profile).findings
    ]


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ("header", api_key("x-key", "{{key}}")),
        ("query", api_key("key", "{{key}}", "query")),
        ("cookie", api_key("Cookie", "sid={{key}}")),
        ("basic", BASIC),
        ("bearer", BEARER),
        ("oauth2", BEARER),
        ("oauth2", OAUTH2),
        ("oidc", BEARER),
        ("digest", NONE),
        ("tls", NONE),
        ("undeclared", NONE),
    ],
)
def test_what_a_scheme_asks_for(scheme: str, sent: dict[str, object]) -> None:
    assert rules([[scheme]], sent) == []


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ("header", NONE),
        ("header", api_key("X-Key", "")),
        ("query", api_key("key", "{{key}}")),
        ("cookie", api_key("Cookie", "id={{key}}")),
        ("basic", BEARER),
        ("bearer", BASIC),
        ("oauth2", NONE),
        ("oidc", BASIC),
    ],
)
def test_what_a_scheme_does_not_take(scheme: str, sent: dict[str, object]) -> None:
    assert "request-credentials" in rules([[scheme]], sent)


def test_alternatives_and_schemes_together() -> None:
    assert rules([["basic"], ["bearer"]], BEARER) == []
    assert rules([["basic"], ["bearer"]], NONE) == ["request-credentials"]
    assert rules([["header", "bearer"]], BEARER) == ["request-credentials"]
    assert rules([["header", "bearer"], ["bearer"]], BEARER) == []


def test_credentials_may_be_optional() -> None:
    assert rules([["bearer"], []], NONE) == []
    assert rules([["bearer"], []], BEARER) == []


@pytest.mark.parametrize(
    "sent",
    [
        BEARER,
        BASIC,
        OAUTH2,
        api_key("X-Key", "abc"),
        api_key("key", "abc", "query"),
        api_key("Cookie", "sid=abc"),
    ],
)
def test_no_scheme_means_no_credentials(sent: dict[str, object]) -> None:
    assert rules([], sent) == ["request-leak"]
    assert rules([], NONE) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Key {{key}}", []), ("{{key}}", ["request-credentials"]), ("Keys {{key}}", ["request-credentials"])],
)
def test_the_form_that_a_profile_knows(value: str, expected: list[str]) -> None:
    assert rules([["header"]], api_key("X-Key", value), "x-pattern") == expected
    assert rules([["header"]], api_key("X-Key", value)) == []
