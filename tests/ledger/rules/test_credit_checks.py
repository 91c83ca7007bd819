"""Credit checks: a lower limit that one advises holds while it is valid; a bad one warns, holds, refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from ledger import rules
from ledger.events import OrderHeld, OrderPlaced
from ledger.rules.credit import BadCheck, OverLimit
from ledger.rules.credit_policy import policy_of
from ledger.times import parse_moment
from tests.helpers.decider import NOW, Fact, fact, given, invoice, order, terms

LIMITED = terms(on="2026-01-02", credit_limit="20000")
DEBT = invoice("I-1", "2990.00", on="2026-02-20")


def checked(outcome: str, advised: str | None = None, on: str = "2026-02-01", **fields: Any) -> Fact:
    return fact(
        "client.credit_checked", on, outcome=outcome, source="bureau", limit_advised=advised, **fields
    )


def warned(*facts: Fact, policy: str = "") -> list[str]:
    return [str(one) for one in _advice(facts, policy=policy)]


def _advice(facts: Sequence[Fact], wanted: Fact | None = None, policy: str = "") -> Sequence[rules.Advice]:
    """The warnings about an order of 20.00 EUR after these facts, or about another."""
    wanted = wanted or order("NEW", screws=10)
    event = wanted.event
    assert isinstance(event, OrderPlaced)
    return rules.advise(given(*facts).client_state, event, parse_moment(wanted.on).date(), context(policy))


def context(policy: str = "") -> rules.Context:
    document = policy_of(f'version = "x"\n[credit]\n{policy}')
    return rules.Context(NOW, policy=lambda _day: document, judge_limits=True)


def codes(*facts: Fact, wanted: Fact | None = None) -> list[str]:
    return [one.about.code for one in _advice(facts, wanted)]


def test_a_lower_limit_that_a_valid_check_advises_holds_and_the_warning_says_why() -> None:
    (said,) = warned(LIMITED, DEBT, checked("doubtful", "3000", valid_until="2026-12-31"))
    assert (
        "to 3,010.00 EUR, beyond the credit limit of 3,000.00 EUR that the credit check of 2026-02-01 advises"
        in said
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([LIMITED, checked("good", "30000")], []),
        ([LIMITED, checked("good", "3000", valid_until="2026-02-28")], []),
        ([LIMITED, checked("good", "3000", valid_until="2026-03-01")], ["over-limit"]),
        ([LIMITED, checked("good", "3000"), checked("good", on="2026-02-10")], []),
        ([LIMITED, checked("good", "3000", on="2026-03-02")], []),
        ([checked("good", "3000")], ["over-limit"]),
        ([terms(on="2026-01-02", prepaid=True), checked("bad", "0")], []),
        ([LIMITED, checked("bad")], ["bad-check"]),
        ([LIMITED, checked("bad", "3000")], ["over-limit", "bad-check"]),
        ([LIMITED, checked("doubtful")], []),
        ([LIMITED, checked("bad", valid_until="2026-02-28")], []),
        ([LIMITED, checked("bad"), checked("acceptable", on="2026-02-02")], []),
        ([LIMITED, checked("acceptable", on="2026-02-02"), checked("bad")], []),
    ],
    ids=[
        "a higher one lowers nothing",
        "a check that ran out",
        "its last day counts",
        "the next check takes its place",
        "a check of a later day",
        "no limit is agreed",
        "prepaid clients use no credit",
        "a bad outcome",
        "a bad outcome and a lower limit",
        "a doubtful one speaks by its limit alone",
        "a bad check that ran out",
        "a better check since",
        "recorded late: the newest by its day holds",
    ],
)
def test_of_credit_checks_the_newest_counts_while_it_is_valid(facts: list[Fact], expected: list[str]) -> None:
    assert codes(*facts, DEBT) == expected


def test_an_order_in_another_currency_is_judged_by_a_bad_check_and_not_by_the_limit() -> None:
    lines = [{"product": "X", "quantity": "1", "unit_price": "9999"}]
    in_usd = fact("order.placed", number="NEW", currency="USD", lines=lines)
    assert codes(LIMITED, checked("bad", "3000"), wanted=in_usd) == ["bad-check"]


def test_a_bad_check_holds_or_refuses_by_its_own_key() -> None:
    before = given(LIMITED, checked("bad", valid_until="2026-12-31"))
    refused = before.when(order("O", screws=1), context('on_bad_check = "refuse"'))
    refused.refused(BadCheck, "of 2026-02-01, valid until 2026-12-31, is bad", "client.credit_checked")
    events = before.when(order("O", screws=1), context('on_bad_check = "hold"')).events
    assert isinstance(events[1], OrderHeld)
    assert events[1].reason.startswith("credit: order 'O' comes while the credit check of ACME")
    before.when(order("O", screws=1), context('on_excess = "refuse"')).admitted()


def test_each_reason_has_the_outcome_of_its_own_key() -> None:
    before = (LIMITED, DEBT, checked("bad", "3000"))
    policy = 'on_excess = "hold"\non_bad_check = "warn"'
    _, held = given(*before).when(order("O", screws=10), context(policy)).events
    assert isinstance(held, OrderHeld)
    assert "credit limit" in held.reason
    assert "is bad" not in held.reason
    over, bad = warned(*before, policy=policy)
    assert "; the entry is held until order.released; record the payments received, or" in over
    assert "; the entry is recorded all the same; let the client pay before delivery, or" in bad
    both = given(*before).when(order("O", screws=10), context('on_bad_check = "refuse"\non_excess = "hold"'))
    both.refused(BadCheck)
    given(*before).when(order("O", screws=10), context('on_excess = "refuse"')).refused(OverLimit)


@pytest.mark.parametrize("stated", ['"never"', "1", '["hold"]'])
def test_a_value_that_the_key_cannot_have_counts_as_the_shipped_one(stated: str) -> None:
    assert policy_of(f"[credit]\non_bad_check = {stated}").credit.on_bad_check == "warn"


def test_a_voided_check_limits_nothing() -> None:
    before = given(LIMITED, DEBT, checked("bad", "3000"))
    void = fact("entry.voided", entry=str(before.entries[-1].id), reason="of another client")
    after = rules.refold([*before.entries, void.entry(4)])
    wanted = order("NEW", screws=10).event
    assert isinstance(wanted, OrderPlaced)
    assert not rules.advise(after, wanted, date(2026, 3, 1), context())
