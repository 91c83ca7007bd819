"""Laws of pay: what periods earn sums to what deals have earned, a percentage of what is paid of each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import Answer, answer, explain, stored
from projections.pay.explaining import deal_moves
from projections.policy import Policy
from projections.policy.pay import Pay, PayRate
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees
from tests.helpers.stored import answer_of_spans, append, somewhere

TEXT = """version = "paid"
[pay]
base = "deals"
rates = [{ size = 0, percent = 20 }, { size = 20, percent = 12.5 }]
"""
MARGIN = TEXT.replace('"deals"', '"margin"')
RATES = (PayRate(Decimal(0), Decimal(20)), PayRate(Decimal(20), Decimal("12.5")))
POLICY = Policy(version="paid", pay=Pay(base="deals", rates=RATES))
DAYS = [date(2025, 12, 31) + timedelta(days=20 * turn) for turn in range(5)]
_days = st.integers(1, 70).map(lambda count: (DAYS[0] + timedelta(days=count)).isoformat())
_pieces = st.integers(1, 7)


@st.composite
def histories(draw: st.DrawFn, text: str = TEXT) -> list[Entry]:
    """Orders that are owed at once, with payments for each that may bounce, and goods that may come back.

    By margin, some orders do not state their cost.
    """
    book = Book().client("ACME").add("policy.adopted", None, "2000-01-01", version="paid", document=text)
    book.add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, billing="order")
    for number in map(str, range(draw(st.integers(1, 3)))):
        line = {"product": "X", "quantity": "7", "unit_price": draw(st.sampled_from(["1.335", "33.33"]))}
        cost = {"unit_cost": "1.11"} if text == MARGIN and draw(st.booleans()) else {}
        book.add("order.placed", "ACME", draw(_days), number=number, lines=[line | cost])
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


def earned(entries: list[Entry], day: date, start: date | None = None) -> Answer:
    return answer("pay", entries, as_of=day, known_at=None, position=10**9, policy=POLICY, start=start)


@sees(5)
@tries(25, 400)
@given(entries=histories())
def test_what_periods_earn_sums_to_what_deals_have_earned_in_the_end(entries: list[Entry]) -> None:
    periods = [(before + timedelta(days=1), last) for before, last in pairwise(DAYS)]
    moved = [deal for start, last in periods for deal in earned(entries, last, start).rows]
    total = sum((deal.due for deal in moved), Decimal(0))
    assert total == sum((row.earned for row in earned(entries, DAYS[-1]).rows), Decimal(0))
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


@sees(5)
@tries(25, 400)
@given(
    entries=histories(), span=st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True).map(sorted)
)
def test_the_entries_behind_a_deal_sum_to_what_it_earned_in_the_period(
    entries: list[Entry], span: list[date]
) -> None:
    start, day = span
    moved: dict[int, Decimal] = {}
    for one in deal_moves([entry for entry in entries if entry.client], (start, day), POLICY):
        assert start <= one.entry.on <= day
        moved[one.deal] = moved.get(one.deal, Decimal(0)) + one.amount
    due = {deal.entry: deal.due for deal in earned(entries, day, start).rows if deal.due}
    assert {place: amount for place, amount in moved.items() if amount} == due
    saw(len(due))


@sees(5)
@tries(25, 400)
@given(entries=histories(), day=st.sampled_from(DAYS))
def test_the_payments_behind_a_deal_sum_to_what_it_has_earned(entries: list[Entry], day: date) -> None:
    asked: dict[str, Any] = {"as_of": day, "known_at": None, "position": 10**9, "policy": POLICY}
    sums: dict[int, Decimal] = {}
    for line in explain("pay", entries, **asked).lines:
        one = line.contribution
        assert one.of is not None
        assert (one.what == "payment") == (line.entry.kind == "payment.received")
        sums[one.of.position] = sums.get(one.of.position, Decimal(0)) + one.amount
    assert sums == {row.entry: row.earned for row in earned(entries, day).rows if row.earned}
    saw(len(sums))


@sees(5)
@tries(15, 200, shrink=False)
@given(
    entries=st.one_of(histories(), histories(MARGIN)),
    span=st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_what_deals_earned_in_a_period_is_the_same_from_stored_rows(
    entries: list[Entry], span: list[date]
) -> None:
    start, day = span
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, day)
        for first in (start, None):
            asked: dict[str, Any] = {"as_of": day, "known_at": None, "start": first}
            found = answer_of_spans(recorder.database, "pay", **asked)
            assert found is not None
            assert found.as_json() == answer("pay", entries, **asked, position=len(entries)).as_json()
            for row in found.rows:
                if first and row.due:
                    saw()
