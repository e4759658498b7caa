"""The README names every command, every option and no other, and only make targets that exist."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from generator.cli import COMMANDS, cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
GROUP = "all commands"
FLAG = re.compile(r"(?<![\w-])--?[a-z][a-z-]*(?![\w-])")


def options() -> dict[str, set[str]]:
    """The flags of the group and of each command, as the code has them."""
    context = click.Context(cli)
    commands = {GROUP: cli} | {name: cli.get_command(context, name) for name in COMMANDS}
    found = {
        name: {
            flag
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for flag in parameter.opts
        }
        for name, command in commands.items()
        if command is not None
    }
    found[GROUP] |= {"-h", "--help"}
    return found


def table() -> dict[str, set[str]]:
    """The same as the table under "Options" has them; a row without a command goes on with the one before."""
    section = README.partition("\n## Options\n")[2].partition("\n## ")[0]
    found: dict[str, set[str]] = defaultdict(set)
    command = ""
    for row in re.findall(r"^\|(.*)\|$", section, re.MULTILINE)[2:]:
        who, flags, _ = re.split(r"(?<!\\)\|", row)
        command = who.strip().strip("`") or command
        found[command] |= set(FLAG.findall(flags))
    return found


def code() -> Iterator[str]:
    """What README shows as code: indented lines, and what stands between backticks."""
    yield from (line.strip() for line in re.findall(r"^ {4}(.*)$", README, re.MULTILINE))
    yield from re.findall(r"`([^`\n]+)`", README)


def calls() -> Iterator[list[str]]:
    """The arguments of each call of the command line that is shown."""
    for line in code():
        for part in re.split(r"&&|;|\s\|\s", line.partition(" #")[0]):
            words = part.split()
            if words[:1] == ["klaviyo-postman"]:
                yield words[1:]


@pytest.mark.parametrize("command", [GROUP, *COMMANDS])
def test_the_table_has_every_option_and_no_other(command: str) -> None:
    assert table()[command] == options()[command]


def test_the_table_has_no_command_that_does_not_exist() -> None:
    assert table().keys() == options().keys()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_shown_at_work(command: str) -> None:
    assert any(command in words for words in calls())


def test_calls_that_are_shown_are_understood() -> None:
    known = options()
    for words in calls():
        command = next((word for word in words if word in COMMANDS), GROUP)
        used = {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}
        assert used <= known[GROUP] | known[command], " ".join(words)


def test_every_make_target_that_is_named_exists() -> None:
    named = {target for line in code() for target in re.findall(r"^make ([a-z][a-z0-9-]*)", line)}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert named
    assert named <= set(re.findall(r"^([a-z][a-z0-9-]*):", makefile, re.MULTILINE))
