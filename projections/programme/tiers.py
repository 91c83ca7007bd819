"""Tiers: which points qualify on a day, and the standing that a client reaches, keeps or loses by them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from ledger.money import ZERO, Amounts
from ledger.programme_keys import Qualifying
from ledger.subledger.points.earning import from_newest
from ledger.subledger.points.following import Follower
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

_ABOUT_FLOORS = (FLOORED, FLOOR_ENDED)


class Standing(NamedTuple):
    """What counts for a tier on a day, and the tier; None if no tier is reached."""

    qualifying: Decimal
    tier: str | None


class Climb(Follower):
    """The way of an account holder from tier to tier, followed from one day to a later one.

    A tier is reached at once. One that is reached no more is lost after the days of grace.
    """

    def __init__(self, policy: Policy) -> None:
        super().__init__()
        self._keys, self._tiers = policy.programme.qualifying, policy.loyalty.tiers
        self._coming = Amounts[date]()
        self._lots: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
        self._marks = [tier.reached_at for tier in self._tiers]
        self._total, self._held = ZERO, _reached(ZERO, self._marks)
        self._falls: date | None = None

    def to(self, moved: Mapping[str, Sequence[Move]], day: date) -> Standing:
        """The standing on a day, by what moved the points of each company by then."""
        for change, points in _changes(self.follow(moved, day), self._lots, self._keys):
            self._coming[change] += points
        for due in sorted([one for one in self._coming if one <= day and has_come(one, day)]):
            self._step(due, self._coming.pop(due))
        self._step(day, ZERO)
        names = [tier.name for tier in self._tiers]
        floors = {*_floors(moved.values(), day)}
        best = max([self._held, *(at for at, name in enumerate(names) if name in floors)])
        return Standing(self._total, names[best] if best >= 0 else None)

    def _step(self, day: date, points: Decimal) -> None:
        """Go on to a day, on which some points begin to count, or below zero count no more."""
        held, falls = self._held, self._falls
        while falls is not None and falls < day:
            held, falls = _fallen(held, _reached(self._total, self._marks), falls, self._keys)
        self._total += points
        reached = _reached(self._total, self._marks)
        if reached >= held:
            held, falls = reached, None
        elif falls is None:
            falls = shifted(day, self._keys.grace_days)
        if falls == day:
            held, falls = _fallen(held, reached, falls, self._keys)
        self._held, self._falls = held, falls


def unrisen(moved: Iterable[Sequence[Move]], day: date, policy: Policy) -> Standing | None:
    """The standing of an account holder that never had enough for a tier above the first.

    It is that of ``Climb``. It is None if the holder may have risen, lost something, or is kept in a tier.
    """
    keys, tiers = policy.programme.qualifying, policy.loyalty.tiers
    enters, _, lost = _counted_by(keys)
    entered = left = ZERO
    for what, _, on, _, points in chain.from_iterable(moved):
        if what in enters:
            if has_come(on, day):
                entered += points
                left += points if has_come(counts_until(on, keys), day) else ZERO
        elif what == lost or what in _ABOUT_FLOORS:
            return None
    first = _reached(ZERO, [tier.reached_at for tier in tiers])
    if first + 1 < len(tiers) and entered >= tiers[first + 1].reached_at:
        return None
    return Standing(entered - left, tiers[first].name if first >= 0 else None)


def _counted_by(keys: Qualifying) -> tuple[Collection[str], str, str]:
    """The kinds of moves that count, the one of them that can be taken back, and the kind that does so."""
    return (ADDED, EARNED, TAKEN_BACK) if keys.counts == "points" else ((COUNTED,), COUNTED, UNCOUNTED)


def _changes(
    moved: Iterable[tuple[date, str, Move]],
    lots: dict[tuple[str, str], list[tuple[date, Decimal]]],
    keys: Qualifying,
) -> Iterator[tuple[date, Decimal]]:
    """The days on which what qualifies changes: points enter the window, leave it, or are taken back.

    What is taken back of an order comes from its newest lots, as it does in ``Lots``, and leaves with them.

    Args:
        moved: the moves of companies.
        lots: what earlier moves left of each order of a company.
        keys: what counts.
    """
    enters, earned, lost = _counted_by(keys)
    for on, code, move in sorted(moved, key=lambda one: (one[0], one[2].what == lost)):
        if move.what in enters:
            end = counts_until(on, keys)
            if move.what == earned:
                lots.setdefault((code, move.number), []).append((end, move.points))
            yield from _within(on, end, move.points)
        elif move.what == lost:
            for end, points in from_newest(lots.get((code, move.number), []), move.points):
                yield from _within(on, end, -points)


def _within(on: date, end: date, points: Decimal) -> Iterator[tuple[date, Decimal]]:
    """Points that count from a day on, up to another."""
    if on < end:
        yield on, points
        yield end, -points


def counts_until(on: date, keys: Qualifying) -> date:
    """The first day on which points that count from a day on count no more."""
    if keys.window == "rolling":
        return shifted(on, keys.days)
    return date(on.year + 1, 1, 1) if keys.window == "calendar year" and on.year < date.max.year else date.max


def _fallen(held: int, reached: int, day: date, keys: Qualifying) -> tuple[int, date | None]:
    """The tier after a fall, and the day of the next one; None if there is none."""
    held = reached if keys.downgrade == "at once" else held - 1
    following = shifted(day, keys.days)
    return held, following if held > reached and following > day else None


def tier_reached(points: Decimal, tiers: Sequence[Tier]) -> str | None:
    """The name of the tier that so many points reach; None if they reach none."""
    at = _reached(points, [tier.reached_at for tier in tiers])
    return tiers[at].name if at >= 0 else None


def _reached(points: Decimal, marks: Sequence[Decimal]) -> int:
    """The number of the highest tier that so many points reach, of tiers from the lowest; -1 for none."""
    return bisect_right(marks, points) - 1


def _floors(moved: Iterable[Iterable[Move]], as_of: date) -> Iterator[str]:
    """The tiers below which a person lets the account holder not fall on a day."""
    for several in moved:
        begun = [one for one in several if one.what in _ABOUT_FLOORS and has_come(one.on, as_of)]
        ended = {(one.number, one.position) for one in begun if one.what == FLOOR_ENDED}
        for one in begun:
            if one.what == FLOORED and (one.number, one.position) not in ended:
                yield one.number
