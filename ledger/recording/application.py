"""The ledger: a journal that is an ``eventsourcing`` application."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper

from ledger import store
from ledger.recording.journal import Journal
from ledger.times import Clock


class Ledger(Application[UUID], Journal):
    """A ledger in a SQLite file or a PostgreSQL database.

    Args:
        url: a path (``./goodwill.db``) or a URL of SQLite or PostgreSQL (``postgresql+psycopg://...``).
        clock: returns the moment of recording.
        keys: the folder of the keys of ledgers, by which personal data is read and written.

    Raises:
        NoLedger: there is none at that place; ``Ledger.create`` makes one.
        Unreadable: the place does not hold a ledger, or it cannot be opened.
    """

    recorder: store.Recorder

    def __init__(self, url: str, *, clock: Clock, keys: Path | None = None) -> None:
        Application.__init__(self, env={"PERSISTENCE_MODULE": "ledger.store.factory", "GOODWILL_LEDGER": url})
        Journal.__init__(self, url, clock=clock, recorder=self.recorder, keys=keys)

    @classmethod
    def create(cls, url: str, *, clock: Clock, keys: Path | None = None) -> Self:
        """Create an empty ledger and open it; with a folder of keys, one whose personal data is encrypted.

        Raises:
            LedgerExists: there is something at that place already.
        """
        store.create(url, keys=keys)
        return cls(url, clock=clock, keys=keys)

    def construct_mapper(self) -> Mapper[UUID]:
        """The mapper between entries and the library's stored events."""
        return store.EntryMapper()
