"""Which templates the words come from, and what each is given: for those who override them."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from inspect import formatannotation
from typing import NamedTuple

from generator.postman.fields import BodyField
from generator.postman.filters import FilterWords
from generator.postman.reference import ParameterWords, RequestWords
from generator.postman.words import ApiWords, FolderWords, LifeWords, LimitWords, RequestLine

# Patterns of the templates' names, what they say, and the variables that they are given.
TEMPLATES = {
    "collection.md.j2": ("the description of a collection, by Klaviyo's profile", ("api",)),
    "plain.md.j2": ("the description of a collection, without a profile", ("api",)),
    "plain-folder.md.j2": ("the description of a folder, without a profile", ("api", "folder")),
    "overviews/*.md.j2": ("the overview of an API, called as its folder", ("api", "folder")),
    "folder.md.j2": ("the overview of an API that has none of its own", ("api", "folder")),
    "subfolder.md.j2": ("the description of a sub-folder", ("api", "folder", "parent")),
    "request.md.j2": ("the documentation of a request", ("request",)),
}
_ASKED = ("has", "name", "filters", "offers", "requires", "takes", "gives", "related")


class Variable(NamedTuple):
    """A variable of templates and what it holds, one line for each attribute."""

    name: str
    meaning: str
    attributes: tuple[str, ...]


def pattern_of(name: str) -> str:
    """The pattern in `TEMPLATES` that a template's name fits, empty if it is not one of the words."""
    return next((pattern for pattern in TEMPLATES if fnmatchcase(name, pattern)), "")


def variables() -> Iterator[Variable]:
    """The variables, then the records that they hold."""
    held = _attributes(ApiWords)
    asked = tuple(f'{name}("…"): {_first_line(getattr(ApiWords, name))}' for name in _ASKED)
    yield Variable("api", "the API", (*held, *asked))
    yield _record("folder", FolderWords)
    yield Variable("parent", "the name of the folder above", ())
    yield _record("request", RequestWords)
    for record in (LifeWords, RequestLine, LimitWords, ParameterWords, FilterWords, BodyField):
        yield _record(record.__name__, record)


def _record(name: str, record: type) -> Variable:
    return Variable(name, _first_line(record), _attributes(record))


def _attributes(record: type) -> tuple[str, ...]:
    """The attributes with their types, without the modules that these are from."""
    typed = (f"{name}: {formatannotation(type_)}" for name, type_ in record.__annotations__.items())
    return tuple(re.sub(r"(\w+\.)+(?=\w)", "", line) for line in typed)


def _first_line(documented: object) -> str:
    return (documented.__doc__ or "").partition("\n")[0]
