"""How clients behave: one habit for each sort of client that a key account manager meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = ["HABITS", "Habit"]

Pace: TypeAlias = Callable[[float, int], float]
"""How busy a month is against others: called with the share of the years gone by (0-1) and the month (1-12)."""


_BACK = 0.62  # the share of the years gone by when a client who had left orders again


def _even(_gone: float, _month: int) -> float:
    return 1.0


def _growing(gone: float, _month: int) -> float:
    return 0.5 + 1.2 * gone


def _drifting(gone: float, _month: int) -> float:
    return max(0.0, min(1.0, (0.78 - gone) / 0.35))


def _away_for_a_while(gone: float, _month: int) -> float:
    return max(0.0, min(1.0, (0.45 - gone) / 0.1)) if gone < _BACK else 1.0


def _seasonal(_gone: float, month: int) -> float:
    return (0.5, 0.4, 0.9, 1.1, 1.4, 2.0, 2.4, 2.2, 1.2, 0.7, 0.5, 1.0)[month - 1]


@dataclass(frozen=True, eq=False)
class Habit:
    """What one sort of client does more or less often than others.

    Attributes:
        joins: when the client is registered, as a share of the years gone by.
        late: days after the due date at which the client pays, on average; negative is early.
        unsteady: by how many days more or less.
        stuck: the share of debts that stay open for months more.
        parts, bounces, unnamed: the share of payments that come in parts, that do not hold, and that do not say
            which document they are for.
        keeps_word: the share of promises that are kept.
        disputes, returns, slips: the share of documents that are disputed, of orders of which goods come back,
            and of deliveries in which something is amiss.
        mix: how often each activity is chosen, where that differs from the usual.
        story: what happens for certain, as (share of the client's time gone by, activity).
    """

    name: str
    pace: Pace = _even
    joins: float = 0.0
    late: int = 2
    unsteady: int = 4
    stuck: float = 0.02
    parts: float = 0.06
    bounces: float = 0.005
    unnamed: float = 0.0
    keeps_word: float = 0.85
    disputes: float = 0.01
    returns: float = 0.05
    slips: float = 0.03
    billing: Literal["order", "delivery", "invoice"] = "invoice"
    prepaid: bool = False
    mix: dict[str, int] = field(default_factory=dict)
    story: tuple[tuple[float, str], ...] = ()


HABITS = (
    Habit("steady", story=((0.2, "promotion"), (0.3, "duplicate"), (0.5, "rank"), (0.7, "reward"))),
    Habit(
        "late",
        late=28,
        unsteady=18,
        stuck=0.4,
        parts=0.2,
        bounces=0.03,
        keeps_word=0.5,
        story=(
            (0.1, "credit check"),
            (0.35, "interest"),
            (0.55, "health"),
            (0.6, "write-off"),
            (0.8, "interest"),
        ),
    ),
    Habit(
        "growing",
        pace=_growing,
        joins=0.12,
        late=0,
        mix={"offer": 12, "order": 50, "tender": 3},
        story=((0.05, "tender"), (0.4, "referral"), (0.6, "contract"), (0.8, "rank")),
    ),
    Habit("returning", returns=0.35, slips=0.1, story=((0.3, "complaint"), (0.5, "feedback"))),
    Habit(
        "promising",
        late=40,
        unsteady=20,
        stuck=0.6,
        bounces=0.05,
        keeps_word=0.25,
        disputes=0.15,
        story=((0.3, "health"), (0.45, "write-off"), (0.5, "settled wrongly"), (0.7, "interest")),
    ),
    Habit("objecting", mix={"objection": 18, "complaint": 7, "discount": 6}, story=((0.4, "discount"),)),
    Habit(
        "drifting",
        pace=_drifting,
        late=8,
        stuck=0.45,
        mix={"complaint": 6, "competitor": 8, "offer": 3},
        story=((0.5, "competitor"), (0.6, "objection"), (0.65, "contract ends"), (0.8, "lost")),
    ),
    Habit(
        "won back",
        pace=_away_for_a_while,
        late=5,
        story=((0.35, "complaint"), (0.47, "lost"), (0.6, "won back"), (0.63, "feedback"), (0.8, "rank")),
    ),
    Habit(
        "seasonal",
        pace=_seasonal,
        late=4,
        parts=0.15,
        story=((0.2, "promotion"), (0.55, "promotion"), (0.4, "wrong date"), (0.7, "reassigned")),
    ),
    Habit("prepaid", prepaid=True, story=((0.1, "credit check"), (0.6, "reward"))),
    Habit("billed by order", billing="order", late=6, story=((0.25, "wrong price"), (0.6, "expense"))),
    Habit(
        "billed by delivery",
        billing="delivery",
        late=3,
        unnamed=0.5,
        story=((0.3, "wrong client"), (0.7, "reassigned")),
    ),
)
"""Every habit; clients take them in turn."""
