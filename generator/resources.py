"""Where the files live that travel with the package: the templates and the sample specs.

In a checkout they are the top-level folders `templates/` and `specs/sample/`; a wheel carries the same
folders below `generator/_bundled/` (see `force-include` in pyproject.toml), and what `hatch_build.py` made of
them and of the profile.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundled(folder: str) -> Path:
    """The folder (`templates` or `specs/sample`) as it came with this installation."""
    in_wheel = _PACKAGE / "_bundled" / folder
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / folder


def compiled(name: str) -> Path | None:
    """What was made of bundled files when the wheel was built; None in a checkout, where they change."""
    path = _PACKAGE / "_bundled" / "compiled" / name
    return path if path.exists() else None
