"""A client's health on a day: the row, and how it is made from the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Annotated, Final

from ledger.times import shifted
from projections.framework.clients import LOST
from projections.framework.columns import Column, Who, filled
from projections.framework.filters import AccountHolder
from projections.health.assessing import Assessment, Basis, assessed, rounded
from projections.health.bands import BANDS, Step, band_after
from projections.health.commerce import called
from projections.health.signs import OVERRIDE, Sign
from projections.policy import Policy

_BAND_COLOURS: Final = dict(zip(BANDS, ("green", "yellow", "red"), strict=True))
_UNKNOWN: Final = "no order of the client stands"
TREND_DAYS: Final = (30, 90)
"""The trends compare a score with those of so many days before."""


def _trend_over(days: int) -> Column:
    meaning = f"The score less that of {days} days before, both as they are shown."
    return Column(
        meaning,
        null="there was no score then",
        place=-1,
        places=1,
        spare=days != TREND_DAYS[0],
        signed=True,
        derived=True,
    )


def _cause_over(days: int) -> Column:
    meaning = f"What moved the score most in {days} days: orders, order overdue or a component."
    return Column(meaning, null="it did not move", hidden=True, derived=True)


def _overridden(meaning: str, title: str = "") -> Column:
    return Column(meaning, null="no person overrides it", quiet=True, place=-1, title=title)


def _components(policy: Policy) -> tuple[str, ...]:
    del policy
    return ("commerce", "engagement", "friction", "payment", "voice")


@dataclass(frozen=True, kw_only=True)
class HealthRow(Who):
    """The health of a relationship."""

    score: Annotated[
        float | None,
        Column(
            "The chance in 100 of an order within the horizon, after the relationship shifted its odds.",
            null=_UNKNOWN,
            place=-1,
            places=1,
        ),
    ]
    band: Annotated[
        str | None,
        Column(
            "What the score is called: healthy, watch, at risk. It falls at once, and rises some points later.",
            null="there is no score, or the client is lost or a prospect",
            place=-1,
            colours=_BAND_COLOURS,
        ),
    ]
    state: Annotated[
        str | None,
        Column(
            "Instead of a band: lost, or prospect where the client has bought nothing yet.",
            null="neither",
            place=-1,
            quiet=True,
        ),
    ]
    confidence: Annotated[
        float,
        Column(
            "From 0 to 1: how much evidence there is, n / (n + 3) over n order days of a year; low under 0.4, "
            "fair under 0.7, good from there on.",
            place=-1,
            places=2,
            decimals=2,
            title="EVIDENCE",
            spare=True,
            words=called,
        ),
    ]
    chance: Annotated[
        float | None,
        Column(
            "The chance before the relationship shifts its odds: the component commerce.",
            null=_UNKNOWN,
            stored="",
            hidden=True,
            derived=True,
        ),
    ]
    components: Annotated[
        dict[str, float | None],
        Column(
            "The component {}, from 0 to 100; 100 is best, as of friction none.",
            null="nothing is known of it",
            members=_components,
            stored="component_{}",
            places=1,
            quiet=True,
            spare=True,
        ),
    ]
    index: Annotated[
        float | None,
        Column(
            "The relationship index, from 0 to 100: the mean of the components without commerce.",
            null="nothing is known",
            stored="relationship_index",
            places=1,
            derived=True,
            quiet=True,
            spare=True,
        ),
    ]
    coverage: Annotated[
        float,
        Column(
            "The part of the weight of the index that has data, from 0 to 1.",
            places=2,
            decimals=2,
            hidden=True,
        ),
    ]
    trend_30: Annotated[float | None, _trend_over(30)]
    cause_30: Annotated[str | None, _cause_over(30)]
    trend_90: Annotated[float | None, _trend_over(90)]
    cause_90: Annotated[str | None, _cause_over(90)]
    drag: Annotated[
        str | None,
        Column(
            "What takes most from the score: order overdue (the next order, by the client's rhythm; it is not about money), "
            "or a component of the relationship.",
            null="nothing does",
            place=-1,
        ),
    ]
    override_band: Annotated[str | None, _overridden("The band that a person stated instead.", "OVERRIDE")]
    override_score: Annotated[float | None, _overridden("The score that a person stated instead.")]
    override_until: Annotated[date | None, _overridden("The last day of that judgement.", "UNTIL")]
    override_reason: Annotated[str | None, replace(_overridden("The reason for it."), hidden=True)]


def rows(holder: AccountHolder[Basis], as_of: date, policy: Policy) -> list[HealthRow]:
    """An account holder's row for a day."""
    health = policy.health
    bases = [basis for _, basis in holder.states]
    now = assessed(holder, bases, as_of, health)
    before = {
        days: assessed(holder, holder.earlier.get(days, ()), shifted(as_of, -days), health)
        for days in TREND_DAYS
    }
    override, state = override_of(bases, as_of), LOST if holder.lost else now.state
    values = {
        "client": holder.code,
        "name": holder.name,
        "score": rounded(now.score),
        "band": None if state else band_after(now.score, health, _steps(holder)),
        "state": state,
        "confidence": 0.0 if now.chance is None else round(now.chance.evidence, 2),
        "chance": rounded(now.components["commerce"]),
        "components": {name: rounded(now.components[name]) for name in _components(policy)},
        "index": rounded(now.shift.level),
        "coverage": round(now.shift.coverage, 2),
        "drag": now.drag,
        "override_band": (override.what or None) if override else None,
        "override_score": override.value if override else None,
        "override_until": override.day if override else None,
        "override_reason": override.note if override else None,
        "trend_30": _trend(now, before[30]),
        "cause_30": now.cause_since(before[30]),
        "trend_90": _trend(now, before[90]),
        "cause_90": now.cause_since(before[90]),
    }
    return [filled(HealthRow, values)]


def _steps(holder: AccountHolder[Basis]) -> Iterator[Step]:
    """The scores of the days before, the newest first."""
    for day, found, policy, band in holder.past():
        bases = [basis for _, basis in found if basis is not None]
        score = None if band else assessed(holder, bases, day, policy.health).score
        yield Step(score, policy.health, band)


def override_of(bases: Sequence[Basis], as_of: date) -> Sign | None:
    """The newest judgement that has not ended, of all companies; of one company only the last one counts."""
    found = [sign for _, signs, _ in bases for sign in signs if sign.part == OVERRIDE]
    standing = [sign for sign in found if sign.day is None or sign.day >= as_of]
    return max(standing, key=attrgetter("of", "position"), default=None)


def _trend(now: Assessment, before: Assessment) -> float | None:
    if now.score is None or before.score is None:
        return None
    return round(round(now.score, 1) - round(before.score, 1), 1) + 0.0  # never -0.0
