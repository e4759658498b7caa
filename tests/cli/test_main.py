"""What all commands share: help, exit codes, errors, and where options come from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from generator import __main__ as process
from generator.cli import COMMANDS, cli
from generator.cli.configuration import Configuration
from generator.errors import KlaviyoPostmanError, RemoteError, UsageError

Run = Callable[..., tuple[int, str, str]]

PING = json.dumps(
    {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/ping": {"get": {"tags": ["Shops"]}}},
    }
).encode()


def commands() -> dict[str, click.Command]:
    context = click.Context(cli)
    found = {name: cli.get_command(context, name) for name in COMMANDS}
    return {name: command for name, command in found.items() if command is not None}


# Help


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_the_commands_in_the_order_of_the_work(run: Run, flag: str) -> None:
    code, out, err = run(flag)
    assert (code, err) == (0, "")
    places = [out.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert all(summary in out for summary in COMMANDS.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_of_its_own(run: Run, command: str) -> None:
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    assert f"Usage: klaviyo-postman {command} " in out


def test_a_command_of_the_list_is_what_it_says(run: Run) -> None:
    assert list(commands()) == list(COMMANDS)
    assert all(command.name == name for name, command in commands().items())


def test_the_version_is_that_of_the_distribution(run: Run) -> None:
    assert run("--version") == (0, f"klaviyo-postman, version {version('klaviyo-postman')}\n", "")


def test_it_is_a_module_as_well() -> None:
    ended = subprocess.run([sys.executable, "-m", "generator", "--version"], capture_output=True, check=True)
    assert ended.stdout.startswith(b"klaviyo-postman, version ")


# Usage errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Usage: klaviyo-postman"),
        (("generat",), "generat"),
        (("generate", "--outputs", "x"), "--outputs"),
        (("generate", "--jobs", "0"), "--jobs"),
        (("validate",), "Usage: klaviyo-postman validate"),
    ],
)
def test_a_wrong_call_is_a_2_with_a_word_on_what_is_right(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


# Errors


def test_an_error_is_one_line_with_a_hint(run: Run) -> None:
    code, out, err = run("generate", "--tag", "Shop", "-", stdin=PING)
    assert (code, out) == (2, "")
    assert err == 'Error: no tag "Shop" (did you mean Shops?)\n'


@pytest.mark.parametrize("verbosity", [["-v"], ["--verbose"], ["-q"], ["-q", "-v"]])
def test_there_is_no_traceback_unless_it_is_asked_for(run: Run, verbosity: list[str]) -> None:
    code, _, err = run(*verbosity, "validate", "nothing.json")
    assert code == 3
    assert err == "Error: nothing.json: cannot be read: No such file or directory\n"


@pytest.mark.parametrize(
    "verbosity", [["-v", "-v"], ["-vv"], ["-vvv"], ["--verbose", "-v"], ["--verbose", "--verbose"]]
)
@pytest.mark.parametrize("command", [["validate", "nothing.json"], ["generate", "nothing.json"]])
def test_twice_verbose_is_a_traceback_before_the_error(
    run: Run, verbosity: list[str], command: list[str]
) -> None:
    code, _, err = run(*verbosity, *command)
    assert code == 3
    assert err.startswith("Traceback (most recent call last):\n")
    assert "FileNotFoundError" in err
    assert err.endswith("Error: nothing.json: cannot be read: No such file or directory\n")


def test_a_broken_spec_has_a_traceback_too(run: Run) -> None:
    _, _, err = run("-vv", "generate", "-", stdin=b"{")
    assert err.startswith("Traceback (most recent call last):\n")
    assert "InputError" in err


@pytest.mark.parametrize("error", [KlaviyoPostmanError("odd"), RemoteError("refused", "ask again")])
def test_each_error_has_its_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: KlaviyoPostmanError
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("generator.cli.validate.official_schema", fail)
    assert run("validate", "x.json") == (error.exit_code, "", f"Error: {error}\n")


def test_an_interrupt_is_a_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.cli.validate.official_schema", interrupt)
    code, out, err = run("validate", "x.json")
    assert (code, out, err.strip()) == (130, "", "aborted")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("arguments", [["--help"], ["revisions", "--offline"]])
def test_a_reader_that_has_seen_enough_is_no_error(arguments: list[str], tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


# Configuration


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("klaviyo-postman.toml", "[generate]\noutput = 'there'\ncompact = true\ntag = ['Shops']\n"),
        (
            "pyproject.toml",
            "[tool.klaviyo-postman.generate]\noutput = 'there'\ncompact = true\ntag = ['Shops']\n",
        ),
    ],
)
def test_options_may_stand_in_a_file_by_their_names(run: Run, tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text)
    code, out, _ = run("generate", "--profile", "none", "-", stdin=PING)
    assert code == 0
    assert str(Path("there", "Shop_1")) in out
    manifest = json.loads((tmp_path / "there/Shop_1/manifest.json").read_bytes())
    expected = {"tags": ["Shops"], "operations": [], "compact": True, "templates": {}}
    assert manifest["options"] == expected


def test_options_of_all_commands_stand_above_those_of_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text("specs = 'mine'\n[generate]\nsource = 'nowhere'\n")
    assert "nowhere" in run("--trust-config", "generate", "latest")[2]
    assert "mine" in run("--trust-config", "generate", "--source", "", "2025-07-15")[2]


def test_flags_beat_the_environment_which_beats_the_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text("specs = 'by-file'\n")
    assert "by-file" in run("generate", "2025-07-15")[2]
    monkeypatch.setenv("KLAVIYO_POSTMAN_SPECS", "by-environment")
    assert "by-environment" in run("generate", "2025-07-15")[2]
    assert "by-flag" in run("--specs", "by-flag", "generate", "2025-07-15")[2]


def test_a_file_of_its_own_beats_pyproject(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.klaviyo-postman]\nspecs = 'theirs'\n")
    assert "theirs" in run("generate", "2025-07-15")[2]
    (tmp_path / "klaviyo-postman.toml").write_text("specs = 'ours'\n")
    err = run("generate", "2025-07-15")[2]
    assert "ours: holds no spec" in err
    assert "note: klaviyo-postman.toml counts, what pyproject.toml has for us does not\n" in err
    assert "note" not in run("generate", "-q", "2025-07-15")[2]


@pytest.mark.parametrize(
    "text", ["[tool.other]\nspecs = 'x'\n", "tool = [\n", "tool = 7\n", "x = " + "[" * 5000]
)
def test_what_stands_in_pyproject_for_others_is_passed_over(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert run("--version")[0] == 0


def test_a_broken_file_of_its_own_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text("specs = \n")
    code, _, err = run("--version")
    assert code == 3
    assert err.startswith("Error: klaviyo-postman.toml: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spec = 'x'\n", "line 1: no option or command 'spec' (did you mean specs?)"),
        (
            "# [generat]\n[generat]\noutput = 'x'\n",
            "line 2: no option or command 'generat' (did you mean generate",
        ),
        ("generate = 3\n", "line 1: generate is a command, whose options stand in a table"),
        (
            "[generate]\ncompact = true\noutputs = 'x'\n",
            "line 3: no option 'outputs' of generate (did you mean output",
        ),
        ("[generate]\njobs = 'many'\n", "line 2: jobs wants a whole number, not 'many'"),
        ("[generate]\njobs = 900\n", "line 2: jobs: 900 is not in the range 1<=x<=64"),
        ("[generate]\njobs = true\n", "line 2: jobs wants a whole number, not True"),
        ("[generate]\ncompact = 'yes'\n", "line 2: compact wants true or false, not 'yes'"),
        ("[generate]\ntag = 'Shops'\n", "line 2: tag wants a list of texts, not 'Shops'"),
        ("[generate]\ntag = ['Shops', 3]\n", "line 2: tag wants a list of texts, not ['Shops', 3]"),
        ("[generate]\noutput = [\n  'x',\n]\n", "line 2: output wants a text, not ['x']"),
        ("[generate]\nnames = 'x'\n", "line 2: no option 'names' of generate"),
        ("[generate]\nprofile = 'mine'\n", "line 2: profile: 'mine' is not one of 'klaviyo', 'none'."),
        ("[generate]\n" + "\n".join(f"x{n} = 1" for n in range(9)), "; and 5 more"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(
    run: Run, tmp_path: Path, text: str, said: str
) -> None:
    for file, content in (
        ("klaviyo-postman.toml", text),
        ("pyproject.toml", "[tool.klaviyo-postman]\n" + text.replace("[g", "[tool.klaviyo-postman.g")),
    ):
        (tmp_path / file).write_text(content)
        code, out, err = run("generate", "-", stdin=PING)
        assert (code, out) == (2, "")
        assert err.startswith(f"Error: {file}, line ")
        assert err.count("\n") == 1
        if file == "klaviyo-postman.toml":
            assert said in err
            (tmp_path / file).unlink()


def test_a_table_of_another_kind_is_told_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nklaviyo-postman = 7\n")
    said = "Error: pyproject.toml, line 2: klaviyo-postman is not a table\n"
    assert run("--version") == (2, "", said)


def test_what_another_command_is_told_is_looked_at_when_that_runs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text("[diff]\nfail-onn = 'any'\n")
    assert run("generate", "-", "--profile", "none", stdin=PING)[0] == 0
    code, _, err = run("diff", "a", "b")
    assert code == 2
    assert err.startswith(
        "Error: klaviyo-postman.toml, line 2: no option 'fail-onn' of diff (did you mean fail-on"
    )


def test_a_day_may_be_a_date_of_toml(run: Run, tmp_path: Path) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text("[revisions]\noffline = true\ntoday = 2027-01-01\n")
    assert run("revisions") == run("revisions", "--offline", "--today", "2027-01-01")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_can_stand_in_a_file_by_the_name_of_its_flag(command: str) -> None:
    for parameter in commands()[command].params:
        if isinstance(parameter, click.Option):
            flag = next(flag for flag in parameter.opts if flag.startswith("--")).removeprefix("--")
            value: object = {"a list of texts": [], "true or false": True}.get(kind(parameter), "x")
            table = {command: {flag: value}}
            found = Configuration("x.toml", table=table, is_trusted=True)
            with suppress(UsageError):  # of its value, not of its name
                assert list(found.defaults(commands()[command], command)) == [parameter.name]
            with pytest.raises(UsageError, match=f"no option '{flag}x'"):
                Configuration("x.toml", table={command: {f"{flag}x": value}}).defaults(
                    commands()[command], command
                )


def kind(option: click.Option) -> str:
    return "a list of texts" if option.multiple else "true or false" if option.is_flag else ""


# Whom a file is trusted with


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("generate", "source = 'sample'"),
        ("generate", "templates = '.'"),
        ("generate", "schema = 'mine.json'"),
        ("generate", "output = '../elsewhere'"),
        ("generate", "output = '/elsewhere'"),
        ("publish", "base-url = 'https://evil.example'"),
        ("publish", "workspace = 'theirs'"),
        ("publish", "announce = 'secrets'"),
        ("publish", "environment = 'secrets'"),
        ("publish", "on-drift = 'overwrite'"),
        ("publish", "adopt = true"),
        ("publish", "mark-latest = true"),
        ("diff", "output = '.git/config'"),
        ("pull", "source = 'https://evil.example'"),
        ("pull", "schema = 'https://evil.example'"),
        ("diff", "collection = 'https://evil.example'"),
        ("validate", "spec = 'https://evil.example'"),
    ],
)
def test_a_file_of_anybodys_does_not_say_what_is_fetched_run_or_sent(
    run: Run, tmp_path: Path, command: str, line: str
) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text(f"[{command}]\n{line}\n")
    code, out, err = run(command, "x")
    assert (code, out) == (2, "")
    assert err.startswith("Error: klaviyo-postman.toml, line 2: ")
    assert err.endswith(" is not taken from a file without --trust-config\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = true", "line 1: no option or command 'version'"),
        ("help = true", "line 1: no option or command 'help'"),
        ("[generate]\nhelp = true", "line 2: no option 'help' of generate"),
        ('[generate]\noutput = "a\\u0000b"', "line 2: output: no text may hold a null character"),
    ],
)
def test_a_file_switches_no_command_off(run: Run, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text(text + "\n")
    code, out, err = run("generate", "-", "--profile", "none", stdin=PING)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_specs_may_lie_elsewhere_by_trust_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text("specs = '/elsewhere'\n")
    assert "--trust-config" in run("generate", "2025-07-15")[2]
    assert "/elsewhere: holds no spec" in run("--trust-config", "generate", "2025-07-15")[2]


@pytest.mark.parametrize("arguments", [["--trust-config", "generate"], ["generate", "--trust-config"]])
def test_a_file_that_is_trusted_says_it_all(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "klaviyo-postman.toml").write_text("[generate]\nsource = 'sample'\n")
    assert run(*arguments, "2025-04-15")[0] == 0


# Options of the group, after the command


@pytest.mark.parametrize("arguments", [["-q", "generate"], ["generate", "-q"], ["generate", "--quiet"]])
def test_quiet_may_stand_after_the_command(run: Run, arguments: list[str]) -> None:
    assert run(*arguments, "-", "--profile", "none", stdin=PING) == (0, "", "")


@pytest.mark.parametrize(
    "arguments", [["-v", "generate"], ["generate", "-v"], ["-v", "generate", "-v"], ["generate", "--verbose"]]
)
def test_verbose_may_stand_after_the_command(run: Run, arguments: list[str]) -> None:
    assert "(server-missing" in run(*arguments, "-", "--profile", "none", stdin=PING)[2]


def test_what_stands_on_both_sides_of_the_command_adds_up(run: Run) -> None:
    assert "Traceback" in run("-v", "generate", "-v", "-", stdin=b"{")[2]
    assert run("-q", "generate", "-v", "-", "--profile", "none", stdin=PING) == (0, "", "")


def test_the_folder_of_specs_may_stand_after_the_command(run: Run, tmp_path: Path) -> None:
    assert run("pull", "--source", "sample", "--specs", "mine", "2025-07-15")[0] == 0
    assert (tmp_path / "mine/2025-07-15/openapi/stable.yaml").is_file()
    assert run("--specs", "theirs", "generate", "2025-07-15", "--specs", "mine")[0] == 0
    code, _, err = run("generate", "--specs", "klaviyo", "2025-07-15")
    assert (code, "klaviyo: holds no spec" in err) == (3, True)


# Imports

HEAVY = ("httpx", "rich", "jinja2", "jsonschema", "jsonschema_rs", "openapi_core", "yaml")


def imported(folder: Path, *arguments: str) -> set[str]:
    script = (
        "import sys\nfrom generator.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, cwd=folder, check=True
    )
    return set(ended.stderr.split()) & set(HEAVY)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["generate", "--help"], ["validate", "--help"]]
)
def test_help_pays_for_no_library(tmp_path: Path, arguments: list[str]) -> None:
    assert imported(tmp_path, *arguments) == set()


def test_generating_pays_for_what_it_needs(tmp_path: Path) -> None:
    assert imported(tmp_path, "-q", "generate", "sample") <= {"jinja2", "jsonschema_rs", "yaml"}


def test_main_is_what_the_distribution_installs() -> None:
    from importlib.metadata import entry_points

    (script,) = entry_points(group="console_scripts", name="klaviyo-postman")
    assert script.load() is process.run


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--version"], 0), (["invented"], 2), (["validate", "nowhere.json"], 3)]
)
def test_the_process_ends_with_the_code_of_the_command(arguments: list[str], code: int) -> None:
    command = [sys.executable, "-m", "generator", *arguments]
    ended = subprocess.run(command, capture_output=True, check=False, text=True)
    assert ended.returncode == code
    assert (ended.stdout == "") is bool(code)
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["--help"], ["templates"], ["diff", "--help"]])
def test_output_that_cannot_be_written_is_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "generator", *arguments]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert ended.returncode == 4
    assert ended.stderr == "Error: standard output cannot be written: No space left on device\n"
