"""The words of a collection: what templates are given, and which template says what.

Templates hold words only. What they claim of an API that not every revision has, they ask for first:
`api.has("POST /api/profile-merge")`. Operations are named by method and path, which outlive their ids.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from generator.escape.markdown import Markdown, cell, codes, escaped, joined, markdown, written
from generator.findings import Finding
from generator.openapi.model import Api, Operation, normalise_path
from generator.postman.bodies import preferred
from generator.postman.folders import Folder
from generator.postman.profile import Profile
from generator.postman.reference import ReferenceReader
from generator.render import Templates

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\s*\n\s*(?=[-*] |[A-Z])|(?<=`) (?=[A-Z][a-z]+ )")
_WIDEST = 40  # characters of a field, which no table breaks
_DIGIT = re.compile(r"\d")
_LIMIT = re.compile(r"\b(?:max(?:imum)?|up to|limit|more than|at most|exceed|retained)\b", re.IGNORECASE)


class RequestLine(NamedTuple):
    """A request as the tables of an overview list it. What is no Markdown is code, or has to be escaped."""

    method: str
    name: Markdown
    path: str
    scopes: tuple[str, ...]
    limits: tuple[str, ...]
    filters: tuple[str, ...]
    """The fields it can be filtered by."""
    sorts: tuple[str, ...]
    """The fields it can be sorted by, without the sign for descending order."""
    filters_shown: Markdown
    sorts_shown: Markdown
    """The same as far as they fit a table; the request itself lists all."""
    page: Markdown
    """How many results a page holds, empty where that cannot be chosen."""


class LimitWords(NamedTuple):
    """A limit that descriptions name, and the requests it holds for."""

    text: Markdown
    requests: tuple[Markdown, ...]


class FolderWords(NamedTuple):
    """What the template of a folder is given as `folder`."""

    name: Markdown
    description: str
    """As the spec has it, empty where that is no more than the name."""
    subfolders: tuple[Markdown, ...]
    requests: tuple[RequestLine, ...]
    """Those of its sub-folders included."""
    scopes: tuple[str, ...]
    limits: tuple[LimitWords, ...]


class LifeWords(NamedTuple):
    """The days on which a revision is released, deprecated and retired."""

    released: date
    deprecated: date
    retired: date


class ApiWords:
    """What every template is given as `api`: the API as a whole, and what there is to ask of it."""

    title: Markdown
    version: Markdown
    description: str
    channel: str
    is_preview: bool
    life: LifeWords | None
    site: str
    count: int
    folders: tuple[FolderWords, ...]
    scopes: tuple[str, ...]

    def __init__(
        self, api: Api, profile: Profile, folders: Iterable[Folder], reader: ReferenceReader
    ) -> None:
        self._api = api
        self._reader = reader
        self._profile = profile
        self._operations = {operation.key: operation for operation in api.operations}
        self._lines: dict[str, RequestLine] = {}
        self._said: dict[str, Markdown] = {}
        self._folders: dict[int, FolderWords] = {}
        self.title = escaped(api.title)
        self.version = escaped(api.version)
        self.description = api.description
        channel = profile.channel(api.version)
        self.channel = channel.name
        self.is_preview = bool(channel.version_suffix)
        dates = profile.wording.dates(api.version)
        self.life = LifeWords(*dates) if dates else None
        self.site = profile.wording.site.format(version=quote(api.version, safe=""))
        self.count = len(api.operations)
        self.folders = tuple(map(self.folder, folders))
        self.scopes = _distinct(scope for one in api.operations for scope in self.line(one).scopes)

    def has(self, request: str) -> bool:
        """Whether there is such an operation, as `GET /api/profiles/{id}`."""
        return _key(request) in self._operations

    def name(self, request: str) -> Markdown:
        """What the request is called in this revision. Raises KeyError if there is none: ask `has` first."""
        return self.line(self._operations[_key(request)]).name

    def filters(self, request: str) -> tuple[str, ...]:
        """The fields by which the results of an operation can be filtered; none if it does not exist."""
        operation = self._operations.get(_key(request))
        return self.line(operation).filters if operation else ()

    def offers(self, request: str, parameter: str) -> bool:
        """Whether an operation has a parameter of that name."""
        operation = self._operations.get(_key(request))
        return operation is not None and any(one.name == parameter for one in operation.parameters)

    def requires(self, request: str, parameter: str) -> bool:
        """Whether an operation has a parameter of that name that must be sent."""
        operation = self._operations.get(_key(request))
        return operation is not None and any(
            one.name == parameter and one.required for one in operation.parameters
        )

    def takes(self, request: str, field: str) -> bool:
        """Whether the body of an operation may hold a field of that name, at any depth."""
        operation = self._operations.get(_key(request))
        media_type = preferred(operation.body.content) if operation and operation.body else None
        return media_type is not None and field in self._reader.fields.names(media_type.node)

    def gives(self, request: str, field: str) -> bool:
        """Whether what an operation answers with may hold a field of that name, at any depth."""
        operation = self._operations.get(_key(request))
        successes = [one for one in operation.responses if one.is_success] if operation else []
        media_types = [preferred(response.content) for response in successes]
        return any(one is not None and field in self._reader.fields.names(one.node) for one in media_types)

    def related(self, *names: str) -> list[str]:
        """Those of the names that are folders of this collection, or sub-folders with an API of their own."""
        groups = self._profile.wording.groups
        there = {folder.name for folder in self.folders}
        there |= {name for folder in self.folders if folder.name in groups for name in folder.subfolders}
        return [name for name in names if name in there]

    def line(self, operation: Operation) -> RequestLine:
        """A request as tables list it."""
        known = self._lines.get(operation.pointer)
        if known is None:
            known = self._lines[operation.pointer] = self._line(operation)
        return known

    def _line(self, operation: Operation) -> RequestLine:
        sorts: tuple[str, ...] = ()
        page = ""
        for parameter in operation.parameters_in("query"):
            schema = parameter.node.schema
            if parameter.name == "sort":
                sorts = _distinct(str(value).lstrip("-") for value in schema.get("enum", []))
            elif parameter.name == "page[size]" and "default" in schema:
                page, most = str(schema["default"]), schema.get("maximum")
                page = f"at most {most}" if str(most) == page else f"{page}, at most {most}" if most else page
        grammar = self._profile.filters
        filters = tuple(grammar.filters_of(operation)) if grammar else ()
        return RequestLine(
            method=operation.method.upper(),
            name=escaped(operation.summary or operation.id),
            path=operation.path,
            scopes=() if operation.is_public else tuple(self._profile.scopes(operation)),
            limits=self._reader.limits(operation),
            filters=filters,
            sorts=sorts,
            filters_shown=_shown(filters),
            sorts_shown=_shown(sorts),
            page=escaped(page),
        )

    def folder(self, folder: Folder) -> FolderWords:
        """What the template of a folder is given."""
        known = self._folders.get(id(folder))
        if known is None:
            known = self._folders[id(folder)] = self._folder(folder)
        return known

    def _folder(self, folder: Folder) -> FolderWords:
        operations = list(folder.all_operations())
        is_said = folder.description.strip().lower() not in ("", folder.name.lower())
        return FolderWords(
            name=escaped(folder.name),
            description=folder.description if is_said else "",
            subfolders=tuple(escaped(subfolder.name) for subfolder in folder.subfolders),
            requests=tuple(map(self.line, operations)),
            scopes=_distinct(scope for one in operations for scope in self.line(one).scopes),
            limits=tuple(self._limits(operations)),
        )

    def _limits(self, operations: list[Operation]) -> list[LimitWords]:
        """What descriptions say in sentences that hold a number and speak of a limit."""
        found: dict[Markdown, list[Markdown]] = {}
        for operation in operations:
            said = self._said.get(operation.pointer)
            if said is None:
                said = self._said[operation.pointer] = self._limit_of(operation)
            if said:
                found.setdefault(said, []).append(self.line(operation).name)
        return [LimitWords(text, tuple(names)) for text, names in found.items()]

    def _limit_of(self, operation: Operation) -> Markdown:
        text = self._reader.prose(operation).text
        if not _DIGIT.search(text) or not _LIMIT.search(text):
            return escaped("")
        text = markdown(text)
        sentences = [cell(said) for said in _SENTENCE.split(text) if _LIMIT.search(said)]
        return joined(" ", dict.fromkeys(said for said in sentences if _DIGIT.search(said)))


def _shown(names: tuple[str, ...]) -> Markdown:
    short = [name for name in names if len(name) <= _WIDEST]
    more = len(names) - len(short)
    return written(f"{{}} and {more} longer ones", codes(short)) if more else codes(short)


class Words:
    """Renders the words of one collection; what had no words of its own is among the findings."""

    def __init__(self, api: Api, profile: Profile, folders: list[Folder], templates: Templates) -> None:
        self._reader = ReferenceReader(api, profile)
        self._templates = templates
        self._wording = profile.wording
        self.api = ApiWords(api, profile, folders, self._reader)
        self.findings: list[Finding] = []

    def collection(self) -> str:
        """The description of the collection."""
        return self._templates.render(self._wording.collection, api=self.api)

    def folder(self, folder: Folder, parents: tuple[str, ...]) -> str:
        """The description of a folder: an overview where it is an API, else a sentence or two."""
        words = self.api.folder(folder)
        if folder.is_division and not (self._wording.overviews and parents[-1] in self._wording.groups):
            return self._templates.render(
                "subfolder.md.j2", api=self.api, folder=words, parent=escaped(parents[-1])
            )
        return self._templates.render(self._overview(folder.name), api=self.api, folder=words)

    def filter_example(self, operation: Operation, own: str) -> str:
        """A filter of the operation that works: `own` if it is one; empty if none is known."""
        lines = self._reader.filters(operation)
        return next((line.sent for line in lines if line.sent == own), lines[0].sent if lines else "")

    def request(self, operation: Operation) -> str:
        """The documentation of a request."""
        return self._templates.render("request.md.j2", request=self._reader.request(operation))

    def _overview(self, name: str) -> str:
        if not self._wording.overviews:
            return "plain-folder.md.j2"
        template = f"{self._wording.overviews}/{slug(name)}.md.j2"
        if self._templates.has(template):
            return template
        message = f"no overview is written for it: {template} is missing, the default stands in"
        self.findings.append(Finding("overview-missing", "info", message, name, "/tags"))
        return "folder.md.j2"


def slug(name: str) -> str:
    """The name as a file is called: `Data Privacy` -> `data-privacy`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _key(request: str) -> str:
    method, _, path = request.partition(" ")
    return f"{method.lower()} {normalise_path(path)}"


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
