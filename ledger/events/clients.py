"""The client: who they are, on which terms we deal, what contracts are in force."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ledger.events.base import CLOSING, GROUND, OPENING, Currency, Day, Event, Name, Percent, Reason, Value
from ledger.money import Amount
from ledger.text import Identifier, Text


class ClientRegistered(Event):
    """A client enters the ledger; everything else about them rests on this."""

    kind = "client.registered"
    turn = GROUND
    code: Identifier = Field(description="the client's code, as it stands on our papers; never changes")
    name: Name
    currency: Currency
    legal_name: Name | None = None
    tax_id: Identifier | None = None
    country: str | None = Field(
        default=None, pattern=r"^[A-Z]{2}$", description="an ISO 3166 code such as AZ"
    )
    locale: str | None = Field(
        default=None,
        pattern=r"^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$",
        description="the client's language, such as ro-RO",
    )
    segment: Identifier | None = None
    territory: Identifier | None = Field(
        default=None, description="a place, or a path of places: Asia/Thailand/Bangkok"
    )
    manager: Name | None = Field(
        default=None, description="the key account manager who answers for the client"
    )
    parent: Identifier | None = Field(default=None, description="the code of the company that owns this one")


class Wallet(Value):
    """What the client spends in our category in a year, by whose estimate."""

    amount: Amount
    currency: Currency
    source: Text


class ClientDescribed(Event):
    """Something worth knowing about the client, so that nobody arrives and asks what the company does."""

    kind = "client.described"
    topic: Literal["needs", "plans", "finances", "history", "market", "other"]
    text: Text
    wallet: Wallet | None = None


class ClientReassigned(Event):
    """Another manager answers for the client from now on."""

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
    """The terms on which we deal with the client, replacing those agreed before."""

    kind = "client.terms_agreed"
    turn = GROUND
    payment_days: int = Field(description="days from the document to its due date")
    billing: Literal["order", "delivery", "invoice"] = Field(description="which document makes the debt")
    credit_limit: Amount | None = Field(default=None, description="in the client's currency")
    price_column: Identifier | None = Field(
        default=None, description="which column of the price list applies"
    )
    discount_limit: Percent | None = Field(
        default=None, description="the discount a manager may give unasked, in percent"
    )
    prepaid: bool = Field(default=False, description="the client pays before delivery")


class ClientCreditChecked(Event):
    """Somebody looked into whether the client can pay."""

    kind = "client.credit_checked"
    outcome: Literal["good", "acceptable", "doubtful", "bad"]
    source: Text = Field(description="where the judgement comes from")
    rating: Identifier | None = None
    limit_advised: Amount | None = Field(default=None, description="in the client's currency")
    valid_until: Day | None = None


class ClientRanked(Event):
    """A person's judgement of how much the client matters; shown beside the computed rank, never instead."""

    kind = "client.ranked"
    rank: Literal["key", "standard", "small", "prospect"]
    reason: Reason
    until: Day | None = None


class ClientLost(Event):
    """The client has left us."""

    kind = "client.lost"
    reason: Reason
    to_competitor: Name | None = None


class ClientWonBack(Event):
    """A client who had left deals with us again."""

    kind = "client.won_back"
    reason: Reason


class _ContractTerm(Event):
    number: Identifier
    starts: Day
    ends: Day
    value: Amount | None = Field(default=None, description="in the client's currency")
    notice_days: int | None = None


class ContractSigned(_ContractTerm):
    """A contract is in force from one day to another."""

    kind = "contract.signed"
    turn = OPENING


class ContractRenewed(_ContractTerm):
    """A contract in force goes on for another term."""

    kind = "contract.renewed"


class ContractEnded(Event):
    """A contract in force came to its end, or was ended."""

    kind = "contract.ended"
    turn = CLOSING
    number: Identifier
    reason: Reason
