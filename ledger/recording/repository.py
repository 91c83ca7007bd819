"""What the write side remembers of streams between records, so that a long history need not be read again.

Three layers, each only faster than the next: relationships of this process, snapshots in the database, the
entries themselves. A snapshot is a cache: it may be dropped at any time, and one made by other rules is ignored.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.persistence import PersistenceError

from ledger import rules, store
from ledger.codec import decode
from ledger.entry import Entry, streams_of, version_in
from ledger.events import EntryCorrected, EntryVoided

_MOST_ENTRIES = 200_000  # how many entries the relationships kept in memory may stand for, all together
_NO_POSITION = 2**63  # beyond what a database counts to
_SNAPSHOT_AFTER = 500  # entries that had to be read before a snapshot is worth its writing


@dataclass(slots=True)
class Remembered:
    """A relationship with the version up to which it was folded, and how many entries were read to get there."""

    relationship: rules.Relationship
    version: int
    read: int = 0


class Memory:
    """Relationships by stream; the least recently used are dropped."""

    def __init__(self, recorder: store.Recorder) -> None:
        self._recorder = recorder
        self._kept: OrderedDict[UUID, Remembered] = OrderedDict()
        self._weight = 0

    def take(self, stream: UUID, newest: int) -> Remembered:
        """The relationship up to the version ``newest``, for the caller alone until it is kept again."""
        known = self._kept.pop(stream, None)
        if known is not None:
            self._weight -= known.version
            if known.version > newest:
                known = None
        if known is None:
            known = self._from_snapshot(stream) if newest else Remembered(rules.initial(), 0)
        if known.version < newest:
            known = self._caught_up(stream, known)
        return known

    def keep(self, stream: UUID, known: Remembered) -> None:
        """Give a relationship back, as it follows from the entries that are in the ledger."""
        self._kept[stream] = known
        self._weight += known.version
        while self._weight > _MOST_ENTRIES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._weight -= dropped.version

    def save(self, stream: UUID, known: Remembered) -> None:
        """Write a snapshot where so much had to be read that the next reader is better off with one."""
        if known.read < _SNAPSHOT_AFTER:
            return
        with suppress(PersistenceError):  # the entries are safe already; a cache that fails is only slower
            self._recorder.save_snapshot(stream, known.version, rules.FOLD, rules.dump(known.relationship))
        known.read = 0

    def newest(self, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each of these streams that has one."""
        return self._recorder.versions(streams)

    def entries(self, stream: UUID) -> list[Entry]:
        """All entries of a stream, in order."""
        return [decode(row) for row in self._recorder.rows(stream=stream)]

    def find(self, named: str) -> Entry | None:
        """The entry that a position or an id names, whoever it belongs to; None where there is none."""
        if named.isdecimal():
            position = int(named)
            row = self._recorder.row_at(position) if position < _NO_POSITION else None
            return None if row is None else decode(row)
        try:
            entry = UUID(named)
        except ValueError:
            return None
        stream = self._recorder.stream_between(*streams_of(entry))
        version = None if stream is None else version_in(stream, entry)
        if stream is None or not version:
            return None
        row = next(self._recorder.rows(stream=stream, after_version=version - 1), None)
        return None if row is None else decode(row)

    def by_keys(self, keys: Collection[str]) -> dict[str, Entry]:
        """The entries recorded under these keys."""
        return {key: decode(row) for key, row in self._recorder.by_keys(keys).items()} if keys else {}

    def _from_snapshot(self, stream: UUID) -> Remembered:
        found = self._recorder.snapshot(stream)
        if found is None or found[1] != rules.FOLD:
            return Remembered(rules.initial(), 0)
        version, _, state = found
        try:
            return Remembered(rules.load(state), version)
        except ValueError:  # a damaged cache is as good as none
            return Remembered(rules.initial(), 0)

    def _caught_up(self, stream: UUID, known: Remembered) -> Remembered:
        rows = self._recorder.rows(stream=stream, after_version=known.version)
        tail: Sequence[Entry] = [decode(row) for row in rows]
        if any(isinstance(entry.event, EntryVoided | EntryCorrected) for entry in tail):
            tail = self.entries(stream)
            known.relationship = rules.refold(tail)
        else:
            for entry in tail:
                known.relationship = rules.evolve(known.relationship, entry)
        if tail:
            known.version = tail[-1].version
        known.read += len(tail)
        return known
