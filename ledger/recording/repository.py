"""The repository of the write side keeps client states, so that a long history is not read each time.

It looks in three places, the fastest first: states kept in this process, snapshots in the database, the
entries. A snapshot is a cache: it may be deleted at any time, and one made by other rules is ignored.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from contextlib import suppress
from uuid import UUID

from msgspec import Struct

from ledger import rules
from ledger.codec import decode
from ledger.corrections import Correction
from ledger.entry import Entry
from ledger.events import ClientParentChanged, ClientRegistered
from ledger.store.appending import Appender
from ledger.store.errors import PersistenceError

_SNAPSHOT_AFTER = 500  # save a snapshot after replaying so many entries

MOST_ENTRIES = 200_000
"""The most entries that all states kept in this process together stand for."""


class VersionedState(Struct):
    """A client state.

    Attributes:
        version: that of its newest entry.
        replayed: how many entries were replayed to get there.
        snapshot: itself, to be saved if many were.
        exact: whether all its entries have their positions; those decided in this process have none.
    """

    client_state: rules.ClientState
    version: int
    replayed: int = 0
    snapshot: tuple[int, str] | None = None
    exact: bool = True


class Repository:
    """Client states by stream. It drops the least recently used ones."""

    def __init__(self, recorder: Appender) -> None:
        self._recorder = recorder
        self._kept: OrderedDict[UUID, VersionedState] = OrderedDict()
        self._weight = 0

    def take(self, stream: UUID, newest: int) -> VersionedState:
        """The state at the version ``newest``. It belongs to the caller until the caller gives it back."""
        state = self._kept.pop(stream, None)
        if state is not None:
            self._weight -= state.version
        if state is None or state.version > newest:
            state = self._from_snapshot(stream) if newest else VersionedState(rules.initial(), 0)
        if state.version < newest:
            self._catch_up(stream, state)
            if state.exact and state.replayed >= _SNAPSHOT_AFTER:
                state.snapshot, state.replayed = (state.version, rules.dump(state.client_state)), 0
        return state

    def keep(self, stream: UUID, state: VersionedState, *, changed: bool) -> None:
        """Take a state back that follows from recorded entries alone, and save what it is a snapshot of.

        Args:
            stream: its stream.
            state: the state.
            changed: whether entries of this process led to it.
        """
        if changed:
            state.exact = False
            self._save_snapshot(stream, state)
        self._kept[stream] = state
        self._weight += state.version
        while self._weight > MOST_ENTRIES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._weight -= dropped.version

    def _save_snapshot(self, stream: UUID, state: VersionedState) -> None:
        if state.snapshot is not None:
            version, text = state.snapshot
            with suppress(PersistenceError):  # the entries are recorded; without the cache, reading is slower
                self._recorder.save_snapshot(stream, version, rules.FOLD, text)
            state.snapshot = None

    def versions(self, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each of these streams; streams without entries are missing."""
        return self._recorder.versions(streams)

    def entries(self, stream: UUID) -> list[Entry]:
        """All entries of a stream, in order."""
        return [decode(row) for row in self._recorder.rows(stream=stream)]

    def owned_by(self, code: str) -> list[str]:
        """The clients with an entry that may say that another client owns them."""
        return self._recorder.clients_naming(code, (ClientRegistered.kind, ClientParentChanged.kind))

    def find(self, reference: str) -> Entry | None:
        """The entry of any client that a position or an id names; None if there is none."""
        row = self._recorder.row_named(reference)
        return None if row is None else decode(row)

    def by_keys(self, keys: Collection[str]) -> dict[str, Entry]:
        """The entries recorded under these keys."""
        return {key: decode(row) for key, row in self._recorder.by_keys(keys).items()} if keys else {}

    def _from_snapshot(self, stream: UUID) -> VersionedState:
        found = self._recorder.snapshot(stream)
        if found is not None and found[1] == rules.FOLD:
            with suppress(ValueError):  # a damaged snapshot counts as none
                return VersionedState(rules.load(found[2]), found[0])
        return VersionedState(rules.initial(), 0)

    def _catch_up(self, stream: UUID, state: VersionedState) -> None:
        rows = self._recorder.rows(stream=stream, after_version=state.version)
        tail: Sequence[Entry] = [decode(row) for row in rows]
        if any(isinstance(entry.event, Correction) for entry in tail):
            tail = self.entries(stream)  # a correction changes the meaning of earlier entries
            state.client_state = rules.refold(tail)
        else:
            for entry in tail:
                state.client_state = rules.evolve(state.client_state, entry)
        if tail:
            state.version = tail[-1].version
        state.replayed += len(tail)
