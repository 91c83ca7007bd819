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
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from projections.framework.attribution.contributions import Contribution, Span
from projections.framework.columns import Column, Who
from projections.framework.declare import Explaining, View
from projections.framework.filters import AccountHolder
from projections.framework.spans import Spans
from projections.framework.tables import Table
from projections.health.explaining import moves, rounded, shares
from projections.order_days import OrderDay, decay, decays, order_days, together, touched_days
from projections.policy import Policy, Weights
from projections.trade import Trade, evolve

_BANDS: Final = {"healthy": "green", "watch": "yellow", "at risk": "red"}
"""The bands, the best first, and how a terminal shows them."""
_UNKNOWN: Final = "no order of the client stands"
_BACK: Final = (30, 90)
"""Of so many days before the trends tell."""


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


def rows(
    holder: AccountHolder[Sequence[OrderDay]], as_of: date, policy: Policy
) -> tuple[list[HealthRow], list[HealthRow]]:
    """An account holder's row for a day."""
    days = _joined([days for _, days in holder.states])
    score = _commerce(days, as_of.toordinal(), policy)
    components: dict[str, float | None] = dict.fromkeys(Weights._fields)
    components["commerce"] = _rounded(score)
    row = HealthRow(
        client=holder.code,
        name=holder.name,
        score=components["commerce"],
        band=_band(score, policy),
        confidence=round(_confidence(days, as_of, policy), 2),
        components=components,
        **{f"trend_{days}": _trend(score, holder.earlier[days], days, as_of, policy) for days in _BACK},
        drag=None if score is None else "commerce",
    )
    return [row], []


def totals(rows: Iterable[HealthRow]) -> list[BandTotal]:
    """Clients per band."""
    counted = Counter(row.band for row in rows)
    return [BandTotal(band, counted[band]) for band in sorted(counted, key=lambda band: band or "")]


def _summary(totals: Sequence[BandTotal]) -> str:
    """The number of clients in each band, the best first."""
    counted = {total.band: total.clients for total in totals}
    present = [band for band in (*_BANDS, None) if band in counted]
    return ", ".join(f"{counted[band]:,} {band or 'unknown'}" for band in present)


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _band(score: float | None, policy: Policy) -> str | None:
    if score is None:
        return None
    if score >= policy.health.healthy_from:
        return "healthy"
    return "watch" if score >= policy.health.watch_from else "at risk"


def _trend(
    score: float | None, earlier: Sequence[Sequence[OrderDay]], days: int, as_of: date, policy: Policy
) -> float | None:
    if score is None or not any(earlier):
        return None
    before = _commerce(_joined(earlier), as_of.toordinal() - days, policy)
    return None if before is None else round(score - before, 1) + 0.0  # never -0.0


def _joined(held: Sequence[Sequence[OrderDay]]) -> Sequence[OrderDay]:
    """The order days of clients as those of one."""
    return held[0] if len(held) == 1 else together(held)


def _commerce(days: Sequence[OrderDay], today: int, policy: Policy) -> float | None:
    """The commerce score on a day, given by its ordinal; None without order days."""
    if not days:
        return None
    commerce = policy.health.commerce
    left = decays(commerce.half_life)
    worth = math.fsum([left[today - day.toordinal()] * worth for day, _, _, worth in days])
    return 100 * worth / (worth + commerce.half_score)


def _confidence(days: Sequence[OrderDay], day: date, policy: Policy) -> float:
    """The confidence of the score on a day."""
    if not days:
        return 0.0
    weights = policy.health.weights
    newest = max([one.day for one in days])
    return weights.commerce / math.fsum(weights) * decay(newest, day, policy.health.freshness)


def _score(holder: AccountHolder[Trade], day: date, policy: Policy) -> float | None:
    """The score on a day as it is shown, from the states of the members."""
    held = [order_days(client, trade, day, policy) for client, trade in holder.states]
    return _rounded(_commerce(_joined(held), day.toordinal(), policy))


def explain(holder: AccountHolder[Trade], as_of: date, policy: Policy) -> list[Contribution]:
    """Each order's share of the score, and what cancellations and returns took away; empty if unknown."""
    score = _score(holder, as_of, policy)
    if score is None:
        return []
    trades = [trade for _, trade in holder.states]
    found = shares(trades, as_of, policy.health.commerce)
    return rounded("score", found, Decimal(str(score)))


def moved(span: Span[Trade], policy: Policy) -> list[Contribution]:
    """What new orders and returns did to the score, and ageing did to older ones; unknown counts as zero."""
    before, after = ([trade for _, trade in holder.states] for holder in (span.before, span.after))
    found = list(moves(before, after, span, policy.health.commerce))
    return [one for one in rounded("score", found, _risen(span, policy)) if one.amount]


def _risen(span: Span[Trade], policy: Policy) -> Decimal:
    """The change of the score as it is shown."""
    was, now = (
        _score(holder, day, policy) for holder, day in ((span.before, span.since), (span.after, span.until))
    )
    return Decimal(str(now or 0)) - Decimal(str(was or 0))


VIEW = View(
    name="health",
    version=7,
    policy=("health",),
    evolve=evolve,
    rows=rows,
    totals=totals,
    explain=explain,
    moved=moved,
    spans=Spans(name="order_days", row=OrderDay, of=order_days, touched=touched_days, back=_BACK),
    explaining=Explaining(
        note="A day's orders share what the day counts; shares are rounded to hundredths that sum to the score."
    ),
    table=Table("health", "How each relationship stands: a row for each client.", HealthRow),
    summary=_summary,
    telling=lambda rows: sorted(rows, key=lambda row: (row.score is None, row.score or 0)),
)
