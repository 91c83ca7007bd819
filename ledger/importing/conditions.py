"""Conditions of the mapping, compiled once into tests of a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

from ledger.importing.expressions import Row, Scope, remembered
from ledger.importing.faults import MappingError
from ledger.importing.loading import Place, key_path
from ledger.importing.mapping import Condition
from ledger.importing.templates import column_name
from ledger.importing.values import Cell, Iso, moment_reader, number_reader

Test: TypeAlias = Callable[[Row], bool]
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "greater": gt,
    "at_least": ge,
    "less": lt,
    "at_most": le,
}


def condition(given: Condition, scope: Scope, place: Place) -> Test:
    """A test of a row. A comparison of an empty cell is false.

    Raises:
        MappingError: it tests nothing, names no column, or compares with what cannot be read.
    """
    tests = [*_joined(given, scope, place)]
    cell_tests = [*_of_text(given, place), *_of_size(given, scope, place)]
    if cell_tests:
        if given.column is None:
            raise MappingError(key_path(place), "say which column it tests")
        source = scope.cell(column_name(given.column), place)
        tests.insert(0, remembered(_on_cell(source.read, cell_tests), source.uses))
    if not tests:
        raise MappingError(
            key_path(place), "it tests nothing; add equals, in, begins_with, matches, empty ..."
        )
    return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)


def _on_cell(read: Callable[[Row], Cell], tests: list[Callable[[Cell], bool]]) -> Test:
    if len(tests) == 1:
        (only,) = tests
        return lambda row: only(read(row))
    return lambda row: all(test(cell) for cell in (read(row),) for test in tests)


def _joined(given: Condition, scope: Scope, place: Place) -> list[Test]:
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


def _of_text(given: Condition, place: Place) -> list[Callable[[Cell], bool]]:
    tests: list[Callable[[Cell], bool]] = []
    if given.equals is not None or given.in_ is not None:
        words = frozenset((given.equals or ()) + (given.in_ or ()))
        tests.append(lambda cell: cell in words)
    if given.begins_with is not None:
        starts = given.begins_with
        tests.append(lambda cell: cell.startswith(starts))
    if given.ends_with is not None:
        ends = given.ends_with
        tests.append(lambda cell: cell.endswith(ends))
    if given.contains is not None:
        parts = given.contains
        tests.append(lambda cell: any(part in cell for part in parts))
    if given.matches is not None:
        try:
            pattern = re.compile(given.matches)
        except re.error as wrong:
            raise MappingError(
                key_path(place), f"'{given.matches}' is not a regular expression: {wrong}"
            ) from None
        tests.append(lambda cell: pattern.search(cell) is not None)
    if given.empty is not None:
        wanted = given.empty
        tests.append(lambda cell: (not cell) is wanted)
    return tests


def _of_size(given: Condition, scope: Scope, place: Place) -> list[Callable[[Cell], bool]]:
    notation = scope.notation(None, place)
    number, moment = number_reader(notation), moment_reader(notation)
    tests: list[Callable[[Cell], bool]] = []
    for name, compare in _COMPARISONS.items():
        bound = getattr(given, name)
        if isinstance(bound, Decimal):
            tests.append(_compared(compare, number, bound))
        elif bound is not None:
            tests.append(_compared(compare, moment, moment(Iso(bound.isoformat()))))
    return tests


def _compared(
    compare: Callable[[Any, Any], bool], read: Callable[[Cell], Any], bound: object
) -> Callable[[Cell], bool]:
    """A cell that cannot be read is ``Wrong`` and becomes a fault of its row: it is neither more nor less."""
    return lambda cell: bool(cell) and compare(read(cell), bound)
