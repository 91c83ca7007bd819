"""Catching up: what was recorded since, or came due since, enters the stored views; each entry once, whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from eventsourcing.persistence import Tracking
from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import Row
from ledger.entry import client_stream
from ledger.store.database import COLUMNS as ENTRY
from ledger.store.database import Database
from ledger.store.reading import Missing, check_whole
from ledger.store.tracking import track
from projections.policy import HOUSE, Timetable
from projections.stored.folding import Change, advance, crosses_month, refold, shown
from projections.stored.history_source import past_of
from projections.stored.schema import VERSIONS, Generation, current, hold
from projections.stored.view_states import State
from projections.stored.writing import Source, policies_of, states_of, write

PAGE = 2_000  # entries in one transaction
_CLIENTS = 200  # clients in one transaction, where all are gone through
_AFTER = f"SELECT {ENTRY} FROM entries WHERE position > ? AND position <= ? ORDER BY position"  # noqa: S608 - our own names
_CHECKPOINT = "SELECT notification_id FROM tracking WHERE application_name = ?"


def usable(database: Database) -> Generation | None:
    """The current generation, where there is one and this program made it."""
    with database.reading() as cursor:
        generation = current(database, cursor)
    return generation if generation is not None and generation.versions == VERSIONS else None


def outdated(database: Database) -> bool:
    """Whether there are stored views that another version of this program made."""
    with database.reading() as cursor:
        generation = current(database, cursor)
    return generation is not None and generation.versions != VERSIONS


def behind(ledger: Database, views: Database | None = None) -> int | None:
    """How many entries the stored views have not taken in; None where there are none of this program's."""
    generation = usable(views or ledger)
    return None if generation is None else _last(ledger) - _reached(views or ledger, generation)


def _last(ledger: Database) -> int:
    with ledger.reading() as cursor:
        return ledger.last(cursor)[0]


def _reached(views: Database, generation: Generation) -> int:
    with views.reading() as cursor:
        return checkpoint(views, cursor, generation)


def checkpoint(database: Database, cursor: DBAPICursor, generation: Generation) -> int:
    """The position up to which a generation has read the ledger."""
    found = database.execute(cursor, _CHECKPOINT, (generation.checkpoint,)).fetchone()
    return 0 if found is None else int(found[0])


def catch_up(
    ledger: Database,
    as_of: date,
    *,
    views: Database | None = None,
    every_row: bool = False,
    page: int = PAGE,
    told: Callable[[int], None] = lambda _position: None,
) -> Generation | None:
    """Bring the stored views up to the newest entry.

    Args:
        ledger: the ledger's database.
        views: that of the stored views; None: the ledger's. It alone is written to.
        as_of: today; a day before that of the views changes nothing.
        every_row: the rows of all clients are to be for the day, not only of those that changed.
        page: entries in one transaction.
        told: is told the position that was reached, again and again.

    Returns:
        The generation that is now up to date; None where this program made none.

    Raises:
        Missing: an entry that was recorded is not there.
        eventsourcing.persistence.PersistenceError: the database cannot be written.
    """
    database = views or ledger
    while True:
        generation = usable(database)
        if generation is None:
            return None
        day = max(as_of, generation.as_of)
        start, last = _reached(database, generation), _last(ledger)
        if start > last:
            raise Missing(last + 1)
        if day > generation.as_of:
            _new_day(ledger, database, generation, day)
        elif start < last:
            _entries(ledger, database, generation, start, min(start + page, last))
            told(min(start + page, last))
        elif every_row and (stale := _stale(database, generation)):
            _rows(ledger, database, generation, stale)
        else:
            return generation


def _entries(ledger: Database, database: Database, generation: Generation, start: int, stop: int) -> None:
    """Take the entries between two positions into the views, unless somebody else does."""
    with database.writing() as cursor, ledger.reading() as reading:
        if not hold(database, cursor, generation) or checkpoint(database, cursor, generation) != start:
            return
        source, new = Source(ledger, reading), dict[str, list[Row]]()
        rows = ledger.rows(ledger.execute(reading, _AFTER, (start, stop)).fetchall())
        check_whole([*(row.position for row in rows), stop + 1], start)
        for row in rows:
            if row.client is not None:
                new.setdefault(row.client, []).append(row)
        policies = policies_of(*source, stop)
        if any(row.stream == HOUSE for row in rows):
            _adopted(database, cursor, generation, policies_of(*source, start), policies)
        known = states_of(database, cursor, generation, new)
        changes = [
            _changed(source, generation, client, rows, known.get(client), policies)
            for client, rows in new.items()
        ]
        write(database, cursor, generation, changes)
        track(database, cursor, Tracking(generation.checkpoint, stop))


def _changed(
    source: Source,
    generation: Generation,
    client: str,
    rows: list[Row],
    state: State | None,
    policies: Timetable,
) -> Change:
    day, months = generation.as_of, generation.months
    if state is not None and (change := advance(state, rows, day, policies, months=months)) is not None:
        return change
    past = past_of(*source, client, rows[0].stream, rows[-1].position)
    return refold(past, day, date.min if months else None, policies)


def _adopted(
    database: Database, cursor: DBAPICursor, generation: Generation, before: Timetable, now: Timetable
) -> None:
    """Where other policies are in force than before, rows from the first such day on are no longer good."""
    day = now.parts_from(before)
    if day is not None:
        good = day - timedelta(days=1) if day > date.min else day
        statement = f"UPDATE {generation.table('pages')} SET shown = ? WHERE shown >= ?"  # noqa: S608 - our own names
        database.execute(cursor, statement, (good.isoformat(), day.isoformat()))


def _new_day(ledger: Database, database: Database, generation: Generation, day: date) -> None:
    """Move the pages to a later day: clients of whom something comes due by then are folded again."""
    statement = f"SELECT client FROM {generation.table('pages')} WHERE due <= ? ORDER BY client"  # noqa: S608 - our own names
    with database.writing() as cursor, ledger.reading() as reading:
        if not hold(database, cursor, generation, as_of=day):
            return
        moved = generation._replace(as_of=day)
        due = [row[0] for row in database.execute(cursor, statement, (day.isoformat(),)).fetchall()]
        _refresh(Source(ledger, reading), database, cursor, moved, due)


def _rows(ledger: Database, database: Database, generation: Generation, clients: list[str]) -> None:
    with database.writing() as cursor, ledger.reading() as reading:
        if hold(database, cursor, generation):
            _refresh(Source(ledger, reading), database, cursor, generation, clients)


def _refresh(
    source: Source, database: Database, cursor: DBAPICursor, generation: Generation, clients: list[str]
) -> None:
    """Give clients the rows of the generation's day, and those of the month-ends that have passed since."""
    upto, day = checkpoint(database, cursor, generation), generation.as_of
    policies = policies_of(*source, upto)
    changes = []
    for client, state in states_of(database, cursor, generation, clients).items():
        months = state.shown if generation.months and crosses_month(state.shown, day) else None
        if not state.fault and state.folded.due > day and months is None:
            changes.append(shown(state, day, policies))
        else:
            past = past_of(*source, client, client_stream(client), upto)
            changes.append(refold(past, day, months, policies))
    write(database, cursor, generation, changes)


def _stale(database: Database, generation: Generation) -> list[str]:
    """Clients whose rows are of an earlier day; not all of them at once."""
    statement = (
        f"SELECT client FROM {generation.table('pages')} WHERE shown < ? ORDER BY shown, client LIMIT ?"  # noqa: S608 - our own names
    )
    with database.reading() as cursor:
        values = (generation.as_of.isoformat(), _CLIENTS)
        return [row[0] for row in database.execute(cursor, statement, values).fetchall()]
