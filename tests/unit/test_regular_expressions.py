"""Python's `re` sees expressions of ours alone, and of Python we use what is public.

What a spec has for an expression is of another language, and may keep `re` busy for ever: it goes through
`openapi/regex.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "generator"
SOURCES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
READING = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
# Where an expression is put together, and of what.
BUILT = {
    "openapi/load.py": "what YAML 1.2 takes for a scalar, a table in the module",
    "validate/word_rules.py": "a prefix of ours, escaped",
    "validate/conformance/sent.py": "a set of signs, which those who call it spell out",
}


def built(tree: ast.AST) -> Iterator[int]:
    """The lines where `re` is given what the module does not spell out or name as a constant of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            yield node.lineno
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        module = node.func.value
        if isinstance(module, ast.Name) and module.id == "re" and node.func.attr in READING:
            given = [*node.args, *(keyword.value for keyword in node.keywords)][0]
            if not all(is_ours(part) for part in ast.walk(given)):
                yield node.lineno


def is_ours(part: ast.AST) -> bool:
    """Whether a part of an expression is text of the module, or a constant of one, named in capitals."""
    if isinstance(part, ast.Name):
        return part.id.isupper()
    shapes = ast.Constant | ast.JoinedStr | ast.FormattedValue | ast.BinOp | ast.Add | ast.Load
    return isinstance(part, shapes)


def private(tree: ast.AST) -> Iterator[str]:
    """The modules that are imported and not public."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in ("import_module", "__import__"):
                names = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
        for name in names:
            parts = name.split(".")
            if name.startswith("sre_") or any(
                part.startswith("_") and not part.endswith("__") for part in parts
            ):
                yield name


@pytest.mark.parametrize("name", SOURCES)
def test_no_expression_comes_from_elsewhere(name: str) -> None:
    lines = list(built(ast.parse(SOURCES[name].read_text("utf-8"))))
    assert bool(lines) == (name in BUILT), lines


@pytest.mark.parametrize("name", SOURCES)
def test_no_private_module_is_imported(name: str) -> None:
    assert list(private(ast.parse(SOURCES[name].read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    ["re.search(pattern, name)", "re.compile(f'^{name}$')", "re.sub(schema['pattern'], '', 'a')",
     "re.match(pattern=given, string='a')", "from re import search"],
)  # fmt: skip
def test_an_expression_from_elsewhere_is_seen(source: str) -> None:
    assert list(built(ast.parse(source))) == [1]


@pytest.mark.parametrize(
    "source",
    ["import sre_parse", "from re import _parser", "import_module('re._parser')", "import re._parser"],
)
def test_a_private_module_is_seen(source: str) -> None:
    assert list(private(ast.parse(source)))
