"""Bands: what a score is called. A band falls at once, and rises only some points above its edge.

So a band depends on the days before. It steps on each day on which a fact changes what the score is made of,
and at month-ends, under the policy of that day; the day asked steps last and is not kept. A score that lies
on the same side of each edge and of each rising edge gives its band by itself, so only the scores between an
edge and its rising edge need a look back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from projections.policy import Health

BANDS: Final = ("healthy", "watch", "at risk")
"""The best first."""


class Step(NamedTuple):
    """The score on a day on which the band steps, with the policy of the day; or the band, if it is known."""

    score: float | None
    policy: Health
    band: str | None = None


def band_of(score: float | None, policy: Health) -> str | None:
    """What a score is called where nothing was before; None if it is unknown."""
    return None if score is None else BANDS[_rank(score, policy)]


def band_after(score: float | None, policy: Health, before: Iterable[Step]) -> str | None:
    """What a score is called after the steps before it, the newest first; only those needed are read."""
    if score is None:
        return None
    waiting = []
    step: Step | None = Step(score, policy)
    steps = iter(before)
    rank: int | None = None
    while step is not None:
        if step.band is not None:
            rank = BANDS.index(step.band)
            break
        if step.score is None:
            break
        at_most, at_least = _rank(step.score, step.policy), _rank(step.score - step.policy.rise, step.policy)
        if at_most == at_least:
            rank = at_most
            break
        waiting.append((at_most, at_least))
        step = next(steps, None)
    for best, risen in reversed(waiting):
        rank = best if rank is None else max(best, min(rank, risen))
    return None if rank is None else BANDS[rank]


def rises_at(score: float | None, band: str | None, policy: Health) -> float | None:
    """The score that lifts a client to the band above its own, if its score is beyond that edge already.

    None if its band is that of its score.
    """
    if score is None or band is None or _rank(score, policy) >= (rank := BANDS.index(band)):
        return None
    return (policy.healthy_from, policy.watch_from)[rank - 1] + policy.rise


def why_later(policy: Health) -> str:
    """Why two clients with one score may be in two bands."""
    edges = (policy.healthy_from, policy.watch_from)
    told = [
        f"{name} begins at {edge:g}, from below at {edge + policy.rise:g}"
        for name, edge in zip(BANDS, edges, strict=False)
    ]
    return f"A client that comes from below reaches a band {policy.rise:g} points later: {'; '.join(told)}."


def same_band(one: float, other: float, policy: Health) -> bool:
    """Whether no edge and no rising edge lies between two scores."""
    return _rank(one, policy) == _rank(other, policy) and (
        _rank(one - policy.rise, policy) == _rank(other - policy.rise, policy)
    )


def _rank(score: float, policy: Health) -> int:
    """The place of the band of a score in ``BANDS``."""
    return 0 if score >= policy.healthy_from else 1 if score >= policy.watch_from else 2
