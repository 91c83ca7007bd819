"""The brief of a client, as a function of a ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from goodwill.accounts import key_accounts
from goodwill.asking import answer
from goodwill.entries import house_entries, known_client
from goodwill.figures import disputes, promises, with_exposure
from goodwill.moments import clocks_of
from goodwill.options import Asked, Seen, asks
from goodwill.selling import contracts, objections, pipeline
from goodwill.trading import orders, sales
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from projections.agenda import things
from projections.brief.facts import evolve
from projections.brief.page import ClientStates, composed
from projections.brief.sections import Brief
from projections.framework import clients
from projections.framework.fold import fold_client
from projections.framework.staffing import staffing_of
from projections.health.relationship_fold import evolve as evolve_relationship
from projections.people import contacts
from projections.trade import evolve as evolve_trade
from reporting.brief import page


@asks(Seen)
def brief(ledger: EntryLog, client: str, **seen: Unpack[Seen]) -> Brief:
    """What a person reads about a client before a visit.

    It has personal data: call ``log_read`` before you show it, if ``reads_are_logged`` says so.

    Args:
        client: the client's code.
        **seen: as ``Seen`` has it.

    Raises:
        UnknownChoice: there is no such client.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    code = known_client(ledger, client, seen.get("known_at"))
    clocks = clocks_of(ledger, **seen)
    horizon = clocks.seen
    asked: Asked = {"client": code, "as_of": horizon.as_of, "known_at": horizon.known_at}
    own = (clients.evolve, evolve, contacts.evolve, evolve_relationship, evolve_trade)
    folds = (*own, things.evolve, things.evolve_texts)
    entries = [*ledger.history(code)]
    told = ClientStates(*fold_client(folds, entries, horizon).states)
    staffing = staffing_of(house_entries(ledger), entries, horizon)
    owed = answer(ledger, "receivables", **asked)
    answers = {
        "health": answer(ledger, "health", **asked),
        "key-accounts": key_accounts(ledger, **asked),
        "receivables": owed,
        "exposure": with_exposure(ledger, owed),
        "disputes": disputes(ledger, **asked),
        "promises": promises(ledger, **asked),
        "objections": objections(ledger, **asked),
        "pipeline": pipeline(ledger, **asked),
        "contracts": contracts(ledger, **asked),
        "orders": orders(ledger, **asked),
        "market": answer(ledger, "market", **asked),
        "sales": sales(ledger, by="product", **asked),
    }
    found = composed(code, told, answers, staffing, clocks.today)
    return replace(found, known_at=clocks.seen_at)  # of its answers, only it depends on the day that is seen


@exact
def brief_page(found: Brief) -> str:
    """A brief as one HTML page that prints on A4."""
    return page(found)
