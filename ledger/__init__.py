"""What happened: events, rules, and the store that keeps them. Knows nothing of what is made of it.

The flat public face. Names are loaded when they are first asked for, so that whoever needs only the events does
not wait for the database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.entry import Draft, Entry, make_event
    from ledger.errors import (
        Conflict,
        LedgerError,
        LedgerExists,
        Malformed,
        NoLedger,
        Refused,
        UnknownKind,
        Unreadable,
    )
    from ledger.events import KINDS, AnyEvent
    from ledger.recording.application import Ledger
    from ledger.recording.unit_of_work import Outcome

_HOMES = {
    "ledger.recording.application": ("Ledger",),
    "ledger.recording.unit_of_work": ("Outcome",),
    "ledger.entry": ("Draft", "Entry", "make_event"),
    "ledger.errors": (
        "Conflict", "LedgerError", "LedgerExists", "Malformed", "NoLedger", "Refused", "UnknownKind", "Unreadable",
    ),
    "ledger.events": ("KINDS", "AnyEvent"),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "KINDS",
    "AnyEvent",
    "Conflict",
    "Draft",
    "Entry",
    "Ledger",
    "LedgerError",
    "LedgerExists",
    "Malformed",
    "NoLedger",
    "Outcome",
    "Refused",
    "UnknownKind",
    "Unreadable",
    "make_event",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'ledger' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
