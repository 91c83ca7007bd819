"""How well scores rank and foretell: measures of cases, each a function of scores and outcomes alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from projections.backtest.sample import Case
from projections.health.assessing import OVERDUE
from projections.health.components import COMPONENTS

Risk = Callable[[Case], float]
"""How likely a case is to be lost, on a scale of its own: more is worse."""

HEALTH: Final = "health"
RIVALS: Final[dict[str, Risk]] = {
    "days since the last order": lambda case: case.since,
    "RFM sum": lambda case: -case.rfm,
}
"""Simple ranks that the health score has to beat."""
WITHOUT: Final[dict[str, Risk]] = {
    OVERDUE: lambda case: -case.without[OVERDUE],
    "friction": lambda case: -case.without["friction"],
    "payment": lambda case: -case.without["payment"],
    "engagement": lambda case: -case.without["engagement"],
    "voice": lambda case: -case.without["voice"],
}
"""The health score without a part of it, by the name of the part."""
RISKS: Final[dict[str, Risk]] = {HEALTH: lambda case: -case.score, **RIVALS, **WITHOUT}
"""Everything by which a back-test ranks."""


def alone(component: str) -> Risk | None:
    """The risk by the level of a component alone, of cases that have data of it; None of a late order."""
    return (lambda case: -case.known[component]) if component in COMPONENTS else None


class Pairs(NamedTuple):
    """Pairs of a lost and a kept client of one month-end.

    Attributes:
        right: those in which the lost one had the higher risk; a tie counts half.
        all: their number.
    """

    right: float
    all: int

    @property
    def auc(self) -> float | None:
        """The share ranked rightly: the area under the curve; None without pairs."""
        return self.right / self.all if self.all else None


def pairs(cases: Iterable[Case], risk: Risk) -> Pairs:
    """The pairs of the cases of one month-end."""
    ranked = sorted((risk(case), case.lost) for case in cases)
    right, kept, lost = 0.0, 0, 0
    for _, same in groupby(ranked, key=itemgetter(0)):
        outcomes = [lost_one for _, lost_one in same]
        gone = sum(outcomes)
        stayed = len(outcomes) - gone
        right += gone * (kept + stayed / 2)
        kept, lost = kept + stayed, lost + gone
    return Pairs(right, kept * lost)


def pooled(cases: Iterable[Case], risk: Risk) -> Pairs:
    """The pairs of all month-ends; both of a pair are of the same one."""
    found = [pairs(same, risk) for same in by_month_end(cases)]
    return Pairs(math.fsum(one.right for one in found), sum(one.all for one in found))


def by_month_end(cases: Iterable[Case]) -> list[list[Case]]:
    """The cases of each month-end, of cases in order of their month-ends."""
    return [[*same] for _, same in groupby(cases, key=lambda case: case.on)]


def top_fifth(cases: Sequence[Case]) -> list[Case]:
    """Of each month-end, the fifth of the clients that had ordered most."""
    found: list[Case] = []
    for same in by_month_end(cases):
        same.sort(key=lambda case: (-case.value, case.client))
        found += same[: math.ceil(len(same) / 5)]
    return found


def share_lost(cases: Sequence[Case]) -> float | None:
    """The share of the cases that were lost."""
    return sum(case.lost for case in cases) / len(cases) if cases else None


def lift(cases: Sequence[Case], parts: int) -> float | None:
    """How many times as often the clients with the highest risk are lost as all: of each month-end, one part.

    Args:
        cases: in order of their month-ends.
        parts: the worst part is one of so many.
    """
    worst: list[Case] = []
    for same in by_month_end(cases):
        same.sort(key=lambda case: (case.score, case.client))
        worst += same[: math.ceil(len(same) / parts)]
    of_all, of_worst = share_lost(cases), share_lost(worst)
    return of_worst / of_all if of_all and of_worst is not None else None


def brier(cases: Iterable[Case]) -> float | None:
    """The mean squared distance of the chance from what came: 0 is perfect, always saying 50 gives 0.25."""
    return squared_error((case.score, case.lost) for case in cases)


def squared_error(foretold: Iterable[tuple[float, bool]]) -> float | None:
    """The same of chances from 0 to 100, each with whether the client was lost; None without any."""
    errors = [(chance / 100 - (not lost)) ** 2 for chance, lost in foretold]
    return math.fsum(errors) / len(errors) if errors else None


def mean_error(cases: Sequence[Case]) -> float | None:
    """The mean chance less the share of clients that did order; above 0 is too hopeful."""
    if not cases:
        return None
    return math.fsum(case.score / 100 - (not case.lost) for case in cases) / len(cases)


class Reliability(NamedTuple):
    """The clients with a chance between two bounds: what was foretold, and what came.

    Attributes:
        low, high: the bounds, in percent; the upper one belongs to the next class, except 100.
        predicted: the mean chance.
        seen: the share that ordered.
    """

    low: int
    high: int
    cases: int
    predicted: float
    seen: float


def reliability(cases: Iterable[Case], classes: int = 10) -> list[Reliability]:
    """What was foretold and what came, by classes of the chance; classes without cases are left out."""
    width = 100 // classes
    found: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(min(int(case.score // width), classes - 1), []).append(case)
    return [
        Reliability(
            at * width,
            (at + 1) * width,
            len(own),
            math.fsum(case.score for case in own) / len(own) / 100,
            sum(not case.lost for case in own) / len(own),
        )
        for at, own in sorted(found.items())
    ]
