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
    legal_name: Name | None = optional("the name in the company register")
    tax_id: Identifier | None = optional("the tax number")
    country: Country | None = None
    locale: Locale | None = optional("the client's language, such as ro-RO")
    segment: Identifier | None = optional("the group of clients that you put it in, such as retail")
    territory: Territory | None = None
    manager: Name | None = optional("the key account manager responsible for the client")
    parent: Parent | None = None
    source: Text | None = optional("how we found the client: a referral, an exhibition, an inquiry")
    address: Text | None = optional("the postal address")
    email: Identifier | None = optional("the e-mail address")
    phone: Identifier | None = optional("the telephone number")
    bank_accounts: tuple[BankAccount, ...] = optional("the client's bank accounts", default=())


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
    tax_id: Identifier | None = optional("the tax number")
    address: Text | None = optional("the postal address")
    email: Identifier | None = optional("the e-mail address")
    phone: Identifier | None = optional("the telephone number")
    bank_accounts: tuple[BankAccount, ...] = optional("all accounts that the client has now", default=())
    country: Country | None = None
    locale: Locale | None = optional("the client's language, such as ro-RO")
    segment: Identifier | None = optional("the group of clients that you put it in, such as retail")
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
    of: Literal["orders", "touches"] = Field(description="what has the rhythm")
    days: int = Field(description="days from one to the next")
    channel: Channel | None = optional("the channel of the touches, if it is about one")
    person: PersonId | None = optional("the id of the person whom we meet so often, if it is about one")


class Wallet(Value):
    """An estimate of the client's yearly spending in our category, and its source."""

    amount: Amount = Field(description="what the client spends in our category in a year")
    currency: Currency
    source: Text = Field(description="the source of the estimate")


class ClientDescribed(Event):
    """Background about the client that our people should know before they meet."""

    kind = "client.described"
    topic: Literal["needs", "plans", "finances", "history", "market", "other"] = Field(
        description="what it is about"
    )
    text: Text = Field(description="the background, in your words")
    wallet: Wallet | None = optional("an estimate of what the client spends in our category in a year")


class ClientReassigned(Event):
    """Another manager is responsible for the client from now on."""

    kind = "client.reassigned"
    manager: Name = Field(description="the new manager's name")
    reason: Reason | None = None


class ClientCovered(Event):
    """A deputy stands in for the manager who is away."""

    kind = "client.covered"
    deputy: Name = Field(description="the person who stands in")
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
    outcome: Literal["good", "acceptable", "doubtful", "bad"] = Field(description="what the check found")
    source: Text = Field(description="the source of the judgement")
    rating: Identifier | None = optional("the rating that the source gave")
    limit_advised: Amount | None = optional("in the client's currency")
    valid_until: Day | None = optional(
        "the last day on which the check is valid; until the next check if left out"
    )


class ClientRanked(Event):
    """A person judged how much the client matters. Views show this beside the computed rank."""

    kind = "client.ranked"
    rank: Literal["key", "standard", "small", "prospect"] = Field(description="how much the client matters")
    reason: Reason
    until: Day | None = optional("the last day on which the rank holds")


class ClientLost(Event):
    """The client stopped buying from us."""

    kind = "client.lost"
    reason: Reason
    to_competitor: Name | None = optional("the competitor from whom it buys now")


class ClientWonBack(Event):
    """A lost client buys from us again."""

    kind = "client.won_back"
    reason: Reason


class _ContractTerm(Event):
    number: Identifier = Field(description="the contract's number")
    starts: Day = Field(description="the first day")
    ends: Day = Field(description="the last day")
    value: Amount | None = optional("in the client's currency")
    notice_days: int | None = optional("days of notice before the end")
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
    number: Identifier = Field(description="the contract's number")
    reason: Reason
