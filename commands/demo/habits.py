"""How clients behave, read from ``habits.toml``: one habit for each sort of client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from commands.demo.tables import table


@dataclass(frozen=True, eq=False)
class Habit:
    """What one sort of client does more or less often than others.

    Attributes:
        paces: how busy the client is, in equal parts of its years.
        seasons: the same by month; empty where all months are alike.
        joins: when the client is registered, as a share of the years gone by.
        busy: how many entries the client has, against others.
        source: how we found the client, if it was a prospect first.
        decider: whether we know who decides at the client.
        late, unsteady: how many days after the due date the client pays, and how many more or less.
        stuck: the share of debts that stay open for months more.
        hardly_pays: what is stuck bears interest, and some of it is given up.
        parts, bounces, unnamed: the share of payments that come in parts, bounce, or name no document.
        keeps_word: the share of promises that are kept.
        disputes, returns: the share of documents that are disputed, and of orders of which goods come back.
        mix: how often an activity is chosen, where that differs from the usual.
        plot: what happens for certain, and when, as a share of the client's time.
    """

    paces: tuple[float, ...] = (1.0,)
    seasons: tuple[float, ...] = ()
    joins: float = 0.0
    busy: float = 1.0
    source: str | None = None
    decider: bool = True
    late: int = 2
    unsteady: int = 4
    stuck: float = 0.02
    hardly_pays: bool = False
    parts: float = 0.06
    bounces: float = 0.01
    unnamed: float = 0.0
    keeps_word: float = 0.85
    disputes: float = 0.01
    returns: float = 0.05
    billing: Literal["order", "delivery", "invoice"] = "invoice"
    prepaid: bool = False
    mix: dict[str, int] = field(default_factory=dict)
    plot: dict[str, float] = field(default_factory=dict)

    def pace(self, gone: float, month: int) -> float:
        """How busy a month (1-12) is against others, when such a share of the client's years is gone by."""
        season = self.seasons[month - 1] if self.seasons else 1.0
        return season * self.paces[int(gone * len(self.paces))]


HABITS = tuple(Habit(**words) for words in table("habits").values())
"""All habits; clients take them in turn."""
