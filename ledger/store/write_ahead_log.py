"""Tells whether the log beside a SQLite file is its own. SQLite itself believes every log that it finds.

A log holds whole pages, which stand for those of the file. If a file is restored while the log of another
copy or another ledger lies beside it, that log replaces entries, and the first command makes this last.
Entries are only ever added: with its own log, a file has every entry that it has without.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import NamedTuple
from urllib.parse import quote

from ledger.codec import Row
from ledger.store.open_files import unopened

_HEADER, _FRAME = 32, 24  # the bytes before the frames of a log, and before the page in each
_MODE, _KEEPS_LOG = 18, b"\2"  # where the head of a file says that it keeps a log
_HEAD, _CHANGES = 100, slice(24, 28)  # the bytes of the head, and where it counts its changes
_JOURNAL, _FIRST_PAGE = bytes.fromhex("d9d505f920a163d7"), b"\0\0\0\1"
_LEAF = 13  # the first byte of a page that holds rows of a table
_PRIMARY = 0xFF  # the part of an error code that names the kind of error
_PAUSES = 0.0, 0.02, 0.2  # before each look: another program may be writing the log into the file just now
_ID = "SELECT value FROM ledger WHERE name = 'id'"
_LAST = "SELECT max(position) FROM entries"
_ENTRY = f"SELECT {', '.join(Row._fields)} FROM entries WHERE position = ?"  # noqa: S608 - our own names


class Foreign(NamedTuple):
    """A log or a journal beside a file that is of another file.

    Attributes:
        what: the word for it.
        ends: of the names of its files.
    """

    what: str
    ends: tuple[str, ...]


def foreign_to(path: Path) -> Foreign | None:
    """The log or the journal beside a file that is of another file; None: there is none."""
    if _has_strange_journal(path):
        return Foreign("journal", ("-journal",))
    return None if is_own_log(path) else Foreign("log", ("-wal", "-shm"))


def _has_strange_journal(path: Path) -> bool:
    """Whether a rollback journal lies beside a file that keeps a log, or is of an older state of the file.

    SQLite would put back what the journal holds. Each change of a file counts on in its head.
    """
    journal = Path(f"{path}-journal")
    if not journal.exists() or not journal.stat().st_size:
        return False
    with unopened(path) as file:
        head = file.read(_HEAD) if file else b""
    if head[_MODE : _MODE + 1] == _KEEPS_LOG:
        return True
    before = _before(journal)
    if not head or before is None:
        return False
    changes = int.from_bytes(head[_CHANGES], "big") - int.from_bytes(before[_CHANGES], "big")
    return before != head if changes == 0 else changes != 1


def _before(journal: Path) -> bytes | None:
    """The head of the file before the change that a journal is of; None: it does not hold it, or is over."""
    with journal.open("rb") as stream:
        head = stream.read(28)
        if not head.startswith(_JOURNAL):
            return None
        number, _, _, sector, size = (int.from_bytes(head[at : at + 4], "big") for at in range(8, 28, 4))
        stream.seek(sector)
        for _ in range(min(number, journal.stat().st_size // max(size, 1))):
            page, content = stream.read(4), stream.read(size + 4)
            if page == _FIRST_PAGE:
                return content[:_HEAD]
    return None


def is_own_log(path: Path) -> bool:
    """Whether the log beside a file replaces nothing in it; so does one that is missing.

    Args:
        path: the file of a ledger, which this process does not have open.
    """
    log = Path(f"{path}-wal")
    try:
        if log.stat().st_size <= _HEADER:
            return True
    except FileNotFoundError:
        return True
    for pause in _PAUSES:
        sleep(pause)
        try:
            if not _replaces(path, log):
                return True
        except (sqlite3.Error, OSError, UnicodeError, IndexError):
            return True  # the file cannot be read without its log, so nothing can be compared
    return False


def _replaces(path: Path, log: Path) -> bool:
    """Whether the ledger or one of its entries is another with the log than without it."""
    positions = {row for page in _overwritten(path, log) for row in _outer_rows(page)}
    with closing(_connect(path, "immutable=1")) as alone, closing(_connect(path, "mode=ro")) as together:

        def differs(query: str, *values: int) -> bool:
            own = alone.execute(query, values).fetchone()
            try:
                return own is not None and own != together.execute(query, values).fetchone()
            except sqlite3.DatabaseError as wrong:
                if wrong.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_CORRUPT:
                    return True  # its pages do not fit those of the file
                raise

        (last,) = alone.execute(_LAST).fetchone()
        return differs(_ID) or any(differs(_ENTRY, position) for position in positions | {last or 0})


def _connect(path: Path, how: str) -> sqlite3.Connection:
    """A connection that only reads. When it closes, SQLite does not write the log into the file."""
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?{how}", uri=True, isolation_level=None)


def _overwritten(path: Path, log: Path) -> Iterator[bytes]:
    """The pages of a file for which a log has others."""
    with log.open("rb") as frames, unopened(path) as file:
        size = int.from_bytes(frames.read(_HEADER)[8:12], "big")
        numbers = set[int]()
        while frame := frames.read(_FRAME):
            numbers.add(int.from_bytes(frame[:4], "big"))
            frames.seek(size, 1)
        if file is not None:
            for number in sorted(numbers):
                file.seek((number - 1) * size)
                yield file.read(size)


def _outer_rows(page: bytes) -> Iterator[int]:
    """The first and the last row of a page that holds rows of a table, by their numbers."""
    count = int.from_bytes(page[3:5], "big")
    if page[:1] == bytes([_LEAF]) and count:
        for index in (0, count - 1):
            start = 8 + 2 * index
            cell = int.from_bytes(page[start : start + 2], "big")
            yield _number(page, _number(page, cell)[1])[0]


def _number(page: bytes, at: int) -> tuple[int, int]:
    """A number of variable length (seven bits a byte, nine bytes at most), and where it ends."""
    value = 0
    for end in range(at, at + 8):
        value = value << 7 | page[end] & 0x7F
        if page[end] < 0x80:  # noqa: PLR2004 - no further byte follows
            return value, end + 1
    return value << 8 | page[at + 8], at + 9
