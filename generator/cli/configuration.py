"""Options from a file in this folder. It may be anybody's, such as a pull request's: so it is checked, and
what could make us run, fetch or send something counts for those alone who trust it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from generator.errors import InputError, UsageError, nearest

OWN = "klaviyo-postman.toml"
SHARED = "pyproject.toml"
_TABLE = ("tool", "klaviyo-postman")
_TRUSTED = frozenset(
    (
        *("source", "schema", "templates", "base-url", "workspace", "environment", "announce"),
        *("allow-remote-refs", "on-drift", "adopt", "mark-latest"),
    )
)
"""What runs as a template, is fetched from, or says what is sent where and what it replaces; also any value
that is a URL, and a path that leads out of the folder, or into Git's."""


_SHOWN = 4  # faults
_LONGEST = 60  # characters of a key or value in a message


class Configuration(NamedTuple):
    """A file and what stands in it for us; empty where there is none."""

    file: str = ""
    text: str = ""
    path: tuple[str, ...] = ()
    """The table within the file that is ours."""
    table: Mapping[str, object] = {}
    is_trusted: bool = False
    passed_over: str = ""
    """Another file that has options as well, which do not count."""

    def defaults(self, command: click.Command, name: str = "") -> dict[str, object]:
        """The options that the file has for a command, or without a `name` for all, by names of parameters.

        Raises UsageError for keys that are no option and for values that are none, each with its line.
        """
        below = self.table.get(name, {}) if name else self.table
        path = (*self.path, name) if name else self.path
        if not isinstance(below, dict):
            raise UsageError(f"{self._place(path)}: {name} is a command, whose options stand in a table")
        commands = set() if name else set(getattr(command, "list_commands", lambda _: [])(None))
        options = dict(_options(command))
        values: dict[str, object] = {}
        faults: list[str] = []
        for key, value in below.items():
            if key in commands:
                continue
            option = options.get(key)
            fault = _fault(option, value) if option else _unknown(key, name, options.keys() | commands)
            if not fault and not self.is_trusted and _needs_trust(key, option, value):
                fault = f"{key} = {_short(value)} is not taken from a file without --trust-config"
            if fault:
                faults.append(f"{self._place((*path, key))}: {fault}")
            elif option and option.name:
                values[option.name] = str(value) if isinstance(value, date) else value
        if faults:
            more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            raise UsageError("; ".join(faults[:_SHOWN]) + more)
        return values

    def _place(self, path: tuple[str, ...]) -> str:
        line = _line_of(self.text, path)
        return f"{self.file}, line {line}" if line else self.file


def read_configuration(is_trusted: bool) -> Configuration:
    """What this folder has: a file of its own, else the table in pyproject.toml. Raises InputError."""
    own, shared = _loaded(OWN), _loaded(SHARED)
    theirs = shared[1].get(_TABLE[0]) if shared else None
    table = theirs.get(_TABLE[1]) if isinstance(theirs, dict) else None
    if own:
        return Configuration(OWN, own[0], (), own[1], is_trusted, SHARED if table is not None else "")
    if shared is None or table is None:
        return Configuration()
    found = Configuration(SHARED, shared[0], _TABLE, is_trusted=is_trusted)
    if not isinstance(table, dict):
        raise UsageError(f"{found._place(_TABLE)}: {_TABLE[1]} is not a table")
    return found._replace(table=table)


def _loaded(name: str) -> tuple[str, dict[str, object]] | None:
    path = Path(name)
    if not path.is_file():
        return None
    import tomllib

    try:
        text = path.read_text("utf-8")
        return text, tomllib.loads(text)
    except (ValueError, OSError, RecursionError) as error:
        if name == SHARED:
            return None  # somebody else's file
        raise InputError(f"{name}: {error}") from error


def _options(command: click.Command) -> Iterator[tuple[str, click.Option]]:
    """The options by their flags, without the dashes, as the command line names them; none, such as
    `--version`, that would end each call with success before anything is done.
    """
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.is_eager:
            for flag in parameter.opts:
                if flag.startswith("--"):
                    yield flag.removeprefix("--"), parameter


def _unknown(key: str, name: str, known: set[str]) -> str:
    near = nearest(key, known)
    what = f"no option {_short(key)} of {name}" if name else f"no option or command {_short(key)}"
    return f"{what} ({near})" if near else what


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _fault(option: click.Option, value: object) -> str:
    """What is wrong with a value for an option; empty if nothing is."""
    wanted, kinds = _kind(option)
    flag = max(option.opts, key=len).removeprefix("--")
    items = value if option.multiple else [value]
    if not isinstance(items, list) or not all(type(item) in kinds for item in items):
        return f"{flag} wants {wanted}, not {_short(value)}"
    if any("\0" in str(item) for item in items):
        return f"{flag}: no text may hold a null character"
    try:
        for item in items:
            option.type.convert(str(item) if isinstance(item, date) else item, option, None)
    except click.BadParameter as error:
        return f"{flag}: {error.message[:300]}"
    return ""


def _kind(option: click.Option) -> tuple[str, tuple[type, ...]]:
    """What an option wants, in words and as types of TOML."""
    if option.multiple:
        return "a list of texts", (str,)
    if option.count or isinstance(option.type, click.types.IntParamType):
        return "a whole number", (int,)
    if option.is_flag:
        return "true or false", (bool,)
    if isinstance(option.type, click.DateTime):
        return "a date", (str, date)
    return "a text", (str,)


def _needs_trust(key: str, option: click.Option | None, value: object) -> bool:
    if key in _TRUSTED or (isinstance(value, str) and "://" in value):
        return True
    if option is None or not isinstance(option.type, click.Path):
        return False
    here = Path.cwd()
    path = (here / str(value)).resolve()
    return not path.is_relative_to(here) or ".git" in map(str.casefold, path.parts)


def _line_of(text: str, path: tuple[str, ...]) -> int:
    """The line on which the value at `path` begins: the first one of its name with which it is there."""
    import tomllib

    lines = text.splitlines(keepends=True)
    named = [number for number, line in enumerate(lines, 1) if path[-1] in line]
    for number in named:
        try:
            found: object = tomllib.loads("".join(lines[:number]))
        except (ValueError, RecursionError):  # a value of several lines
            continue
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if found is not None:
            return number
    return named[0] if named else 0
