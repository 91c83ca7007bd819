"""Reads the entries of a ledger client by client, and decodes no more of them than folds need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from ledger.codec import BRIEF_COLUMNS, BriefRow, Row, decode, decode_brief
from ledger.corrections import CORRECTIONS, Mark, in_force, marks
from ledger.entry import HOUSE, BriefEntry, Entry, client_stream
from ledger.errors import Unreadable
from ledger.events import KINDS, AnyEvent, EntryCorrected
from ledger.store.database import Database
from ledger.store.engine import DBAPICursor
from ledger.store.reading import Reader
from ledger.store.streams import DamagedIndex, Missing, check_whole, read_stream
from ledger.times import stamp
from projections.history import History, HistorySource, Horizon
from projections.policy import Timetable, timetable
from projections.stored.some_kinds import events_at, rows_of_kinds

_POSITION: Final = 0  # where a ``BriefRow`` has them
_VERSION: Final = 1
_KIND: Final = 2
_MOMENT: Final = 4
_CORRECTIONS = frozenset(CORRECTIONS)
_BETWEEN = (
    "SELECT position, stream, client FROM entries WHERE position > ? AND position <= ? ORDER BY position"
)

# It looks into the index once for each stream, and does not walk through all entries.
_STREAMS = """
WITH RECURSIVE streams (stream) AS (
    SELECT stream FROM (SELECT stream FROM entries ORDER BY stream LIMIT 1) AS one
    UNION ALL
    SELECT (SELECT stream FROM entries WHERE entries.stream > streams.stream ORDER BY stream LIMIT 1)
    FROM streams WHERE stream IS NOT NULL
), ends (stream, first, versions) AS (
    SELECT stream, (SELECT position FROM entries WHERE entries.stream = streams.stream ORDER BY version LIMIT 1),
    (SELECT version FROM entries WHERE entries.stream = streams.stream ORDER BY version DESC LIMIT 1)
    FROM streams WHERE stream IS NOT NULL
)
SELECT client, ends.stream, entries.stream, version, position, versions
FROM ends LEFT JOIN entries ON position = first ORDER BY position
"""
_FIRST = "version, client, position"
_COUNTED = "SELECT (SELECT count(*) FROM entries), (SELECT max(position) FROM entries)"
_GAP = """
SELECT position - 1 FROM entries AS one
WHERE position > 1 AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.position = one.position - 1)
ORDER BY position LIMIT 1
"""


class ClientHistory(NamedTuple):
    """All entries of a client up to a position, in order."""

    client: str
    stream: UUID
    rows: Sequence[BriefRow]

    @classmethod
    def of_rows(cls, client: str, rows: Sequence[Row]) -> ClientHistory:
        """The history of whole rows; there is at least one."""
        return cls(
            client,
            rows[0].stream,
            [(row.position, row.version, row.kind, row.shape, row.occurred_at, row.state) for row in rows],
        )

    @property
    def position(self) -> int:
        """The position of the last entry; 0 if there is none."""
        return self.rows[-1][_POSITION] if self.rows else 0

    def corrected_after(self, position: int) -> bool:
        """Whether an entry after a position changes what others say."""
        return any(row[_KIND] in _CORRECTIONS and row[_POSITION] > position for row in self.rows)

    def upto(self, count: int) -> ClientHistory:
        """The history that ends after this many entries."""
        return self._replace(rows=self.rows[:count])

    def facts(self, kinds: Collection[str]) -> tuple[list[BriefEntry], date]:
        """The facts to fold, in order of position, corrections applied; and the first day of any entry.

        Entries of other kinds are not decoded: only their day counts, as their corrections have it.

        Raises:
            Unreadable: an entry is not what was written, or the client has none.
        """
        if not self.rows:
            raise Unreadable(
                f"no entry is in the stream of {self.client}", "`goodwill check` lists what is damaged"
            )
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


def _first(days: Iterable[str]) -> date:
    first = min(days, default=None)
    return date.max if first is None else date.fromisoformat(first[:10])


def _day(row: BriefRow, mark: Mark[BriefEntry] | None) -> str | None:
    """The day of an entry as its corrections have it; None if it was voided."""
    if mark is not None and mark.voided_by:
        return None
    if mark is not None and mark.dated_by and isinstance(dated := mark.dated_by.event, EntryCorrected):
        return dated.occurred_at.date().isoformat() if dated.occurred_at else row[_MOMENT]
    return row[_MOMENT]


class Stream(NamedTuple):
    """The stream of a client, and how many entries it has."""

    client: str
    stream: UUID
    entries: int


class Source(NamedTuple):
    """The entries of a ledger, read through one cursor. Methods raise ``Missing`` if one is not there."""

    database: Database
    cursor: DBAPICursor

    def last(self) -> int:
        """The newest position; 0 in an empty ledger."""
        return self.database.last(self.cursor)[0]

    def streams_between(self, start: int, stop: int) -> dict[UUID, str | None]:
        """The streams with an entry after one position, up to another, each with its client."""
        rows = self.database.execute(self.cursor, _BETWEEN, (start, stop)).fetchall()
        check_whole([*(row[0] for row in rows), stop + 1], start)
        return {self.database.uuid(stream): client for _, stream, client in rows}

    def house(self, upto: int) -> Iterator[Entry]:
        """The entries of the house up to a position."""
        return map(decode, self.database.rows(read_stream(self.database, self.cursor, HOUSE, upto=upto)))

    def policies(self, upto: int) -> Timetable:
        """The policies that the house had adopted, as known at a position."""
        return timetable(self.house(upto))

    def history(self, client: str, upto: int, stream: UUID | None = None) -> ClientHistory:
        """A client's entries up to a position; it is faster if the caller knows the client's stream."""
        stream = stream or client_stream(client)
        rows = read_stream(self.database, self.cursor, stream, BRIEF_COLUMNS, upto=upto)
        return ClientHistory(client, stream, self.database.people.shown_briefly(stream, rows))

    def streams(self, upto: int) -> list[Stream]:
        """The streams of the clients with an entry up to a position, ordered by their first entries.

        Every stream begins with version 1, and the versions of all streams together are as many as there are
        entries; otherwise the index has lost entries, or has some that the table does not have.

        Raises:
            Missing: an entry is not there.
            DamagedIndex: the index of the streams is damaged.
        """
        count = self.check_complete()
        streams = self.database.execute(self.cursor, _STREAMS).fetchall()
        begun = all(stream == own and first == 1 for _, stream, own, first, *_ in streams)
        # A damaged index may give a version that is no number.
        if not begun or sum(last for *_, last in streams if isinstance(last, int)) != count:
            raise DamagedIndex(self.database.place)
        return [
            Stream(client, self.database.uuid(stream), entries)
            for client, stream, *_, position, entries in streams
            if client is not None and position <= upto
        ]

    def known(self, client: str, upto: int) -> bool:
        """Whether the first entry of a client's stream says its code, and lies up to a position."""
        first = read_stream(self.database, self.cursor, client_stream(client), _FIRST, limit=1)
        return bool(first) and first[0][1] == client and first[0][2] <= upto

    def check_complete(self) -> int:
        """The number of entries, which is the last position. Counting reads no entry.

        Raises:
            Missing: an entry is not there.
            DamagedIndex: the index that is counted has more or fewer entries.
        """
        count, last = self.database.execute(self.cursor, _COUNTED).fetchone() or (0, None)
        if count != (last or 0):
            gap = self.database.execute(self.cursor, _GAP).fetchone()
            raise DamagedIndex(self.database.place) if gap is None else Missing(gap[0])
        return int(count)


@contextmanager
def reading(ledger: Database) -> Iterator[Source]:
    """The entries of a ledger, read through a cursor of their own, as of one moment while others record."""
    with ledger.snapshot() as cursor:
        yield Source(ledger, cursor)


class LedgerHistorySource(HistorySource):
    """A ledger's history, read client by client when a view asks for it.

    Args:
        database: the ledger's.
        history: its entries whole; None: only facts are asked for.
    """

    def __init__(self, database: Database, history: History | None = None) -> None:
        self._database = database
        self._history = history
        self._known: tuple[Horizon, int] | None = None
        self._streams: dict[str, UUID] = {}

    def __call__(self, client: str | None) -> Iterable[Entry]:
        """As ``History``."""
        return () if self._history is None else self._history(client)

    def clients(self, horizon: Horizon, wanted: Collection[str] | None = None) -> list[str]:
        """As ``HistorySource``. It looks up those wanted, and reads no entry of others.

        Raises:
            Missing: an entry of the ledger is not there, and all clients are asked for.
        """
        upto = self._upto(horizon, again=True)
        with reading(self._database) as source:
            if wanted is not None:
                return [code for code in wanted if source.known(code, upto)]
            self._streams = {one.client: one.stream for one in source.streams(upto)}
        return [*self._streams]

    def facts(self, client: str, kinds: Collection[str], horizon: Horizon) -> tuple[list[BriefEntry], date]:
        """A client's facts in force of these kinds, as a horizon knows them; and the first day of any entry.

        Raises:
            Missing: an entry is not there.
            Unreadable: one is not what was written.
        """
        upto = self._upto(horizon)
        with reading(self._database) as source:
            return source.history(client, upto, self._streams.get(client)).facts(kinds)

    def some(
        self, clients: Mapping[str, int], kinds: Collection[str], horizon: Horizon
    ) -> dict[str, Sequence[BriefEntry]]:
        """As ``HistorySource``; the database leaves out entries of other kinds. It raises ``Unreadable``."""
        upto = self._upto(horizon)
        found: dict[str, Sequence[BriefEntry]] = {}
        with reading(self._database) as source:
            rows = rows_of_kinds(source.database, source.cursor, kinds, upto=upto, streams=len(clients))
            for client, since in clients.items():
                stream = client_stream(client)
                shown = source.database.people.shown_briefly(stream, rows(stream, since))
                found[client] = in_force([decode_brief(row, stream, client) for row in shown])
        return found

    def events(self, positions: Collection[int]) -> dict[int, AnyEvent]:
        """As ``HistorySource``.

        Raises:
            Missing: an entry is not there.
            Unreadable: one is not what was written.
        """
        with reading(self._database) as source:
            return events_at(source.database, source.cursor, positions)

    def house(self, horizon: Horizon) -> list[Entry]:
        """The entries of the house known by a horizon; raises as ``facts`` does."""
        upto = self._upto(horizon)
        with reading(self._database) as source:
            return [*source.house(upto)]

    def _upto(self, horizon: Horizon, *, again: bool = False) -> int:
        """The last position that a horizon knows; it is looked up once for a series of questions."""
        if horizon.known_at is None:
            return horizon.position
        if again or self._known is None or self._known[0] != horizon:
            position = Reader(self._database).position_at(stamp(horizon.known_at))
            self._known = horizon, min(horizon.position, position)
        return self._known[1]
