"""The words: Jinja templates from `templates/`, rendered strictly. Templates never hold JSON structure."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import InputError
from generator.escape.lines import visible
from generator.escape.markdown import cell, code, codes, escaped, markdown
from generator.resources import bundled

if TYPE_CHECKING:
    import jinja2

SUFFIX = ".j2"
_BOMBS = (MemoryError, RecursionError)


class Templates:
    """The bundled templates, and before them those of a folder of the user's, by the same names."""

    def __init__(self, overrides: Path | None = None) -> None:
        self._folders = ([overrides] if overrides else []) + [bundled("templates")]

    def names(self) -> list[str]:
        """The names of all templates, as `overviews/profiles.md.j2`."""
        return sorted(
            {path.relative_to(folder).as_posix() for folder in self._folders for path in _files(folder)}
        )

    def has(self, name: str) -> bool:
        """Whether there is a template of that name."""
        with suppress(OSError):  # a name may be too long for any file
            return any((folder / name).is_file() for folder in self._folders)
        return False

    def is_overridden(self, name: str) -> bool:
        """Whether the template of that name is the user's."""
        return len(self._folders) > 1 and (self._folders[0] / name).is_file()

    def overrides(self) -> dict[str, str]:
        """The SHA-256 of each template of the user's, by name: what tells their words from others.

        Raises InputError where a link leads out of their folder.
        """
        own = self._folders[:-1]
        files = {
            name: _inside(folder, name)
            for folder in own
            for name in (path.relative_to(folder).as_posix() for path in _files(folder))
        }
        return {name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sorted(files)}

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        bundle = jinja2.FileSystemLoader(self._folders[-1])
        theirs = [jinja2.FunctionLoader(self._theirs)] if self._folders[:-1] else self._made()
        environment = self._kind()(
            loader=jinja2.ChoiceLoader([*theirs, bundle]),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=-1,
        )
        environment.filters |= {one.__name__: one for one in (markdown, cell, escaped, code, codes, visible)}
        return environment

    def _kind(self) -> type[jinja2.Environment]:
        """Templates that came with the program are trusted; with a folder of the user's, none is."""
        if len(self._folders) == 1:
            import jinja2

            return jinja2.Environment
        from generator.sandbox import Sandbox

        return Sandbox

    def _made(self) -> list[jinja2.BaseLoader]:
        """Where templates lie that were compiled as trusted ones, if none is of the user's."""
        from generator.compiled import CompiledLoader, compiled_templates

        made = compiled_templates() if len(self._folders) == 1 else None
        return [CompiledLoader(made, self._folders[0])] if made else []

    def _theirs(self, name: str) -> tuple[str, str, None] | None:
        """The text of a template in the user's folder, and its file."""
        path = _inside(self._folders[0], name)
        is_file = os.path.isfile(path)  # noqa: PTH113 - a name too long for a file is none
        return (path.read_text("utf-8"), str(path), None) if is_file else None

    def compile(self, target: Path) -> None:
        """Write what Jinja makes of the bundled templates below `target`, once, for a wheel."""
        from generator.compiled import compile_templates

        compile_templates(self._environment, self._folders[0], target)

    def render(self, name: str, **variables: object) -> str:
        """The text of template `name`, without blank space around it.

        Raises InputError naming template and line where a template is missing, broken, uses a variable that
        it is not given, or is a link that leads out of the user's folder.
        """
        import jinja2

        try:
            return self._environment.get_template(name).render(variables).strip()
        except jinja2.TemplateNotFound as error:
            raise InputError(f"template {error.name}: not found") from error
        except jinja2.TemplateSyntaxError as error:
            raise InputError(f"template {error.name}, line {error.lineno}: {error.message}") from error
        except jinja2.TemplateError as error:
            raise InputError(f"template {self._place_of(error, name)}: {error.message}") from error
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, *_BOMBS) as error:
            said = f"{type(error).__name__}: {error}"
            raise InputError(f"template {self._place_of(error, name)}: {said}") from error

    def _place_of(self, error: Exception, name: str) -> str:
        """The template and line that raised: the innermost frame within one, as Jinja rewrites them."""
        place, traceback = name, error.__traceback__
        while traceback is not None:
            file = Path(traceback.tb_frame.f_code.co_filename)
            for folder in self._folders:
                if file.is_relative_to(folder):
                    place = f"{file.relative_to(folder).as_posix()}, line {traceback.tb_lineno}"
                    break
            traceback = traceback.tb_next
        return place


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())


def _inside(folder: Path, name: str) -> Path:
    """The file `name` of a folder. Raises InputError if it lies elsewhere, which a link may lead to."""
    if not Path(os.path.realpath(folder / name)).is_relative_to(os.path.realpath(folder)):
        raise InputError(f"template {name}: lies outside of {folder}")
    return folder / name


@cache
def bundled_templates() -> Templates:
    """The templates that came with this installation, compiled once."""
    return Templates()
