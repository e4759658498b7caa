"""Security schemes to Postman's auth: once for the collection, and on a request only where it differs."""

from __future__ import annotations

import re
from collections import Counter

from generator.findings import Finding
from generator.openapi.model import Api, Operation, SecurityScheme
from generator.postman.profile import Profile
from generator.postman.types import Auth, AuthAttribute

NO_AUTH: Auth = {"type": "noauth"}


class Authenticator:
    """The auth of a collection and of its requests; what Postman cannot say becomes a finding."""

    def __init__(self, api: Api, profile: Profile) -> None:
        self._api = api
        self._profile = profile
        self.findings: list[Finding] = []
        self.auths: list[Auth] = []
        """All that were asked for so far, the collection's first."""
        self._inherited = self._usual_requirement()
        self.collection_auth = self._auth(self._inherited)

    def request_auth(self, operation: Operation) -> Auth | None:
        """The auth of a request; None where it is the collection's, inherited by having none."""
        if operation.is_public:
            return NO_AUTH
        # With alternatives, the collection's own will do.
        if self._inherited in operation.security:
            return None
        return self._auth(operation.security[0])

    def _usual_requirement(self) -> tuple[str, ...]:
        if self._api.security:
            return self._api.security[0]
        used = Counter(operation.security[0] for operation in self._api.operations if operation.security)
        return used.most_common(1)[0][0] if used else ()

    def _auth(self, requirement: tuple[str, ...]) -> Auth:
        known = self._api.security_schemes
        schemes = [known[name] for name in requirement if name in known]
        for name in sorted(set(requirement) - set(known)):
            self._note("security-undeclared", f'security scheme "{name}" is used but not declared')
        if not schemes:
            return NO_AUTH
        if len(schemes) > 1:
            names = ", ".join(scheme.name for scheme in schemes)
            self._note("security-combined", f"Postman sends one of the schemes needed together: {names}")
        self.auths.append(self._scheme_auth(schemes[0]))
        return self.auths[-1]

    def _scheme_auth(self, scheme: SecurityScheme) -> Auth:
        if scheme.type == "apiKey":
            return self._api_key(scheme)
        if scheme.type == "http" and scheme.scheme == "basic":
            return {"type": "basic", "basic": _attributes(username="{{username}}", password="{{password}}")}  # noqa: S106
        if scheme.type in ("http", "openIdConnect") and scheme.scheme in ("bearer", ""):
            return {"type": "bearer", "bearer": _attributes(token=self._variable(scheme))}
        if scheme.type == "oauth2":
            urls = {"accessTokenUrl": scheme.token_url, "authUrl": scheme.authorization_url}
            known = {key: url for key, url in urls.items() if url}
            return {
                "type": "oauth2",
                "oauth2": _attributes(accessToken=self._variable(scheme), addTokenTo="header", **known),
            }
        self._note("security-unsupported", f'security scheme "{scheme.name}" has no counterpart in Postman')
        return NO_AUTH

    def _api_key(self, scheme: SecurityScheme) -> Auth:
        value = _credential_prefix(scheme, self._profile) + self._variable(scheme)
        key, location = scheme.parameter_name, scheme.location
        if location == "cookie":  # Postman's api key knows header and query; a cookie is a header
            key, value, location = "Cookie", f"{key}={value}", "header"
        return {"type": "apikey", "apikey": _attributes(**{"key": key, "value": value, "in": location})}

    def _variable(self, scheme: SecurityScheme) -> str:
        words = re.findall(r"[A-Za-z0-9]+", scheme.name) or ["credential"]
        camel = words[0][0].lower() + words[0][1:] + "".join(word[0].upper() + word[1:] for word in words[1:])
        return f"{{{{{self._profile.auth_variable or camel}}}}}"

    def _note(self, rule: str, message: str) -> None:
        finding = Finding(rule, "warning", message, pointer="/components/securitySchemes")
        if finding not in self.findings:
            self.findings.append(finding)


def _credential_prefix(scheme: SecurityScheme, profile: Profile) -> str:
    """`Klaviyo-API-Key ` from a pattern like `Klaviyo-API-Key your-private-api-key`."""
    pattern = scheme.extensions.get(profile.credential_pattern_key)
    prefix, separator, _ = pattern.rpartition(" ") if isinstance(pattern, str) else ("", "", "")
    return prefix + separator


def _attributes(**values: str) -> list[AuthAttribute]:
    return [{"key": key, "value": value, "type": "string"} for key, value in values.items()]
