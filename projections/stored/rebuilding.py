"""Rebuilding: the next generation is made from nothing beside the one in use, client by client, and then takes its place.

Killed at any moment it leaves the one in use whole; the next rebuild removes what was begun and starts again.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from eventsourcing.persistence import Tracking
from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.errors import LedgerError
from ledger.store import open_recorder
from ledger.store.database import Database
from ledger.store.tracking import track
from projections.stored.folding import refold
from projections.stored.layout import Generation, create, hold, show
from projections.stored.writing import entries_of, policies_of, write

__all__ = ["Superseded", "rebuild"]

_CLIENTS = 100  # clients in one transaction

Told = Callable[[int, int, int], None]
"""Told how many streams are done, of how many, and how many entries they had."""


class Superseded(LedgerError):
    """Another rebuild began while this one ran; the later one counts."""

    code = "superseded"

    def __init__(self) -> None:
        super().__init__("another rebuild of the views has begun since; let that one finish")


def rebuild(
    url: str,
    as_of: date,
    *,
    jobs: int = 1,
    months: bool = True,
    told: Told = lambda _done, _total, _entries: None,
) -> int:
    """Make the stored views again from all entries, and then put them in the place of those before.

    Args:
        url: the ledger, as for ``Ledger``.
        as_of: today: the day for which the pages and rows are.
        jobs: how many processes fold.
        months: whether to keep rows of month-ends.
        told: is told how far it is.

    Returns:
        How many entries were read.

    Raises:
        Superseded: another rebuild began meanwhile.
        eventsourcing.persistence.PersistenceError: the database cannot be written.
    """
    recorder = open_recorder(url)
    try:
        database = recorder.database
        with database.writing() as cursor:
            generation = create(database, cursor, as_of, months=months)
        upto, _ = recorder.last()
        chunks = list(_chunks(database))
        total, done, entries = sum(map(len, chunks)), 0, 0
        for clients, count in _folded(url, database, generation, upto, chunks, jobs):
            done, entries = done + clients, entries + count
            told(done, total, entries)
        with _writing(database, generation) as cursor:
            track(database, cursor, Tracking(generation.checkpoint, upto))
            show(database, cursor, generation)
        return entries
    finally:
        recorder.close()


def _chunks(database: Database) -> Iterator[list[UUID]]:
    with database.reading() as cursor:
        cursor.execute("SELECT DISTINCT stream FROM entries")
        streams = [database.uuid(row[0]) for row in cursor.fetchall()]
    streams.sort()
    for start in range(0, len(streams), _CLIENTS):
        yield streams[start : start + _CLIENTS]


def _folded(
    url: str,
    database: Database,
    generation: Generation,
    upto: int,
    chunks: Sequence[Sequence[UUID]],
    jobs: int,
) -> Iterator[tuple[int, int]]:
    """How many streams and entries of each chunk were folded, as they are done."""
    if jobs <= 1:
        for chunk in chunks:
            yield len(chunk), fold_chunk(database, generation, upto, chunk)
        return
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_open, initargs=(url,)) as pool:
        counts = pool.map(_work, [(generation, upto, chunk) for chunk in chunks])
        for chunk, count in zip(chunks, counts, strict=True):
            yield len(chunk), count


_opened: list[Database] = []
"""The database of a process that folds for another."""


def _open(url: str) -> None:
    _opened.append(open_recorder(url).database)


def _work(task: tuple[Generation, int, Sequence[UUID]]) -> int:
    return fold_chunk(_opened[0], *task)


def fold_chunk(database: Database, generation: Generation, upto: int, streams: Sequence[UUID]) -> int:
    """Fold some streams from nothing and write what comes of it; says how many entries they had."""
    changes, count = [], 0
    with _uncollected():
        with database.reading() as cursor:
            policies = policies_of(database, cursor, upto)
            for stream in streams:
                rows = entries_of(database, cursor, stream, upto)
                if rows and (client := rows[0].client) is not None:
                    count += len(rows)
                    months = date.min if generation.months else None
                    changes.append(refold(client, rows, generation.as_of, months, policies))
        with _writing(database, generation) as cursor:
            write(database, cursor, generation, changes, fresh=True)
    return count


@contextmanager
def _writing(database: Database, generation: Generation) -> Iterator[DBAPICursor]:
    with database.writing() as cursor:
        if not hold(database, cursor, generation):
            raise Superseded
        yield cursor


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's cycle collector: folding makes many objects and no cycles."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
