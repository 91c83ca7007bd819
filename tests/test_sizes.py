"""Modules and functions stay short enough to be read at once; those of tests may be longer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.helpers.places import ROOT

PACKAGES = ("benchmarks", "commands", "docs", "goodwill", "ledger", "projections", "reporting")
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
"""Lines, with all that is in them: imports, docstrings, decorators."""


def modules() -> Iterator[tuple[str, str]]:
    """The name and the source of every module of the program."""
    for path in (
        ROOT / "cli.py",
        *(path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))),
    ):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def functions(source: str) -> Iterator[tuple[str, int]]:
    """The name and the lines of every function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_is_longer_than_300_lines() -> None:
    sizes = {name: len(source.splitlines()) for name, source in modules()}
    assert len(sizes) > 400
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    sizes = {(name, function): lines for name, source in modules() for function, lines in functions(source)}
    assert len(sizes) > 2_000
    assert {place: lines for place, lines in sizes.items() if lines > LONGEST_FUNCTION} == {}
