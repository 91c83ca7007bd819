"""The health of a relationship: a score from 0 to 100, made of components; here the commerce component.

Commerce is the decayed order value: the sum over order days of 0.5 ^ (age / half-life) x ln(1 + value of the
day), net of cancellations and returns by then. A value of x scores 100 x / (x + half_score), so scores rank
clients exactly as decayed order values do. A component without data is unknown (None) and has no weight. The
confidence is the share of the weight that has data, reduced as the data ages. Only final figures are rounded:
scores and trends to one decimal, confidence to two.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from projections.framework.attribution.contributions import Contribution, Span
from projections.framework.columns import Column, Who
from projections.framework.declare import Explaining, View
from projections.framework.filters import AccountHolder
from projections.framework.tables import Table
from projections.order_days import OrderDays, decays
from projections.order_shares import moves, rounded, shares
from projections.policy import Policy, Weights
from projections.trade import Trade, evolve

_BANDS: Final = {"healthy": "green", "watch": "yellow", "at risk": "red"}
"""The bands, the best first, and how a terminal shows them."""
_UNKNOWN: Final = "no order of the client stands"


def _trend_over(days: int) -> Column:
    meaning = f"The score less that of {days} days before."
    return Column(meaning, null="there was no score then", place=-1, signed=True)


@dataclass(frozen=True, kw_only=True)
class HealthRow(Who):
    """The health of a relationship."""

    score: Annotated[float | None, Column("From 0 to 100.", null=_UNKNOWN, place=-1)]
    band: Annotated[
        str | None,
        Column("What the score is called: healthy, watch, at risk.", null=_UNKNOWN, place=-1, colours=_BANDS),
    ]
    confidence: Annotated[
        float,
        Column("From 0 to 1: how much of the weight has data, and how fresh it is.", place=-1, decimals=2),
    ]
    components: Annotated[
        dict[str, float | None],
        Column(
            "The component {}, from 0 to 100.",
            null="nothing is known of it",
            members=lambda policy: policy.health.weights._fields,
            stored="component_{}",
            quiet=True,
            spare=True,
        ),
    ]
    trend_30: Annotated[float | None, _trend_over(30)]
    trend_90: Annotated[float | None, _trend_over(90)]
    drag: Annotated[
        str | None, Column("The component that is lowest among those known.", null=_UNKNOWN, place=-1)
    ]


@dataclass(frozen=True, slots=True)
class BandTotal:
    """The number of clients in a band; the band None is for clients without data."""

    band: str | None
    clients: int


class Prepared(NamedTuple):
    """A client's order days, and how they are scored.

    Attributes:
        share: the part of the whole weight that orders have.
    """

    holder: AccountHolder[Trade]
    days: OrderDays
    policy: Policy
    share: float


def prepare(holder: AccountHolder[Trade], policy: Policy) -> Prepared:
    """What an account holder's score is made of, on any day until its next fact."""
    trades = [trade for _, trade in holder.states]
    share = policy.health.weights.commerce / math.fsum(policy.health.weights)
    return Prepared(holder, OrderDays(trades, policy.health.commerce), policy, share)


def rows(prepared: Prepared, as_of: date) -> tuple[list[HealthRow], list[HealthRow]]:
    """An account holder's row for a day."""
    return [_row(prepared, as_of)], []


def totals(rows: Iterable[HealthRow]) -> list[BandTotal]:
    """Clients per band."""
    counted = Counter(row.band for row in rows)
    return [BandTotal(band, counted[band]) for band in sorted(counted, key=lambda band: band or "")]


def _summary(totals: Sequence[BandTotal]) -> str:
    """The number of clients in each band, the best first."""
    counted = {total.band: total.clients for total in totals}
    present = [band for band in (*_BANDS, None) if band in counted]
    return ", ".join(f"{counted[band]:,} {band or 'unknown'}" for band in present)


def _row(prepared: Prepared, as_of: date) -> HealthRow:
    score, confidence = _commerce(prepared, as_of)
    components: dict[str, float | None] = dict.fromkeys(Weights._fields)
    components["commerce"] = _rounded(score)
    return HealthRow(
        client=prepared.holder.code,
        name=prepared.holder.name,
        score=components["commerce"],
        band=_band(score, prepared.policy),
        confidence=round(confidence, 2),
        components=components,
        trend_30=_trend(prepared, score, as_of, 30),
        trend_90=_trend(prepared, score, as_of, 90),
        drag=None if score is None else "commerce",
    )


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _band(score: float | None, policy: Policy) -> str | None:
    if score is None:
        return None
    if score >= policy.health.healthy_from:
        return "healthy"
    return "watch" if score >= policy.health.watch_from else "at risk"


def _trend(prepared: Prepared, score: float | None, as_of: date, days: int) -> float | None:
    if score is None:
        return None
    before, _ = _commerce(prepared, as_of - timedelta(days=days))
    return None if before is None else round(score - before, 1) + 0.0  # never -0.0


def _commerce(prepared: Prepared, day: date) -> tuple[float | None, float]:
    """The commerce score on a day, with its confidence; unknown if no order stands."""
    found = prepared.days.decayed(day)
    if found is None:
        return None, 0.0
    together, ago = found
    health = prepared.policy.health
    fresh = decays(health.freshness)[ago]
    return 100 * together / (together + health.commerce.half_score), prepared.share * fresh


def explain(holder: AccountHolder[Trade], as_of: date, policy: Policy) -> list[Contribution]:
    """Each order's share of the score, and what cancellations and returns took away; empty if unknown."""
    score, _ = _commerce(prepare(holder, policy), as_of)
    if score is None:
        return []
    trades = [trade for _, trade in holder.states]
    found = shares(trades, as_of, policy.health.commerce)
    return rounded("score", found, Decimal(str(_rounded(score))))


def moved(span: Span[Trade], policy: Policy) -> list[Contribution]:
    """What new orders and returns did to the score, and ageing did to older ones; unknown counts as zero."""
    before, after = ([trade for _, trade in holder.states] for holder in (span.before, span.after))
    found = list(moves(before, after, span, policy.health.commerce))
    return [one for one in rounded("score", found, _risen(span, policy)) if one.amount]


def _risen(span: Span[Trade], policy: Policy) -> Decimal:
    """The change of the score as it is shown."""
    was, now = (
        _rounded(_commerce(prepare(holder, policy), day)[0])
        for holder, day in ((span.before, span.since), (span.after, span.until))
    )
    return Decimal(str(now or 0)) - Decimal(str(was or 0))


VIEW = View(
    name="health",
    version=6,
    policy=("health",),
    evolve=evolve,
    prepare=prepare,
    rows=rows,
    totals=totals,
    explain=explain,
    moved=moved,
    explaining=Explaining(
        note="A day's orders share what the day counts; shares are rounded to hundredths that sum to the score."
    ),
    table=Table("health", "How each relationship stands: a row for each client.", HealthRow),
    summary=_summary,
    telling=lambda rows: sorted(rows, key=lambda row: (row.score is None, row.score or 0)),
)
