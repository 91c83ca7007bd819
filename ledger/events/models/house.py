"""The house: its description, judgements of health, managers' plans, exchange rates and policies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Day, Identifier, Quantity, Text
from ledger.events.base import GROUND
from ledger.events.models.base import (
    Country,
    Currency,
    Event,
    Locale,
    Name,
    Period,
    Reason,
    Retired,
    optional,
)
from ledger.events.models.values import BankAccount

Metric = Annotated[
    Literal["revenue", "margin", "collected", "active_clients", "new_clients", "deals", "visits"],
    Retired("visits"),
]


class HealthOverridden(Event):
    """A person judged the relationship's health, until a day. Views show it beside the computed score."""

    kind = "health.overridden"
    reason: Reason
    until: Day
    score: Quantity | None = optional("from 0 to 100")
    band: Literal["healthy", "watch", "at risk"] | None = None


class PlanSet(Event):
    """A manager got a target for a period."""

    kind = "plan.set"
    party = "manager"
    manager: Name
    period: Period
    metric: Metric
    target: Quantity
    currency: Currency | None = optional("if the metric is an amount of money")


class HouseDescribed(Event):
    """The house described itself, as its letters name it. It replaces all earlier descriptions."""

    kind = "house.described"
    party = "house"
    turn = GROUND
    name: Name
    address: Text | None = None
    tax_id: Identifier | None = None
    bank_accounts: tuple[BankAccount, ...] = optional("the accounts to which clients pay", default=())
    email: Identifier | None = None
    phone: Identifier | None = None
    country: Country | None = None
    locale: Locale | None = optional("the house's language, such as ro-RO")
    time_zone: Identifier | None = optional("the IANA name of its time zone, such as Asia/Baku")


class RateSet(Event):
    """One unit of the base currency is worth ``rate`` units of the quote currency from now on."""

    kind = "rate.set"
    party = "house"
    base: Currency
    quote: Currency
    rate: Quantity


class PolicyAdopted(Event):
    """The house adopted a policy: the rules for its figures from now on."""

    kind = "policy.adopted"
    party = "house"
    version: Identifier
    document: Text = Field(description="the policy, as TOML")
