"""The order of the packages, and what only the command line may do, read from the source."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import generator

PACKAGE = Path(generator.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
MOST_LINES = 300

# Who may import whom; what stands in no room of its own (errors, findings, files, …) is everybody's, and so
# is what makes foreign text harmless.
EVERYBODYS = {"escape"}
ROOMS = {
    "cli": {
        *("cli", "pipeline", "publish", "merge", "diff"),
        *("validate", "report", "klaviyo", "postman", "openapi"),
    },
    "pipeline": {"validate", "postman", "openapi"},
    "publish": {"publish", "validate", "postman", "openapi"},
    "merge": {"merge", "validate", "postman", "openapi"},
    "diff": {"diff", "validate", "postman", "openapi"},
    "validate": {"validate", "postman", "openapi"},
    "report": {"report", "publish", "merge", "diff", "validate", "postman", "openapi"},
    "klaviyo": {"klaviyo", "postman", "openapi"},
    "postman": {"postman", "openapi"},
    "openapi": {"openapi"},
    "escape": set(),
    "": set(),
}
DOORS = {"__init__.py", "__main__.py"}
"""The package's own two files, which lead to all rooms."""


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return first if first in ROOMS else ""


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The modules of this package that are imported anywhere, also late or for types only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def faults(source: str, room: str) -> list[str]:
    """What a module of that room does though it must not."""
    tree = ast.parse(source)
    found = []
    for name, line in imports(tree):
        package, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if package == "generator" and target in ROOMS and target not in ROOMS[room] | EVERYBODYS:
            found.append(f"line {line} imports generator.{rest}")
    for node in ast.walk(tree):
        if room != "cli" and isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("print", "exit", "quit", "sys.exit", "os._exit", "click.echo", "sys.stdout.write"):
                found.append(f"line {node.lineno} calls {called}")
        if room != "cli" and isinstance(node, ast.Raise) and "SystemExit" in ast.unparse(node):
            found.append(f"line {node.lineno} exits")
    return found


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path) not in DOORS], ids=name_of)
def test_modules_keep_to_their_rooms_and_leave_talking_to_the_command_line(path: Path) -> None:
    assert faults(path.read_text("utf-8"), room_of(path)) == []


def test_every_room_has_a_rule() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert rooms <= ROOMS.keys()


@pytest.mark.parametrize(
    ("source", "room", "fault"),
    [
        ("from generator.klaviyo.profile import klaviyo_profile", "postman", "line 1 imports"),
        ("def f():\n    import generator.postman.build", "openapi", "line 2 imports"),
        ("from generator import cli", "validate", "line 1 imports generator.cli"),
        ("from generator.openapi.load import load_document", "", "line 1 imports"),
        ("from generator.pipeline import convert", "postman", "line 1 imports generator.pipeline"),
        ("from generator.klaviyo.profile import klaviyo_profile", "pipeline", "line 1 imports"),
        ("print('x')", "report", "line 1 calls print"),
        ("import sys\nsys.exit(1)", "openapi", "line 2 calls sys.exit"),
        ("raise SystemExit", "postman", "line 1 exits"),
    ],
)
def test_a_fault_would_be_seen(source: str, room: str, fault: str) -> None:
    (found,) = faults(source, room)
    assert found.startswith(fault)


def test_no_module_is_too_long_to_read() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    too_long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert too_long == {}, f"more than {MOST_LINES} lines: look for the two things they do"


def test_the_public_names_are_there() -> None:
    for name in generator.__all__:
        assert callable(getattr(generator, name))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = generator.nothing


# What is installed by a name of its own.
INSTALLED_AS = {"yaml": "pyyaml"}


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split("[<>=~!;[ ]", requirement)[0] for requirement in project["dependencies"]}
    modules = {
        name.partition(".")[0] for path in MODULES for name, _ in imports(ast.parse(path.read_text("utf-8")))
    }
    foreign = modules - sys.stdlib_module_names - {"generator"}
    assert {INSTALLED_AS.get(name, name.replace("_", "-")) for name in foreign} == declared


# What is said: only by one module, and only text that went through the room for its medium.

MEDIA = {"Printable", "Line", "Commands", "Html", "Json", "Markdown", "Xml", "Markup"}
"""The types of text that is made for its medium, which mypy asks for; elsewhere nothing is declared one."""
SAYING = {"print", "click.echo", "click.secho", "click.confirm", "click.prompt", "sys.stdout.write"}


def unsaid(source: str, path: str) -> list[str]:
    """Where a module of that name prints by itself, or lets foreign text through."""
    found = []
    for node in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        called = ast.unparse(node.func)
        if called in SAYING and path != "cli/output.py":
            found.append(f"line {node.lineno} calls {called}")
        if called.rpartition(".")[2] in MEDIA and not path.startswith("escape/"):
            found.append(f"line {node.lineno} calls {called}")
        if called.endswith((".from_string", ".Template")):
            found.append(f"line {node.lineno} calls {called}")
        escapes = [word.value for word in node.keywords if word.arg == "autoescape"]
        if any(ast.unparse(value) != "True" for value in escapes) and path != "render.py":
            found.append(f"line {node.lineno} escapes nothing")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_foreign_text_goes_through_the_room_for_its_medium(path: Path) -> None:
    assert unsaid(path.read_text("utf-8"), name_of(path)) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("click.echo(f'{name}')", "line 1 calls click.echo"),
        ("print(name)", "line 1 calls print"),
        ("Line(name)", "line 1 calls Line"),
        ("lines.Printable(name)", "line 1 calls lines.Printable"),
        ("environment.from_string(text)", "line 1 calls environment.from_string"),
        ("jinja2.Template(text)", "line 1 calls jinja2.Template"),
        ("jinja2.Environment(autoescape=False)", "line 1 escapes nothing"),
    ],
)
def test_raw_text_would_be_seen(source: str, fault: str) -> None:
    assert unsaid(source, "cli/diff.py") == [fault]
