"""The house's rules for its figures, as one versioned document. A view says which version it used."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

__all__ = ["DEFAULT", "Policy", "Segment", "Tier", "Weights"]


class Segment(NamedTuple):
    """A group of clients by their scores; each range includes both ends."""

    name: str
    r: tuple[int, int]
    f: tuple[int, int]
    m: tuple[int, int]


class Tier(NamedTuple):
    """A standing in the loyalty programme, from so many qualifying points on; reaching them is enough."""

    name: str
    reached_at: Decimal


class Weights(NamedTuple):
    """How much each component counts in the health score; only their proportions matter."""

    commerce: float = 40
    engagement: float = 15
    friction: float = 15
    payment: float = 20
    voice: float = 10


_SEGMENTS = (
    Segment("champions", (4, 5), (4, 5), (4, 5)),
    Segment("loyal", (2, 5), (3, 5), (3, 5)),
    Segment("potential loyalist", (3, 5), (1, 3), (1, 3)),
    Segment("new", (4, 5), (1, 1), (1, 1)),
    Segment("promising", (3, 4), (1, 1), (1, 1)),
    Segment("need attention", (2, 3), (2, 3), (2, 3)),
    Segment("about to sleep", (2, 3), (1, 2), (1, 2)),
    Segment("at risk", (1, 2), (2, 5), (2, 5)),
    Segment("can't lose", (1, 1), (4, 5), (4, 5)),
    Segment("lost", (1, 2), (1, 2), (1, 2)),
    Segment("others", (1, 5), (1, 5), (1, 5)),
)

_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything about a figure that is a choice and not a fact.

    Attributes:
        version: what a view prints as its policy.
        bucket_edges: the last day of each overdue bucket but the last, which has no end.
        bucket_basis: whether lateness counts from the due date or from the document's own date.
        allocation: what becomes of payments that say nothing: put against the oldest debt, in the view alone
            ("oldest-first"), or left unapplied ("explicit").
        segments: loyalty segments; the first that fits is the client's.
        tiers: loyalty tiers, lowest first; qualifying points are those granted, whether spent since or not.
        half_life: days after which an order counts half in the commerce component.
        half_score: the decayed order value that scores 50; x scores 100 x / (x + half_score).
        weights: what each health component counts.
        freshness: days without an order after which confidence has halved.
        healthy_from: the lowest score of the band "healthy".
        watch_from: the lowest score of the band "watch"; below it a client is "at risk".
    """

    version: str = "default-1"
    bucket_edges: tuple[int, ...] = (30, 60, 90, 120)
    bucket_basis: Literal["due", "document"] = "due"
    allocation: Literal["oldest-first", "explicit"] = "oldest-first"
    segments: tuple[Segment, ...] = _SEGMENTS
    tiers: tuple[Tier, ...] = (
        Tier("bronze", Decimal(0)),
        Tier("silver", Decimal(10_000)),
        Tier("gold", Decimal(20_000)),
    )
    half_life: float = 120
    half_score: float = 15
    weights: Weights = _WEIGHTS
    freshness: float = 120
    healthy_from: float = 50
    watch_from: float = 25


DEFAULT = Policy()
"""The policy in force where the house has adopted none."""
