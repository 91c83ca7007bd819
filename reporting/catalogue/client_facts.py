"""The facts of one client, as the tables of facts read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from ledger.corrections import Correction, in_force
from ledger.entry import Entry, version_in
from ledger.events import Event
from ledger.subledger import Account, Books, OpenCredit
from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.fold import apart, happened_by, reader_of, step, subscriptions
from projections.framework.fold_parts import Evolve
from projections.history import Horizon
from projections.policy import Policy
from projections.receivables import evolve as evolve_account
from projections.receivables.applying import settle

E = TypeVar("E", bound=Event)


@dataclass(slots=True)
class Moved:
    """The position of the newest entry that says something of a fact: its own, or that of a correction."""

    by_version: dict[int, int]

    def of(self, entry: Entry) -> int:
        """The position of the newest entry about an entry."""
        return self.by_version.get(entry.version, entry.position)


def moved_by(stream: Sequence[Entry]) -> Moved:
    """For each entry of a stream that corrections name, the newest of them, also of those that were voided.

    A correction of a correction counts for the entry that is corrected in the end.

    Args:
        stream: the entries of one stream in order of version.
    """
    rests_on: dict[int, int] = {}
    found: dict[int, int] = {}
    for entry in stream:
        if isinstance(entry.event, Correction):
            named = version_in(entry.stream, UUID(entry.event.entry))
            if named is not None:
                rests_on[entry.version] = root = rests_on.get(named, named)
                found[root] = found[named] = entry.position
    return Moved(found)


class ClientFacts:
    """What the ledger says of one client up to a day.

    Attributes:
        client: the code.
        stream: every entry that is known, in order of position.
        facts: those in force that had happened by the day, in the order of folding.
        moved: the newest entry about each.
        horizon: how far that looks.
        policy: says what settles what.
    """

    def __init__(self, client: str, entries: Iterable[Entry], horizon: Horizon, policy: Policy) -> None:
        self.client = client
        self.horizon = horizon
        self.stream = [entry for entry in entries if horizon.knows(entry)]
        self.facts = happened_by(horizon.as_of, in_force(self.stream))
        self.moved = moved_by(self.stream)
        self.policy = policy
        self._by_kind: dict[type[Event], list[tuple[int, Entry]]] = {}
        for place, entry in enumerate(self.facts):
            self._by_kind.setdefault(type(entry.event), []).append((place, entry))
        self._states: dict[Evolve, Any] = {}

    @property
    def newest(self) -> int:
        """The position of the newest entry that is known."""
        return self.stream[-1].position if self.stream else 0

    @cached_property
    def first(self) -> date | None:
        """The day of the first fact."""
        return min((entry.on for entry in self.facts), default=None)

    def at(self, position: int) -> Entry:
        """The fact at a position."""
        return self._facts[position][1]

    def place(self, entry: Entry) -> int:
        """The place of a fact in the order of folding."""
        return self._facts[entry.position][0]

    def recorded(self, *kinds: type[Event]) -> Iterator[Entry]:
        """The entries of some kinds as they were recorded, kind by kind, also those that are not in force."""
        return (entry for kind in kinds for entry in self._recorded.get(kind, ()))

    def happened(self, *kinds: type[Event]) -> Sequence[Entry]:
        """The facts of some kinds in the order of folding."""
        found = [place for kind in kinds for place in self._by_kind.get(kind, ())]
        found.sort(key=itemgetter(0))
        return [entry for _, entry in found]

    @cached_property
    def _recorded(self) -> dict[type[Event], list[Entry]]:
        found: dict[type[Event], list[Entry]] = {}
        for entry in self.stream:
            found.setdefault(type(entry.event), []).append(entry)
        return found

    @cached_property
    def _facts(self) -> dict[int, tuple[int, Entry]]:
        return {entry.position: (place, entry) for place, entry in enumerate(self.facts)}

    def state(self, evolve: Evolve) -> Any:  # noqa: ANN401 - the state of any fold
        """The state of a fold after the facts; None where no fact concerns it.

        The folds that it consists of are shared with other folds, each done once.
        """
        alone = apart((evolve,))
        return reader_of(alone, evolve)([self._folded(one) for one in alone])

    def _folded(self, evolve: Evolve) -> Any:  # noqa: ANN401 - as above
        if evolve not in self._states:
            parts = apart((evolve,))  # the fold itself is the last, behind the one that it follows
            states, handlers = [None for _ in parts], subscriptions(parts)
            for entry in self.happened(*handlers):
                step(states, entry, handlers[type(entry.event)])
            self._states[evolve] = states[-1]
        return self._states[evolve]

    @cached_property
    def known(self) -> Client:
        """Who the client is on the day."""
        return clients.client_of(self.state(clients.evolve), self.client)

    @cached_property
    def account(self) -> Account:
        """What the client owes and has paid."""
        return self.state(evolve_account) or Account()

    @cached_property
    def books(self) -> Books:
        """What settles what under the policy."""
        return settle(self.account, self.policy)

    @cached_property
    def credits(self) -> dict[tuple[str, int], OpenCredit]:
        """What is left of each payment and credit, by its number and the position of its entry."""
        return {(one.credit.number, one.credit.position): one for one in self.books.credits}

    def currency_of_credit(self, number: str) -> str | None:
        """The currency of a payment or credit, or else the client's own."""
        found = self.account.credits.get(number)
        return found.currency if found else self.known.currency

    def currency_of(self, document: str | None) -> str | None:
        """The currency of a document, or else the client's own."""
        account = self.account
        if document is not None:
            for place in (account.documents, account.orders, account.credits, account.returns):
                if document in place:
                    return place[document].currency
        return self.known.currency
