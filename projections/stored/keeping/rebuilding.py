"""Rebuilds the stored views: fills a new generation beside the one in use, and then puts it into use.

One process at a time rebuilds; others wait for it. If it is killed, the generation in use stays whole, and
the next rebuild drops what was begun and starts again.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cache
from typing import NamedTuple, TypeAlias
from uuid import UUID

from ledger.collector import uncollected
from ledger.errors import LedgerError
from ledger.store import open_database
from ledger.store.database import Database
from ledger.store.tracking import Checkpoint, track
from projections.stored.generations import Generation, Views, write, write_calendar, write_policies
from projections.stored.history_source import reading
from projections.stored.keeping.place import made, rebuild_lock
from projections.stored.making.client_rows import refold
from projections.stored.tables.schema import create, show
from projections.stored.verifying.differences import drifted

_CLIENTS = 100  # clients in one transaction
_AHEAD = 2  # chunks that wait for each worker process, so that it does not wait for this one
Chunk: TypeAlias = Sequence[tuple[str, UUID]]
"""Some clients with their streams."""

Progress = Callable[[int, int, int], None]
"""Called with the number of clients done, the number of all clients, and the number of entries read."""


class Superseded(LedgerError):
    """Another rebuild began while this one ran; the later one counts."""

    code = "superseded"

    def __init__(self) -> None:
        super().__init__("another rebuild of the views has begun since; let that one finish")


class Deserted(LedgerError):
    """A worker process of this rebuild was ended from outside."""

    code = "deserted"

    def __init__(self) -> None:
        super().__init__(
            "a process that made the views together with this one was ended from outside, perhaps for want of memory; the "
            "views before stay as they were; run `goodwill replay` again, with fewer --jobs"
        )


class Rebuilt(NamedTuple):
    """The result of a rebuild.

    Attributes:
        entries: the number of entries in the ledger, those of the house included.
        unlike: the clients for whom the same entries gave another result before.
    """

    entries: int
    unlike: Sequence[str]


def rebuild(  # noqa: PLR0913 - most are options, passed by name
    url: str,
    as_of: date,
    *,
    views: str | None = None,
    jobs: int = 1,
    months: bool = True,
    progress: Progress = lambda _done, _total, _entries: None,
    waiting: Callable[[], None] = lambda: None,
    needed: Callable[[], bool] = lambda: True,
) -> Rebuilt | None:
    """Fill a new generation of the stored views from all entries, and then put it into use.

    Args:
        url: the ledger, as for ``Ledger``.
        views: where the views lie, in the same notation; None: in the ledger's database.
        as_of: today.
        jobs: how many processes fold.
        months: whether to keep rows of month-ends.
        progress: called after each chunk of clients.
        waiting: called once if another process rebuilds, which this one then waits for.
        needed: asked when this process may begin.

    Returns:
        None if the rebuild was not needed.

    Raises:
        Superseded: another rebuild began meanwhile, on a system without a lock to keep it waiting.
        Deserted: a worker process was ended from outside.
        OtherViews: the views at that place belong to another ledger.
        ledger.store.errors.PersistenceError: the database cannot be written.
    """
    with _opened(url, views) as (ledger, database), rebuild_lock(database, waiting):
        if not needed():
            return None
        with database.writing() as cursor:
            generation = create(database, cursor, as_of, months=months)
        with reading(ledger) as source:
            upto = source.last()
            policies = source.policies(upto)
        _Crew(ledger, database, (url, views), generation, upto).fill(jobs, progress)
        with _writing(database, generation) as written:
            write_policies(written, policies)
            write_calendar(written)
            different = drifted(written)
            track(database, written.cursor, Checkpoint(generation.checkpoint, upto))
            show(written)
        return Rebuilt(upto, different)


@contextmanager
def _opened(url: str, views: str | None) -> Iterator[tuple[Database, Database]]:
    """The database of the ledger and that of the views."""
    with closing(open_database(url)) as ledger:
        if views is None:
            yield ledger, ledger
            return
        with closing(made(views, ledger)) as database:
            yield ledger, database


def _chunks(ledger: Database, upto: int) -> Iterator[Chunk]:
    """All clients in order of their codes, so that the tables and their indexes grow at their ends."""
    with reading(ledger) as source:
        clients = sorted(source.clients(upto))
    for start in range(0, len(clients), _CLIENTS):
        yield clients[start : start + _CLIENTS]


class _Crew(NamedTuple):
    """The processes that fill a generation: this one, and perhaps workers.

    Attributes:
        urls: where a worker finds the ledger and the views.
        upto: the last position to read.
    """

    ledger: Database
    views: Database
    urls: tuple[str, str | None]
    generation: Generation
    upto: int

    def fill(self, jobs: int, progress: Progress) -> None:
        """Fold all clients; raises as ``rebuild`` does."""
        chunks = list(_chunks(self.ledger, self.upto))
        total, done, entries = sum(map(len, chunks)), 0, 0
        workers = min(jobs, len(chunks)) - 1
        for clients, count in self.together(chunks, workers) if workers > 0 else self.alone(chunks):
            done, entries = done + clients, entries + count
            progress(done, total, entries)

    def alone(self, chunks: Iterable[Chunk]) -> Iterator[tuple[int, int]]:
        """Fold chunks in this process; yields the numbers of clients and of entries of each."""
        for chunk in chunks:
            yield len(chunk), fold_chunk(self.ledger, self.views, self.generation, self.upto, chunk)

    def together(self, chunks: Iterable[Chunk], workers: int) -> Iterator[tuple[int, int]]:
        """As ``alone``, with so many workers; this process begins while they start.

        Raises:
            Deserted: a worker was ended from outside.
        """
        import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed
        from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait  # noqa: PLC0415 - as above
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - as above

        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=exit_with_parent)
        left, given = deque(chunks), dict[Future[int], int]()
        try:
            with pool:
                while left or given:
                    own = [left.popleft()] if left else []
                    while left and len(given) < _AHEAD * workers:
                        chunk = left.popleft()
                        task = pool.submit(_work, self.urls, self.generation, self.upto, chunk)
                        given[task] = len(chunk)
                    yield from self.alone(own)
                    for task in wait(given, 0 if left else None, FIRST_COMPLETED).done:
                        yield given.pop(task), task.result()
        except BrokenProcessPool:
            raise Deserted from None


def exit_with_parent() -> None:
    """Let this worker exit when its parent does: one that is killed cannot tell its workers to stop."""
    threading.Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _databases(url: str, views: str | None) -> tuple[Database, Database]:
    """A worker's databases. It opens them for its first chunk, so that an error reaches its parent."""
    ledger = open_database(url)
    return ledger, ledger if views is None else made(views, ledger)


def _work(urls: tuple[str, str | None], generation: Generation, upto: int, chunk: Chunk) -> int:
    return fold_chunk(*_databases(*urls), generation, upto, chunk)


@uncollected()  # around the whole of it: when the collector resumes, the objects made here are gone
def fold_chunk(ledger: Database, views: Database, generation: Generation, upto: int, chunk: Chunk) -> int:
    """Fold clients from their entries and write the result; returns the number of entries."""
    made_, count = [], 0
    with reading(ledger) as source:
        policies, months = source.policies(upto), generation.months
        for client, stream in chunk:
            history = source.history(client, upto, stream)
            if history.rows:
                count += len(history.rows)
                made_.append(refold(history, generation.as_of, policies, months=months))
    with _writing(views, generation) as written:
        write(written, made_, fresh=True)
    return count


@contextmanager
def _writing(database: Database, generation: Generation) -> Iterator[Views]:
    with database.writing() as cursor:
        views = Views(database, cursor, generation)
        if not views.hold():
            raise Superseded
        yield views
