"""How far the ledger counts, dates that come before their documents, and what is filled in when recording."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.errors import Refused
from ledger.rules.billing import SettledOtherwise
from ledger.rules.money_refusals import BilledByOrders, SharesDisagree
from ledger.rules.refusals import BeforeItsDocument, TooFine, TooLarge
from tests.helpers.accounts import amount_of
from tests.helpers.decider import (
    Fact,
    cancelled,
    delivered,
    fact,
    given,
    invoice,
    order,
    paid,
    settled,
    terms,
)
from tests.helpers.money_facts import bounced, disputed, recovered, refunded, unsettled, written_off

EARLY = "2026-02-01"
I100 = invoice("I-1")
P100 = paid("P-1", "100", {"I-1": "100"})
TEN = order("SO-1", screws=10)
HUGE = "1000000000000000"


@pytest.mark.parametrize(
    "wanted",
    [
        invoice("I-1", HUGE),
        paid("P-1", HUGE),
        order("SO-1", price="999999999999999", screws=999_999),
        order("SO-1", screws=10**15),
        terms(payment_days=4_000_000),
        fact(
            "client.described",
            topic="plans",
            text="t",
            wallet={"amount": HUGE, "currency": "EUR", "source": "s"},
        ),
    ],
)
def test_figures_beyond_all_bounds_are_slips(wanted: Fact) -> None:
    given().when(wanted).refused(TooLarge, "beyond")


@pytest.mark.parametrize(
    ("before", "wanted", "said"),
    [
        ([], invoice("I-1", "1.005"), "amount is 1.005 EUR, but the smallest unit of EUR is 0.01 EUR"),
        ([], invoice("I-1", "10.50", currency="JPY"), "JPY is 1 JPY;"),
        ([I100], paid("P-1", "50", {"I-1": "0.001"}), "settles.amount is 0.001"),
        ([I100, paid("P-1", "100")], settled("P-1", "I-1", "0.005"), "amount is 0.005"),
    ],
)
def test_an_amount_that_nobody_can_pay_is_a_slip(before: list[Fact], wanted: Fact, said: str) -> None:
    given(*before).when(wanted).refused(TooFine, said)


@pytest.mark.parametrize(("lines", "refused"), [(999, False), (1_000, False), (1_001, True)])
def test_many_lines_are_added_up(lines: int, *, refused: bool) -> None:
    line = {"product": "screws", "quantity": "999999", "unit_price": "999999"}
    wanted = given().when(fact("order.placed", number="SO-1", currency="EUR", lines=[line] * lines))
    if refused:
        wanted.refused(TooLarge, "beyond")
    else:
        wanted.admitted()


def test_zeros_at_the_end_make_an_amount_no_finer() -> None:
    given().when(invoice("I-1", "1.5000")).admitted()


def test_figures_within_bounds_are_exact() -> None:
    most = order("SO-1", price="3333333.33333333", screws=99_999_999)
    owed = amount_of(given(terms("order"), most).client_state.account, "SO-1")
    assert owed == Decimal("333333329999999.67")


BEFORE: list[tuple[list[Fact], Fact]] = [
    ([TEN], delivered("SO-1")),
    ([TEN], cancelled("SO-1")),
    ([TEN], fact("order.held", number="SO-1", reason="r")),
    ([I100], fact("invoice.cancelled", number="I-1", reason="r")),
    ([I100], written_off("1")),
    ([I100], disputed("1")),
    ([I100, P100], bounced()),
    ([paid("P-1", "5")], refunded()),
    ([I100, P100], unsettled("P-1", "I-1", "1")),
    ([I100, written_off("1")], recovered("1")),
]


@pytest.mark.parametrize(("happened", "wanted"), BEFORE, ids=[wanted.event.kind for _, wanted in BEFORE])
def test_nothing_happens_to_a_document_on_a_day_before_its_own(happened: list[Fact], wanted: Fact) -> None:
    given(*happened).when(wanted._replace(on=EARLY)).refused(
        BeforeItsDocument, "2026-03-01", "comes before it"
    )
    given(*happened).when(wanted).admitted()


@pytest.mark.parametrize(
    ("happened", "wanted", "filled"),
    [
        ([TEN], delivered("SO-1"), {"lines": 1}),
        ([TEN], cancelled("SO-1"), {"lines": 1}),
        ([terms("order"), TEN, paid("P-1", "20", {"SO-1": "20"})], cancelled("SO-1"), {"frees": 1}),
        ([I100, P100], bounced(), {"reopens": 1}),
        ([I100, written_off("3"), written_off("4", "W-2")], recovered("5"), {"write_offs": 2}),
    ],
)
def test_what_a_draft_leaves_open_is_filled_in(
    happened: list[Fact], wanted: Fact, filled: dict[str, int]
) -> None:
    (event,) = given(*happened).when(wanted).events
    assert {name: len(getattr(event, name)) for name in filled} == filled
    assert event.answers(wanted.event)
    assert not wanted.event.answers(event)
    assert given(*happened).when(wanted._replace(event=event)).events == (event,)


def test_shares_that_are_stated_come_to_what_is_gone() -> None:
    shares = [{"document": "I-1", "amount": "30"}]
    wanted = fact("payment.reversed", number="P-1", amount="40", reopens=shares, reason="r")
    given(I100, P100).when(wanted).refused(SharesDisagree, "30", "40")


REFUSED: list[tuple[list[Fact], Fact, type[Refused]]] = [
    (
        [terms("order"), TEN, invoice("I", "20", orders=["SO-1"])],
        paid("P", "20", {"I": "20"}),
        BilledByOrders,
    ),
    (
        [invoice("I", "20", orders=["SO-1"]), terms("order"), paid("P", "20", {"I": "20"})],
        TEN,
        SettledOtherwise,
    ),
    (
        [terms("order", EARLY), TEN, paid("P", "20"), settled("P", "SO-1", "5")],
        terms("invoice", "2026-02-15"),
        SettledOtherwise,
    ),
]


@pytest.mark.parametrize(("happened", "wanted", "refusal"), REFUSED)
def test_what_is_settled_is_not_owed_otherwise_afterwards(
    happened: list[Fact], wanted: Fact, refusal: type[Refused]
) -> None:
    given(*happened).when(wanted).refused(refusal)
