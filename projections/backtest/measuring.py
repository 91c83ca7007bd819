"""What the health score foresaw of the clients that stopped ordering.

How many distinct clients were lost decides what may be said. Under 5, only how many; under 10 the area under
the curve is an indication; from 10 on it is compared with rivals; from 30 on there are lift and reliability.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from projections.backtest.intervals import exact_interval
from projections.backtest.ranking import (
    HEALTH,
    RISKS,
    RIVALS,
    WITHOUT,
    Reliability,
    brier,
    by_month_end,
    lift,
    mean_error,
    pairs,
    pooled,
    reliability,
    top_fifth,
)
from projections.backtest.sample import Case, Sample

if TYPE_CHECKING:
    from projections.backtest.resampling import Resampled

INDICATION: Final = 5
"""Lost clients from which on the ranking is an indication."""
RANKING: Final = 10
"""Lost clients from which on the score is compared with rivals."""
CALIBRATION: Final = 30
"""Lost clients from which on there are lift and reliability."""
TENTH, _THIRD, _TENTHS_FROM = 10, 3, 100
"""The worst part is one of so many: a tenth from 100 active clients on, under that a third."""


class MonthEnd(NamedTuple):
    """What the back-test says of one month-end; a figure is None where nobody, or everybody, was lost.

    Attributes:
        active: clients that had ordered within 182 days.
        lost: those of them that did not order within the horizon.
        auc: the share of pairs of a lost and a kept client in which the lost one had the lower score.
        auc_top_fifth: the same among the fifth of the clients that had ordered most.
        lift: how many times as often clients of the worst part were lost as all.
        brier: the mean squared distance of the chance from what came.
        mean_error: the mean chance less the share that ordered.
    """

    date: date
    active: int
    lost: int
    auc: float | None
    auc_top_fifth: float | None
    lift: float | None
    brier: float | None
    mean_error: float | None


class Area(NamedTuple):
    """An area under the curve over all month-ends, with the bounds of 95 % confidence if known."""

    auc: float | None
    low: float | None
    high: float | None


class Rival(NamedTuple):
    """A simpler rank, and how much larger the area of the health score is."""

    name: str
    auc: float | None
    difference: float | None
    low: float | None
    high: float | None


class Part(NamedTuple):
    """A part of the score, and what leaving it out changes.

    Attributes:
        name: such as overdue.
        auc_without: the area of the score without it.
        difference: how much larger the area is with it.
        verdict: helps, hurts, or no effect shown.
    """

    name: str
    auc_without: float | None
    difference: float | None
    low: float | None
    high: float | None
    verdict: str


class Warned(NamedTuple):
    """How many clients were below healthy 60 days before their loss, beside how many of the kept were."""

    lost: int
    of_lost: int
    kept: int
    of_kept: int


class Counted(NamedTuple):
    """How many clients were active, and lost, on any of the month-ends.

    Attributes:
        low, high: the exact bounds of the share that was lost, with 95 % confidence.
    """

    active: int
    lost: int
    low: float
    high: float


class Measured(NamedTuple):
    """What a back-test found.

    Attributes:
        cutoffs: each month-end.
        counted: the clients; None without a month-end.
        pooled: the area over all month-ends.
        top_fifth: the same among the fifth of the clients that had ordered most.
        worst_part: one of so many is the worst part, which the lift is about.
        rivals: simpler ranks; from 10 lost clients on.
        components: parts of the score; likewise.
        lift, reliability: from 30 lost clients on.
    """

    cutoffs: Sequence[MonthEnd]
    counted: Counted | None
    pooled: Area
    top_fifth: Area
    worst_part: int
    lift: float | None
    brier: float | None
    mean_error: float | None
    rivals: Sequence[Rival]
    components: Sequence[Part]
    reliability: Sequence[Reliability]
    warned: Warned


def measured(sample: Sample, intervals: Resampled | None, top: Resampled | None) -> Measured:
    """What the cases of a back-test say.

    Args:
        sample: the cases.
        intervals: the areas of all risks in resamples; None: they are not known.
        top: the same of the fifth of the clients that had ordered most.
    """
    cases = sample.cases
    ranked, calibrated = len(sample.losses) >= INDICATION, len(sample.losses) >= CALIBRATION
    compared = len(sample.losses) >= RANKING
    active = [len(same) for same in by_month_end(cases)]
    parts = TENTH if active and min(active) >= _TENTHS_FROM else _THIRD
    return Measured(
        cutoffs=[_month_end(same, parts) for same in by_month_end(cases)],
        counted=_counted(sample),
        pooled=_area(cases, intervals, compared=compared) if ranked else _UNKNOWN,
        top_fifth=_area(top_fifth(cases), top, compared=compared) if ranked else _UNKNOWN,
        worst_part=parts,
        lift=lift(cases, parts) if calibrated else None,
        brier=brier(cases),
        mean_error=mean_error(cases),
        rivals=[_rival(name, cases, intervals) for name in RIVALS] if compared else [],
        components=[_part(name, cases, intervals) for name in WITHOUT] if compared else [],
        reliability=reliability(cases) if calibrated else [],
        warned=_warned(sample),
    )


_UNKNOWN: Final = Area(None, None, None)


def _month_end(cases: Sequence[Case], parts: int) -> MonthEnd:
    return MonthEnd(
        date=cases[0].on,
        active=len(cases),
        lost=sum(case.lost for case in cases),
        auc=pairs(cases, RISKS[HEALTH]).auc,
        auc_top_fifth=pooled(top_fifth(cases), RISKS[HEALTH]).auc,
        lift=lift(cases, parts),
        brier=brier(cases),
        mean_error=mean_error(cases),
    )


def _counted(sample: Sample) -> Counted | None:
    active, lost = len({case.client for case in sample.cases}), len(sample.losses)
    return Counted(active, lost, *exact_interval(lost, active)) if active else None


def _area(cases: Sequence[Case], intervals: Resampled | None, *, compared: bool) -> Area:
    """The area of the health score; with few losses its bounds are those of the logit scale."""
    auc = pooled(cases, RISKS[HEALTH]).auc
    if auc is None or intervals is None:
        return Area(auc, None, None)
    return Area(auc, *(intervals.interval(HEALTH) if compared else intervals.logit_interval(HEALTH, auc)))


def _rival(name: str, cases: Sequence[Case], intervals: Resampled | None) -> Rival:
    return Rival(name, *_compared(name, cases, intervals))


def _part(name: str, cases: Sequence[Case], intervals: Resampled | None) -> Part:
    auc, difference, low, high = _compared(name, cases, intervals)
    verdict = "no effect shown"
    if low is not None and high is not None:
        verdict = "helps" if low > 0 else "hurts" if high < 0 else verdict
    return Part(name, auc, difference, low, high, verdict)


def _compared(
    name: str, cases: Sequence[Case], intervals: Resampled | None
) -> tuple[float | None, float | None, float | None, float | None]:
    """The area of another risk, how much larger that of the health score is, and the bounds of this."""
    own, other = pooled(cases, RISKS[HEALTH]).auc, pooled(cases, RISKS[name]).auc
    difference = None if own is None or other is None else own - other
    return (other, difference, *(intervals.difference(HEALTH, name) if intervals else (None, None)))


def _warned(sample: Sample) -> Warned:
    """Each client counts once: a lost one 60 days before its last loss, a kept one on its last month-end."""
    lost = {loss.client for loss in sample.losses}
    kept = {case.client: case.band for case in sample.cases if case.client not in lost}
    return Warned(
        sum(loss.band != "healthy" for loss in sample.losses),
        len(lost),
        sum(band != "healthy" for band in kept.values()),
        len(kept),
    )
