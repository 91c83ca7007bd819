"""A client's past as it is stored: read and decoded no further than folds look, which takes three quarters of the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import SHORT, Row, Short, tell
from ledger.corrections import Mark, in_force, marks
from ledger.entry import Told, client_stream
from ledger.events import KINDS, EntryCorrected, EntryVoided
from ledger.store.database import Database
from ledger.store.reading import check_whole
from projections.fold import subscriptions
from projections.stored.states import EVOLVES

__all__ = ["READ", "Past", "past_of"]

READ = frozenset(kind.kind for kind in subscriptions(EVOLVES))
"""The kinds that a fold reads, or that correct others."""

_CORRECTIONS = frozenset((EntryVoided.kind, EntryCorrected.kind))
_OF_STREAM = f"SELECT {SHORT} FROM entries WHERE stream = ? AND position <= ? ORDER BY version"  # noqa: S608 - our own names


class Past(NamedTuple):
    """All entries of a client up to a position, in order."""

    client: str
    rows: Sequence[Short]

    @classmethod
    def of_rows(cls, client: str, rows: Iterable[Row]) -> Past:
        """The same of whole rows."""
        return cls(
            client,
            [(row.position, row.version, row.kind, row.shape, row.occurred_at, row.state) for row in rows],
        )

    @property
    def position(self) -> int:
        """Of the last entry."""
        return self.rows[-1][0]

    def upto(self, count: int) -> Past:
        """The first so many entries."""
        return self._replace(rows=self.rows[:count])

    def facts(self) -> tuple[list[Told], date]:
        """What is folded, in force and in order of position; and the first day on which anything happened.

        What no view reads is not decoded: of that only its day counts, and whether it was voided or given another day.

        Raises:
            Unreadable: an entry is not what was written.
        """
        stream = client_stream(self.client)
        facts = [tell(row, stream, self.client) for row in self.rows if row[2] in READ or row[2] not in KINDS]
        if _CORRECTIONS.isdisjoint([row[2] for row in self.rows]):
            return facts, _first(row[4] for row in self.rows)
        found = marks(facts)
        return in_force(facts), _first(
            day for row in self.rows if row[2] not in _CORRECTIONS and (day := _day(row, found.get(row[1])))
        )


def _first(days: Iterable[str]) -> date:
    first = min(days, default=None)
    return date.max if first is None else date.fromisoformat(first[:10])


def _day(row: Short, mark: Mark[Told] | None) -> str | None:
    """The day on which something happened, as its corrections have it; None where it was voided."""
    if mark is not None and mark.voided_by:
        return None
    if mark is not None and mark.dated_by and isinstance(said := mark.dated_by.event, EntryCorrected):
        return said.occurred_at.date().isoformat() if said.occurred_at else row[4]
    return row[4]


def past_of(database: Database, cursor: DBAPICursor, client: str, upto: int) -> Past:
    """A client's entries up to a position.

    Raises:
        Missing: one of them is not there.
    """
    stream = client_stream(client)
    rows = database.execute(cursor, _OF_STREAM, (database.stream(stream), upto)).fetchall()
    check_whole([row[1] for row in rows], 0, stream)
    return Past(client, rows)
