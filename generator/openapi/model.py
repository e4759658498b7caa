"""What an API is, once read: the input of every converter and of every comparison.

Names are OpenAPI's. Schemas stay references into the document (`Node`): inlining them would multiply
a 3 MB spec by eight, and one of them contains itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from generator.json_types import JSON
from generator.openapi.document import Document, SchemaObject

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""No entries: the default of what may have some."""

Location = Literal["query", "header", "path", "cookie"]


@dataclass(slots=True)
class Node:
    """A schema and where it stands: its JSON pointer in the document.

    Nothing changes one. There are tens of thousands, and what is frozen takes twice the time to make.
    """

    schema: SchemaObject
    pointer: str


class Example(NamedTuple):
    """An example that stands beside a schema."""

    name: str
    """Its key among the named ones; empty for a single unnamed one."""
    title: str
    """What it is called where people read: its summary, else its name."""
    value: JSON


class Parameter(NamedTuple):
    """A parameter of an operation, or a header of a response."""

    name: str
    location: Location
    description: str
    required: bool
    deprecated: bool
    style: str
    """As OpenAPI has it, or `json`: written as a whole, as its media type says."""
    explode: bool
    node: Node
    examples: tuple[Example, ...]


class MediaType(NamedTuple):
    """A body in one of its formats."""

    name: str
    node: Node
    examples: tuple[Example, ...]
    part_content_types: Mapping[str, str]
    """`encoding.<property>.contentType` of form bodies."""
    part_styles: Mapping[str, tuple[str, bool]] = NOTHING
    """`style` and `explode` of the properties for which `encoding` says either."""


class RequestBody(NamedTuple):
    """What an operation takes, in every format it takes."""

    description: str
    required: bool
    content: tuple[MediaType, ...]


class Response(NamedTuple):
    """What an operation answers with one status or a range of them."""

    status: str
    """As the document writes it: `200`, `4XX`, `default`."""
    description: str
    headers: tuple[Parameter, ...]
    content: tuple[MediaType, ...]

    @property
    def is_success(self) -> bool:
        """Whether it is a 2xx."""
        return self.status.startswith("2")


class SecurityScheme(NamedTuple):
    """A way to authenticate, as the document declares it; empty where a field does not apply."""

    name: str
    type: str
    parameter_name: str
    location: str
    scheme: str
    description: str
    flow: str
    """Of OAuth 2, as OpenAPI calls it: `authorizationCode`, `clientCredentials`, `password` or `implicit`."""
    scopes: tuple[str, ...]
    """All that the flow knows."""
    token_url: str
    authorization_url: str
    extensions: Mapping[str, JSON]

    def is_sent_by(self, parameter: Parameter) -> bool:
        """Whether a parameter is where its key is sent; names of headers are the same in any case."""
        if self.type != "apiKey" or self.location != parameter.location:
            return False
        names = (self.parameter_name, parameter.name)
        return len({name.lower() if self.location == "header" else name for name in names}) == 1


class Operation(NamedTuple):
    """One method of one path."""

    id: str
    method: str
    """Lower case, as in the document."""
    path: str
    """As the document writes it, trailing slash and all."""
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: tuple[tuple[str, ...], ...]
    """Alternatives, each the schemes it needs together; no alternative means: send no credentials."""
    server: str
    """URL of the operation's own server, empty where the API's applies."""
    deprecated: bool
    extensions: Mapping[str, JSON]
    pointer: str
    server_title: str = ""
    """What its own server is called: its name, or its description."""

    @property
    def is_public(self) -> bool:
        """Whether no credentials are to be sent."""
        return not self.security

    @property
    def is_webhook(self) -> bool:
        """Whether the API sends it, and does not take it."""
        return self.pointer.startswith("/webhooks/")

    @property
    def key(self) -> str:
        """What stays the same of an operation between revisions: method and normalised path."""
        return f"{self.method} {normalise_path(self.path)}"

    @property
    def title(self) -> str:
        """How messages call it: `GET /api/profiles`."""
        return f"{self.method.upper()} {self.path}"

    def response_to(self, status: int) -> Response | None:
        """What it answers with a status, by the closest declaration: the very code, its range, `default`."""
        for name in (str(status), f"{status // 100}XX", "DEFAULT"):
            for response in self.responses:
                if response.status.upper() == name:
                    return response
        return None

    def parameters_in(self, location: Location) -> list[Parameter]:
        """The parameters of one location, in document order."""
        return [parameter for parameter in self.parameters if parameter.location == location]


class Tag(NamedTuple):
    """A group of operations."""

    name: str
    description: str
    title: str = ""
    """What it is called where people read; empty: as its name."""
    parent: str = ""
    """The tag that it is part of, if any."""
    group: str = ""
    """The group of tags that it is listed in, if any."""


class Server(NamedTuple):
    """Where the API is served."""

    url: str
    description: str
    variables: Mapping[str, str]
    """Variables of the URL template with their default values."""
    variable_descriptions: Mapping[str, str] = NOTHING


class Api(NamedTuple):
    """An API as its document describes it."""

    title: str
    version: str
    description: str
    servers: tuple[Server, ...]
    tags: tuple[Tag, ...]
    """In document order; tags that only operations name come last."""
    security_schemes: Mapping[str, SecurityScheme]
    security: tuple[tuple[str, ...], ...]
    operations: tuple[Operation, ...]
    document: Document


@lru_cache(maxsize=1024)
def normalise_path(path: str) -> str:
    """The path without its trailing slash and without the names of its placeholders: `/a/{}/b`."""
    return re.sub(r"\{[^}]*\}", "{}", path.rstrip("/")) or "/"
