"""Rebuilds the stored views: fills a new generation beside the one in use, and then puts it into use.

One process at a time rebuilds; others wait for it. If it is killed, the generation in use stays whole, and
the next rebuild drops what was begun and starts again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from itertools import islice
from typing import NamedTuple, Protocol

from ledger.store import open_database
from ledger.store.database import Database
from ledger.store.tracking import Checkpoint, track
from projections.policy import Timetable
from projections.stored.contents import write_calendar, write_policies
from projections.stored.generation import Generation
from projections.stored.keeping.filling import FROM_LEDGER, Build, Progress, holding
from projections.stored.keeping.place import made, rebuild_lock
from projections.stored.noting import TABLE as NOTED_TABLE
from projections.stored.noting import noted
from projections.stored.tables.schema import create, show
from projections.stored.verifying.differences import drifted

_AT_ONCE = 10_000  # rows of covers in one transaction


class Rebuilt(NamedTuple):
    """The result of a rebuild.

    Attributes:
        entries: the number of entries in the ledger, those of the house included.
        unlike: the clients for whom the same entries gave another result before.
    """

    entries: int
    unlike: Sequence[str]


class Filling(Protocol):
    """Where the rows of a new generation come from."""

    def horizon(self, ledger: Database) -> tuple[int, Timetable]:
        """The last position that the rows know, and the policies known by then."""

    def fill(self, build: Build, progress: Progress) -> None:
        """Write the rows of all clients."""


def rebuild(  # noqa: PLR0913 - most are options, passed by name
    url: str,
    as_of: date,
    *,
    views: str | None = None,
    filling: Filling = FROM_LEDGER,
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
        filling: where the rows come from; one process folds the entries of the ledger by default.
        months: whether to keep rows of month-ends.
        progress: called after each chunk of clients.
        waiting: called once if another process rebuilds, which this one then waits for.
        needed: asked when this process may begin.

    Returns:
        None if the rebuild was not needed.

    Raises:
        Superseded: another rebuild began meanwhile, on a system without a lock to keep it waiting.
        Deserted: worker processes were ended from outside.
        OtherViews: the views at that place belong to another ledger.
        ledger.store.errors.PersistenceError: the database cannot be written.
    """
    with _opened(url, views) as (ledger, database), rebuild_lock(database, waiting):
        if not needed():
            return None
        upto, policies = filling.horizon(ledger)
        with database.writing() as cursor:
            generation = create(database, cursor, as_of, months=months)
        filling.fill(Build(ledger, database, (url, views), generation, upto), progress)
        _note(ledger, database, generation, upto)
        return Rebuilt(upto, _put_into_use(database, generation, upto, policies))


def _note(ledger: Database, database: Database, generation: Generation, upto: int) -> None:
    """Note what entries say of covers and plans, some rows in each transaction."""
    rows = noted(ledger, 0, upto)
    while some := [*islice(rows, _AT_ONCE)]:
        with holding(database, generation) as written:
            written.insert(NOTED_TABLE, some)


def _put_into_use(
    database: Database, generation: Generation, upto: int, policies: Timetable
) -> Sequence[str]:
    """Put a generation into use; gives the clients for whom the same entries gave another result before."""
    with holding(database, generation) as written:
        write_policies(written, policies)
        write_calendar(written)
        different = drifted(written)
        track(database, written.cursor, Checkpoint(generation.checkpoint, upto))
        show(written)
    return different


@contextmanager
def _opened(url: str, views: str | None) -> Iterator[tuple[Database, Database]]:
    """The database of the ledger and that of the views."""
    with closing(open_database(url)) as ledger:
        if views is None:
            yield ledger, ledger
            return
        with closing(made(views, ledger)) as database:
            yield ledger, database
