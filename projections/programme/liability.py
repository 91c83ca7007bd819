"""What the house owes in points: what each client can spend, in money, less what is expected to expire.

The part that is expected to expire (breakage) is what expired of the points whose last day has passed, of all
clients of the house. None is claimed while the oldest points are younger than ``HISTORY`` months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from ledger.money import NO_CURRENCY, WIDE, ZERO, rounded
from ledger.policy_amounts import ByCurrency, figure_in
from ledger.subledger.points.expiry import months_after
from ledger.subledger.points.lots import Lots
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.filters import AccountHolder
from projections.framework.sums import totals_of
from projections.policy import Policy
from projections.programme.points import SOON, lots_of, no_points, points_on
from projections.programme.rows import InProgramme, in_programme
from projections.remarks import Remark

HISTORY = 24
"""Months after the first points from which on breakage is claimed."""


@dataclass(frozen=True, kw_only=True)
class OwedRow(InProgramme, Who):
    """The points of a client, and what the house owes for them."""

    expiring: Annotated[
        Decimal, Column("Points that expire within the days asked for.", unit="points", quiet=True)
    ]
    value: Annotated[Decimal, Column("Its points at what the policy says that a point is worth.")]
    liability: Annotated[Decimal, Column("The value, less the part of it that is expected to expire.")]
    currency: Annotated[str, CURRENCY]


@dataclass(frozen=True, slots=True)
class OwedTotal:
    """The sums of the clients of one currency."""

    currency: str
    clients: int
    points: Decimal
    pending: Decimal
    expiring: Decimal
    value: Decimal
    liability: Decimal

    def __bool__(self) -> bool:
        return bool(self.clients)


class Breakage(NamedTuple):
    """How many points expired of those whose last day has passed.

    Attributes:
        earned: those points, without those that were taken back.
        expired: how many of them expired.
        since: the first day on which any points of the house could be spent; None if there were none.
        claimed: whether that is ``HISTORY`` months ago, so that the liability is less by this part.
    """

    earned: Decimal
    expired: Decimal
    since: date | None
    claimed: bool

    def less(self, value: Decimal) -> Decimal:
        """A value, without the part that is expected to expire."""
        if not (self.claimed and self.earned):
            return value
        return WIDE.divide(WIDE.multiply(value, self.earned - self.expired), self.earned)


def owed(answer: Answer, house: Answer, within: int = SOON) -> Answer:
    """What the house owes the clients in an answer of loyalty, for points that they can spend.

    Args:
        answer: of loyalty, about the clients wanted.
        house: of loyalty, about all clients; their points say which part is expected to expire.
        within: the days within which points are said to expire soon.
    """
    policy, as_of = answer.rules, answer.as_of
    breakage = _breakage(_lots(house.holders, as_of, policy), as_of)
    rows = [*_rows(answer, breakage, within)]
    totals = totals_of(OwedTotal, rows, _counted)
    doubts = [*_doubts(rows, policy)]
    made = answer.made_into(
        OwedRow, rows, totals, listing="points", within=within, breakage=breakage._asdict()
    )
    return replace(made, empty=no_points(policy), doubts=lambda: [*answer.cautions, *doubts])


def _lots(holders: Iterable[AccountHolder[Any]], as_of: date, policy: Policy) -> Iterator[Lots]:
    for holder in holders:
        yield from lots_of(holder, as_of, policy).values()


def _breakage(found: Iterable[Lots], as_of: date) -> Breakage:
    since: date | None = None
    earned = expired = ZERO
    for lot in (lot for lots in found for lot in lots.lots):
        since = lot.on if since is None else min(since, lot.on)
        if lot.until < as_of:
            earned += lot.earned - lot.taken_back
            expired += lot.expired
    claimed = since is not None and months_after(since, HISTORY) <= as_of
    return Breakage(earned, expired, since, claimed)


def _rows(answer: Answer, breakage: Breakage, within: int) -> Iterator[OwedRow]:
    policy, as_of = answer.rules, answer.as_of
    for holder in answer.holders:
        if not holder.shown or not in_programme(holder, policy):
            continue
        points = points_on(holder, as_of, policy, within)
        currency = holder.currency or NO_CURRENCY
        worth = figure_in(policy.programme.point_value, currency)
        value = WIDE.multiply(max(points.points, ZERO), worth)
        yield OwedRow(
            client=holder.code,
            name=holder.name,
            **points._asdict(),
            value=rounded(value, currency),
            liability=rounded(breakage.less(value), currency),
            currency=currency,
        )


def _counted(rows: Sequence[OwedRow]) -> dict[str, Any]:
    """The fields of a total that are no money."""
    names = ("points", "pending", "expiring")
    return {"clients": len(rows), **{name: sum((getattr(row, name) for row in rows), ZERO) for name in names}}


def _doubts(rows: Iterable[OwedRow], policy: Policy) -> Iterator[Remark]:
    """Why the points of some clients are worth nothing."""
    worth = policy.programme.point_value
    without = sorted({row.currency for row in rows if row.points > 0 and not figure_in(worth, row.currency)})
    if without and isinstance(worth, ByCurrency):
        yield Remark(
            f"programme.point_value names no value in {', '.join(without)}, so points of these clients count as worth nothing"
        )
    elif without:
        yield Remark(
            "the policy gives a point no value, so nothing is owed for points", "write programme.point_value"
        )
