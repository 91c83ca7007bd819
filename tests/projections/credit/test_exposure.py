from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections import DEFAULT, Answer, Filter, Policy, answer
from projections.credit.exposure import exposed
from projections.history import Horizon
from projections.one_currency import OneCurrency
from projections.policy import Credit
from projections.rates import DatedRates
from projections.receivables.converting import converted
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import facts, ledger

DAY = date(2026, 6, 30)
LINE = {"product": "X", "quantity": "10", "unit_price": "10"}


def plain(book: Book, policy: Policy = DEFAULT, day: date = DAY, **where: Any) -> Answer:
    return answer(
        "receivables",
        book.entries,
        as_of=day,
        known_at=None,
        position=10**9,
        policy=policy,
        where=Filter(**where),
    )


def shown(book: Book, policy: Policy = DEFAULT, day: date = DAY, **where: Any) -> Answer:
    return exposed(plain(book, policy, day, **where))


def limited(code: str = "ACME", limit: str | None = "100", book: Book | None = None, **fields: Any) -> Book:
    parent = {"parent": fields.pop("parent")} if "parent" in fields else {}
    book = (book or Book()).client(code, **parent)
    said = {"payment_days": 30, "billing": "invoice", "credit_limit": limit, **fields}
    return book.add("client.terms_agreed", code, "2026-01-01", **said)


def test_exposure_is_debt_and_orders_less_what_is_unapplied() -> None:
    book = limited(limit="200")
    book.add("invoice.issued", "ACME", "2026-06-01", number="I", amount="80")
    book.add("credit_note.issued", "ACME", "2026-06-01", number="C", amount="30")
    book.add("order.placed", "ACME", "2026-06-02", number="O", lines=[LINE])
    said = shown(book)
    (row,) = said.rows
    assert (row.limit, row.open_debt, row.open_orders, row.unapplied) == (200, 80, 100, 30)
    assert (row.exposure, row.free, row.excess, row.reason) == (150, 50, 0, None)
    (order,) = said.items
    assert (order.order, order.amount, order.open, order.held, order.entries) == ("O", 100, 100, None, (5,))


def test_what_is_beyond_the_limit_is_an_excess_by_amount() -> None:
    book = limited().add("invoice.issued", "ACME", "2026-06-01", number="I", amount="100.01")
    (row,) = shown(book).rows
    assert (row.free, row.excess, row.reason) == (0, Decimal("0.01"), "amount")
    (total,) = shown(book).totals
    assert (total.excess, total.over) == (Decimal("0.01"), 1)


@pytest.mark.parametrize(("most", "reason"), [(10, "lateness"), (11, None)])
def test_debt_that_is_too_late_is_an_excess_even_without_a_limit(most: int, reason: str | None) -> None:
    book = Book().client("ACME").add("invoice.issued", "ACME", "2026-06-19", number="I", amount="0.01")
    (row,) = shown(book, replace(DEFAULT, credit=Credit("warn", most))).rows
    assert (row.limit, row.days_late, row.reason) == (None, 11, reason)


def test_prepaid_clients_pass_nothing() -> None:
    book = limited(prepaid=True).add("invoice.issued", "ACME", "2026-01-01", number="I", amount="999")
    (row,) = shown(book, replace(DEFAULT, credit=Credit("warn", 0))).rows
    assert (row.prepaid, row.excess, row.reason) == (True, 899, None)


def test_a_held_order_is_shown_as_such_until_it_is_released() -> None:
    book = limited().add("order.placed", "ACME", "2026-06-01", number="O", lines=[LINE])
    book.add("order.held", "ACME", "2026-06-02", number="O", reason="credit")
    (row,), (order,) = shown(book).rows, shown(book).items
    assert (row.open_orders, row.held, order.held) == (100, 100, "credit")
    book.add("order.released", "ACME", "2026-06-03", number="O", reason="paid")
    assert shown(book).rows[0].held == 0
    assert shown(book, day=date(2026, 6, 2)).rows[0].held == 100


def test_an_order_leaves_as_it_is_invoiced_by_either_link() -> None:
    book = limited()
    book.add("order.placed", "ACME", "2026-06-01", number="O", lines=[LINE])
    book.add("order.placed", "ACME", "2026-06-01", number="P", lines=[LINE], invoice="J")
    book.add("invoice.issued", "ACME", "2026-06-02", number="I", amount="40", orders=["O"])
    assert [(one.order, one.open) for one in shown(book).items] == [("O", 60), ("P", 100)]
    book.add("invoice.issued", "ACME", "2026-06-02", number="J", amount="100")
    assert [(one.order, one.open) for one in shown(book).items] == [("O", 60)]
    book.add("invoice.cancelled", "ACME", "2026-06-03", number="I")
    assert [(one.order, one.open) for one in shown(book).items] == [("O", 100)]


@pytest.mark.parametrize(
    ("day", "debt", "ordered"), [(3, 50, 50), (4, 50, 30), (5, 50, 30), (6, 30, 50)], ids=str
)
def test_goods_that_came_back_leave_the_order_until_their_credit_note_leaves_the_debt(
    day: int, debt: int, ordered: int
) -> None:
    book = limited().add("order.placed", "ACME", "2026-06-01", number="O", lines=[LINE])
    book.add("order.delivered", "ACME", "2026-06-02", number="O", lines=[{"product": "X", "quantity": "5"}])
    book.add("invoice.issued", "ACME", "2026-06-02", number="I", amount="50", orders=["O"])
    book.add("return.received", "ACME", "2026-06-04", number="R", order="O", lines=[LINE | {"quantity": "2"}])
    note = {"number": "C", "amount": "20", "invoice": "I", "return": "R"}
    (row,) = shown(book.add("credit_note.issued", "ACME", "2026-06-06", **note), day=date(2026, 6, day)).rows
    assert (row.open_debt, row.open_orders, row.free) == (debt, ordered, 100 - debt - ordered)


def test_a_client_with_a_limit_has_a_row_though_nothing_uses_it() -> None:
    (row,) = shown(limited().client("BETA")).rows
    assert (row.client, row.exposure, row.free) == ("ACME", 0, 100)


def test_a_limit_stands_on_the_row_of_its_currency() -> None:
    book = limited().add("invoice.issued", "ACME", "2026-06-01", number="I", amount="999", currency="USD")
    assert [(row.currency, row.limit, row.reason) for row in shown(book).rows] == [
        ("EUR", 100, None),
        ("USD", None, None),
    ]


def test_in_one_currency_everything_counts_to_the_limit() -> None:
    book = limited(limit="100").add("rate.set", None, "2026-01-01", base="EUR", quote="USD", rate="2")
    book.add("invoice.issued", "ACME", "2026-06-01", number="I", amount="100", currency="USD")
    book.add("order.placed", "ACME", "2026-06-01", number="O", lines=[LINE])
    (row,) = in_dollars(book)
    assert (row.currency, row.limit, row.exposure, row.reason) == ("USD", 200, 300, "amount")


def in_dollars(book: Book) -> list[Any]:
    exchange = OneCurrency("USD", DatedRates(book.entries, Horizon(DAY, None, 99)))
    return exposed(converted(plain(book), exchange), exchange.money(DAY)).rows


@pytest.mark.parametrize("limit", ["100", "0"])
def test_a_limit_without_a_rate_stays_beside_the_debt_in_its_currency(limit: str) -> None:
    book = limited(limit=limit).add("invoice.issued", "ACME", "2026-06-01", number="I", amount="150")
    book.add("invoice.issued", "ACME", "2026-06-01", number="J", amount="7", currency="USD")
    found = [(row.currency, row.limit, row.exposure, row.reason) for row in in_dollars(book)]
    assert found == [("EUR", int(limit), 150, "amount"), ("USD", None, 7, None)]


def company(parent: str | None, child: str | None) -> Any:
    """The row of a parent that owes 60 and its child that owes 60, as one."""
    book = limited("TOP", parent)
    limited("SUB", child, book, parent="TOP")
    for code in ("TOP", "SUB"):
        book.add("invoice.issued", code, "2026-06-01", number="I", amount="60")
    (row,) = shown(book, group=True).rows
    return row.limit, row.exposure, row.reason


def test_a_parents_limit_covers_its_group_and_without_one_the_limits_of_all_do() -> None:
    assert company("100", None) == (100, 120, "amount")
    assert company("150", "10") == (150, 120, None)
    assert company(None, "10") == (None, 120, None)


def test_a_company_that_uses_no_credit_needs_no_limit_for_its_group_to_have_one() -> None:
    book = Book().client("TOP")
    limited("A", "50", book, parent="TOP")
    limited("B", "60", book, parent="TOP")
    book.add("invoice.issued", "A", "2026-06-01", number="I", amount="5")
    assert [row.limit for row in shown(book, group=True).rows] == [110]
    book.add("invoice.issued", "TOP", "2026-06-01", number="I", amount="5")
    assert [row.limit for row in shown(book, group=True).rows] == [None]


@tries(25, 100)
@given(said=facts(), day=st.dates(date(2025, 12, 30), date(2026, 3, 10)), group=st.booleans())
def test_exposure_is_the_balance_and_what_is_ordered(said: list[Fact], day: date, *, group: bool) -> None:
    book = ledger(said)
    balances = {(row.client, row.currency): row.balance for row in plain(book, day=day, group=group).rows}
    found = shown(book, day=day, group=group)
    for row in found.rows:
        assert row.exposure == row.open_debt + row.open_orders - row.unapplied
        assert row.exposure - row.open_orders == balances.pop((row.client, row.currency), 0)
        assert row.open_orders >= row.held >= 0
    assert not balances
    for total in found.totals:
        ordered = [order.open for order in found.items if order.currency == total.currency]
        assert sum(ordered) == total.open_orders


def checked(book: Book, code: str, outcome: str, advised: str | None = None, **fields: Any) -> Book:
    said = {"outcome": outcome, "source": "bureau", "limit_advised": advised, **fields}
    return book.add("client.credit_checked", code, "2026-06-10", **said)


@pytest.mark.parametrize(
    ("day", "limit", "agreed", "check", "reason"),
    [
        (date(2026, 6, 9), 20_000, None, None, None),
        (date(2026, 6, 10), 3_000, 20_000, "bad", "amount and check"),
        (date(2026, 6, 30), 3_000, 20_000, "bad", "amount and check"),
        (date(2026, 7, 1), 20_000, None, None, None),
    ],
)
def test_the_lower_of_agreed_and_advised_limit_is_shown_while_the_check_is_valid(
    day: date, limit: int, agreed: int | None, check: str | None, reason: str | None
) -> None:
    book = limited(limit="20000").add("invoice.issued", "ACME", "2026-06-01", number="I", amount="3001")
    checked(book, "ACME", "bad", "3000", valid_until="2026-06-30")
    (row,) = shown(book, day=day).rows
    assert (row.limit, row.agreed, row.check, row.reason) == (limit, agreed, check, reason)


def test_an_advised_limit_holds_where_none_is_agreed_and_a_higher_one_changes_nothing() -> None:
    (row,) = shown(checked(limited(limit=None), "ACME", "doubtful", "50")).rows
    assert (row.limit, row.agreed, row.check) == (50, None, "doubtful")
    (row,) = shown(checked(limited(), "ACME", "good", "500")).rows
    assert (row.limit, row.agreed, row.check, row.reason) == (100, None, "good", None)


def test_a_prepaid_client_passes_nothing_by_a_bad_check() -> None:
    book = checked(limited(prepaid=True), "ACME", "bad", "0")
    (row,) = shown(book).rows
    assert (row.limit, row.check, row.reason) == (0, "bad", None)


@pytest.mark.parametrize(
    ("parent", "limit", "agreed"),
    [("150", 40, 150), (None, 50, None)],
    ids=["agreed with the parent: it covers the group", "none agreed: a company like the others"],
)
def test_a_check_of_a_parent_lowers_the_limit_that_covers_its_group(
    parent: str | None, limit: int, agreed: int | None
) -> None:
    book = limited("TOP", parent)
    limited("SUB", "10", book, parent="TOP")
    checked(book, "TOP", "doubtful", "40")
    (row,) = shown(book, group=True).rows
    assert (row.limit, row.agreed, row.check) == (limit, agreed, "doubtful")
