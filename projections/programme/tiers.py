"""Tiers: which points qualify on a day, and the standing that a client reaches, keeps or loses by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO, Amounts
from ledger.programme_keys import Qualifying
from ledger.subledger.points.earning import from_newest
from ledger.subledger.points.moves import (
    ADDED,
    COUNTED,
    EARNED,
    FLOOR_ENDED,
    FLOORED,
    TAKEN_BACK,
    UNCOUNTED,
    Move,
    has_come,
)
from ledger.times import shifted
from projections.policy import Policy, Tier


class Standing(NamedTuple):
    """What counts for a tier on a day, and the tier; None if no tier is reached."""

    qualifying: Decimal
    tier: str | None


def standing_on(moved: Sequence[Sequence[Move]], as_of: date, policy: Policy) -> Standing:
    """The standing of an account holder on a day.

    Args:
        moved: what moved the points of each of its companies.
        as_of: the day.
        policy: the tiers, and what counts for them.
    """
    keys, tiers = policy.programme.qualifying, policy.loyalty.tiers
    changes = Amounts.of(
        change for one in moved for change in _changes(one, keys) if has_come(change[0], as_of)
    )
    held = _held(changes, as_of, tiers, keys)
    names = [tier.name for tier in tiers]
    floors = {*_floors(moved, as_of)}
    best = max([held, *(at for at, name in enumerate(names) if name in floors)])
    return Standing(sum(changes.values(), ZERO), names[best] if best >= 0 else None)


def _changes(moved: Iterable[Move], keys: Qualifying) -> Iterator[tuple[date, Decimal]]:
    """The days on which what qualifies changes: points enter the window, leave it, or are taken back.

    What is taken back of an order comes from its newest lots, as it does in ``Lots``, and leaves with them.
    """
    by_points = keys.counts == "points"
    enters, earned, lost = (ADDED, EARNED, TAKEN_BACK) if by_points else ((COUNTED,), COUNTED, UNCOUNTED)
    lots: dict[str, list[tuple[date, Decimal]]] = {}
    for move in sorted(moved, key=lambda one: (one.on, one.what == lost)):
        if move.what in enters:
            end = _end(move.on, keys)
            if move.what == earned:
                lots.setdefault(move.number, []).append((end, move.points))
            yield from _within(move.on, end, move.points)
        elif move.what == lost:
            for end, points in from_newest(lots.get(move.number, []), move.points):
                yield from _within(move.on, end, -points)


def _within(on: date, end: date, points: Decimal) -> Iterator[tuple[date, Decimal]]:
    """Points that count from a day on, up to another."""
    if on < end:
        yield on, points
        yield end, -points


def _end(on: date, keys: Qualifying) -> date:
    """The first day on which points count no more."""
    if keys.window == "rolling":
        return shifted(on, keys.days)
    return date(on.year + 1, 1, 1) if keys.window == "calendar year" and on.year < date.max.year else date.max


def _held(changes: Amounts[date], as_of: date, tiers: Sequence[Tier], keys: Qualifying) -> int:
    """The number of the tier that is held on a day; -1 for none.

    A tier is reached at once. One that is reached no more is lost after the days of grace.
    """
    total, held = ZERO, _reached(ZERO, tiers)
    falls: date | None = None
    for day in sorted({*changes, as_of}):
        while falls is not None and falls < day:
            held, falls = _fallen(held, _reached(total, tiers), falls, keys)
        total += changes.get(day, ZERO)
        reached = _reached(total, tiers)
        if reached >= held:
            held, falls = reached, None
        elif falls is None:
            falls = shifted(day, keys.grace_days)
        if falls == day:
            held, falls = _fallen(held, reached, falls, keys)
    return held


def _fallen(held: int, reached: int, day: date, keys: Qualifying) -> tuple[int, date | None]:
    """The tier after a fall, and the day of the next one; None if there is none."""
    held = reached if keys.downgrade == "at once" else held - 1
    following = shifted(day, keys.days)
    return held, following if held > reached and following > day else None


def tier_reached(points: Decimal, tiers: Sequence[Tier]) -> str | None:
    """The name of the tier that so many points reach; None if they reach none."""
    at = _reached(points, tiers)
    return tiers[at].name if at >= 0 else None


def _reached(points: Decimal, tiers: Sequence[Tier]) -> int:
    return max((at for at, tier in enumerate(tiers) if points >= tier.reached_at), default=-1)


def _floors(moved: Iterable[Iterable[Move]], as_of: date) -> Iterator[str]:
    """The tiers below which a person lets the account holder not fall on a day."""
    for several in moved:
        begun = [one for one in several if has_come(one.on, as_of)]
        ended = {(one.number, one.position) for one in begun if one.what == FLOOR_ENDED}
        for one in begun:
            if one.what == FLOORED and (one.number, one.position) not in ended:
                yield one.number
