"""What is made of span rows that the database summed is what is made of each of them."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger import store
from ledger.entry import Entry
from ledger.store import Recorder
from projections import ANY, Answer, Filter, answer, stored
from projections.framework.choices import UnknownChoice
from projections.framework.periods import Period
from projections.policy import DEFAULT
from projections.trading.comparing import Compared, compared, each_bought, gaps, sums
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import ALL as ALL_KINDS
from tests.helpers.histories import CLIENTS
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY, NOW, append, days, histories, opened, somewhere

lawful = tries(10, 100, shrink=False)
_TRADE = [one for one in ALL_KINDS if one[0].startswith(("order.", "return.", "client.re"))]
_ASKED = (ANY, Filter(manager="Anna"), Filter((CLIENTS[0],)), Filter(group=True))
_BY = ("client", "product", "month", "manager", "territory")
_ends = st.lists(days, min_size=4, max_size=4).map(sorted)


def quick(recorder: Recorder, name: str, day: date, position: int, **asked: Any) -> Answer:
    found = stored.answer(
        recorder.database, name, as_of=day, known_at=NOW, position=position, policy=DEFAULT, **asked
    )
    assert found is not None
    return found


def slow(name: str, entries: list[Entry], day: date, where: Filter = ANY) -> Answer | None:
    """The same from the facts; None if nobody has what the filter asks for."""
    asked: dict[str, Any] = {"as_of": day, "known_at": NOW, "position": len(entries), "policy": DEFAULT}
    try:
        return answer(name, entries, where=where, **asked)
    except UnknownChoice:
        return None


@sees(100)
@lawful
@given(histories(_TRADE), _ends, st.floats(0, 1))
def test_sales_of_periods_are_those_of_each_entry(
    entries: list[Entry], ends: list[date], part: float
) -> None:
    first, last, start, day = ends
    both = Compared(Period(start, day), Period(first, last))
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for upto, where in itertools.product((round(len(entries) * part), len(entries)), _ASKED):
            if (told := slow("sales", entries[:upto], day, where)) is None:
                continue
            for by in _BY:
                found = quick(recorder, "sales", day, upto, where=where, since=sums(both, by))
                assert compared(found, both, by).as_json() == compared(told, both, by).as_json()
                if told.rows:
                    saw()
            found = quick(recorder, "sales", day, upto, where=where, since=each_bought(both.period))
            expected = None if where.clients else gaps(told, both.period, CLIENTS[0])
            if expected is not None:
                assert gaps(found, both.period, CLIENTS[0]).as_json() == expected.as_json()


def test_amounts_of_any_size_and_of_any_number_of_places_are_summed(ledger_url: str) -> None:
    book = Book()
    prices = ("1", "0.5", "2.335", "123456789012.34", "1234567890123456.25", "9999999999999999.99", "0")
    for code, currency in (("C1", "EUR"), ("C2", "JPY"), ("C3", None)):
        book.client(code, currency=currency)
        for number, price in enumerate(prices):
            lines = [
                {"product": f"P{number % 2}", "quantity": quantity, "unit_price": price}
                for quantity in ("3", "0.125")
            ]
            book.add("order.placed", code, f"2026-0{1 + number % 3}-02", number=f"{number}", lines=lines)
            book.add(
                "return.received", code, "2026-03-05", number=f"R{number}", lines=lines[:1], currency=None
            )
    store.create(ledger_url)
    both = Compared(Period(date(2026, 2, 1), DAY), Period(date(2026, 1, 1), date(2026, 1, 31)))
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        stored.rebuild(ledger_url, DAY)
        told = slow("sales", book.entries, DAY)
        assert told is not None
        for by in _BY:
            found = quick(recorder, "sales", DAY, len(book.entries), since=sums(both, by))
            assert len(found.rows) < len(told.rows)
            assert compared(found, both, by).as_json() == compared(told, both, by).as_json()
