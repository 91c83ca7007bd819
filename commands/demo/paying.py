"""Money that comes in: whole or in parts, for one document or two, too much, unnamed, bounced, recorded late."""

from __future__ import annotations

from decimal import Decimal

from commands.demo.life import DAY, Debt, Life
from commands.demo.staff import CREDIT_CONTROL
from ledger.events import PaymentReceived, PaymentRefunded, PaymentReversed, Settles
from ledger.money import rounded

__all__ = ["pay", "receive", "settle"]

_METHODS = ("transfer", "transfer", "transfer", "cash", "card", "bill of exchange")
_SOON = 5
_LATE = 35


def pay(life: Life, debt: Debt) -> None:
    """The client pays a debt, or a part of it; one payment in thirty is recorded weeks after it came."""
    if not debt.open:
        return
    if life.dice.chance(0.03) and life.is_quiet(_LATE):
        life.later(life.dice.between(8, _LATE - 5), receive, debt, life.now)
    else:
        receive(life, debt)


def receive(life: Life, debt: Debt, at: int | None = None) -> None:
    """Credit control records a payment, with the minute at which it came where that was earlier."""
    if not debt.open:
        return
    if at is not None and at < debt.reopened:
        at = None
    dice, came = life.dice, life.now if at is None else at
    amount = debt.open
    if dice.chance(life.habit.parts):
        amount = rounded(amount * dice.between(30, 70) / 100, life.country.currency)
        life.later(dice.between(7, 25), pay, debt)
    uses = [(debt, amount)]
    if dice.chance(0.25):
        second = _another(life, debt, came)
        if second is not None:
            uses.append((second, second.open))
    total = sum((part for _, part in uses), Decimal(0))
    excess = (
        rounded(total * dice.between(1, 5) / 100, life.country.currency) if dice.chance(0.012) else Decimal(0)
    )
    number = life.next_number("PAY")
    event = PaymentReceived(
        number=number,
        amount=total + excess,
        currency=life.country.currency,
        method=dice.pick(_METHODS),
        settles=() if dice.chance(life.habit.unnamed) else _named(uses),
    )
    life.say(event, CREDIT_CONTROL, at=at)
    settle(life, uses, total + excess)
    if excess:
        life.later(dice.between(3, 10), _refund, number, excess)
    elif at is None and dice.chance(life.habit.bounces):
        life.later(dice.between(1, 4), _bounce, number, uses)


def _another(life: Life, debt: Debt, came: int) -> Debt | None:
    """A second debt, of no later date than the payment and due by now or soon."""
    for other in life.debts.values():
        if (
            other is not debt
            and not other.stuck
            and other.open
            and other.reopened <= came
            and other.on <= came // DAY
            and other.due <= came // DAY + _SOON
        ):
            return other
    return None


def _named(uses: list[tuple[Debt, Decimal]]) -> tuple[Settles, ...]:
    return tuple(
        Settles(document=debt.document, amount=part, instalment=debt.instalment) for debt, part in uses
    )


def settle(life: Life, uses: list[tuple[Debt, Decimal]], paid: Decimal) -> None:
    """So much was paid, and so much of each debt is open no more."""
    life.balance -= paid
    for debt, part in uses:
        debt.open -= part
        if not debt.open:
            life.debts.pop((debt.document, debt.instalment), None)


def _refund(life: Life, number: str, excess: Decimal) -> None:
    life.say(PaymentRefunded(number=number, amount=excess, reason="paid more than was owed"), CREDIT_CONTROL)
    life.balance += excess


def _bounce(life: Life, number: str, uses: list[tuple[Debt, Decimal]]) -> None:
    life.say(PaymentReversed(number=number, reason="the bank returned it: no cover"), CREDIT_CONTROL)
    for debt, part in uses:
        life.balance += part
        debt.open += part
        debt.reopened = life.now
        life.debts[debt.document, debt.instalment] = debt
        life.later(life.dice.between(6, 15), pay, debt)
