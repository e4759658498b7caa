"""What a vendor's conventions can change in a collection. The default profile is the plain conversion.

A profile is data: the converter asks it, and never who the vendor is.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from generator.files import safe_name
from generator.openapi.amend import Amendment
from generator.openapi.model import NOTHING, Api, Operation, Parameter


class Channel(NamedTuple):
    """A release channel, known by how the version ends; the channel of an empty suffix takes all others."""

    name: str
    label: str
    version_suffix: str


class UserVariable(NamedTuple):
    """A variable that users give a value to; it stands in the environment file, not in the collection."""

    key: str
    type: Literal["secret", "default"]
    enabled: bool = True
    """Off for what is best a global: an empty variable that is on would hide the global of its name."""


class ParameterRule(NamedTuple):
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


class SubfolderRule(NamedTuple):
    """Operations without a sub-folder of their own that go to one by their method and path."""

    method: str
    path_contains: str
    name: str


class ErrorExample(NamedTuple):
    """A saved example of an error that the operation's description does not show.

    `needs` are facts an operation must have: private, scopes, path id, creates, include, body. The first
    example of a status whose needs are met is used. Texts may hold {scopes}, {resource}, {Resource},
    {a resource} and {A resource}.
    """

    status: int
    name: str
    needs: frozenset[str]
    headers: Mapping[str, str]
    body: str
    """As JSON text."""
    at: tuple[str, ...] = ()
    """The only operations that answer so, as `GET /api/events` with `*` for anything; empty: all."""
    method: str = ""
    """The method that was asked with, if it is not the operation's."""

    def is_of(self, operation: Operation) -> bool:
        """Whether the operation may answer so."""
        title = operation.title.rstrip("/")
        return not self.at or any(fnmatchcase(title, pattern) for pattern in self.at)


class RateLimitHeaders(NamedTuple):
    """Headers of every answer that tell the state of a rate limit, from a vendor key of the operation."""

    extension: str = ""
    window: str = ""
    headers: Mapping[str, str] = NOTHING


class Filter(NamedTuple):
    """What may be asked of one field: `operators` and what they compare with."""

    operators: tuple[str, ...]
    value_type: str = ""
    """A type of JSON Schema; empty where unknown, or where no operator takes a value."""
    enum: tuple[str, ...] = ()
    """The only values, where they are limited."""
    format: str = ""
    list_operators: tuple[str, ...] = ()
    """Those of the operators that take a list of values, as far as it is known."""


class FilterGrammar(NamedTuple):
    """How a vendor says what may be filtered by: the functions that read it from an operation."""

    parameter: str
    """The query parameter that filters are sent in."""
    filters_of: Callable[[Operation], Mapping[str, Filter]]
    """The filters of an operation by field; none where it cannot be filtered."""
    introduction: Callable[[str], str]
    """What the description of that parameter says besides the filters."""
    uses_of: Callable[[str], list[tuple[str, str, list[str]]]]
    """What a filter that is sent asks: operator, field and values, each time one is compared."""
    fault_of: Callable[[str, Mapping[str, Filter]], str]
    """What is wrong with a filter where these are allowed, in words; empty if nothing is."""
    mended: Callable[[str, Mapping[str, Filter]], str]
    """A filter that was written wrong as it was meant; empty where nobody knows."""

    def working(self, text: str, operation: Operation) -> tuple[str, str]:
        """A filter of the operation as it works, empty if it does not, and what was wrong with it."""
        allowed = self.filters_of(operation)
        fault = self.fault_of(text, allowed) if text and allowed else ""
        return (self.mended(text, allowed) if fault else text), fault

    def sent_in(self, operation: Operation) -> Parameter | None:
        """The parameter that filters are sent in, if the operation has it."""
        query = operation.parameters_in("query")
        return next((parameter for parameter in query if parameter.name == self.parameter), None)


class Waiver(NamedTuple):
    """A defect of the spec that every collection made from it shares: what a rule says of it is not counted.

    `schema` is the JSON pointer of the schema at fault, in which `*` stands for anything; `since` and `until`
    are the first and the last version that have it, empty where there is no such bound.
    """

    rule: str
    schema: str
    reason: str
    since: str = ""
    until: str = ""

    def applies_to(self, version: str) -> bool:
        """Whether a version of the spec has the defect."""
        return self.since <= version and (not self.until or version <= self.until)

    def covers(self, rule: str, schema: str) -> bool:
        """Whether it is this rule's complaint about this schema."""
        return rule == self.rule and fnmatchcase(schema, self.schema)


class Prose(NamedTuple):
    """The description of an operation, taken apart."""

    text: str
    """What is left when the rest is told on its own."""
    limits: tuple[str, ...] = ()
    """The rate limits that the description names."""
    scopes: tuple[str, ...] = ()
    """The scopes that it names."""
    costs: Mapping[str, tuple[str, ...]] = NOTHING
    """The rate limits that hold when a parameter is used, by the parameter and its value."""
    spec_url: str = ""
    """Where the operation's own spec is."""


def _plain_prose(operation: Operation, _version: str) -> Prose:
    return Prose(operation.description)


def _plain_text(text: str, _version: str) -> str:
    return text


def _no_dates(_version: str) -> tuple[date, date, date] | None:
    return None


def _none_exclusive(_operation: Operation) -> tuple[str, ...]:
    return ()


class Wording(NamedTuple):
    """Which templates a vendor's words are in, and what they need to know that no spec says."""

    collection: str = "plain.md.j2"
    overviews: str = ""
    """The folder of templates that overviews of single APIs stand in; empty: none has one of its own."""
    groups: frozenset[str] = frozenset()
    """Tags that gather several APIs, each in a sub-folder of its own."""
    operation_url: str = ""
    """The page of an operation in the vendor's reference; may hold {version} and {id}."""
    public: str = ""
    """What it means that an operation takes none."""
    site: str = ""
    """Where the vendor's documentation of a version begins; may hold {version}."""
    prose: Callable[[Operation, str], Prose] = _plain_prose
    """Takes the description of an operation in a version apart."""
    parameter_prose: Callable[[str, str], str] = _plain_text
    """The description of a parameter in a version, without what its schema says as well."""
    dates: Callable[[str], tuple[date, date, date] | None] = _no_dates
    """The days on which a version is released, deprecated and retired, where they are known."""


class Profile(NamedTuple):
    """The conventions of one vendor; every default means "as the spec has it"."""

    name: str = "none"
    file_stem: str = "api"
    collection_name: str = "{title} {version}"
    """May hold {title}, {version} and {channel}."""
    id_namespace: str = "{title}/{channel}/{version}"
    """What tells the ids of one collection from those of others; may hold the same, {channel} as a name."""
    output_folder: str = "{title} {version}"
    """Below which folder the files go; may hold the same. What no file system takes is left out of it."""
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
    aliases_key: str = ""
    """Vendor key of an operation that lists its former operationIds."""
    property_order: tuple[str, ...] = ()
    """Properties that come before all others in values: those of a format, as its readers know them."""
    is_json_api: bool = False
    """Whether answers are documents of JSON:API, the links of which are known."""
    amendments: tuple[Amendment, ...] = ()
    """What is known of the vendor's schemas beyond what they say."""
    exclusive_fields: Callable[[Operation], tuple[str, ...]] = _none_exclusive
    """The fields of a body of which the description of an operation allows one, the likeliest first."""
    filters: FilterGrammar | None = None
    wording: Wording = Wording()
    rate_limit: RateLimitHeaders = RateLimitHeaders()
    errors: tuple[ErrorExample, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def channel(self, version: str) -> Channel:
        """The channel of a version, by its suffix."""
        return next(channel for channel in self.channels if version.endswith(channel.version_suffix))

    def name_of(self, api: Api) -> str:
        """The name of the collection."""
        label = self.channel(api.version).label
        return self.collection_name.format(title=api.title, version=api.version, channel=label).strip()

    def namespace_of(self, api: Api) -> str:
        """The namespace of the ids of the collection."""
        name = self.channel(api.version).name
        return self.id_namespace.format(title=api.title, version=api.version, channel=name)

    def folder_of(self, api: Api) -> str:
        """The name of the folder for the files: a spec is not trusted to say where they go."""
        name = self.output_folder.format(title=api.title, version=api.version).strip()
        return safe_name(name) or "unversioned"

    def for_sample(self) -> "Profile":
        """The same for the specs that come with this package: what becomes of them is nobody's real API."""
        return self._replace(
            collection_name=f"SAMPLE {self.collection_name}", id_namespace=f"sample/{self.id_namespace}"
        )

    def scopes(self, operation: Operation) -> list[str]:
        """The scopes that an operation asks for."""
        scopes = operation.extensions.get(self.scopes_key, [])
        return [str(scope) for scope in scopes] if isinstance(scopes, list) else []

    def rule(self, name: str, location: str, is_public: bool) -> ParameterRule | None:
        """The rule for a parameter on an operation, if there is one."""
        for rule in self.parameters:
            is_meant = rule.location == location and rule.name.lower() == name.lower()
            if is_meant and (is_public or not rule.only_public):
                return rule
        return None
