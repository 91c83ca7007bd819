"""Rows that are written for a day, read as they are: those of today, and of month-ends.

What takes long to work out of spans, such as health, stands in tables for readers who know SQL alone. Where
such a row is that of the day asked, under the same policies, an answer takes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple, cast

from ledger.times import ends_month
from projections.framework.clients import Client
from projections.framework.columns import row_fields
from projections.framework.registry import AnyView
from projections.framework.tables import Table
from projections.stored.generation import Views
from projections.stored.tables.layout import (
    MONTHLY,
    NAMED_BY_DIRECTORY,
    SqlColumn,
    columns_of,
    day_of,
    layout_of,
    undamaged,
)

HELD: Final = "valid_to > ? AND valid_from <= ?"
"""The condition on span rows that hold on a day, which is given twice.

Most rows have ended, and few are yet to begin, so what most rows fail is tested first.
"""

_AT_ONCE = 500  # clients that a query names; SQLite takes no more than 999 values where it is old


class _Field(NamedTuple):
    """Where the cells of a field lie.

    Attributes:
        members: the names of the members of a field that has several cells; None of any other.
        read: makes the value of a cell; None: the cell is the value.
    """

    name: str
    at: int
    members: Sequence[str] | None
    read: Callable[[Any], Any] | None


def written_rows(
    views: Views,
    written: tuple[Table[Any], Callable[[Client, dict[str, Any]], Any]],
    day: date,
    clients: Mapping[str, Client],
    *,
    look_up: bool,
) -> dict[str, list[Any]] | None:
    """The rows of clients that are written for a day, by code; None if no client has any for that day.

    Args:
        views: the generation.
        written: a table of written rows, and what makes a row of a client again of its values.
        day: the day.
        clients: those wanted, by code, as they were on the day.
        look_up: whether to look them up, or to read all.
    """
    of, restored = written
    if (place := _place(views, of, day)) is None:
        return None
    found: dict[str, list[Any]] = defaultdict(list)
    table, held = place
    columns, fields = ["client", *layout_of(of.row, written=True).names], _fields(of)
    names = [field.name for field in fields]
    for where, values in whose(clients if look_up else None):
        bounds = (day.toordinal(),) * held.count("?")
        rows = views.select(columns, table, f"WHERE {held}{where}", (*bounds, *values))
        codes, *cells = zip(*rows, strict=True) if rows else [()] * len(columns)
        for code, *own in zip(codes, *(_values(field, cells) for field in fields), strict=True):
            if code in clients:
                found[code].append(restored(clients[code], dict(zip(names, own, strict=True))))
    return found


def value_on(views: Views, written: tuple[Table[Any], str], day: date, client: str) -> Any:  # noqa: ANN401 - of any column
    """What a column has in the row of a client that is written for a day; None if no row is."""
    table, column = written
    if (place := _place(views, table, day)) is None:
        return None
    name, held = place
    bounds = (day.toordinal(),) * held.count("?")
    found = views.select([column], name, f"WHERE {held} AND client = ?", (*bounds, client))
    return found[0][0] if found else None


def currencies_of(
    views: Views, view: AnyView, day: date, clients: Collection[str], *, look_up: bool
) -> set[str]:
    """The currencies of the span rows of some clients on a day."""
    found, number = set[str](), day.toordinal()
    for spans in view.spans:
        if "currency" not in layout_of(spans.row).names:
            continue
        for where, values in whose(clients if look_up else None):
            rest = f"WHERE {HELD}{where} GROUP BY client, currency"
            rows = views.select(["client", "currency"], spans.name, rest, (number, number, *values))
            found |= {currency for code, currency in rows if code in clients}
    return found


def whose(clients: Iterable[str] | None) -> list[tuple[str, tuple[str, ...]]]:
    """Further conditions with their values, for a query of some clients each; None: for one of all rows."""
    if clients is None:
        return [("", ())]
    codes = sorted(clients)
    parts = (codes[start : start + _AT_ONCE] for start in range(0, len(codes), _AT_ONCE))
    return [(f" AND client IN ({', '.join('?' * len(part))})", (*part,)) for part in parts]


def _place(views: Views, table: Table[Any], day: date) -> tuple[str, str] | None:
    """The table of the rows of a day, and the condition that they fulfil; None if there is none."""
    generation = views.generation
    if day == generation.as_of:
        return table.name, "as_of = ?"
    if generation.months and ends_month(day) and day < generation.as_of:
        return table.name + MONTHLY, "as_of <= ? AND until >= ?"
    return None


@cache
def _fields(table: Table[Any]) -> list[_Field]:
    """The fields of the rows of a table that are written."""
    found, at = list[_Field](), 0
    for field in row_fields(cast("Any", table.row)):
        columns = [] if field.name == NAMED_BY_DIRECTORY else [*columns_of(field)]
        if columns:
            members = [one.source.partition(" ")[2] for one in columns] if field.spread else None
            found.append(_Field(field.name, at, members, _reader(columns[0])))
            at += len(columns)
    return found


def _reader(column: SqlColumn) -> Callable[[Any], Any] | None:
    """Makes the value of a written cell; None where the cell is the value."""
    if (places := column.about.places) is not None:
        return lambda cell: cell / 10**places
    match column.form:
        case "money":
            return Decimal
        case "flag":
            return bool
        case "day":
            return day_of
        case _:
            return None


def _values(field: _Field, columns: Sequence[Sequence[Any]]) -> Iterable[Any]:
    """The values of a field in each row, from columns of cells."""
    if field.members is None:
        return _read(field, columns[field.at])
    own = (_read(field, columns[field.at + number]) for number in range(len(field.members)))
    return (dict(zip(field.members, cells, strict=True)) for cells in zip(*own, strict=True))


def _read(field: _Field, cells: Sequence[Any]) -> Sequence[Any]:
    if (read := field.read) is None:
        return cells
    with undamaged(field.name):
        return [one if one is None else read(one) for one in cells]
