"""What a user's templates may do: no attribute that leads out, no change to what they are given, no bombs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from jinja2.runtime import Context


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, whose ranges end at 100,000 (`MAX_RANGE`), and in which only numbers are multiplied.

    How long a template takes is not bounded: loops within loops may go on.
    """

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, _: Context, operator: str, left: object, right: object) -> object:
        """Multiply two numbers. Raises SecurityError for a power, or a text that is repeated."""
        if operator == "*" and isinstance(left, int | float) and isinstance(right, int | float):
            return left * right
        raise SecurityError(f"{operator} is for numbers alone" if operator == "*" else "no powers are taken")
