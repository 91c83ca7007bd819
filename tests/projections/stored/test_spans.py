"""Spans answer for any day, moment and grouping as the facts do; so do the SQL views made of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger import store
from ledger.entry import Entry
from ledger.events import PolicyAdopted
from ledger.store import Recorder
from ledger.times import month_ends
from projections import ANY, Answer, Filter, answer, stored
from projections.framework.answering import ask_all
from projections.framework.needed import Needed
from projections.framework.registry import views_with_rows
from projections.history import Horizon, remembered
from projections.plans.view import DoingRow
from projections.policy import DEFAULT, UnreadablePolicy
from projections.receivables.grouping import GROUPINGS, grouped
from projections.stored.tables.every import TABLES
from projections.stored.tables.layout import MONTHLY
from projections.stored.tables.schema import tables
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.fixed import recorded
from tests.helpers.histories import ALL as ALL_KINDS
from tests.helpers.histories import FIRST
from tests.helpers.seen import saw, sees
from tests.helpers.stored import (
    DAY,
    KEPT,
    NOW,
    answer_of_spans,
    append,
    as_tables,
    cell,
    contents,
    days,
    histories,
    somewhere,
)

lawful = tries(8, 100, shrink=False)
_TRADE = [one for one in ALL_KINDS if one[0].startswith(("order.", "return."))]
_VISITS = [one for one in ALL_KINDS if one[0].startswith(("visit.", "order."))]
_PLANNED = [*_TRADE, *(one for one in ALL_KINDS if one[0].startswith(("client.re", "payment.received")))]


def quick(recorder: Recorder, name: str, day: date, position: int | None = None) -> object:
    try:
        said = answer_of_spans(recorder.database, name, as_of=day, known_at=NOW, position=position)
    except UnreadablePolicy as wrong:
        return str(wrong)
    return said and said.as_json(items=True)


def slow(name: str, entries: list[Entry], day: date, where: Filter = ANY) -> object:
    try:
        return answer(name, entries, as_of=day, known_at=NOW, position=len(entries), where=where).as_json(
            items=True
        )
    except UnreadablePolicy as wrong:
        return str(wrong)


@sees(30)
@lawful
@given(histories(), st.floats(0, 1), st.lists(days, min_size=1, max_size=3))
def test_as_known_at_a_past_moment_spans_and_the_facts_since_say_what_was_known(
    entries: list[Entry], part: float, asked: list[date]
) -> None:
    known = round(len(entries) * part)
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for name, day in itertools.product(KEPT, asked):
            found = quick(recorder, name, day, known)
            if found is None:  # another allocation was in force, as it was known then
                assert any(isinstance(entry.event, PolicyAdopted) for entry in entries)
            else:
                saw()
                assert found == slow(name, entries[:known], day)
        assert all(quick(recorder, name, date.max, known) is None for name in KEPT)


@sees(8)
@lawful
@given(histories(_TRADE), st.lists(days, min_size=2, max_size=2).map(sorted))
def test_asked_from_a_day_on_spans_leave_out_earlier_rows_alone(
    entries: list[Entry], asked: list[date]
) -> None:
    since, day = asked
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for name in ("sales", "returns"):
            ask = partial(answer_of_spans, recorder.database, name, as_of=day, known_at=NOW, policy=DEFAULT)
            whole, found = ask(), ask(needed=Needed(since))
            assert whole is not None
            assert found is not None
            assert found.rows == [row for row in whole.rows if row.on >= since]
            if whole.rows:
                saw()


@sees(4)
@lawful
@given(histories(_VISITS), st.lists(days, min_size=2, max_size=2).map(sorted))
def test_a_period_is_the_same_from_spans(entries: list[Entry], asked: list[date]) -> None:
    start, day = asked
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for name in ("activity", "key-accounts"):
            found = answer_of_spans(
                recorder.database, name, as_of=day, known_at=NOW, policy=DEFAULT, start=start
            )
            told = answer(
                name, entries, as_of=day, known_at=NOW, position=len(entries), policy=DEFAULT, start=start
            )
            assert found is not None
            assert found.as_json(items=True) == told.as_json(items=True)
            if found.items:
                saw()


@sees(3)
@lawful
@given(histories(_PLANNED), st.lists(days, min_size=4, max_size=4).map(sorted))
def test_plans_asked_from_a_day_on_know_the_first_orders_and_all_managers(
    entries: list[Entry], asked: list[date]
) -> None:
    *_, since, day = asked  # late ones: rows before the first tell something
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        ask = partial(answer_of_spans, recorder.database, "plan", as_of=day, known_at=NOW, policy=DEFAULT)
        whole, found = ask(), ask(needed=Needed(since))
        assert whole is not None
        assert found is not None
        rows = [row for row in whole.rows if row in found.rows]
        assert rows == found.rows
        assert [row for row in rows if row.on >= since] == [row for row in whole.rows if row.on >= since]
        assert _known_of(rows) == _known_of(whole.rows)
        if len(rows) < len(whole.rows):
            saw()


def _known_of(rows: list[DoingRow]) -> tuple[set[tuple[object, ...]], dict[str, DoingRow]]:
    """Under whom each client was, and its first order that stands."""
    under: set[tuple[object, ...]] = {(row.client, row.manager, row.segment, row.territory) for row in rows}
    return under, {row.client: row for row in reversed(rows) if row.orders}


@sees(20)
@lawful
@given(histories(), st.floats(0, 1))
def test_rows_that_are_written_for_a_day_are_those_that_the_facts_give(
    entries: list[Entry], part: float
) -> None:
    known = round(len(entries) * part)
    with somewhere() as (url, recorder):
        append(recorder, entries[:known])
        stored.rebuild(url, DAY)
        append(recorder, entries[known:])
        stored.catch_up(recorder.database, DAY)
        for day in (*month_ends(FIRST.date(), DAY), DAY):
            assert quick(recorder, "health", day) == slow("health", entries, day)
            try:
                found = answer_of_spans(recorder.database, "health", as_of=day, known_at=NOW)
            except UnreadablePolicy:
                continue
            assert found is not None
            asked = answer("health", entries, as_of=day, known_at=NOW, position=len(entries))
            assert found.cautions == asked.cautions
            for holder in found.holders:
                if holder.written:
                    saw()


@sees(60)
@lawful
@given(histories(), st.lists(days, min_size=1, max_size=3))
def test_every_grouping_of_receivables_is_the_same_from_spans(
    entries: list[Entry], asked: list[date]
) -> None:
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for by, day in itertools.product(GROUPINGS, asked):
            where = Filter(group=by == "group")
            try:
                spans = answer_of_spans(
                    recorder.database, "receivables", as_of=day, known_at=NOW, where=where
                )
            except UnreadablePolicy:
                continue
            assert spans is not None
            facts = answer(
                "receivables", entries, as_of=day, known_at=NOW, position=len(entries), where=where
            )
            saw(1 + len(spans.rows))
            assert grouped(spans, by).as_json(items=True) == grouped(facts, by).as_json(items=True)


def stored_rows(recorder: Recorder, table: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a SQL view by day."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with recorder.database.reading() as cursor:
        cursor.execute(f"SELECT {', '.join(tables()[table].names)} FROM {table}")  # noqa: S608 - our own names
        for row in cursor.fetchall():
            cells = tuple(map(cell, row))
            found.setdefault(str(cells[1]), []).append(cells)
    return found


def told(said: Answer) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """The rows of an answer as SQL views show them."""
    for table, rows in as_tables(said):
        columns = TABLES[table].columns
        yield (
            table,
            [
                tuple(cell((row | {"as_of": said.as_of}).get(one.source or one.name)) for one in columns)
                for row in rows
            ],
        )


@sees(240)
@lawful
@given(histories())
def test_sql_views_show_of_today_and_of_every_month_end_what_the_views_say(entries: list[Entry]) -> None:
    history, horizon = remembered(entries), Horizon(DAY, None, len(entries))
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        found = {name: stored_rows(recorder, name) for name in tables()}
        for day, end in [*((day, MONTHLY) for day in month_ends(date(2025, 11, 1), DAY)), (DAY, "")]:
            try:
                said = [
                    one
                    for (one,) in ask_all(views_with_rows(), history, horizon._replace(as_of=day), (None,))
                ]
            except UnreadablePolicy:
                assert all(row[-1] for row in found["health" + end].get(day.isoformat(), ()))
                continue
            if end and day.isoformat() not in found["clients" + end]:  # before the first figure of any client
                assert not any(one.rows for one in said if one.view == "receivables")
                continue
            for table, rows in itertools.chain.from_iterable(map(told, said)):
                saw(len(rows))
                shown = found[table + end].get(day.isoformat(), [])
                assert sorted(shown, key=repr) == sorted(rows, key=repr), table


def test_in_both_databases_sql_views_show_of_every_kind_of_fact_what_the_views_say(
    ledger_url: str, tmp_path: Path
) -> None:
    with recorded(tmp_path / "fixed.db") as fixed:
        entries = list(fixed.history())
    history, today = remembered(entries), date(2026, 9, 15)
    store.create(ledger_url)
    count = 0
    with closing(store.open_recorder(ledger_url)) as recorder:
        append(recorder, entries)
        stored.rebuild(ledger_url, today)
        found = {name: stored_rows(recorder, name) for name in tables()}
        for day, end in [*((day, MONTHLY) for day in month_ends(date(2026, 1, 1), today)), (today, "")]:
            horizon = Horizon(day, None, len(entries))
            for (said,) in ask_all(views_with_rows(), history, horizon, (None,)):
                for table, rows in told(said):
                    count += len(rows)
                    shown = found[table + end].get(day.isoformat(), [])
                    assert sorted(shown, key=repr) == sorted(rows, key=repr), (table, day)
                quick = answer_of_spans(recorder.database, said.view, as_of=day, known_at=None)
                assert quick is not None
                assert quick.as_json(items=True) == said.as_json(items=True)
    assert count > 100


def test_the_trend_of_health_is_that_of_the_facts_up_to_each_day() -> None:
    book = Book().client("ACME")
    for day, price in (("2026-01-05", "100"), ("2026-02-20", "900")):
        line = {"product": "X", "quantity": "1", "unit_price": price}
        book.add("order.placed", "ACME", day, number="O", lines=[line])
    before, after = (
        answer("health", book.entries, as_of=day, known_at=None, position=9).rows[0]
        for day in (date(2026, 1, 29), date(2026, 2, 28))
    )
    assert after.trend_30 == round(after.score - before.score, 1)


def test_invoices_that_come_and_go_before_others_cost_a_span_for_each_that_they_change() -> None:
    small, pairs = 20, 15
    book = Book().client("ACME")
    for number in range(small):
        book.add("invoice.issued", "ACME", "2026-01-01", number=f"S{number}", amount="1", due="2026-02-01")
    book.add("payment.received", "ACME", "2026-01-01", number="P", amount=str(small))
    for number in range(pairs):
        issued = f"2026-01-{2 + number:02}"
        later = f"2026-01-{3 + number:02}T12:00:00+00:00"
        book.add("invoice.issued", "ACME", issued, number=f"L{number}", amount=str(small), due="2026-01-02")
        book.add("invoice.cancelled", "ACME", later, number=f"L{number}")
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, DAY)
        with recorder.database.reading() as cursor:
            cursor.execute("SELECT count(*) FROM views_1_receivables_items")
            (count,) = cursor.fetchone() or (0,)
        for day in (date(2026, 1, 2), date(2026, 1, 10), DAY):
            assert quick(recorder, "receivables", day) == slow("receivables", book.entries, day)
    assert 0 < count <= (small + 2) * (pairs + 1)


def test_an_entry_on_the_last_day_of_the_calendar_stops_no_view(ledger_url: str) -> None:
    book = Book().client("ACME").client("BETA", "2026-01-01")
    book.add("client.reassigned", "BETA", "9999-12-31", manager="Anna")
    book.add("invoice.issued", "BETA", "2026-01-02", number="1", amount="100", due="9999-12-31")
    promise = {"number": "Z", "amount": "60", "currency": "EUR", "by_date": "9999-12-31"}
    book.add("payment.promised", "BETA", "2026-01-03", **promise)
    book.add("payment.received", "BETA", "9999-12-31", number="P", amount="40")
    book.add("policy.adopted", None, "9999-12-31", version="p", document="version = 'p'")
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        append(recorder, book.entries[:4])
        stored.rebuild(ledger_url, DAY)
        append(recorder, book.entries[4:])
        stored.catch_up(recorder.database, DAY)
        stepped = contents(recorder.database)
        stored.rebuild(ledger_url, DAY)
        assert contents(recorder.database) == stepped
        clients = stored.known_clients(recorder.database)
        assert not list(stored.differences(recorder.database, recorder.database, clients, clients))
        for name, day in itertools.product(KEPT, (DAY, date(9999, 12, 30))):
            assert quick(recorder, name, day) == slow(name, book.entries, day)
        assert all(quick(recorder, name, date.max) is None for name in KEPT)


def test_sql_views_sum_and_compare_the_largest_amounts_exactly(ledger_url: str) -> None:
    book = Book().client("ACME", "2026-01-01").client("BETA", "2026-01-01")
    for currency, largest in (("KWD", "999999999999999.999"), ("CLF", "999999999999999.9999")):
        for number in range(10):
            fields = {"number": f"{currency}{number}", "amount": largest, "currency": currency}
            book.add("invoice.issued", "ACME", "2026-01-02", due="2026-02-01", **fields)
    payment = {"number": "P", "amount": "0.05", "currency": "KWD"}
    book.add("payment.received", "BETA", "2026-01-02", **payment)
    tiers = "[[loyalty.tiers]]\nname = 'a'\nreached_at = 9\n[[loyalty.tiers]]\nname = 'b'\nreached_at = 1000000000"
    document = f"version = 'p'\n{tiers}"
    book.add("policy.adopted", None, "2026-01-01", version="p", document=document)
    book.add("points.granted", "ACME", "2026-01-02", number="G", points="999999999.99999999")
    book.add("points.granted", "BETA", "2026-01-02", number="G", points="1000000000.00")
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        append(recorder, book.entries)
        stored.rebuild(ledger_url, DAY)
        found = {
            name: of_days[DAY.isoformat()]
            for name in TABLES
            if name != "views_status" and (of_days := stored_rows(recorder, name))
        }
        for name in ("receivables", "loyalty"):
            said = answer(name, book.entries, as_of=DAY, known_at=NOW, position=len(book.entries))
            for table, rows in told(said):
                assert sorted(found[table], key=repr) == sorted(rows, key=repr), table
    assert {row[-2] for row in found["loyalty"]} == {"a", "b"}
