"""What stood on a day follows from what was sold as it does from the orders themselves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.framework.fold import fold
from projections.health.commerce import chance, orders_of
from projections.history import Horizon, remembered
from projections.key_accounts.client_sales import evolve_orders, sales
from projections.lifetime.standing import Scores, Standing
from projections.order_days import days_of, values_on
from projections.policy import DEFAULT
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import ALL, FIRST, facts, ledger
from tests.helpers.seen import saw, sees

_GOODS = [one for one in ALL if one[0].startswith(("order.", "return."))]
_days = st.integers(0, 70).map(lambda count: (FIRST + timedelta(days=count)).date())


@pytest.mark.parametrize(("currency", "left"), [("EUR", "98.66"), (None, "98.665")])
def test_a_return_without_an_order_comes_off_an_order_day_rounded_in_the_currency_that_it_names(
    currency: str | None, left: str
) -> None:
    book = Book().client("ACME")
    for kind, price, quantity, more in (
        ("order.placed", "100", "1", {"currency": "EUR"}),
        ("return.received", "0.445", "3", {} if currency is None else {"currency": currency}),
    ):
        lines = [{"product": kind, "quantity": quantity, "unit_price": price}]
        book.add(kind, "ACME", "2026-03-01", number=kind, lines=lines, **more)
    (one,) = fold((evolve_orders,), remembered(book.entries), Horizon(date.max, None, 10**9)).values()
    dealings, day = one.states[0], date(2026, 3, 1)
    assert values_on([dealings.trade], day) == {(day, "EUR"): Decimal(left)}
    assert Standing([*sales(dealings)]).on(day) == {(day, "EUR"): Decimal(left)}


@sees(15)
@tries(40, 200)
@given(facts(_GOODS), _days)
def test_the_order_days_of_what_was_sold_are_those_of_the_orders(said: list[Fact], day: date) -> None:
    for one in fold(
        (evolve_orders,), remembered(ledger(said).entries), Horizon(date.max, None, 10**9)
    ).values():
        if (dealings := one.states[0]) is not None:
            expected = values_on([dealings.trade], day)
            assert Standing([*sales(dealings)]).on(day) == expected
            saw(len(expected))


@sees(15)
@tries(40, 200)
@given(facts(_GOODS), _days)
def test_the_chance_on_a_day_is_that_of_the_order_days_that_stood(said: list[Fact], day: date) -> None:
    commerce = DEFAULT.health.commerce
    for one in fold(
        (evolve_orders,), remembered(ledger(said).entries), Horizon(date.max, None, 10**9)
    ).values():
        if (dealings := one.states[0]) is not None:
            expected = chance(orders_of(days_of(values_on([dealings.trade], day)), commerce), day, commerce)
            found = Scores([Standing([*sales(dealings)])], commerce).score(day.toordinal())
            assert found == (None if expected is None else pytest.approx(expected.score, rel=1e-12))
            saw(expected is not None)
