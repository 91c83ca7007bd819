"""Rebuilding: the next generation is made from nothing beside the one in use, client by client, and then takes its place.

One process at a time does it; others wait for it. Killed at any moment it leaves the one in use whole; the next rebuild removes what was begun and starts again.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

from eventsourcing.persistence import Tracking
from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.collector import uncollected
from ledger.errors import LedgerError
from ledger.store import open_database
from ledger.store.database import Database
from ledger.store.tracking import track
from projections.stored.drift import drifted
from projections.stored.folding import refold
from projections.stored.history_source import begun, past_of
from projections.stored.opening import made
from projections.stored.rebuild_lock import rebuild_lock
from projections.stored.schema import Generation, create, hold, show
from projections.stored.writing import policies_of, write

_CLIENTS = 100  # clients in one transaction
_AHEAD = 2  # chunks that another process has before it, so that it need not wait for this one
Begun: TypeAlias = tuple[str, UUID]
"""A client and its stream."""

Told = Callable[[int, int, int], None]
"""Told how many clients are done, of how many, and how many entries they had."""


class Superseded(LedgerError):
    """Another rebuild began while this one ran; the later one counts."""

    code = "superseded"

    def __init__(self) -> None:
        super().__init__("another rebuild of the views has begun since; let that one finish")


class Deserted(LedgerError):
    """A process that folded with this one was ended from outside."""

    code = "deserted"

    def __init__(self) -> None:
        super().__init__(
            "a process that made the views together with this one was ended from outside, perhaps for want of memory; the "
            "views before stay as they were; run `goodwill replay` again, with fewer --jobs"
        )


class Made(NamedTuple):
    """What came of making the stored views again.

    Attributes:
        entries: how many the ledger had, the house's own included: positions have no gaps.
        unlike: clients of whom the same entries gave something else before.
    """

    entries: int
    unlike: Sequence[str]


def rebuild(  # noqa: PLR0913 - each has its default, and is given by name
    url: str,
    as_of: date,
    *,
    views: str | None = None,
    jobs: int = 1,
    months: bool = True,
    told: Told = lambda _done, _total, _entries: None,
    waiting: Callable[[], None] = lambda: None,
    needed: Callable[[], bool] = lambda: True,
) -> Made | None:
    """Make the stored views again from all entries, and then put them in the place of those before.

    Args:
        url: the ledger, as for ``Ledger``.
        views: where the views lie, in the same notation; None: in the ledger's database.
        as_of: today: the day for which the pages and rows are.
        jobs: how many processes fold.
        months: whether to keep rows of month-ends.
        told: is told how far it is.
        waiting: is called if another process is at it, which is then waited for.
        needed: is asked when it is our turn.

    Returns:
        None where they were not needed.

    Raises:
        Superseded: another rebuild began meanwhile, where there was no lock to keep it waiting.
        Deserted: a process that folded with this one was ended from outside.
        OtherViews: what lies at that place belongs to another ledger.
        eventsourcing.persistence.PersistenceError: the database cannot be written.
    """
    with _opened(url, views) as (ledger, database), rebuild_lock(database, waiting):
        if not needed():
            return None
        with database.writing() as cursor:
            generation = create(database, cursor, as_of, months=months)
        with ledger.reading() as cursor:
            upto, _ = ledger.last(cursor)
        chunks = list(_chunks(ledger, upto))
        total, done, entries = sum(map(len, chunks)), 0, 0
        crew = _Crew(ledger, database, (url, views), generation, upto)
        others = min(jobs, len(chunks)) - 1
        work = crew.together(chunks, others) if others > 0 else crew.alone(chunks)
        for clients, count in work:
            done, entries = done + clients, entries + count
            told(done, total, entries)
        with _writing(database, generation) as cursor:
            other = drifted(database, cursor, generation)
            track(database, cursor, Tracking(generation.checkpoint, upto))
            show(database, cursor, generation)
        return Made(upto, other)


@contextmanager
def _opened(url: str, views: str | None) -> Iterator[tuple[Database, Database]]:
    """The database of the ledger and that of the views."""
    with closing(open_database(url)) as ledger:
        if views is None:
            yield ledger, ledger
            return
        with closing(made(views, ledger)) as database:
            yield ledger, database


def _chunks(database: Database, upto: int) -> Iterator[list[Begun]]:
    """Clients some at a time, in order of their codes: so the tables and their indexes grow at their ends."""
    with database.reading() as cursor:
        clients = sorted(begun(database, cursor, upto))
    for start in range(0, len(clients), _CLIENTS):
        yield clients[start : start + _CLIENTS]


class _Crew(NamedTuple):
    """Who makes a generation: this process alone, or others with it.

    Attributes:
        opening: by what another process opens the databases of the ledger and of the views.
        upto: the last position that is read.
    """

    ledger: Database
    views: Database
    opening: tuple[str, str | None]
    generation: Generation
    upto: int

    def alone(self, chunks: Iterable[Sequence[Begun]]) -> Iterator[tuple[int, int]]:
        """How many clients and entries of each chunk were folded, as they are done."""
        for chunk in chunks:
            yield len(chunk), fold_chunk(self.ledger, self.views, self.generation, self.upto, chunk)

    def together(self, chunks: Iterable[Sequence[Begun]], others: int) -> Iterator[tuple[int, int]]:
        """The same by so many others besides this process, which begins while they start.

        Raises:
            Deserted: one of them was ended from outside.
        """
        import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed
        from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait  # noqa: PLC0415 - as above
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - as above

        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(
            others, mp_context=spawn, initializer=fold_for_another, initargs=self.opening
        )
        left, given = deque(chunks), dict[Future[int], int]()
        try:
            with pool:
                while left or given:
                    own = [left.popleft()] if left else []
                    while left and len(given) < _AHEAD * others:
                        chunk = left.popleft()
                        given[pool.submit(_work, self.generation, self.upto, chunk)] = len(chunk)
                    yield from self.alone(own)
                    for future in wait(given, 0 if left else None, FIRST_COMPLETED).done:
                        yield given.pop(future), future.result()
        except BrokenProcessPool:
            raise Deserted from None


_named: list[tuple[str, str | None]] = []
_ours: list[tuple[Database, Database]] = []
"""The databases of a process that folds for another, once it was given something to fold."""


def fold_for_another(url: str, views: str | None) -> None:
    """Begin a process that folds for another, and ends with it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _named.append((url, views))


def _end_with_parent() -> None:
    """A process killed outright leaves its workers waiting for ever, with the databases open; so they watch it."""
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(generation: Generation, upto: int, clients: Sequence[Begun]) -> int:
    """Fold some clients for another process, which is told why where the databases cannot be opened."""
    if not _ours:
        url, views = _named[0]
        ledger = open_database(url)
        _ours.append((ledger, ledger if views is None else made(views, ledger)))
    return fold_chunk(*_ours[0], generation, upto, clients)


@uncollected()  # around the whole of it: what was made is gone again when the collector comes back
def fold_chunk(
    ledger: Database, views: Database, generation: Generation, upto: int, clients: Sequence[Begun]
) -> int:
    """Fold some clients from nothing and write what comes of it; says how many entries they had."""
    changes, count = [], 0
    with ledger.reading() as cursor:
        policies = policies_of(ledger, cursor, upto)
        months = date.min if generation.months else None
        for client, stream in clients:
            past = past_of(ledger, cursor, client, stream, upto)
            if past.rows:
                count += len(past.rows)
                changes.append(refold(past, generation.as_of, months, policies))
    with _writing(views, generation) as cursor:
        write(views, cursor, generation, changes, fresh=True)
    return count


@contextmanager
def _writing(database: Database, generation: Generation) -> Iterator[DBAPICursor]:
    with database.writing() as cursor:
        if not hold(database, cursor, generation):
            raise Superseded
        yield cursor
