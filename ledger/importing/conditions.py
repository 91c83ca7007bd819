"""Conditions of the mapping, compiled once into tests of a row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

from ledger.errors import Place
from ledger.importing.expressions import Cells, Scope
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.mapping import Condition
from ledger.importing.patterns import Pattern
from ledger.importing.templates import column_name
from ledger.importing.values import Cell, Iso, moment_reader, number_reader

Test: TypeAlias = Callable[[Cells], bool]
_CellTest: TypeAlias = Callable[[Cell], bool]
_Compare: TypeAlias = Callable[[Any, Any], bool]
_TEXT_TESTS: dict[str, Callable[[Any], _CellTest]] = {
    "begins_with": lambda starts: lambda cell: cell.startswith(starts),
    "ends_with": lambda ends: lambda cell: cell.endswith(ends),
    "contains": lambda parts: lambda cell: any(part in cell for part in parts),
}
_COMPARISONS: dict[str, _Compare] = {"greater": gt, "at_least": ge, "less": lt, "at_most": le}


def condition(given: Condition, scope: Scope, place: Place) -> Test:
    """Compile a condition into a test of a row. Comparing an empty cell gives false.

    Raises:
        MappingError: it tests nothing, names no column, or compares with a value that cannot be read.
    """
    tests = _combined(given, scope, place)
    cell_tests = [*_of_text(given, scope, place), *_of_size(given, scope, place)]
    if cell_tests:
        if given.column is None:
            raise MappingError(place, "name the column that it tests")
        source = scope.cell(column_name(given.column), place)
        tests.insert(0, scope.remembered(_on_cell(source.read, cell_tests), source.uses))
    if not tests:
        raise MappingError(place, "it tests nothing; add equals, in, begins_with, matches, empty ...")
    return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)


def _on_cell(read: Callable[[Cells], Cell], tests: list[_CellTest]) -> Test:
    if len(tests) == 1:
        (only,) = tests
        return lambda row: only(read(row))
    return lambda row: all(test(cell) for cell in (read(row),) for test in tests)


def _combined(given: Condition, scope: Scope, place: Place) -> list[Test]:
    tests: list[Test] = []
    if given.all is not None:
        every = [condition(one, scope, (*place, "all", at)) for at, one in enumerate(given.all)]
        tests.append(lambda row: all(test(row) for test in every))
    if given.any is not None:
        some = [condition(one, scope, (*place, "any", at)) for at, one in enumerate(given.any)]
        tests.append(lambda row: any(test(row) for test in some))
    if given.not_ is not None:
        denied = condition(given.not_, scope, (*place, "not"))
        tests.append(lambda row: not denied(row))
    return tests


def _of_text(given: Condition, scope: Scope, place: Place) -> list[_CellTest]:
    """Tests of the text, which is folded by the language of the file if it states one."""
    tests: list[_CellTest] = []
    for name, test in _TEXT_TESTS.items():
        if (words := getattr(given, name)) is not None:
            tests.append(test(tuple(map(scope.folded, words))))
    if given.equals is not None or given.in_ is not None:
        known = frozenset(map(scope.folded, (given.equals or ()) + (given.in_ or ())))
        tests.append(known.__contains__)
    if scope.files.language:
        tests = [lambda cell, test=test: test(scope.folded(cell)) for test in tests]  # type: ignore[misc]
    if given.empty is not None:
        tests.append(lambda cell: (not cell) is given.empty)
    if given.matches is not None:
        tests.append(Pattern(given.matches, place).is_in)
    return tests


def _of_size(given: Condition, scope: Scope, place: Place) -> list[_CellTest]:
    notation = scope.notation(None, place)
    number, moment = number_reader(notation), moment_reader(notation)
    column = column_name(given.column or "")
    tests: list[_CellTest] = []
    for name, compare in _COMPARISONS.items():
        bound = getattr(given, name)
        if isinstance(bound, Decimal):
            tests.append(_compared(compare, number, bound, column))
        elif bound is not None:
            tests.append(_compared(compare, moment, moment(Iso(bound.isoformat())), column))
    return tests


def _compared(compare: _Compare, read: Callable[[Cell], Any], bound: object, column: str) -> _CellTest:
    """A comparison. For a cell that cannot be read it raises ``Wrong``, which becomes a fault of the row."""

    def test(cell: Cell) -> bool:
        try:
            return bool(cell) and compare(read(cell), bound)
        except Wrong as wrong:
            raise Wrong(f"the condition on {column} cannot be tested: {wrong}") from None

    return test
