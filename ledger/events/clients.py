"""The client: master data, terms, credit, contracts.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import field

from ledger.events.base import CLOSING, GROUND, OPENING, ClientDetailsChangedMethods, Event, Value
from ledger.events.values import BankAccount


class ClientRegistered(Event, frozen=True, kw_only=True):
    """A client enters the ledger. All other events about the client need this one."""

    kind = "client.registered"
    turn = GROUND
    code: str
    name: str
    currency: str | None = None
    legal_name: str | None = None
    tax_id: str | None = None
    country: str | None = None
    locale: str | None = None
    segment: str | None = None
    territory: str | None = None
    manager: str | None = None
    parent: str | None = None
    source: str | None = None
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    bank_accounts: tuple[BankAccount, ...] = ()


class ProspectQualified(Event, frozen=True, kw_only=True):
    """We judged that a prospect is likely to buy, so that it is worth more of our time."""

    kind = "prospect.qualified"
    turn = GROUND
    reason: str
    currency: str | None = None
    signs: tuple[Literal["need", "budget", "authority", "timing"], ...] = ()


class ClientRenamed(Event, frozen=True, kw_only=True):
    """The client changed its name. Its code stays, and days before keep the name before."""

    kind = "client.renamed"
    turn = GROUND
    name: str
    legal_name: str | None = None


class ClientDetailsChanged(ClientDetailsChangedMethods, Event, frozen=True, kw_only=True):
    """Details of the client changed. Fields left out stay as they were."""

    kind = "client.details_changed"
    turn = GROUND
    tax_id: str | None = None
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    bank_accounts: tuple[BankAccount, ...] = ()
    country: str | None = None
    locale: str | None = None
    segment: str | None = None
    territory: str | None = None


class ClientParentChanged(Event, frozen=True, kw_only=True):
    """Another company owns the client from now on, or none does."""

    kind = "client.parent_changed"
    turn = GROUND
    parent: str | None = None
    reason: str | None = None


class ClientRhythmAgreed(Event, frozen=True, kw_only=True):
    """The client and we agreed how often it orders, or how often we are in touch."""

    kind = "client.rhythm_agreed"
    of: Literal["orders", "touches"]
    days: int
    channel: (
        Literal[
            "visit",
            "call",
            "meeting",
            "message",
            "presentation",
            "training",
            "merchandising",
            "event",
            "informal",
            "exhibition",
            "e-mail",
        ]
        | None
    ) = None
    person: str | None = None


class Wallet(Value, frozen=True, kw_only=True):
    """An estimate of the client's yearly spending in our category, and its source."""

    amount: Decimal
    currency: str
    source: str


class ClientDescribed(Event, frozen=True, kw_only=True):
    """Background about the client that our people should know before they meet."""

    kind = "client.described"
    decimals = True
    topic: Literal["needs", "plans", "finances", "history", "market", "other"]
    text: str
    wallet: Wallet | None = None


class ClientReassigned(Event, frozen=True, kw_only=True):
    """Another manager is responsible for the client from now on."""

    kind = "client.reassigned"
    manager: str
    reason: str | None = None


class ClientCovered(Event, frozen=True, kw_only=True):
    """A deputy stands in for the manager who is away."""

    kind = "client.covered"
    deputy: str
    from_: date = field(name="from")
    until: date
    reason: str


class ClientTermsAgreed(Event, frozen=True, kw_only=True):
    """The client and we agreed terms. They replace all earlier terms."""

    kind = "client.terms_agreed"
    turn = GROUND
    decimals = True
    money = ("credit_limit",)
    payment_days: int
    billing: Literal["order", "delivery", "invoice"]
    credit_limit: Decimal | None = None
    price_column: str | None = None
    discount_limit: Decimal | None = None
    prepaid: bool = False


class ClientCreditChecked(Event, frozen=True, kw_only=True):
    """A credit check found how well the client can pay."""

    kind = "client.credit_checked"
    decimals = True
    money = ("limit_advised",)
    outcome: Literal["good", "acceptable", "doubtful", "bad"]
    source: str
    rating: str | None = None
    limit_advised: Decimal | None = None
    valid_until: date | None = None


class ClientRanked(Event, frozen=True, kw_only=True):
    """A person judged how much the client matters. Views show this beside the computed rank."""

    kind = "client.ranked"
    rank: Literal["key", "standard", "small", "prospect"]
    reason: str
    until: date | None = None


class ClientLost(Event, frozen=True, kw_only=True):
    """The client stopped buying from us."""

    kind = "client.lost"
    reason: str
    to_competitor: str | None = None


class ClientWonBack(Event, frozen=True, kw_only=True):
    """A lost client buys from us again."""

    kind = "client.won_back"
    reason: str


class _ContractTerm(Event, frozen=True, kw_only=True):
    number: str
    starts: date
    ends: date
    value: Decimal | None = None
    notice_days: int | None = None
    auto_renewal: bool | None = None
    minimum: Decimal | None = None
    bonus: Decimal | None = None
    responsible: str | None = None


class ContractSigned(_ContractTerm, frozen=True, kw_only=True):
    """A contract is in force from one day to another."""

    kind = "contract.signed"
    turn = OPENING
    decimals = True
    money = ("value", "minimum")


class ContractRenewed(_ContractTerm, frozen=True, kw_only=True):
    """A contract in force was renewed for another term."""

    kind = "contract.renewed"
    decimals = True
    money = ("value", "minimum")


class ContractEnded(Event, frozen=True, kw_only=True):
    """A contract in force expired or was terminated."""

    kind = "contract.ended"
    turn = CLOSING
    number: str
    reason: str
