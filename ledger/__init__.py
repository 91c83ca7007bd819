"""What happened: events, rules, and the store that keeps them. Knows nothing of the views made of it.

The public face. It loads a name on first use, so that a program that needs only the events does not load the
database.
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

__all__ = [
    "KINDS", "AnyEvent", "Conflict", "Draft", "Entry", "Ledger", "LedgerError", "LedgerExists", "Malformed", "NoLedger",
    "Outcome", "Refused", "UnknownKind", "Unreadable", "make_event",
]  # fmt: skip

_HOMES = ("errors", "events", "entry", "recording.unit_of_work", "recording.application")
"""The modules that define these names, the quickest to load first."""


def __getattr__(name: str) -> object:
    if name in __all__:
        for home in _HOMES:
            module = import_module(f"ledger.{home}")
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module 'ledger' has no attribute '{name}'")
