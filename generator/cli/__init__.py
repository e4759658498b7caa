"""The command line: options in, a call, a report out. Only here is anything printed or exited.

Commands are imported when they run: `--help` must not pay for libraries it does not use.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn, cast

import click

from generator import __version__
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
CONFIG_FILES = ("klaviyo-postman.toml", "pyproject.toml")
# Options that the code calls otherwise, since configuration files name them as the command line does.
_PARAMETERS = {
    "all": "everything",
    "source": "base",
    "tag": "tags",
    "operation": "operations",
    "format": "form",
    "from": "old",
    "to": "new",
    "level": "levels",
}


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
@click.pass_context
def cli(ctx: click.Context, specs: Path, quiet: bool, verbose: int) -> None:
    """Turn Klaviyo's OpenAPI specs into Postman collections.

    Options not given are taken from the environment, then from [tool.klaviyo-postman] in pyproject.toml or
    from klaviyo-postman.toml.
    """
    from generator.cli.settings import Settings

    ctx.obj = Settings(specs=specs, verbosity=-1 if quiet else verbose)


def main() -> NoReturn:
    """Run the command line; exits with 0 fine, 1 check failed, 2 usage, 3 input, 4 output, 5 remote,
    70 a fault of ours, 130 interrupted.
    """
    arguments = sys.argv[1:]
    if sys.stdout is None:
        _fail(OutputError("standard output is closed"), arguments)
    try:
        # Without standalone mode click returns the code of an Exit.
        code = cli.main(
            arguments, prog_name="klaviyo-postman", standalone_mode=False, default_map=_configuration()
        )
    except SystemExit:  # click's answer to a reader of our output that has seen enough
        sys.exit(0)
    except click.Abort:
        _say("aborted")
        sys.exit(130)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
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
        _say(traceback_of(error).rstrip())
    _say(f"Error: {error}")
    sys.exit(error.exit_code)


def _say(text: str) -> None:
    with suppress(OSError):  # where nobody can be told, the exit code tells
        click.echo(text, err=True)


def _is_traced(arguments: list[str]) -> bool:
    """Whether -v was given twice, in any spelling."""
    said = (re.fullmatch("-q*(v+)", argument) for argument in arguments)
    return arguments.count("--verbose") + sum(len(found[1]) for found in said if found) > 1


def _configuration() -> dict[str, object]:
    """Defaults from the first configuration file of this folder that has any."""
    for name in CONFIG_FILES:
        path = Path(name)
        if not path.is_file():
            continue
        import tomllib

        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (ValueError, OSError) as error:
            if name == "pyproject.toml":
                continue  # somebody else's file
            from generator.errors import InputError

            raise InputError(f"{name}: {error}") from error
        table = data.get("tool", {}).get("klaviyo-postman") if name == "pyproject.toml" else data
        if isinstance(table, dict):
            return _by_parameter(table)
    return {}


def _by_parameter(table: dict[str, object]) -> dict[str, object]:
    """Options of a configuration file, and those of each command below it, by the names of parameters."""
    return {
        _PARAMETERS.get(key, key.replace("-", "_")): _by_parameter(value)
        if isinstance(value, dict)
        else value
        for key, value in table.items()
    }
