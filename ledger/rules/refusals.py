"""What the rules of every party refuse in the same way; the rest stands with the party's own rules.

Refused
└── Rule                     says a sentence from its facts
    ├── UnknownClient        nobody registered the client
    ├── UnknownCurrency      ISO 4217 does not know the currency
    ├── MixedCurrencies      two currencies where there can be one
    ├── NotPositive          a figure that must be more than zero is not
    ├── Negative             a figure that may be zero, but no less, is less
    ├── OffScale             a figure lies outside its scale
    ├── EndsBeforeStart      a period ends before it starts
    ├── InTheFuture          something that took place has not yet
    ├── BeforeItsDocument    something comes before the document it is about
    ├── TooLarge             a figure is beyond what the ledger counts with
    ├── TooFine              an amount is finer than the smallest unit of its currency
    ├── NumberTaken          the number stands for something already
    ├── UnknownNumber        the number stands for nothing
    ├── NotOpen              what the number stands for came to its end
    └── rules.clients, people, credit, selling, lines, order_refusals, money_refusals, house, corrections: one class per rule

Each takes its facts as arguments and keeps them as attributes; ``code`` is stable, the sentence may improve.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from ledger.errors import Refused

__all__ = [
    "BeforeItsDocument",
    "EndsBeforeStart",
    "InTheFuture",
    "MixedCurrencies",
    "Negative",
    "NotOpen",
    "NotPositive",
    "NumberTaken",
    "OffScale",
    "Rule",
    "TooFine",
    "TooLarge",
    "UnknownClient",
    "UnknownCurrency",
    "UnknownNumber",
]


class Rule(Refused):
    """A rule of the catalogue said no; the facts are the fields of the class that is raised."""

    says: ClassVar[str]

    def __str__(self) -> str:
        return self.says.format_map(vars(self))


@dataclass(eq=False)
class UnknownClient(Rule):
    """Nobody registered the client."""

    client: str | None
    code = "unknown-client"
    says = "no client '{client}'; register it first with client.registered, or check the code"


@dataclass(eq=False)
class UnknownCurrency(Rule):
    """ISO 4217 does not know the currency, or knows it no more."""

    currency: str
    hint: str
    code = "unknown-currency"
    says = "no currency '{currency}' in ISO 4217; {hint}"


@dataclass(eq=False)
class MixedCurrencies(Rule):
    """Two currencies stand where there can be one."""

    what: str
    currency: str
    other: str
    other_currency: str
    code = "mixed-currencies"
    says = "{what} is in {currency}, {other} in {other_currency}; amounts of two currencies are never mixed, use {other_currency}"


@dataclass(eq=False)
class NotPositive(Rule):
    """A figure that must be more than zero is not."""

    field: str
    value: Decimal | int
    code = "not-positive"
    says = "{field} is {value}; give more than zero"


@dataclass(eq=False)
class Negative(Rule):
    """A figure that may be zero, but no less, is less."""

    field: str
    value: Decimal | int
    code = "negative"
    says = "{field} is {value}; give zero or more"


@dataclass(eq=False)
class OffScale(Rule):
    """A figure lies outside its scale."""

    field: str
    value: Decimal | int
    low: int
    high: int
    code = "off-scale"
    says = "{field} is {value}; give a figure from {low} to {high}"


@dataclass(eq=False)
class EndsBeforeStart(Rule):
    """A period ends before it starts, or names a day that does not exist."""

    start: date | str
    end: date | str
    code = "ends-before-start"
    says = "from {start} to {end} is no period; give a last day that is not before the first"


@dataclass(eq=False)
class InTheFuture(Rule):
    """Something that took place has not taken place yet."""

    what: str
    moment: datetime
    code = "in-the-future"
    says = "{what} at {moment} is still to come; plan it with visit.planned, or correct the time"


@dataclass(eq=False)
class BeforeItsDocument(Rule):
    """Something happens on a day before the document it is about."""

    what: str
    dated: date
    day: date
    code = "before-its-document"
    says = "{what} is of {dated}, and this of {day} comes before it; correct the date, or name another"


@dataclass(eq=False)
class TooLarge(Rule):
    """A figure is beyond what the ledger counts with."""

    field: str
    value: Decimal | int
    limit: Decimal | int
    code = "too-large"
    says = "{field} is {value}, beyond {limit}; correct it"


@dataclass(eq=False)
class TooFine(Rule):
    """An amount that nobody can pay: finer than the smallest unit of its currency."""

    field: str
    value: Decimal
    currency: str
    unit: Decimal
    code = "too-fine"
    says = "{field} is {value}, and the smallest amount of {currency} is {unit}; write {currency} in steps of {unit}"


@dataclass(eq=False)
class NumberTaken(Rule):
    """The number stands for something already."""

    what: str
    number: str
    client: str
    code = "number-taken"
    says = "{what} '{number}' is recorded already for {client}; use another number, or correct it with entry.corrected"


@dataclass(eq=False)
class UnknownNumber(Rule):
    """The number stands for nothing."""

    what: str
    number: str
    client: str
    option: str
    code = "unknown-number"
    says = "no {what} '{number}' for client {client}; record it first, or name another with {option}"


@dataclass(eq=False)
class NotOpen(Rule):
    """What the number stands for came to its end before."""

    what: str
    number: str
    client: str
    state: str
    option: str
    code = "not-open"
    says = "{what} '{number}' of {client} is {state} already; name an open one with {option}, or void what closed it"
