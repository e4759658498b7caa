"""What a user's templates may do: no attribute that leads out, no change to what they are given, no bombs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.filters import make_attrgetter
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import htmlsafe_json_dumps, pass_environment

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.runtime import Context

LONGEST = 1_000_000
"""How many characters a template may write, and how long a text may be that it makes on the way."""
_LARGEST = 2**1024
_FILTERS = ("batch", "center", "format", "indent", "pprint", "slice", "urlize", "wordwrap", "xmlattr")
"""Those that make a text or a list of any size of a number, or write whatever they are given."""
_METHODS = frozenset(
    (
        *("center", "expandtabs", "format", "format_map", "join", "ljust", "replace", "rjust", "to_bytes"),
        *("translate", "zfill"),
    )
)
"""Methods of texts and numbers that do."""


class _Generator(CodeGenerator):
    """Jinja's compiler, but for `~`, which no environment is asked about."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        self.write("environment.concat(map(environment.finalize, (")
        for one in node.nodes:
            self.visit(one, frame)
            self.write(", ")
        self.write(")))")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, whose ranges end at 100,000 (`MAX_RANGE`), in which only numbers are multiplied, texts
    have a limit, and only what is one is written.

    How long a template takes is not bounded: loops within loops may go on.
    """

    intercepted_binops = frozenset(("*", "**", "+", "%"))
    code_generator_class = _Generator

    def __init__(self, **options: Any) -> None:  # as Jinja types them
        super().__init__(**options, finalize=_text)
        for name in _FILTERS:
            del self.filters[name]
        del self.globals["lipsum"]
        self.filters |= {"join": _join, "replace": _replace, "tojson": _to_json}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Whether a template may have an attribute."""
        is_bomb = attr in _METHODS and isinstance(obj, str | bytes | int)
        return not is_bomb and super().is_safe_attribute(obj, attr, value)

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """The text of its parts, which may still be made. Raises SecurityError beyond `LONGEST`."""
        texts: list[str] = []
        length = 0
        for part in map(str, parts):
            length = _within(length + len(part))
            texts.append(part)
        return "".join(texts)

    def call_binop(self, _: Context, operator: str, left: Any, right: Any) -> object:  # as Jinja types them
        """Reckon with two numbers, or join two texts or lists. Raises SecurityError for a power, a text that
        is repeated or filled in, and what gets too large.
        """
        if operator == "+" and hasattr(left, "__len__") and hasattr(right, "__len__"):
            _within(len(left) + len(right))
            return left + right
        if operator == "**":
            raise SecurityError("no powers are taken")
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            raise SecurityError(f"{operator} is for numbers alone")
        if max(abs(left), abs(right)) > _LARGEST:
            raise SecurityError("a number is too large")
        return left + right if operator == "+" else left % right if operator == "%" else left * right


def _within(length: int) -> int:
    if length > LONGEST:
        raise SecurityError(f"a text has more than {LONGEST:,} characters")
    return length


def _text(value: object) -> object:
    """What is text, or a number, or undefined (of which Jinja tells); all else would be written as Python has
    it, with addresses in memory.
    """
    if type(value).__str__ is object.__str__ and not isinstance(value, int | float | None):
        raise SecurityError(f"a {type(value).__name__} is no text")
    return value


@pass_environment
def _join(env: Sandbox, value: Iterable[object], d: str = "", attribute: str | int | None = None) -> str:
    if attribute is not None:
        value = map(make_attrgetter(env, attribute), value)
    texts = [str(_text(one)) for one in value]
    _within(sum(map(len, texts)) + len(d) * len(texts))
    return d.join(texts)


def _replace(s: str, old: str, new: str, count: int = -1) -> str:
    _within((len(s) + 1) * max(len(new), 1))
    return s.replace(old, new, count)


def _to_json(value: object) -> str:
    return htmlsafe_json_dumps(value, sort_keys=True)
