"""What is asked of tables of span rows, which the database can sum exactly as if each was read and added.

SQLite has no exact decimal numbers. It gives the amounts of a sum one after the other in one text, and the
program adds them: that takes less than half the time of a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from ledger.money import ZERO
from projections.framework.needed import Addends, Lists, Names, Needed, Sums
from projections.framework.spans import Spans
from projections.stored.tables.layout import Layout, Readers, layout_of

_NAMES: Final = 200
"""The most names of a column that a query is given; of more it reads all rows."""
_POSITIONS: Final = 10**12
"""More entries than any ledger has."""


class Query(NamedTuple):
    """What to ask of the table of span rows.

    Attributes:
        layout: of the rows that are made of the columns.
        names: of the columns that are read, beside the client's code.
        columns: the expressions that give the code and them.
        groups: the clause by which the database groups rows; "" if it sums none.
        readers: what makes values of columns, in place of what does it of single rows.
    """

    layout: Layout[Any]
    names: Sequence[str]
    columns: Sequence[str]
    groups: str
    readers: Readers


def query_of(spans: Spans[Any, Any], needed: Needed, engine: str) -> Query:
    """What to ask of the table of a kind of span rows.

    Args:
        spans: the kind of span rows.
        needed: what is needed of them.
        engine: sqlite or postgresql.
    """
    if needed.sums:
        return _query_of_sums(spans, needed.sums, _SQL[engine])
    layout = layout_of(spans.row)
    names = needed.columns or layout.names
    return Query(layout, names, ["client", *names], "", {})


def _query_of_sums(spans: Spans[Any, Any], sums: Sums, sql: _Sql) -> Query:
    layout, day = layout_of(spans.row), spans.dated[0]
    forms = {one.name: one.form for one in layout.columns}
    found = {name: name for name in sums.alike}
    amounts = [name for name in sums.figures if forms[name] == "money"]
    client, whose, places = "client", "client", _places(day, sums, amounts)
    apart = [f"CASE WHEN {sums.daily} THEN {day} END"] if sums.daily else []
    apart += [f"CASE WHEN {sums.singly} THEN position END"] if sums.singly else []
    if sums.apart is not None:
        client, whose = "min(client)", f"CASE WHEN {sums.apart} THEN client END"
    # Rows of one client lie together, and are sorted least by their client; those of all, by a number.
    groups = (
        [*places, *apart, *sums.alike, whose]
        if sums.apart is not None
        else [whose, *sums.alike, *apart, *places]
    )
    found |= {name: f"CAST(sum({name}) AS bigint)" for name in sums.figures}
    amounts_sql, read = (sql.listed, _each) if sums.daily else (sql.amounts, sql.read)
    found |= {name: amounts_sql.format(name) for name in amounts}
    found |= {name: f"min({name})" for name in sums.days}
    found |= {name: f"COALESCE({sql.lines.format(name)}, '')" for name in sums.lines}
    found |= {name: f"sum(CASE WHEN {rows} THEN 1 ELSE 0 END)" for name, rows in sums.counts.items()}
    if sums.first:
        place = f"min({day} * {_POSITIONS} + position)"
        found |= {"position": f"{place} % {_POSITIONS}", day: f"{place} / {_POSITIONS}"}
    else:
        found |= {"position": "min(position)", day: f"min({day})"}
    made = layout_of(sums.row) if sums.row else layout
    readers = dict.fromkeys(amounts, read) if read else {}
    return Query(made, [*found], [client, *found.values()], f" GROUP BY {', '.join(groups)}", readers)


def query_of_lists(lists: Lists, engine: str) -> Query:
    """What to ask of the same table for rows of lists, as ``Lists`` has it."""
    layout = layout_of(lists.row)
    names = [*dict.fromkeys(layout.names)]
    columns = ["client", *(_SQL[engine].listed.format(name) for name in names)]
    return Query(layout, names, columns, " GROUP BY client", {})


def _places(day: str, sums: Sums, amounts: Sequence[str]) -> list[str]:
    """In which parts of time rows lie and which of their amounts are unknown, as one number."""
    found = "0"
    if sums.parts:
        for one in (day, *sums.days):
            found = f"({found}) * {len(sums.parts) + 2} + {_part(one, sums.parts)} + 1"
    for name in amounts:
        found = f"({found}) * 2 + CASE WHEN {name} IS NULL THEN 1 ELSE 0 END"
    return [] if found == "0" else [found]


def query_of_names(spans: Spans[Any, Any], names: Names, engine: str) -> Query:
    """What to ask of the same table for the names that rows have, as ``Names`` has it."""
    layout, day = layout_of(spans.row), spans.dated[0]
    zero = {"money": "0" if engine == "postgresql" else "'0'", "whole": "0"}
    found = {one.name: zero[one.form] for one in layout.columns if one.form in zero}
    found |= {name: name for name in names.columns}
    found |= {"position": "min(position)", day: f"min({day})"}
    groups = f" GROUP BY {', '.join(names.columns)}"
    return Query(layout, [*found], ["min(client)", *found.values()], groups, {})


def wanted_of(
    spans: Spans[Any, Any],
    needed: Needed,
    as_of: date,
    eve: date | None,
    among: Mapping[str, Collection[str | None]],
) -> tuple[str, tuple[object, ...]]:
    """Which span rows of a kind are read for a day, as conditions with their values.

    Args:
        spans: the kind of span rows.
        needed: what is needed of them.
        as_of: the day.
        eve: only those that changed since this day are read; None: all.
        among: the names that they need to have, by column.
    """
    clauses, values = list[str](), list[object]()
    if spans.dated and needed.since:
        since = needed.since.toordinal()
        tests = [f"{column} >= ?" for column in spans.dated]
        tests += [f"{spans.always} = 1"] if spans.always and not needed.names else []
        clauses.append(f" AND ({' OR '.join(tests)})")
        values += [since] * len(spans.dated)
    if needed.where:
        clauses.append(f" AND ({needed.where})")
    if eve is not None:
        clauses.append(" AND (valid_from > ? OR valid_to <= ?)")
        values += [eve.toordinal(), as_of.toordinal()]
    for column, names in among.items():
        known = sorted(name for name in names if name is not None)
        if len(known) <= _NAMES:
            tests = [f"{column} IN ({', '.join('?' * len(known))})"] if known else []
            tests += [f"{column} IS NULL"] if None in names else []
            clauses.append(f" AND ({' OR '.join(tests) or '1 = 0'})")
            values += known
    return "".join(clauses), (*values,)


def _part(day: str, parts: Iterable[date]) -> str:
    """The number of the part of time in which a day lies; 0 before the first, and -1 for no day."""
    cases = [f"WHEN {day} >= {first.toordinal()} THEN {number}" for number, first in enumerate(parts, 1)]
    return f"CASE {' '.join(reversed(cases))} WHEN {day} IS NULL THEN -1 ELSE 0 END"


class _Sql(NamedTuple):
    """The SQL of a database.

    Attributes:
        amounts: the sum of a column of amounts.
        read: makes the sum of what that gives; None: it is the sum.
        lines: all lines of a column, one after the other.
        listed: all values of a column, a line for each; a query gives those of all columns in one order.
    """

    amounts: str
    read: Callable[[str], Decimal] | None
    lines: str
    listed: str


def _added(amounts: str) -> Decimal:
    """The sum of amounts in one text."""
    return sum(map(Decimal, amounts.split(",")), ZERO)


def _each(amounts: str) -> Addends:
    """The sum of amounts, a line for each, with each of them."""
    return Addends([*map(Decimal, amounts.split("\n"))])


_SQL: Final = {
    "sqlite": _Sql(
        "group_concat({})",
        _added,
        "group_concat(nullif({}, ''), char(10))",
        "group_concat({}, char(10))",
    ),
    "postgresql": _Sql(
        "sum({})",
        None,
        "string_agg(nullif({}, ''), chr(10))",
        "string_agg(CAST({} AS text), chr(10))",
    ),
}
