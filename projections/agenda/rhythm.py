"""The rhythm of a client's orders as a stored row, and when by it the next order is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil
from typing import Annotated, NamedTuple, TypeAlias

from ledger.subledger.orders import last_placed
from ledger.times import shifted
from projections.agenda import reasons
from projections.agenda.things import Thing
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.fold_parts import joined
from projections.framework.needed import Needed
from projections.framework.spans import Spans
from projections.health import relationship_fold
from projections.health.commerce import usual_gap
from projections.health.relationship import Relationship
from projections.health.signs import RHYTHM
from projections.order_days import worth_of_day, worth_of_years
from projections.policy import Commerce, Policy
from projections.trade import Trade, evolve

State: TypeAlias = tuple[Trade | None, Relationship | None]


class OrderRhythm(NamedTuple):
    """The days on which orders stand, while they stay the same.

    Attributes:
        last: the newest of them.
        first: the oldest.
        days: how many there are.
        position: of the last order of the last day.
        agreed: the days from one order to the next that were agreed; None if they were not.
    """

    last: Annotated[date, Column(stored="last_day")]
    first: Annotated[date, Column(stored="first_day")]
    days: int
    position: int
    agreed: float | None


def _rhythm(client: Client, state: State, day: date, policy: Policy) -> Iterator[OrderRhythm]:
    """The row of a client; none where no order stands."""
    del client, day, policy
    trade, found = state
    if trade is not None:
        yield from _row(trade, _agreed(found))


def _agreed(found: Relationship | None) -> float | None:
    """The days from one order to the next that were agreed; None if they were not."""
    agreed = found.signs.get((RHYTHM, "")) if found else None
    return agreed.value or None if agreed else None


def _row(trade: Trade, agreed: float | None) -> Iterator[OrderRhythm]:
    years = [worth for _, worth in worth_of_years(trade) if worth.days]
    ends = [(worth.first, worth.last) for worth in years if worth.first and worth.last]
    if not ends:
        return
    first, last, days = min(ends)[0], max(last for _, last in ends), sum(one.days for one in years)
    currencies = {currency for _, currency in trade.by_year}
    if len(currencies) > 1:  # the days of one currency may be those of another
        days = len({one[0] for one in trade.by_day if worth_of_day(trade, one).standing})
    orders = [order for one in currencies for order in trade.by_day.get((last, one), {}).values()]
    if newest := last_placed(order for order in orders if order.stands(date.max)):
        yield OrderRhythm(last, first, days, newest.position, agreed)


def _touched(
    client: Client, state: State, day: date, policy: Policy
) -> list[tuple[tuple[()], OrderRhythm | None]]:
    """The row of a client, None for none, if what it follows from changed since this was last asked."""
    del client, day, policy
    trade, agreed = state[0], _agreed(state[1])
    if trade is None or trade.read.get(OrderRhythm) == (trade.changes, agreed):
        return []
    trade.read[OrderRhythm] = trade.changes, agreed
    return [((), next(_row(trade, agreed), None))]


ORDER_RHYTHM = Spans(
    name="order_rhythm",
    evolve=joined((evolve, relationship_fold.evolve)),
    row=OrderRhythm,
    of=_rhythm,
    touched=_touched,
)
"""The rhythm of each client's orders."""


def overdue(row: OrderRhythm, as_of: date, commerce: Commerce) -> Iterator[Thing]:
    """That the next order is overdue, by the agreed rhythm or else by the client's own."""
    last, first, days, position, agreed = row
    usual = agreed or usual_gap((last - first).days, days, commerce)
    gap = ceil(usual)
    if gap < (as_of - last).days:
        why = f"usual gap {round(usual, 1):g} days{_because(row, commerce)}, last order {last}"
        what = f"last order {last}"
        yield Thing(reasons.ORDER, "", reasons.ORDER, what, shifted(last, gap), last, position, why=why)


def needed_overdue(as_of: date, commerce: Commerce) -> Needed:
    """What it needs of rhythms; a day more than is overdue, as databases round otherwise."""
    assumed = f"{commerce.usual_gap * commerce.usual_weight!r}"
    usual = f"(last_day - first_day + {assumed}) / (days - 1 + {commerce.usual_weight!r})"
    return Needed(where=f"last_day + COALESCE(NULLIF(agreed, 0), {usual}) < {as_of.toordinal()}")


def _because(row: OrderRhythm, commerce: Commerce) -> str:
    """What a usual gap follows from: an agreement, or own gaps and those that the policy assumes."""
    if row.agreed:
        return " as agreed"
    if row.days == 1:
        return f" (none of its own yet; the policy assumes {commerce.usual_gap:g})"
    own, assumed = row.days - 1, f"{commerce.usual_weight:g} of {commerce.usual_gap:g} days by the policy"
    return f" (the mean of {own} of its own in {(row.last - row.first).days} days and {assumed})"
