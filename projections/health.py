"""How the relationship stands: a score from 0 to 100, made of components; here the commerce component.

Commerce is the decayed order value: the sum over order days of 0.5 ^ (age / half-life) x ln(1 + value of the day),
net of what was cancelled or came back by then; x of it scores 100 x / (x + half_score), so the score ranks clients
exactly as the decayed order value does. A component without data is unknown (None) and counts for nothing; the
confidence says how much of the weight has data, and how fresh it is. Scores and trends are rounded to one decimal,
confidence to two; nothing before that is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ledger.entry import Entry
from ledger.events import OrderCancelled, OrderDelivered, OrderPlaced, ReturnReceived
from projections import trade
from projections.choice import Party
from projections.contributions import Contribution
from projections.order_days import decay, decayed, order_days, rounded, shares
from projections.policy import Policy, Weights
from projections.trade import Trade

__all__ = ["COMPARES", "VERSION", "Page", "Row", "Total", "evolve", "explain", "totals", "view"]

VERSION = 4
COMPARES = False


@dataclass(slots=True)
class Page:
    """What the score rests on."""

    trade: Trade = field(default_factory=Trade)


@dataclass(frozen=True, slots=True)
class Row:
    """How a relationship stands.

    Attributes:
        score: from 0 to 100; None where nothing is known.
        confidence: from 0 to 1: how much of the weight has data, and how fresh it is.
        components: from 0 to 100 each; None where nothing is known.
        trend_30: the score less that of 30 days before; None where there was none then.
        drag: the component that is lowest among those known.
    """

    client: str
    name: str | None
    score: float | None
    band: str | None
    confidence: float
    components: dict[str, float | None]
    trend_30: float | None
    trend_90: float | None
    drag: str | None


@dataclass(frozen=True, slots=True)
class Total:
    """How many clients are in a band; None stands for those of whom nothing is known."""

    band: str | None
    clients: int


def evolve(
    page: Page | None, entry: Entry, event: OrderPlaced | OrderDelivered | OrderCancelled | ReturnReceived
) -> Page:
    """The page after an entry."""
    page = page or Page()
    trade.evolve(page.trade, entry, event)
    return page


def view(parties: Sequence[Party], as_of: date, policy: Policy) -> tuple[list[Row], list[Row]]:
    """A row per client."""
    return [_row(party, as_of, policy) for party in parties if party.shown], []


def totals(rows: Iterable[Row]) -> list[Total]:
    """Clients per band."""
    counted: dict[str | None, int] = {}
    for row in rows:
        counted[row.band] = counted.get(row.band, 0) + 1
    return [Total(band, counted[band]) for band in sorted(counted, key=lambda band: band or "")]


def _row(party: Party, as_of: date, policy: Policy) -> Row:
    pages = [page for _, page in party.members if page]
    score, confidence = _commerce(pages, as_of, policy)
    components = dict.fromkeys(Weights._fields) | {"commerce": score}
    known = {name: value for name, value in components.items() if value is not None}
    return Row(
        client=party.code,
        name=party.name,
        score=_rounded(score),
        band=_band(score, policy),
        confidence=round(confidence, 2),
        components={name: _rounded(value) for name, value in components.items()},
        trend_30=_trend(pages, score, as_of, 30, policy),
        trend_90=_trend(pages, score, as_of, 90, policy),
        drag=min(known, key=lambda name: known[name], default=None),
    )


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _band(score: float | None, policy: Policy) -> str | None:
    if score is None:
        return None
    if score >= policy.health.healthy_from:
        return "healthy"
    return "watch" if score >= policy.health.watch_from else "at risk"


def _trend(
    pages: Sequence[Page], score: float | None, as_of: date, days: int, policy: Policy
) -> float | None:
    before, _ = _commerce(pages, as_of - timedelta(days=days), policy)
    return None if score is None or before is None else round(score - before, 1)


def _commerce(pages: Iterable[Page], day: date, policy: Policy) -> tuple[float | None, float]:
    """The commerce score on a day, with the confidence it gives; unknown where no order stands."""
    values = order_days([page.trade for page in pages], day)
    if not values:
        return None, 0.0
    commerce = policy.health.commerce
    together = decayed(values, day, commerce)
    fresh = decay(max(on for on, _ in values), day, policy.health.freshness)
    share = policy.health.weights.commerce / math.fsum(policy.health.weights)
    return 100 * together / (together + commerce.half_score), share * fresh


def explain(party: Party, as_of: date, policy: Policy) -> list[Contribution]:
    """Each order's share of the score, and what cancellations and returns took away; nothing where it is unknown."""
    pages = [page for _, page in party.members if page]
    score, _ = _commerce(pages, as_of, policy)
    if score is None:
        return []
    known = shares([page.trade for page in pages], as_of, policy.health.commerce)
    return rounded("score", known, Decimal(str(_rounded(score))))
