"""The month-end tables of other people's books agree with the view. Skipped where data is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from random import Random

import pytest

from ledger import store
from projections.framework.answering import ask_all
from projections.framework.registry import views_with_rows
from projections.history import History, Horizon, remembered
from projections.policy import DEFAULT
from projections.stored import rebuild
from projections.stored.executors import Pool
from projections.stored.keeping.filling import FromLedger
from projections.stored.tables.every import TABLES
from tests.helpers.depth import LONG_ONLY, far
from tests.helpers.examples import Imported
from tests.helpers.public_books import ibm, needs_ibm
from tests.helpers.stored import answer_of_spans, append, cell

TODAY = date(2014, 1, 15)


def month_ends(first: date, until: date) -> Iterator[date]:
    """The last day of every month that is over."""
    day = first
    while (last := (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)) < until:
        yield last
        day = last + timedelta(days=1)


@pytest.mark.long
@needs_ibm
def test_every_month_end_of_a_hundred_customers_is_what_each_view_says_of_that_day(sqlite_url: str) -> None:
    store.create(sqlite_url)
    entries = ibm().entries
    with closing(store.open_recorder(sqlite_url)) as recorder:
        append(recorder, entries)
        rebuild(sqlite_url, TODAY)
        days = [*month_ends(date(2012, 1, 1), TODAY)][:: far(4, 1)]
        assert compared(recorder, remembered(entries), days) > far(2_000, 8_000)
        assert answered(recorder, remembered(entries), date(2012, 1, 1), TODAY) > 1_000


@pytest.mark.long
@LONG_ONLY
def test_every_month_end_of_a_wholesaler_is_what_each_view_says_of_that_day(wholesaler: Imported) -> None:
    today, recorder = date(2011, 12, 31), wholesaler.ledger.recorder
    rebuild(recorder.database.place, today, filling=FromLedger(Pool(2)))
    entries = list(wholesaler.ledger.history())
    days = list(month_ends(date(2010, 12, 1), today))
    assert compared(recorder, remembered(entries), days) > 60_000
    assert answered(recorder, remembered(entries), date(2010, 12, 1), today) > 8_000


def compared(recorder: store.Recorder, history: History, days: Iterable[date]) -> int:
    """Asserts that the tables say of month-ends what the views do; says how many rows that were."""
    told = 0
    for day in days:
        for (said,) in ask_all(
            views_with_rows(), history, Horizon(day, None, recorder.last()[0]), (DEFAULT,)
        ):
            for table, rows in (
                (said.view, said.table()),
                (f"{said.view}_items", said.table(items=True)),
                (f"{said.view}_buckets", overdue(said.table())),
            ):
                if table in TABLES:
                    told += len(rows)
                    assert stored_rows(recorder, table, day) == as_stored(table, rows, day)
    return told


def answered(recorder: store.Recorder, history: History, first: date, last: date) -> int:
    """Asserts that spans say of random days what the facts do; says how many rows that were."""
    told, position, dice = 0, recorder.last()[0], Random(7)  # noqa: S311 - which days
    for day in (first + timedelta(days=dice.randrange((last - first).days)) for _ in range(4)):
        for (said,) in ask_all(views_with_rows(), history, Horizon(day, None, position), (None,)):
            quick = answer_of_spans(recorder.database, said.view, as_of=day, known_at=None)
            assert quick is not None
            assert quick.as_json(items=True) == said.as_json(items=True)
            told += len(said.rows)
    return told


def overdue(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """What is overdue, in a row for each bucket that holds anything."""
    found = []
    for row in rows:
        buckets = [name for name in row if name.startswith("overdue ")]
        for number, name in enumerate(buckets, 1):
            if row[name]:
                bucket = {"bucket": name.removeprefix("overdue "), "number": number, "amount": row[name]}
                found.append(row | bucket)
    return found


def _derived(row: dict[str, object]) -> dict[str, object]:
    buckets = [value for name, value in row.items() if name.startswith("overdue ")]
    return row | {"overdue": sum(buckets), "policy": DEFAULT.version}  # type: ignore[arg-type]  # they are money


def as_stored(table: str, rows: list[dict[str, object]], day: date) -> list[tuple[object, ...]]:
    """The rows of an answer as the table has them."""
    columns = TABLES[table].columns
    made = [_derived(row) | {"as_of": day} for row in rows]
    return sorted(
        (tuple(cell(row.get(one.source or one.name)) for one in columns) for row in made),
        key=repr,
    )


def stored_rows(recorder: store.Recorder, table: str, day: date) -> list[tuple[object, ...]]:
    """What the table of month-ends holds for a day."""
    names = ", ".join(column.name for column in TABLES[table].columns)
    with recorder.database.reading() as cursor:
        statement = f"SELECT {names} FROM {table}_monthly WHERE as_of = ?"  # noqa: S608 - our own names
        found = recorder.database.execute(cursor, statement, (day.isoformat(),)).fetchall()
    return sorted((tuple(row) for row in found), key=repr)
