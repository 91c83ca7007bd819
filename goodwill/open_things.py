"""The numbered things of a client that an event of a kind can go on with: the open ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from goodwill.names import family
from ledger.corrections import Correction
from ledger.entry import Draft, Entry, stream_of
from ledger.events import (
    KINDS,
    AnyEvent,
    ContactChanged,
    ContactErased,
    ContactLeft,
    ContactLinked,
    ContactStageReached,
    InvoiceCancelled,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPromised,
    OrderReleased,
    PaymentRefunded,
    PaymentReversed,
)
from ledger.events.base import OPENING
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.rules import ClientState, evolve, refold
from ledger.rules.numbered import OPEN, Numbered
from ledger.rules.numbered_things import SORTS, with_numbers
from ledger.subledger.completing import complete
from ledger.subledger.documents import INVOICE, PAYMENT
from ledger.subledger.orders import Order


class OpenThings(NamedTuple):
    """What an event of a kind can be about.

    Attributes:
        what: what messages call one of them: ``order``, ``discount request``.
        state: the state that they have: ``open``, ``held``.
        first: the kind of event after which there is one.
        numbers: of those that a client has, in order of recording.
    """

    what: str
    state: str
    first: str
    numbers: list[str]


@exact
def open_things(
    ledger: EntryLog, client: str, kind: type[AnyEvent], later: Sequence[Draft] = ()
) -> OpenThings:
    """The things of a client that an event of a kind can go on with.

    Args:
        ledger: where the entries are.
        client: the client's code.
        kind: of the event that names such a thing.
        later: drafts of this client that are to be recorded before it.
    """
    entries = list(ledger.history(client))
    client_state = refold(entries)
    for at, draft in enumerate(later, start=len(entries) + 1):
        _evolve(client_state, draft, at)
    found = _SELECTS.get(kind)
    sort = _sort_of(kind)
    if found is not None or sort is None:
        numbers = found(client_state) if found is not None else ()
        of = family(kind.kind)
        first = next(
            (one.kind for one in KINDS.values() if family(one.kind) == of and one.turn == OPENING), of
        )
        state = "held" if kind is OrderReleased else "known" if of == "contact" else OPEN
        return OpenThings(of, state, OrderHeld.kind if kind is OrderReleased else first, [*numbers])
    standing = client_state.numbered.get(sort.name, {})
    return OpenThings(
        sort.name, OPEN, sort.first.kind, [number for number, one in standing.items() if one.state == OPEN]
    )


def _evolve(client_state: ClientState, draft: Draft, version: int) -> None:
    """Fold what is to be recorded into the state; a correction changes the past, and is left out."""
    if isinstance(draft.event, Correction):
        return
    numbered = with_numbers(draft.event, lambda sort: sort.next(client_state))
    event = complete(client_state.account, numbered)
    stream = stream_of(event, draft.client)
    unknown = datetime.max.replace(tzinfo=UTC)
    evolve(
        client_state, Entry(0, stream, version, event, draft.occurred_at, unknown, draft.actor, draft.client)
    )


def _sort_of(kind: type[AnyEvent]) -> Numbered | None:
    """The sort of things that a kind goes on with, by itself or by the kinds of its family."""
    own = [sort for sort in SORTS if kind in sort.states]
    related = [sort for sort in SORTS if family(sort.first.kind) == family(kind.kind)]
    return next(iter([*own, *related]), None)


def _orders(wanted: Callable[[Order], bool]) -> Callable[[ClientState], Iterable[str]]:
    return lambda client_state: [one.number for one in client_state.account.orders.values() if wanted(one)]


def _undelivered(order: Order) -> bool:
    return any(left > 0 for left in order.undelivered().values())


def _cancellable(order: Order) -> bool:
    return any(left > 0 for left in order.cancellable().values())


def _people(client_state: ClientState) -> Iterable[str]:
    return [name for name, person in client_state.people.items() if person.there]


def _invoices(client_state: ClientState) -> Iterable[str]:
    documents = client_state.account.documents.values()
    return [one.number for one in documents if one.what == INVOICE and not one.cancelled]


def _payments(client_state: ClientState) -> Iterable[str]:
    credits_ = client_state.account.credits.values()
    return [one.number for one in credits_ if one.what == PAYMENT and one.rest > 0]


_SELECTS: Mapping[type[AnyEvent], Callable[[ClientState], Iterable[str]]] = {
    OrderPromised: _orders(_undelivered),
    OrderDelivered: _orders(_undelivered),
    OrderHeld: _orders(lambda order: order.held is None and _undelivered(order)),
    OrderReleased: _orders(lambda order: order.held is not None),
    OrderCancelled: _orders(_cancellable),
    InvoiceCancelled: _invoices,
    PaymentReversed: _payments,
    PaymentRefunded: _payments,
    ContactChanged: _people,
    ContactLeft: _people,
    ContactLinked: _people,
    ContactStageReached: _people,
    ContactErased: lambda client_state: client_state.people,
}
"""What goes on with a thing that is no ``Numbered``: the rules of each kind refuse the others."""
