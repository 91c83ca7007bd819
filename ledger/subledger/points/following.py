"""Follows the moves of points from one day to a later one, so that nobody begins again for each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from operator import is_, itemgetter

from ledger.subledger.points.moves import Move
from ledger.times import shifted

_LAST = shifted(date.max, -1)


class Follower:
    """What takes in the moves of companies in order of their days."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._seen: Mapping[str, Sequence[Move]] = {}

    def goes_on(self, moved: Mapping[str, Sequence[Move]], day: date) -> bool:
        """Whether it can go on to a day with these moves: up to its own day, they are the very same."""
        last = self._day
        if last is None or day < last or moved.keys() != self._seen.keys():
            return False
        pairs = ((self._seen[code], come_by(moves, last)) for code, moves in moved.items())
        return all(len(seen) == len(moves) and all(map(is_, seen, moves)) for seen, moves in pairs)

    def follow(self, moved: Mapping[str, Sequence[Move]], day: date) -> list[tuple[date, str, Move]]:
        """Go on to a day: the moves since the last one with their days and companies, in order of these."""
        last, self._day = self._day, day
        self._seen = {code: come_by(moves, day) for code, moves in moved.items()}
        new = [
            (move.on, code, move)
            for code, moves in self._seen.items()
            for move in moves
            if last is None or move.on > last
        ]
        return sorted(new, key=itemgetter(0, 1))


def come_by(moves: Sequence[Move], day: date) -> list[Move]:
    """Those that have come by a day, as ``has_come`` has it."""
    last = min(day, _LAST)
    return [move for move in moves if move.on <= last]


def to_come(moves: Sequence[Move], day: date) -> list[Move]:
    """Those that come later than a day, or never."""
    last = min(day, _LAST)
    return [move for move in moves if move.on > last]
