"""Rolling receivables forward: opening and movements are the closing balance, however they are summed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from projections import Answer, Filter, answer, explain_change
from projections.framework.periods import Period
from projections.history import Horizon, remembered
from projections.receivables.movements import WHATS
from projections.receivables.roll_forward import COLUMN_OF, SIGNS
from projections.receivables.rolling import GROUPINGS, rolled
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import CLIENTS, FIRST, facts, ledger
from tests.helpers.seen import saw, sees

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
MANAGERS = ("Anna", "anna ", "Boris", "")


def roll(book: Book, period: Period = MARCH, by: str = "client", where: Filter | None = None) -> Answer:
    said = answer(
        "receivables",
        book.entries,
        as_of=period.end,
        known_at=None,
        position=10**9,
        where=where or Filter(),
    )
    return rolled(said, remembered(book.entries), period.start, by)


def moved(row: Any) -> dict[str, str]:
    """The columns of a row with anything in them."""
    return {name: str(value) for name in (*SIGNS, "closing") if (value := getattr(row, name))}


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Random facts of clients who change hands, some of them voided."""
    book = ledger([fact for some in draw(st.lists(facts(), min_size=2, max_size=3)) for fact in some])
    moments = st.integers(-3, 80).map(lambda day: (FIRST + timedelta(days=day)).date().isoformat())
    changes = st.tuples(st.sampled_from(CLIENTS), moments, st.sampled_from(MANAGERS[:3]))
    for client, day, manager in draw(st.lists(changes, max_size=5)):
        book.add("client.reassigned", client, day, manager=manager.strip())
    last = len(book.entries)
    for position in draw(st.lists(st.integers(min(7, last), last), max_size=2, unique=True)):
        book.void(position)
    return book


periods = st.tuples(st.integers(-5, 40), st.integers(0, 70)).map(
    lambda one: Period((FIRST + timedelta(one[0])).date(), (FIRST + timedelta(one[0] + one[1])).date())
)


def balances(book: Book, day: date) -> dict[tuple[str, str], Decimal]:
    said = answer("receivables", book.entries, as_of=day, known_at=None, position=10**9)
    return {(row.client, row.currency): row.balance for row in said.rows if row.balance}


def sums(rows: Any, *names: str) -> Mapping[str, Decimal]:
    """The sums of columns over rows, by currency."""
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row.currency] = found.get(row.currency, Decimal(0)) + sum(getattr(row, name) for name in names)
    return {currency: value for currency, value in found.items() if value}


@sees(20)
@given(book=books(), period=periods)
@tries(12, 150)
def test_every_row_closes_and_what_it_opens_and_closes_with_is_what_receivables_say(
    book: Book, period: Period
) -> None:
    found = roll(book, period)
    for by in GROUPINGS:
        said = roll(book, period, by)
        for row in [*said.rows, *said.totals]:
            saw()
            assert sum(sign * getattr(row, name) for name, sign in SIGNS.items()) == row.closing
        assert said.totals == found.totals
    opening, closing = balances(book, period.start - timedelta(days=1)), balances(book, period.end)
    assert {(row.client, row.currency): row.opening for row in found.rows if row.opening} == opening
    assert {(row.client, row.currency): row.closing for row in found.rows if row.closing} == closing


@sees(8)
@given(book=books(), period=periods)
@tries(12, 100)
def test_the_rows_of_a_grouping_sum_to_the_total_and_months_follow_each_other(
    book: Book, period: Period
) -> None:
    columns = [name for name in SIGNS if name not in ("opening", "transferred")]
    by_client, by_manager, by_month = (roll(book, period, by) for by in GROUPINGS)
    for column in columns:
        wanted = sums(by_client.totals, column)
        assert sums(by_manager.rows, column) == sums(by_month.rows, column) == wanted
    assert sums(by_manager.rows, "opening") == sums(by_client.rows, "opening")
    assert sums(by_manager.rows, "transferred") == {}
    balance: dict[str, Decimal] = {}
    for row in by_month.rows:
        saw()
        assert row.opening == balance.get(row.currency, row.opening)
        balance[row.currency] = row.closing
    assert {currency: one for currency, one in balance.items() if one} == sums(by_client.rows, "closing")


@sees(8)
@given(book=books(), period=periods)
@tries(12, 100)
def test_a_manager_opens_and_closes_with_the_balances_of_the_clients_of_that_day(
    book: Book, period: Period
) -> None:
    rows = roll(book, period, "manager").rows
    for column, day in (("opening", period.start - timedelta(days=1)), ("closing", period.end)):
        said = answer("receivables", book.entries, as_of=day, known_at=None, position=10**9)
        wanted: dict[tuple[str, str], Decimal] = {}
        managers = {client.code: client.manager for holder in said.holders for client, _ in holder.members}
        for row in said.rows:
            key = (managers[row.client] or "").strip().lower(), row.currency
            wanted[key] = wanted.get(key, Decimal(0)) + row.balance
        got = {((row.manager or "").strip().lower(), row.currency): getattr(row, column) for row in rows}
        saw(len(wanted))
        assert {key: value for key, value in got.items() if value} == {
            key: value for key, value in wanted.items() if value
        }


@sees(6)
@given(book=books(), period=periods)
@tries(30, 100)
def test_its_items_are_what_explain_says_moved_the_balance(book: Book, period: Period) -> None:
    eve = period.start - timedelta(days=1)
    for client in CLIENTS:
        said = roll(book, period, where=Filter(clients=(client,)))
        own = remembered(book.entries)(client)
        why = explain_change("receivables", own, since=eve, until=period.end, known_at=None, position=10**9)
        lines = [line.contribution for line in why.lines]
        saw(len(lines))
        assert sorted((one.position, one.what, one.currency or "", one.amount) for one in lines) == sorted(
            (item.entry, item.what, item.currency, item.amount) for item in said.items
        )
        for row in said.rows:
            for column in {*COLUMN_OF.values()}:
                parts = [
                    item.amount
                    for item in said.items
                    if (item.currency, item.column) == (row.currency, column)
                ]
                assert sum(parts, Decimal(0)) == SIGNS[column] * getattr(row, column)


def test_every_kind_of_movement_has_a_column() -> None:
    assert set(COLUMN_OF) == set(WHATS)
    assert {*COLUMN_OF.values()} | {"opening", "transferred"} == set(SIGNS)


def trading() -> Book:
    book = Book().client("ACME", manager="Anna").client("BETA", manager="Boris")
    book.add("invoice.issued", "ACME", "2026-02-10", number="1", amount="100.00")
    book.add("invoice.issued", "ACME", "2026-03-02", number="2", amount="50.00")
    book.add("charge.added", "ACME", "2026-03-03", number="F", what="fee", amount="5.00")
    book.add("payment.received", "ACME", "2026-03-05", number="P", amount="80.00")
    book.add("payment.reversed", "ACME", "2026-03-06", number="P", amount="10.00")
    book.add("payment.refunded", "ACME", "2026-03-07", number="P", amount="20.00")
    book.add("credit_note.issued", "ACME", "2026-03-08", number="C", amount="7.00", invoice="2")
    book.add("debt.written_off", "ACME", "2026-03-09", number="W", document="1", amount="30.00")
    book.add("debt.recovered", "ACME", "2026-03-10", number="W", document="1", amount="4.00")
    book.add("balance.opened", "BETA", "2026-03-11", amount="-12.00")
    book.add("invoice.issued", "BETA", "2026-03-12", number="1", amount="40.00")
    book.add("invoice.cancelled", "BETA", "2026-04-01", number="1")
    return book


def test_each_movement_stands_in_its_column() -> None:
    said = roll(trading())
    assert [(row.client, moved(row)) for row in said.rows] == [
        (
            "ACME",
            {
                "opening": "100.00", "invoiced": "50.00", "charged": "5.00", "credited": "7.00",
                "paid": "80.00", "refunded": "20.00", "reversed": "10.00", "written_off": "30.00",
                "recovered": "4.00", "closing": "72.00",
            },
        ),
        ("BETA", {"opened": "-12.00", "invoiced": "40.00", "closing": "28.00"}),
    ]  # fmt: skip
    assert [(total.currency, str(total.closing)) for total in said.totals] == [("EUR", "100.00")]
    april = roll(trading(), Period(date(2026, 4, 1), date(2026, 4, 30)), where=Filter(clients=("BETA",)))
    assert [moved(row) for row in april.rows] == [
        {"opening": "28.00", "cancelled": "40.00", "closing": "-12.00"}
    ]


def test_a_client_who_changes_hands_takes_the_balance_along() -> None:
    book = trading().add("client.reassigned", "ACME", "2026-03-06", manager="Boris")
    anna, boris = roll(book, by="manager").rows
    assert (anna.manager, moved(anna)) == (
        "Anna",
        {
            "opening": "100.00", "invoiced": "50.00", "charged": "5.00", "paid": "80.00",
            "transferred": "-75.00",
        },
    )  # fmt: skip
    assert (boris.manager, str(boris.reversed), str(boris.transferred), str(boris.closing)) == (
        "Boris",
        "10.00",
        "75.00",
        "100.00",
    )
    assert [item.manager for item in roll(book, where=Filter(clients=("ACME",))).items][:4] == [
        "Anna", "Anna", "Anna", "Boris",
    ]  # fmt: skip


def test_months_go_on_from_one_to_the_next() -> None:
    rows = roll(trading(), Period(date(2026, 1, 15), date(2026, 4, 10)), "month").rows
    assert [(row.month, str(row.opening), str(row.closing)) for row in rows] == [
        ("2026-02", "0.00", "100.00"),
        ("2026-03", "100.00", "100.00"),
        ("2026-04", "100.00", "60.00"),
    ]


def test_a_client_who_is_named_has_a_row_though_nothing_moved() -> None:
    (row,) = roll(Book().client("ACME"), where=Filter(clients=("ACME",))).rows
    assert (row.currency, moved(row)) == ("EUR", {})
    assert roll(Book().client("ACME")).rows == []


def test_the_companies_of_a_group_are_one_row() -> None:
    book = trading().client("GAMA", parent="ACME")
    book.add("invoice.issued", "GAMA", "2026-03-20", number="9", amount="1.00")
    rows = roll(book, where=Filter(group=True)).rows
    assert [(row.client, str(row.invoiced)) for row in rows] == [("ACME", "51.00"), ("BETA", "40.00")]


def test_the_first_day_of_the_calendar_opens_with_nothing() -> None:
    for by in GROUPINGS:
        period = Period(date.min, MARCH.end)
        assert {str(row.opening) for row in roll(trading(), period, by).totals} == {"0.00"}


def test_a_horizon_is_that_of_the_answer() -> None:
    book = trading()
    known = book.entries[5].recorded_at
    said = answer("receivables", book.entries, as_of=MARCH.end, known_at=known, position=10**9)
    rows = rolled(said, remembered(book.entries), MARCH.start).rows
    assert [moved(row) for row in rows] == [
        {
            "opening": "100.00", "invoiced": "50.00", "charged": "5.00", "paid": "80.00",
            "closing": "75.00",
        }
    ]  # fmt: skip
    assert Horizon(said.as_of, known, 10**9).knows(book.entries[5])


def test_managers_are_compared_by_the_language_of_their_clients_and_named_as_appointed() -> None:
    book = Book()
    for code, manager in {"A": "İlqar", "B": "ILQAR", "C": "İLQAR"}.items():
        book.client(code, manager=manager, locale="az").add(
            "invoice.issued", code, "2026-03-02", number="1", amount="5"
        )
    book.add("manager.appointed", None, "2026-01-01", name="ilqar", role="sales", **{"from": "2026-01-01"})
    rows = roll(book, by="manager").rows
    assert [(row.manager, row.closing) for row in rows] == [("ILQAR", 5), ("ilqar", 10)]
