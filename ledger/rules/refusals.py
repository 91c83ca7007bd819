"""Refusals that rules of several parties share; the others are in the module of their party.

A refusal takes its facts as arguments and keeps them as attributes. Its ``code`` never changes; its sentence
may. ``docs/reference/errors.md`` lists them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from inspect import get_annotations
from typing import ClassVar, Final, Self, dataclass_transform

from ledger.errors import Refused
from ledger.finding import person_meant
from ledger.money import amount_text

UNTIL_THEN: Final = "the policy refuses it until then"
"""What is noted on a refusal that another policy would let pass."""


@dataclass_transform(eq_default=False)
class Rule(Refused):
    """A rule refused it.

    The annotations of each subclass are the facts; its ``what`` and ``advice`` are templates, which have the
    names of facts in braces.
    """

    advice = ""
    facts: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, code: str) -> None:
        super().__init_subclass__()
        cls.code = code
        cls.facts = (*cls.facts, *get_annotations(cls))

    def __init__(self, *facts: object) -> None:
        vars(self).update(zip(self.facts, facts, strict=True))
        texts = self.texts()
        super().__init__(self.what.format_map(texts), self.advice.format_map(texts))

    def texts(self) -> dict[str, object]:
        """Its facts as its sentence has them: amounts with the currency that is one of them."""
        currency = vars(self).get("currency", "")
        return {
            name: amount_text(fact, currency) if isinstance(fact, Decimal) else fact
            for name, fact in vars(self).items()
        }


class UnknownClient(Rule, code="unknown-client"):
    """The client is not registered."""

    client: str | None
    what = "no client '{client}'"
    advice = "register it first with client.registered, or check the code"


class UnknownCurrency(Rule, code="unknown-currency"):
    """The currency is not in ISO 4217."""

    currency: str
    hint: str
    what = "no currency '{currency}' in ISO 4217"
    advice = "{hint}"


class CurrencyWithdrawn(Rule, code="currency-withdrawn"):
    """The currency was withdrawn before the day of the event."""

    currency: str
    last: str
    on: date
    what = "{currency} was legal tender until {last}, and this is of {on}"
    advice = "use the currency that took its place, or correct the date"


class NoCurrency(Rule, code="no-currency"):
    """An amount is in the client's own currency, and the client has none."""

    field: str
    client: str
    what = "{field} is in the currency of {client}, which has none"
    advice = "name it with prospect.qualified --currency first"


class MixedCurrencies(Rule, code="mixed-currencies"):
    """Two amounts that belong together have different currencies."""

    thing: str
    currency: str
    other: str
    other_currency: str
    what = "{thing} is in {currency}, but {other} is in {other_currency}"
    advice = "use {other_currency}"


class NotPositive(Rule, code="not-positive"):
    """A figure that must be more than zero is not."""

    field: str
    value: Decimal | int
    what = "{field} is {value}"
    advice = "give more than zero"


class Negative(Rule, code="negative"):
    """A figure that may be zero is less than zero."""

    field: str
    value: Decimal | int
    what = "{field} is {value}"
    advice = "give zero or more"


class OffScale(Rule, code="off-scale"):
    """A figure lies outside its scale."""

    field: str
    value: Decimal | int
    low: int
    high: int
    what = "{field} is {value}"
    advice = "give a figure from {low} to {high}"


class EndsBeforeStart(Rule, code="ends-before-start"):
    """A period ends before it starts, or names a day that does not exist."""

    start: date | str
    end: date | str
    what = "{start} to {end} is not a period"
    advice = "give a last day that is not before the first"


class HourMissing(Rule, code="hour-missing"):
    """An entry without an hour would stand before one that is known of its day, and so change nothing."""

    kind: str
    day: date
    clock: str
    what = (
        "{kind} of {day} without an hour stands at the start of that day, before what is known from {clock}"
    )
    advice = "give the hour from which it holds, after {clock}"


class WrongBankCode(Rule, code="wrong-bank-code"):
    """An IBAN or a BIC is not written as one, or its check digits do not agree."""

    thing: str
    code_: str
    what = "'{code_}' is not a valid {thing}"
    advice = "copy it again from the bank's paper"


class NoAccountNumber(Rule, code="no-account-number"):
    """A bank account has neither an IBAN nor a number."""

    bank: str
    what = "the bank account{bank} has neither an IBAN nor a number"
    advice = "give one of them"


class InTheFuture(Rule, code="in-the-future"):
    """An event that has taken place has a moment in the future."""

    thing: str
    when: str
    instead: str
    what = "{thing} {when} is in the future"
    advice = "correct the time, or {instead}"


class BeforeItsDocument(Rule, code="before-its-document"):
    """An event has an earlier date than the document, or the numbered thing, that it is about."""

    thing: str
    dated: date
    day: date
    what = "{thing} is of {dated}, and this event of {day} comes before it"
    advice = "correct the date, or name another"


class TooLarge(Rule, code="too-large"):
    """A figure is larger than the ledger allows."""

    field: str
    value: Decimal | int
    limit: Decimal | int
    what = "{field} is {value}, beyond the limit of {limit}"
    advice = "correct it"


class TooFine(Rule, code="too-fine"):
    """An amount is finer than the smallest unit of its currency."""

    field: str
    value: Decimal
    currency: str
    unit: Decimal
    what = "{field} is {value}, but the smallest unit of {currency} is {unit}"
    advice = "give a multiple of it"


class NameTaken(Exception):
    """What each rule is beside that refuses a name which something has, wherever it stands."""


class NumberTaken(Rule, NameTaken, code="number-taken"):
    """The number is in use already."""

    thing: str
    number: str
    client: str
    what = "{thing} '{number}' is recorded already for {client}"
    advice = "use another number, or correct it with entry.corrected"


class UnknownNumber(Rule, code="unknown-number"):
    """No thing of that kind has the number."""

    thing: str
    number: str
    client: str
    option: str
    what = "no {thing} '{number}' for client {client}"
    advice = "record it first, or name another with {option}"


class NotOpen(Rule, code="not-open"):
    """The thing with the number is closed already."""

    thing: str
    number: str
    client: str
    state: str
    option: str
    what = "{thing} '{number}' of {client} is {state} already"
    advice = "name an open one with {option}, or void the entry that closed it"


class UnknownPerson(Rule, code="unknown-person"):
    """The client never had a person with this id."""

    person: str
    client: str
    what = "no person '{person}' at {client}"
    advice = "add them with contact.added, or name another"


class UnknownManager(Rule, code="unknown-manager"):
    """The house appoints its managers, and never appointed this one."""

    manager: str
    hint: str
    what = "no manager '{manager}' was appointed"
    advice = "{hint}appoint them with manager.appointed, or correct the name"

    @classmethod
    def of(cls, name: str, known: Iterable[str]) -> Self:
        """The rule about a name, with the one that was likely meant among those that are known."""
        near = person_meant(name, known)
        return cls(name, f"did you mean '{near}'? Else " if near else "")
