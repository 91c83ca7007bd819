"""How loyal a client is: recency, frequency and value, scores by quintiles, segment, points and tier.

An order that was cancelled or returned whole does not count; value is what was ordered less what was taken
back. Scores compare the clients in view, per currency. A client without a standing order has no scores and
the segment "none", and no client is compared with it. Points and tier are those of the programme
(``projections.programme``), under the policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from ledger.money import NO_CURRENCY, Amounts, zero_of
from projections.framework.clients import LOST, Client
from projections.framework.columns import CURRENCY, Column, Who, filled
from projections.framework.declare import Variants, View
from projections.framework.filters import AccountHolder
from projections.framework.spans import RuleTable, Spans
from projections.framework.sums import in_turns, sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Comparing, Explaining, Items, Showing, Storing, Totals
from projections.loyalty_explaining import explain
from projections.loyalty_selects import TierRule, select, tiers
from projections.order_days import worth_of_years
from projections.policy import Policy
from projections.programme.rows import POINTS, InProgramme, PointsRow, points_rows, restored, shown_points
from projections.programme.spans import MOVES, PointsMove
from projections.programme.staying import stays
from projections.quintiles import Compared, cuts_by_currency
from projections.remarks import Remark
from projections.trade import Trade, evolve

Basis: TypeAlias = "tuple[Sequence[Habit], Sequence[PointsMove]]"
"""The span rows of loyalty."""

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
class _Scored(Who):
    """Recency, frequency and value in one currency, with what compares them with those of others."""

    recency_days: Annotated[
        int | None,
        Column("Days since the last order that stands.", unit="days", null=_NO_ORDER, title="DAYS AGO"),
    ]
    frequency: Annotated[
        int, Column("Orders that stand, of all time up to the day.", unit="orders", title="ORDERS")
    ]
    monetary: Annotated[
        Decimal, Column("What was ordered in all that time, less what was taken back.", title="VALUE")
    ]
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
    state: Annotated[
        str | None,
        Column(
            "lost where the client has left; totals leave it out.", null="it has not", place=-1, quiet=True
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class LoyaltyRow(InProgramme, _Scored):
    """How loyal a client is in one currency; each of its rows shows the same points, those of the client."""


@dataclass(frozen=True, slots=True)
class LoyaltyTotal:
    """The sums of the rows of one currency that count."""

    currency: str
    clients: int
    frequency: int
    monetary: Decimal

    def __bool__(self) -> bool:
        return bool(self.frequency or self.monetary)


class Habit(NamedTuple):
    """What a client ordered in one currency, while that stays the same."""

    currency: Annotated[str, Column(key=1)]
    last: Annotated[date | None, Column(stored="last_order")]
    frequency: int
    monetary: Decimal


def habits(client: Client, trade: Trade, day: date, policy: Policy) -> list[Habit]:
    """What a client had ordered by a day, up to which its state holds the facts, by currency."""
    del day, policy
    found = Amounts[str]()
    newest: dict[str, tuple[date, int]] = {}
    for currency, worth in worth_of_years(trade):
        found[currency] = found.get(currency, zero_of(currency)) + worth.net
        if worth.last:
            last, count = newest.get(currency, (worth.last, 0))
            newest[currency] = max(last, worth.last), count + worth.orders
    for loose in trade.loose:
        currency = client.currency_of(loose.currency)
        found[currency] = found.get(currency, zero_of(currency)) - loose.value_in(currency)
    latest = [(one, *newest.get(one, (None, 0))) for one in sorted(found)]
    return [Habit(one, last, orders, found[one]) for one, last, orders in latest]


def touched_habits(
    client: Client, trade: Trade, day: date, policy: Policy
) -> Iterable[tuple[Any, Habit | None]] | None:
    """Nothing if the habits are as they were when this was last asked; else None."""
    del day, policy
    before, trade.shown = trade.shown, (trade.changes, client.currency)
    return () if trade.shown == before else None


def rows(holder: AccountHolder[Basis], as_of: date, policy: Policy) -> list[LoyaltyRow]:
    """An account holder's rows for a day, without the scores, which compare it with others.

    An account holder without orders has one row in its own currency.
    """
    points = shown_points(holder, as_of, policy)
    together = _by_currency(basis for _, basis in holder.states) or {holder.currency or NO_CURRENCY: []}
    return [
        filled(
            LoyaltyRow,
            {
                "client": holder.code,
                "name": holder.name,
                "recency_days": _days_since(own, as_of),
                "frequency": sum([habit.frequency for habit in own]),
                "monetary": sum_in(currency, [habit.monetary for habit in own]),
                "currency": currency,
                "r": None,
                "f": None,
                "m": None,
                "segment": NO_SEGMENT,
                "state": LOST if holder.lost else None,
                **points,
            },
        )
        for currency, own in sorted(together.items())
    ]


def _by_currency(bases: Iterable[Basis]) -> dict[str, list[Habit]]:
    """What the members of an account holder ordered."""
    found: dict[str, list[Habit]] = {}
    for own, _ in bases:
        for habit in own:
            found.setdefault(habit.currency, []).append(habit)
    return found


def _days_since(habits: Iterable[Habit], as_of: date) -> int | None:
    """The days since the last order that stands; None without any."""
    newest = max([habit.last for habit in habits if habit.last], default=None)
    return None if newest is None else (as_of - newest).days


def scored(shown: Sequence[LoyaltyRow], policy: Policy, others: Iterable[Compared] = ()) -> list[LoyaltyRow]:
    """The rows with scores, which compare them with each other and with others."""
    compared = [*map(_compared, shown)]
    together = cuts_by_currency([*filter(None, compared), *others])
    called = cache(lambda scores: segment_of(scores, policy))
    found = []
    for row, own in zip(shown, compared, strict=True):
        if own is not None:
            r, f, m = scores = together[own.currency].scores(own)
            values = {"r": r, "f": f, "m": m, "segment": called(scores)}
            row = filled(LoyaltyRow, vars(row) | values)  # noqa: PLW2901
        found.append(row)
    return found


def beside(bases: Iterable[Basis], as_of: date) -> list[Compared]:
    """What is compared of an account holder, by currency; nothing where no order stands."""
    found = []
    for currency, own in _by_currency(bases).items():
        days = _days_since(own, as_of)
        if days is not None:
            orders = sum([habit.frequency for habit in own])
            found.append(
                Compared(currency, days, orders, sum_in(currency, [habit.monetary for habit in own]))
            )
    return found


def _compared(row: LoyaltyRow) -> Compared | None:
    """What is compared of a row; None without a standing order."""
    if row.recency_days is None:
        return None
    return Compared(row.currency, row.recency_days, row.frequency, row.monetary)


def segment_of(scores: tuple[int, int, int], policy: Policy) -> str:
    """What three scores are called: the first segment of the policy that they fit, or ``NO_SEGMENT``."""
    for segment in policy.loyalty.segments:
        ranges = (segment.r, segment.f, segment.m)
        if all(low <= score <= high for score, (low, high) in zip(scores, ranges, strict=True)):
            return segment.name
    return NO_SEGMENT


def totals(rows: Iterable[LoyaltyRow]) -> list[LoyaltyTotal]:
    """Clients, orders and value, per currency."""
    return totals_of(LoyaltyTotal, filter(counts, rows), lambda same: {"clients": len(same)})


def counts(row: LoyaltyRow) -> bool:
    """Whether totals count a row: not of a lost client, nor of one of which no order or return stands yet."""
    return row.state is None and bool(row.frequency or row.monetary)


def _with_moves(day: date) -> View[Any, Any, Any, Any]:
    """The view for a question that reads the moves of points too, also where points are written."""
    del day
    return replace(VIEW, items=VIEW.items and VIEW.items._replace(restored=None))


VIEW = View(
    name="loyalty",
    policy=("loyalty", "programme"),
    rows=rows,
    comparing=Comparing(scored, beside, ("habits",), pooled=lambda policy: policy.programme.pools),
    totals=Totals(totals),
    explain=explain,
    spans=(
        Spans(
            name="habits",
            evolve=evolve,
            row=Habit,
            of=habits,
            touched=touched_habits,
            rules=RuleTable("tiers", TierRule, tiers),
            selects={"loyalty": select},
        ),
        MOVES,
    ),
    explaining=Explaining(
        nothing="No order of {client} counts on that day. Record its orders, or ask for a later day.",
        note=Remark("R, F, M, segment and tier compare these figures with those of other clients"),
    ),
    table=Table(
        "loyalty",
        "What each client ordered and earned: a row for each client and currency. What compares clients (r, f, m and "
        "the segment they make) depends on who is in view, so `goodwill loyalty` works it out when asked.",
        LoyaltyRow,
    ),
    items=Items(
        Table(
            POINTS,
            "The points of each client that has any: a row for each. `loyalty` shows them beside its orders. Where groups pool "
            "their points, each company is here as if it spent its own.",
            PointsRow,
        ),
        points_rows,
        restored=restored,
        spans=(MOVES.name,),
    ),
    storing=Storing(stays=stays),
    variants=Variants(fuller=_with_moves),
    showing=Showing(
        telling=lambda rows: in_turns(rows, lambda row: row.monetary), leading=("points", "tier")
    ),
)
