"""How loyal a client is: recency, frequency and value, scores by quintiles, segment, points and tier.

An order that was cancelled or returned whole does not count; value is what was ordered less what was taken
back. Scores compare the clients in view, per currency. A client without a standing order has no scores and
the segment "none", and no client is compared with it. Spendable points are those granted less those redeemed;
qualifying points are those granted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from ledger.money import NO_CURRENCY, zero_of
from ledger.subledger.orders import Order
from projections.framework.attribution.contributions import Contribution
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.declare import Explaining, View
from projections.framework.filters import AccountHolder
from projections.framework.sums import in_turns, totals_of
from projections.framework.tables import Lasting, Table
from projections.policy import Policy
from projections.quintiles import Compared, cuts_by_currency
from projections.trade import Trade, evolve

NO_SEGMENT = "none"
_NO_ORDER: Final = "no order stands"
_COLOURS: Final = {
    "champions": "green",
    "about to sleep": "yellow",
    "at risk": "red",
    "can't lose": "red",
    "lost": "red",
}


def _quintile(of: str) -> Column:
    return Column(
        f"From 1 to 5, the quintile of the {of} among the clients in view.", null=_NO_ORDER, stored=""
    )


@dataclass(frozen=True, kw_only=True)
class LoyaltyRow(Who):
    """How loyal a client is in one currency; each of its rows shows the same points, those of the client."""

    recency_days: Annotated[
        int | None,
        Column("Days since the last order that stands.", unit="days", null=_NO_ORDER, title="DAYS AGO"),
    ]
    frequency: Annotated[int, Column("Orders that stand.", unit="orders", title="ORDERS")]
    monetary: Annotated[Decimal, Column("What was ordered, less what was taken back.", title="VALUE")]
    currency: Annotated[str, CURRENCY]
    r: Annotated[int | None, _quintile("recency")] = None
    f: Annotated[int | None, _quintile("frequency")] = None
    m: Annotated[int | None, _quintile("value")] = None
    segment: Annotated[
        str,
        Column(
            "What the three scores are called by the policy.", stored="", place=-1, least=10, colours=_COLOURS
        ),
    ] = NO_SEGMENT
    points: Annotated[
        Decimal,
        Column("Points granted less points redeemed; the client's, the same on each row.", unit="points"),
    ]
    qualifying: Annotated[Decimal, Column("Points granted.", unit="points", spare=True)]
    tier: Annotated[
        str | None,
        Column(
            "The standing that the qualifying points reach.", null="they reach none", place=-1, spare=True
        ),
    ]


@dataclass(frozen=True, slots=True)
class LoyaltyTotal:
    """The sums of all rows of one currency."""

    currency: str
    clients: int
    frequency: int
    monetary: Decimal

    def __bool__(self) -> bool:
        return bool(self.frequency or self.monetary)


@dataclass(slots=True)
class Habit:
    """What an account holder ordered in one currency, and earned; the same on any day until its next fact."""

    holder: AccountHolder[Trade]
    currency: str
    last: date | None = None
    frequency: int = 0
    monetary: Decimal = Decimal(0)
    points: Decimal = Decimal(0)
    qualifying: Decimal = Decimal(0)
    tier: str | None = None


def prepare(holder: AccountHolder[Trade], policy: Policy) -> list[Habit]:
    """What an account holder ordered, by currency; without orders, one habit in its own currency."""
    found: dict[str, Habit] = {}

    def of(currency: str) -> Habit:
        if currency not in found:
            found[currency] = Habit(holder, currency, monetary=zero_of(currency))
        return found[currency]

    for client, trade in holder.states:
        for order in trade.orders.values():
            habit = of(order.currency)
            habit.monetary += order.net(date.max)
            if order.stands(date.max):
                habit.frequency += 1
                habit.last = max(habit.last or order.on, order.on)
        for loose in trade.loose:
            of(loose.currency or client.currency or NO_CURRENCY).monetary -= loose.value
    if not found:
        of(holder.currency or NO_CURRENCY)
    _earned(holder, found.values(), policy)
    return [found[currency] for currency in sorted(found)]


def _earned(holder: AccountHolder[Trade], habits: Iterable[Habit], policy: Policy) -> None:
    moved = [one.points for _, trade in holder.states for one in trade.points]
    points, granted = sum(moved, Decimal(0)), sum((points for points in moved if points > 0), Decimal(0))
    tier = next((tier.name for tier in reversed(policy.loyalty.tiers) if granted >= tier.reached_at), None)
    for habit in habits:
        habit.points, habit.qualifying, habit.tier = points, granted, tier


def rows(habits: Iterable[Habit], as_of: date) -> tuple[list[LoyaltyRow], list[LoyaltyRow]]:
    """An account holder's rows for a day, without the scores, which compare it with others."""
    return [_row(habit, as_of) for habit in habits], []


def scored(
    shown: Sequence[LoyaltyRow], policy: Policy, others: Iterable[LoyaltyRow] = ()
) -> list[LoyaltyRow]:
    """The rows with scores, which compare them with each other and with those of others."""
    together = cuts_by_currency(filter(None, map(_compared, (*shown, *others))))
    found = []
    for row in shown:
        if (own := _compared(row)) is not None:
            r, f, m = together[row.currency].scores(own)
            row = replace(row, r=r, f=f, m=m, segment=_segment((r, f, m), policy))  # noqa: PLW2901 - the same row
        found.append(row)
    return found


def _later(row: LoyaltyRow, days: int) -> LoyaltyRow:
    """The row so many days later: until the next fact only the days since the last order change."""
    return row if row.recency_days is None else replace(row, recency_days=row.recency_days + days)


def _compared(row: LoyaltyRow) -> Compared | None:
    """What is compared of a row; None without a standing order."""
    if row.recency_days is None:
        return None
    return Compared(row.currency, row.recency_days, row.frequency, row.monetary)


def _row(habit: Habit, as_of: date) -> LoyaltyRow:
    return LoyaltyRow(
        client=habit.holder.code,
        name=habit.holder.name,
        recency_days=(as_of - habit.last).days if habit.last else None,
        frequency=habit.frequency,
        monetary=habit.monetary,
        currency=habit.currency,
        points=habit.points,
        qualifying=habit.qualifying,
        tier=habit.tier,
    )


def _segment(scores: tuple[int, int, int], policy: Policy) -> str:
    for segment in policy.loyalty.segments:
        ranges = (segment.r, segment.f, segment.m)
        if all(low <= score <= high for score, (low, high) in zip(scores, ranges, strict=True)):
            return segment.name
    return NO_SEGMENT


def totals(rows: Iterable[LoyaltyRow]) -> list[LoyaltyTotal]:
    """Clients, orders and value, per currency."""
    return totals_of(LoyaltyTotal, rows, lambda same: {"clients": len(same)})


def explain(holder: AccountHolder[Trade], as_of: date, policy: Policy) -> list[Contribution]:
    """The last order, each order that counts, what each was worth and lost again, and every move of points.

    Scores, segment and tier are no sums, because they compare these figures with those of other clients.
    """
    del policy  # it names figures, and changes none of them
    trades = [trade for _, trade in holder.states]
    found = list(_recency(trades, as_of))
    for order in (order for trade in trades for order in trade.orders.values()):
        found += _frequency(order, as_of)
    for client, trade in holder.states:
        found += _monetary(trade, client.currency or NO_CURRENCY, as_of)
    for one in (one for trade in trades for one in trade.points):
        what = "granted" if one.points > 0 else "redeemed"
        found.append(Contribution("points", None, what, one.number, one.position, one.points))
    return found


def _recency(trades: Iterable[Trade], as_of: date) -> Iterator[Contribution]:
    newest: dict[str, Order] = {}
    for order in (order for trade in trades for order in trade.orders.values()):
        if order.stands(as_of) and order.on >= newest.get(order.currency, order).on:
            newest[order.currency] = order
    for currency, order in sorted(newest.items()):
        days = Decimal((as_of - order.on).days)
        yield Contribution("recency_days", currency, "last order", order.number, order.position, days)


def _frequency(order: Order, as_of: date) -> Iterator[Contribution]:
    """An order counts one; the entry that took back the last of it takes that one away."""
    line = Contribution("frequency", order.currency, "order", order.number, order.position, Decimal(1))
    yield line
    pieces = order.pieces
    for taken in sorted(order.taken, key=lambda move: (move.on, move.position)):
        pieces -= taken.pieces
        if pieces <= 0 and not order.stands(as_of):
            yield replace(line, what="taken back", position=taken.position, amount=Decimal(-1))
            return


def _monetary(traded: Trade, own: str, as_of: date) -> Iterator[Contribution]:
    for order in traded.orders.values():
        line = Contribution("monetary", order.currency, "order", order.number, order.position, order.value)
        yield line
        for taken in order.taken:
            if taken.on <= as_of:
                yield replace(line, what="taken back", position=taken.position, amount=-taken.value)
    for loose in traded.loose:
        yield Contribution("monetary", loose.currency or own, "return", None, loose.position, -loose.value)


VIEW = View(
    name="loyalty",
    version=6,
    policy=("loyalty",),
    evolve=evolve,
    prepare=prepare,
    rows=rows,
    compare=scored,
    totals=totals,
    explain=explain,
    explaining=Explaining(
        note="R, F, M, segment and tier compare these figures with those of other clients."
    ),
    table=Table(
        "loyalty",
        "What each client ordered and earned: a row for each client and currency. What compares clients (r, f, m and "
        "the segment they make) depends on who is in view, so `goodwill loyalty` works it out when asked.",
        LoyaltyRow,
    ),
    lasting=Lasting(_later),
    telling=lambda rows: in_turns(rows, lambda row: row.monetary),
)
