"""Laws of pay: what periods earn sums to what deals have earned, a percentage of what is paid of each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import Answer, answer
from projections.pay.paying import Earned
from projections.policy import Policy
from projections.policy.pay import Pay, PayRate
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

RATES = (PayRate(Decimal(0), Decimal(20)), PayRate(Decimal(20), Decimal("12.5")))
POLICY = Policy(version="paid", pay=Pay(base="deals", rates=RATES))
DAYS = [date(2025, 12, 31) + timedelta(days=20 * turn) for turn in range(5)]
_days = st.integers(1, 70).map(lambda count: (DAYS[0] + timedelta(days=count)).isoformat())
_pieces = st.integers(1, 7)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Orders that are owed at once, with payments for each that may bounce, and goods that may come back."""
    book = Book().client("ACME")
    book.add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, billing="order")
    for number in map(str, range(draw(st.integers(1, 3)))):
        line = {"product": "X", "quantity": "7", "unit_price": draw(st.sampled_from(["1.335", "33.33"]))}
        book.add("order.placed", "ACME", draw(_days), number=number, lines=[line])
        for turn in range(draw(st.integers(0, 2))):
            payment = {"number": f"P{number}{turn}", "amount": str(draw(st.integers(1, 90)))}
            settles = [{"document": number, "amount": payment["amount"]}] if draw(st.booleans()) else []
            book.add("payment.received", "ACME", draw(_days), **payment, settles=settles)
            if draw(st.booleans()):
                book.add("payment.reversed", "ACME", draw(_days), number=payment["number"])
        if draw(st.booleans()):
            back = [line | {"quantity": str(draw(_pieces))}]
            book.add("return.received", "ACME", draw(_days), number=f"R{number}", order=number, lines=back)
    return book.entries


def earned(entries: list[Entry], day: date) -> Answer:
    return answer("pay", entries, as_of=day, known_at=None, position=10**9, policy=POLICY)


@sees(5)
@tries(25, 400)
@given(entries=histories())
def test_what_periods_earn_sums_to_what_deals_have_earned_in_the_end(entries: list[Entry]) -> None:
    answers = [earned(entries, day) for day in DAYS]
    moved = [deal for before, now in pairwise(answers) for deal in Earned(now, before).deals]
    total = sum((deal.due for deal in moved), Decimal(0))
    assert total == sum((row.earned for row in answers[-1].rows), Decimal(0))
    for _ in moved:
        saw()


@sees(5)
@tries(25, 400)
@given(entries=histories(), day=st.sampled_from(DAYS))
def test_a_deal_earns_its_percentage_of_what_is_paid_of_what_the_client_kept(
    entries: list[Entry], day: date
) -> None:
    for row in earned(entries, day).rows:
        assert Decimal(0) <= row.paid <= row.kept
        assert abs(row.earned - row.paid * row.percent / 100) <= Decimal("0.005")
        assert row.percent == (RATES[1] if row.size >= RATES[1].size else RATES[0]).percent
        saw()
