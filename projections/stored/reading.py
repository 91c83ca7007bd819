"""A view's answer from the stored pages: the same as from the facts, without reading them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import decode
from ledger.store.database import Database
from projections.choice import ANY, Filter, Party, parties
from projections.clients import Client
from projections.fold import Horizon
from projections.framework.answer import Answer
from projections.framework.asking import answer_of
from projections.framework.registry import ALL
from projections.policy import DEFAULT, HOUSE, Policy, adopted
from projections.stored.history_source import entries_of
from projections.stored.listing import Listing, Tables
from projections.stored.refreshing import checkpoint
from projections.stored.schema import VERSIONS, Generation, current
from projections.stored.view_states import column_of, page_of

_ONE_BY_ONE = 500  # clients that are looked up sooner than all are read
_SNAPSHOT = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""What makes all that a transaction reads be of one moment."""


def answer(
    ledger: Database,
    name: str,
    *,
    as_of: date,
    known_at: datetime,
    views: Database | None = None,
    policy: Policy | None = None,
    where: Filter = ANY,
) -> Answer | None:
    """What a view says, from the stored pages as they are; catch up before.

    Args:
        ledger: the ledger's database.
        name: a view in ``projections.ALL``.
        as_of: the day asked for.
        known_at: the moment of asking; printed as given.
        views: the database of the stored views; None: the ledger's.
        policy: how the figures are made; None: as the house has adopted.
        where: the clients wanted.

    Returns:
        None where the pages cannot answer: there are none of this program's, they are for another day, or a
        client's entries cannot be folded.

    Raises:
        UnknownChoice: no client has what the filter asks for.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    view = ALL[name]
    with _pages(views or ledger, as_of) as pages:
        if pages is None:
            return None
        horizon = Horizon(as_of, known_at, pages.position())
        others: list[Any] | None = None
        if view.compare and (codes := where.only_named()):
            others = pages.tables.others(view, [*codes])
        compares = view.compare is not None and others is None
        directory, begun = pages.directory(as_of, ANY if compares else where)
        shown: Sequence[Party[Any]] = parties(directory, [(code, None) for code in begun], where)
        wanted = {client.code for party in shown if party.shown for client, _ in party.members}
        found = pages.of(name, set(begun) if compares else wanted)
        chosen = parties(directory, ((code, found.get(code)) for code in begun), where)
    if policy is None:
        policy, _ = _adopted(ledger, horizon)
    rows, items = view.of(chosen, as_of, policy, others or ())
    return answer_of(view, (rows, items), horizon, policy, chosen)


def _adopted(ledger: Database, horizon: Horizon) -> tuple[Policy, date]:
    """The policy in force on a day, and since which day it is."""
    with ledger.reading() as cursor:
        found = adopted(map(decode, entries_of(ledger, cursor, HOUSE, horizon.position)), horizon)
    return (found.policy, found.entry.on) if found else (DEFAULT, date.min)


def listed(
    ledger: Database,
    name: str,
    *,
    as_of: date,
    known_at: datetime,
    views: Database | None = None,
    where: Filter = ANY,
) -> Answer | None:
    """The same under the policy in force, without items and parties: sooner, for rows of many come from their tables.

    Where clients are named, or groups are wanted, pages are read. What is returned and raised is as for ``answer``.
    """
    if where.clients or where.group:
        return answer(ledger, name, as_of=as_of, known_at=known_at, views=views, where=where)
    view = ALL[name]
    with _pages(views or ledger, as_of) as pages:
        if pages is None:
            return None
        horizon = Horizon(as_of, known_at, pages.position())
        policy, since = _adopted(ledger, horizon)
        listing, clients = Listing(pages.tables, view, policy, since), pages.tables.clients()
        begun = [(code, None) for code, one in clients.items() if one.begun and one.begun <= as_of]
        chosen: Sequence[Party[Any]] = parties(
            {code: one.client for code, one in clients.items()}, begun, where
        )
        holding = listing.holding([clients[party.code] for party in chosen])
        rows = listing.rows(holding)
        others = [party for party in chosen if party.code not in holding]
        found = pages.of(name, {party.code for party in others})
    for party in others:
        party.members = [(client, found[client.code]) for client, _ in party.members]
        rows += view.rows(view.prepare(party, policy), as_of)[0]
    rows.sort(key=lambda row: (row.client, getattr(row, "currency", "")))
    return answer_of(view, (view.compare(rows, policy, ()) if view.compare else rows, []), horizon, policy)


@contextmanager
def _pages(database: Database, as_of: date) -> Iterator[_Pages | None]:
    """The pages as of one moment; None where they cannot answer of that day."""
    with snapshot(database) as cursor:
        generation = current(database, cursor)
        if generation is None or (generation.versions, generation.as_of) != (VERSIONS, as_of):
            yield None
            return
        pages = _Pages(database, cursor, generation)
        yield None if pages.faulty() else pages


@contextmanager
def snapshot(database: Database) -> Iterator[DBAPICursor]:
    """A cursor that sees one moment of the database, while others may write."""
    with database.reading() as cursor:
        cursor.execute(_SNAPSHOT[database.engine.dialect.name])
        yield cursor


class _Pages(NamedTuple):
    """The pages of a generation, within one transaction."""

    database: Database
    cursor: DBAPICursor
    generation: Generation

    def faulty(self) -> bool:
        return bool(self._select("1", "WHERE fault IS NOT NULL LIMIT 1"))

    @property
    def tables(self) -> Tables:
        return Tables(*self)

    def directory(self, as_of: date, where: Filter) -> tuple[dict[str, Client], list[str]]:
        """The clients of the directory, and the codes of those that had begun; only those named, if that is enough."""
        found: list[Any] = []
        columns = f"client, since, {column_of('clients')}"
        for code in where.only_named():
            found += self._select(columns, "WHERE client = ?", (code,))
        if len(found) < len(where.clients) or not found:
            found = self._select(columns, "ORDER BY client")
        directory = {code: page_of("clients", page) or Client(code) for code, _, page in found}
        return directory, [code for code, since, _ in found if since and since <= as_of.isoformat()]

    def position(self) -> int:
        return checkpoint(*self)

    def of(self, name: str, clients: Collection[str]) -> dict[str, Any]:
        """The pages of clients in a view."""
        columns = f"client, {column_of(name)}"
        if len(clients) > _ONE_BY_ONE:
            found = [row for row in self._select(columns, "") if row[0] in clients]
        else:
            found = [row for code in clients for row in self._select(columns, "WHERE client = ?", (code,))]
        return {code: page_of(name, page) for code, page in found}

    def _select(self, columns: str, rest: str, values: tuple[str, ...] = ()) -> list[Any]:
        statement = f"SELECT {columns} FROM {self.generation.table('pages')} {rest}"  # noqa: S608 - our own names
        return list(self.database.execute(self.cursor, statement, values).fetchall())
