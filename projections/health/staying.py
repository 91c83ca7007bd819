"""How long the health of a silent client stays as it is, so that a rebuild need not ask month after month.

A client of whom nothing new comes ends in figures that change no more: its chance fades, its problems are
forgotten, its last touch counts nothing. From then on each figure falls towards its end without passing it,
so figures that are rounded to the same at a day and at the end of time are the same on all days between.

While a problem or a debt stays open, some figures rise and others fall. What follows from several of them may
go both ways then, so each has to be near its end.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Final

from ledger.times import shifted
from projections.framework.filters import AccountHolder
from projections.framework.spans import worked_out
from projections.health.assessing import ORDERS, Assessment, Basis, assess, assessed, rounded, segment_of
from projections.health.bands import same_band
from projections.health.commerce import orders_of
from projections.health.components import ALWAYS, relations_of
from projections.health.paying import payments_of
from projections.health.signs import OVERRIDE, signs_of
from projections.policy import Commerce, Health, Policy

_GONE: Final = 0.001
"""Points that show in no figure."""
_SHOWS: Final = 0.06
"""A chance in 100 that is still named as what the client is overdue for."""
_SHOWS_NOT: Final = 0.04
"""One that is no longer named."""


def stays(holder: AccountHolder[Basis], as_of: date, policy: Policy, back: int) -> date:
    """The last day up to which the row of a day surely stays the same.

    Args:
        holder: the account holder; nothing of it changed in ``back`` days, and nothing will.
        as_of: the day.
        policy: the one in force up to the last day.
        back: the days before that the row tells of.
    """
    bases, health, before = [basis for _, basis in holder.states], policy.health, shifted(as_of, -back)
    if len(bases) != 1 or not _is_quiet(bases[0], before, as_of, health):
        return as_of
    then, now = (assessed(holder, bases, day, health) for day in (before, as_of))
    end = assess(bases, date.max, health, segment_of(holder))
    if now.chance and (then.chance is None or now.chance.evidence or then.chance.score >= _GONE):
        return as_of
    if (
        then.score is not None
        and end.score is not None
        and not (
            abs(then.score - end.score) < _GONE
            and rounded(then.score) == rounded(end.score)
            and same_band(then.score, end.score, health)
        )
    ):
        return as_of
    if _leaves_open(bases[0], health) and not _is_near(then, end):
        return as_of
    return _named_until(bases[0], then, as_of, health.commerce) if _shown(now) == _shown(end) else as_of


def _is_quiet(basis: Basis, before: date, as_of: date, health: Health) -> bool:
    """Whether all that turns on a day of its own has turned."""
    _, signs, payments = basis
    relations, paid, ordinal = (
        worked_out(signs, relations_of, health),
        worked_out(payments, payments_of, health),
        before.toordinal(),
    )
    return (
        (relations.heard == ALWAYS or ordinal - relations.heard >= health.friction.silent_after)
        and all(ordinal - due >= health.payment.late_days for due, _ in paid.due)
        and not (paid.promises and paid.promises[-1][0] >= ordinal)
        and all(sign.day is None or sign.day < as_of for sign in signs_of(signs, OVERRIDE))
    )


def _leaves_open(basis: Basis, health: Health) -> bool:
    """Whether a problem or a debt of the client is open."""
    _, signs, payments = basis
    relations, paid = worked_out(signs, relations_of, health), worked_out(payments, payments_of, health)
    return relations.heard == ALWAYS or bool(paid.due)


def _is_near(found: Assessment, end: Assessment) -> bool:
    """Whether no figure can be rounded otherwise on its way to the end."""
    figures = zip(_figures(found), _figures(end), strict=True)
    return all(
        one == last
        or (
            one is not None
            and last is not None
            and abs(one - last) < _GONE
            and rounded(last - _GONE) == rounded(last + _GONE)
        )
        for one, last in figures
    )


def _figures(found: Assessment) -> list[float | None]:
    return [found.score, found.shift.level, *found.components.values()]


def _shown(found: Assessment) -> list[float | None]:
    """The figures as a row shows them."""
    return [*map(rounded, _figures(found))]


def _named_until(basis: Basis, then: Assessment, as_of: date, commerce: Commerce) -> date:
    """The last day on which being overdue is surely named, or the end of time where it is named no more."""
    held = worked_out(basis[0], orders_of, commerce)
    if (
        held is None
        or then.chance is None
        or ORDERS not in then.parts
        or then.chance.undiscounted < _SHOWS_NOT
    ):
        return date.max
    shows = commerce.half * (_SHOWS / (100 - _SHOWS)) ** (1 / commerce.slope)
    if held.worth <= shows:
        return as_of
    left = commerce.half_life * math.log2(held.worth / shows)
    last = date.fromordinal(min(held.last + int(left), date.max.toordinal()))
    return max(as_of, shifted(last, -1))
