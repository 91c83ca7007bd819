"""The directory of clients: their names, managers, territories and segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientDetailsChanged,
    ClientLost,
    ClientParentChanged,
    ClientReassigned,
    ClientRegistered,
    ClientRenamed,
    ClientWonBack,
    ProspectQualified,
)
from ledger.money import NO_CURRENCY
from ledger.text import language_of
from projections.framework.columns import CLIENT, NAME, Column
from projections.framework.fold import Folded
from projections.framework.tables import Table

VERSION = 4
"""Raised whenever the fold or its state changes."""
LOST = "lost"
"""The state of a client that has left."""


def _known(meaning: str) -> Column:
    return Column(meaning, null="the ledger knows none")


@dataclass(slots=True)
class Client:
    """A client in the directory; a field that no entry gives is None."""

    code: Annotated[str, replace(CLIENT, stored="client")]
    name: Annotated[str | None, NAME] = None
    currency: Annotated[str | None, _known("The client's own currency, as ISO 4217 has it.")] = None
    manager: Annotated[str | None, _known("Who answers for the client.")] = None
    territory: Annotated[str | None, _known("Where it belongs, as a path: Asia/Thailand.")] = None
    segment: Annotated[str | None, _known("The segment that the client belongs to.")] = None
    parent: Annotated[str | None, Column("The code of the company that owns it.", null="no client does")] = (
        None
    )
    locale: Annotated[str | None, _known("The client's language, such as ro-RO.")] = None
    country: Annotated[str | None, _known("The client's country, as ISO 3166 has it.")] = None
    state: Annotated[str | None, Column("lost, until the client is won back.", null="it is not lost")] = None

    @property
    def language(self) -> str:
        """The language by whose rules its names are compared; empty if none is known."""
        return language_of(self.locale, self.country)

    def currency_of(self, stated: str | None = None) -> str:
        """The currency of something of the client: the one that it states, or else the client's own."""
        return stated or self.currency or NO_CURRENCY


TABLE = Table("clients", "The directory: a row for each client.", Client)


def client_of(state: Client | None, code: str) -> Client:
    """The client in a state of the directory; if no entry gives one, only its code is known."""
    return state or Client(code)


FoldedEvent: TypeAlias = (
    ClientRegistered
    | ProspectQualified
    | ClientRenamed
    | ClientDetailsChanged
    | ClientParentChanged
    | ClientReassigned
    | ClientLost
    | ClientWonBack
)
"""The kinds that say who a client is."""


def evolve(state: Client | None, entry: Fact, event: FoldedEvent) -> Client:
    """The client after an entry."""
    state = client_of(state, entry.client or "")
    match event:
        case ClientRegistered():
            state.name, state.currency = event.name, event.currency
            state.manager, state.territory = event.manager, event.territory
            state.segment, state.parent = event.segment, event.parent
            state.locale, state.country = event.locale, event.country
        case ProspectQualified():
            state.currency = event.currency or state.currency
        case ClientRenamed():
            state.name = event.name
        case ClientDetailsChanged():
            state.segment = event.segment or state.segment
            state.territory = event.territory or state.territory
            state.locale, state.country = event.locale or state.locale, event.country or state.country
        case ClientParentChanged():
            state.parent = event.parent
        case ClientReassigned():
            state.manager = event.manager
        case ClientLost():
            state.state = LOST
        case ClientWonBack():
            state.state = None
    return state


def after(facts: Iterable[Fact], code: str, state: Client | None = None) -> Client:
    """The client after facts in the order of folding, those of other kinds among them.

    Args:
        facts: what happened.
        code: the client's code.
        state: the client before, which this changes; None: the ledger knows nothing before.
    """
    for fact in facts:
        if isinstance(fact.event, FoldedEvent):
            state = evolve(state, fact, fact.event)
    return client_of(state, code)


def directory(folded: Mapping[str, Folded]) -> dict[str, Client]:
    """The clients by code, from states of which the first is that of ``evolve``."""
    return {code: client_of(one.states[0], code) for code, one in folded.items()}
