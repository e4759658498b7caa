"""What stops a run: exceptions that carry the exit code and a hint on what to do.

What merely informs is a `Finding` (see findings.py). The command line prints an error as one line on
standard error and exits with its code; nothing else in the package prints or exits.
"""

from __future__ import annotations


class KlaviyoPostmanError(Exception):
    """Base of every expected failure. `message` says what and where, `hint` says what to do."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[KlaviyoPostmanError], tuple[str, str]]:
        """Whole between processes: the default would lose the hint."""
        return type(self), (self.message, self.hint)

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(KlaviyoPostmanError):
    """The call asks for something that does not exist: an unknown tag, operation or revision."""

    exit_code = 2


class InputError(KlaviyoPostmanError):
    """Input that cannot be read, fetched or understood."""

    exit_code = 3


class OutputError(KlaviyoPostmanError):
    """Output that cannot be written."""

    exit_code = 4


class RemoteError(KlaviyoPostmanError):
    """A remote service refused what was asked of it."""

    exit_code = 5
