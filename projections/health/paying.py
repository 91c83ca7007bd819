"""The component payment: what was paid in time, what was kept of promises, what of the open is not due."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from projections.health.commerce import unit_of
from projections.health.mean import mean
from projections.order_days import decays
from projections.policy import Health, Payment
from projections.receivables.payment_record import OPEN, PAID, PaymentFact


class Payments(NamedTuple):
    """How a client pays, as the component of any later day needs it.

    Attributes:
        last: the ordinal of the day of the last payment.
        paid: what was paid, decayed up to that day.
        due: what is open: the ordinals of the days on which it is due, with its weights.
        promises: the ordinals of the days that promises name, with what was promised and kept; in order.
        kept: the part that was kept of what was promised.
        settled: the component once the days of all promises have passed, while nothing is open.
    """

    last: int
    paid: _Shares
    due: Sequence[tuple[int, float]]
    promises: Sequence[tuple[int, float, float]]
    kept: float | None
    settled: float | None


class _Shares(NamedTuple):
    """Weights on a day, and the values from 0 to 1 times them."""

    weight: float = 0.0
    value: float = 0.0

    @property
    def mean(self) -> float | None:
        """The mean of the values; None without weight."""
        return self.value / self.weight if self.weight else None


_NOTHING: Final = _Shares()


def payments_of(facts: Sequence[PaymentFact], health: Health) -> Payments:
    """What payment facts come to."""
    full, units = health.payment.late_days, dict[str, float]()
    paid, due, promises = list[tuple[int, float, float]](), list[tuple[int, float]](), []
    for what, on, number, currency, _, _, size, part in facts:
        if currency not in units:
            units[currency] = unit_of(currency, health.commerce)
        weight, ordinal = size / units[currency], on.toordinal()
        if what == PAID:
            timely = 1 - number / full if 0 < number < full else float(number <= 0)
            paid.append((ordinal, weight, timely))
        elif what == OPEN:
            due.append((ordinal, weight))
        else:
            promises.append((ordinal, weight, part))
    promises.sort()
    policy = health.payment
    last, named = max([one[0] for one in paid], default=0), promises[-1][0] if promises else 0
    shares = _decayed(paid, last, policy.half_life)
    kept = _decayed(promises, named, policy.half_life).mean
    return Payments(last, shares, due, promises, kept, _component(policy, shares.mean, kept, None))


def _decayed(found: Sequence[tuple[int, float, float]], last: int, half_life: float) -> _Shares:
    """What values with weights come to on a day."""
    if not found:
        return _NOTHING
    left = decays(half_life)
    weights = [weight * left[last - ordinal] for ordinal, weight, _ in found]
    values = [weight * value for weight, (_, _, value) in zip(weights, found, strict=True)]
    return _Shares(math.fsum(weights), math.fsum(values))


def payment(held: Payments, ordinal: int, policy: Payment) -> float | None:
    """The component on a day; None where nothing is known."""
    kept = held.kept
    if held.promises and held.promises[-1][0] >= ordinal:  # a promise tells once its day has passed
        named = [one for one in held.promises if one[0] < ordinal]
        kept = _decayed(named, ordinal, policy.half_life).mean
    elif not held.due:
        return held.settled
    left = decays(policy.half_life)[ordinal - held.last] if held.paid.weight else 0.0
    weights, values, open_weights = [held.paid.weight * left], [held.paid.value * left], []
    for due, weight in held.due:
        open_weights.append(weight if due >= ordinal else 0.0)
        if due < ordinal:
            weights.append(weight)
            values.append(weight * max(0.0, 1 - (ordinal - due) / policy.late_days))
    timely = _Shares(math.fsum(weights), math.fsum(values))
    current = _Shares(math.fsum([weight for _, weight in held.due]), math.fsum(open_weights))
    return _component(policy, timely.mean, kept, current.mean)


def _component(
    policy: Payment, timely: float | None, kept: float | None, current: float | None
) -> float | None:
    """The component, of its parts from 0 to 1."""
    parts = (policy.lateness, timely), (policy.promises, kept), (policy.overdue, current)
    found = mean(parts)
    return None if found is None else 100 * found
