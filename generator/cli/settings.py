"""What the group hands to every command, and the options that commands share."""

from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click

from generator.cli.output import warn
from generator.escape.lines import Line
from generator.openapi.source import DEFAULT_BASE


@dataclass(slots=True)
class Settings:
    """The folder of specs, and how much to say: -1 nothing but errors, 1 more, 2 with tracebacks.

    Not frozen, since options of the group may stand after the command too.
    """

    specs: Path = Path("specs")
    verbosity: int = 0
    follows_remote: bool = False
    """Whether files on the web are fetched that a spec refers to."""

    def note(self, message: Line) -> None:
        """Say something by the way, on standard error, unless asked to be quiet."""
        if self.verbosity >= 0:
            warn(message)


source_option = click.option(
    "--source",
    "base",
    metavar="BASE",
    envvar="KLAVIYO_POSTMAN_SOURCE",
    show_envvar=True,
    default=DEFAULT_BASE,
    show_default=True,
    help="Where specs come from: a URL or folder laid out like the public repository, or `sample`.",
)


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at `stream`: the reason for colours and moving bars."""
    return stream.isatty()
