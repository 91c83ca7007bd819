"""Decide and evolve: what may be appended to a relationship, and what an entry makes of it."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.corrections import in_force
from ledger.entry import Draft, Entry
from ledger.errors import Refused
from ledger.events import KINDS, AnyEvent, EntryCorrected, EntryVoided
from ledger.rules.bounds import countable, payable
from ledger.rules.checks import known_currency
from ledger.rules.context import Context
from ledger.rules.refusals import UnknownClient
from ledger.rules.registry import FOLDS, FOLLOWS, JUDGES, judges
from ledger.rules.relationship import Relationship, initial
from ledger.subledger import post
from ledger.subledger.completing import complete

__all__ = ["NeedsHistory", "decide", "evolve", "refold"]

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


def decide(relationship: Relationship, draft: Draft, context: Context) -> tuple[AnyEvent, ...]:
    """What to append for a draft, judged against everything known, whatever its date.

    Args:
        relationship: the state of the draft's stream; it is not changed.
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
    if relationship.code is None and kind in _RESTS_ON_REGISTRATION:
        raise UnknownClient(draft.client)
    for field in _CURRENCIES[kind]:
        currency = getattr(event, field)
        if currency is not None:
            known_currency(currency)
    countable(event)
    payable(relationship, event)
    if JUDGES[kind](relationship, event, draft, context):
        return ()
    event = complete(relationship.account, event)
    follow = FOLLOWS.get(kind)
    return (event,) if follow is None else (event, *follow(relationship, event, draft, context))


def evolve(relationship: Relationship, entry: Entry) -> Relationship:
    """The state with an entry folded in: the same object, changed. It never refuses.

    Corrections change the past and are not folded here: see ``refold``.
    """
    post(relationship.account, entry)
    fold = FOLDS.get(type(entry.event))
    if fold is not None:
        fold(relationship, entry.event, entry)
    return relationship


def refold(entries: Sequence[Entry]) -> Relationship:
    """The state of a stream from all its entries, in order of version, with corrections in force."""
    relationship = initial()
    for entry in in_force(entries):
        evolve(relationship, entry)
    return relationship
