"""The result of a back-test of the health score, with everything that it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from projections.backtest.components import INDICATION
from projections.backtest.measuring import TENTH, Measured, measured
from projections.backtest.ranking import Risk
from projections.backtest.sample import Case, Loss, Sample, sampled
from projections.backtest.suggesting import HALF_LIVES, Suggestion, need_libraries, suggested
from projections.backtest.verdict import Verdict, calibrated, overridden, verdict_on
from projections.framework.answer import plain
from projections.framework.filters import ANY, Filter
from projections.history import History, Horizon
from projections.policy import Policy

if TYPE_CHECKING:
    from projections.backtest.resampling import Resampled

_FIGURES = 4
"""Decimals of a share in JSON and CSV; scores are ranked before they are rounded."""


class Asked(NamedTuple):
    """What is asked of a back-test.

    Attributes:
        most: how many month-ends, at most.
        as_known_then: whether a score knows only what was recorded by its month-end.
        seed: of the resamples.
        suggest: whether to look for a better policy.
    """

    most: int
    as_known_then: bool
    seed: int
    suggest: bool = False


@dataclass(frozen=True, slots=True)
class Backtest:
    """What the health score foresaw, with everything that the result depends on.

    Attributes:
        horizon: the day, the moment and the position up to which it looks.
        policy: which makes the scores of all month-ends.
        losses: who was lost, by code.
        gap: the median of the usual days between two orders, of the clients active on the last month-end.
        found: what was measured.
        verdict: what may be said of the score.
        suggestion: what policy is suggested; None if nobody asked.
    """

    horizon: Horizon
    policy: Policy
    asked: Asked
    losses: Sequence[Loss]
    gap: float | None
    found: Measured
    verdict: Verdict
    suggestion: Suggestion | None = None

    @property
    def warnings(self) -> Iterator[str]:
        """What a reader has to know before the figures."""
        ahead = self.policy.health.commerce.horizon
        if self.gap and ahead < 2 * self.gap:
            yield (
                f"the horizon of {ahead} days is under twice the median gap between orders ({self.gap:.0f} days), so "
                "clients who order at their usual pace may look lost; a longer health.commerce.horizon tells more"
            )

    def title(self, known_at: str) -> str:
        """What the result is about, and everything that it depends on; the caller writes the moment."""
        return (
            f"Back-test of health up to {self.horizon.as_of}, known at {known_at}, policy {self.policy.version}, "
            f"position {self.horizon.position:,}: an order within {self.policy.health.commerce.horizon} days"
        )

    @property
    def lists_losses(self) -> bool:
        """Whether so few clients were lost that they are named."""
        return 0 < len(self.losses) < INDICATION

    @property
    def sentences(self) -> Iterator[str]:
        """What the figures say: the verdict last."""
        found, warned = self.found, self.found.warned
        if found.lift is not None:
            part = "tenth" if found.worst_part == TENTH else "third"
            yield f"Clients of the worst {part} were lost {found.lift:.2f} times as often as all."
        yield from calibrated(found)
        if warned.of_lost:
            yield (
                f"Below healthy: {warned.lost:,} of {warned.of_lost:,} lost clients 60 days before the loss, "
                f"{warned.kept:,} of {warned.of_kept:,} kept clients."
            )
        yield from overridden(found.overrides)
        if self.suggestion:
            yield self.suggestion.words
        yield self.verdict.words

    def as_json(self) -> dict[str, Any]:
        """The result as JSON: shares from 0 to 1, unknown values null."""
        found, counted = self.found, self.found.counted
        return {
            "backtest": "health",
            "as_of": self.horizon.as_of.isoformat(),
            "known_at": self.horizon.known_at.isoformat() if self.horizon.known_at else None,
            "policy": self.policy.version,
            "position": self.horizon.position,
            "horizon_days": self.policy.health.commerce.horizon,
            "median_gap_days": None if self.gap is None else round(self.gap, 1),
            **self.asked._asdict(),
            "cutoffs": self.rows(),
            "clients": _rounded(counted._asdict()) if counted else None,
            "pooled": _rounded(found.pooled._asdict() | {"lost_clients": counted.lost if counted else 0}),
            "pooled_top_fifth": _rounded(found.top_fifth._asdict()),
            "lift": _rounded(found.lift),
            "lift_of": f"worst 1 of {found.worst_part}",
            "brier": _rounded(found.brier),
            "mean_error": _rounded(found.mean_error),
            "rivals": [_rounded(one._asdict()) for one in found.rivals],
            "components": [_rounded(one._asdict()) for one in found.components],
            "reliability": [_rounded(one._asdict()) for one in found.reliability],
            "warned": found.warned._asdict(),
            "overrides": _rounded(found.overrides._asdict())
            | {"each": [_rounded(one._asdict()) for one in found.overrides.each]},
            "losses": [plain(one._asdict()) for one in self.losses],
            "suggestion": plain(self.suggestion.as_json()) if self.suggestion else None,
            "warnings": [*self.warnings],
            "verdict_code": self.verdict.code,
            "verdict": self.verdict.words,
        }

    def rows(self) -> list[dict[str, Any]]:
        """The month-ends, flat."""
        return [_rounded(one._asdict()) for one in self.found.cutoffs]


def _rounded(value: Any) -> Any:  # noqa: ANN401 - a figure, or figures by name
    """Figures with so many decimals, days as text."""
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return round(value, _FIGURES) if isinstance(value, float) else plain(value)


def backtested(
    history: History, horizon: Horizon, policy: Policy, where: Filter = ANY, *, asked: Asked
) -> Backtest:
    """Test on past month-ends how well the health score foresaw who stopped ordering.

    Args:
        history: the entries.
        horizon: nothing beyond it counts.
        policy: makes the scores of all month-ends.
        where: which clients.
        asked: how it is done.

    Raises:
        RefitMissing: a policy is to be suggested, and numpy or scipy is not installed.
    """
    half_lives = sorted({*HALF_LIVES, policy.health.commerce.half_life}) if asked.suggest else ()
    if asked.suggest:
        need_libraries()

    def again(other: Policy, most: int, half_lives: Sequence[float] = ()) -> Sample:
        then = asked.as_known_then
        return sampled(history, horizon, other, where, most=most, as_known_then=then, half_lives=half_lives)

    def resample(cases: Sequence[Case], risks: Mapping[str, Risk]) -> Resampled | None:
        return _resampled(cases, risks, asked.seed)

    sample = again(policy, asked.most, half_lives)
    found = measured(sample, resample)
    verdict = verdict_on(found, policy.health.commerce.horizon)
    suggestion = suggested(sample, policy, again, resample, horizon.as_of) if asked.suggest else None
    return Backtest(horizon, policy, asked, sample.losses, sample.gap, found, verdict, suggestion)


def _resampled(cases: Sequence[Case], risks: Mapping[str, Risk], seed: int) -> Resampled | None:
    """Resamples of some cases; None without numpy, or without cases."""
    if not cases:
        return None
    try:
        from projections.backtest.resampling import resampled  # noqa: PLC0415 - numpy may not be installed
    except ModuleNotFoundError as missing:
        if missing.name != "numpy":
            raise
        return None
    return resampled(cases, risks, seed)
