"""The values that events are made of: lines, instalments, shares.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.events.base import LineMethods, ReturnLineMethods, Value


class Pieces(Value, frozen=True, kw_only=True):
    """A quantity of one product."""

    product: str
    quantity: Decimal


class ReturnLine(ReturnLineMethods, Pieces, frozen=True, kw_only=True):
    """Goods that came back, at the price per unit that is credited."""

    unit_price: Decimal


class Line(LineMethods, ReturnLine, frozen=True, kw_only=True):
    """Goods ordered, offered or billed; prices and costs are per unit, the discount is in percent."""

    discount: Decimal | None = None
    unit_cost: Decimal | None = None


class Instalment(Value, frozen=True, kw_only=True):
    """A part of a document's amount with its own due date."""

    due: date
    amount: Decimal


class OneInstalment(Value, frozen=True, kw_only=True):
    """One instalment of a document, counted from 1."""

    document: str
    instalment: int


class Settles(Value, frozen=True, kw_only=True):
    """An amount of a payment for one document or one of its instalments (counted from 1)."""

    document: str
    amount: Decimal
    instalment: int | None = None


class Share(Value, frozen=True, kw_only=True):
    """An amount of a payment, a credit or a write-off."""

    source: str
    amount: Decimal


class BankAccount(Value, frozen=True, kw_only=True):
    """An account at a bank, by its IBAN or, where there are none, by its number."""

    iban: str | None = None
    number: str | None = None
    bic: str | None = None
    bank: str | None = None
    currency: str | None = None
