"""What fills the months of a client: how often each activity comes up, and what happens for certain.

Every four weeks as many activities begin as the client lacks of its share of entries, so that a portfolio has
about the size that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from commands.demo import clientfile, commitments, mistakes, people, points, selling, touches
from commands.demo.client import DAY, YEAR, Client, Story, TimedDraft
from commands.demo.habits import HABITS, Habit
from commands.demo.orders import order
from commands.demo.staff import holiday_of


class Activity(NamedTuple):
    """A story that may begin: how often against others, and about how many events come of it."""

    story: Callable[[Client], Story]
    weight: int = 0
    events: float = 1.0


_ACTIVITIES = {
    "visit": Activity(touches.visit, 24, 2.0),
    "call": Activity(touches.call, 14),
    "order": Activity(order, 52, 4.6),
    "offer": Activity(selling.offer, 7, 5.0),
    "objection": Activity(selling.objection, 4, 2.7),
    "complaint": Activity(touches.complaint, 2, 2.0),
    "discount": Activity(selling.discount, 2, 2.0),
    "competitor": Activity(touches.rival, 3),
    "feedback": Activity(touches.feedback, 3),
    "acquaintance": Activity(people.deepened, 3),
    "expense": Activity(touches.expense, 3),
    "description": Activity(clientfile.described, 2),
    "promotion": Activity(selling.promotion, 1, 2.0),
    "tender": Activity(selling.tender, 1, 3.5),
    "credit check": Activity(clientfile.credit_checked, 1),
    "referral": Activity(touches.referral, 1),
    "reward": Activity(points.rewarded, 1, 2.0),
    "points spent": Activity(points.spent, 2, 0.5),
    "shelf check": Activity(touches.shelf_check, 2),
    "training": Activity(touches.training, 1),
    "inquiry": Activity(touches.inquiry, 2),
    "commitment": Activity(commitments.commitment, 1, 2.0),
    "suggestion": Activity(commitments.suggestion, 1, 1.7),
    "person changes": Activity(people.changed, 1),
    "person leaves": Activity(people.replaced, 1, 3.0),
    "contract": Activity(clientfile.contract),
    "contract left": Activity(clientfile.contract_left),
    "contract ends": Activity(clientfile.contract_ended),
    "lost": Activity(clientfile.lost),
    "won back": Activity(clientfile.won_back),
    "rank": Activity(clientfile.ranked),
    "unreported": Activity(touches.unreported),
    "own discount": Activity(selling.own_discount),
    "floor": Activity(points.floored),
    "goal": Activity(commitments.goal),
    "measure": Activity(touches.complaint_met),
    "rhythm": Activity(clientfile.orders_rhythm),
    "touch rhythm": Activity(clientfile.touches_rhythm),
    "renamed": Activity(clientfile.renamed),
    "details": Activity(clientfile.moved),
    "parent": Activity(clientfile.sold),
    "reassigned": Activity(clientfile.reassigned),
    "health": Activity(clientfile.health_overridden),
    "duplicate": Activity(mistakes.duplicate),
    "wrong client": Activity(mistakes.wrong_client),
    "wrong date": Activity(mistakes.wrong_date),
    "wrong price": Activity(mistakes.wrong_price),
}

MONTH = 28
_HALF_YEAR = 182
_BUSY = (1.9, 0.7, 0.9, 1.1, 0.7, 1.4, 0.9, 0.6, 1.0, 0.8)
_DONE = 0.5
_AHEAD = 0.7  # of a month: most stories of a month go on in the next


def busy(index: int) -> float:
    """How many entries a client has against others, by its number in the portfolio (from 0)."""
    return _BUSY[index % len(_BUSY)] * HABITS[index % len(HABITS)].busy


def life(client: Client, entries: float) -> Iterator[TimedDraft]:
    """All entries of a client, in order: about so many, more of a busy client and fewer of a quiet one."""
    joins = int(client.habit.joins * client.days) + client.dice.below(5) + (5 if client.card.parent else 0)
    _begin(client, joins)
    rest = client.days - joins
    paces = [
        client.habit.pace((start - joins) / rest, client.date(start).month) if start > joins else 0.0
        for start in range(0, client.days, MONTH)
    ]
    each = entries * busy(client.index) / sum(paces)
    for month, (pace, upto) in enumerate(zip(paces, accumulate(paces), strict=True)):
        if client.agreed:
            _fill(client, month * MONTH, each * (upto + _AHEAD * pace))
        yield from client.run((month + 1) * MONTH * DAY)


def _begin(client: Client, joins: int) -> None:
    """Let begin what is certain: joining on a day or soon after, the plot, holidays, signed balances."""
    registered = client.begin(clientfile.joined(client), joins) // DAY
    for name, share in client.habit.plot.items():
        day = joins + int(share * (client.days - joins))
        client.begin(_ACTIVITIES[name].story(client), max(registered + 1, day))
    holiday = holiday_of(client.manager)
    while holiday <= registered:
        holiday += YEAR
    client.begin(clientfile.covered(client), holiday)
    for day in range(_HALF_YEAR, client.days, _HALF_YEAR):
        if client.signs and day > registered:
            client.begin_at(clientfile.confirmed(client), day * DAY)


def _fill(client: Client, first: int, entries: float) -> None:
    """Let activities begin in the month after a day, so that the client has so many entries at its end."""
    activities, end = _usual(client.habit), (first + MONTH) * DAY
    lacking = entries - client.recorded - len([going for going in client.agenda if going[0] < end])
    while lacking > _DONE:
        activity = client.dice.pick(activities)
        client.begin(activity.story(client), first + client.dice.below(MONTH - 2))
        lacking -= activity.events


@cache
def _usual(habit: Habit) -> list[Activity]:
    """Every activity as often as a client of a habit chooses it."""
    often = {name: habit.mix.get(name, activity.weight) for name, activity in _ACTIVITIES.items()}
    return [activity for name, activity in _ACTIVITIES.items() for _ in range(often[name])]
