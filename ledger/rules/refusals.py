"""Refusals that rules of several parties share; the others are in the module of their party.

A refusal takes its facts as arguments and keeps them as attributes. Its ``code`` never changes; its sentence may.
``docs/reference/errors.md`` lists them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, dataclass_transform

from ledger.errors import Refused


@dataclass_transform(eq_default=False)
class Rule(Refused):
    """A rule said no. Each subclass is a dataclass: its fields are the facts, and ``says`` is a sentence with them."""

    says: ClassVar[str]

    def __init_subclass__(cls, code: str) -> None:
        super().__init_subclass__()
        cls.code = code
        dataclass(eq=False)(cls)

    def __str__(self) -> str:
        return self.says.format_map(vars(self))


class UnknownClient(Rule, code="unknown-client"):
    """Nobody registered the client."""

    client: str | None
    says = "no client '{client}'; register it first with client.registered, or check the code"


class UnknownCurrency(Rule, code="unknown-currency"):
    """ISO 4217 does not know the currency, or knows it no more."""

    currency: str
    hint: str
    says = "no currency '{currency}' in ISO 4217; {hint}"


class MixedCurrencies(Rule, code="mixed-currencies"):
    """Two currencies stand where there can be one."""

    what: str
    currency: str
    other: str
    other_currency: str
    says = "{what} is in {currency}, {other} in {other_currency}; amounts of two currencies are never mixed, use {other_currency}"


class NotPositive(Rule, code="not-positive"):
    """A figure that must be more than zero is not."""

    field: str
    value: Decimal | int
    says = "{field} is {value}; give more than zero"


class Negative(Rule, code="negative"):
    """A figure that may be zero, but no less, is less."""

    field: str
    value: Decimal | int
    says = "{field} is {value}; give zero or more"


class OffScale(Rule, code="off-scale"):
    """A figure lies outside its scale."""

    field: str
    value: Decimal | int
    low: int
    high: int
    says = "{field} is {value}; give a figure from {low} to {high}"


class EndsBeforeStart(Rule, code="ends-before-start"):
    """A period ends before it starts, or names a day that does not exist."""

    start: date | str
    end: date | str
    says = "from {start} to {end} is no period; give a last day that is not before the first"


class InTheFuture(Rule, code="in-the-future"):
    """Something that took place has not taken place yet."""

    what: str
    moment: datetime
    says = "{what} at {moment} is still to come; plan it with visit.planned, or correct the time"


class BeforeItsDocument(Rule, code="before-its-document"):
    """Something happens on a day before the document it is about."""

    what: str
    dated: date
    day: date
    says = "{what} is of {dated}, and this of {day} comes before it; correct the date, or name another"


class TooLarge(Rule, code="too-large"):
    """A figure is beyond what the ledger counts with."""

    field: str
    value: Decimal | int
    limit: Decimal | int
    says = "{field} is {value}, beyond {limit}; correct it"


class TooFine(Rule, code="too-fine"):
    """An amount that nobody can pay: finer than the smallest unit of its currency."""

    field: str
    value: Decimal
    currency: str
    unit: Decimal
    says = "{field} is {value}, and the smallest amount of {currency} is {unit}; write {currency} in steps of {unit}"


class NumberTaken(Rule, code="number-taken"):
    """The number stands for something already."""

    what: str
    number: str
    client: str
    says = "{what} '{number}' is recorded already for {client}; use another number, or correct it with entry.corrected"


class UnknownNumber(Rule, code="unknown-number"):
    """The number stands for nothing."""

    what: str
    number: str
    client: str
    option: str
    says = "no {what} '{number}' for client {client}; record it first, or name another with {option}"


class NotOpen(Rule, code="not-open"):
    """What the number stands for came to its end before."""

    what: str
    number: str
    client: str
    state: str
    option: str
    says = "{what} '{number}' of {client} is {state} already; name an open one with {option}, or void what closed it"
