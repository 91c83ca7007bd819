"""Verifies the stored views: folds clients from their entries, and compares the result with what is stored.

Verifying changes nothing. It compares some clients at a time with what the views hold at that moment, so that
it holds up no process that refreshes or rebuilds the views.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger import fault_kinds as kinds
from ledger.codec import Row
from ledger.errors import Fault, Unreadable
from ledger.recording.findings import MOST_OF_STREAM, Findings
from ledger.store.database import Database
from ledger.store.errors import PersistenceError
from ledger.store.tracking import tracked
from projections.policy import Timetable
from projections.stored.contents import calendar_of, rows_of_policies
from projections.stored.generation import Generation, Views, current, usable, usable_views
from projections.stored.history_source import ClientHistory, Source, reading
from projections.stored.making.client_rows import ClientRows, refold
from projections.stored.making.tracks import MonthEnds
from projections.stored.noting import TABLE as NOTED_TABLE
from projections.stored.noting import noted
from projections.stored.tables.every import RELATIONS
from projections.stored.tables.layout import cell_of, day_of, shown_day
from projections.stored.tables.relations import FOREVER, KNOWN, NOTED, POLICIES
from projections.stored.tables.schema import tables, unlisted
from projections.stored.tables.sql import STATUS
from projections.stored.verifying.row_diff import count_of_rows, row_diff
from projections.stored.verifying.sql_views import redefined

_SOUND = "WHERE fault IS NULL"
_AT_ONCE = 200  # clients
_AGAIN = "`goodwill replay` rebuilds the stored views from the entries"
COMPARE = (
    "the stored views or the entries were changed since: compare the ledger with a backup "
    "(docs/how-to/back-up-and-move.md) before `goodwill replay` rebuilds the views"
)
"""Verifying cannot see which of the two was changed, and a rebuild removes the traces."""
_KNOWN = "what the stored table known says of the client is not what its entries give"


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
    return Fault(entry.position, client, kinds.UNDIGESTED.code, what, advice)


def _reason(history: ClientHistory, today: date) -> str | None:
    return refold(history, today, Timetable(), months=False).fault


def differences(
    ledger: Database, views: Database, clients: Sequence[str], known: Collection[str] = ()
) -> Iterator[Fault]:
    """Where the stored views differ from what the entries up to their checkpoint give.

    Each of the first clients of a table is a fault of its own, and the others together are one.

    Args:
        ledger: the ledger's database.
        views: that of the stored views.
        clients: the clients to compare.
        known: all clients of the ledger; without them, only rows of the clients to compare are looked at.
    """
    if (generation := usable(views)) is None:
        yield from _unlisted(views)
        return
    if broken := list(_broken(views, generation)):
        yield from broken
        return
    yield from _redefined(views)
    yield from _ahead(ledger, views, generation)
    found = Findings(MOST_OF_STREAM)
    for start in range(0, max(len(clients), 1), _AT_ONCE):
        with views.snapshot() as cursor, reading(ledger) as source:
            comparison = _comparison(source, usable_views(views, cursor))
            if comparison is None:
                return
            yield from comparison.house() if start == 0 else ()
            for client in clients[start : start + _AT_ONCE]:
                for table, fault in comparison.client(client):
                    found.note(fault, table)
    if known:
        yield from _misnoted(ledger, views, generation)
        for table, fault in _strangers(views, generation, set(known)):
            found.note(fault, f"{table} of strangers")
    yield from found.faults


def _unlisted(views: Database) -> Iterator[Fault]:
    """Tables of stored views that nothing says are in use."""
    with views.reading() as cursor:
        if unlisted(views, cursor):
            what = "the row in views_generations that says which stored views are in use is missing, or was changed"
            yield Fault(0, None, kinds.VIEWS_BROKEN.code, what, _AGAIN)


def _broken(views: Database, generation: Generation) -> Iterator[Fault]:
    """Tables and SQL views that do not have the columns that they were made with, and a lost checkpoint."""
    own = {"known": [*KNOWN], "policies": [*POLICIES], "noted": [*NOTED]} | {
        name: one.names for name, one in RELATIONS.items()
    }
    wanted = {generation.table(name): names for name, names in own.items()}
    wanted |= {name: table.names for name, table in tables().items()} | {STATUS.name: STATUS.names}
    for name, columns in wanted.items():
        try:
            views.select(f"SELECT {', '.join(columns)} FROM {name} WHERE 1 = 0")  # noqa: S608 - our own names
        except PersistenceError:
            what = f"the stored view '{name}' is missing, or not as it was made"
            yield Fault(0, None, kinds.VIEWS_BROKEN.code, what, _AGAIN)
    with views.reading() as cursor:
        if tracked(views, cursor, generation.checkpoint) is None:
            what = "the row in tracking that says which entries the stored views have read is missing"
            yield Fault(0, None, kinds.VIEWS_BROKEN.code, what, _AGAIN)


def _redefined(database: Database) -> Iterator[Fault]:
    """SQL views that show other figures than the tables behind them hold."""
    with database.snapshot() as cursor:
        for name in redefined(views) if (views := usable_views(database, cursor)) else ():
            what = f"the SQL view '{name}' shows something else than it was made to show"
            yield Fault(0, None, kinds.VIEWS_BROKEN.code, what, _AGAIN)


def _ahead(ledger: Database, views: Database, generation: Generation) -> Iterator[Fault]:
    with views.reading() as cursor, reading(ledger) as source:
        upto, last = Views(views, cursor, generation).checkpoint(), source.last()
    if upto > last:
        what = f"the stored views have taken in entries up to position {upto}, and the ledger ends at {last}"
        advice = "restore the ledger from a backup: entries are never removed"
        yield Fault(last, None, kinds.VIEWS_AHEAD.code, what, advice)


def _misnoted(ledger: Database, views: Database, generation: Generation) -> Iterator[Fault]:
    """The first entry of which the stored table of covers and plans has other rows than the entry gives."""
    with views.snapshot() as cursor:
        own = Views(views, cursor, generation)
        stored, upto = {*map(_plain, own.select([*NOTED], NOTED_TABLE))}, own.checkpoint()
    try:
        wrong = stored.symmetric_difference(noted(ledger, 0, upto))
    except (Unreadable, PersistenceError):  # a fault of the ledger, which is reported as such
        return
    if wrong:
        position = min((row[1] for row in wrong if isinstance(row[1], int)), default=0)
        what = f"the stored table {NOTED_TABLE} is not what the entries give, first of entry {position}"
        yield Fault(position, None, kinds.VIEWS_DIFFER.code, what, COMPARE)


def _strangers(
    views: Database, generation: Generation, known: Collection[str]
) -> Iterator[tuple[str, Fault]]:
    """Rows of clients that the ledger does not have, with their tables."""
    with views.snapshot() as cursor:
        for name in ("known", *RELATIONS):
            place = generation.table(name)
            cursor.execute(f"SELECT client, count(*) FROM {place} GROUP BY client")  # noqa: S608 - our own names
            for client, count in cursor.fetchall():
                if client not in known:
                    rows = count_of_rows(count)
                    what = f"the stored view {name} has {rows} of a client that the ledger does not know"
                    yield name, Fault(0, client, kinds.VIEWS_DIFFER.code, what, COMPARE)


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

    def house(self) -> Iterator[Fault]:
        """What differs in the tables of the house."""
        for name, rows in rows_of_policies(self.policies).items():
            stored = self.views.select(["*"], name)
            if Counter(map(_plain, stored)) != Counter(map(_plain, rows)):
                what = f"the stored table {name} is not what the policies give"
                yield Fault(0, None, kinds.VIEWS_DIFFER.code, what, COMPARE)
        for what in self._days():
            yield Fault(0, None, kinds.VIEWS_DIFFER.code, what, COMPARE)

    def _days(self) -> Iterator[str]:
        """What is wrong with today or with the month-ends."""
        stored = {day for (day,) in self.views.select(["as_of"], "calendar")}
        if stored != {*calendar_of(self.views)}:
            yield "the stored table calendar does not have the month-ends since the first figures"
        today = self.views.generation.as_of
        later = "WHERE shown > ? AND shown <= ? ORDER BY shown DESC LIMIT 1"
        for (shown,) in self.views.select(["shown"], "known", later, (today.toordinal(), FOREVER)):
            yield f"views_generations says that today is {today}, and rows of {shown_day(shown)} are stored"

    def client(self, client: str) -> Iterator[tuple[str, Fault]]:
        """The tables in which a client differs, and how."""
        history, generation = self.source.history(client, self.upto), self.views.generation
        stored = self.views.select([*KNOWN], "known", "WHERE client = ?", (client,))
        if not history.rows:
            if stored:
                what = f"the stored views have rows of a client without an entry up to position {self.upto}, where they stand"
                yield "known", Fault(0, client, kinds.VIEWS_DIFFER.code, what, COMPARE)
            return
        shown = self._shown(stored)
        made = refold(history, shown, self.policies, months=generation.months)
        known = tuple(map(cell_of, made[: len(KNOWN)]))
        passed = [row[[*KNOWN].index("fault")] for row in stored if made.fault is None]
        if any(passed):
            what = (
                f"the stored views have no figures of the client, because it could not be folded: {passed[0]}"
            )
            advice = "it can be folded now; `goodwill project` does so"
            yield "known", Fault(history.position, client, kinds.VIEWS_DIFFER.code, what, advice)
            return
        wrong = [] if [*map(_plain, stored)] == [known] else [("known", _KNOWN)]
        for table, what in (*wrong, *self._rows(client, made, shown)):
            yield table, Fault(history.position, client, kinds.VIEWS_DIFFER.code, what, COMPARE)

    def _rows(self, client: str, made: ClientRows, shown: date) -> Iterator[tuple[str, str]]:
        """The tables in which the rows of a client differ, and how."""
        engine, waits = self.views.engine, shown < self.views.generation.as_of
        for name, relation in RELATIONS.items():
            columns = ["*"] if engine == "sqlite" else relation.names
            rows = [*map(_plain, self.views.select(columns, name, "WHERE client = ?", (client,)))]
            if waits and relation.months:  # rows of later days are to be written again
                rows = MonthEnds(rows, shown).rows(client)
            elif (
                waits and not relation.spans and {row[relation.start] for row in rows} != {shown.toordinal()}
            ):
                continue
            here, there = Counter(rows), Counter(map(_plain, relation.stored(engine, made.rows[name])))
            if here != there:
                yield name, row_diff(relation, [*(here - there).elements()], [*(there - here).elements()])

    def _shown(self, stored: Sequence[Sequence[Any]]) -> date:
        """The day up to which all written rows of a client are good."""
        try:
            return day_of(stored[0][[*KNOWN].index("shown")])
        except (IndexError, OverflowError, TypeError, ValueError):
            return self.views.generation.as_of


def _plain(row: Sequence[Any]) -> tuple[object, ...]:
    """A stored row with money as text."""
    return tuple(map(cell_of, row))


def drifted(next_views: Views) -> list[str]:
    """The clients of whom the same entries give other spans than those in use.

    A client is not compared if something was recorded of it since. None is if another version made the spans
    in use, or if they were made under other policies.
    """
    new, old = next_views.generation, current(next_views.database, next_views.cursor)
    if old is None or old.versions != new.versions:
        return []
    before = next_views._replace(generation=old)
    if {*before.select(["*"], "policies")} != {*next_views.select(["*"], "policies")}:
        return []
    sound = ({*views.select(["client", "position"], "known", _SOUND)} for views in (next_views, before))
    same = {client for client, _ in set.intersection(*sound)}
    found: set[str] = set()
    for relation in RELATIONS.values():
        for one, other in ((next_views, old), (before, new)) if relation.spans else ():
            columns = ", ".join(relation.names)
            rest = f"EXCEPT SELECT {columns} FROM {other.table(relation.name)}"  # noqa: S608 - our own names
            found |= {client for client, *_ in one.select(relation.names, relation.name, rest)}
    return sorted(found & same)
