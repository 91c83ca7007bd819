"""The values that events are made of: lines, instalments, shares."""

from __future__ import annotations

from ledger.constrained import Amount, BankCode, Day, Identifier, Quantity
from ledger.events.models.base import Currency, Name, Percent, Value, optional


class Pieces(Value):
    """A quantity of one product."""

    product: Identifier
    quantity: Quantity


class ReturnLine(Pieces):
    """Goods that came back, at the price per unit that is credited."""

    unit_price: Amount


class Line(ReturnLine):
    """Goods ordered, offered or billed; prices and costs are per unit, the discount is in percent."""

    discount: Percent | None = None
    unit_cost: Amount | None = None


class Instalment(Value):
    """A part of a document's amount with its own due date."""

    due: Day
    amount: Amount


class OneInstalment(Value):
    """One instalment of a document, counted from 1."""

    document: Identifier
    instalment: int


class Settles(Value):
    """An amount of a payment for one document or one of its instalments (counted from 1)."""

    document: Identifier
    amount: Amount
    instalment: int | None = None


class Share(Value):
    """An amount of a payment, a credit or a write-off."""

    source: Identifier
    amount: Amount


class BankAccount(Value):
    """An account at a bank, by its IBAN or, where there are none, by its number."""

    iban: BankCode | None = None
    number: Identifier | None = optional("the account's number, if it has no IBAN")
    bic: BankCode | None = optional("the bank's code: BIC, also called SWIFT")
    bank: Name | None = None
    currency: Currency | None = None
