"""The view of discounts against the rule of orders, and against the goods that clients kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import event, given
from hypothesis import strategies as st

from ledger.events import OrderPlaced
from ledger.rules.discounts import unapproved
from projections.framework.fold import fold_client
from projections.history import Horizon
from projections.selling.discounts import ORDER, Discount, evolve
from tests.helpers.decider import Fact, Given, cancelled, fact, returned, terms
from tests.helpers.depth import tries

JANUARY = date(2026, 1, 1)


def day(number: int) -> str:
    return JANUARY.replace(day=number).isoformat()


def order(number: str, on: str, **discounts: str) -> Fact:
    """Ten of each product at 2.00, each with a discount in percent."""
    lines = [
        {"product": product, "quantity": "10", "unit_price": "2.00", "discount": percent}
        for product, percent in discounts.items()
    ]
    return fact("order.placed", on, number=number, currency="EUR", lines=lines)


def approved(number: str, on: str, percent: str) -> list[Fact]:
    return [
        fact("discount.requested", on, number=number, percent=percent, reason="r"),
        fact("discount.approved", on, number=number, percent=percent),
    ]


def orders(*facts: Fact) -> dict[str, Discount]:
    """The orders with a discount, by number."""
    (state,) = fold_client((evolve,), Given(*facts).entries, Horizon(date(2026, 2, 1), None, 10**6)).states
    return (
        {} if state is None else {number: row for (number, what), row in state.rows.items() if what == ORDER}
    )


def not_approved(*facts: Fact) -> dict[str, int]:
    return {number: row.unapproved for number, row in orders(*facts).items()}


LIMIT = terms("invoice", day(1), discount_limit="5")


def test_an_approval_allows_the_orders_of_its_day_and_of_later_days() -> None:
    facts = [
        LIMIT,
        order("1", day(3), a="8"),
        order("2", day(4), a="8", b="9"),
        order("3", f"{day(4)}T23:00Z", a="8"),
        *approved("D", f"{day(4)}T12:00Z", "8"),
        order("4", day(5), a="8"),
    ]
    assert not_approved(*facts) == {"1": 1, "2": 1, "3": 0, "4": 0}


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """A limit, then orders and approvals of a few days in any order."""
    percents, days = st.sampled_from(["4", "5", "6", "7", "8"]), st.integers(2, 5).map(day)
    found = [LIMIT]
    for number in range(draw(st.integers(2, 6))):
        on, percent = draw(days), draw(percents)
        found += (
            approved(f"D{number}", on, percent)
            if draw(st.booleans())
            else [order(f"{number}", on, a=percent)]
        )
    return found


@tries(40, 400)
@given(histories())
def test_the_view_marks_the_orders_that_the_rule_speaks_against(facts: list[Fact]) -> None:
    state = Given(*facts).client_state
    spoken_against = {
        one.event.number: len([*unapproved(state, one.event, date.fromisoformat(one.on))])
        for one in facts
        if isinstance(one.event, OrderPlaced)
    }
    event(f"some are not approved: {any(spoken_against.values())}")
    assert not_approved(*facts) == spoken_against


def given_away(*facts: Fact) -> list[Decimal]:
    return [row.given for row in orders(*facts).values()]


def test_what_was_cancelled_or_came_back_is_not_given_away() -> None:
    # 10 x 2.00 with 10 % and with 25 %: 2.00 and 5.00.
    placed = order("1", day(3), a="10", b="25")
    assert given_away(placed) == [Decimal("7.00")]
    assert given_away(placed, cancelled("1", day(4), a=5)) == [Decimal("6.00")]
    assert given_away(placed, cancelled("1", day(4), a=5), returned("R", "1", day(5), b=4)) == [
        Decimal("4.00")
    ]
    assert given_away(placed, cancelled("1", day(4))) == [Decimal("0.00")]
    # A return that names no order is that of the only order with exactly its goods.
    assert given_away(placed, returned("R", None, day(5), a=10, b=10)) == [Decimal("0.00")]
    assert given_away(placed, returned("R", None, day(5), a=10)) == [Decimal("7.00")]


def test_an_order_that_is_placed_again_gives_what_its_last_lines_give() -> None:
    again = [order("1", day(3), a="10"), order("1", day(4), b="0")]
    assert given_away(*again) == [Decimal("0.00")]
    assert given_away(*again, order("1", day(5), b="20")) == [Decimal("4.00")]
