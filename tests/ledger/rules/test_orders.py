"""Rules about orders, deliveries and returns."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import Malformed, Refused
from ledger.rules.lines import NoLines
from ledger.rules.orders import (
    DeliveredAlready,
    MoreThanDelivered,
    MoreThanOrdered,
    NothingLeft,
    NotOnOrder,
    OrderIsCancelled,
    OrderIsHeld,
    OrderNotHeld,
)
from ledger.rules.refusals import (
    BeforeItsDocument,
    EndsBeforeStart,
    MixedCurrencies,
    Negative,
    NotPositive,
    NumberTaken,
    OffScale,
    UnknownCurrency,
    UnknownNumber,
)
from tests.helpers.decider import Fact, cancelled, delivered, fact, given, order, returned

TEN = order("SO-1", screws=10)
HELD = fact("order.held", number="SO-1", reason="r")
RELEASED = fact("order.released", number="SO-1", reason="r")


def line(**fields: Any) -> dict[str, str]:
    return {"product": "screws", "quantity": "1", "unit_price": "2.00", **fields}


def placed(*lines: dict[str, str], currency: str = "EUR") -> Fact:
    return fact("order.placed", number="SO-1", currency=currency, lines=list(lines))


def discrepancy(**fields: Any) -> Fact:
    pieces = [{"product": "nails", "quantity": "1"}]
    return fact(
        "discrepancy.recorded",
        **{"number": "A-1", "order": "SO-1", "what": "missort", "lines": pieces, **fields},
    )


def refused_return(number: str = "R-1", **quantities: int) -> Fact:
    goods = [
        {"product": name, "quantity": str(count), "unit_price": "2"} for name, count in quantities.items()
    ]
    return fact("return.refused", number=number, order="SO-1", lines=goods, reason="r")


REFUSED = [
    pytest.param([TEN], TEN, NumberTaken, id="an order's number is used once"),
    pytest.param([], placed(), NoLines, id="an order has lines"),
    pytest.param([], placed(line(quantity="0")), NotPositive, id="a quantity is positive"),
    pytest.param([], placed(line(unit_price="0")), NotPositive, id="a price is positive"),
    pytest.param([], placed(line(unit_price="-1")), NotPositive, id="a price is not negative"),
    pytest.param([], placed(line(discount="101")), OffScale, id="a discount is at most 100 percent"),
    pytest.param([], placed(line(unit_cost="-1")), Negative, id="a cost is not negative"),
    pytest.param([], placed(line(), currency="XXX"), UnknownCurrency, id="a currency is of ISO 4217"),
    pytest.param([], delivered("SO-1"), UnknownNumber, id="what was not ordered is not delivered"),
    pytest.param([TEN], delivered("SO-1", screws=11), MoreThanOrdered, id="no more comes than was ordered"),
    pytest.param(
        [TEN, delivered("SO-1", screws=6)],
        delivered("SO-1", screws=5),
        MoreThanOrdered,
        id="deliveries add up",
    ),
    pytest.param([TEN], delivered("SO-1", nails=1), NotOnOrder, id="only ordered products are delivered"),
    pytest.param([TEN], delivered("SO-1", screws=0), NotPositive, id="something is delivered"),
    pytest.param([TEN, delivered("SO-1")], delivered("SO-1"), NothingLeft, id="all is delivered once"),
    pytest.param(
        [TEN, cancelled("SO-1")], delivered("SO-1"), OrderIsCancelled, id="no delivery of a cancelled order"
    ),
    pytest.param(
        [TEN, cancelled("SO-1", screws=4)],
        delivered("SO-1", screws=7),
        MoreThanOrdered,
        id="what is cancelled is not delivered",
    ),
    pytest.param([TEN, HELD], delivered("SO-1"), OrderIsHeld, id="a held order is not delivered"),
    pytest.param([TEN, HELD], HELD, OrderIsHeld, id="an order is held once"),
    pytest.param([TEN], RELEASED, OrderNotHeld, id="what is not held is not released"),
    pytest.param([], HELD, UnknownNumber, id="an unknown order is not held"),
    pytest.param([TEN, cancelled("SO-1")], HELD, OrderIsCancelled, id="a cancelled order is not held"),
    pytest.param(
        [TEN, HELD, cancelled("SO-1")], RELEASED, OrderIsCancelled, id="a cancelled order is not released"
    ),
    pytest.param(
        [TEN, delivered("SO-1")], cancelled("SO-1"), DeliveredAlready, id="delivered goods are returned"
    ),
    pytest.param(
        [TEN, delivered("SO-1", screws=6)],
        cancelled("SO-1", screws=5),
        DeliveredAlready,
        id="only the rest is cancelled",
    ),
    pytest.param(
        [TEN], cancelled("SO-1", screws=11), MoreThanOrdered, id="no more is cancelled than was ordered"
    ),
    pytest.param(
        [TEN, cancelled("SO-1")], cancelled("SO-1"), OrderIsCancelled, id="an order is cancelled once"
    ),
    pytest.param([], cancelled("SO-1"), UnknownNumber, id="an unknown order is not cancelled"),
    pytest.param([], returned("R-1", "SO-1", screws=1), UnknownNumber, id="a return's order is known"),
    pytest.param(
        [TEN, delivered("SO-1", screws=4)],
        returned("R-1", "SO-1", screws=5),
        MoreThanDelivered,
        id="no more comes back than was delivered",
    ),
    pytest.param(
        [TEN, delivered("SO-1"), returned("R-1", "SO-1", screws=8)],
        returned("R-2", "SO-1", screws=3),
        MoreThanDelivered,
        id="returns add up",
    ),
    pytest.param(
        [TEN], returned("R-1", "SO-1", screws=11), MoreThanDelivered, id="no more comes back than was ordered"
    ),
    pytest.param([TEN], returned("R-1", "SO-1", nails=1), NotOnOrder, id="only ordered products come back"),
    pytest.param([TEN], returned("R-1", "SO-1"), NoLines, id="a return has lines"),
    pytest.param([], returned("R-1", screws=0), NotPositive, id="something comes back"),
    pytest.param(
        [],
        fact("return.received", number="R-1", lines=[line(unit_price="-1")], reason="r"),
        Negative,
        id="goods are not credited below nothing",
    ),
    pytest.param(
        [returned("R-1", screws=1)],
        returned("R-1", screws=1),
        NumberTaken,
        id="a return's number is used once",
    ),
    pytest.param(
        [returned("R-1", screws=1), TEN],
        refused_return(screws=1),
        NumberTaken,
        id="a refusal has its own number",
    ),
    pytest.param([TEN], refused_return(nails=1), NotOnOrder, id="a refused return names ordered products"),
    pytest.param(
        [TEN],
        returned("R-1", "SO-1", on="2026-02-28", screws=1),
        BeforeItsDocument,
        id="nothing comes back before it was ordered",
    ),
    pytest.param(
        [TEN],
        fact("return.received", number="R-1", order="SO-1", currency="USD", lines=[line()], reason="r"),
        MixedCurrencies,
        id="a return is in its order's currency",
    ),
    pytest.param([], discrepancy(), UnknownNumber, id="a discrepancy's order is known"),
    pytest.param([TEN, discrepancy()], discrepancy(), NumberTaken, id="a discrepancy's number is used once"),
    pytest.param([TEN], discrepancy(lines=[]), NoLines, id="a discrepancy is about something"),
    pytest.param([TEN], discrepancy(amount="0"), NotPositive, id="a discrepancy's amount is positive"),
]


@pytest.mark.parametrize(("happened", "wanted", "refusal"), REFUSED)
def test_it_is_refused(happened: list[Fact], wanted: Fact, refusal: type[Refused]) -> None:
    given(*happened).when(wanted).refused(refusal)


ADMITTED = [
    pytest.param([TEN, delivered("SO-1", screws=6)], delivered("SO-1"), id="the rest is delivered"),
    pytest.param([TEN, delivered("SO-1", screws=6)], cancelled("SO-1"), id="the rest is cancelled"),
    pytest.param([TEN, HELD, RELEASED], delivered("SO-1"), id="a released order is delivered"),
    pytest.param([TEN, HELD, RELEASED], HELD, id="a released order is held again"),
    pytest.param([TEN, HELD], cancelled("SO-1"), id="a held order is cancelled"),
    pytest.param([], returned("R-1", screws=1), id="a return may lack its order"),
    pytest.param(
        [TEN], returned("R-1", "SO-1", screws=10), id="without delivery notes an order counts as delivered"
    ),
    pytest.param(
        [TEN, returned("R-1", "SO-1", screws=1)], delivered("SO-1"), id="its delivery may be recorded later"
    ),
    pytest.param(
        [TEN], returned("R-1", "SO-1", on="2026-03-01T00:30", screws=1), id="a return on the same day"
    ),
    pytest.param([TEN], refused_return(screws=11), id="a return may be refused for being too large"),
    pytest.param([TEN], discrepancy(), id="what arrived by mistake was not ordered"),
]


@pytest.mark.parametrize(("happened", "wanted"), ADMITTED)
def test_it_is_admitted(happened: list[Fact], wanted: Fact) -> None:
    given(*happened).when(wanted).admitted()


def test_lines_of_one_product_add_up() -> None:
    twice = placed(line(quantity="4"), line(quantity="6", unit_price="1.00"))
    given(twice).when(delivered("SO-1", screws=10)).admitted()
    pieces = [{"product": "screws", "quantity": "6"}] * 2
    given(twice).when(fact("order.delivered", number="SO-1", lines=pieces)).refused(
        MoreThanOrdered, "12", "10"
    )


def test_goods_that_came_back_are_not_cancelled() -> None:
    given(TEN, returned("R-1", "SO-1", screws=10)).when(cancelled("SO-1")).refused(DeliveredAlready)


def test_a_refusal_says_what_to_do_next() -> None:
    given().when(returned("R-1", "SO-17", screws=1)).refused(
        UnknownNumber, "no order 'SO-17' for client ACME; record it first, or name another with --order"
    )
    given(TEN).when(TEN).refused(
        NumberTaken,
        "order 'SO-1' is recorded already for ACME; use another number, or correct it with entry.corrected",
    )
    given(TEN, HELD).when(delivered("SO-1")).refused(OrderIsHeld, "release it first")


def promised(deliver_by: str, on: str = "2026-03-05") -> Fact:
    return fact("order.promised", on, number="SO-1", deliver_by=deliver_by)


def test_another_day_of_delivery_is_promised_for_a_standing_order() -> None:
    given(order("SO-1", screws=10), promised("2026-03-20")).when(promised("2026-03-25")).admitted()
    given().when(promised("2026-03-20")).refused(UnknownNumber, "no order 'SO-1'")
    given(order("SO-1", screws=10), cancelled("SO-1")).when(promised("2026-03-20")).refused(OrderIsCancelled)
    given(order("SO-1", screws=10)).when(promised("2026-02-20")).refused(EndsBeforeStart)


def test_an_order_says_how_it_came_and_reasons_have_codes() -> None:
    more = {"deliver_by": "2026-03-15", "contract": "K-1", "taken_by": "Leyla", "channel": "phone"}
    lines = [line(quantity="10")]
    taken = fact("order.placed", number="SO-1", currency="EUR", lines=lines, **more)
    given().when(taken).admitted()
    coded = {"reason": "no stock", "reason_code": "stock"}
    given(taken).when(fact("order.cancelled", number="SO-1", by="us", **coded)).admitted()
    with pytest.raises(Malformed, match="reason_code: input should be 'price'"):
        fact("order.cancelled", number="SO-1", by="us", reason="r", reason_code="weather")
