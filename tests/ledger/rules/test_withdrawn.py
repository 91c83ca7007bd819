"""Debts outlive their currency: what is owed in a withdrawn one can still be paid and credited."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.rules.refusals import CurrencyWithdrawn, InTheFuture, MixedCurrencies
from tests.helpers.decider import Fact, fact, given, invoice, paid

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


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        (paid("P-1", "5.00", on="2036-05-10"), "payment.promised"),
        (invoice("I-1", on="2036-05-10"), "record it once it has happened"),
    ],
)
def test_the_advice_about_a_day_to_come_fits_the_kind(wanted: Fact, advice: str) -> None:
    given().when(wanted).refused(InTheFuture, advice)


def test_a_credit_note_for_a_return_that_nobody_recorded_is_warned_about() -> None:
    note = fact(
        "credit_note.issued",
        number="C",
        amount="5",
        currency="EUR",
        return_="R-9",
        reason="r",
    )
    assert "unknown-reference" in given().warnings(note)
