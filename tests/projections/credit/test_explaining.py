"""The entries behind exposure sum to it, and what moved it sums to the difference between two days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import DEFAULT, Explanation, Filter, UnknownView, answer, explain, explain_change
from projections.credit.exposure import ExposureRow, exposed
from tests.helpers.attributed import books, groups
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import CLIENTS, FIRST
from tests.helpers.seen import saw, sees

SEEN: dict[str, Any] = {"known_at": None, "position": 10**9, "policy": DEFAULT}
days = st.integers(-2, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
spans = st.tuples(days, days).map(sorted)


def own(book: Book, client: str) -> list[Entry]:
    return [entry for entry in book.entries if entry.client in (None, client)]


def rows(entries: list[Entry], day: date, **where: Any) -> list[ExposureRow]:
    found = answer("receivables", entries, as_of=day, **SEEN, where=Filter(**where))
    return exposed(found).rows


def exposures(book: Book, day: date, **where: Any) -> dict[str, Decimal]:
    return {row.currency: row.exposure for row in rows(book.entries, day, **where) if row.exposure}


_goods = st.lists(
    st.fixed_dictionaries({"product": st.sampled_from("XY"), "quantity": st.sampled_from(["1", "2.5", "3"])}),
    min_size=1,
    max_size=2,
)


@st.composite
def dealings(draw: st.DrawFn) -> Book:
    """Two orders of a client, and what becomes of them; one invoice may bill both."""
    book = Book()
    for code in CLIENTS:
        book.client(code)
    if billing := draw(st.sampled_from(["", "", "order", "delivery"])):
        book.add("client.terms_agreed", "ACME", "2026-01-01", payment_days=9, billing=billing)
    for one in ("SO-1", "SO-2"):
        lines = [line | {"unit_price": "3.33"} for line in draw(_goods)]
        book.add("order.placed", "ACME", draw(days).isoformat(), number=one, lines=lines)
    for count, kind in enumerate(draw(st.lists(st.sampled_from(sorted(_AFTER)), max_size=8))):
        fields = {name: draw(value) for name, value in _AFTER[kind].items()}
        numbered = {} if "number" in fields else {"number": f"N-{count}"}
        book.add(kind, "ACME", draw(days).isoformat(), **fields, **numbered)
    return book


_orders = st.sampled_from(["SO-1", "SO-2"])
_amounts = st.sampled_from(["3.33", "5", "20"])
_AFTER: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "order.cancelled": {"number": _orders, "by": st.just("us"), "lines": _goods},
    "order.delivered": {"number": _orders, "lines": _goods},
    "return.received": {
        "order": _orders,
        "lines": _goods.map(lambda lines: [line | {"unit_price": "3"} for line in lines]),
    },
    "invoice.issued": {"amount": _amounts, "orders": st.lists(_orders, unique=True, max_size=2)},
    "credit_note.issued": {"amount": _amounts, "invoice": st.sampled_from(["N-0", "N-1", "N-2"])},
    "payment.received": {"amount": _amounts},
}


@sees(10)
@tries(60, 400)
@given(book=dealings(), until=days)
def test_the_entries_behind_exposure_sum_to_it(book: Book, until: date) -> None:
    for day in (until, date(2030, 1, 1)):
        said = explain("exposure", book.entries, as_of=day, **SEEN)
        assert {figure for figure, *_ in said.figures()} <= {"exposure"}
        found = {currency: value for _, currency, value in said.figures() if value}
        shown = rows(book.entries, day)
        assert found == {row.currency: row.exposure for row in shown if row.exposure}
        if any(row.open_orders and row.open_debt for row in shown):
            saw()


@tries(20, 100)
@given(book=groups(), day=days)
def test_the_entries_behind_the_exposure_of_a_group_sum_to_it(book: Book, day: date) -> None:
    said = explain("exposure", book.entries, as_of=day, **SEEN)
    found = {currency: value for _, currency, value in said.figures() if value}
    assert found == exposures(book, day, clients=(CLIENTS[0],), group=True)


@tries(40, 200)
@given(book=books() | dealings(), span=spans, client=st.sampled_from(CLIENTS))
def test_what_moved_exposure_sums_to_its_difference(book: Book, span: list[date], client: str) -> None:
    said = explain_change("exposure", own(book, client), since=span[0], until=span[1], **SEEN)
    was, now = (exposures(book, day, clients=(client,)) for day in span)
    assert {one.currency: one.after for one in said.changes if one.after} == now
    moves: dict[str | None, Decimal] = {}
    for line in said.lines:
        currency = line.contribution.currency
        moves[currency] = moves.get(currency, Decimal(0)) + line.contribution.amount
    for currency in {*was, *now, *moves}:
        assert now.get(str(currency), 0) - was.get(str(currency), 0) == moves.get(currency, 0)


def told(said: Explanation) -> list[tuple[Any, ...]]:
    lines = [(line.contribution, line) for line in said.lines]
    return [(one.of and one.of.number, one.what, one.position, str(one.amount)) for one, _ in lines]


def test_an_order_is_followed_from_what_was_ordered_to_what_is_not_owed_yet() -> None:
    """100.00 ordered, 20.00 cancelled, 30.00 invoiced, 10.00 came back: 40.00 to come, 20.00 paid."""
    line, pieces = {"product": "X", "quantity": "10", "unit_price": "10"}, {"product": "X", "quantity": "2"}
    book = Book().client("ACME")
    book.add("order.placed", "ACME", "2026-01-02", number="SO-1", lines=[line])
    book.add("order.cancelled", "ACME", "2026-01-03", number="SO-1", by="us", lines=[pieces])
    book.add("order.delivered", "ACME", "2026-01-04", number="SO-1")
    book.add("invoice.issued", "ACME", "2026-01-05", number="17", amount="30.00", orders=["SO-1"])
    back: dict[str, Any] = {"number": "R-1", "order": "SO-1", "lines": [line | {"quantity": "1"}]}
    book.add("return.received", "ACME", "2026-01-06", **back)
    book.add("payment.received", "ACME", "2026-01-07", number="P-1", amount="50.00")
    said = explain("exposure", book.entries, as_of=date(2026, 2, 1), **SEEN)
    assert told(said) == [
        ("P-1", "payment", 7, "-50.00"),
        ("P-1", "invoice", 5, "30.00"),
        ("SO-1", "order", 2, "100.00"),
        ("SO-1", "cancelled", 3, "-20.00"),
        ("SO-1", "invoice", 5, "-30.00"),
        ("SO-1", "returned", 6, "-10.00"),
    ]
    assert said.figures() == [("exposure", "EUR", Decimal(20))]


def test_an_order_that_is_billed_by_delivery_is_owed_as_its_goods_go_out() -> None:
    line = {"product": "X", "quantity": "10", "unit_price": "10"}
    book = Book().client("ACME")
    book.add("client.terms_agreed", "ACME", "2026-01-01", payment_days=9, billing="delivery")
    book.add("order.placed", "ACME", "2026-01-02", number="SO-1", lines=[line])
    book.add(
        "order.delivered", "ACME", "2026-01-04", number="SO-1", lines=[{"product": "X", "quantity": "4"}]
    )
    said = explain("exposure", book.entries, as_of=date(2026, 2, 1), document="SO-1", **SEEN)
    assert told(said) == [
        ("SO-1", "delivery", 4, "40.00"),
        ("SO-1", "order", 3, "100.00"),
        ("SO-1", "delivered", 4, "-40.00"),
    ]


def test_a_list_that_is_not_explained_is_no_view() -> None:
    with pytest.raises(UnknownView, match="did you mean 'exposure'"):
        explain("exposur", [], as_of=FIRST.date(), **SEEN)
