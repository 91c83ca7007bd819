"""Money that does not come in: reminders, promises kept and broken, disputes."""

from __future__ import annotations

from decimal import Decimal

from commands.demo.crediting import credit
from commands.demo.life import Debt, Life
from commands.demo.paying import pay
from commands.demo.staff import CREDIT_CONTROL
from ledger.events import DisputeOpened, DisputeResolved, PaymentPromised, ReminderSent
from ledger.money import rounded

__all__ = ["dispute", "remind"]

_CHANNELS = ("e-mail", "telephone", "letter")
_DISPUTES = (
    "price differs from the proposal",
    "two boxes missing",
    "goods arrived warm",
    "ordered by nobody here",
)


def remind(life: Life, debt: Debt, level: int) -> None:
    """Credit control reminds of a debt, up to three times; often the client promises a day."""
    if not debt.open:
        return
    number = life.next_number("REM")
    life.say(
        ReminderSent(number=number, level=level, channel=_CHANNELS[level - 1], documents=(debt.document,)),
        CREDIT_CONTROL,
    )
    if level < len(_CHANNELS):
        life.later(12, remind, debt, level + 1)
    if life.dice.chance(0.5):
        life.later(1, _promise, debt)


def _promise(life: Life, debt: Debt) -> None:
    if not debt.open:
        return
    days = life.dice.between(4, 11)
    life.say(
        PaymentPromised(
            number=life.next_number("PR"),
            amount=debt.open,
            by_date=life.date(life.today + days),
            documents=(debt.document,),
        )
    )
    if not debt.stuck and life.dice.chance(life.habit.keeps_word):
        life.later(days - 3, pay, debt)


def dispute(life: Life, debt: Debt) -> None:
    """The client contests a part of a document."""
    if not debt.open:
        return
    number, percent = life.next_number("DI"), life.dice.between(5, 60)
    amount = rounded(debt.open * percent / 100, life.country.currency)
    reason = life.dice.pick(_DISPUTES)
    life.say(DisputeOpened(number=number, document=debt.document, amount=amount, reason=reason))
    life.later(life.dice.between(6, 40), _dispute_ends, debt, number, amount)


def _dispute_ends(life: Life, debt: Debt, number: str, amount: Decimal) -> None:
    credited = life.habit.billing == "invoice" and life.dice.chance(0.5)
    life.say(DisputeResolved(number=number, outcome="credited" if credited else "the client was content"))
    if credited:
        credit(life, amount, debt.document, "agreed in a dispute")
