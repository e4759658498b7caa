"""`klaviyo-postman templates`: which words can be overridden, and what each template is given."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.options import templates_option
from generator.cli.output import say
from generator.escape.lines import line
from generator.postman.variables import TEMPLATES, pattern_of, variables
from generator.render import Templates


@click.command("templates")
@templates_option
def command(*, templates: Path | None) -> None:
    """List the templates that the words of a collection come from, and the variables that each is given.

    To change one, put a file of the same name into a folder and call `generate --templates FOLDER`; all
    others stay as they are. They are Jinja templates, and write Markdown.
    """
    found = Templates(templates)
    for pattern, (meaning, given) in TEMPLATES.items():
        say(line(f"{pattern}  {meaning}; is given {', '.join(given)}"))
        for name in found.names():
            if pattern_of(name) == pattern and (name != pattern or found.is_overridden(name)):
                say(line(f"  {name}{' (overridden)' if found.is_overridden(name) else ''}"))
    for variable in variables():
        say(line(""))
        say(line(f"{variable.name}  {variable.meaning}"))
        for attribute in variable.attributes:
            say(line(f"  {attribute}"))
