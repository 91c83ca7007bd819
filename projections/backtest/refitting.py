"""Refits the health score to earlier month-ends: half-life, half, slope, and the weights of the components.

The logarithm of the odds of an order is linear in the logarithm of the discounted worth and in the levels of
the components. So for each half-life, the rest has one best fit, which L-BFGS-B finds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from projections.backtest.sample import Case
from projections.health.components import COMPONENTS
from projections.policy import Health

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

_SLOPES: Final = (0.05, 10.0)
_MOST_ODDS: Final = 2.5
"""The most that a component may add to the logarithm of the odds, so that all four keep within the policy."""
_MIDDLE, _WHOLE = 50, 100
_FIGURES: Final = 3
"""Significant figures of what is fitted; more would be noise."""


class _Fit(NamedTuple):
    """A fit: its loss, half-life, slope and intercept, and what each component adds to the log odds."""

    loss: float
    half_life: float
    slope: float
    intercept: float
    odds: Sequence[float]


def refitted(cases: Sequence[Case], health: Health) -> Health:
    """The policy of health that fits best what came of some cases.

    Args:
        cases: those with worths by half-life, of which some were lost and some were kept.
        health: the policy that made their scores; what cannot be told from the cases stays as it has it.
    """
    held = [case for case in cases if case.worths and all(case.worths.values())]
    kept = np.array([not case.lost for case in held], dtype=float)
    levels = np.array([[_level(case, name) for name in COMPONENTS] for case in held])
    fits = (
        _fitted(np.log([case.worths[half_life] for case in held]), levels, kept, health, half_life)
        for half_life in held[0].worths
    )
    return _with(health, min(fits, key=lambda fit: fit.loss))


def _level(case: Case, name: str) -> float:
    """How far a component is from the middle, from -1 to 1; 0 where nothing is known."""
    return (case.known[name] - _MIDDLE) / _MIDDLE if name in case.known else 0.0


def _fitted(worths: Numbers, levels: Numbers, kept: Numbers, health: Health, half_life: float) -> _Fit:
    """The best fit with a half-life, sought from the policy on."""
    from scipy.optimize import minimize  # noqa: PLC0415 - scipy is an extra, and slow to import

    terms = np.column_stack([worths, np.ones(len(worths)), levels])
    commerce = health.commerce
    start = [commerce.slope, -commerce.slope * math.log(commerce.half), *_odds_of(health)]
    bounds = [_SLOPES, (None, None), *[(0.0, _MOST_ODDS)] * len(COMPONENTS)]

    def loss(values: Numbers) -> tuple[float, Numbers]:
        """The mean loss, the negative logarithm of the likelihood, with its gradient."""
        odds = terms @ values
        error = 1 / (1 + np.exp(-odds)) - kept
        return float(np.mean(np.logaddexp(0, odds) - kept * odds)), terms.T @ error / len(kept)

    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    slope, intercept, *odds = (float(value) for value in best.x)
    return _Fit(float(best.fun), half_life, slope, intercept, odds)


def _odds_of(health: Health) -> list[float]:
    """What each component adds to the logarithm of the odds where its level is 100, under a policy."""
    index = health.index
    weights = [getattr(index, name) for name in COMPONENTS]
    whole = math.fsum(weights)
    return [index.odds * weight / whole if whole else 0.0 for weight in weights]


def _with(health: Health, fit: _Fit) -> Health:
    """The policy with what was fitted."""
    commerce = replace(
        health.commerce,
        half_life=fit.half_life,
        half=_figures(math.exp(-fit.intercept / fit.slope)),
        slope=_figures(fit.slope),
    )
    odds = _figures(math.fsum(fit.odds))
    index = replace(health.index, odds=odds)
    if odds:
        shares = (float(round(_WHOLE * each / math.fsum(fit.odds))) for each in fit.odds)
        friction, payment, engagement, voice = shares
        index = replace(index, friction=friction, payment=payment, engagement=engagement, voice=voice)
    return replace(health, commerce=commerce, index=index)


def _figures(number: float) -> float:
    return float(f"{number:.{_FIGURES}g}")
