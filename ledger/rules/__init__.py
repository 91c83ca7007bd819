"""The rules: which events may be recorded for a client, given the client state.

``decide`` returns the events to append for a draft, or refuses it. ``evolve`` folds an entry into the client
state. Both are plain functions. Rules are applied in ``decide`` alone, so that history recorded under older
rules stays readable. A repeat of a known fact is silent: ``decide`` returns nothing to append.

Each party of the domain has its module, with one function that judges a kind of event and one that folds it
(``ledger.rules.registry``). ``docs/reference/errors.md`` lists the refusals.
"""

from __future__ import annotations

from ledger.rules import claims, clients, documents, house, orders, payments, people, selling, touches  # noqa: F401 - they declare their rules
from ledger.rules.client_state import FOLD, ClientState, dump, initial, load
from ledger.rules.corrections import UnknownEntry, decide_correction, normal_correction
from ledger.rules.credit import Advice, advise, advise_on_billing
from ledger.rules.credit_policy import HousePolicy, policy_on
from ledger.rules.deciding import decide, evolve, refold
from ledger.rules.registry import Context

__all__ = [
    "FOLD",
    "Advice",
    "ClientState",
    "Context",
    "HousePolicy",
    "UnknownEntry",
    "advise",
    "advise_on_billing",
    "decide",
    "decide_correction",
    "dump",
    "evolve",
    "initial",
    "load",
    "normal_correction",
    "policy_on",
    "refold",
]
