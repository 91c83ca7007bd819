"""A client's past as it is stored: read and decoded no further than folds look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import BRIEF_COLUMNS, BriefRow, Row, decode, decode_brief
from ledger.corrections import Mark, in_force, marks
from ledger.entry import BriefEntry, Entry, client_stream
from ledger.errors import Unreadable
from ledger.events import KINDS, EntryCorrected, EntryVoided
from ledger.store.database import COLUMNS, Database
from ledger.store.reading import Missing, Reader, check_whole
from ledger.times import stamp
from projections.fold import History, Horizon, Pasts, subscriptions
from projections.policy import HOUSE
from projections.stored.view_states import EVOLVES

READ = frozenset(kind.kind for kind in subscriptions(EVOLVES))
"""The kinds that a fold reads, or that correct others."""

_POSITION: Final = 0  # where they stand in a ``BriefRow``
_VERSION: Final = 1
_KIND: Final = 2
_MOMENT: Final = 4
_CORRECTIONS = frozenset((EntryVoided.kind, EntryCorrected.kind))
_WHOLE = f"SELECT {COLUMNS} FROM entries WHERE stream = ? AND position <= ? ORDER BY version"  # noqa: S608 - our own names
_SHORT = f"SELECT {BRIEF_COLUMNS} FROM entries WHERE stream = ? AND position <= ? ORDER BY version"  # noqa: S608 - our own names

_BEGUN = """
WITH RECURSIVE streams (stream) AS (
    SELECT stream FROM (SELECT stream FROM entries ORDER BY stream LIMIT 1) AS one
    UNION ALL
    SELECT (SELECT stream FROM entries WHERE entries.stream > streams.stream ORDER BY stream LIMIT 1)
    FROM streams WHERE stream IS NOT NULL
), firsts (position) AS (
    SELECT (SELECT position FROM entries WHERE entries.stream = streams.stream ORDER BY version LIMIT 1) FROM streams
)
SELECT client, stream FROM firsts JOIN entries ON entries.position = firsts.position
WHERE client IS NOT NULL AND entries.position <= ? ORDER BY entries.position
"""
"""One look into the index for each stream, and no walk through all entries."""

_COUNTED = "SELECT (SELECT count(*) FROM entries), (SELECT max(position) FROM entries)"
_GAP = """
SELECT position - 1 FROM entries AS one
WHERE position > 1 AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.position = one.position - 1)
ORDER BY position LIMIT 1
"""


class Past(NamedTuple):
    """All entries of a client up to a position, in order."""

    client: str
    stream: UUID
    rows: Sequence[BriefRow]

    @classmethod
    def of_rows(cls, client: str, rows: Sequence[Row]) -> Past:
        """The same of whole rows, of which there is one at least."""
        return cls(
            client,
            rows[0].stream,
            [(row.position, row.version, row.kind, row.shape, row.occurred_at, row.state) for row in rows],
        )

    @property
    def position(self) -> int:
        """Of the last entry; 0 where there is none."""
        return self.rows[-1][_POSITION] if self.rows else 0

    def upto(self, count: int) -> Past:
        """The first so many entries."""
        return self._replace(rows=self.rows[:count])

    def facts(self, kinds: Collection[str] = READ) -> tuple[list[BriefEntry], date]:
        """What is folded, in force and in order of position; and the first day on which anything happened.

        Other kinds are not decoded: of those only the day counts, and whether it was voided or given another.

        Raises:
            Unreadable: an entry is not what was written, or none stands where the client's entries do.
        """
        if not self.rows:
            raise Unreadable(f"no entry stands in the stream of {self.client}")
        facts = [
            decode_brief(row, self.stream, self.client)
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
        self._known: tuple[Horizon, int] | None = None
        self._streams: dict[str, UUID] = {}

    def __call__(self, client: str | None) -> Iterable[Entry]:
        """As ``History``."""
        return self._history(client)

    def clients(self, horizon: Horizon) -> list[str]:
        """The codes of the clients that are known, in the order in which they began to be.

        Raises:
            Missing: an entry of the ledger is not there.
        """
        upto = self._upto(horizon, again=True)
        with self._database.reading() as cursor:
            check_counted(self._database, cursor)
            self._streams = dict(begun(self._database, cursor, upto))
        return [*self._streams]

    def facts(self, client: str, kinds: Collection[str], horizon: Horizon) -> tuple[list[BriefEntry], date]:
        """What is known of a client, in force, of these kinds; and the first day of anything that is in force.

        Raises:
            Missing: an entry is not there.
            Unreadable: one is not what was written.
        """
        upto, stream = self._upto(horizon), self._streams.get(client) or client_stream(client)
        with self._database.reading() as cursor:
            return past_of(self._database, cursor, client, stream, upto).facts(kinds)

    def house(self, horizon: Horizon) -> list[Entry]:
        """The entries of the house that are known.

        Raises:
            Missing: as for ``facts``.
            Unreadable: as for ``facts``.
        """
        upto = self._upto(horizon)
        with self._database.reading() as cursor:
            return [*map(decode, entries_of(self._database, cursor, HOUSE, upto))]

    def _upto(self, horizon: Horizon, *, again: bool = False) -> int:
        """Up to which position a horizon knows; looked up once for all that is asked of it in a row."""
        if horizon.known_at is None:
            return horizon.position
        if again or self._known is None or self._known[0] != horizon:
            position = Reader(self._database).position_at(stamp(horizon.known_at))
            self._known = horizon, min(horizon.position, position)
        return self._known[1]


def _first(days: Iterable[str]) -> date:
    first = min(days, default=None)
    return date.max if first is None else date.fromisoformat(first[:10])


def _day(row: BriefRow, mark: Mark[BriefEntry] | None) -> str | None:
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


def check_counted(database: Database, cursor: DBAPICursor) -> None:
    """Positions have no gaps, so there are as many entries as the last says. Counting them reads none.

    Raises:
        Missing: one of them is not there.
    """
    found = database.execute(cursor, _COUNTED).fetchone()
    if found is not None and found[0] != (found[1] or 0):
        gap = database.execute(cursor, _GAP).fetchone()
        raise Missing(None if gap is None else gap[0])


def begun(database: Database, cursor: DBAPICursor, upto: int) -> list[tuple[str, UUID]]:
    """The clients that have an entry up to a position, each with its stream, in the order of their first."""
    found = database.execute(cursor, _BEGUN, (upto,)).fetchall()
    return [(client, database.uuid(stream)) for client, stream in found]


def past_of(database: Database, cursor: DBAPICursor, client: str, stream: UUID, upto: int) -> Past:
    """A client's entries up to a position.

    Raises:
        Missing: one of them is not there.
    """
    rows = database.execute(cursor, _SHORT, (database.stream(stream), upto)).fetchall()
    check_whole([row[_VERSION] for row in rows], 0, stream)
    return Past(client, stream, rows)
