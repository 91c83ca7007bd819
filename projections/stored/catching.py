"""Catching up: what was recorded since, or came due since, enters the stored views; each entry once, whoever does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from eventsourcing.persistence import Tracking
from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import Row
from ledger.entry import client_stream
from ledger.store.database import Database
from ledger.store.layout import COLUMNS as ENTRY
from ledger.store.reading import Missing, check_whole
from ledger.store.tracking import track
from projections.policies import HOUSE, Timetable
from projections.stored.folding import Change, advance, crosses_month, refold, shown
from projections.stored.layout import VERSIONS, Generation, current, hold
from projections.stored.states import State
from projections.stored.writing import entries_of, policies_of, states_of, write

__all__ = ["PAGE", "behind", "catch_up", "checkpoint", "outdated", "usable"]

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


def behind(database: Database) -> int | None:
    """How many entries the stored views have not taken in; None where there are none of this program's."""
    generation = usable(database)
    if generation is None:
        return None
    with database.reading() as cursor:
        return database.last(cursor)[0] - checkpoint(database, cursor, generation)


def checkpoint(database: Database, cursor: DBAPICursor, generation: Generation) -> int:
    """The position up to which a generation has read the ledger."""
    found = database.execute(cursor, _CHECKPOINT, (generation.checkpoint,)).fetchone()
    return 0 if found is None else int(found[0])


def catch_up(
    database: Database,
    as_of: date,
    *,
    every_row: bool = False,
    page: int = PAGE,
    told: Callable[[int], None] = lambda _position: None,
) -> Generation | None:
    """Bring the stored views up to the newest entry.

    Args:
        database: the ledger's.
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
    while True:
        generation = usable(database)
        if generation is None:
            return None
        day = max(as_of, generation.as_of)
        with database.reading() as cursor:
            start, last = checkpoint(database, cursor, generation), database.last(cursor)[0]
            if start > last:
                raise Missing(last + 1)
            stale = every_row and _stale(database, cursor, generation, day)
        if day > generation.as_of:
            _new_day(database, generation, day)
        elif start < last:
            _entries(database, generation, start, min(start + page, last))
            told(min(start + page, last))
        elif stale:
            _rows(database, generation, stale)
        else:
            return generation


def _entries(database: Database, generation: Generation, start: int, stop: int) -> None:
    """Take the entries between two positions into the views, unless somebody else does."""
    with database.writing() as cursor:
        if not hold(database, cursor, generation) or checkpoint(database, cursor, generation) != start:
            return
        new: dict[str, list[Row]] = {}
        rows = database.rows(database.execute(cursor, _AFTER, (start, stop)).fetchall())
        check_whole([*(row.position for row in rows), stop + 1], start)
        for row in rows:
            if row.client is not None:
                new.setdefault(row.client, []).append(row)
        policies = policies_of(database, cursor, stop)
        if any(row.stream == HOUSE for row in rows):
            _adopted(database, cursor, generation, policies_of(database, cursor, start), policies)
        known = states_of(database, cursor, generation, new)
        changes = [
            _changed(database, cursor, generation, client, rows, known.get(client), policies)
            for client, rows in new.items()
        ]
        write(database, cursor, generation, changes)
        track(database, cursor, Tracking(generation.checkpoint, stop))


def _changed(
    database: Database,
    cursor: DBAPICursor,
    generation: Generation,
    client: str,
    rows: list[Row],
    state: State | None,
    policies: Timetable,
) -> Change:
    day, months = generation.as_of, generation.months
    if state is not None and (change := advance(state, rows, day, policies, months=months)) is not None:
        return change
    everything = entries_of(database, cursor, rows[0].stream, rows[-1].position)
    return refold(client, everything, day, date.min if months else None, policies)


def _adopted(
    database: Database, cursor: DBAPICursor, generation: Generation, before: Timetable, now: Timetable
) -> None:
    """Where other policies are in force than before, rows from the first such day on are no longer good."""
    day = now.parts_from(before)
    if day is not None:
        good = day - timedelta(days=1) if day > date.min else day
        statement = f"UPDATE {generation.table('pages')} SET shown = ? WHERE shown >= ?"  # noqa: S608 - our own names
        database.execute(cursor, statement, (good.isoformat(), day.isoformat()))


def _new_day(database: Database, generation: Generation, day: date) -> None:
    """Move the pages to a later day: clients of whom something comes due by then are folded again."""
    statement = f"SELECT client FROM {generation.table('pages')} WHERE due <= ? ORDER BY client"  # noqa: S608 - our own names
    with database.writing() as cursor:
        if not hold(database, cursor, generation, as_of=day):
            return
        moved = generation._replace(as_of=day)
        due = [row[0] for row in database.execute(cursor, statement, (day.isoformat(),)).fetchall()]
        _refresh(database, cursor, moved, due)


def _rows(database: Database, generation: Generation, clients: list[str]) -> None:
    with database.writing() as cursor:
        if hold(database, cursor, generation):
            _refresh(database, cursor, generation, clients)


def _refresh(database: Database, cursor: DBAPICursor, generation: Generation, clients: list[str]) -> None:
    """Give clients the rows of the generation's day, and those of the month-ends that have passed since."""
    upto, day = checkpoint(database, cursor, generation), generation.as_of
    policies = policies_of(database, cursor, upto)
    changes = []
    for client, state in states_of(database, cursor, generation, clients).items():
        months = state.shown if generation.months and crosses_month(state.shown, day) else None
        if not state.fault and state.folded.due > day and months is None:
            changes.append(shown(state, day, policies))
        else:
            entries = entries_of(database, cursor, client_stream(client), upto)
            changes.append(refold(client, entries, day, months, policies))
    write(database, cursor, generation, changes)


def _stale(database: Database, cursor: DBAPICursor, generation: Generation, day: date) -> list[str]:
    """Clients whose rows are of an earlier day; not all of them at once."""
    statement = (
        f"SELECT client FROM {generation.table('pages')} WHERE shown < ? ORDER BY shown, client LIMIT ?"  # noqa: S608 - our own names
    )
    values = (day.isoformat(), _CLIENTS)
    return [row[0] for row in database.execute(cursor, statement, values).fetchall()]
