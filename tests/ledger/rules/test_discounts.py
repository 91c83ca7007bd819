"""Discounts beyond the limit of the terms: which orders give one, and what becomes of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ledger import rules
from ledger.events import OrderHeld, OrderPlaced
from ledger.rules.credit_policy import policy_of
from ledger.rules.discounts import DiscountNotApproved, unapproved
from ledger.times import parse_moment
from tests.helpers.commanding import line, ran, registered
from tests.helpers.decider import NOW, Fact, fact, given, terms

APPROVED = [
    fact("discount.requested", "2026-01-03", number="D-1", percent="9", reason="much", by="ana"),
    fact("discount.approved", "2026-01-05", number="D-1", percent="8", by="radu"),
]


def limited(limit: str | None = "5") -> Fact:
    return terms("invoice", "2026-01-02", discount_limit=limit)


def order(*discounts: str | None, on: str = "2026-02-01") -> Fact:
    lines = [{"product": "X", "quantity": "1", "unit_price": "9", "discount": one} for one in discounts]
    return fact("order.placed", on, number="SO-1", currency="EUR", lines=lines)


def beyond(wanted: Fact, *facts: Fact) -> list[tuple[Decimal, Decimal]]:
    """The discount that is too large, and the largest that is allowed."""
    event = wanted.event
    assert isinstance(event, OrderPlaced)
    found = unapproved(given(*facts).client_state, event, parse_moment(wanted.on).date())
    return [(one.percent, one.most) for one in found]


def test_a_discount_is_too_large_beyond_the_limit_and_every_approval() -> None:
    assert beyond(order("5", None), limited()) == []
    assert beyond(order("5", "6", "5.01"), limited()) == [(Decimal(6), Decimal(5))]
    assert beyond(order("90"), limited(None)) == []
    assert beyond(order("90")) == []
    assert beyond(order("8"), limited(), *APPROVED) == []
    assert beyond(order("8", on="2026-01-04"), limited(), *APPROVED) == [(Decimal(8), Decimal(5))]
    assert beyond(order("8.5"), limited(), *APPROVED) == [(Decimal("8.5"), Decimal(8))]
    assert beyond(order("8"), limited(), APPROVED[0]) == [(Decimal(8), Decimal(5))]


def context(on_excess: str) -> rules.Context:
    policy = policy_of(f'version = "x"\n[discounts]\non_excess = "{on_excess}"')
    return rules.Context(NOW, policy=lambda _: policy, judge_limits=True)


def test_the_policy_warns_holds_or_refuses() -> None:
    judged = given(limited()).when(order("6"), context("refuse"))
    judged.refused(DiscountNotApproved, "6 % on X", "beyond the 5 %", "discount.requested")
    event, held = given(limited()).when(order("6"), context("hold")).events
    assert (event.kind, held.kind) == ("order.placed", "order.held")
    assert isinstance(held, OrderHeld)
    assert held.reason.startswith("discount: order 'SO-1' gives ACME a discount of 6 % on X")
    given(limited()).when(order("6"), context("warn")).admitted()
    for on_excess in ("warn", "hold", "refuse"):
        given(limited(), *APPROVED).when(order("8"), context(on_excess)).admitted()


def test_a_hold_that_the_policy_made_is_not_made_twice() -> None:
    event, held = given(limited()).when(order("6"), context("hold")).events
    assert isinstance(held, OrderHeld)
    again = fact("order.held", "2026-02-01", number="SO-1", reason=held.reason)
    assert given(limited(), order("6"), again).when(again, context("hold")).events == ()
    assert event.kind == "order.placed"


def test_whoever_records_such_an_order_is_warned(tmp_path: Path) -> None:
    lines = [
        registered(),
        line("client.terms_agreed", payment_days=30, billing="invoice", discount_limit="5"),
        line("order.placed", number="SO-1", currency="EUR", lines=[
            {"product": "X", "quantity": "1", "unit_price": "9", "discount": "6"}
        ]),
    ]  # fmt: skip
    said = ran("record", "--data", "-", ledger=tmp_path / "goodwill.db", input="\n".join(lines))
    assert "a discount of 6 % on X, beyond the 5 % that its terms and approvals allow" in said.stderr
