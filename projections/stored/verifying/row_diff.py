"""Describes how a client's rows in a stored view differ from those that the entries give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from projections.stored.tables.relations import Relation

Rows: TypeAlias = Sequence[Sequence[Any]]
Groups: TypeAlias = dict[tuple[Any, ...], tuple[list[Sequence[Any]], list[Sequence[Any]]]]


def row_diff(table: Relation, extra: Rows, missing: Rows) -> str:
    """Name the first row that differs, and count the others, in one sentence.

    ``extra`` rows are stored, and the entries do not give them; ``missing`` rows the other way round.
    """
    changed: list[tuple[Sequence[Any], Sequence[Any]]] = []
    many: list[Sequence[Any]] = []
    few: list[Sequence[Any]] = []
    for here, there in _by_key(table, extra, missing).values():
        paired = min(len(here), len(there))
        changed += zip(here, there, strict=False)
        many += here[paired:]
        few += there[paired:]
    parts = []
    if changed:
        parts.append(_value(table, *changed[0]) + _besides(len(changed) - 1))
    if few:
        parts.append(f"lacks {count_of_rows(len(few))} that the entries give{_first(table, few)}")
    if many:
        parts.append(f"has {count_of_rows(len(many))} too many{_first(table, many)}")
    return f"the stored view {table.name} {', and '.join(parts)}"


def _by_key(table: Relation, extra: Rows, missing: Rows) -> Groups:
    """The extra and the missing rows by key."""
    found: Groups = {}
    for side, rows in enumerate((extra, missing)):
        for row in sorted(rows, key=repr):
            found.setdefault(_key(table, row), ([], []))[side].append(row)
    return found


def _key(table: Relation, row: Sequence[Any]) -> tuple[Any, ...]:
    """The columns that identify a row among the client's."""
    return tuple(row[at] for at in _places(table))


def _places(table: Relation) -> list[int]:
    """Where the columns stand that identify a row among the client's."""
    places = {
        column.about.key: at
        for at, column in enumerate(table.layout.columns, len(table.common))
        if column.about.key
    }
    return [table.start, *(places[key] for key in sorted(places))]


def _value(table: Relation, found: Sequence[Any], wanted: Sequence[Any]) -> str:
    """The first value that differs; a whole number of a last decimal place is shown with its decimals."""
    name, here, there = next(
        (name, here, there)
        for name, here, there in zip([*table.names, *table.repeated], found, wanted, strict=False)
        if here != there
    )
    here, there = (table.shown(name, value) for value in (here, there))
    return f"of {_whose(table, wanted)} says {name} {_shown(here)}, where the entries give {_shown(there)}"


def _first(table: Relation, rows: Rows) -> str:
    """The key of the first of some rows."""
    whose = _whose(table, rows[0])
    return f" ({'the first: ' if len(rows) > 1 else ''}{whose})" if whose else ""


def _whose(table: Relation, row: Sequence[Any]) -> str:
    """The day and the key of a row as text."""
    return " ".join(
        str(table.shown(table.names[at], row[at])) for at in _places(table) if row[at] is not None
    )


def _besides(count: int) -> str:
    return f" ({count_of_rows(count)} more {'is' if count == 1 else 'are'} changed)" if count else ""


def count_of_rows(count: int) -> str:
    """A number of rows in words."""
    return "a row" if count == 1 else f"{count:,} rows"


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
