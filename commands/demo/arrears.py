"""What becomes of old debts: interest is charged, money is written off, and some of it comes in after all."""

from __future__ import annotations

from decimal import Decimal

from commands.demo.life import Debt, Life
from commands.demo.owing import expect, owe
from commands.demo.staff import CREDIT_CONTROL
from ledger.events import ChargeAdded, DebtRecovered, DebtWrittenOff
from ledger.money import rounded

__all__ = ["interest", "write_off"]

_TRY_AGAIN = 10


def interest(life: Life) -> None:
    """Interest on the oldest overdue debt; where nothing is overdue, it waits until something is."""
    debt = _oldest_overdue(life)
    if debt is None:
        life.later(_TRY_AGAIN, interest)
        return
    days = life.today - debt.due
    amount = max(rounded(debt.open * days * 9 / 36_500, life.country.currency), Decimal(1))
    number = life.next_number("CH")
    life.say(
        ChargeAdded(
            number=number,
            what="interest",
            amount=amount,
            currency=life.country.currency,
            document=debt.document,
            due=life.date(life.today + 14),
        ),
        CREDIT_CONTROL,
    )
    owe(life, number, amount, 14)


def write_off(life: Life) -> None:
    """The oldest overdue debt is given up, and two months later the client pays it after all."""
    debt = _oldest_overdue(life)
    # Money that names no debt waits for one, and the ledger counts it against what is given up.
    if debt is None or debt.open > life.balance:
        life.later(_TRY_AGAIN, write_off)
        return
    number, amount = life.next_number("WO"), debt.open
    life.say(
        DebtWrittenOff(
            number=number, document=debt.document, amount=amount, reason="too small for the court"
        ),
        CREDIT_CONTROL,
    )
    life.balance -= amount
    debt.open = Decimal(0)
    life.debts.pop((debt.document, None), None)
    life.later(60, _recover, debt, amount)


def _recover(life: Life, debt: Debt, amount: Decimal) -> None:
    life.say(
        DebtRecovered(
            number=life.next_number("RC"),
            document=debt.document,
            amount=amount,
            reason="a new owner pays old debts",
        ),
        CREDIT_CONTROL,
    )
    life.balance += amount
    debt.open, debt.due = amount, life.today + 20
    expect(life, debt)


def _oldest_overdue(life: Life) -> Debt | None:
    overdue = [
        debt
        for debt in life.debts.values()
        if debt.open and debt.instalment is None and debt.due < life.today
    ]
    return min(overdue, key=lambda debt: debt.due, default=None)
