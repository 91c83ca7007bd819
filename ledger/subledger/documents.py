"""The parts of an account: documents that create debt, credits that settle it, and claims about both."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, field

from ledger.money import ZERO

INVOICE = "invoice"
ORDER = "order"
DELIVERY = "delivery"
CHARGE = "charge"
OPENING = "opening"
PAYMENT = "payment"
CREDIT_NOTE = "credit note"
RETURN = "return"
WRITE_OFF = "write-off"

FEES, INTEREST, PRINCIPAL = range(3)
"""The ranks of debts: costs and fees are cleared first, then interest, then what is no charge."""


class CreditChange(NamedTuple):
    """The entry at a position changed an amount on its day, below zero to less."""

    position: int
    amount: Decimal
    on: date


class Instalment(NamedTuple):
    """An amount of a document with a due date of its own."""

    due: date
    amount: Decimal


class Cancellation(NamedTuple):
    """The entry that cancelled a document, and its day."""

    position: int
    on: date


class Terms(NamedTuple):
    """The terms of payment from a moment's day on.

    Attributes:
        on: the day of the moment.
        position: of the entry; of terms of one moment those recorded last hold.
        billing: which document creates the debt: "order", "delivery" or "invoice".
        payment_days: from a document's date to its due date.
    """

    at: datetime
    on: date
    position: int
    billing: str
    payment_days: int = 0
    credit_limit: Decimal | None = None
    prepaid: bool = False
    discount_limit: Decimal | None = None


class CreditCheck(NamedTuple):
    """What a credit check found, from its moment's day on.

    Attributes:
        on: the day of the moment.
        position: of the entry; of checks of one moment the one recorded last holds.
        outcome: "good", "acceptable", "doubtful" or "bad".
        advised: the limit that it advises, in the client's currency; None if it advises none.
        valid_until: its last valid day; None: it is valid until the next check.
    """

    at: datetime
    on: date
    position: int
    outcome: str
    advised: Decimal | None = None
    valid_until: date | None = None


class Document(Struct):
    """An invoice, a charge or an opening debt, as it was issued.

    Attributes:
        due: the stated due date; the terms of the document's day give it where none is stated.
        instalments: empty for a document in one sum.
        orders: the orders that an invoice names.
        on_top_of: the document that a charge comes on top of.
    """

    number: str
    what: str
    currency: str
    on: date
    position: int
    amount: Decimal
    due: date | None = None
    instalments: tuple[Instalment, ...] = ()
    orders: tuple[str, ...] = ()
    on_top_of: str | None = None
    rank: int = PRINCIPAL
    cancelled: Cancellation | None = None

    @property
    def whole(self) -> Decimal:
        """The amount, which is the sum of the instalments where it has some."""
        return sum((part.amount for part in self.instalments), ZERO) if self.instalments else self.amount


class Credit(Struct):
    """A payment, credit note, return, write-off or opening credit, as it was issued.

    Attributes:
        follows: the document that the credit is linked to: an invoice, or the order of a return.
        returned: the return that a credit note credits.
        changes: what was reversed, refunded or recovered of it, below zero.
    """

    number: str
    what: str
    currency: str
    on: date
    position: int
    amount: Decimal
    follows: str | None = None
    returned: str | None = None
    changes: list[CreditChange] = field(default_factory=list)

    @property
    def key(self) -> tuple[bool, str]:
        """Names the credit within its account: whether it is a return, and its number."""
        return self.what == RETURN, self.number

    @property
    def rest(self) -> Decimal:
        """The amount less what was taken back of it."""
        return (
            self.amount if not self.changes else sum((change.amount for change in self.changes), self.amount)
        )


class Statement(NamedTuple):
    """An entry settles part of a document from a source; an amount below zero takes it back.

    Attributes:
        made: the day of the entry.
        instalment: counted from 1; None where the entry names none.
        on: the day from which the settlement counts, where the entry states one.
        reversal: a settlement was reversed, which also takes back as much of a linked credit.
    """

    position: int
    made: date
    instalment: int | None
    amount: Decimal
    on: date | None = None
    reversal: bool = False


class Dispute(Struct):
    """The client disputes a document, or part of its amount.

    Attributes:
        document: the number of the contested document.
        position: of the entry that opened the dispute.
        resolved: the day it ended; None while it is open.
    """

    number: str
    document: str
    amount: Decimal
    reason: str
    opened: date
    position: int
    resolved: date | None = None
    outcome: str | None = None


class Promise(NamedTuple):
    """The client promised to pay.

    Attributes:
        made: the day of the promise.
        by: the last day to keep it.
        documents: empty where the promise is about any document.
    """

    number: str
    amount: Decimal
    currency: str
    made: date
    by: date
    documents: tuple[str, ...]
    position: int


class BouncedPayment(NamedTuple):
    """A payment bounced, or was never ours."""

    number: str
    amount: Decimal
    currency: str
    on: date
    reason: str


class Reminder(NamedTuple):
    """A reminder that was sent.

    Attributes:
        instalments: (document, instalment) pairs, where the reminder names instalments.
    """

    number: str
    on: date
    level: int
    documents: tuple[str, ...]
    instalments: tuple[tuple[str, int], ...]
    position: int

    def covers(self, document: str, instalment: int | None, due: date) -> bool:
        """Whether it is about a document or instalment: those that it names, or else those due by its day."""
        if document not in self.documents:
            return False
        named = [number for one, number in self.instalments if one == document]
        return instalment is None or (instalment in named if named else due < self.on)
