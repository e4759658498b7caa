"""What a vendor's conventions can change in a collection. The default profile is the plain conversion.

A profile is data: the converter asks it, and never who the vendor is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.openapi.model import Api, Operation


@dataclass(frozen=True, slots=True)
class Channel:
    """A release channel, known by how the version ends; the channel of an empty suffix takes all others."""

    name: str
    label: str
    version_suffix: str


@dataclass(frozen=True, slots=True)
class UserVariable:
    """A variable that users give a value to; it stands in the environment file, not in the collection."""

    key: str
    type: Literal["secret", "default"]


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """What is done to parameters of this name, beyond what the spec says."""

    name: str
    location: str
    value: str = ""
    """Replaces the spec's value if not empty."""
    enabled: bool = False
    """Switched on even where optional."""
    first: bool = False
    """Listed before all others."""
    only_public: bool = False
    """Only on operations that take no credentials."""


@dataclass(frozen=True, slots=True)
class SubfolderRule:
    """Operations without a sub-folder of their own that go to one by their method and path."""

    method: str
    path_contains: str
    name: str


@dataclass(frozen=True, slots=True)
class ErrorExample:
    """A saved example of an error that the operation's description does not show.

    `needs` are facts an operation must have: private, scopes, path id, creates, include, body. The first
    example of a status whose needs are met is used. Texts may hold {scopes}, {resource}, {id}, {include}.
    """

    status: int
    name: str
    needs: frozenset[str]
    headers: Mapping[str, str]
    body: str
    """As JSON text."""


@dataclass(frozen=True, slots=True)
class RateLimitHeaders:
    """Headers of every answer that tell the state of a rate limit, from a vendor key of the operation."""

    extension: str = ""
    window: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """The conventions of one vendor; every default means "as the spec has it"."""

    name: str = "none"
    file_stem: str = "api"
    collection_name: str = "{title} {version}"
    """May hold {title}, {version} and {channel}."""
    channels: tuple[Channel, ...] = (Channel("stable", "Stable", ""),)
    auth_variable: str = ""
    """The variable that holds the credential; empty: named after the security scheme."""
    credential_pattern_key: str = ""
    """Vendor key of the security scheme that shows a whole header value, as `Prefix your-key`."""
    user_variables: tuple[UserVariable, ...] = ()
    parameters: tuple[ParameterRule, ...] = ()
    subfolder_key: str = ""
    subfolder_rules: tuple[SubfolderRule, ...] = ()
    required_mark: str = "(Required) "
    scopes_key: str = ""
    rate_limit: RateLimitHeaders = RateLimitHeaders()
    errors: tuple[ErrorExample, ...] = ()

    def channel(self, version: str) -> Channel:
        """The channel of a version, by its suffix."""
        return next(channel for channel in self.channels if version.endswith(channel.version_suffix))

    def name_of(self, api: Api) -> str:
        """The name of the collection."""
        label = self.channel(api.version).label
        return self.collection_name.format(title=api.title, version=api.version, channel=label).strip()

    def scopes(self, operation: Operation) -> list[str]:
        """The scopes that an operation asks for."""
        scopes = operation.extensions.get(self.scopes_key, [])
        return [str(scope) for scope in scopes] if isinstance(scopes, list) else []

    def rule(self, name: str, location: str, is_public: bool) -> ParameterRule | None:
        """The rule for a parameter on an operation, if there is one."""
        for rule in self.parameters:
            if (rule.name.lower(), rule.location) == (name.lower(), location) and (
                is_public or not rule.only_public
            ):
                return rule
        return None
