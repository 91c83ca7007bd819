"""A view's answer from the stored views: the same as from the facts, without reading them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from ledger.store.database import Database, DBAPICursor
from projections.framework.answer import Answer
from projections.framework.asking import answer_of
from projections.framework.clients import Client
from projections.framework.filters import ANY, AccountHolder, Filter, account_holders
from projections.framework.history import Horizon
from projections.framework.registry import ALL
from projections.policy import DEFAULT, Policy, adopted
from projections.stored.generations import usable_views
from projections.stored.history_source import reading
from projections.stored.listing import Listing, Tables
from projections.stored.view_states import column_of, state_of

_ONE_BY_ONE = 500  # clients; up to so many, looking each up is faster than reading all
_SNAPSHOT = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""Begins a transaction whose queries all see the same moment."""


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
    """A view's answer from the stored states as they are; catch up before.

    Args:
        ledger: the ledger's database.
        name: a view in ``projections.ALL``.
        as_of: the day asked for.
        known_at: the moment of asking; printed as given.
        views: the database of the stored views; None: the ledger's.
        policy: how to compute the figures; None: the policy that the house has adopted.
        where: the clients wanted.

    Returns:
        None if the states cannot answer: this version of the program made none, they are for another day, or
        a client's entries cannot be folded.

    Raises:
        UnknownChoice: no client has what the filter asks for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    view = ALL[name]
    with _states(views or ledger, as_of) as states:
        if states is None:
            return None
        horizon = Horizon(as_of, known_at, states.checkpoint())
        others: list[Any] | None = None
        if view.compare and (codes := where.only_named()):
            others = states.others(view, [*codes])
        compares = view.compare is not None and others is None
        directory, begun = states.directory(as_of, ANY if compares else where)
        selected: Sequence[AccountHolder[Any]] = account_holders(
            directory, [(code, None) for code in begun], where
        )
        wanted = {client.code for holder in selected if holder.shown for client, _ in holder.members}
        found = states.of(name, set(begun) if compares else wanted)
        chosen = account_holders(directory, ((code, found.get(code)) for code in begun), where)
    if policy is None:
        policy, _ = _adopted(ledger, horizon)
    rows, items = view.of(chosen, as_of, policy, others or ())
    return answer_of(view, (rows, items), horizon, policy, chosen)


def _adopted(ledger: Database, horizon: Horizon) -> tuple[Policy, date]:
    """The policy in force on a day, and the day on which it came into force."""
    with reading(ledger) as source:
        found = adopted(source.house(horizon.position), horizon)
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
    """As ``answer``, under the policy in force, without items and account holders.

    It is faster, because it reads stored rows. If clients are named, or groups are wanted, it
    reads the states.
    """
    if where.clients or where.group:
        return answer(ledger, name, as_of=as_of, known_at=known_at, views=views, where=where)
    view = ALL[name]
    with _states(views or ledger, as_of) as states:
        if states is None:
            return None
        horizon = Horizon(as_of, known_at, states.checkpoint())
        policy, since = _adopted(ledger, horizon)
        listing, clients = Listing(states, view, policy, since), states.clients()
        begun = [(code, None) for code, one in clients.items() if one.begun and one.begun <= as_of]
        directory = {code: one.client for code, one in clients.items()}
        chosen: Sequence[AccountHolder[Any]] = account_holders(directory, begun, where)
        holding = listing.holding([clients[holder.code] for holder in chosen])
        rows = listing.rows(holding)
        others = [holder for holder in chosen if holder.code not in holding]
        found = states.of(name, {holder.code for holder in others})
    for holder in others:
        holder.members = [(client, found[client.code]) for client, _ in holder.members]
        rows += view.rows(view.prepare(holder, policy), as_of)[0]
    rows.sort(key=lambda row: (row.client, getattr(row, "currency", "")))
    return answer_of(view, (view.compare(rows, policy, ()) if view.compare else rows, []), horizon, policy)


@contextmanager
def _states(database: Database, as_of: date) -> Iterator[_States | None]:
    """The states at one moment; None if they cannot answer for that day."""
    with snapshot(database) as cursor:
        views = usable_views(database, cursor)
        if views is None or views.generation.as_of != as_of:
            yield None
        else:
            faulty = views.select(["1"], "pages", "WHERE fault IS NOT NULL LIMIT 1")
            yield None if faulty else _States(*views)


@contextmanager
def snapshot(database: Database) -> Iterator[DBAPICursor]:
    """A cursor whose queries all see the same moment, while others may write."""
    with database.reading() as cursor:
        cursor.execute(_SNAPSHOT[database.dialect])
        yield cursor


class _States(Tables):
    """The view states of a generation."""

    def directory(self, as_of: date, where: Filter) -> tuple[dict[str, Client], list[str]]:
        """The clients by code, and the codes of those that had begun; only named ones, if that is enough."""
        found: list[Any] = []
        columns = "client", "since", column_of("clients")
        for code in where.only_named():
            found += self.select(columns, "pages", "WHERE client = ?", (code,))
        if len(found) < len(where.clients) or not found:
            found = self.select(columns, "pages", "ORDER BY client")
        directory = {code: state_of("clients", text) or Client(code) for code, _, text in found}
        return directory, [code for code, since, _ in found if since and since <= as_of.isoformat()]

    def of(self, name: str, clients: Collection[str]) -> dict[str, Any]:
        """The states of clients in a view."""
        columns = "client", column_of(name)
        if len(clients) > _ONE_BY_ONE:
            found = [row for row in self.select(columns, "pages") if row[0] in clients]
        else:
            one = "WHERE client = ?"
            found = [row for code in clients for row in self.select(columns, "pages", one, (code,))]
        return {code: state_of(name, text) for code, text in found}
