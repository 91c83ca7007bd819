"""Activity: what was planned and held with each client in a period, and how it went.

No figure is compared with a norm: how often to visit depends on the client.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple, TypeAlias, cast

from projections.framework.clients import Client
from projections.framework.columns import filled
from projections.framework.contributions import Contribution
from projections.framework.declare import Variants, View
from projections.framework.filters import AccountHolder
from projections.framework.needed import Needed
from projections.framework.numbered import spans_of
from projections.framework.periods import Period, year_up_to
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Items, Showing, Totals
from projections.health.relationship import Relationship
from projections.health.sign_spans import SIGNS
from projections.health.signs import PEOPLE, Sign, signs_of
from projections.planned_visits import is_late
from projections.policy import Policy
from projections.remarks import Remark
from projections.touches.activity_groups import GROUPS
from projections.touches.activity_rows import (
    NOT_REPORTED,
    ActivityRow,
    ActivityTotal,
    CountedItem,
    Told,
    TouchCounts,
    TouchItem,
    counts,
    figures,
    told_of,
    totals,
)
from projections.touches.selects import select_items, select_rows
from projections.touches.visits import PLANNED, Touch, Touches, evolve

Basis: TypeAlias = "tuple[Sequence[Touch] | Sequence[TouchCounts], Sequence[Sign]]"
State: TypeAlias = "tuple[Touches | None, Relationship | None]"
_READ: Final = (
    "position",
    "number",
    "channel",
    "manager",
    "on_day",
    "planned_on",
    "outcome",
    "by_side",
    "late",
    "key_account",
    "prepared",
    "step",
)
"""What rows and items read of touches."""


def _period(start: date | None, end: date) -> Period:
    return year_up_to(end) if start is None else Period(start, end)


def _began_late(touch: Touch, policy: Policy) -> bool:
    """Whether a touch began later than the policy tolerates."""
    return touch.late is not None and is_late(touch.late, policy.touches, key=bool(touch.key))


class _Asked(NamedTuple):
    """The period asked about, and the day on which it is seen."""

    period: Period
    seen: date


@lru_cache(maxsize=8)  # all clients are asked about the same
def _asked(start: date | None, as_of: date, today: date) -> _Asked:
    return _Asked(_period(start, as_of), min(as_of, today))


class _Counted(NamedTuple):
    """What counts of a client in a period.

    Attributes:
        touches: each with what of it is counted.
        counts: those that the database counted, in place of touches.
        deciders: how many people there decide and trust us.
    """

    client: Client
    touches: Sequence[tuple[Touch, Told]]
    counts: Sequence[TouchCounts]
    deciders: int


def _counting(touches: Iterable[Touch], asked: _Asked, policy: Policy) -> Iterator[tuple[Touch, Told]]:
    """The touches of a period, and those that were planned for it, with what of each is counted."""
    (start, end), seen = asked
    for one in touches:
        planned = one.planned_on is not None and start <= one.planned_on <= end
        in_period = start <= one.on <= end
        if planned or in_period:
            yield (
                one,
                Told(
                    planned,
                    in_period,
                    NOT_REPORTED if one.outcome == PLANNED and one.on < seen else one.outcome,
                    one.by,
                    one.planned_on is None,
                    _began_late(one, policy),
                    None if one.prepared is None else bool(one.prepared),
                    bool(one.step),
                ),
            )


def _counted(holder: AccountHolder[Basis], asked: _Asked, policy: Policy) -> Sequence[_Counted]:
    """What counts of each member; rows and items are made of it."""
    if asked not in holder.made:
        holder.made[asked] = [_counted_of(client, basis, asked, policy) for client, basis in holder.states]
    found: Sequence[_Counted] = holder.made[asked]
    return found


def _counted_of(client: Client, basis: Basis, asked: _Asked, policy: Policy) -> _Counted:
    touches, signs = basis
    deciders = sum(int(sign.value or 0) for sign in signs_of(signs, PEOPLE)) if signs else 0
    if touches and isinstance(touches[0], TouchCounts):
        return _Counted(client, (), cast("Sequence[TouchCounts]", touches), deciders)
    return _Counted(client, [*_counting(cast("Sequence[Touch]", touches), asked, policy)], (), deciders)


def _items(
    holder: AccountHolder[Basis], as_of: date, policy: Policy, start: date | None, today: date
) -> list[TouchItem | CountedItem]:
    """The touches of an account holder; those that the database counted, as it counted them."""
    counted = _counted(holder, _asked(start, as_of, today), policy)
    items = [CountedItem(own.client.code, one) for own in counted for one in own.counts]
    items.sort(key=lambda one: (one.of.on, one.of.position))
    return [*items, *_touches(counted)]


def _touches(counted: Iterable[_Counted]) -> Iterator[TouchItem]:
    return (
        filled(
            TouchItem,
            {
                "client": client.code,
                "name": client.name,
                "entry": one.position,
                "on": one.on,
                "visit": one.number,
                "channel": one.channel,
                "manager": one.manager,
                "planned_on": one.planned_on,
                "minutes_late": one.late,
                **told._asdict(),
            },
        )
        for client, touches, *_ in counted
        for one, told in sorted(touches, key=lambda found: (found[0].on, found[0].position))
    )


def _rows(
    holder: AccountHolder[Basis], as_of: date, policy: Policy, start: date | None, today: date
) -> list[ActivityRow]:
    """A row for each client, also where nothing happened; companies of a group are one."""
    counted = _counted(holder, _asked(start, as_of, today), policy)
    found = counts(
        [told for own in counted for _, told in own.touches],
        [one for own in counted for one in own.counts],
    )
    managers = {client.manager for client, _ in holder.members}
    return [
        filled(
            ActivityRow,
            {
                "client": holder.code,
                "name": holder.name,
                "manager": managers.pop() if len(managers) == 1 else None,
                "seen": found["held"] > 0,
                "deciders": sum(own.deciders for own in counted),
                **found,
            },
        )
    ]


def _explain(
    holder: AccountHolder[State], as_of: date, policy: Policy, start: date | None, today: date
) -> list[Contribution]:
    """What each entry adds to the counts."""
    found = []
    for client, (known, relationship) in holder.states:
        touches = known or Touches()
        rows = [*touches.rows.values()]
        based = AccountHolder[Basis](client.code, client.name, client.currency, [(client, (rows, ()))])
        entries = {one.position: one.entry for one in rows}
        for item in _touches(_counted(based, _asked(start, as_of, today), policy)):
            for figure in figures(*told_of(item)):
                told = touches.planned_by if figure == "planned" else entries
                position = told[item.entry]
                found.append(Contribution(figure, None, item.channel, item.visit, position, Decimal(1)))
        for sign in signs_of(relationship.signs.values() if relationship else (), PEOPLE):
            if sign.value:
                trusting = Decimal(int(sign.value))
                found.append(Contribution("deciders", None, "people", None, sign.position, trusting))
    return found


def over(start: date | None = None, today: date = date.max) -> View[Any, Basis, ActivityRow, ActivityTotal]:
    """The view of the period from a day on, in which nothing is unreported that is yet to come today.

    Args:
        start: the first day; None: that of twelve months.
        today: the day on which it is seen, if that is before its last day.
    """
    return View(
        name="activity",
        policy=("touches",),
        rows=partial(_rows, start=start, today=today),
        totals=Totals(totals),
        explain=partial(_explain, start=start, today=today),
        spans=(TOUCHES, SIGNS),
        items=Items(
            Table("activity_touches", "The touches of the period: a row for each.", TouchItem),
            partial(_items, start=start, today=today),
        ),
        groups=GROUPS,
        showing=Showing(empty="no client is known on that day"),
        explaining=Explaining(
            nothing="Nothing was planned or held with {client} in the period.",
            note=Remark("Lateness is measured against the plan that was valid then; early is on time"),
        ),
        table=Table(
            "activity",
            "What we did with each client in the twelve months up to the day: a row for each client.",
            ActivityRow,
        ),
        variants=Variants(
            since=lambda day: _period(start, day).start, over=over, seen_on=partial(over, start)
        ),
        needed=lambda day, _: {
            TOUCHES.name: Needed(_period(start, day).start, _READ),
            SIGNS.name: Needed(columns=("part", "value"), where=f"part = '{PEOPLE}' AND value > 0"),
        },
    )


TOUCHES = spans_of(
    "touches",
    evolve,
    Touch,
    {"activity": select_rows, "activity_touches": select_items},
    dated=("on_day", "planned_on"),
)
"""The touches of each client."""
VIEW = over()
