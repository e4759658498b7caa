"""Templates as Python, compiled when the wheel is built: no run has to do it, and none writes it down.

In a checkout there are none, and templates are compiled as they are needed, as those of a user always are.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, ModuleLoader, Template
from jinja2.bccache import bc_version

from generator.resources import compiled

FOLDER = f"jinja-{bc_version}"
"""The folder of what Jinja understands: by the number that it gives to what it compiles."""


class CompiledLoader(ModuleLoader):
    """Finds what was compiled of the templates in a folder, and says of each where it was written."""

    def __init__(self, path: Path, sources: Path) -> None:
        super().__init__(path)
        self._sources = sources

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """The template of that name; what it raises has the place in its source. Raises TemplateNotFound."""
        template = super().load(environment, name, globals)
        template.filename = str(self._sources / name)
        return template


def compile_templates(environment: Environment, sources: Path, target: Path) -> None:
    """Write the templates below `sources` that hold Markdown into `target`, as modules of Python."""
    environment.loader = FileSystemLoader(sources)
    environment.compile_templates(
        target / FOLDER, zip=None, ignore_errors=False, filter_func=lambda name: name.endswith(".md.j2")
    )


def compiled_templates() -> Path | None:
    """The folder of compiled templates, if this installation has one that its Jinja understands."""
    return compiled(FOLDER)
