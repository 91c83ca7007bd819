"""Whether the stored views are what the entries give: clients are folded from nothing, and compared to the byte.

Whoever checks changes nothing. Clients are looked at some at a time, each time against what the views hold at that
moment, so nobody who catches up or makes the views again is held up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from eventsourcing.persistence import PersistenceError
from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import Row
from ledger.entry import client_stream
from ledger.errors import Fault, Unreadable
from ledger.store.database import Database
from projections.policy import Timetable
from projections.stored import view_states
from projections.stored.folding import Change, refold
from projections.stored.history_source import Past, past_of
from projections.stored.reading import snapshot
from projections.stored.refreshing import checkpoint, usable
from projections.stored.row_diff import row_diff
from projections.stored.schema import VERSIONS, Generation, current, tables, unlisted
from projections.stored.tables import MONTHLY, STATUS, stored, value_for
from projections.stored.writing import policies_of

_AT_ONCE = 200  # clients
_AGAIN = "`goodwill replay` makes the stored views again from the entries"
COMPARE = (
    "the stored views or the entries were changed since: compare the ledger with a backup "
    "(docs/how-to/back-up-and-move.md) before `goodwill replay` makes the views again"
)
"""Which of the two was changed cannot be seen from here, and making the views again removes what tells of it."""
_KEPT = "what is stored of the client to go on from is not what its entries give"


def known_clients(ledger: Database) -> list[str]:
    """The codes of all clients that have entries, in order."""
    with ledger.reading() as cursor:
        cursor.execute("SELECT DISTINCT client FROM entries WHERE client IS NOT NULL")
        return sorted(row[0] for row in cursor.fetchall())


def undigested(client: str, rows: Sequence[Row], today: date) -> Fault | None:
    """The entry with which a client can no longer be folded; None where it can.

    Args:
        client: its code.
        rows: all its rows, in order of position; each can be read.
        today: the day for which it is folded.
    """
    past = Past.of_rows(client, rows)
    if not (reason := _reason(past, today)):
        return None
    good, bad = 0, len(rows)
    while bad - good > 1:
        middle = (good + bad) // 2
        if why := _reason(past.upto(middle), today):
            bad, reason = middle, why
        else:
            good = middle
    entry = rows[bad - 1]
    what = f"{entry.kind} cannot be taken into the views: {reason}, so {client} has no figures"
    return Fault(
        entry.position,
        client,
        "undigested",
        what,
        "correct or void it; if it is as it should be, report this",
    )


def _reason(past: Past, today: date) -> str | None:
    return refold(past, today, None, Timetable()).fault


def differences(
    ledger: Database, views: Database, clients: Sequence[str], known: Collection[str] = ()
) -> Iterator[Fault]:
    """Where the stored views hold something else than the entries up to their checkpoint give.

    Args:
        ledger: the ledger's database.
        views: that of the stored views.
        clients: whose pages and rows are compared.
        known: all clients of the ledger, where it is to be seen whether anybody else has rows.
    """
    if (generation := usable(views)) is None:
        yield from _unlisted(views)
        return
    if broken := list(_broken(views, generation)):
        yield from broken
        return
    yield from _ahead(ledger, views, generation)
    for start in range(0, len(clients), _AT_ONCE):
        with snapshot(views) as cursor, ledger.reading() as reading:
            check = _Check.begun(ledger, reading, views, cursor)
            if check is None:
                return
            for client in clients[start : start + _AT_ONCE]:
                yield from check.client(client)
    if known:
        yield from _strangers(views, set(known))


def _unlisted(views: Database) -> Iterator[Fault]:
    """Tables of stored views that nothing says are in use."""
    with views.reading() as cursor:
        if unlisted(views, cursor):
            what = "the row in views_generations that says which stored views are in use is missing"
            yield Fault(0, None, "views-broken", what, _AGAIN)


def _broken(views: Database, generation: Generation) -> Iterator[Fault]:
    """Tables and SQL views that are not as they were made."""
    columns = {name: table.names for name, table in tables().items()} | {STATUS.name: STATUS.names}
    for name, wanted in {generation.table("pages"): list(view_states.COLUMNS), **columns}.items():
        try:
            with views.reading() as cursor:
                cursor.execute(f"SELECT {', '.join(wanted)} FROM {name} WHERE 1 = 0")  # noqa: S608 - our own names
        except PersistenceError:
            what = f"the stored view '{name}' is missing, or not as it was made"
            yield Fault(0, None, "views-broken", what, _AGAIN)


def _ahead(ledger: Database, views: Database, generation: Generation) -> Iterator[Fault]:
    with views.reading() as cursor:
        upto = checkpoint(views, cursor, generation)
    with ledger.reading() as cursor:
        last, _ = ledger.last(cursor)
    if upto > last:
        what = f"the stored views have taken in entries up to position {upto}, and the ledger ends at {last}"
        yield Fault(
            last, None, "views-ahead", what, "restore the ledger from a backup: entries are never removed"
        )


def _strangers(views: Database, known: Collection[str]) -> Iterator[Fault]:
    """Rows of whoever is no client."""
    with snapshot(views) as cursor:
        for name in tables():
            cursor.execute(f"SELECT client, count(*) FROM {name} GROUP BY client")  # noqa: S608 - our own names
            for client, count in cursor.fetchall():
                if client not in known:
                    what = f"the stored view {name} has {_count(range(count))} of a client that the ledger does not know"
                    yield Fault(0, client, "views-differ", what, COMPARE)


class _Check(NamedTuple):
    """What clients are compared with, within one transaction of the views'."""

    ledger: Database
    reading: DBAPICursor
    views: Database
    cursor: DBAPICursor
    generation: Generation
    upto: int
    policies: Timetable

    @classmethod
    def begun(
        cls, ledger: Database, reading: DBAPICursor, views: Database, cursor: DBAPICursor
    ) -> _Check | None:
        generation = current(views, cursor)
        if generation is None or generation.versions != VERSIONS:
            return None
        upto = checkpoint(views, cursor, generation)
        try:
            policies = policies_of(ledger, reading, upto)
        except Unreadable:  # a fault of the ledger, which is told as such
            return None
        return cls(ledger, reading, views, cursor, generation, upto, policies)

    def client(self, client: str) -> Iterator[Fault]:
        """What differs of a client, in its pages and table by table."""
        past = past_of(self.ledger, self.reading, client, client_stream(client), self.upto)
        if not past.rows:
            return
        pages = self._select(self.generation.table("pages"), view_states.COLUMNS, client)
        day, months = self._shown(pages), date.min if self.generation.months else None
        made = refold(past, self.generation.as_of, months, self.policies)
        page = dict(zip(view_states.COLUMNS, made.page, strict=True)) | {"shown": day.isoformat()}
        wrong = [] if pages == [(*page.values(),)] else [_KEPT]
        if day < self.generation.as_of:
            made = refold(past, day, months, self.policies)
        wrong += self._rows(client, made, day)
        for what in wrong:
            yield Fault(past.position, client, "views-differ", what, COMPARE)

    def _rows(self, client: str, made: Change, day: date) -> Iterator[str]:
        """In which tables the rows of a client differ, and how."""
        kind = self.views.engine.dialect.name
        today, last = value_for(kind, day), value_for(kind, self.generation.as_of)
        found = {name: self._select(name, table.names, client) for name, table in tables().items()}
        # Rows that wait to be made under another policy are of a later day than the one for which all is good.
        waits = any(_later(row[1], today) and not _later(row[1], last) for row in found["clients"])
        wanted = dict(made.by_table())
        for name, rows in found.items():
            monthly = name.endswith(MONTHLY)
            if waits and not monthly:
                continue
            stale = monthly and day < self.generation.as_of
            one = Counter(row for row in rows if not stale or _later(today, row[1]))
            if one != (two := Counter(stored(kind, name, wanted.get(name, [])))):
                yield row_diff(name, [*(one - two).elements()], [*(two - one).elements()])

    def _shown(self, pages: Sequence[Sequence[Any]]) -> date:
        """The day up to which all rows of a client are good, as its pages say."""
        try:
            return date.fromisoformat(pages[0][view_states.COLUMNS.index("shown")])
        except (IndexError, TypeError, ValueError):
            return self.generation.as_of

    def _select(self, table: str, columns: Sequence[str], client: str) -> list[tuple[Any, ...]]:
        statement = f"SELECT {', '.join(columns)} FROM {table} WHERE client = ?"  # noqa: S608 - our own names
        return [tuple(row) for row in self.views.execute(self.cursor, statement, (client,)).fetchall()]


def _count(rows: Sequence[object]) -> str:
    return "a row" if len(rows) == 1 else f"{len(rows):,} rows"


def _later(day: object, than: object) -> bool:
    """Whether a stored day is later than another; one that is no day is not."""
    return type(day) is type(than) and day > than  # type: ignore[operator]  # both text, or both dates
