"""Decide and evolve: what may be appended to a stream, and how an entry changes the client state."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.corrections import in_force
from ledger.entry import Draft, Entry
from ledger.events import (
    KINDS,
    AnyEvent,
    BalanceConfirmed,
    ChargeAdded,
    CreditNoteIssued,
    OrderPlaced,
    PaymentReceived,
    ReturnReceived,
)
from ledger.rules.alike import LooksAlike, own_name, respelt
from ledger.rules.approvals import must_be_approved
from ledger.rules.bounds import countable, payable
from ledger.rules.checks import known_currency, own_currency
from ledger.rules.client_state import ClientState, initial
from ledger.rules.credit import hold
from ledger.rules.dates import in_time
from ledger.rules.folding import fold
from ledger.rules.numbered_things import with_numbers
from ledger.rules.our_people import must_be_covered
from ledger.rules.refusals import NameTaken, UnknownClient
from ledger.rules.registry import Context, judge_of
from ledger.subledger import post
from ledger.subledger.completing import complete
from ledger.subledger.points import account as points

_NEEDS_CLIENT = frozenset(
    event for kind, event in KINDS.items() if event.party == "client" and kind != "client.registered"
)
_CURRENCIES = {
    event: tuple(field for field in ("currency", "base", "quote") if field in event.__struct_fields__)
    for event in KINDS.values()
}
_ABOUT_DEBTS = (PaymentReceived, CreditNoteIssued, ReturnReceived, ChargeAdded, BalanceConfirmed)
"""Kinds that are about debts which are there: these outlive the currency that they are in."""
_PENDING = 1 << 62  # more than any position


def decide(client_state: ClientState, draft: Draft, context: Context) -> tuple[AnyEvent, ...]:
    """The events to append for a draft, judged against everything known, of any date.

    Args:
        client_state: the state of the draft's stream; it is not changed.
        draft: the event wanted, with its date and its author.
        context: the moment of recording, the client's ancestors and the house's policy.

    Returns:
        The event, completed with the fields that the draft left open (see ``Event.filled``), and an
        ``order.held`` if the policy holds the order; nothing if the event repeats a known fact.

    Raises:
        Refused: a rule refused it; the class says which.
    """
    typed, draft = own_name(draft.event), draft._replace(event=respelt(client_state, draft.event))
    event = with_numbers(draft.event, lambda sort: sort.next(client_state))
    kind = type(event)
    if client_state.code is None and kind in _NEEDS_CLIENT:
        raise UnknownClient(draft.client)
    in_time(event, draft.occurred_at, context.now)
    for field in _CURRENCIES[kind]:
        currency = getattr(event, field)
        if currency is not None:
            owed = kind in _ABOUT_DEBTS and client_state.account.deals_in(currency)
            known_currency(currency, draft.occurred_at.date(), owed=owed)
    countable(event)
    payable(client_state, event)
    try:
        repeats = judge_of(kind)(client_state, event, draft, context)
    except NameTaken:
        if typed and (name := own_name(event)) and name != typed:
            raise LooksAlike.of(typed, [name]) from None
        raise
    if repeats:
        return ()
    must_be_approved(client_state, draft, context)
    must_be_covered(client_state, draft, context)
    event = complete(client_state.account, event)
    if "currency" in kind.filled and getattr(event, "currency", None) is None:
        own_currency(client_state, "it")
    if isinstance(event, OrderPlaced):
        return (event, *hold(client_state, event, draft.occurred_at.date(), context))
    return (event,)


def evolve(client_state: ClientState, entry: Entry) -> ClientState:
    """Fold an entry into the client state, which is changed and returned. It never refuses.

    Corrections change the past, so ``refold`` applies them, not this function. An entry without a position is
    not appended yet: it comes after all that are, in the order of its stream.
    """
    if not entry.position:
        entry = entry._replace(position=_PENDING + entry.version)
    post(client_state.account, entry)
    points.post(client_state.points, entry)
    fold(client_state, entry)
    return client_state


def refold(entries: Sequence[Entry]) -> ClientState:
    """The client state from all entries of a stream, in order of version, with its corrections applied."""
    client_state = initial()
    for entry in in_force(entries):
        evolve(client_state, entry)
    return client_state
