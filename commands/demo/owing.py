"""What a client owes, and when they will see to it: that is their habit."""

from __future__ import annotations

from decimal import Decimal

from commands.demo.chasing import dispute, remind
from commands.demo.life import Debt, Life
from commands.demo.paying import pay

__all__ = ["expect", "owe"]

_STUCK = (40, 200)
_PATIENCE = 5  # days after the due date at which credit control reminds


def owe(life: Life, document: str, amount: Decimal, days: int) -> None:
    """The client owes an amount, due in so many days; what they do about it is their habit."""
    life.balance += amount
    expect(life, Debt(document, amount, life.today, life.today + days))


def expect(life: Life, debt: Debt) -> None:
    """A debt stands; puts on the agenda when it is paid, reminded of and disputed, if it is."""
    life.debts[debt.document, debt.instalment] = debt
    habit, dice, days = life.habit, life.dice, debt.due - life.today
    late = habit.late + int((dice.random() + dice.random() - 1) * habit.unsteady)
    if dice.chance(habit.stuck):
        debt.stuck = True
        late += dice.between(*_STUCK)
    life.later(max(2, days + late), pay, debt)
    if late > _PATIENCE:
        life.later(days + _PATIENCE, remind, debt, 1)
    if debt.instalment is None and dice.chance(habit.disputes):
        life.later(dice.between(2, 9), dispute, debt)
