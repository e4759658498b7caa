"""What stops a run: exceptions that carry the exit code and a hint on what to do.

What merely informs is a `Finding` (see findings.py). The command line prints an error as one line on
standard error and exits with its code; nothing else in the package prints or exits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

LONGEST = 1000
"""Characters of a message that are said: what it quotes from an input may be of any length."""


def bounded(text: str) -> str:
    """`text`, or its beginning if it is too long to be said."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


class KlaviyoPostmanError(Exception):
    """Base of every expected failure. `message` says what and where, `hint` says what to do."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[KlaviyoPostmanError], tuple[str | int, ...]]:
        """Whole between processes: the default would lose the hint."""
        return type(self), (self.message, self.hint)

    def __str__(self) -> str:
        """One line, however much of the input is quoted in it."""
        message = bounded(" ".join(self.message.splitlines()))
        return f"{message} ({self.hint})" if self.hint else message


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


class InternalError(KlaviyoPostmanError):
    """A fault of this program: what nobody expected. Its code is EX_SOFTWARE of sysexits.h."""

    exit_code = 70


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """The net below all work: what nobody expected becomes one InternalError, which says what was worked on
    (`name`) and in which module below the pipeline it happened. A file that cannot be read is an InputError.
    """
    try:
        yield
    except (KlaviyoPostmanError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except OSError as error:
        raise InputError(f"{error.filename or name}: cannot be read: {error.strerror or error}") from error
    except BaseException as error:  # also the panic of a library written in Rust, which is no Exception
        raise internal_error(error, name) from error


def internal_error(error: BaseException, name: str) -> InternalError:
    """One line on what nobody expected, met while working on `name`."""
    said = " ".join(str(error).split())[:200]
    what = f"unexpected {type(error).__name__}{': ' if said else ''}{said}"
    hint = "a fault of klaviyo-postman: please report it, with what -vv says"
    return InternalError(f"{name}: {_stage(error)}: {what}", hint)


def traceback_of(error: BaseException) -> str:
    """The traceback of an error and its causes, as text; what their frames held is let go of."""
    import traceback

    cause: BaseException | None = error
    while cause is not None:
        traceback.clear_frames(cause.__traceback__)
        cause = cause.__cause__ or cause.__context__
    text = "".join(traceback.format_exception(error))
    error.__traceback__ = error.__cause__ = error.__context__ = None
    return text


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint for a name that does not exist: which ones were perhaps meant; empty if none is near."""
    import difflib

    near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else ""


def _stage(error: BaseException) -> str:
    """The step that failed, as `postman.build`: the first module of a room that the error came through."""
    modules, trace = [], error.__traceback__
    while trace:
        modules.append(str(trace.tb_frame.f_globals.get("__name__", "")))
        trace = trace.tb_next
    ours = [module.removeprefix("generator.") for module in modules if module.startswith("generator.")]
    rooms = (module for module in ours if module.partition(".")[0] not in ("cli", "errors", "pipeline"))
    return next(rooms, (ours or ["?"])[-1])
