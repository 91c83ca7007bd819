"""How the judgements of people fared that stood instead of the score: ``health.overridden``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from projections.backtest.ranking import squared_error
from projections.backtest.sample import Case
from projections.health.bands import BANDS
from projections.health.signs import Sign

BETTER, WORSE, SAME = "better", "worse", "same"


class Override(NamedTuple):
    """A judgement on the first month-end on which it stood, and what came.

    Attributes:
        position: of its entry.
        on: the month-end.
        score: the computed score; None if it was unknown.
        band: what that is called.
        override_score, override_band: what the person stated, or what their score is called.
        judged: better or worse than the score, or the same; None where nothing can be compared.
        lost: whether the client was lost.
    """

    client: str
    position: int
    on: date
    score: float | None
    band: str | None
    override_score: float | None
    override_band: str | None
    judged: str | None
    lost: bool


class Overrides(NamedTuple):
    """How judgements fared, each once.

    Attributes:
        better, better_lost: those that called a client better than the score did; clients of them lost.
        worse, worse_lost: those that called it worse.
        other: those that agreed with the score, or that cannot be compared with it.
        scored: those that stated a score.
        brier, brier_override: over these, the mean squared distance of the computed and of the stated chance
            from what came.
        each: all of them.
    """

    better: int
    better_lost: int
    worse: int
    worse_lost: int
    other: int
    scored: int
    brier: float | None
    brier_override: float | None
    each: Sequence[Override]


def overrides_of(cases: Iterable[Case]) -> Overrides:
    """How judgements fared.

    Args:
        cases: in order of their month-ends.
    """
    first: dict[tuple[str, int], Override] = {}
    for case in cases:
        if case.override is not None:
            key = case.client, case.override.position
            if key not in first:
                first[key] = _override(case, case.override)
    each = [*first.values()]
    better, worse = ([one for one in each if one.judged == judged] for judged in (BETTER, WORSE))
    scored = [one for one in each if one.override_score is not None]
    return Overrides(
        better=len(better),
        better_lost=sum(one.lost for one in better),
        worse=len(worse),
        worse_lost=sum(one.lost for one in worse),
        other=len(each) - len(better) - len(worse),
        scored=len(scored),
        brier=squared_error((one.score or 0.0, one.lost) for one in scored),
        brier_override=squared_error((one.override_score or 0.0, one.lost) for one in scored),
        each=each,
    )


def _override(case: Case, sign: Sign) -> Override:
    score = None if case.band is None else case.score
    return Override(
        client=case.client,
        position=sign.position,
        on=case.on,
        score=score,
        band=case.band,
        override_score=sign.value,
        override_band=sign.what or None,
        judged=_judged(score, case.band, sign.value, sign.what),
        lost=case.lost,
    )


def _judged(score: float | None, band: str | None, stated: float | None, called: str) -> str | None:
    """How a judgement compares with the score; a person states a score or a band."""
    if score is None or band is None:
        return None
    own, other = (score, stated) if stated is not None else (-BANDS.index(band), -BANDS.index(called))
    return SAME if own == other else BETTER if other > own else WORSE
