"""The house: its description, judgements of health, managers' plans, exchange rates and policies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Day, Identifier, Quantity, Text, WholeDocument
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
    until: Day = Field(description="the last day of this judgement")
    score: Quantity | None = optional("from 0 to 100")
    band: Literal["healthy", "watch", "at risk"] | None = optional("the band, instead of a score")


class PlanSet(Event):
    """A manager got a target for a period."""

    kind = "plan.set"
    party = "manager"
    manager: Name = Field(description="the manager's name")
    period: Period
    metric: Metric = Field(description="what the target counts")
    target: Quantity = Field(description="the figure to reach")
    currency: Currency | None = optional("if the metric is an amount of money")


class HouseDescribed(Event):
    """The house described itself, as its letters name it. It replaces all earlier descriptions."""

    kind = "house.described"
    party = "house"
    turn = GROUND
    name: Name = Field(description="the house's name")
    address: Text | None = optional("the postal address")
    tax_id: Identifier | None = optional("the tax number")
    bank_accounts: tuple[BankAccount, ...] = optional("the accounts to which clients pay", default=())
    email: Identifier | None = optional("the e-mail address")
    phone: Identifier | None = optional("the telephone number")
    country: Country | None = None
    locale: Locale | None = optional("the house's language, such as ro-RO")
    time_zone: Identifier | None = optional("the IANA name of its time zone, such as Asia/Baku")


class RateSet(Event):
    """One unit of the base currency is worth so many units of the quote currency from now on."""

    kind = "rate.set"
    party = "house"
    base: Currency
    quote: Currency
    rate: Quantity = Field(description="what one unit of the base is worth, in the quote currency")


class CheckpointSigned(Event):
    """`goodwill checkpoint` signed the seal of all entries before. It records this itself."""

    kind = "checkpoint.signed"
    party = "house"
    checkpoint: Text = Field(description="the signed checkpoint, as it was handed out")


class PolicyAdopted(Event):
    """The house adopted a policy: the rules for its figures from now on."""

    kind = "policy.adopted"
    party = "house"
    version: Identifier = Field(description="the name of this version; no version is used twice")
    document: WholeDocument = Field(description="the policy, as TOML")


class ManagerErased(Event):
    """Personal data of one of our own people was erased with `goodwill erase`, which records this itself."""

    kind = "manager.erased"
    party = "house"
    person: Identifier = Field(description="the id by which entries name the person in `people`")
    reason: Reason


class DataRead(Event):
    """A person read what may hold personal data, or exported the ledger; policies can have this recorded."""

    kind = "data.read"
    party = "house"
    command: Identifier = Field(description="the command that read or exported")
    client: Identifier | None = optional("the code of the client that it was about; all clients if left out")
