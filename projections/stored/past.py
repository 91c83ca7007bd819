"""A client's past as it is stored: read and decoded no further than folds look, which takes three quarters of the time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import SHORT, Row, Short, decode, tell
from ledger.corrections import Mark, in_force, marks
from ledger.entry import Entry, Told, client_stream
from ledger.events import KINDS, EntryCorrected, EntryVoided
from ledger.store.database import Database
from ledger.store.layout import COLUMNS
from ledger.store.reading import Reader, check_whole
from ledger.times import stamp
from projections.fold import History, Horizon, Pasts, subscriptions
from projections.policies import HOUSE
from projections.stored.states import EVOLVES

__all__ = ["READ", "LedgerPasts", "Past", "begun", "entries_of", "past_of"]

READ = frozenset(kind.kind for kind in subscriptions(EVOLVES))
"""The kinds that a fold reads, or that correct others."""

_POSITION: Final = 0  # where they stand in a ``Short``
_VERSION: Final = 1
_KIND: Final = 2
_MOMENT: Final = 4
_CORRECTIONS = frozenset((EntryVoided.kind, EntryCorrected.kind))
_WHOLE = f"SELECT {COLUMNS} FROM entries WHERE stream = ? AND position <= ? ORDER BY version"  # noqa: S608 - our own names
_SHORT = f"SELECT {SHORT} FROM entries WHERE stream = ? AND position <= ? ORDER BY version"  # noqa: S608 - our own names

_BEGUN = """
WITH RECURSIVE streams (stream) AS (
    SELECT stream FROM (SELECT stream FROM entries ORDER BY stream LIMIT 1) AS one
    UNION ALL
    SELECT (SELECT stream FROM entries WHERE entries.stream > streams.stream ORDER BY stream LIMIT 1)
    FROM streams WHERE stream IS NOT NULL
), firsts (position) AS (
    SELECT (SELECT position FROM entries WHERE entries.stream = streams.stream ORDER BY version LIMIT 1) FROM streams
)
SELECT client FROM firsts JOIN entries ON entries.position = firsts.position
WHERE client IS NOT NULL AND entries.position <= ? ORDER BY entries.position
"""
"""One look into the index for each stream, and no walk through all entries."""


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
        return self.rows[-1][_POSITION]

    def upto(self, count: int) -> Past:
        """The first so many entries."""
        return self._replace(rows=self.rows[:count])

    def facts(self, kinds: Collection[str] = READ) -> tuple[list[Told], date]:
        """What is folded, in force and in order of position; and the first day on which anything happened.

        Other kinds are not decoded: of those only the day counts, and whether it was voided or given another.

        Raises:
            Unreadable: an entry is not what was written.
        """
        stream = client_stream(self.client)
        facts = [
            tell(row, stream, self.client)
            for row in self.rows
            if row[_KIND] in kinds or row[_KIND] not in KINDS
        ]
        if _CORRECTIONS.isdisjoint([row[_KIND] for row in self.rows]):
            return facts, _first(row[_MOMENT] for row in self.rows)
        found = marks(facts)
        return in_force(facts), _first(
            day
            for row in self.rows
            if row[_KIND] not in _CORRECTIONS and (day := _day(row, found.get(row[_VERSION])))
        )


class LedgerPasts(Pasts):
    """The pasts of a ledger's clients, each read when it is asked for.

    Args:
        database: the ledger's.
        history: its entries whole.
    """

    def __init__(self, database: Database, history: History) -> None:
        self._database = database
        self._history = history
        self._upto = lru_cache(maxsize=16)(self._position)

    def __call__(self, client: str | None) -> Iterable[Entry]:
        """As ``History``."""
        return self._history(client)

    def clients(self, horizon: Horizon) -> list[str]:
        """The codes of the clients that are known, in the order in which they began to be."""
        with self._database.reading() as cursor:
            return begun(self._database, cursor, self._upto(horizon))

    def facts(self, client: str, kinds: Collection[str], horizon: Horizon) -> tuple[list[Told], date]:
        """What is known of a client, in force, of these kinds; and the first day of anything that is in force.

        Raises:
            Missing: an entry is not there.
            Unreadable: one is not what was written.
        """
        with self._database.reading() as cursor:
            return past_of(self._database, cursor, client, self._upto(horizon)).facts(kinds)

    def house(self, horizon: Horizon) -> list[Entry]:
        """The entries of the house that are known.

        Raises:
            Missing: as for ``facts``.
            Unreadable: as for ``facts``.
        """
        with self._database.reading() as cursor:
            return [*map(decode, entries_of(self._database, cursor, HOUSE, self._upto(horizon)))]

    def _position(self, horizon: Horizon) -> int:
        if horizon.known_at is None:
            return horizon.position
        return min(horizon.position, Reader(self._database).position_at(stamp(horizon.known_at)))


def _first(days: Iterable[str]) -> date:
    first = min(days, default=None)
    return date.max if first is None else date.fromisoformat(first[:10])


def _day(row: Short, mark: Mark[Told] | None) -> str | None:
    """The day on which something happened, as its corrections have it; None where it was voided."""
    if mark is not None and mark.voided_by:
        return None
    if mark is not None and mark.dated_by and isinstance(said := mark.dated_by.event, EntryCorrected):
        return said.occurred_at.date().isoformat() if said.occurred_at else row[_MOMENT]
    return row[_MOMENT]


def entries_of(database: Database, cursor: DBAPICursor, stream: UUID, upto: int) -> list[Row]:
    """The rows of a stream up to a position, in order.

    Raises:
        Missing: one of them is not there.
    """
    found = database.execute(cursor, _WHOLE, (database.stream(stream), upto)).fetchall()
    rows = database.rows(found)
    check_whole([row.version for row in rows], 0, stream)
    return rows


def begun(database: Database, cursor: DBAPICursor, upto: int) -> list[str]:
    """The codes of the clients that have an entry up to a position, in the order of their first."""
    return [row[0] for row in database.execute(cursor, _BEGUN, (upto,)).fetchall()]


def past_of(database: Database, cursor: DBAPICursor, client: str, upto: int) -> Past:
    """A client's entries up to a position.

    Raises:
        Missing: one of them is not there.
    """
    stream = client_stream(client)
    rows = database.execute(cursor, _SHORT, (database.stream(stream), upto)).fetchall()
    check_whole([row[_VERSION] for row in rows], 0, stream)
    return Past(client, rows)
