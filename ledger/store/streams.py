"""Reading a stream through the index over streams and versions, so that a damaged index is noticed.

SQLite keeps no checksums. One damaged bit in the index can hide an entry, or put that of another stream in
its place. So what is read comes from the table, and must fit the index: every row belongs to the stream,
versions have no gap, and behind the last one the index begins another stream, or goes on beyond the position
asked for. Where the index ends, nothing behind shows what it has lost, so the rest of the table is read. A
server of PostgreSQL reads rows from the table itself, and can keep checksums of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from ledger.errors import Unreadable
from ledger.store.database import COLUMNS, Database
from ledger.store.engine import DBAPICursor

END = 2**62
"""Beyond every position, version and limit."""

_JOINED = "JOIN entries AS entry ON entry.position = place.position"
_FITS = "entry.stream = place.stream AND entry.version = place.version"
_SQLITE_ROWS = f"""
SELECT {{}} FROM entries AS place CROSS {_JOINED} AND +entry.stream = place.stream
WHERE place.stream = ? AND place.version > ? AND entry.position > ? AND entry.position <= ?
ORDER BY place.version LIMIT ?
"""  # noqa: S608 - our own names; the plus keeps SQLite from looking for the stream in an index again
_POSTGRESQL_ROWS = """
SELECT {} FROM entries AS entry
WHERE stream = ? AND version > ? AND position > ? AND position <= ? ORDER BY version LIMIT ?
"""
_ROWS = {"sqlite": _SQLITE_ROWS, "postgresql": _POSTGRESQL_ROWS}
_BEHIND = f"""
SELECT {_FITS}, entry.stream, entry.version, entry.position FROM entries AS place LEFT {_JOINED}
WHERE (place.stream, place.version) > (?, ?) ORDER BY place.stream, place.version LIMIT 1
"""  # noqa: S608 - our own names
_HEAD = f"""
SELECT place.version, entry.position, {_FITS} FROM entries AS place LEFT {_JOINED}
WHERE place.stream = ? ORDER BY place.version DESC LIMIT 1
"""  # noqa: S608 - our own names
_IN_TABLE = {
    "sqlite": "SELECT 1 FROM entries NOT INDEXED WHERE position > ? AND stream = ? AND version = ? LIMIT 1",
    "postgresql": "SELECT 1 FROM entries WHERE position > ? AND stream = ? AND version = ? LIMIT 1",
}
_OF_NO_CLIENT = """
WITH RECURSIVE found (stream) AS (
    SELECT (SELECT stream FROM entries ORDER BY stream LIMIT 1)
    UNION ALL
    SELECT (SELECT stream FROM entries WHERE stream > found.stream ORDER BY stream LIMIT 1)
    FROM found WHERE stream IS NOT NULL
)
SELECT stream FROM found WHERE stream IS NOT NULL AND EXISTS (
    SELECT 1 FROM entries WHERE entries.stream = found.stream AND version = 1 AND client IS NULL
)
"""
_CLIENT = "SELECT max(client) FROM entries WHERE stream = ?"
Stored: TypeAlias = Any
"""A row as the driver gives it."""


class Missing(Unreadable):
    """Entries that were recorded are no longer there.

    Args:
        number: the position of the first; None: it is not known.
        of: the client or another whose stream lacks it, if ``number`` is a version of this stream.
    """

    code = "missing"

    def __init__(self, number: int | None = None, of: str | None = None) -> None:
        what = "an entry" if number is None else f"entry {number}"
        super().__init__(
            f"{f'{of}: version {number} of its stream' if of else what} is missing, though entries are never deleted",
            "`goodwill verify` lists what is missing; restore a copy that has it",
        )


class DamagedIndex(Unreadable):
    """The database's index of the entries leads to other entries than it says."""

    code = "damaged-index"

    def __init__(self, place: str) -> None:
        super().__init__(
            f"the index of the entries in {place} is damaged, so figures would be wrong",
            "`goodwill check` lists what is damaged, and docs/how-to/check-a-ledger.md says how to mend it",
        )


def read_stream(  # noqa: PLR0913 - most are limits, passed by name
    database: Database,
    cursor: DBAPICursor,
    stream: UUID,
    columns: str = COLUMNS,
    *,
    version: int = 0,
    after: int = 0,
    upto: int = END,
    limit: int = END,
) -> list[Stored]:
    """The rows of a stream in order of their versions.

    Args:
        database: the ledger's.
        cursor: reads it.
        stream: the stream.
        columns: the columns wanted, the version among them.
        version: only versions after this one.
        after: only positions after this one.
        upto: only positions up to and including this one.
        limit: the most rows.

    Raises:
        Missing: a version is not in the table.
        DamagedIndex: the index is not what the table gives.
    """
    names = columns.split(", ")
    statement = _ROWS[database.dialect].format(", ".join(f"entry.{name}" for name in names))
    values = (database.stream(stream), version, after, upto, limit)
    rows = list(database.execute(cursor, statement, values).fetchall())
    at = names.index("version")
    first = version + 1 if after == 0 or not rows else rows[0][at]
    found = [row[at] for row in rows]
    if found != list(range(first, first + len(rows))):
        raise _lost(database, cursor, stream, next(no for no, one in enumerate(found, first) if no != one))
    if len(rows) < limit and (rows or after == 0):
        _check_behind(database, cursor, stream, found[-1] if rows else version, upto)
    return rows


def streams_of_no_client(database: Database) -> list[UUID]:
    """The streams of the house and of managers. The index is asked for each stream, not for each entry."""
    return [database.uuid(stream) for (stream,) in database.select(_OF_NO_CLIENT)]


def newest_version(database: Database, cursor: DBAPICursor, stream: UUID) -> int | None:
    """The newest version of a stream in SQLite; None without entries. It raises as ``read_stream`` does."""
    version, _, fits = database.execute(cursor, _HEAD, (database.stream(stream),)).fetchone() or (0, 0, True)
    if not fits:
        raise DamagedIndex(database.place)
    _check_behind(database, cursor, stream, version, END)
    return version or None


def _check_behind(database: Database, cursor: DBAPICursor, stream: UUID, version: int, upto: int) -> None:
    """Check that behind a version the index has another stream from its beginning, or later entries."""
    if database.dialect != "sqlite":
        return
    stored = database.stream(stream)
    found = database.execute(cursor, _BEHIND, (stored, version)).fetchone()
    if found is None:
        _check_end(database, cursor, stored, version)
        return
    fits, other, first, position = found
    if fits and other == stored and (first > version + 1 or position <= upto):
        raise _lost(database, cursor, stream, version + 1)
    # The table itself may lack the first entries of another stream.
    if not fits or (other != stored and first > 1 and _in_table(database, cursor, other, first - 1)):
        raise DamagedIndex(database.place)


def _check_end(database: Database, cursor: DBAPICursor, stored: Stored, version: int) -> None:
    """Check that the table has no later version of the stream with which the index ends."""
    _, after, fits = database.execute(cursor, _HEAD, (stored,)).fetchone() or (0, 0, True)
    if not fits or _in_table(database, cursor, stored, version + 1, after):
        raise DamagedIndex(database.place)


def _lost(database: Database, cursor: DBAPICursor, stream: UUID, version: int) -> Unreadable:
    """The error for a version that the index does not have."""
    stored = database.stream(stream)
    if _in_table(database, cursor, stored, version):
        return DamagedIndex(database.place)
    (client,) = database.execute(cursor, _CLIENT, (stored,)).fetchone() or (None,)
    return Missing(version, client or "a manager or the house")


def _in_table(database: Database, cursor: DBAPICursor, stored: Stored, version: int, after: int = 0) -> bool:
    """Whether the table has a version of a stored stream. It looks at every row after a position."""
    values = (after, stored, version)
    return database.execute(cursor, _IN_TABLE[database.dialect], values).fetchone() is not None


def check_whole(numbers: Sequence[int], after: int) -> None:
    """Check that positions follow each other without a gap.

    Raises:
        Missing: one of them is missing.
    """
    if numbers and numbers != list(range(after + 1, after + 1 + len(numbers))):
        raise Missing(next(number for number, found in enumerate(numbers, after + 1) if found != number))
