"""Documents that make a debt: invoices, in one sum or in parts, and what was owed before; and money paid ahead."""

from __future__ import annotations

from decimal import Decimal

from commands.demo.life import Debt, Life, Order
from commands.demo.owing import expect, owe
from commands.demo.staff import CREDIT_CONTROL, ORDER_DESK
from ledger.events import (
    BalanceOpened,
    Instalment,
    InvoiceCancelled,
    InvoiceIssued,
    PaymentReceived,
    SettlementMade,
)
from ledger.money import rounded

__all__ = ["bill", "open_balance", "receive_ahead"]


def open_balance(life: Life) -> None:
    """The client owed something before the ledger began."""
    number = life.next_number("OB")
    rough = Decimal(life.size * life.dice.between(90, 900)) * life.prices()[0].price / 10
    amount = rounded(rough, life.country.currency)
    days = life.dice.between(3, 40)
    life.say(
        BalanceOpened(
            amount=amount,
            currency=life.country.currency,
            number=number,
            due=life.date(life.today + days),
        ),
        CREDIT_CONTROL,
    )
    owe(life, number, amount, days)


def bill(life: Life, placed: Order) -> None:
    """An invoice for what was delivered; a few are in instalments, and very few are a mistake at first."""
    number = placed.invoice = life.next_number("INV")
    currency = life.country.currency
    amount = rounded(placed.worth, currency)
    mistaken = not placed.paid_by and life.dice.chance(0.012)
    count = life.dice.between(2, 3) if not (mistaken or placed.paid_by) and life.dice.chance(0.07) else 1
    parts = _in_parts(life, amount, count) if count > 1 else ()
    life.say(
        InvoiceIssued(
            number=number,
            currency=currency,
            lines=placed.lines,
            orders=(placed.number,),
            due=None if parts else life.date(life.today + life.payment_days),
            instalments=parts,
        ),
        ORDER_DESK,
    )
    if mistaken:
        life.balance += amount
        life.later(1, _bill_again, placed, amount)
    elif placed.paid_by:
        life.balance += amount
        made = SettlementMade(source=placed.paid_by, target=number, amount=amount, advance=True)
        life.say(made, CREDIT_CONTROL)
    elif parts:
        life.balance += amount
        for nth, part in enumerate(parts, 1):
            expect(life, Debt(number, part.amount, life.today, (part.due - life.span.first).days, nth))
    else:
        owe(life, number, amount, life.payment_days)


def _in_parts(life: Life, amount: Decimal, count: int) -> tuple[Instalment, ...]:
    each = rounded(amount / count, life.country.currency)
    amounts = [each] * (count - 1)
    amounts.append(amount - sum(amounts))
    return tuple(
        Instalment(due=life.date(life.today + life.payment_days * nth), amount=part)
        for nth, part in enumerate(amounts, 1)
    )


def _bill_again(life: Life, placed: Order, amount: Decimal) -> None:
    life.say(InvoiceCancelled(number=placed.invoice, reason="wrong address of delivery"), ORDER_DESK)
    life.balance -= amount
    bill(life, placed)


def receive_ahead(life: Life, amount: Decimal) -> str:
    """Money for goods that are still to come; returns the payment's number."""
    number = life.next_number("PAY")
    life.balance -= amount
    life.say(
        PaymentReceived(
            number=number, amount=amount, currency=life.country.currency, method="transfer", advance=True
        ),
        CREDIT_CONTROL,
    )
    return number
