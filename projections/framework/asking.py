"""Questions to views: about which clients, as of which day, as known at which moment, under which policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ledger.entry import Entry
from ledger.errors import LedgerError
from projections.framework import clients
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.filters import ANY, AccountHolder, Filter, account_holders
from projections.framework.fold import Folded, fold
from projections.framework.history import History, HistorySource, Horizon, remembered
from projections.framework.registry import ALL, AnyView
from projections.policy import Policy, in_force


class UnknownView(LedgerError):
    """There is no view of that name."""

    code = "unknown-view"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no view '{name}'; ask for one of: {', '.join(known)}")


def view_called(name: str) -> AnyView:
    """The view of a name.

    Raises:
        UnknownView: there is none.
    """
    if name not in ALL:
        raise UnknownView(name, ALL)
    return ALL[name]


def answer(
    name: str,
    entries: Iterable[Entry] | History,
    *,
    as_of: date,
    known_at: datetime | None,
    position: int,
    policy: Policy | None = None,
    where: Filter = ANY,
) -> Answer:
    """A view's answer about a ledger, for a day, as known at a moment; see the docstring of ``projections``.

    Raises:
        UnknownView: no view has that name.
        UnknownChoice: no client matches the filter.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    horizon = Horizon(as_of, known_at, position)
    ((found,),) = ask_all([view_called(name)], entries, horizon, (policy,), where)
    return found


def ask_all(
    views: Iterable[AnyView],
    entries: Iterable[Entry] | History,
    horizon: Horizon,
    policies: Sequence[Policy | None],
    where: Filter = ANY,
) -> Iterator[list[Answer]]:
    """Each view's answer under each policy (None: the one in force); the entries are folded once."""
    views = list(views)
    folds = (clients.evolve, *(view.evolve for view in views))
    if isinstance(entries, HistorySource):
        codes, house = entries.clients(horizon), list(entries.house(horizon))
        compared = any(view.compare for view in views)
        named = set() if compared else where.only_named()
        folded = fold(folds, entries, horizon, [code for code in codes if code in named] if named else codes)
    else:
        house = []
        folded = fold(folds, _apart(entries if callable(entries) else remembered(entries), house), horizon)
        codes = [*folded]
    used = [policy or in_force(house, horizon) for policy in policies]
    directory = {code: _client(code, folded) for code in codes}
    begun = [(code, one.states) for code, one in folded.items() if one.since <= horizon.as_of]
    for number, view in enumerate(views, 1):
        chosen = account_holders(directory, ((code, states[number]) for code, states in begun), where)
        yield [
            answer_of(view, view.of(chosen, horizon.as_of, policy), horizon, policy, chosen)
            for policy in used
        ]


def _client(code: str, folded: Mapping[str, Folded]) -> Client:
    return clients.client_of(folded[code].states[0] if code in folded else None, code)


def answer_of(
    view: AnyView,
    made: tuple[list[object], list[object]],
    horizon: Horizon,
    policy: Policy,
    chosen: Sequence[AccountHolder[Any]] = (),
) -> Answer:
    """An answer from the rows that a view made, and the items behind them."""
    rows, items = made
    return Answer(
        view=view.name,
        as_of=horizon.as_of,
        known_at=horizon.known_at,
        policy=policy.version,
        position=horizon.position,
        rows=rows,
        totals=view.totals(rows),
        items=items,
        rules=policy,
        shape=view.table.row,
        item_shape=view.items.row if view.items else None,
        holders=chosen,
    )


def _apart(history: History, house: list[Entry]) -> History:
    """The same history, which collects the house's entries as it is read, so that they are read once."""

    def collecting(client: str | None) -> Iterator[Entry]:
        for entry in history(client):
            if entry.client is None:
                house.append(entry)
            yield entry

    return collecting
