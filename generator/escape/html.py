"""Text for HTML: Jinja escapes all that is no `Markup`, and what cannot be seen is made visible before."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NewType

from generator.escape import Printable
from generator.escape.lines import line
from generator.resources import bundled

if TYPE_CHECKING:
    from markupsafe import Markup

Html = NewType("Html", Printable)


def page(name: str, filters: Mapping[str, Callable[..., object]], **values: object) -> Html:
    """The page of the bundled template `name`.html.j2, given `values`, the style and the script beside it.

    These two stand in the page, and its policy knows them by their digests: no others work in it.
    """
    import jinja2
    from markupsafe import Markup

    folder = bundled("templates")
    style, script = (Markup((folder / f"{name}.{kind}").read_text("utf-8")) for kind in ("css", "js"))  # noqa: S704 - ours
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_seen,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {**filters, "digest": _digest}
    template = environment.get_template(f"{name}.html.j2")
    return Html(Printable(template.render(values, style=style, script=script) + "\n"))


def marked(pieces: list[tuple[str, bool]]) -> Markup:
    """Pieces of text, of which those with a True are code."""
    from markupsafe import Markup, escape

    return Markup("").join(
        Markup("<code>{}</code>").format(_seen(text)) if is_code else escape(_seen(text))
        for text, is_code in pieces
    )


def _digest(text: str) -> Markup:
    """The source of a style or a script, as a Content-Security-Policy has it."""
    from markupsafe import Markup

    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup("sha256-{}").format(digest)


def _seen(value: object) -> object:
    """What a template puts out: lines stay, but are no commands to a log that the page is printed to."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return "\n".join(map(line, value.split("\n")))
    return value
