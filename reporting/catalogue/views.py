"""The tables of views, from their declarations: the columns that their SQL views have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final

from ledger.money import ZERO
from projections.framework.answer import Answer
from projections.framework.columns import Form, row_fields
from projections.framework.registry import AnyView, views_with_rows
from projections.framework.tables import Table as ViewTable
from projections.stored.tables.every import TABLES
from projections.stored.tables.layout import MONTHLY, SqlColumn, SqlTable
from reporting.catalogue.facts import Row
from reporting.catalogue.shape import IN_CURRENCY, Column, Table, Type, table

_TYPES: Final[dict[Form, Type]] = {
    "text": "text",
    "whole": "integer",
    "number": "number",
    "money": "money",
    "day": "date",
    "flag": "boolean",
}
_SOLE = ("client", "as_of")
_NO_FIGURES = "see fault"


def column_of(one: SqlColumn) -> Column:
    """A column of a stored view, as the catalogue describes it."""
    about = one.about
    kind = _TYPES[one.form]
    exact = kind == "money" and bool(about.unit)
    null = about.null or ("" if one.name in _SOLE else _NO_FIGURES)
    unit = about.unit or (IN_CURRENCY if kind == "money" else "")
    return Column(
        one.name,
        "number" if exact else kind,
        about.meaning,
        unit,
        null,
        exact=exact,
        personal=about.personal,
    )


def view_table(stored: SqlTable, *, monthly: bool = False) -> Table:
    """A stored view, as the catalogue describes it: of a day, or of every month-end before it."""
    keyed = sorted((one.about.key, one.name) for one in stored.columns if one.about.key)
    key = ("client", *(name for _, name in keyed), *(["as_of"] if monthly else []))
    name, about = stored.name, stored.about
    if monthly:
        name, about = name + MONTHLY, f"``{name}`` at every month-end before the day."
    return table(name, "views", about, f"a {' and '.join(key)}", map(column_of, stored.columns), key)


VIEW_TABLES: dict[str, Table] = {
    one.name: view_table(TABLES[one.name]) for view in views_with_rows() for one in view.tables
}
"""The tables of views by name."""

MONTHLY_TABLES: dict[str, Table] = {
    name + MONTHLY: view_table(TABLES[name], monthly=True) for name in VIEW_TABLES
}
"""The tables of their month-ends by name."""


def rows_of(view: AnyView, shown: ViewTable[Any], answer: Answer, *, consume: bool) -> Iterator[Row]:
    """The rows of a table from the answer of its view, in the order of its columns.

    Args:
        view: the view.
        shown: one of its tables.
        answer: its answer.
        consume: whether to drop each row of the answer as soon as it is read: nobody reads the answer later.
    """
    columns = TABLES[shown.name].columns
    fixed: dict[str, object] = {"as_of": answer.as_of, "policy": answer.policy, "fault": None}
    cells = [_reader(shown, one, fixed) for one in columns]
    return (tuple(cell(row) for cell in cells) for row in _found(view, shown, answer, consume=consume))


def _found(view: AnyView, shown: ViewTable[Any], answer: Answer, *, consume: bool) -> Iterator[Any]:
    """What the rows are made of: the rows of the view, their pieces, or its items."""
    if shown is view.table:
        yield from _consumed(answer.rows) if consume else answer.rows
    elif view.storing.part and shown is view.storing.part.table:
        for row in answer.rows:
            yield from view.storing.part.of(row)
    else:
        yield from answer.items


def _consumed(rows: list[Any]) -> Iterator[Any]:
    """Rows, each of which is dropped from the list as it is given."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _reader(shown: ViewTable[Any], column: SqlColumn, fixed: Mapping[str, object]) -> Callable[[Any], object]:
    """Reads a column of a row; several values stand with spaces between, members are summed or apart."""
    if column.name in fixed:
        return lambda _: fixed[column.name]
    name, _, member = (column.source or column.name).partition(" ")
    row: Any = shown.row
    (field,) = (one for one in row_fields(row) if one.name == name)
    read = attrgetter(name)
    if field.several:
        return lambda row: " ".join(map(str, read(row)))
    if field.form == "flag":  # stored as a whole number
        return lambda row: None if (value := read(row)) is None else bool(value)
    if field.column.members is None:
        return read
    if field.spread:
        return lambda row: read(row).get(member)
    return lambda row: sum(read(row).values(), ZERO)
