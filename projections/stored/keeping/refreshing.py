"""Refreshes the stored views with what was recorded or came due since; each entry is folded in once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from ledger.entry import HOUSE
from ledger.garbage_collector import uncollected
from ledger.store.database import Database
from ledger.store.errors import PersistenceError
from ledger.store.streams import Missing
from ledger.store.tracking import Checkpoint, track
from ledger.times import month_end_before, shifted
from projections.policy import Timetable
from projections.stored.contents import rows_from, stored_of, write, write_calendar, write_policies
from projections.stored.generation import Generation, Views, last_of, left_out, reached, usable
from projections.stored.history_source import Source, reading
from projections.stored.making.client_rows import MONTHS, refold
from projections.stored.making.stored_spans import pasts_of
from projections.stored.making.tracks import MonthEnds
from projections.stored.making.written_rows import Rows, Written, write_rows, written_days
from projections.stored.noting import TABLE as NOTED_TABLE
from projections.stored.noting import noted
from projections.stored.tables.every import RELATIONS, SPANS, WRITTEN
from projections.stored.tables.layout import DayNumber, day_of

PAGE = 10_000  # entries in one transaction
_CLIENTS = 200  # clients in one transaction, when the written rows of all are made
_WRITTEN = [one for one in RELATIONS.values() if not one.spans]
_SPANS = [one for one in RELATIONS.values() if one.spans]
_FROM_FACTS = any(not view.spans for view in WRITTEN)  # a view without spans needs the state of each day


def catch_up(
    ledger: Database,
    as_of: date,
    *,
    views: Database | None = None,
    every_row: bool = False,
    again: bool = False,
    page: int = PAGE,
    progress: Callable[[int], None] = lambda _position: None,
) -> Generation | None:
    """Bring the stored views up to the newest entry.

    Args:
        ledger: the ledger's database.
        views: that of the stored views, the only one that is written to; None: the ledger's.
        as_of: today; a day before that of the views changes nothing.
        every_row: write the rows that SQL cannot make for all clients, not only for those that changed.
        again: fold the clients again that could not be folded.
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
        start, last = reached(database, generation), last_of(ledger)
        stop = min(start + page, last)
        if start > last:
            raise Missing(last + 1)
        if day > generation.as_of:
            _new_day(ledger, database, generation, day)
        elif start < last:
            _entries(ledger, database, generation, start, stop)
            progress(stop)
        elif again:
            again = False
            _fold_again(ledger, database, generation)
        elif every_row and (stale := _stale(database, generation)) != []:
            with _held(ledger, database, generation) as held:
                if held and stale:
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


@uncollected()
def _entries(ledger: Database, database: Database, generation: Generation, start: int, stop: int) -> None:
    """Refold the clients with an entry between two positions, unless another process does."""
    with _held(ledger, database, generation) as held:
        if held is None or held[1].checkpoint() != start:
            return
        source, views = held
        streams = source.streams_between(start, stop)
        policies = source.policies(stop)
        anew = streams.pop(HOUSE, "") is None and _policies_changed(views, source.policies(start), policies)
        if anew:
            streams |= {one.stream: one.client for one in source.streams(stop)}
        made = [
            refold(
                source.history(client, stop, stream),
                generation.as_of,
                policies,
                months=generation.months,
                stored=None if anew or _FROM_FACTS else stored_of(views, client),
            )
            for stream, client in streams.items()
            if client is not None
        ]
        write(views, made)
        views.insert(NOTED_TABLE, [*noted(ledger, start, stop)])
        write_calendar(views)
        track(database, views.cursor, Checkpoint(generation.checkpoint, stop))


def _fold_again(ledger: Database, database: Database, generation: Generation) -> None:
    """Fold each client again that could not be folded, and write its rows if it now can."""
    for client in left_out(database):
        with _held(ledger, database, generation) as held:
            if held is None:
                return
            source, views = held
            upto = views.checkpoint()
            history = source.history(client, upto)
            made = refold(history, generation.as_of, source.policies(upto), months=generation.months)
            if made.fault is None:
                write(views, [made])
                write_calendar(views)


def _policies_changed(views: Views, before: Timetable, now: Timetable) -> bool:
    """Take in other policies, and mark written rows as outdated from the first day of another policy.

    Returns:
        Whether span rows depend on what changed.
    """
    day = now.parts_from(before)
    if day is None:
        return False
    write_policies(views, now)
    good = shifted(day, -1)
    views.update("known", "shown = ? WHERE shown >= ?", [(good.toordinal(), day.toordinal())])
    return any(
        one.depends(before.usable_on(day)) != one.depends(now.usable_on(day))
        for one in SPANS
        for day in {day for day, _ in (*before.steps, *now.steps)}
    )


def _new_day(ledger: Database, database: Database, generation: Generation, day: date) -> None:
    """Move the views to a later day. Spans know the days to come, so only the calendar grows."""
    with _held(ledger, database, generation, day) as held:
        if held:
            write_calendar(held[1])


def _refresh(source: Source, views: Views, clients: Sequence[tuple[str, date]]) -> None:
    """Write the rows of clients that SQL cannot make, for today and for month-ends since each one's day."""
    upto, generation = views.checkpoint(), views.generation
    policies, day = source.policies(upto), generation.as_of
    rows: Rows = {relation.name: [] for relation in _WRITTEN}
    for client, shown in clients:
        if _FROM_FACTS:
            history = source.history(client, upto)
            for name, own in refold(history, day, policies, months=generation.months).rows.items():
                if name in rows:
                    rows[name] += own
        else:
            since = views.select(["since"], "known", "WHERE client = ?", (client,))[0][0]
            stored = rows_from(views, client, month_end_before(shown), MONTHS)
            ends = {name: MonthEnds(own, shown) for name, own in stored.items()}
            days = written_days(_later(since, shown), day, months=generation.months)
            write_rows(client, pasts_of(views, client, _SPANS), days, Written(day, policies, rows, ends))
            for name, own_ends in ends.items():
                rows[name] += own_ends.rows(client)
    codes = [(client,) for client, _ in clients]
    last = [(client, month_end_before(shown).toordinal()) for client, shown in clients]
    for relation in _WRITTEN:
        if relation.months and not _FROM_FACTS:
            views.delete([relation.name], "client = ? AND until >= ?", last)
        else:
            views.delete([relation.name], "client = ?", codes)
        views.insert(relation.name, relation.stored(views.engine, rows[relation.name]))
    views.update("known", "shown = ? WHERE client = ?", [(day.toordinal(), client) for client, _ in clients])


def _later(since: DayNumber | None, shown: date) -> date:
    """The first day from which rows are written again; ``date.max`` for a client that never began."""
    return date.max if since is None else max(day_of(since), shown)


def _stale(database: Database, generation: Generation) -> list[tuple[str, date]] | None:
    """Clients whose written rows are of an earlier day, with that day; None if the generation is gone."""
    values = generation.as_of.toordinal(), _CLIENTS
    try:
        with database.reading() as cursor:
            found = Views(database, cursor, generation).select(
                ["client", "shown"], "known", "WHERE shown < ? ORDER BY shown, client LIMIT ?", values
            )
    except PersistenceError:
        if usable(database) == generation:
            raise
        return None  # another process made the views again, and dropped these tables
    return [(client, day_of(shown)) for client, shown in found]
