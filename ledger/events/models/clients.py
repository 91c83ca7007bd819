"""The client: master data, terms, credit, contracts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier, Text
from ledger.events.base import CLOSING, GROUND, OPENING
from ledger.events.models.base import (
    Country,
    Currency,
    Event,
    Locale,
    Name,
    Percent,
    Reason,
    Territory,
    Value,
    optional,
)
from ledger.events.models.people import PersonId
from ledger.events.models.touches import Channel
from ledger.events.models.values import BankAccount

Parent = Annotated[Identifier, Field(description="the code of the company that owns this one")]


class ClientRegistered(Event):
    """A client enters the ledger. All other events about the client need this one."""

    kind = "client.registered"
    turn = GROUND
    code: Identifier = Field(description="the client's code as written on our documents; it never changes")
    name: Name
    currency: Currency | None = optional("the client's own currency; a prospect may have none yet")
    legal_name: Name | None = None
    tax_id: Identifier | None = None
    country: Country | None = None
    locale: Locale | None = optional("the client's language, such as ro-RO")
    segment: Identifier | None = None
    territory: Territory | None = None
    manager: Name | None = optional("the key account manager responsible for the client")
    parent: Parent | None = None
    source: Text | None = optional("how we found the client: a referral, an exhibition, an inquiry")
    address: Text | None = None
    email: Identifier | None = None
    phone: Identifier | None = None
    bank_accounts: tuple[BankAccount, ...] = ()


class ProspectQualified(Event):
    """We judged that a prospect is likely to buy, so that it is worth more of our time."""

    kind = "prospect.qualified"
    turn = GROUND
    reason: Reason
    currency: Currency | None = optional("the client's own currency, if it had none yet")
    signs: tuple[Literal["need", "budget", "authority", "timing"], ...] = optional(
        "the signs that it will buy", default=()
    )


class ClientRenamed(Event):
    """The client changed its name. Its code stays, and days before keep the name before."""

    kind = "client.renamed"
    turn = GROUND
    name: Name
    legal_name: Name | None = optional("if it changed too")


class ClientDetailsChanged(Event):
    """Details of the client changed. Fields left out stay as they were."""

    kind = "client.details_changed"
    turn = GROUND
    tax_id: Identifier | None = None
    address: Text | None = None
    email: Identifier | None = None
    phone: Identifier | None = None
    bank_accounts: tuple[BankAccount, ...] = optional("all accounts that the client has now", default=())
    country: Country | None = None
    locale: Locale | None = optional("the client's language, such as ro-RO")
    segment: Identifier | None = None
    territory: Territory | None = None


class ClientParentChanged(Event):
    """Another company owns the client from now on, or none does."""

    kind = "client.parent_changed"
    turn = GROUND
    parent: Parent | None = optional("the code of the company that owns the client; none if left out")
    reason: Reason | None = None


class ClientRhythmAgreed(Event):
    """The client and we agreed how often it orders, or how often we are in touch."""

    kind = "client.rhythm_agreed"
    of: Literal["orders", "touches"]
    days: int = Field(description="days from one to the next")
    channel: Channel | None = optional("the channel of the touches, if it is about one")
    person: PersonId | None = optional("the id of the person whom we meet so often, if it is about one")


class Wallet(Value):
    """An estimate of the client's yearly spending in our category, and its source."""

    amount: Amount
    currency: Currency
    source: Text


class ClientDescribed(Event):
    """Background about the client that our people should know before they meet."""

    kind = "client.described"
    topic: Literal["needs", "plans", "finances", "history", "market", "other"]
    text: Text
    wallet: Wallet | None = None


class ClientReassigned(Event):
    """Another manager is responsible for the client from now on."""

    kind = "client.reassigned"
    manager: Name
    reason: Reason | None = None


class ClientCovered(Event):
    """A deputy stands in for the manager who is away."""

    kind = "client.covered"
    deputy: Name
    from_: Day = Field(alias="from", description="the first day")
    until: Day = Field(description="the last day")
    reason: Reason


class ClientTermsAgreed(Event):
    """The client and we agreed terms. They replace all earlier terms."""

    kind = "client.terms_agreed"
    turn = GROUND
    payment_days: int = Field(description="days from the document to its due date")
    billing: Literal["order", "delivery", "invoice"] = Field(description="the document that makes the debt")
    credit_limit: Amount | None = optional("in the client's currency")
    price_column: Identifier | None = optional("the column of the price list that applies")
    discount_limit: Percent | None = optional(
        "the largest discount that a manager may give without approval, in percent"
    )
    prepaid: bool = optional("whether the client pays before delivery", default=False)


class ClientCreditChecked(Event):
    """A credit check found how well the client can pay."""

    kind = "client.credit_checked"
    outcome: Literal["good", "acceptable", "doubtful", "bad"]
    source: Text = Field(description="the source of the judgement")
    rating: Identifier | None = None
    limit_advised: Amount | None = optional("in the client's currency")
    valid_until: Day | None = None


class ClientRanked(Event):
    """A person judged how much the client matters. Views show this beside the computed rank."""

    kind = "client.ranked"
    rank: Literal["key", "standard", "small", "prospect"]
    reason: Reason
    until: Day | None = None


class ClientLost(Event):
    """The client stopped buying from us."""

    kind = "client.lost"
    reason: Reason
    to_competitor: Name | None = None


class ClientWonBack(Event):
    """A lost client buys from us again."""

    kind = "client.won_back"
    reason: Reason


class _ContractTerm(Event):
    number: Identifier
    starts: Day
    ends: Day
    value: Amount | None = optional("in the client's currency")
    notice_days: int | None = None
    auto_renewal: bool | None = optional("whether it goes on by itself unless one side gives notice")
    minimum: Amount | None = optional("the least that the client is to buy in the term, in its currency")
    bonus: Percent | None = optional("the part of what it bought that the client gets back, in percent")
    responsible: Name | None = optional("our person who answers for the contract")


class ContractSigned(_ContractTerm):
    """A contract is in force from one day to another."""

    kind = "contract.signed"
    turn = OPENING


class ContractRenewed(_ContractTerm):
    """A contract in force was renewed for another term."""

    kind = "contract.renewed"


class ContractEnded(Event):
    """A contract in force expired or was terminated."""

    kind = "contract.ended"
    turn = CLOSING
    number: Identifier
    reason: Reason
