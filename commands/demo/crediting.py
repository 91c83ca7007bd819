"""Credit notes: against their invoice, or standing alone and put against another debt."""

from __future__ import annotations

from decimal import Decimal

from commands.demo.life import Life
from commands.demo.staff import CREDIT_CONTROL, ORDER_DESK
from ledger.events import CreditNoteIssued, SettlementMade

__all__ = ["credit"]


def credit(life: Life, amount: Decimal, invoice: str, reason: str, return_: str | None = None) -> None:
    """A credit note: against its invoice while enough of that is open, else put against the oldest debt."""
    number, debt = life.next_number("CN"), life.debts.get((invoice, None))
    linked = debt is not None and debt.open >= amount
    fields = {
        "number": number,
        "amount": amount,
        "currency": life.country.currency,
        "invoice": invoice if linked else None,
        "return": return_,
        "reason": reason,
    }
    life.say(CreditNoteIssued.model_validate(fields), ORDER_DESK)
    life.balance -= amount
    if not linked:
        debt = min(life.debts.values(), key=lambda debt: debt.due, default=None)
    if debt is None:
        return
    part = min(debt.open, amount)
    if not linked and part:
        made = SettlementMade(source=number, target=debt.document, instalment=debt.instalment, amount=part)
        life.say(made, CREDIT_CONTROL)
    debt.open -= part
