"""The house: its description, judgements of health, managers' plans, exchange rates and policies.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.events.base import GROUND, Event
from ledger.events.values import BankAccount


class HealthOverridden(Event, frozen=True, kw_only=True):
    """A person judged the relationship's health, until a day. Views show it beside the computed score."""

    kind = "health.overridden"
    decimals = True
    reason: str
    until: date
    score: Decimal | None = None
    band: Literal["healthy", "watch", "at risk"] | None = None


class PlanSet(Event, frozen=True, kw_only=True):
    """A manager got a target for a period."""

    kind = "plan.set"
    party = "manager"
    decimals = True
    manager: str
    period: str
    metric: Literal["revenue", "margin", "collected", "active_clients", "new_clients", "deals", "visits"]
    target: Decimal
    currency: str | None = None


class HouseDescribed(Event, frozen=True, kw_only=True):
    """The house described itself, as its letters name it. It replaces all earlier descriptions."""

    kind = "house.described"
    party = "house"
    turn = GROUND
    name: str
    address: str | None = None
    tax_id: str | None = None
    bank_accounts: tuple[BankAccount, ...] = ()
    email: str | None = None
    phone: str | None = None
    country: str | None = None
    locale: str | None = None
    time_zone: str | None = None


class RateSet(Event, frozen=True, kw_only=True):
    """One unit of the base currency is worth so many units of the quote currency from now on."""

    kind = "rate.set"
    party = "house"
    decimals = True
    base: str
    quote: str
    rate: Decimal


class CheckpointSigned(Event, frozen=True, kw_only=True):
    """`goodwill checkpoint` signed the seal of all entries before. It records this itself."""

    kind = "checkpoint.signed"
    party = "house"
    checkpoint: str


class PolicyAdopted(Event, frozen=True, kw_only=True):
    """The house adopted a policy: the rules for its figures from now on."""

    kind = "policy.adopted"
    party = "house"
    version: str
    document: str


class ManagerErased(Event, frozen=True, kw_only=True):
    """Personal data of one of our own people was erased with `goodwill erase`, which records this itself."""

    kind = "manager.erased"
    party = "house"
    person: str
    reason: str


class DataRead(Event, frozen=True, kw_only=True):
    """A person read what may hold personal data, or exported the ledger; policies can have this recorded."""

    kind = "data.read"
    party = "house"
    command: str
    client: str | None = None
