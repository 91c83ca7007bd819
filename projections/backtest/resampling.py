"""Intervals of the area under the curve by resampling clients: a client comes with all its month-ends.

Cases of one client resemble each other, so resampling cases would make the intervals too narrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from projections.backtest.ranking import Risk, by_month_end
from projections.backtest.sample import Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RESAMPLES: Final = 1_000
_AT_ONCE: Final = 4_000_000
"""Weights that are held in memory at once."""
_PERCENTILES: Final = (2.5, 97.5)
_NORMAL: Final = 1.959963984540054
"""Standard deviations of a normal distribution within which 95 % of it lie on one side and the other."""


class Interval(NamedTuple):
    """Bounds with 95 % confidence."""

    low: float
    high: float


class Resampled(NamedTuple):
    """The areas under the curve of each risk, in each resample."""

    areas: Mapping[str, NDArray[np.float64]]

    def interval(self, risk: str) -> Interval:
        """The bounds of the area of a risk."""
        return _percentiles(self.areas[risk])

    def logit_interval(self, risk: str, auc: float) -> Interval:
        """The same for few losses: normal on the logit scale around the area that was seen."""
        if not 0 < auc < 1:
            return self.interval(risk)
        inner = self.areas[risk]
        inner = inner[(inner > 0) & (inner < 1)]
        spread = _NORMAL * float(np.std(np.log(inner / (1 - inner)))) if len(inner) else 0.0
        middle = float(np.log(auc / (1 - auc)))
        low, high = (1 / (1 + np.exp(-(middle + sign * spread))) for sign in (-1, 1))
        return Interval(float(low), float(high))

    def difference(self, risk: str, other: str) -> Interval:
        """The bounds of how much larger the area of one risk is than that of another, in one resample."""
        return _percentiles(self.areas[risk] - self.areas[other])


def resampled(cases: Sequence[Case], risks: Mapping[str, Risk], seed: int) -> Resampled:
    """The areas of some risks in 1,000 resamples of the clients.

    Args:
        cases: in order of their month-ends.
        risks: by name.
        seed: the same seed chooses the same clients.
    """
    clients = {code: number for number, code in enumerate(sorted({case.client for case in cases}))}
    random = np.random.default_rng(seed)
    chunk = max(1, _AT_ONCE // len(clients))
    found: dict[str, list[Any]] = {name: [] for name in risks}
    months = {
        name: [_Month.of(same, risk, clients) for same in by_month_end(cases)] for name, risk in risks.items()
    }
    for start in range(0, _RESAMPLES, chunk):
        size = min(chunk, _RESAMPLES - start)
        weights = random.multinomial(len(clients), [1 / len(clients)] * len(clients), size=size)
        for name, of_risk in months.items():
            right, pairs = (sum(part) for part in zip(*(one.pairs(weights) for one in of_risk), strict=True))
            with np.errstate(invalid="ignore"):
                found[name].append(np.where(pairs > 0, right / pairs, np.nan))
    return Resampled({name: np.concatenate(parts) for name, parts in found.items()})


class _Month(NamedTuple):
    """The cases of a month-end in order of their risk.

    Attributes:
        clients: their numbers.
        lost: whether each was lost.
        before, through: how many cases have a lower risk than each; how many have that or a lower one.
    """

    clients: NDArray[np.int64]
    lost: NDArray[np.bool_]
    before: NDArray[np.int64]
    through: NDArray[np.int64]

    @classmethod
    def of(cls, cases: Sequence[Case], risk: Risk, clients: Mapping[str, int]) -> _Month:
        """The cases of a month-end."""
        risks = np.array([risk(case) for case in cases], dtype=float)
        order = np.argsort(risks, kind="stable")
        ranked = risks[order]
        return cls(
            np.array([clients[case.client] for case in cases])[order],
            np.array([case.lost for case in cases])[order],
            np.searchsorted(ranked, ranked, side="left"),
            np.searchsorted(ranked, ranked, side="right"),
        )

    def pairs(self, weights: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The pairs ranked rightly, and all, in each resample: a row of weights by client."""
        own = weights[:, self.clients].astype(float)
        gone = own * self.lost
        kept = np.concatenate([np.zeros((len(own), 1)), np.cumsum(own - gone, axis=1)], axis=1)
        below = (kept[:, self.before] + kept[:, self.through]) / 2
        return (gone * below).sum(axis=1), gone.sum(axis=1) * kept[:, -1]


def _percentiles(values: NDArray[np.float64]) -> Interval:
    known = values[~np.isnan(values)]
    if not len(known):
        return Interval(0.0, 1.0)
    low, high = np.percentile(known, _PERCENTILES)
    return Interval(float(low), float(high))
