"""What fills a client's months: how often each activity comes up, and the parts of a habit's story.

At the beginning of each month as many activities are planned as the month still lacks of its share of events. So
a portfolio comes to about the size that was asked for, whatever its clients do.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from commands.demo.arrears import interest, write_off
from commands.demo.clientfile import (
    check_credit,
    confirm,
    cover,
    describe,
    end_contract,
    lose,
    override_health,
    rank,
    reassign,
    register,
    reward,
    sign,
    win_back,
)
from commands.demo.habits import Habit
from commands.demo.life import DAY, Activity, Life
from commands.demo.people import change, deepen, turn_over
from commands.demo.selling import discount, objection, offer, promotion, tender
from commands.demo.slips import duplicate, settled_wrongly, wrong_client, wrong_date, wrong_price
from commands.demo.staff import MANAGERS
from commands.demo.touching import call, complaint, expense, feedback, referral, rival, visit
from commands.demo.trading import order

__all__ = ["MONTH", "begin"]


class _Choice(NamedTuple):
    """An activity: how often it is chosen, and about how many events come of it."""

    weight: int
    events: float
    activity: Activity


_CHOICES = {
    "visit": _Choice(22, 2.0, visit),
    "call": _Choice(14, 1.0, call),
    "order": _Choice(42, 4.6, order),
    "offer": _Choice(7, 5.0, offer),
    "objection": _Choice(4, 2.7, objection),
    "complaint": _Choice(2, 2.1, complaint),
    "discount": _Choice(2, 2.0, discount),
    "competitor": _Choice(3, 1.0, rival),
    "feedback": _Choice(3, 1.0, feedback),
    "acquaintance": _Choice(3, 1.0, deepen),
    "expense": _Choice(3, 1.0, expense),
    "description": _Choice(2, 1.0, describe),
    "promotion": _Choice(1, 2.0, promotion),
    "tender": _Choice(1, 3.5, tender),
    "credit check": _Choice(1, 1.0, check_credit),
    "referral": _Choice(1, 1.0, referral),
    "reward": _Choice(1, 2.0, reward),
    "person changes": _Choice(1, 1.0, change),
    "person leaves": _Choice(1, 2.5, turn_over),
}

_STORIES: dict[str, Activity] = {name: choice.activity for name, choice in _CHOICES.items()} | {
    "contract": sign,
    "contract ends": end_contract,
    "lost": lose,
    "won back": win_back,
    "rank": rank,
    "reassigned": reassign,
    "health": override_health,
    "interest": interest,
    "write-off": write_off,
    "duplicate": duplicate,
    "settled wrongly": settled_wrongly,
    "wrong client": wrong_client,
    "wrong date": wrong_date,
    "wrong price": wrong_price,
}

MONTH = 30
"""Days of a month of the plan; it need not be one of the calendar."""

_DONE = 0.5


def begin(life: Life, nth: int, joins: int) -> None:
    """Puts on an empty agenda what is certain: joining on a day, the habit's story, covers, acts, and the plan."""
    life.now = joins * DAY
    life.range = life.dice.some(range(len(life.prices())), life.dice.between(9, 16))
    registered = life.later(0, register, nth) // DAY  # who joins at a weekend is registered after it
    rest = life.span.days - joins
    for share, name in life.habit.story:
        life.later(max(registered + 1 - joins, int(share * rest)), _STORIES[name])
    absent = 120 + 20 * MANAGERS.index(life.manager)
    for day in range(absent, life.span.days, 365):
        if day > joins:
            life.later(day - joins, cover)
    if life.habit.billing != "delivery" and life.dice.chance(0.4):
        for day in range(181, life.span.days, 182):
            if day > joins:
                life.strikes.append(day)
                life.at((day + 1) * DAY - 1, confirm)
    month = registered // MONTH + 1
    life.at(month * MONTH * DAY, _plan, month)


@cache
def _table(habit: Habit) -> tuple[list[_Choice], list[int]]:
    choices = [
        choice._replace(weight=habit.mix.get(name, choice.weight)) for name, choice in _CHOICES.items()
    ]
    return choices, list(accumulate(choice.weight for choice in choices))


def _plan(life: Life, month: int) -> None:
    """Plans the month that begins now."""
    choices, upto = _table(life.habit)
    end = life.now + MONTH * DAY
    wanted = life.months[month] - life.said - life.pending(end)
    while wanted > _DONE:
        choice = choices[bisect(upto, life.dice.below(upto[-1]))]
        life.later(life.dice.below(MONTH - 2), choice.activity)
        wanted -= choice.events
    if month + 1 < len(life.months):
        life.at(end, _plan, month + 1)
