"""Debts outlive their currency: what is owed in a withdrawn one can still be paid and credited."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.rules.refusals import CurrencyWithdrawn, MixedCurrencies
from tests.helpers.decider import Fact, fact, given, invoice

AFTER = "2026-02-10"
OLD = invoice("I-1", on="2026-01-10", currency="BGN", due="2026-02-01")
SHARE = [{"document": "I-1", "amount": "10"}]


def of(kind: str, **fields: Any) -> Fact:
    return fact(kind, AFTER, **{"number": "N-1", "amount": "10", "currency": "BGN", **fields})


@pytest.mark.parametrize(
    "wanted",
    [
        of("payment.received", settles=SHARE),
        of("credit_note.issued", invoice="I-1", reason="r"),
        of("charge.added", what="fee", document="I-1"),
    ],
    ids=["paid", "credited", "charged"],
)
def test_what_is_owed_in_a_withdrawn_currency_is_settled_in_it_and_nothing_new_begins(wanted: Fact) -> None:
    given(OLD).when(wanted).admitted()
    given().when(wanted).refused(CurrencyWithdrawn)
    given(OLD).when(invoice("I-2", on=AFTER, currency="BGN")).refused(CurrencyWithdrawn)


def test_a_payment_in_the_successor_is_told_which_currency_the_debt_is_in() -> None:
    given(OLD).when(of("payment.received", currency="EUR", settles=SHARE)).refused(MixedCurrencies, "use BGN")
