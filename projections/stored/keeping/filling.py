"""Fills a new generation of the stored views from the entries of the ledger, some clients at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias

from ledger.errors import LedgerError
from ledger.garbage_collector import uncollected
from ledger.store import open_database
from ledger.store.database import Database
from projections.policy import Timetable
from projections.stored.contents import write
from projections.stored.executors import Executor, Here
from projections.stored.generation import Generation, Views
from projections.stored.history_source import Stream, reading
from projections.stored.keeping.place import made
from projections.stored.making.client_rows import refold

_CLIENTS = 100  # clients in one transaction
_ENTRIES = 10_000  # their entries, so that memory does not grow with the histories; one client may have more
Chunk: TypeAlias = tuple[Stream, ...]
"""The streams of some clients."""

Progress = Callable[[int, int, int], None]
"""Called with the number of clients done, the number of all clients, and the number of entries read."""


class Superseded(LedgerError):
    """Another rebuild began while this one ran; the later one counts."""

    code = "superseded"

    def __init__(self) -> None:
        super().__init__("another rebuild of the views has begun since", "let that one finish")


class Build(NamedTuple):
    """A generation that is being filled.

    Attributes:
        urls: where another process finds the ledger and the views.
        upto: the last position to read.
    """

    ledger: Database
    views: Database
    urls: tuple[str, str | None]
    generation: Generation
    upto: int


class Task(NamedTuple):
    """Clients whose rows a process makes and writes; the other fields are as ``Build`` has them."""

    urls: tuple[str, str | None]
    generation: Generation
    upto: int
    chunk: Chunk


class FromLedger(NamedTuple):
    """Rows made from the entries of the ledger itself.

    It needs no keys: rows have nothing that is personal.

    Attributes:
        executor: runs the tasks.
    """

    executor: Executor = Here()

    def horizon(self, ledger: Database) -> tuple[int, Timetable]:
        """As ``Filling``: the newest position."""
        with reading(ledger) as source:
            upto = source.last()
            return upto, source.policies(upto)

    def fill(self, build: Build, progress: Progress) -> None:
        """As ``Filling``.

        Raises:
            Superseded: another rebuild began meanwhile.
            Deserted: worker processes were ended from outside.
        """
        tasks = [Task(build.urls, build.generation, build.upto, chunk) for chunk in _chunks(build)]
        total, done, entries = sum(len(task.chunk) for task in tasks), 0, 0
        _OPEN[build.urls] = build.ledger, build.views
        try:
            for task, count in self.executor.run(fold_clients, tasks):
                done, entries = done + len(task.chunk), entries + count
                progress(done, total, entries)
        finally:
            del _OPEN[build.urls]


FROM_LEDGER = FromLedger()
"""Rows made by this process alone."""


def _chunks(build: Build) -> Iterator[Chunk]:
    """All clients in order of their codes, so that the tables and their indexes grow at their ends."""
    with reading(build.ledger) as source:
        return chunked(sorted(source.streams(build.upto)))


def chunked(streams: Iterable[Stream], most: int = _ENTRIES) -> Iterator[Chunk]:
    """Streams in their order, as many together as one transaction takes and as have so many entries."""
    chunk, entries = list[Stream](), 0
    for one in streams:
        if chunk and (len(chunk) == _CLIENTS or entries + one.entries > most):
            yield (*chunk,)
            chunk, entries = [], 0
        chunk.append(one)
        entries += one.entries
    if chunk:
        yield (*chunk,)


_OPEN: dict[tuple[str, str | None], tuple[Database, Database]] = {}
"""The databases that this process has open. A worker opens its own for its first task, so that an error
reaches its parent, and keeps them open as long as it lives."""


def _databases(url: str, views: str | None) -> tuple[Database, Database]:
    if (url, views) not in _OPEN:
        ledger = open_database(url)
        _OPEN[url, views] = ledger, ledger if views is None else made(views, ledger)
    return _OPEN[url, views]


@uncollected()  # around the whole of it: when the collector resumes, the objects made here are gone
def fold_clients(task: Task) -> int:
    """Fold clients from their entries and write the result; gives the number of entries.

    A worker that is ended may have written all of it before it could report; then nothing is written again.
    """
    (ledger, views), generation = _databases(*task.urls), task.generation
    made_, count = [], 0
    with reading(ledger) as source:
        policies = source.policies(task.upto)
        for client, stream, _ in task.chunk:
            history = source.history(client, task.upto, stream)
            if history.rows:
                count += len(history.rows)
                made_.append(refold(history, generation.as_of, policies, months=generation.months))
    with holding(views, generation) as written:
        if made_ and not written.select(["1"], "known", "WHERE client = ?", (made_[0].client,)):
            write(written, made_, fresh=True)
    return count


@contextmanager
def holding(database: Database, generation: Generation) -> Iterator[Views]:
    """A transaction that holds a generation; raises ``Superseded`` if it is gone."""
    with database.writing() as cursor:
        views = Views(database, cursor, generation)
        if not views.hold():
            raise Superseded
        yield views
