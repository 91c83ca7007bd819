"""What is asked of tables of span rows, which the database can sum exactly as if each was read and added.

SQLite has no exact decimal numbers. It adds the digits of amounts that have equally many decimal places, as
whole numbers; an amount of very many digits stays in a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from projections.framework.needed import Needed, Sums
from projections.framework.registry import AnyView
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


def query_of(view: AnyView, spans: Spans[Any, Any], engine: str) -> Query:
    """What a view asks of the table of a kind of span rows.

    Args:
        view: the view.
        spans: the kind of span rows.
        engine: sqlite or postgresql.
    """
    needed, unread = _needed_of(view, spans), view.unread.get(spans.name, ())
    if needed and needed.sums:
        return _query_of_sums(spans, needed.sums, _Postgresql if engine == "postgresql" else _Sqlite)
    layout = layout_of(spans.row)
    wanted = needed.columns if needed else ()
    names = wanted or [name for name in layout.names if name not in unread]
    return Query(layout, names, ["client", *names])


def _query_of_sums(spans: Spans[Any, Any], sums: Sums, sql: type[_Postgresql | _Sqlite]) -> Query:
    layout, day = layout_of(spans.row), spans.dated[0]
    forms = {one.name: one.form for one in layout.columns}
    found = {name: name for name in sums.alike}
    client, groups = "client", ["client", *sums.alike]
    if sums.parts:
        groups.append(_part(day, sums.parts))
    if sums.apart is not None:
        client, groups[0] = "min(client)", f"CASE WHEN {sums.apart} THEN client END"
    for name in sums.figures:
        if forms[name] == "money":
            found[name] = sql.total(name)
            groups.append(sql.kept_apart(name))
        else:
            found[name] = f"CAST(sum({name}) AS bigint)"
    found |= {name: sql.joined(name) for name in sums.lines}
    found |= {name: f"sum(CASE WHEN {rows} THEN 1 ELSE 0 END)" for name, rows in sums.counts.items()}
    if sums.first:
        place = f"min({day} * {_POSITIONS} + position)"
        found |= {"position": f"{place} % {_POSITIONS}", day: f"{place} / {_POSITIONS}"}
    else:
        found |= {"position": "min(position)", day: f"min({day})"}
    made = layout_of(sums.row) if sums.row else layout
    return Query(made, [*found], [client, *found.values()], f" GROUP BY {', '.join(groups)}")


def _needed_of(view: AnyView, spans: Spans[Any, Any]) -> Needed | None:
    """What a view needs of a kind of span rows; None: all."""
    return view.needed if spans is view.spans[0] else None


def wanted_of(view: AnyView, spans: Spans[Any, Any], as_of: date) -> tuple[str, tuple[object, ...]]:
    """Which span rows of a kind a view reads for a day, as conditions with their values."""
    clauses, values = list[str](), list[object]()
    if spans.dated and view.reads_from:
        since = view.reads_from(as_of).toordinal()
        tests = [f"{column} >= ?" for column in spans.dated]
        tests += [f"{spans.always} = 1"] if spans.always else []
        clauses.append(f" AND ({' OR '.join(tests)})")
        values += [since] * len(spans.dated)
    if (needed := _needed_of(view, spans)) and needed.where:
        clauses.append(f" AND ({needed.where})")
    if picked := view.picks.get(spans.name):
        column, wanted = picked
        clauses.append(f" AND {column} = ?")
        values.append(wanted)
    if view.eve is not None:
        clauses.append(" AND (valid_from > ? OR valid_to <= ?)")
        values += [view.eve.toordinal(), as_of.toordinal()]
    return "".join(clauses), (*values,)


def _part(day: str, parts: Iterable[date]) -> str:
    """The number of the part of time in which a day lies; 0 before the first."""
    cases = [f"WHEN {day} >= {first.toordinal()} THEN {number}" for number, first in enumerate(parts, 1)]
    return f"CASE {' '.join(reversed(cases))} ELSE 0 END"


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
