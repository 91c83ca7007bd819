"""The moves of points of each day follow from those of the day before, at the cost of what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from ledger.programme_keys import Earn, EventRule, OrderRule, Programme
from ledger.subledger.orders import Order
from ledger.subledger.points.moves import Move, moves_of_order
from projections import Policy, receivables
from projections.framework.clients import Client
from projections.framework.fold import fold_days
from projections.policy import Receivables
from projections.programme import keeping
from projections.programme.member import evolve
from projections.programme.spans import MOVES, PointsMove, moves_of
from tests.helpers.admissible import histories
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.programmes import PER_UNIT, acme, ordered, policy
from tests.helpers.seen import saw, sees

CLIENT = Client("ACME")
policies = st.builds(
    lambda when, days, allocation: Policy(
        programme=Programme(
            point_value=Decimal(1),
            earn=Earn(
                when=when,
                pending_days=days,
                orders=(OrderRule(Decimal(1), Decimal(2)),),
                events=(EventRule("referral.made", Decimal(3)),),
            ),
        ),
        receivables=Receivables(allocation=allocation),
    ),
    when=st.sampled_from(["ordered", "paid", "paid"]),
    days=st.sampled_from([0, 10]),
    allocation=st.sampled_from(["oldest-first", "explicit"]),
)


def follow(entries: Sequence[Entry], rules: Policy) -> None:
    """Compare the rows of each day of change with those of the facts up to it, settled as a whole."""
    rows: dict[Any, PointsMove | None] = {}
    for day, folded, _ in fold_days((receivables.evolve, evolve), entries, [date.min], changes=True):
        if (member := folded.states[1]) is None:
            continue
        touched = MOVES.touched(CLIENT, member, day, rules)
        if touched is None:
            touched = [(row[:4], row) for row in MOVES.of(CLIENT, member, day, rules)]
            rows.clear()
        rows |= dict(touched)
        ((_, again, _),) = fold_days((evolve,), entries, [day])
        whole = {tuple(move[:4]): tuple(move) for move in moves_of(again.states[0], rules)}
        saw(len(whole))
        assert {key: str(tuple(row)) for key, row in rows.items() if row is not None} == {
            key: str(move) for key, move in whole.items()
        }


@sees(20)
@given(entries=histories(), rules=policies)
@tries(25, 100)
def test_the_moves_of_each_day_follow_from_those_of_the_day_before(
    entries: list[Entry], rules: Policy
) -> None:
    follow(entries, rules)


NUMBERS = st.sampled_from(["1", "2", "3"])
AMOUNTS = st.sampled_from(["7", "20", "23.35", "50"])
LINE = {"product": "X", "quantity": "7", "unit_price": "3.335"}
KINDS: list[tuple[str, dict[str, st.SearchStrategy[Any]]]] = [
    ("order.placed", {"lines": st.just([LINE])}),
    ("order.placed", {"lines": st.just([LINE]), "invoice": NUMBERS}),
    ("order.placed", {"lines": st.just([LINE]), "currency": st.just("HUF")}),
    ("order.delivered", {"lines": st.just([{"product": "X", "quantity": "2"}])}),
    ("order.cancelled", {"by": st.just("us")}),
    ("return.received", {"order": NUMBERS, "lines": st.just([LINE | {"quantity": "3"}])}),
    ("invoice.issued", {"amount": AMOUNTS, "orders": st.lists(NUMBERS, max_size=2)}),
    ("invoice.cancelled", {}),
    ("charge.added", {"what": st.just("fee"), "amount": AMOUNTS}),
    ("credit_note.issued", {"amount": AMOUNTS, "invoice": NUMBERS}),
    ("payment.received", {"amount": AMOUNTS}),
    ("payment.received", {"amount": st.just("50"), "settles": st.just([{"document": "1", "amount": "20"}])}),
    ("payment.reversed", {"amount": AMOUNTS}),
    ("debt.written_off", {"document": NUMBERS, "amount": AMOUNTS}),
    ("points.redeemed", {"points": AMOUNTS, "order": NUMBERS}),
    ("points.redeemed", {"points": AMOUNTS, "order": NUMBERS, "value": AMOUNTS}),
    ("points.redemption_cancelled", {}),
]  # fmt: skip
HAPPENINGS = st.one_of(
    *(
        st.tuples(st.just(kind), st.fixed_dictionaries({"number": NUMBERS, **fields}))
        for kind, fields in KINDS
    )
)


@sees(100)
@given(
    said=st.lists(st.tuples(st.integers(0, 20), HAPPENINGS), min_size=6, max_size=20),
    billing=st.sampled_from(["invoice", "order", "delivery"]),
    rules=policies,
)
@tries(25, 120)
def test_so_they_do_where_facts_contradict_each_other(
    said: list[tuple[int, tuple[str, dict[str, Any]]]], billing: str, rules: Policy
) -> None:
    book = acme().add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, billing=billing)
    for count, (kind, fields) in said:
        book.add(kind, "ACME", (date(2026, 1, 1) + timedelta(days=count)).isoformat(), **fields)
    follow(book.entries, rules)


@sees(1)
def test_points_that_paid_are_worked_out_again_once_the_currency_of_a_client_is_known() -> None:
    book = ordered(Book(), "2026-01-01", 100, "1")
    book.add("points.redeemed", "ACME", "2026-01-01", number="D", points="20", order="1", value="40")
    book.client("ACME", "2026-01-05", currency="HUF")
    follow(book.entries, policy(f"[programme]\npoint_value = 1\n{PER_UNIT}"))


def paid_orders(count: int) -> Book:
    """Orders, each billed and paid before the next."""
    book = acme()
    for number in range(count):
        on = (date(2026, 1, 1) + timedelta(days=number)).isoformat()
        ordered(book, on, 100, f"O{number}")
        fields = {"amount": "100", "currency": "EUR"}
        book.add("invoice.issued", "ACME", on, number=f"I{number}", orders=[f"O{number}"], **fields)
        settles = [{"document": f"I{number}", "amount": "100"}] if number % 2 else []
        book.add("payment.received", "ACME", on, number=f"P{number}", settles=settles, **fields)
    return book


@pytest.mark.parametrize("when", ["ordered", "paid"])
def test_an_order_is_looked_at_again_only_when_its_goods_or_payments_change(
    monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    looked: list[str] = []
    rules = policy(f"{PER_UNIT}\nwhen = '{when}'")

    def count(order: Order, *more: Any) -> Iterator[Move]:
        looked.append(order.number)
        return moves_of_order(order, *more)

    monkeypatch.setattr(keeping, "moves_of_order", count)
    for _, folded, _ in fold_days((evolve,), paid_orders(30).entries, [date.min], changes=True):
        if folded.states[0] is not None:
            MOVES.touched(CLIENT, folded.states[0], date.min, rules)
    assert max(Counter(looked).values()) <= 1 + (when == "paid")
