"""What follows from an account for a recorded event that leaves it open: a due date, a currency."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.entry import Entry
from ledger.events import AnyEvent, BalanceOpened, ChargeAdded, InvoiceIssued
from ledger.rules.bounds import currency_of
from ledger.rules.client_state import ClientState
from ledger.subledger.billing import due_by_terms, repeats

_OF_ITS_OWN = ("proposal.accepted",)
"""Kinds whose amount is in a currency that neither a document nor the client gives."""


class Follows(NamedTuple):
    """What an event leaves open and its account gives.

    Attributes:
        due: when what it bills is due by the terms; None if it states that, bills nothing, or no terms are.
        currency: of its amounts; None if it states it.
    """

    due: date | None = None
    currency: str | None = None


def follows(client_state: ClientState, entry: Entry) -> Follows:
    """What an account gives an entry that it holds."""
    event = entry.event
    if event.party != "client":
        return Follows()
    stated = getattr(event, "currency", None) is not None or event.kind in _OF_ITS_OWN
    return Follows(_due(client_state, event, entry.on), None if stated else currency_of(client_state, event))


def _due(client_state: ClientState, event: AnyEvent, on: date) -> date | None:
    account = client_state.account
    if not isinstance(event, InvoiceIssued | ChargeAdded | BalanceOpened) or event.due or not account.terms:
        return None
    if isinstance(event, BalanceOpened):
        return due_by_terms(account.terms, on) if event.amount > 0 else None
    if isinstance(event, InvoiceIssued) and (
        event.instalments or repeats(account, account.documents[event.number])
    ):
        return None
    return due_by_terms(account.terms, on)
