"""The rules: what may be recorded about a client_state, given what is known of it.

``decide`` says what to append for a draft or refuses it; ``evolve`` folds an entry into the state. Both are plain
functions over a ``ClientState``. Rules live in ``decide`` alone, so that history which older rules admitted stays
readable. A repeat of a state that already holds is silent: ``decide`` returns nothing to append.

Every party of the domain has its module, where one function judges a kind and one folds it; the registry finds
them by the annotation of their ``event``. The tree of refusals is drawn in ``ledger.rules.refusals``.
"""

from __future__ import annotations

from ledger.rules import (  # registers the rules of every party
    claims,
    clients,
    credit,
    documents,
    house,
    orders,
    payments,
    people,
    returns,
    selling,
    touches,
)
from ledger.rules.client_state import FOLD, ClientState, dump, initial, load
from ledger.rules.context import Context
from ledger.rules.corrections import UnknownEntry, decide_correction, normal_correction
from ledger.rules.credit import Advice, advise, advise_on_billing
from ledger.rules.credit_policy import Known, credit_on
from ledger.rules.deciding import decide, evolve, refold

__all__ = [
    "FOLD",
    "Advice",
    "ClientState",
    "Context",
    "Known",
    "UnknownEntry",
    "advise",
    "advise_on_billing",
    "claims",
    "clients",
    "credit",
    "credit_on",
    "decide",
    "decide_correction",
    "documents",
    "dump",
    "evolve",
    "house",
    "initial",
    "load",
    "normal_correction",
    "orders",
    "payments",
    "people",
    "refold",
    "returns",
    "selling",
    "touches",
]
