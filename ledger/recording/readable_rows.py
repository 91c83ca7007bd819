"""Reads every stored row that can be read, and tells of the others: what a check of a damaged ledger reads.

It finds rows by their positions in the table. An index may be damaged too.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import NoneType
from typing import Final, TypeAlias
from uuid import UUID

from ledger import fault_kinds as kinds
from ledger.codec import Row
from ledger.errors import Fault, LedgerError, Unreadable, sentence_of
from ledger.recording.entry_log import EntryLog
from ledger.recording.findings import Findings
from ledger.store.appending import Appender
from ledger.store.database import COLUMNS
from ledger.store.errors import PersistenceError
from ledger.store.opening import open_damaged
from ledger.store.reading import BY_POSITION, PAGE, Reader
from ledger.times import Clock

_TEXT: Final = (str,)
_MAYBE: Final = (str, NoneType)
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    **dict.fromkeys(Row._fields, _TEXT),
    **dict.fromkeys(("client", "on_behalf_of", "key", "causation", "source"), _MAYBE),
    **dict.fromkeys(("position", "version", "shape"), (int,)),
    "stream": (UUID,),
}
_SOUND: Final[set[tuple[type, ...]]] = set()
"""The types of the columns of rows that were found right, of which there are few."""
_STRAYS = "SELECT position FROM entries WHERE position < 1 AND position >= ? ORDER BY position LIMIT ?"
_NEXT = "SELECT min(position) FROM entries WHERE position > ?"
_AT_ONCE = 500
_NUMBERS: Final = re.compile(r"\d+")
UNREADABLE = (Unreadable, PersistenceError, ValueError, TypeError)
"""What reading a damaged row raises."""

INSERTED: Final = (
    "somebody put it there without Goodwill; restore a copy that verifies, and ask who had access"
)
_CHECK: Final = "`goodwill check`"
_ADVICE = "see docs/how-to/check-a-ledger.md, under 'A damaged file'"
_Note: TypeAlias = Callable[[int, str], None]
"""Takes the position of an entry that cannot be read, and why."""


def damage(reader: Reader) -> list[Fault]:
    """What the database's own check of its integrity finds: a fault for each sort, of maybe hundreds."""
    try:
        found = reader.database.damage()
    except UNREADABLE as wrong:
        found = [reason(wrong)]
    sorts: dict[str, list[str]] = {}
    for what in found:
        sorts.setdefault(_NUMBERS.sub("", what), []).append(what)
    return [
        Fault(
            0,
            None,
            kinds.DAMAGED_FILE.code,
            f"the database's own check of {reader.database.place} says: {alike[0]}"
            + (f", the first of {len(alike):,} of this sort that it found" if alike[1:] else ""),
            _ADVICE,
        )
        for alike in sorts.values()
    ]


def strays(reader: Reader) -> list[Fault]:
    """The entries before position 1, which is the first that a program gives: somebody put them there."""
    what = "this entry was never sealed: positions begin at 1, so no program recorded it"
    found, first = Findings(), -(2**63)  # the lowest number that databases store
    try:
        while some := reader.database.select(_STRAYS, (first, PAGE)):
            for (position,) in some:
                found.note(Fault(position, None, kinds.UNSEALED.code, what, INSERTED))
            first = position + 1
    except UNREADABLE as wrong:
        what = f"whether entries stand before position 1 cannot be read: {reason(wrong)}"
        found.note(Fault(0, None, kinds.UNREADABLE.code, what, _ADVICE))
    return found.faults


def open_to_check(url: str, clock: Clock, keys: Path | None = None) -> tuple[EntryLog, list[Fault]]:
    """Open a ledger even if its schema is damaged or lacks triggers or tables, which is then a fault.

    Args:
        url: where it is.
        clock: returns the present moment.
        keys: the folder of the keys of ledgers.

    Raises:
        Unreadable: nothing of it can be read.
    """
    try:
        return EntryLog(url, clock=clock, keys=keys), []
    except Unreadable as wrong:
        try:
            recorder = Appender(open_damaged(url))
        except (LedgerError, *UNREADABLE):
            raise wrong from None
        lost = f"{recorder.database.place} does not say which ledger it is, or in which format"
        what, advice = (wrong.what, _advice(wrong)) if recorder.database.ledger_id else (lost, "")
        fault = Fault(0, None, kinds.DAMAGED_FILE.code, what, advice or _ADVICE)
        return EntryLog(url, clock=clock, recorder=recorder, keys=keys), [fault]


class ReadableRows:
    """The rows of a ledger that can be read: of a stream, or all of them, as ``projections.checking`` asks.

    Attributes:
        lost: the positions of those that the last call of ``between`` could not read.
    """

    def __init__(self, reader: Reader) -> None:
        self.lost: set[int] = set()
        self._found = Findings()
        self._reader = reader
        self._streams: dict[UUID, array[int]] | None = None

    @property
    def faults(self) -> list[Fault]:
        """The rows that cannot be read."""
        return self._found.faults

    def __call__(self, stream: UUID | None) -> Iterable[Row]:
        """The rows of a stream, or all, in order of position."""
        if stream is None:
            return self._all()
        if self._streams is None:
            try:
                return list(self._reader.rows(stream=stream))
            except UNREADABLE:
                for _ in self._all():
                    pass
        return self._at((self._streams or {}).get(stream, ()))

    def between(self, after: int, upto: int) -> list[Row]:
        """The rows after a position, up to another, that can be read; the others join ``faults``."""
        self.lost = set()

        def note(position: int, why: str) -> None:
            self.lost.add(position)
            self._note(position, why)

        return list(self._between(after, upto, note))

    def beyond(self, after: int, upto: int) -> Iterator[Row]:
        """The same, one after the other, however many they are."""
        return self._between(after, upto, self._note)

    def last(self) -> int:
        """The last position; if it cannot be read, as many as the database counts."""
        return self._last(_forget)

    def clients(self) -> list[str]:
        """The codes of all clients, in order, each of a stream of its own."""
        return sorted({row.client for row in self(None) if row.client is not None})

    def _all(self) -> Iterator[Row]:
        streams: dict[UUID, array[int]] = {}
        self._streams, self._found = None, Findings()
        for row in self._between(0, self._last(self._note), self._note):
            streams.setdefault(row.stream, array("q")).append(row.position)
            yield row
        self._streams = streams

    def _note(self, position: int, why: str) -> None:
        which = "the entry" if position else "the last entry"
        what = f"{which} cannot be read: {why}"
        self._found.note(Fault(position, None, kinds.UNREADABLE.code, what, _ADVICE), which)

    def _last(self, note: _Note) -> int:
        """The last position; if it cannot be read, as many as the database counts."""
        try:
            return max(self._reader.last()[0], 0)  # below 1 stand only strays
        except UNREADABLE as wrong:
            note(0, reason(wrong))
        try:
            return int(self._reader.database.select_one("SELECT count(*) FROM entries")[0])
        except UNREADABLE:
            return 0

    def _between(self, after: int, upto: int, note: _Note) -> Iterator[Row]:
        while after < upto:
            stop = min(after + PAGE, upto)
            yield from self._page(after, stop, note)
            after = self._before_next(stop, upto)

    def _before_next(self, after: int, upto: int) -> int:
        """The position before the next entry, at most ``upto``: somebody may have left a wide gap."""
        try:
            (found,) = self._reader.database.select_one(_NEXT, (after,))
        except UNREADABLE:  # the next page is read, and tells
            return after
        return upto if found is None else min(int(found) - 1, upto)

    def _page(self, after: int, stop: int, note: _Note) -> list[Row]:
        """The rows after a position, up to another; those that cannot be read are found by halving."""
        try:
            found = self._reader.database.select(BY_POSITION, (after, stop))
            rows = self._reader.database.rows(found)
            for row in rows:
                _check_types(row)
            rows = self._reader.shown(rows)
        except UNREADABLE as wrong:
            if stop - after > 1:
                middle = (after + stop) // 2
                return [*self._page(after, middle, note), *self._page(middle, stop, note)]
            note(stop, reason(wrong))
            return []
        return rows

    def _at(self, positions: Sequence[int]) -> Iterator[Row]:
        for start in range(0, len(positions), _AT_ONCE):
            some = positions[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            statement = f"SELECT {COLUMNS} FROM entries WHERE position IN ({marks}) ORDER BY position"  # noqa: S608 - marks
            try:
                rows = self._reader.database.rows(self._reader.database.select(statement, some))
                yield from self._reader.shown(rows)
            except UNREADABLE:
                yield from chain.from_iterable(
                    self._page(position - 1, position, _forget) for position in some
                )


def _forget(_position: int, _why: str) -> None:
    """Notes nothing: the first reading of these rows noted what is wrong."""


def _check_types(row: Row) -> None:
    """Check that the columns hold values of their types; a damaged file gives any.

    Raises:
        Unreadable: one does not.
    """
    types = tuple(map(type, row))
    if types in _SOUND:
        return
    for name, value in zip(Row._fields, row, strict=True):
        if not isinstance(value, _TYPES[name]):
            raise Unreadable(f"its column {name} is not what was written")
    _SOUND.add(types)


def _advice(wrong: Unreadable | PersistenceError) -> str:
    """What to do about an error, unless it is to run the check that asks."""
    return "" if _CHECK in wrong.advice else wrong.advice


def reason(wrong: Exception) -> str:
    """Why something cannot be read, without the advice to run the check that asks."""
    if isinstance(wrong, Unreadable | PersistenceError):
        return sentence_of(wrong.what.partition("\n")[0], _advice(wrong))
    return f"a column is not what was written ({wrong})"
