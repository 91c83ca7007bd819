"""Decide and evolve: what may be appended to a client_state, and what an entry makes of it."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.corrections import in_force
from ledger.entry import Draft, Entry
from ledger.errors import Refused
from ledger.events import KINDS, AnyEvent, EntryCorrected, EntryVoided
from ledger.rules.bounds import countable, payable
from ledger.rules.checks import known_currency
from ledger.rules.client_state import ClientState, initial
from ledger.rules.context import Context
from ledger.rules.refusals import UnknownClient
from ledger.rules.registry import FOLDS, FOLLOWS, JUDGES, judges
from ledger.subledger import post
from ledger.subledger.completing import complete

_RESTS_ON_REGISTRATION = frozenset(
    event for kind, event in KINDS.items() if event.party == "client" and kind != "client.registered"
)
_CURRENCIES = {
    event: tuple(field for field in ("currency", "base", "quote") if field in event.model_fields)
    for event in KINDS.values()
}


class NeedsHistory(Refused):
    """A void or a correction cannot be judged from the state alone."""

    code = "needs-history"

    def __str__(self) -> str:
        return "a correction is judged against every entry of its stream; give them to decide_correction"


@judges
def judge_correction(event: EntryVoided | EntryCorrected) -> None:
    """Corrections have a judge of their own, which sees the whole stream."""
    raise NeedsHistory(event.kind)


def decide(client_state: ClientState, draft: Draft, context: Context) -> tuple[AnyEvent, ...]:
    """What to append for a draft, judged against everything known, whatever its date.

    Args:
        client_state: the state of the draft's stream; it is not changed.
        draft: what somebody wants recorded.
        context: the moment of recording, and what else a rule may know.

    Returns:
        The event, with what the draft left open filled in (see ``Event.filled``), and what follows from it by a
        policy; or nothing where it repeats what already holds. A draft that says what was filled in leads to the same.

    Raises:
        Refused: a rule said no; the class says which.
    """
    event = draft.event
    kind = type(event)
    if client_state.code is None and kind in _RESTS_ON_REGISTRATION:
        raise UnknownClient(draft.client)
    for field in _CURRENCIES[kind]:
        currency = getattr(event, field)
        if currency is not None:
            known_currency(currency)
    countable(event)
    payable(client_state, event)
    if JUDGES[kind](client_state, event, draft, context):
        return ()
    event = complete(client_state.account, event)
    follow = FOLLOWS.get(kind)
    return (event,) if follow is None else (event, *follow(client_state, event, draft, context))


def evolve(client_state: ClientState, entry: Entry) -> ClientState:
    """The state with an entry folded in: the same object, changed. It never refuses.

    Corrections change the past and are not folded here: see ``refold``.
    """
    post(client_state.account, entry)
    fold = FOLDS.get(type(entry.event))
    if fold is not None:
        fold(client_state, entry.event, entry)
    return client_state


def refold(entries: Sequence[Entry]) -> ClientState:
    """The state of a stream from all its entries, in order of version, with corrections in force."""
    client_state = initial()
    for entry in in_force(entries):
        evolve(client_state, entry)
    return client_state
