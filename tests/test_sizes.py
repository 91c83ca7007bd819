"""Modules and functions stay short enough to be read at once; tests may be longer, and share helpers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.helpers.places import TESTS
from tests.helpers.walking import modules

LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
"""Lines, with all that is in them: imports, docstrings, decorators."""


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


def test_what_several_modules_of_tests_use_is_a_helper() -> None:
    shared = re.compile(r"^from tests\.\S*\btest_\w+ import", re.MULTILINE)
    modules_of_tests = [*TESTS.rglob("*.py")]
    assert len(modules_of_tests) > 200
    found = [path.name for path in modules_of_tests if shared.search(path.read_text(encoding="utf-8"))]
    assert found == [], "move it to tests/helpers"
