"""The values that events are made of: lines, instalments, shares."""

from __future__ import annotations

from pydantic import Field

from ledger.constrained import Amount, BankCode, Day, Identifier, Quantity
from ledger.events.models.base import Currency, Name, Percent, Value, optional


class Pieces(Value):
    """A quantity of one product."""

    product: Identifier = Field(description="the product's code")
    quantity: Quantity = Field(description="in the product's unit")


class ReturnLine(Pieces):
    """Goods that came back, at the price per unit that is credited."""

    unit_price: Amount = Field(description="the price of one unit")


class Line(ReturnLine):
    """Goods ordered, offered or billed; prices and costs are per unit, the discount is in percent."""

    discount: Percent | None = None
    unit_cost: Amount | None = optional("what one unit costs us")


class Instalment(Value):
    """A part of a document's amount with its own due date."""

    due: Day = Field(description="when this part is due")
    amount: Amount = Field(description="the amount of this part")


class OneInstalment(Value):
    """One instalment of a document, counted from 1."""

    document: Identifier = Field(description="the document's number")
    instalment: int = Field(description="counted from 1")


class Settles(Value):
    """An amount of a payment for one document or one of its instalments (counted from 1)."""

    document: Identifier = Field(description="the number of the document that it settles")
    amount: Amount = Field(description="how much of it")
    instalment: int | None = optional("counted from 1")


class Share(Value):
    """An amount of a payment, a credit or a write-off."""

    source: Identifier = Field(description="the number of the payment, credit or write-off")
    amount: Amount = Field(description="how much of it")


class BankAccount(Value):
    """An account at a bank, by its IBAN or, where there are none, by its number."""

    iban: BankCode | None = optional("the account's IBAN")
    number: Identifier | None = optional("the account's number, if it has no IBAN")
    bic: BankCode | None = optional("the bank's code: BIC, also called SWIFT")
    bank: Name | None = optional("the bank's name")
    currency: Currency | None = None
