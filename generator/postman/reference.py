"""What the documentation of a request says: its description, and what Postman's own view would hide."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from generator.escape.markdown import Markdown, cell, code, codes, escaped, joined, markdown, written
from generator.json_types import JSON
from generator.openapi.model import Api, Node, Operation, Parameter
from generator.openapi.references import follow
from generator.openapi.schema import effective
from generator.openapi.selection import Order
from generator.postman.bodies import preferred
from generator.postman.fields import BodyField, FieldReader
from generator.postman.filters import FilterWords, filter_words, own_example
from generator.postman.profile import Profile, Prose

_MOST_VALUES = 60
_WIDEST = 76  # characters of a field and its example, which no table breaks: of 760 pixels they are 600
_SECONDS = "smhd"


class ParameterWords(NamedTuple):
    """A line of the table of parameters; all texts are Markdown for a table."""

    name: Markdown
    location: str
    required: bool
    description: Markdown
    """What it means, what it may be, and what it costs."""


class RequestWords(NamedTuple):
    """What the template of a request is given as `request`."""

    name: Markdown
    method: str
    path: str
    description: Markdown
    """Without the scopes and limits that stand below."""
    public: str
    """What it means that no credentials are sent, empty where some are or nothing is to be said of it."""
    scopes: tuple[str, ...]
    limits: tuple[str, ...]
    """As `75/s`, shortest window first."""
    other_limits: tuple[str, ...]
    """Those that the description names, where they differ."""
    parameters: tuple[ParameterWords, ...]
    filters: tuple[FilterWords, ...]
    filters_fit: bool
    """Whether a table of them is no wider than a page."""
    filter_parameter: str
    body: str
    """The media type of the body, empty without one."""
    body_description: Markdown
    fields: tuple[BodyField, ...]
    page: str
    """The URL of its page in the vendor's reference, empty where there is none."""
    spec_url: str


class ReferenceReader:
    """Prepares the words of the requests of one API."""

    def __init__(self, api: Api, profile: Profile) -> None:
        self._api = api
        self._profile = profile
        self._prose: dict[str, Prose] = {}
        self._filters: dict[str, tuple[FilterWords, ...]] = {}
        self.fields = FieldReader(api.document, Order(profile.property_order))

    def prose(self, operation: Operation) -> Prose:
        """The description of an operation, taken apart."""
        known = self._prose.get(operation.pointer)
        if known is None:
            prose = self._profile.wording.prose(operation, self._api.version)
            known = self._prose[operation.pointer] = prose
        return known

    def request(self, operation: Operation) -> RequestWords:
        """The words of one request."""
        wording = self._profile.wording
        prose = self.prose(operation)
        limits, filters = self.limits(operation), self.filters(operation)
        scopes = () if operation.is_public else tuple(self._profile.scopes(operation)) or prose.scopes
        media_type = preferred(operation.body.content) if operation.body else None
        page = self._page_of(operation)
        return RequestWords(
            name=escaped(operation.summary or operation.id),
            method=operation.method.upper(),
            path=operation.path,
            description=markdown(prose.text),
            public=wording.public if operation.is_public else "",
            scopes=scopes,
            limits=limits or prose.limits,
            other_limits=prose.limits if limits and prose.limits and set(prose.limits) != set(limits) else (),
            parameters=tuple(self._parameters(operation, prose.costs, filters)),
            filters=filters,
            filters_fit=all(len(line.field) + len(line.sent) <= _WIDEST for line in filters),
            filter_parameter=self._profile.filters.parameter if self._profile.filters else "",
            body=media_type.name if media_type else "",
            body_description=markdown(operation.body.description if operation.body else ""),
            fields=tuple(self.fields.fields(media_type.node)) if media_type else (),
            page=page,
            spec_url=prose.spec_url,
        )

    def _page_of(self, operation: Operation) -> str:
        """The URL of its page in the vendor's reference, empty where there is none."""
        version, id_ = quote(self._api.version, safe=""), quote(operation.id, safe="")
        return self._profile.wording.operation_url.format(version=version, id=id_)

    def limits(self, operation: Operation) -> tuple[str, ...]:
        """The rate limits as data of the operation has them, shortest window first."""
        given = operation.extensions.get(self._profile.rate_limit.extension)
        texts = [text for text in given.values() if isinstance(text, str)] if isinstance(given, dict) else []
        return tuple(sorted(texts, key=lambda text: _SECONDS.find(text[-1:])))

    def filters(self, operation: Operation) -> tuple[FilterWords, ...]:
        """The lines of all fields that the operation can be filtered by."""
        grammar = self._profile.filters
        if grammar is None:
            return ()
        if operation.pointer not in self._filters:
            own, _ = grammar.working(own_example(grammar.sent_in(operation)), operation)
            self._filters[operation.pointer] = tuple(
                filter_words(field, given, operation, own, self._api.document, self.fields)
                for field, given in grammar.filters_of(operation).items()
            )
        return self._filters[operation.pointer]

    def _parameters(
        self, operation: Operation, costs: Mapping[str, tuple[str, ...]], filters: tuple[FilterWords, ...]
    ) -> list[ParameterWords]:
        """Without the header that all requests have alike: Postman shows it, switched on."""
        found = []
        filtering = self._profile.filters.parameter if self._profile.filters and filters else ""
        for parameter in operation.parameters:
            rule = self._profile.rule(parameter.name, parameter.location, operation.is_public)
            if rule is not None and rule.first:
                continue
            sentences = self._values(parameter.node)
            if parameter.name == filtering:
                sentences.append(written("One of the filters below, or several."))
            sentences += [
                written("With {} the rate limits are {}.", code(used.partition("=")[2]), codes(limits))
                for used, limits in costs.items()
                if used.partition("=")[0] == parameter.name
            ]
            said = self._said(parameter)
            sentences = [*sentences, said] if said.startswith("[") else [said, *sentences]
            found.append(
                ParameterWords(
                    code(parameter.name),
                    parameter.location,
                    parameter.required,
                    joined(" ", filter(None, sentences)),
                )
            )
        return found

    def _said(self, parameter: Parameter) -> Markdown:
        description, grammar = parameter.description, self._profile.filters
        if grammar is not None and parameter.name == grammar.parameter:
            description = grammar.introduction(description)
        return _sentence(self._profile.wording.parameter_prose(description, self._api.version))

    def _values(self, node: Node) -> list[Markdown]:
        """What the schema allows, in sentences."""
        schema = follow(self._api.document, node).schema
        items = schema.get("items")
        if items is not None:
            schema = effective(self._api.document, Node(items, node.pointer + "/items")).keywords
        said = []
        if "enum" in schema:
            said.append(_allowed(tuple(map(_text, schema["enum"])), several=items is not None))
        least, most = schema.get("minimum"), schema.get("maximum")
        if most is not None:
            lowest = f"From {_text(least)} to" if least is not None and least != 1 else "At most"
            said.append(escaped(f"{lowest} {_text(most)}"))
        if "default" in schema and "enum" not in schema:
            default = code(_text(schema["default"]))
            if most is not None:  # in one breath, or the two read like a contradiction
                return [*said[:-1], written("{}; {} unless asked for.", said[-1], default)]
            return [*said, written("Default {}.", default)]
        return [*said[:-1], written("{}.", said[-1])] if most is not None else said


@lru_cache(maxsize=512)
def _allowed(allowed: tuple[JSON, ...], *, several: bool) -> Markdown:
    """The allowed values; parts of others, as in `location.city`, are counted and not listed."""
    values = tuple(map(_text, allowed))
    known = set(values)
    ascending = [value for value in values if not value.startswith("-")]
    if not several and len(ascending) * 2 == len(values) and all(f"-{value}" in known for value in ascending):
        return written("One of {}; with a minus sign in front, in reverse order.", codes(ascending))
    parts = [value for value in values if _whole(value) in known]
    listed = [value for value in values if _whole(value) not in known]
    more = f" and {len(listed) - _MOST_VALUES} more" if len(listed) > _MOST_VALUES else ""
    said = written(f"{'Any of' if several else 'One of'} {{}}{more}", codes(listed[:_MOST_VALUES]))
    if len(listed) == 1 and not parts:
        said = written(f"{'Only' if several else 'Always'} {{}}", codes(listed))
    if parts:
        these = f"{len(parts)} parts of these such as " if len(parts) > 1 else ""
        said = written(f"{{}}, or {these}{{}}", said, code(parts[0]))
    return written("{}.", said)


def _whole(value: str) -> str:
    """What `value` is a part of: `a` for `a.b`."""
    return value.rpartition(".")[0]


@lru_cache(maxsize=1024)
def _sentence(text: str) -> Markdown:
    """`text` on one line, with a full stop unless it ends otherwise."""
    said = cell(text)
    return said if not said or said[-1] in ".!?:)" else written("{}.", said)


def _text(value: JSON) -> str:
    if isinstance(value, str):
        return value
    from generator.encode import to_json

    return to_json(value, indent=False).decode()
