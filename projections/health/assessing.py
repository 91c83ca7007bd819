"""The score of an account holder on a day, and the parts that it is the sum of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from projections.framework.filters import AccountHolder
from projections.framework.spans import worked_out
from projections.health.commerce import Chance, chance, orders_of
from projections.health.components import COMPONENTS, components, relations_of
from projections.health.index import Shift, shift_of, shifted_chance, slope, weights_of
from projections.health.paying import payments_of
from projections.health.signs import Sign
from projections.order_days import OrderDay, together
from projections.policy import Health, SegmentWeights
from projections.receivables.payment_record import PaymentFact

Basis: TypeAlias = tuple[Sequence[OrderDay], Sequence[Sign], Sequence[PaymentFact]]
"""What the health of a client is made of: its order days, the signs of the relationship, how it pays."""

ORDERS, OVERDUE = "orders", "order overdue"
PROSPECT: Final = "prospect"
_SEEN: Final = 0.05
"""Points that show in a figure of one decimal."""


class Assessment(NamedTuple):
    """How a relationship stands on a day. No figure is rounded.

    Attributes:
        chance: the chance of the next order; None if it is unknown.
        components: the chance and the four components by name.
        shift: what the relationship does to the odds.
        score: the score; None if it is unknown.
        parts: what each part adds to the score, or takes from it; they sum to it.
        state: "prospect" where the client has bought nothing yet, or None.
    """

    chance: Chance | None
    components: Mapping[str, float | None]
    shift: Shift
    score: float | None
    parts: Mapping[str, float]
    state: str | None

    def without(self) -> dict[str, float]:
        """The score without each part, by the name of the part; 0 where it is unknown."""
        names = (OVERDUE, *COMPONENTS)
        if self.chance is None:
            score = self.score or 0.0
            return {name: score - self.parts.get(name, 0.0) for name in names}
        odds = self.shift.by_component
        others = {name: self.shift.odds - odds.get(name, 0.0) for name in COMPONENTS}
        found = {name: shifted_chance(self.chance.score, left) for name, left in others.items()}
        return {OVERDUE: shifted_chance(self.chance.undiscounted, self.shift.odds), **found}

    @property
    def drag(self) -> str | None:
        """The part that takes most from the score; None if none takes anything that shows."""
        worst = min(self.parts, key=self.parts.__getitem__, default=ORDERS)
        return worst if self.parts.get(worst, 0.0) <= -_SEEN else None

    def cause_since(self, before: Assessment) -> str | None:
        """The part that moved the score most in the direction in which it moved since a day before.

        None: the score that is shown did not move.
        """
        if self.score is None or before.score is None or rounded(self.score) == rounded(before.score):
            return None
        moved = {
            part: self.parts.get(part, 0.0) - before.parts.get(part, 0.0)
            for part in (ORDERS, OVERDUE, *COMPONENTS)
        }
        rose = self.score >= before.score
        return max(moved, key=lambda one: moved[one] if rose else -moved[one])


def assess(held: Sequence[Basis], day: date, health: Health, segment: str | None) -> Assessment:
    """How the relationship with clients that count as one stands on a day.

    Args:
        held: what is known of each.
        day: the day.
        health: the policy.
        segment: the segment that they belong to.
    """
    ordered, signs, payments = held[0] if len(held) == 1 else _joined(held)
    relations = worked_out(signs, relations_of, health)
    found = chance(worked_out(ordered, orders_of, health.commerce), day, health.commerce, relations.rhythm)
    known = components(relations, worked_out(payments, payments_of, health), day, health)
    weights = weights_of(health.index, segment)
    shift = shift_of(known, health.index, weights)
    served = isinstance(weights, SegmentWeights) and not weights.commerce
    parts = _by_itself(known, weights) if served else _shifted(found, shift)
    state = None if served or ordered or payments else PROSPECT
    score = math.fsum(parts.values()) if parts else None
    return Assessment(found, {"commerce": found and found.score, **known}, shift, score, parts, state)


def assessed(holder: AccountHolder[Any], held: Sequence[Basis], day: date, health: Health) -> Assessment:
    """How the relationship with an account holder stands on a day; worked out once for all who ask."""
    segment = segment_of(holder)
    if holder.kept is None:
        return assess(held, day, health, segment)
    known: tuple[Health, str | None, Assessment] | None = holder.kept.get(day)
    if known is None or known[0] is not health or known[1] != segment:
        known = holder.kept[day] = health, segment, assess(held, day, health, segment)
    return known[2]


def rounded(score: float | None) -> float | None:
    """A score or a component as a row shows it: to one decimal."""
    return None if score is None else round(score, 1)


def _joined(held: Sequence[Basis]) -> Basis:
    """What is known of several clients as one."""
    return (
        together(one[0] for one in held),
        [sign for one in held for sign in one[1]],
        [fact for one in held for fact in one[2]],
    )


def segment_of(holder: AccountHolder[Any]) -> str | None:
    """The segment of the client, or of the company at the top of its group."""
    for client, _ in holder.members:
        if client.code == holder.code:
            return client.segment
    return None


def _shifted(found: Chance | None, shift: Shift) -> dict[str, float]:
    """What orders, being overdue and each component add to the score; nothing without orders."""
    if found is None:
        return {}
    after = shifted_chance(found.score, shift.odds)
    steep = slope(found.score, after, shift.odds)
    return {
        ORDERS: found.undiscounted,
        OVERDUE: found.score - found.undiscounted,
        **{name: steep * odds for name, odds in shift.by_component.items()},
    }


def _by_itself(known: Mapping[str, float | None], weights: object) -> dict[str, float]:
    """What each component adds to the index where it is the score: that of clients that are only served."""
    found = {name: (getattr(weights, name), known[name]) for name in COMPONENTS}
    whole = math.fsum(weight for weight, value in found.values() if value is not None)
    return {
        name: weight * value / whole for name, (weight, value) in found.items() if value is not None and whole
    }
