"""The write side's state of one stream: only what rules ask about, in small mutable objects.

Nothing here that says something about a person's self (names, addresses): snapshots of it are kept in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import TypeAdapter

from ledger.rules.credit_policy import Adopted
from ledger.subledger import Account

FOLD = 7
"""Raised whenever the form of the state or the meaning of the fold changes: older snapshots are then left aside."""

ZERO = Decimal(0)


@dataclass(slots=True)
class Said:
    """A state that one event sets as a whole: its value as text, and since which day it holds."""

    value: str
    since: date


@dataclass(slots=True)
class Person:
    """Somebody at the client."""

    role: str
    influence: int
    stance: str
    since: date
    there: bool = True
    stage: Said | None = None
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ClientState:
    """What the rules know of one stream: a client's, a manager's or the house's.

    Attributes:
        code: the client's code once it is registered; None before, and for other streams.
        parent: the code of the company that owns the client.
        account: what the client owes and has paid.
        policies: what the house adopted, in order of date.
        points: granted less redeemed.
        said: states set as a whole, by name: manager, terms, rank, a plan.
        numbered: the state of each numbered thing, by what it is and its number.
        askers: who asked for each discount.
    """

    code: str | None = None
    parent: str | None = None
    lost: bool = False
    points: Decimal = ZERO
    said: dict[str, Said] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    numbered: dict[str, dict[str, str]] = field(default_factory=dict)
    askers: dict[str, list[str]] = field(default_factory=dict)
    account: Account = field(default_factory=Account)
    policies: list[Adopted] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The client's code, as sentences say it."""
        return self.code or "the house"


_ADAPTER = TypeAdapter(ClientState)


def initial() -> ClientState:
    """The state of a stream in which nothing happened yet."""
    return ClientState()


def dump(client_state: ClientState) -> str:
    """The state as JSON text, for a snapshot."""
    return _ADAPTER.dump_json(client_state, exclude_defaults=True).decode()


def load(state: str) -> ClientState:
    """The state from its JSON text.

    Raises:
        ValueError: the text is not a state of this form (see ``FOLD``).
    """
    return _ADAPTER.validate_json(state)
