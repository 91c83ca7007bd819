"""Lots: points by the day from which they could be spent, and what became of them.

What is spent comes from the lots that expire first, the oldest first among those. What a client loses again
comes from the very lot that had earned it. Where that is spent, the other lots pay, and then those to come:
the balance is below zero until then.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from ledger.money import ZERO
from ledger.programme_keys import Expiry
from ledger.subledger.points.expiry import last_days
from ledger.subledger.points.moves import ADDED, EARNED, GIVEN_BACK, REDEEMED, TAKEN_BACK, Move
from ledger.times import shifted

EXPIRED = "expired"


class LotEntry(NamedTuple):
    """Something changed what is left of a lot.

    Attributes:
        what: as in moves, or EXPIRED.
        points: below zero where they left it.
        position: the entry; of an expiry, the entry that made the lot.
    """

    what: str
    number: str
    on: date
    position: int
    points: Decimal


@dataclass(slots=True, eq=False)
class Purse:
    """The lots that can be spent, in the order of spending; companies that pool their points have one purse.

    Attributes:
        owing: the redemptions that no lot has paid whole, of all companies that ever had one purse.
    """

    live: list[Lot] = field(default_factory=list)
    owing: list[Spending] = field(default_factory=list)

    def put(self, lot: Lot) -> None:
        """Put a lot in its place."""
        insort(self.live, lot, key=attrgetter("place"))

    def pay(self) -> None:
        """Pay what was redeemed from the lots that can be spent, the oldest redemption first."""
        if not (self.owing and self.live):
            return
        for spending in sorted(self.owing, key=attrgetter("place")):
            if spending.by.purse is self:
                spending.pay(self.live)
        self.owing[:] = [one for one in self.owing if one.owed]

    @property
    def balance(self) -> Decimal:
        """What can be spent of it; below zero where more was spent than is earned now."""
        owed = sum((one.owed for one in self.owing if one.by.purse is self), ZERO)
        return sum((lot.left for lot in self.live), ZERO) - owed


@dataclass(slots=True, eq=False)
class Lot:
    """Points that could be spent from one day on.

    Attributes:
        of: the client who has it.
        what, number, on, position: of the move that made it.
        until: the last day on which they can be spent.
        earned: what was in it; ``taken_back``, ``spent``, ``expired`` and ``left`` sum to it.
        spendings: the redemptions that it ever paid for.
        entries: what changed it, in order.
    """

    of: Lots
    what: str
    number: str
    on: date
    position: int
    until: date
    earned: Decimal
    left: Decimal
    taken_back: Decimal = ZERO
    spent: Decimal = ZERO
    expired: Decimal = ZERO
    spendings: dict[Spending, None] = field(default_factory=dict)
    entries: list[LotEntry] = field(default_factory=list)

    @property
    def place(self) -> tuple[date, date, str, str, str, int]:
        """Its place in the order of spending."""
        return self.until, self.on, self.what, self.number, self.of.code, self.position

    def note(self, what: str, move: Move, points: Decimal) -> None:
        """Add an entry about what changed it."""
        self.entries.append(LotEntry(what, move.number, move.on, move.position, points))


@dataclass(slots=True, eq=False)
class Spending:
    """A redemption by a client: what each lot paid of it, and what no lot has paid yet."""

    by: Lots
    move: Move
    owed: Decimal
    paid: dict[Lot, Decimal] = field(default_factory=dict)

    @property
    def place(self) -> tuple[date, str, str, Decimal, int]:
        """Its place in the order in which redemptions are paid."""
        return self.move.on, self.by.code, self.move.number, self.move.points, self.move.position

    def pay(self, live: list[Lot]) -> None:
        """Pay what it owes from lots, of which those are dropped of which nothing is left."""
        while self.owed > 0 and live:
            lot = live[0]
            points = min(self.owed, lot.left)
            if points > 0:
                lot.left -= points
                lot.spent += points
                self.owed -= points
                self.paid[lot] = self.paid.get(lot, ZERO) + points
                lot.spendings[self] = None
                lot.note(REDEEMED, self.move, -points)
            if not lot.left:
                live.pop(0)


@dataclass(slots=True, eq=False)
class Lots:
    """The points of a client on a day.

    Attributes:
        code: the client's, where several pool their points.
        purse: what it spends from; its own, or that of its group.
        lots: its own, in order of the days from which they could be spent.
        coming: what moves them on later days.
    """

    expiry: Expiry
    code: str = ""
    purse: Purse = field(default_factory=Purse)
    lots: list[Lot] = field(default_factory=list)
    coming: list[Move] = field(default_factory=list)
    _of_order: dict[str, list[Lot]] = field(default_factory=dict)
    _redeemed: dict[tuple[str, Decimal], list[Spending]] = field(default_factory=dict)

    @property
    def _owing(self) -> list[Spending]:
        return sorted((one for one in self.purse.owing if one.by is self), key=attrgetter("place"))

    @property
    def owed(self) -> Decimal:
        """What it redeemed beyond all lots that it can spend."""
        return sum((one.owed for one in self._owing), ZERO)

    @property
    def balance(self) -> Decimal:
        """What is left of its own lots; below zero where it spent more than is earned now."""
        return sum((lot.left for lot in self.lots), ZERO) - self.owed

    @property
    def pending(self) -> Decimal:
        """What can be spent on later days alone."""
        added = sum((move.points for move in self.coming if move.what in ADDED), ZERO)
        return added - sum((move.points for move in self.coming if move.what == TAKEN_BACK), ZERO)

    def expiring(self, upto: date) -> Decimal:
        """What expires by the end of a day, if nothing else happens."""
        return sum((lot.left for lot in self.lots if lot.until <= upto), ZERO)

    def take(self, moved: Iterable[Move]) -> None:
        """Enter the moves of the day to which it was moved on; its purse pays afterwards."""
        by_what: dict[str, list[Move]] = {}
        for move in sorted(moved, key=attrgetter("what", "number", "points", "position")):
            by_what.setdefault(move.what, []).append(move)
        for what in ADDED:
            for move in by_what.get(what, ()):
                self._add(move)
        for move in by_what.get(TAKEN_BACK, ()):
            self._take_back(move)
        spent = by_what.get(REDEEMED, [])
        for move in by_what.get(GIVEN_BACK, ()):
            same = next(
                (one for one in spent if (one.number, one.points) == (move.number, move.points)), None
            )
            if same is None:
                self._give_back(move)
            else:  # spent and given back on one day
                spent.remove(same)
        for move in spent:
            spending = Spending(self, move, move.points)
            self.purse.owing.append(spending)
            self._redeemed.setdefault((move.number, move.points), []).append(spending)

    def let_go(self) -> None:
        """Forget the lots, which refer to their client and to what was spent, and so to each other."""
        for lot in self.lots:
            lot.spendings.clear()
        for several in (self.lots, self.purse.live, self.purse.owing):
            several.clear()
        self._redeemed.clear()
        self._of_order.clear()

    def entries(self) -> Iterator[LotEntry]:
        """Everything that the balance is the sum of."""
        for lot in self.lots:
            yield from lot.entries
        for one in self._owing:
            yield LotEntry(REDEEMED, one.move.number, one.move.on, one.move.position, -one.owed)

    def _add(self, move: Move) -> None:
        until = last_days(self.expiry)(move.on)
        lot = Lot(self, move.what, move.number, move.on, move.position, until, move.points, move.points)
        lot.note(move.what, move, move.points)
        self.lots.append(lot)
        self.purse.put(lot)
        if move.what == EARNED:
            self._of_order.setdefault(move.number, []).append(lot)

    def _take_back(self, move: Move) -> None:
        """Take points from the lots of an order: what is left of them, what expired, what was spent."""
        wanted = move.points
        for lot in reversed(self._of_order.get(move.number, ())):
            points = min(wanted, lot.earned - lot.taken_back)
            if points > 0:
                wanted -= points
                lot.taken_back += points
                lot.note(TAKEN_BACK, move, -points)
                left = min(points, lot.left)
                expired = min(points - left, lot.expired)
                lot.left, lot.expired = lot.left - left, lot.expired - expired
                if expired:
                    lot.note(EXPIRED, move, expired)
                self._unspend(lot, points - left - expired)

    def _unspend(self, lot: Lot, points: Decimal) -> None:
        """Let other lots pay for what was spent of a lot, the newest redemptions first."""
        lot.spent -= points
        for spending in sorted(lot.spendings, key=attrgetter("place"), reverse=True):
            part = min(points, spending.paid[lot])
            if part > 0:
                self._owe(spending, part)
                spending.paid[lot] -= part
                points -= part
                lot.note(REDEEMED, spending.move, part)

    def _owe(self, spending: Spending, points: Decimal) -> None:
        if not spending.owed:
            self.purse.owing.append(spending)
        spending.owed += points

    def _give_back(self, move: Move) -> None:
        """Put the points of a redemption back into their lots; those that expired meanwhile stay expired."""
        same = self._redeemed.get((move.number, move.points))
        if not same:
            return
        spending = same.pop(0)
        if spending.owed:
            self.purse.owing.remove(spending)
        for lot, points in spending.paid.items():
            del lot.spendings[spending]
            if points:
                lot.spent -= points
                lot.note(GIVEN_BACK, move, points)
                self._revive(lot, points, move)

    def _revive(self, lot: Lot, points: Decimal, move: Move) -> None:
        lot.left += points
        if lot.until < move.on and self.expiry.grace_days:
            lot.until = shifted(move.on, self.expiry.grace_days)
        purse = lot.of.purse
        if lot in purse.live:
            purse.live.remove(lot)
        purse.put(lot)
        lot.of.expire(move.on)

    def expire(self, day: date) -> None:
        """Move on to a day on which nothing else happens yet."""
        live = self.purse.live
        while live and live[0].until < day:
            lot = live.pop(0)
            if lot.left:
                on = shifted(lot.until, 1)
                lot.expired += lot.left
                lot.entries.append(LotEntry(EXPIRED, lot.number, on, lot.position, -lot.left))
                lot.left = ZERO
