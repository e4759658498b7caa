"""The words: Jinja templates from `templates/`, rendered strictly. Templates never hold JSON structure."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import InputError
from generator.resources import bundled

if TYPE_CHECKING:
    import jinja2

_BREAKS = re.compile(r"(\s*<br\s*/?>)+\s*", re.IGNORECASE)


class Templates:
    """The bundled templates."""

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(bundled("templates")),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701 - the output is Markdown
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["markdown"] = markdown
        return environment

    def render(self, name: str, **variables: object) -> str:
        """The text of template `name`, without blank space around it.

        Raises InputError naming template and line where a template is missing, broken, or uses a variable
        that it is not given.
        """
        import jinja2

        try:
            return self._environment.get_template(name).render(**variables).strip()
        except jinja2.TemplateNotFound as error:
            raise InputError(f"template {error.name}: not found") from error
        except jinja2.TemplateSyntaxError as error:
            raise InputError(f"template {error.name}, line {error.lineno}: {error.message}") from error
        except jinja2.UndefinedError as error:
            raise InputError(f"template {_place_of(error, name)}: {error.message}") from error


def markdown(text: str) -> str:
    """Markdown from the mixture that specs hold: HTML line breaks become Markdown's paragraphs."""
    return _BREAKS.sub("\n\n", text).strip() if "<" in text else text.strip()


def _place_of(error: Exception, name: str) -> str:
    """The template and line that raised: the innermost frame within a template, as Jinja rewrites them."""
    folder, place, traceback = bundled("templates"), name, error.__traceback__
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if file.is_relative_to(folder):
            place = f"{file.relative_to(folder).as_posix()}, line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
