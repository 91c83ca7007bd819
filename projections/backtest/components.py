"""What each part of the health score is worth: how it ranks by itself, and what leaving it out changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from projections.backtest.ranking import HEALTH, RISKS, Risk, alone, pooled
from projections.backtest.sample import Case

if TYPE_CHECKING:
    from projections.backtest.resampling import Resampled

INDICATION: Final = 5
"""Lost clients from which on the ranking is an indication."""
RANKING: Final = 10
"""Lost clients from which on the score is compared with rivals."""
CALIBRATION: Final = 30
"""Lost clients from which on there are lift and reliability."""

Resample: TypeAlias = "Callable[[Sequence[Case], Mapping[str, Risk]], Resampled | None]"
"""Makes resamples of cases by some risks; None without numpy, or without cases."""


class Area(NamedTuple):
    """An area under the curve over all month-ends, with the bounds of 95 % confidence if known."""

    auc: float | None
    low: float | None
    high: float | None


class Component(NamedTuple):
    """A part of the score: what it ranks by itself, and what leaving it out changes.

    Attributes:
        name: such as overdue.
        clients: how many have data of it on any month-end; None of a part that has no level of its own.
        lost: how many of those were lost.
        auc: the area of the component by itself among them; None if fewer than 5 of them were lost.
        auc_low, auc_high: its bounds of 95 % confidence.
        auc_without: the area of the score without it, among all clients.
        difference: how much larger the area of the score is with it.
        low, high: the bounds of the difference.
        verdict: helps, hurts, no effect shown, or no data.
    """

    name: str
    clients: int | None
    lost: int | None
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    auc_without: float | None
    difference: float | None
    low: float | None
    high: float | None
    verdict: str


def component_of(
    name: str, cases: Sequence[Case], intervals: Resampled | None, resample: Resample
) -> Component:
    """A part of the score.

    Args:
        name: of the part.
        cases: in order of their month-ends.
        intervals: the areas of all risks in resamples of the cases.
        resample: makes those of the cases that have data of the part.
    """
    without, difference, low, high = compared(name, cases, intervals)
    verdict = "no effect shown"
    if low is not None and high is not None:
        verdict = "helps" if low > 0 else "hurts" if high < 0 else verdict
    whole = Component(name, None, None, None, None, None, without, difference, low, high, verdict)
    if (risk := alone(name)) is None:
        return whole
    known = [case for case in cases if name in case.known]
    if not known:
        return whole._replace(clients=0, lost=0, verdict="no data")
    clients, lost = {case.client for case in known}, {case.client for case in known if case.lost}
    resamples = resample(known, {name: risk}) if len(lost) >= INDICATION else None
    own = area_of(known, name, risk, len(lost), resamples)
    return whole._replace(
        clients=len(clients), lost=len(lost), auc=own.auc, auc_low=own.low, auc_high=own.high
    )


def area_of(cases: Sequence[Case], name: str, risk: Risk, lost: int, intervals: Resampled | None) -> Area:
    """The area of a risk; unknown with under 5 lost clients, its bounds on the logit scale with under 10."""
    auc = pooled(cases, risk).auc if lost >= INDICATION else None
    if auc is None or intervals is None:
        return Area(auc, None, None)
    return Area(auc, *(intervals.interval(name) if lost >= RANKING else intervals.logit_interval(name, auc)))


def compared(
    name: str, cases: Sequence[Case], intervals: Resampled | None
) -> tuple[float | None, float | None, float | None, float | None]:
    """The area of another risk, how much larger that of the health score is, and the bounds of this."""
    own, other = pooled(cases, RISKS[HEALTH]).auc, pooled(cases, RISKS[name]).auc
    difference = None if own is None or other is None else own - other
    return (other, difference, *(intervals.difference(HEALTH, name) if intervals else (None, None)))
