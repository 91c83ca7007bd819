"""What follows from an account for a recorded event: a due date by the terms, a currency."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.rules import Follows, follows
from tests.helpers.decider import Fact, fact, given, invoice, order, terms

LINES = [{"product": "A", "quantity": "1", "unit_price": "2.00"}]
GOODS = [{"product": "A", "quantity": "1"}]
IN_USD = fact("order.placed", number="SO-1", currency="USD", lines=LINES)
BY_TERMS = date(2026, 3, 31)


def following(wanted: Fact, *happened: Fact) -> Follows:
    """What follows for a fact that is recorded last."""
    after = given(*happened, wanted)
    return follows(after.client_state, after.entries[-1])


@pytest.mark.parametrize(
    ("wanted", "due"),
    [
        (invoice("I-1"), BY_TERMS),
        (invoice("I-1", due="2026-05-01"), None),
        (invoice("I-1", instalments=[{"due": "2026-05-01", "amount": "100.00"}]), None),
        (fact("charge.added", number="C-1", what="fee", amount="5.00"), BY_TERMS),
        (fact("balance.opened", amount="5.00", currency="EUR"), BY_TERMS),
        (fact("balance.opened", amount="-5.00", currency="EUR"), None),
    ],
)
def test_what_bills_without_a_day_is_due_by_the_terms(wanted: Fact, due: date | None) -> None:
    assert following(wanted, terms(on="2026-01-01")).due == due
    assert following(wanted).due is None


def test_an_invoice_of_orders_that_are_owed_by_themselves_is_not_due() -> None:
    by_order = terms("order", on="2026-01-01")
    assert following(invoice("I-1", "20.00", orders=["SO-1"]), by_order, order("SO-1", A=10)).due is None


@pytest.mark.parametrize(
    ("wanted", "currency"),
    [
        (fact("debt.written_off", number="W-1", document="I-1", amount="5.00", reason="r"), "USD"),
        (
            fact("payment.promised", number="Z-1", amount="5.00", by_date="2026-05-01", documents=["I-1"]),
            "USD",
        ),
        (fact("payment.promised", number="Z-1", amount="5.00", by_date="2026-05-01"), "EUR"),
        (fact("payment.promised", number="Z-1", amount="5.00", by_date="2026-05-01", currency="USD"), None),
        (
            fact(
                "discrepancy.recorded", number="A-1", order="SO-1", what="damage", amount="5.00", lines=GOODS
            ),
            "USD",
        ),
        (terms(credit_limit="500"), "EUR"),
        (fact("proposal.accepted", number="P-1", amount="5.00"), None),
    ],
)
def test_an_amount_without_a_currency_is_in_that_of_its_document_or_of_the_client(
    wanted: Fact, currency: str | None
) -> None:
    assert following(wanted, IN_USD, invoice("I-1", currency="USD")).currency == currency
