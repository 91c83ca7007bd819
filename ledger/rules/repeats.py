"""States that one event sets as a whole, and when saying them again is no news."""

from __future__ import annotations

import json
from datetime import date

from ledger.rules.client_state import ClientState, Said
from ledger.rules.registry import KNOWN, Verdict


def as_text(*values: object) -> str:
    """Values as one text that is equal when they are."""
    return json.dumps(values, default=str, ensure_ascii=False)


def holds(said: Said | None, value: str, on: date) -> Verdict:
    """Whether a state holds already on a day. Said of an earlier day, the same value is news about the past."""
    return KNOWN if said is not None and said.value == value and said.since <= on else None


def state_known(client_state: ClientState, name: str, value: str, on: date) -> Verdict:
    """Whether the named state has that value already on a day."""
    return holds(client_state.said.get(name), value, on)


def set_state(client_state: ClientState, name: str, value: str, on: date) -> None:
    """Sets the named state, unless one of a later day is known."""
    known = client_state.said.get(name)
    if known is None or known.since <= on:
        client_state.said[name] = Said(value, on)
