"""The command line: options in, a call, a report out. Only here is anything printed or exited.

Commands are imported when they run: `--help` must not pay for libraries it does not use.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from importlib import import_module
from pathlib import Path
from typing import NoReturn, cast

import click

from generator import __version__
from generator.cli.configuration import Configuration, read_configuration
from generator.errors import KlaviyoPostmanError, OutputError, internal_error, traceback_of

# Name, and what the list of commands says of it (each module holds the whole help).
COMMANDS = {
    "revisions": "List the known revisions.",
    "pull": "Fetch specs into the folder of specs.",
    "generate": "Generate Postman collections from specs.",
    "validate": "Check Postman collections.",
    "diff": "Compare two revisions: what breaks, what is new.",
    "publish": "Publish a collection to a Postman workspace.",
    "templates": "List the templates of the words, and what they are given.",
}
TRUST = "--trust-config"


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports them one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of a user's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported."""
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(f"generator.cli.{cmd_name}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called, which takes the options of the group as well."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            command = copy(command)
            command.params = [*command.params, *_repeated(self.params)]
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--specs",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("specs"),
    show_default=True,
    envvar="KLAVIYO_POSTMAN_SPECS",
    show_envvar=True,
    help="The folder of pulled specs.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", count=True, help="Say more; twice for tracebacks.")
@click.option(
    TRUST,
    is_flag=True,
    expose_value=False,
    help="Take from the configuration file also what is fetched, run as a template, and sent where.",
)
@click.pass_context
def cli(ctx: click.Context, specs: Path, quiet: bool, verbose: int) -> None:
    """Turn Klaviyo's OpenAPI specs into Postman collections.

    Options not given are taken from the environment, then from klaviyo-postman.toml or, without that file,
    from [tool.klaviyo-postman] in pyproject.toml. These options may stand after the command as well.
    """
    from generator.cli.settings import Settings
    from generator.escape.lines import line

    configuration: Configuration | None = ctx.obj
    ctx.obj = settings = Settings(specs=specs, verbosity=-1 if quiet else verbose)
    name = ctx.invoked_subcommand or ""
    command = cast(click.Group, ctx.command).get_command(ctx, name)
    if configuration and command:
        ctx.default_map = {name: configuration.defaults(command, name)}
        if configuration.passed_over:
            both = f"note: {configuration.file} counts, what {configuration.passed_over} has for us does not"
            ctx.call_on_close(lambda: settings.note(line(both)))


def _repeated(parameters: Iterable[click.Parameter]) -> Iterator[click.Option]:
    """The options of the group once more, for after the command, where they add to what stood before it."""

    def remember(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
        settings = ctx.find_root().obj
        if parameter.name == "specs" and isinstance(value, Path):
            settings.specs = value
        elif parameter.name == "quiet" and value:
            settings.verbosity = -1
        elif parameter.name == "verbose" and isinstance(value, int) and settings.verbosity >= 0:
            settings.verbosity += value

    for parameter in parameters:
        if isinstance(parameter, click.Option) and parameter.name != "version":
            again = copy(parameter)
            again.hidden, again.expose_value, again.callback = True, False, remember
            again.default, again.envvar = None, None
            yield again


def main() -> NoReturn:
    """Run the command line; exits with 0 fine, 1 check failed, 2 usage, 3 input, 4 output, 5 remote,
    70 a fault of ours, 130 interrupted.
    """
    arguments = sys.argv[1:]
    if sys.stdout is None:
        _fail(OutputError("standard output is closed"), arguments)
    try:
        configuration = read_configuration(is_trusted=TRUST in arguments)
        # Without standalone mode click returns the code of an Exit.
        code = cli.main(
            arguments,
            prog_name="klaviyo-postman",
            standalone_mode=False,
            default_map=configuration.defaults(cli),
            obj=configuration,
        )
    except SystemExit:  # click's answer to a reader of our output that has seen enough
        sys.exit(0)
    except click.Abort:
        _say("aborted")
        sys.exit(130)
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        _say(said.getvalue())
        sys.exit(error.exit_code)
    except KlaviyoPostmanError as error:
        _fail(error, arguments)
    except OSError as error:  # the report itself, mostly: other files have their own errors
        about = f"{error.filename}:" if error.filename else "standard output"
        _fail(OutputError(f"{about} cannot be written: {error.strerror or error}"), arguments)
    except BaseException as error:  # also the panic of a library written in Rust, which is no Exception
        internal = internal_error(error, "klaviyo-postman")
        internal.__cause__ = error
        _fail(internal, arguments)
    sys.exit(code)


def _fail(error: KlaviyoPostmanError, arguments: list[str]) -> NoReturn:
    if _is_traced(arguments):
        _say(traceback_of(error))
    _say(f"Error: {error}")
    sys.exit(error.exit_code)


def _say(text: str) -> None:
    from generator.cli.output import show
    from generator.escape.lines import block, line

    with suppress(OSError):  # where nobody can be told, the exit code tells
        show(block(map(line, text.splitlines())), err=True)


def _is_traced(arguments: list[str]) -> bool:
    """Whether -v was given twice, in any spelling."""
    said = (re.fullmatch("-q*(v+)", argument) for argument in arguments)
    return arguments.count("--verbose") + sum(len(found[1]) for found in said if found) > 1
