"""Security schemes to Postman's auth: once for the collection, and on a request only where it differs."""

from __future__ import annotations

import re
from collections import Counter

from generator.findings import Finding
from generator.openapi.model import Api, Location, Operation, SecurityScheme
from generator.openapi.naming import screaming
from generator.postman.braces import PARTED, in_url, parted
from generator.postman.parameters import Row, key_safe
from generator.postman.profile import Profile
from generator.postman.types import Auth, AuthAttribute
from generator.postman.urls import BASE_URL

NO_AUTH: Auth = {"type": "noauth"}

# OpenAPI's names of the flows of OAuth 2, as Postman calls them.
_GRANT_TYPES = {
    "authorizationCode": "authorization_code",
    "clientCredentials": "client_credentials",
    "password": "password_credentials",
    "implicit": "implicit",
}
_TAKEN = frozenset((BASE_URL, "username", "password"))
"""Variables that no security scheme has for its own."""


class Authenticator:
    """The auth of a collection and of its requests; what Postman cannot say becomes a finding."""

    def __init__(self, api: Api, profile: Profile) -> None:
        self._api = api
        self._profile = profile
        self.findings: list[Finding] = []
        self.auths: list[Auth] = []
        """All that were asked for so far, the collection's first; also those that rows stand for."""
        self.row_variables: dict[str, str] = {}
        """The variables that rows ask for, not auths, with a value that says what is meant."""
        self._inherited = self._usual_requirement()
        self.collection_auth = self._auth(self._inherited)

    @property
    def variables(self) -> set[str]:
        """The names of all variables that credentials may stand in."""
        schemes = self._api.security_schemes.values()
        users = {variable.key for variable in self._profile.user_variables}
        return {*_TAKEN, *users, *(self._variable(scheme)[2:-2] for scheme in schemes)}

    def request_auth(self, operation: Operation) -> Auth | None:
        """The auth of a request; None where it is the collection's, inherited by having none."""
        if operation.is_public:
            return NO_AUTH
        requirement = self._requirement(operation)
        return None if requirement == self._inherited else self._auth(requirement)

    def rows(self, operation: Operation, location: Location) -> list[Row]:
        """The parameters that carry the keys which are needed beside the auth of a request."""
        if operation.is_public:
            return []
        _, further = self._divided(self._requirement(operation))
        return [
            Row(key_safe(scheme.parameter_name), self._value(scheme), scheme.description, True, is_ours=True)
            for scheme in further
            if _is_key_beside(scheme) and scheme.location == location
        ]

    def without_keys(self, operation: Operation) -> Operation:
        """The operation without parameters that its auth, or a row beside it, sends; each is a finding."""
        if operation.is_public:
            return operation
        scheme, further = self._divided(self._requirement(operation))
        keys = [one for one in (scheme, *further) if one and (one is scheme or _is_key_beside(one))]
        kept = []
        for parameter in operation.parameters:
            key = next((one for one in keys if one.is_sent_by(parameter)), None)
            if key is None:
                kept.append(parameter)
                continue
            message = (
                f'{parameter.location} parameter {parameter.name} is sent once, by the auth "{key.name}"'
            )
            self.findings.append(
                Finding("parameter-is-key", "info", message, operation.title, operation.pointer)
            )
        return operation._replace(parameters=tuple(kept))

    def _requirement(self, operation: Operation) -> tuple[str, ...]:
        """The schemes whose credentials a request sends: with alternatives, the collection's own will do."""
        return self._inherited if self._inherited in operation.security else operation.security[0]

    def _usual_requirement(self) -> tuple[str, ...]:
        if self._api.security:
            return self._api.security[0]
        used = Counter(operation.security[0] for operation in self._api.operations if operation.security)
        return used.most_common(1)[0][0] if used else ()

    def _auth(self, requirement: tuple[str, ...]) -> Auth:
        for name in sorted(set(requirement) - set(self._api.security_schemes)):
            self._note("security-undeclared", f'security scheme "{name}" is used but not declared')
        scheme, further = self._divided(requirement)
        if scheme is None:
            return NO_AUTH
        unsaid = [one.name for one in further if not _is_key_beside(one) and _has_counterpart(one)]
        for one in further:
            if not _has_counterpart(one):
                self._unsupported(one)
        if unsaid:
            names = ", ".join([scheme.name, *unsaid])
            self._note("security-combined", f"Postman sends one of the schemes needed together: {names}")
        auth = self._scheme_auth(scheme)
        keys = [one for one in further if _is_key_beside(one)]
        self.auths += [auth, *map(self._api_key, keys)]
        theirs = {variable.key for variable in self._profile.user_variables}
        asked = (self._variable(one)[2:-2] for one in keys)
        self.row_variables |= {name: screaming(name) for name in asked if name not in theirs}
        return auth

    def _divided(self, requirement: tuple[str, ...]) -> tuple[SecurityScheme | None, list[SecurityScheme]]:
        """The scheme that becomes the auth, of which Postman has one, and those needed beside it.

        A key can be sent as a parameter as well, so that it stands back, unless it is Authorization.
        """
        known = self._api.security_schemes
        schemes = [known[name] for name in requirement if name in known]
        schemes.sort(
            key=lambda scheme: (
                not _has_counterpart(scheme),
                scheme.type == "apiKey",
                not _is_authorization(scheme),
            )
        )
        return (schemes[0] if schemes else None), schemes[1:]

    def _scheme_auth(self, scheme: SecurityScheme) -> Auth:
        if scheme.type == "apiKey":
            return self._api_key(scheme)
        if scheme.type == "http" and scheme.scheme == "basic":
            return {"type": "basic", "basic": _user_and_password()}
        if scheme.type == "http" and scheme.scheme == "digest":
            return {"type": "digest", "digest": _user_and_password()}
        if scheme.type in ("http", "openIdConnect") and _has_counterpart(scheme):
            return {"type": "bearer", "bearer": _attributes(token=self._variable(scheme))}
        if scheme.type == "oauth2":
            given = {
                "grant_type": _GRANT_TYPES.get(scheme.flow, ""),
                "accessTokenUrl": in_url(scheme.token_url),
                "authUrl": in_url(scheme.authorization_url),
                "scope": self._text(" ".join(scheme.scopes)),
            }
            known = {key: value for key, value in given.items() if value}
            return {
                "type": "oauth2",
                "oauth2": _attributes(accessToken=self._variable(scheme), addTokenTo="header", **known),
            }
        self._unsupported(scheme)
        return NO_AUTH

    def _api_key(self, scheme: SecurityScheme) -> Auth:
        key, value, location = key_safe(scheme.parameter_name), self._value(scheme), scheme.location
        if location == "cookie":  # Postman's api key knows header and query; a cookie is a header
            key, value, location = "Cookie", f"{key}={value}", "header"
        return {"type": "apikey", "apikey": _attributes(**{"key": key, "value": value, "in": location})}

    def _value(self, scheme: SecurityScheme) -> str:
        return self._text(_credential_prefix(scheme, self._profile)) + self._variable(scheme)

    def _variable(self, scheme: SecurityScheme) -> str:
        words = re.findall(r"[A-Za-z0-9]+", scheme.name) or ["credential"]
        camel = words[0][0].lower() + words[0][1:] + "".join(word[0].upper() + word[1:] for word in words[1:])
        if camel in _TAKEN:
            camel += "Credential"
        return f"{{{{{self._profile.auth_variable or camel}}}}}"

    def _text(self, text: str) -> str:
        """A text of the spec, in which nothing is a variable."""
        if "{{" in text:
            self._note("braces-parted", PARTED)
        return parted(text)

    def _unsupported(self, scheme: SecurityScheme) -> None:
        self._note("security-unsupported", f'security scheme "{scheme.name}" has no counterpart in Postman')

    def _note(self, rule: str, message: str) -> None:
        finding = Finding(rule, "warning", message, pointer="/components/securitySchemes")
        if finding not in self.findings:
            self.findings.append(finding)


def _is_authorization(scheme: SecurityScheme) -> bool:
    return scheme.location == "header" and scheme.parameter_name.lower() == "authorization"


def _is_key_beside(scheme: SecurityScheme) -> bool:
    """Whether a scheme that is not the auth can be sent as well: there is one Authorization header."""
    return scheme.type == "apiKey" and not _is_authorization(scheme)


def _has_counterpart(scheme: SecurityScheme) -> bool:
    """Whether Postman can send the credentials."""
    if scheme.type == "http":
        return scheme.scheme in ("basic", "digest", "bearer", "")
    return scheme.type in ("apiKey", "oauth2", "openIdConnect")


def _credential_prefix(scheme: SecurityScheme, profile: Profile) -> str:
    """`Klaviyo-API-Key ` from a pattern like `Klaviyo-API-Key your-private-api-key`."""
    pattern = scheme.extensions.get(profile.credential_pattern_key)
    prefix, separator, _ = pattern.rpartition(" ") if isinstance(pattern, str) else ("", "", "")
    return prefix + separator


def _user_and_password() -> list[AuthAttribute]:
    return _attributes(username="{{username}}", password="{{password}}")  # noqa: S106 - names of variables


def _attributes(**values: str) -> list[AuthAttribute]:
    return [{"key": key, "value": value, "type": "string"} for key, value in values.items()]
