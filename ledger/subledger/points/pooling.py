"""Walks the moves of points day by day: of a client by itself, or of companies that spend together.

A company is in the group of its owner from the day on which the owner is told. Its lots stay its own: what
others spend of them is spent, and a company that leaves takes what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter

from ledger.programme_keys import Expiry
from ledger.subledger.points.following import Follower, to_come
from ledger.subledger.points.lots import Lots, Purse, Spending
from ledger.subledger.points.moves import ADDED, OWNED, Move


def lots_on(moved: Sequence[Move], expiry: Expiry, day: date) -> Lots:
    """The lots of a client at the end of a day.

    Args:
        moved: everything that moves its points, in any order.
        expiry: when they expire.
        day: the day; what moves points later is only ``coming``.
    """
    return Walk([""], expiry).to({"": moved}, day)[""]


def pooled(moved: Mapping[str, Sequence[Move]], expiry: Expiry, day: date) -> dict[str, Lots]:
    """The lots of companies at the end of a day, by code; those of one group spend together.

    Args:
        moved: everything that moves the points of each company, in any order, with its owners.
        expiry: when points expire.
        day: the day; what moves points later is only ``coming``.
    """
    found: dict[str, Lots] = {}
    for together in _connected(moved):
        found |= Walk(together, expiry).to(together, day)
    return found


def reachable(codes: Iterable[str], beside: Callable[[str], Iterable[str]]) -> set[str]:
    """The companies that ever were in one group with some, or with one of those; these are among them.

    Args:
        codes: of the companies.
        beside: gives those that a company ever owned or belonged to.
    """
    found, waiting = set[str](), [*codes]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += beside(code)
    return found


def both_ways(owners: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """By company, those that owned it and those that it owned."""
    found: dict[str, set[str]] = {}
    for code, several in owners.items():
        found.setdefault(code, set()).update(several)
        for owner in several:
            found.setdefault(owner, set()).add(code)
    return found


def _connected(moved: Mapping[str, Sequence[Move]]) -> Iterator[dict[str, Sequence[Move]]]:
    """The companies in parts: those of one part ever were in one group, those of two parts never."""
    beside = both_ways(
        {
            code: {move.number for move in moves if move.what == OWNED} & moved.keys()
            for code, moves in moved.items()
        }
    )
    seen = set[str]()
    for code in moved:
        if code not in seen:
            part = reachable([code], beside.__getitem__)
            seen |= part
            yield {one: moved[one] for one in sorted(part)}


class Walk(Follower):
    """A walk over the moves of companies, which goes on from one day to a later one."""

    def __init__(self, codes: Iterable[str], expiry: Expiry) -> None:
        super().__init__()
        self._owners: dict[str, str] = {}
        self._owing: list[Spending] = []
        self._lots = {code: Lots(expiry, code, Purse(owing=self._owing)) for code in sorted(codes)}

    def to(self, moved: Mapping[str, Sequence[Move]], day: date) -> dict[str, Lots]:
        """The lots of the companies at the end of a day, by code; the next step changes them."""
        for on, together in groupby(self.follow(moved, day), key=itemgetter(0)):
            self._take(on, [(code, move) for _, code, move in together])
        for code, lots in self._lots.items():
            lots.expire(day)
            lots.coming = to_come(moved[code], day)
        return self._lots

    def _take(self, day: date, together: Sequence[tuple[str, Move]]) -> None:
        """Take in the moves of a day, company by company."""
        by_company = groupby(together, key=itemgetter(0))
        moves = {code: [move for _, move in own] for code, own in by_company}
        if not self._owing and all(move.what in ADDED for _, move in together):
            for code, own in moves.items():  # while nobody spends, what expires can wait
                self._lots[code].take(own)
            return
        for lots in self._lots.values():
            lots.expire(day)
        if told := {code: move.number for code, own in moves.items() for move in _owned(own)}:
            self._owners |= told
            _regroup(self._lots, self._owners)
        for code, own in moves.items():
            self._lots[code].take(own)
        _pay(self._lots.values())


def _owned(moves: Iterable[Move]) -> list[Move]:
    return sorted((move for move in moves if move.what == OWNED), key=attrgetter("position"))


def _regroup(found: Mapping[str, Lots], owners: Mapping[str, str]) -> None:
    """Give the companies of each group one purse, with what is left of the lots of each."""
    purses: dict[str, Purse] = {}
    for code, lots in found.items():
        lots.purse = purses.setdefault(_head(code, owners, found), Purse(owing=lots.purse.owing))
        for lot in lots.lots:
            if lot.left:
                lots.purse.put(lot)


def _pay(several: Iterable[Lots]) -> None:
    for purse in dict.fromkeys(lots.purse for lots in several):
        purse.pay()


def _head(code: str, owners: Mapping[str, str], known: Container[str]) -> str:
    """The top company of a group; of companies that own each other the first."""
    passed = [code]
    while (owner := owners.get(passed[-1])) and owner in known:
        if owner in passed:
            return min(passed[passed.index(owner) :])
        passed.append(owner)
    return passed[-1]
