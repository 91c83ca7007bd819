"""What the health score foresaw of the clients that stopped ordering.

How many distinct clients were lost decides what may be said. Under 5, only how many; under 10 the area under
the curve is an indication; from 10 on it is compared with rivals; from 30 on there are lift and reliability.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from projections.backtest.components import (
    CALIBRATION,
    INDICATION,
    RANKING,
    Area,
    Component,
    Resample,
    area_of,
    compared,
    component_of,
)
from projections.backtest.intervals import exact_interval
from projections.backtest.overrides import Overrides, overrides_of
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

TENTH, _THIRD, _TENTHS_FROM = 10, 3, 100
"""The worst part is one of so many: a tenth from 100 active clients on, under that a third."""


class MonthEnd(NamedTuple):
    """What the back-test says of one month-end; a figure is None where nobody, or everybody, was lost.

    It is None too where so few clients were lost on all month-ends that it says nothing.

    Attributes:
        active: clients that had ordered within 182 days.
        lost: those of them that did not order within the horizon.
        auc: the share of pairs of a lost and a kept client in which the lost one had the lower score.
        auc_top_fifth: the same among the fifth of the clients that had ordered most.
        lift: how many times as often clients of the worst part were lost as all.
        brier: the mean squared distance of the chance from what came.
        mean_error: the mean chance less the share that ordered.
        overridden_better: clients that a person had judged better than the score did.
        overridden_better_lost: those of them that were lost.
        overridden_worse: clients that a person had judged worse than the score did.
        overridden_worse_lost: those of them that were lost.
    """

    date: date
    active: int
    lost: int
    auc: float | None
    auc_top_fifth: float | None
    lift: float | None
    brier: float | None
    mean_error: float | None
    overridden_better: int
    overridden_better_lost: int
    overridden_worse: int
    overridden_worse_lost: int


class Rival(NamedTuple):
    """A simpler rank, and how much larger the area of the health score is."""

    name: str
    auc: float | None
    difference: float | None
    low: float | None
    high: float | None


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
        overrides: how the judgements of people fared.
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
    components: Sequence[Component]
    reliability: Sequence[Reliability]
    warned: Warned
    overrides: Overrides


def measured(sample: Sample, resample: Resample) -> Measured:
    """What the cases of a back-test say.

    Args:
        sample: the cases.
        resample: makes the intervals.
    """
    cases, top = sample.cases, top_fifth(sample.cases)
    lost = len(sample.losses)
    ranked, calibrated = lost >= INDICATION, lost >= CALIBRATION
    active = [len(same) for same in by_month_end(cases)]
    parts = TENTH if active and min(active) >= _TENTHS_FROM else _THIRD
    intervals = resample(cases, RISKS) if ranked else None
    return Measured(
        cutoffs=[_month_end(same, parts, lost) for same in by_month_end(cases)],
        counted=_counted(sample),
        pooled=area_of(cases, HEALTH, RISKS[HEALTH], lost, intervals),
        top_fifth=area_of(top, HEALTH, RISKS[HEALTH], lost, resample(top, RISKS) if ranked else None),
        worst_part=parts,
        lift=lift(cases, parts) if calibrated else None,
        brier=brier(cases) if ranked else None,
        mean_error=mean_error(cases) if ranked else None,
        rivals=[Rival(name, *compared(name, cases, intervals)) for name in RIVALS] if lost >= RANKING else [],
        components=(
            [component_of(name, cases, intervals, resample) for name in WITHOUT] if lost >= RANKING else []
        ),
        reliability=reliability(cases) if calibrated else [],
        warned=_warned(sample),
        overrides=overrides_of(cases),
    )


def _month_end(cases: Sequence[Case], parts: int, lost: int) -> MonthEnd:
    """What may be said of a month-end where so many clients were lost on all of them."""
    overrides, ranked = overrides_of(cases), lost >= INDICATION
    return MonthEnd(
        date=cases[0].on,
        active=len(cases),
        lost=sum(case.lost for case in cases),
        auc=pairs(cases, RISKS[HEALTH]).auc if ranked else None,
        auc_top_fifth=pooled(top_fifth(cases), RISKS[HEALTH]).auc if ranked else None,
        lift=lift(cases, parts) if lost >= CALIBRATION else None,
        brier=brier(cases) if ranked else None,
        mean_error=mean_error(cases) if ranked else None,
        overridden_better=overrides.better,
        overridden_better_lost=overrides.better_lost,
        overridden_worse=overrides.worse,
        overridden_worse_lost=overrides.worse_lost,
    )


def _counted(sample: Sample) -> Counted | None:
    active, lost = len({case.client for case in sample.cases}), len(sample.losses)
    return Counted(active, lost, *exact_interval(lost, active)) if active else None


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
