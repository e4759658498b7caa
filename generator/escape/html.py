"""Text for HTML: Jinja escapes all that is no `Markup`, and what cannot be seen is made visible before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NewType

from generator.escape import Printable
from generator.escape.lines import visible
from generator.resources import bundled

if TYPE_CHECKING:
    from markupsafe import Markup

Html = NewType("Html", Printable)


def page(name: str, filters: Mapping[str, Callable[..., object]], **values: object) -> Html:
    """The page of the bundled template `name`, given `values`."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(bundled("templates")),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_seen,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters
    return Html(Printable(environment.get_template(name).render(values) + "\n"))


def marked(pieces: list[tuple[str, bool]]) -> Markup:
    """Pieces of text, of which those with a True are code."""
    from markupsafe import Markup, escape

    return Markup("").join(
        Markup("<code>{}</code>").format(_seen(text)) if is_code else escape(_seen(text))
        for text, is_code in pieces
    )


def _seen(value: object) -> object:
    """What a template puts out: lines stay, since they mean nothing in HTML."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return "\n".join(map(visible, value.split("\n")))
    return value
