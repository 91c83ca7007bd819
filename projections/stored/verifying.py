"""Verifies the stored views: folds clients from their entries, and compares the result with what is stored.

Verifying changes nothing. It compares some clients at a time with what the views hold at that moment, so that
it holds up no process that refreshes or rebuilds the views.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.codec import Row
from ledger.errors import Fault, Unreadable
from ledger.store.database import Database
from ledger.store.errors import PersistenceError
from projections.policy import Timetable
from projections.stored import view_states
from projections.stored.folding import Change, refold
from projections.stored.generations import Generation, Views, usable_views
from projections.stored.history_source import ClientHistory, Source, reading
from projections.stored.reading import snapshot
from projections.stored.refreshing import usable
from projections.stored.row_diff import count_of_rows, row_diff
from projections.stored.schema import tables, unlisted
from projections.stored.tables import MONTHLY, STATUS, SqlTable, stored, value_for

_AT_ONCE = 200  # clients
_AGAIN = "`goodwill replay` makes the stored views again from the entries"
COMPARE = (
    "the stored views or the entries were changed since: compare the ledger with a backup "
    "(docs/how-to/back-up-and-move.md) before `goodwill replay` makes the views again"
)
"""Verifying cannot see which of the two was changed, and a rebuild removes the traces."""
_STATE = "what is stored of the client to go on from is not what its entries give"


def known_clients(ledger: Database) -> list[str]:
    """The codes of all clients that have entries, in order."""
    return sorted(
        row[0] for row in ledger.select("SELECT DISTINCT client FROM entries WHERE client IS NOT NULL")
    )


def undigested(client: str, rows: Sequence[Row], today: date) -> Fault | None:
    """The entry with which a client can no longer be folded; None if it can. All its rows can be read."""
    history = ClientHistory.of_rows(client, rows)
    if not (reason := _reason(history, today)):
        return None
    good, bad = 0, len(rows)
    while bad - good > 1:
        middle = (good + bad) // 2
        if why := _reason(history.upto(middle), today):
            bad, reason = middle, why
        else:
            good = middle
    entry = rows[bad - 1]
    what = f"{entry.kind} cannot be taken into the views: {reason}, so {client} has no figures"
    advice = "correct or void it; if it is as it should be, report this"
    return Fault(entry.position, client, "undigested", what, advice)


def _reason(history: ClientHistory, today: date) -> str | None:
    return refold(history, today, None, Timetable()).fault


def differences(
    ledger: Database, views: Database, clients: Sequence[str], known: Collection[str] = ()
) -> Iterator[Fault]:
    """Where the stored views differ from what the entries up to their checkpoint give.

    Args:
        ledger: the ledger's database.
        views: that of the stored views.
        clients: the clients to compare.
        known: all clients of the ledger; without them, rows of unknown clients are not looked for.
    """
    if (generation := usable(views)) is None:
        yield from _unlisted(views)
        return
    if broken := list(_broken(views, generation)):
        yield from broken
        return
    yield from _ahead(ledger, views, generation)
    for start in range(0, len(clients), _AT_ONCE):
        with snapshot(views) as cursor, reading(ledger) as source:
            comparison = _comparison(source, usable_views(views, cursor))
            if comparison is None:
                return
            for client in clients[start : start + _AT_ONCE]:
                yield from comparison.client(client)
    if known:
        yield from _strangers(views, set(known))


def _unlisted(views: Database) -> Iterator[Fault]:
    """Tables of stored views that nothing says are in use."""
    with views.reading() as cursor:
        if unlisted(views, cursor):
            what = "the row in views_generations that says which stored views are in use is missing"
            yield Fault(0, None, "views-broken", what, _AGAIN)


def _broken(views: Database, generation: Generation) -> Iterator[Fault]:
    """Tables and SQL views that do not have the columns that they were made with."""
    columns = {name: table.names for name, table in tables().items()} | {STATUS.name: STATUS.names}
    for name, wanted in {generation.table("pages"): list(view_states.COLUMNS), **columns}.items():
        try:
            views.select(f"SELECT {', '.join(wanted)} FROM {name} WHERE 1 = 0")  # noqa: S608 - our own names
        except PersistenceError:
            what = f"the stored view '{name}' is missing, or not as it was made"
            yield Fault(0, None, "views-broken", what, _AGAIN)


def _ahead(ledger: Database, views: Database, generation: Generation) -> Iterator[Fault]:
    with views.reading() as cursor, reading(ledger) as source:
        upto, last = Views(views, cursor, generation).checkpoint(), source.last()
    if upto > last:
        what = f"the stored views have taken in entries up to position {upto}, and the ledger ends at {last}"
        advice = "restore the ledger from a backup: entries are never removed"
        yield Fault(last, None, "views-ahead", what, advice)


def _strangers(views: Database, known: Collection[str]) -> Iterator[Fault]:
    """Rows of clients that the ledger does not have."""
    with snapshot(views) as cursor:
        for name in tables():
            cursor.execute(f"SELECT client, count(*) FROM {name} GROUP BY client")  # noqa: S608 - our own names
            for client, count in cursor.fetchall():
                if client not in known:
                    rows = count_of_rows(count)
                    what = f"the stored view {name} has {rows} of a client that the ledger does not know"
                    yield Fault(0, client, "views-differ", what, COMPARE)


def _comparison(source: Source, views: Views | None) -> _Comparison | None:
    if views is None:
        return None
    upto = views.checkpoint()
    try:
        return _Comparison(source, views, upto, source.policies(upto))
    except Unreadable:  # a fault of the ledger, which is reported as such
        return None


class _Comparison(NamedTuple):
    """Compares clients within one transaction of the views."""

    source: Source
    views: Views
    upto: int
    policies: Timetable

    def client(self, client: str) -> Iterator[Fault]:
        """What differs of a client, in its state and table by table."""
        history, generation = self.source.history(client, self.upto), self.views.generation
        if not history.rows:
            return
        states = self.views.select(view_states.COLUMNS, "pages", "WHERE client = ?", (client,))
        day, months = self._shown(states), date.min if generation.months else None
        folded = refold(history, generation.as_of, months, self.policies)
        wanted = dict(zip(view_states.COLUMNS, folded.state, strict=True)) | {"shown": day.isoformat()}
        wrong = [] if states == [(*wanted.values(),)] else [_STATE]
        if day < generation.as_of:
            folded = refold(history, day, months, self.policies)
        wrong += self._rows(client, folded, day)
        for what in wrong:
            yield Fault(history.position, client, "views-differ", what, COMPARE)

    def _rows(self, client: str, folded: Change, day: date) -> Iterator[str]:
        """The tables in which the rows of a client differ, and how."""
        engine, as_of = self.views.engine, self.views.generation.as_of
        good, today = value_for(engine, day), value_for(engine, as_of)
        found = {name: self._rows_of(client, name, table) for name, table in tables().items()}
        # Rows that have to be made again under another policy are of a later day than the last good one.
        waiting = any(_later(row[1], good) and not _later(row[1], today) for row in found["clients"])
        wanted = dict(folded.by_table())
        for name, rows in found.items():
            monthly = name.endswith(MONTHLY)
            if waiting and not monthly:
                continue
            stale = monthly and day < as_of
            here = Counter(row for row in rows if not stale or _later(good, row[1]))
            there = Counter(stored(engine, name, wanted.get(name, [])))
            if here != there:
                yield row_diff(name, [*(here - there).elements()], [*(there - here).elements()])

    def _rows_of(self, client: str, name: str, table: SqlTable) -> list[tuple[Any, ...]]:
        """A client's rows as the SQL view shows them."""
        statement = f"SELECT {', '.join(table.names)} FROM {name} WHERE client = ?"  # noqa: S608 - our own names
        found = self.views.database.execute(self.views.cursor, statement, (client,)).fetchall()
        return [tuple(row) for row in found]

    def _shown(self, states: Sequence[Sequence[Any]]) -> date:
        """The day up to which all rows of a client are good, as its state says."""
        try:
            return date.fromisoformat(states[0][view_states.COLUMNS.index("shown")])
        except (IndexError, TypeError, ValueError):
            return self.views.generation.as_of


def _later(day: object, than: object) -> bool:
    """Whether a stored day is later than another; a value that is no day is not."""
    return type(day) is type(than) and day > than  # type: ignore[operator]  # both text, or both dates
