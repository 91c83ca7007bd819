"""Refreshes the stored views with what was recorded or came due since; each entry is folded in once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from ledger.codec import Row
from ledger.entry import HOUSE
from ledger.store.database import Database
from ledger.store.reading import Missing
from ledger.store.tracking import Checkpoint, track
from projections.policy import Timetable
from projections.stored.folding import Change, advance, crosses_month, refold, shown
from projections.stored.generations import VERSIONS, Generation, Views, current, usable_views
from projections.stored.history_source import Source, reading
from projections.stored.view_states import State
from projections.stored.writing import states_of, write

PAGE = 2_000  # entries in one transaction
_CLIENTS = 200  # clients in one transaction, when all are refreshed


def usable(database: Database) -> Generation | None:
    """The generation in use, if this version of the program made it."""
    with database.reading() as cursor:
        views = usable_views(database, cursor)
    return None if views is None else views.generation


def outdated(database: Database) -> bool:
    """Whether another version of this program made the stored views."""
    with database.reading() as cursor:
        generation = current(database, cursor)
    return generation is not None and generation.versions != VERSIONS


def behind(ledger: Database, views: Database | None = None) -> int | None:
    """How many entries the stored views have not read; None if this version of the program made none."""
    generation = usable(views or ledger)
    return None if generation is None else _last(ledger) - _reached(views or ledger, generation)


def _last(ledger: Database) -> int:
    with reading(ledger) as source:
        return source.last()


def _reached(database: Database, generation: Generation) -> int:
    with database.reading() as cursor:
        return Views(database, cursor, generation).checkpoint()


def catch_up(
    ledger: Database,
    as_of: date,
    *,
    views: Database | None = None,
    every_row: bool = False,
    page: int = PAGE,
    progress: Callable[[int], None] = lambda _position: None,
) -> Generation | None:
    """Bring the stored views up to the newest entry.

    Args:
        ledger: the ledger's database.
        views: that of the stored views, the only one that is written to; None: the ledger's.
        as_of: today; a day before that of the views changes nothing.
        every_row: make the rows of all clients for the day, not only of those that changed.
        page: entries in one transaction.
        progress: called with each position that is reached.

    Returns:
        The generation that is now up to date; None if this version of the program made none.

    Raises:
        Missing: an entry that was recorded is not there.
        ledger.store.errors.PersistenceError: the database cannot be written.
    """
    database = views or ledger
    while (generation := usable(database)) is not None:
        day = max(as_of, generation.as_of)
        start, last = _reached(database, generation), _last(ledger)
        stop = min(start + page, last)
        if start > last:
            raise Missing(last + 1)
        if day > generation.as_of:
            _new_day(ledger, database, generation, day)
        elif start < last:
            _entries(ledger, database, generation, start, stop)
            progress(stop)
        elif every_row and (stale := _stale(database, generation)):
            with _held(ledger, database, generation) as held:
                if held:
                    _refresh(*held, stale)
        else:
            return generation
    return None


@contextmanager
def _held(
    ledger: Database, database: Database, generation: Generation, as_of: date | None = None
) -> Iterator[tuple[Source, Views] | None]:
    """A transaction that holds a generation, and moves it to another day if one is given.

    It gives None if the generation is gone, or another process has moved its day.
    """
    with database.writing() as cursor, reading(ledger) as source:
        held = Views(database, cursor, generation).hold(as_of)
        moved = generation if as_of is None else generation._replace(as_of=as_of)
        yield (source, Views(database, cursor, moved)) if held else None


def _entries(ledger: Database, database: Database, generation: Generation, start: int, stop: int) -> None:
    """Fold the entries between two positions into the views, unless another process does."""
    with _held(ledger, database, generation) as held:
        if held is None or held[1].checkpoint() != start:
            return
        source, views = held
        rows, by_client = source.between(start, stop), dict[str, list[Row]]()
        for row in rows:
            if row.client is not None:
                by_client.setdefault(row.client, []).append(row)
        policies = source.policies(stop)
        if any(row.stream == HOUSE for row in rows):
            _policies_changed(views, source.policies(start), policies)
        states = states_of(views, by_client)
        changes = [
            _changed(source, generation, new, states.get(client), policies)
            for client, new in by_client.items()
        ]
        write(views, changes)
        track(database, views.cursor, Checkpoint(generation.checkpoint, stop))


def _changed(
    source: Source, generation: Generation, rows: Sequence[Row], state: State | None, policies: Timetable
) -> Change:
    day, months = generation.as_of, generation.months
    if state is not None and (change := advance(state, rows, day, policies, months=months)) is not None:
        return change
    history = source.history(str(rows[0].client), rows[-1].position, rows[0].stream)
    return refold(history, day, date.min if months else None, policies)


def _policies_changed(views: Views, before: Timetable, now: Timetable) -> None:
    """Mark rows as outdated from the first day on which another policy is in force than before."""
    day = now.parts_from(before)
    if day is not None:
        good = day - timedelta(days=1) if day > date.min else day
        statement = f"UPDATE {views.generation.table('pages')} SET shown = ? WHERE shown >= ?"  # noqa: S608 - our own names
        views.database.execute(views.cursor, statement, (good.isoformat(), day.isoformat()))


def _new_day(ledger: Database, database: Database, generation: Generation, day: date) -> None:
    """Move the view states to a later day: refold the clients of whom something comes due by then."""
    with _held(ledger, database, generation, day) as held:
        if held:
            due = held[1].select(["client"], "pages", "WHERE due <= ? ORDER BY client", (day.isoformat(),))
            _refresh(*held, [row[0] for row in due])


def _refresh(source: Source, views: Views, clients: Sequence[str]) -> None:
    """Make clients' rows for the generation's day, and for the month-ends that have passed since."""
    upto, generation = views.checkpoint(), views.generation
    policies, day = source.policies(upto), generation.as_of
    changes = []
    for client, state in states_of(views, clients).items():
        months = state.shown if generation.months and crosses_month(state.shown, day) else None
        if not state.fault and state.folded.due > day and months is None:
            changes.append(shown(state, day, policies))
        else:
            changes.append(refold(source.history(client, upto), day, months, policies))
    write(views, changes)


def _stale(database: Database, generation: Generation) -> list[str]:
    """Some clients whose rows are of an earlier day."""
    with database.reading() as cursor:
        views, values = Views(database, cursor, generation), (generation.as_of.isoformat(), _CLIENTS)
        found = views.select(["client"], "pages", "WHERE shown < ? ORDER BY shown, client LIMIT ?", values)
    return [row[0] for row in found]
