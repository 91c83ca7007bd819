"""The health of a relationship: the chance in 100 of an order within the horizon.

The score comes from the orders that stand (``commerce``). A component without data is unknown (None). Only
final figures are rounded: scores and trends to one decimal, confidence to two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from ledger.times import shifted
from projections.framework.columns import Column, Who
from projections.framework.declare import Explaining, View
from projections.framework.filters import AccountHolder
from projections.framework.spans import Spans
from projections.framework.tables import Table
from projections.health.commerce import chance_together, is_listed
from projections.health.explaining import explain, moved
from projections.order_days import OrderDay, order_days, touched_days
from projections.policy import Policy, ignored_keys
from projections.trade import evolve

_COMPONENTS: Final = ("commerce", "engagement", "friction", "payment", "voice")
_BANDS: Final = {"healthy": "green", "watch": "yellow", "at risk": "red"}
"""The bands, the best first, and how a terminal shows them."""
_UNKNOWN: Final = "no order of the client stands"
_BACK: Final = (30, 90)
"""Of so many days before the trends tell."""


def _trend_over(days: int) -> Column:
    meaning = f"The score less that of {days} days before."
    return Column(meaning, null="there was no score then", place=-1, signed=True)


def _components(policy: Policy) -> tuple[str, ...]:
    del policy
    return _COMPONENTS


@dataclass(frozen=True, kw_only=True)
class HealthRow(Who):
    """The health of a relationship."""

    score: Annotated[
        float | None, Column("The chance in 100 of an order within the horizon.", null=_UNKNOWN, place=-1)
    ]
    band: Annotated[
        str | None,
        Column("What the score is called: healthy, watch, at risk.", null=_UNKNOWN, place=-1, colours=_BANDS),
    ]
    confidence: Annotated[
        float,
        Column(
            "From 0 to 1: how much evidence there is, n / (n + 3) over n order days of a year.",
            place=-1,
            decimals=2,
        ),
    ]
    components: Annotated[
        dict[str, float | None],
        Column(
            "The component {}, from 0 to 100.",
            null="nothing is known of it",
            members=_components,
            stored="component_{}",
            quiet=True,
            spare=True,
        ),
    ]
    trend_30: Annotated[float | None, _trend_over(30)]
    trend_90: Annotated[float | None, _trend_over(90)]
    drag: Annotated[
        str | None, Column("What takes most from the score: overdue.", null="nothing does", place=-1)
    ]


@dataclass(frozen=True, slots=True)
class BandTotal:
    """The number of clients in a band; the band None is for clients without data."""

    band: str | None
    clients: int


def rows(holder: AccountHolder[Sequence[OrderDay]], as_of: date, policy: Policy) -> list[HealthRow]:
    """An account holder's row for a day."""
    found = chance_together([days for _, days in holder.states], as_of, policy.health.commerce)
    score = None if found is None else found.score
    components: dict[str, float | None] = dict.fromkeys(_COMPONENTS)
    components["commerce"] = _rounded(score)
    row = HealthRow(
        client=holder.code,
        name=holder.name,
        score=components["commerce"],
        band=band_of(score, policy),
        confidence=0.0 if found is None else round(found.evidence, 2),
        components=components,
        **{f"trend_{days}": _trend(score, holder.earlier[days], days, as_of, policy) for days in _BACK},
        drag="overdue" if found and _rounded(found.undiscounted) != components["commerce"] else None,
    )
    return [row]


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


def band_of(score: float | None, policy: Policy) -> str | None:
    """What a score is called; None if it is unknown."""
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
    then = shifted(as_of, -days)
    before = chance_together(earlier, then, policy.health.commerce)
    return None if before is None else round(score - before.score, 1) + 0.0  # never -0.0


def cautions(holders: Sequence[AccountHolder[Sequence[OrderDay]]], policy: Policy) -> Iterator[str]:
    """Keys of the policy that count no more, and currencies whose unit it does not state."""
    if ignored := ignored_keys(policy):
        yield ignored
    used = {one.currency for holder in holders if holder.shown for _, days in holder.states for one in days}
    if unlisted := sorted(one for one in used if not is_listed(one, policy.health.commerce)):
        yield (
            f"the policy states no health.commerce.value_unit for {', '.join(unlisted)}, so 1 stands in for it; adopt one "
            "that does, about a typical order divided by 300"
        )


VIEW = View(
    name="health",
    version=9,
    policy=("health",),
    rows=rows,
    totals=totals,
    explain=explain,
    moved=moved,
    spans=(Spans(name="order_days", evolve=evolve, row=OrderDay, of=order_days, touched=touched_days),),
    back=_BACK,
    explaining=Explaining(
        nothing="{client} has no score: no order of it counts on that day. Record its orders, or ask for a later day.",
        note="A day's orders share what the day counts; shares are rounded to hundredths that sum to the score.",
    ),
    table=Table("health", "How each relationship stands: a row for each client.", HealthRow),
    cautions=cautions,
    summary=_summary,
    telling=lambda rows: sorted(rows, key=lambda row: (row.score is None, row.score or 0)),
)
