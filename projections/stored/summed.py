"""What is asked of tables of span rows, which the database can sum exactly as if each was read and added.

SQLite has no exact decimal numbers. It adds the digits of amounts that have equally many decimal places, as
whole numbers; an amount of very many digits stays in a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from projections.framework.needed import Needed, Sums
from projections.framework.spans import Spans
from projections.stored.tables.layout import Layout, layout_of

_LONG: Final = 12
"""The most characters of an amount that is added: SQLite counts to 9 * 10**18, so millions of them fit."""
_POSITIONS: Final = 10**12
"""More entries than any ledger has."""


class Query(NamedTuple):
    """What to ask of the table of span rows.

    Attributes:
        layout: of the rows that are made of the columns.
        names: of the columns that are read, beside the client's code.
        columns: the expressions that give the code and them.
        groups: the clause by which the database groups rows; "" if it sums none.
    """

    layout: Layout[Any]
    names: Sequence[str]
    columns: Sequence[str]
    groups: str = ""


def query_of(spans: Spans[Any, Any], needed: Needed, engine: str) -> Query:
    """What to ask of the table of a kind of span rows.

    Args:
        spans: the kind of span rows.
        needed: what is needed of them.
        engine: sqlite or postgresql.
    """
    if needed.sums:
        return _query_of_sums(spans, needed.sums, _Postgresql if engine == "postgresql" else _Sqlite)
    layout = layout_of(spans.row)
    names = needed.columns or layout.names
    return Query(layout, names, ["client", *names])


def _query_of_sums(spans: Spans[Any, Any], sums: Sums, sql: type[_Postgresql | _Sqlite]) -> Query:
    layout, day = layout_of(spans.row), spans.dated[0]
    forms = {one.name: one.form for one in layout.columns}
    found = {name: name for name in sums.alike}
    client, groups = "client", ["client", *sums.alike]
    if sums.parts:
        groups += [_part(one, sums.parts) for one in (day, *sums.days)]
    if sums.alone:
        groups.append(f"CASE WHEN {sums.alone} THEN position END")
    if sums.apart is not None:
        client, groups[0] = "min(client)", f"CASE WHEN {sums.apart} THEN client END"
    for name in sums.figures:
        if forms[name] == "money":
            found[name] = sql.total(name)
            groups.append(sql.kept_apart(name))
        else:
            found[name] = f"CAST(sum({name}) AS bigint)"
    found |= {name: f"min({name})" for name in sums.days}
    found |= {name: sql.joined(name) for name in sums.lines}
    found |= {name: f"sum(CASE WHEN {rows} THEN 1 ELSE 0 END)" for name, rows in sums.counts.items()}
    if sums.first:
        place = f"min({day} * {_POSITIONS} + position)"
        found |= {"position": f"{place} % {_POSITIONS}", day: f"{place} / {_POSITIONS}"}
    else:
        found |= {"position": "min(position)", day: f"min({day})"}
    made = layout_of(sums.row) if sums.row else layout
    return Query(made, [*found], [client, *found.values()], f" GROUP BY {', '.join(groups)}")


def wanted_of(
    spans: Spans[Any, Any], needed: Needed, as_of: date, eve: date | None
) -> tuple[str, tuple[object, ...]]:
    """Which span rows of a kind are read for a day, as conditions with their values.

    Args:
        spans: the kind of span rows.
        needed: what is needed of them.
        as_of: the day.
        eve: only those that changed since this day are read; None: all.
    """
    clauses, values = list[str](), list[object]()
    if spans.dated and needed.since:
        since = needed.since.toordinal()
        tests = [f"{column} >= ?" for column in spans.dated]
        tests += [f"{spans.always} = 1"] if spans.always else []
        clauses.append(f" AND ({' OR '.join(tests)})")
        values += [since] * len(spans.dated)
    if needed.where:
        clauses.append(f" AND ({needed.where})")
    if eve is not None:
        clauses.append(" AND (valid_from > ? OR valid_to <= ?)")
        values += [eve.toordinal(), as_of.toordinal()]
    return "".join(clauses), (*values,)


def _part(day: str, parts: Iterable[date]) -> str:
    """The number of the part of time in which a day lies; 0 before the first, and -1 for no day."""
    cases = [f"WHEN {day} >= {first.toordinal()} THEN {number}" for number, first in enumerate(parts, 1)]
    return f"CASE {' '.join(reversed(cases))} WHEN {day} IS NULL THEN -1 ELSE 0 END"


class _Sqlite:
    """The SQL of SQLite, which keeps amounts as text."""

    @staticmethod
    def kept_apart(name: str) -> str:
        return f"CASE WHEN length({name}) > {_LONG} THEN -1 - position ELSE {_places(name)} END"

    @staticmethod
    def total(name: str) -> str:
        added = f"sum(CAST(replace({name}, '.', '') AS INTEGER)) || 'E-' || {_places(name)}"
        return f"CASE WHEN length({name}) > {_LONG} THEN {name} ELSE {added} END"

    @staticmethod
    def joined(name: str) -> str:
        return f"COALESCE(group_concat(nullif({name}, ''), char(10)), '')"


def _places(name: str) -> str:
    """The decimal places of an amount that is text."""
    return f"max(length({name}) - instr({name} || '.', '.'), 0)"


class _Postgresql:
    """The SQL of PostgreSQL, which has exact numbers."""

    @staticmethod
    def kept_apart(name: str) -> str:
        return f"{name} IS NULL"

    @staticmethod
    def total(name: str) -> str:
        return f"sum({name})"

    @staticmethod
    def joined(name: str) -> str:
        return f"COALESCE(string_agg(nullif({name}, ''), chr(10)), '')"
