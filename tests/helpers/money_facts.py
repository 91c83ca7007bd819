"""Facts about money for tests of the rules: documents of 100.00 EUR, and what happens to them."""

from __future__ import annotations

from typing import Any

from tests.helpers.decider import (
    Fact,
    fact,
    invoice,
    paid,
)

INVOICE = invoice("I-1")
IN_PARTS = invoice(
    "I-1",
    instalments=[
        {"due": "2026-03-31", "amount": "30.00"},
        {"due": "2026-04-30", "amount": "50.00"},
        {"due": "2026-05-31", "amount": "20.00"},
    ],
)
CANCELLED = fact("invoice.cancelled", number="I-1", reason="r")
FREE = paid("P-1", "100.00")
OPENING = fact("balance.opened", amount="50.00", currency="EUR")
OPENING_CREDIT = fact("balance.opened", amount="-50.00", currency="EUR")


def credited(number: str = "C-1", amount: str = "100.00", **fields: Any) -> Fact:
    return fact(
        "credit_note.issued",
        **{"number": number, "amount": amount, "currency": "EUR", "reason": "r", **fields},
    )


def charge(amount: str = "10.00", **fields: Any) -> Fact:
    return fact("charge.added", number="F-1", what="fee", amount=amount, **fields)


def bounced(number: str = "P-1", amount: str | None = None) -> Fact:
    return fact("payment.reversed", number=number, amount=amount, reason="r")


def refunded(number: str = "P-1", amount: str | None = None) -> Fact:
    return fact("payment.refunded", number=number, amount=amount, reason="r")


def unsettled(source: str, target: str, amount: str, **fields: Any) -> Fact:
    return fact("settlement.reversed", source=source, target=target, amount=amount, **fields)


def written_off(amount: str, number: str = "W-1") -> Fact:
    return fact("debt.written_off", number=number, document="I-1", amount=amount, reason="r")


def recovered(amount: str, number: str = "B-1") -> Fact:
    return fact("debt.recovered", number=number, document="I-1", amount=amount, reason="r")


def disputed(amount: str, number: str = "D-1") -> Fact:
    return fact("dispute.opened", number=number, document="I-1", amount=amount, reason="r")


def reminded(number: str, on: str, *documents: str) -> Fact:
    return fact("reminder.sent", on, number=number, level=1, channel="e-mail", documents=documents)


def of_instalment(number: int, amount: str) -> Fact:
    shares = [{"document": "I-1", "amount": amount, "instalment": number}]
    return fact("payment.received", number="P-1", amount="100", currency="EUR", settles=shares)


def in_dollars(settles: dict[str, str] | None = None) -> Fact:
    shares = [{"document": document, "amount": amount} for document, amount in (settles or {}).items()]
    return fact("payment.received", number="P-1", amount="100", currency="USD", settles=shares)


RESOLVED = fact("dispute.resolved", number="D-1", outcome="o")
PROMISED = fact("payment.promised", number="Z-1", amount="10", by_date="2026-03-10")
