"""The credit limit: which orders pass it, and what becomes of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger import rules
from ledger.events import OrderHeld, OrderPlaced
from ledger.policy_key import Credit
from ledger.rules import HousePolicy
from ledger.rules.credit import LateDebt, OverLimit, excesses
from ledger.rules.credit_policy import AdoptedCredit, policy_of, policy_on
from ledger.subledger.unbilled import unbilled
from ledger.times import parse_moment
from tests.helpers.decider import (
    NOW,
    Fact,
    cancelled,
    delivered,
    fact,
    given,
    invoice,
    order,
    paid,
    returned,
    terms,
)

D = Decimal
LATE = HousePolicy(Credit("warn", 10))


def limited(limit: str | None = "100", billing: str = "invoice", **fields: Any) -> Fact:
    return terms(billing, "2026-01-02", credit_limit=limit, **fields)


def passed(*facts: Fact, wanted: Fact | None = None, policy: HousePolicy = LATE) -> list[str]:
    """The codes of what an order of 20.00 EUR passes after these facts."""
    wanted = wanted or order("NEW", screws=10)
    event = wanted.event
    assert isinstance(event, OrderPlaced)
    found = excesses(given(*facts).client_state, event, parse_moment(wanted.on).date(), policy)
    return [one.code for one in found]


BEYOND: list[tuple[str, list[Fact]]] = [
    ("open invoices", [limited(), invoice("I", "80.01")]),
    ("orders that nobody invoiced", [limited(), order("O", screws=40), order("P", screws=1)]),
    ("orders that the terms make a debt", [limited(billing="order"), order("O", screws=41)]),
    (
        "goods delivered and not",
        [limited(billing="delivery"), order("O", screws=41), delivered("O", screws=9)],
    ),
    ("a limit of nothing", [limited("0")]),
    (
        "goods that came back are credited, so the rest is to come whole: 30 + 50 + 20",
        [
            limited("99.99"),
            order("O", screws=50),
            delivered("O", screws=25),
            invoice("I", "50", orders=["O"]),
            returned("R", "O", screws=10),
            fact(
                "credit_note.issued",
                number="C",
                amount="20",
                currency="EUR",
                reason="r",
                invoice="I",
                **{"return": "R"},
            ),
        ],
    ),
    ("a debt in part invoiced", [limited(), order("O", screws=50), invoice("I", "30.00", orders=["O"])]),
]
WITHIN: list[tuple[str, list[Fact]]] = [
    ("reaching the limit", [limited(), invoice("I", "80.00")]),
    ("without a limit", [limited(None), invoice("I", "9999.00")]),
    ("without terms", [invoice("I", "9999.00")]),
    ("prepaid", [limited(prepaid=True), invoice("I", "9999.00")]),
    ("money that is unapplied makes room", [limited(), invoice("I", "100.00"), paid("P", "20.00")]),
    (
        "an order invoiced is not counted twice",
        [limited(), order("O", screws=40), invoice("I", "80", orders=["O"])],
    ),
    ("what was cancelled", [limited(), order("O", screws=50), cancelled("O", screws=10)]),
    ("what came back", [limited(), order("O", screws=50), delivered("O"), returned("R", "O", screws=10)]),
    ("an invoice for more than it", [limited(), order("O", screws=1), invoice("I", "80", orders=["O"])]),
    (
        "an invoice in another currency bills its order whole",
        [limited(), order("O", screws=45), invoice("I", "1", currency="USD", orders=["O"])],
    ),
    ("a limit raised since", [limited(), limited("500"), invoice("I", "200")]),
]


@pytest.mark.parametrize(("_id", "facts"), BEYOND, ids=[case[0] for case in BEYOND])
def test_an_order_passes_the_limit_after(_id: str, facts: list[Fact]) -> None:
    assert passed(*facts) == ["over-limit"]


@pytest.mark.parametrize(("_id", "facts"), WITHIN, ids=[case[0] for case in WITHIN])
def test_an_order_passes_nothing_after(_id: str, facts: list[Fact]) -> None:
    assert passed(*facts) == []


@pytest.mark.parametrize("billing", ["invoice", "order", "delivery"])
def test_an_order_that_an_invoice_bills_already_adds_nothing(billing: str) -> None:
    billed = [limited(billing=billing), invoice("I", "100.00", orders=["NEW"])]
    assert passed(*billed) == []
    named = fact(
        "order.placed",
        number="NEW",
        currency="EUR",
        invoice="I",
        lines=[{"product": "X", "quantity": "1", "unit_price": "20"}],
    )
    assert passed(limited(billing=billing), invoice("I", "100.00"), wanted=named) == []


def test_an_invoice_of_several_orders_bills_each_by_its_worth() -> None:
    facts = [
        limited("70"),
        order("O", screws=30),
        order("P", screws=10),
        invoice("I", "40", orders=["O", "P"]),
    ]
    account = rules.refold(given(*facts).entries).account
    assert unbilled(account, account.orders) == {"O": D("30.00"), "P": D("10.00")}


def test_orders_in_another_currency_do_not_count_to_the_limit_and_are_not_judged_by_it() -> None:
    in_usd = fact(
        "order.placed",
        number="NEW",
        currency="USD",
        lines=[{"product": "X", "quantity": "1", "unit_price": "9999"}],
    )
    assert passed(limited(), wanted=in_usd) == []
    assert passed(limited(), invoice("I", "9999", currency="USD")) == []


DUE = "2026-02-18"


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ([invoice("I", "0.01", on="2026-02-01", due="2026-02-19")], []),
        ([invoice("I", "0.01", on="2026-02-01", due=DUE)], ["late-debt"]),
        ([invoice("I", "0.01", on="2026-01-19"), limited(None)], ["late-debt"]),
        ([invoice("I", "0.01", on="2026-01-20"), limited(None)], []),
        ([invoice("I", "5", on="2026-02-01", due=DUE), limited(None, prepaid=True)], []),
        ([invoice("I", "5", on="2026-02-01", due=DUE), paid("P", "5")], []),
        ([invoice("I", "5", on="2026-02-01", due=DUE), paid("P", "4.99")], ["late-debt"]),
        ([limited(), invoice("I", "100", on="2026-02-01", due=DUE)], ["over-limit", "late-debt"]),
        (
            [
                invoice("I", "5", on="2026-02-01", due=DUE),
                fact("credit_note.issued", number="C", amount="5", currency="EUR", invoice="I", reason="r"),
            ],
            [],
        ),
        (
            [
                invoice(
                    "I",
                    "50",
                    on="2026-02-01",
                    instalments=[{"due": DUE, "amount": "20"}, {"due": "2026-05-01", "amount": "30"}],
                ),
                paid("P", "20", {"I": "20"}),
            ],
            [],
        ),
    ],
)
def test_debt_that_is_too_late_is_an_excess_whatever_its_amount(facts: list[Fact], codes: list[str]) -> None:
    assert passed(*facts) == codes


def test_where_payments_wait_for_a_person_they_make_no_debt_less_late() -> None:
    facts = [invoice("I", "5", on="2026-02-01", due=DUE), paid("P", "5")]
    assert passed(*facts, policy=HousePolicy(Credit("warn", 10), derive=False)) == ["late-debt"]


def context(on_excess: str) -> rules.Context:
    policy = policy_of(f'version = "x"\n[credit]\non_excess = "{on_excess}"\nmax_days_late = 10')
    return rules.Context(NOW, policy=lambda _: policy, judge_limits=True)


OVER = (limited(), invoice("I", "100", due=DUE, on="2026-02-01"))


def test_by_refusal_nothing_is_recorded_and_the_sentence_has_the_figures_and_a_next_step() -> None:
    judged = given(*OVER).when(order("O", screws=10), context("refuse"))
    judged.refused(OverLimit, "120.00", "limit of 100.00", "client.terms_agreed")
    late = given(invoice("I", "1", due=DUE, on="2026-02-01")).when(order("O", screws=1), context("refuse"))
    late.refused(LateDebt, "due on 2026-02-18, is 11 days late", "credit.max_days_late")


def test_by_hold_the_order_is_recorded_and_waits_with_the_reason() -> None:
    events = given(*OVER).when(order("O", screws=10), context("hold")).events
    assert [event.kind for event in events] == ["order.placed", "order.held"]
    held = events[1]
    assert isinstance(held, OrderHeld)
    assert held.number == "O"
    assert held.reason.startswith("credit: order 'O' of 20.00 EUR brings the exposure of ACME to 120.00")
    assert "days late" in held.reason


@pytest.mark.parametrize("on_excess", ["warn", "hold", "refuse"])
def test_an_order_within_the_limit_is_recorded_alone(on_excess: str) -> None:
    given(limited()).when(order("O", screws=50), context(on_excess)).admitted()


def test_by_warning_the_order_is_recorded_and_the_advice_says_so() -> None:
    given(*OVER).when(order("O", screws=10), context("warn")).admitted()
    wanted = order("O", screws=10).event
    assert isinstance(wanted, OrderPlaced)
    said = rules.advise(given(*OVER).client_state, wanted, date(2026, 3, 1), context("warn"))
    assert [one.about.code for one in said] == ["over-limit", "late-debt"]
    assert str(said[0]).endswith(
        "; the entry is recorded all the same; record the payments received, or agree another limit with client.terms_agreed"
    )
    assert "; the entry would be recorded all the same; " in said[0].told(dry_run=True)
    (held, *_) = rules.advise(given(*OVER).client_state, wanted, date(2026, 3, 1), context("hold"))
    assert "; the entry is held until order.released; record the payments received, or " in str(held)


def test_a_hold_by_the_policy_that_is_said_again_is_no_news() -> None:
    facts = [*OVER, order("O", screws=10)]
    held = fact("order.held", number="O", reason="credit: too much")
    given(*facts, held).when(held).silent()


def test_a_correction_is_not_judged_by_credit() -> None:
    before = given(*OVER, order("O", screws=10), paid("P", "50"))
    void = fact("entry.voided", entry=str(before.entries[-1].position), reason="not ours")
    before.when_corrected(void, context("refuse")).admitted()


def test_the_policy_of_a_day_is_the_last_adopted_by_then() -> None:
    def adopted(day: str, on_excess: str) -> AdoptedCredit:
        return AdoptedCredit(parse_moment(day), policy_of(f'[credit]\non_excess = "{on_excess}"'))

    said = [adopted("2026-01-01", "hold"), adopted("2026-02-01", "refuse")]
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 1)]
    assert [policy_on(said, day).credit.on_excess for day in days] == ["warn", "hold", "refuse"]


@pytest.mark.parametrize(
    "document",
    [
        "",
        "not toml",
        "credit = 1",
        '[credit]\non_excess = "shout"',
        "[credit]\nmax_days_late = -1",
        "[credit]\nmax_days_late = true",
    ],
)
def test_what_is_no_policy_of_credit_is_as_if_it_was_not_said(document: str) -> None:
    assert policy_of(document) == HousePolicy()


def test_the_house_keeps_what_it_adopted_in_order_of_its_days() -> None:
    def adopted(version: str, day: str, late: int) -> Fact:
        document = (
            f'version = "{version}"\n[credit]\nmax_days_late = {late}\n[receivables]\nallocation = "explicit"'
        )
        return fact("policy.adopted", day, version=version, document=document)

    # The evening of 31 January in the west is later than midnight of the day after in Greenwich.
    entries = [adopted("b", "2026-02-01", 2).entry(1), adopted("a", "2026-01-31T20:00-05:00", 1).entry(2)]
    house = rules.load(rules.dump(rules.refold(entries)))
    assert [one.policy.credit.max_days_late for one in house.policies] == [1, 2]
    assert not house.policies[0].policy.derive
