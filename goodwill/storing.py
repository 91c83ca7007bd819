"""Stored views: kept up to date, made again, and asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Unpack

from goodwill.asking import question_of, stored_views
from goodwill.moments import today
from goodwill.options import Asked, asks
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.store.database import Database
from projections import Answer, stored
from projections.stored.generation import behind, is_up_to_date

if TYPE_CHECKING:
    from projections.stored import Rebuilt

_SOONER_AGAIN = 50_000  # entries; making all views again takes less time than taking in more than these


def wanting(ledger: EntryLog, views: str | None) -> bool:
    """Whether this program has no stored views, or so many entries wait that making them again is quicker."""
    with stored_views(views, ledger) as database:
        waiting = None if database is None else behind(ledger.database, database)
    return waiting is None or waiting > _SOONER_AGAIN


@exact
def project(ledger: EntryLog, *, views: str | None = None) -> None:
    """Bring the stored views up to the newest entry and today; make them if there are none.

    Clients that could not be folded before are folded again.

    Args:
        views: where they lie: a path or a URL of SQLite or PostgreSQL; None: in the ledger's database.
    """
    from projections.stored import catch_up

    if wanting(ledger, views):
        replay(ledger, views=views)
    with stored_views(views, ledger) as database:
        catch_up(ledger.database, today(ledger), views=database, every_row=True, again=True)


@exact
def replay(
    ledger: EntryLog, *, views: str | None = None, jobs: int = 1, months: bool = True
) -> Rebuilt | None:
    """Make the stored views again from all entries, beside those in use, and then put them in their place.

    Args:
        views: where they lie: a path or a URL of SQLite or PostgreSQL; None: in the ledger's database.
        jobs: how many processes fold.
        months: whether to keep month-ends.
    """
    from projections.stored import FromLedger, pool, rebuild

    return rebuild(ledger.url, today(ledger), views=views, filling=FromLedger(pool(jobs)), months=months)


@asks(Asked)
def stored_answer(
    ledger: EntryLog,
    view: str,
    *,
    views: str | None = None,
    full: bool = False,
    start: date | None = None,
    **asked: Unpack[Asked],
) -> Answer | None:
    """The answer of a view from the stored views, after they have taken in the newest entries.

    It is that of ``answer``, of any day and as known at any moment, and comes sooner from a large ledger. Its
    holders have no states.

    Args:
        view: the name of a view, such as "receivables".
        views: where they lie: a path or a URL of SQLite or PostgreSQL; None: in the ledger's database.
        full: whether its rows have the fields too that take longer to work out.
        start: the first day of the period of a view that is about one; None: twelve months before the last.
        **asked: as ``Asked`` has it.

    Returns:
        None where the stored views cannot answer: this program made none, a client that is asked about could
        not be folded, a policy is given that makes other rows than those of the house, or the day is
        ``date.max``. Then ``answer`` can.
    """
    with stored_views(views, ledger) as database:
        if database is None:
            return None
        question = question_of(ledger, **asked)._replace(full=full, start=start)
        if not caught_up(ledger, database):
            return None
        return stored.answer(ledger.database, view, question, views=database)


def caught_up(ledger: EntryLog, database: Database) -> bool:
    """Bring the stored views up to the newest entry and to today.

    Returns:
        Whether there are any that this version of the program made.
    """
    entries, day = ledger.database, today(ledger)
    if is_up_to_date(entries, database, day):
        return True
    from projections.stored import catch_up

    return catch_up(entries, day, views=database) is not None
