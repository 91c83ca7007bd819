"""What a client owes, worked out a second time from the facts alone: no account, no settling, no buckets.

For histories that the rules admit, in one currency: every fact says its own amount by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import (
    BalanceOpened,
    ChargeAdded,
    ClientTermsAgreed,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    Event,
    InvoiceCancelled,
    InvoiceIssued,
    Line,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    Pieces,
    ReturnLine,
    ReturnReceived,
)

__all__ = ["SecondBooks"]

Kind = TypeVar("Kind", bound=Event)
CENT = Decimal("0.01")


class SecondBooks:
    """The facts of one client that had happened by a day, as the ledger knew them at a position."""

    def __init__(self, entries: Iterable[Entry], day: date, position: int) -> None:
        known = in_force([entry for entry in entries if entry.position <= position])
        self._terms = sorted(
            (entry.on, entry.occurred_at, entry.position, entry.event.billing)
            for entry in known
            if isinstance(entry.event, ClientTermsAgreed)
        )
        self._happened = [entry for entry in known if entry.on <= day]

    def sums(self) -> Mapping[str, Decimal]:
        """What came in and went out, each with its sign in the balance."""
        return {
            "opening": _sum(event.amount for _, event in self._all(BalanceOpened)),
            "invoiced": _sum(self._invoiced()),
            "charges": _sum(event.amount for _, event in self._all(ChargeAdded)),
            "credited": -_sum(event.amount for _, event in self._all(CreditNoteIssued) if self._counts(event))
            - _sum(self._returned()),
            "paid": _sum(event.amount or 0 for _, event in self._all(PaymentReversed))
            + _sum(event.amount or 0 for _, event in self._all(PaymentRefunded))
            - _sum(event.amount for _, event in self._all(PaymentReceived)),
            "written off": _sum(event.amount for _, event in self._all(DebtRecovered))
            - _sum(event.amount for _, event in self._all(DebtWrittenOff)),
        }

    def _counts(self, note: CreditNoteIssued) -> bool:
        """A credit note of a cancelled invoice counts nothing."""
        return note.invoice not in {event.number for _, event in self._all(InvoiceCancelled)}

    def balance(self) -> Decimal:
        """The sum of the signed facts."""
        return _sum(self.sums().values())

    def _all(self, kind: type[Kind]) -> list[tuple[date, Kind]]:
        return [(entry.on, entry.event) for entry in self._happened if isinstance(entry.event, kind)]

    def _billing(self, day: date) -> str:
        """Which document makes a debt on a day; the first terms hold from the beginning."""
        in_force_by = [billing for on, _, _, billing in self._terms if on <= day]
        return in_force_by[-1] if in_force_by else self._terms[0][3] if self._terms else "invoice"

    def _billed_by(self, number: str) -> str:
        """Which document an order is owed by: by the terms at the order, or those at its first delivery."""
        placed = [day for day, event in self._all(OrderPlaced) if event.number == number]
        came = self._came(number)
        if not placed or self._billing(placed[0]) == "order":
            return "order" if placed else "invoice"
        billing = self._billing(min(came) if came else placed[0])
        return "delivery" if billing == "delivery" else "invoice"

    def _came(self, number: str) -> list[date]:
        return [day for day, event in self._all(OrderDelivered) if event.number == number]

    def _invoiced(self) -> Iterator[Decimal]:
        cancelled = {event.number for _, event in self._all(InvoiceCancelled)}
        for _, invoice in self._all(InvoiceIssued):
            bills = [*invoice.orders, *self._naming(invoice.number)]
            repeats = bills and all(self._billed_by(order) != "invoice" for order in bills)
            if invoice.number not in cancelled and not repeats:
                yield amount_of(invoice)
        for _, order in self._all(OrderPlaced):
            if self._billed_by(order.number) != "invoice":
                yield self._owed_of(order)

    def _owed_of(self, order: OrderPlaced) -> Decimal:
        """What is owed of an order by itself."""
        if self._billed_by(order.number) == "order":
            gone = self._pieces(OrderCancelled, order.number)
            return _rounded(_value(order.lines) - _worth(order.lines, gone))
        return _rounded(_worth(order.lines, self._pieces(OrderDelivered, order.number)))

    def _naming(self, invoice: str) -> list[str]:
        return [order.number for _, order in self._all(OrderPlaced) if order.invoice == invoice]

    def _pieces(self, kind: type[OrderCancelled | OrderDelivered], number: str) -> list[Pieces]:
        return [line for _, event in self._all(kind) if event.number == number for line in event.lines]

    def _returned(self) -> Iterator[Decimal]:
        for day, back in self._all(ReturnReceived):
            if self._credits(day, back):
                yield self.left_of(back)

    def left_of(self, back: ReturnReceived) -> Decimal:
        """What credit notes that name a return leave of it."""
        notes = [note for _, note in self._all(CreditNoteIssued) if note.return_ == back.number]
        noted = _sum(note.amount for note in notes if self._counts(note))
        return max(value_of(back) - noted, Decimal(0))

    def _credits(self, day: date, back: ReturnReceived) -> bool:
        """Whether a return is a credit: where its goods are owed without an invoice."""
        billing = self._billed_by(back.order) if back.order else self._billing(day)
        waits = back.order and billing == "delivery" and not self._came(back.order)
        return billing != "invoice" and not waits


def amount_of(invoice: InvoiceIssued) -> Decimal:
    """What an invoice is for."""
    return _rounded(_value(invoice.lines)) if invoice.amount is None else invoice.amount


def value_of(back: ReturnReceived) -> Decimal:
    """What a return credits."""
    return _rounded(_value(back.lines))


def worth_of(order: OrderPlaced, pieces: Sequence[Pieces]) -> Decimal:
    """What pieces of an order are worth, rounded once."""
    return _rounded(_worth(order.lines, pieces))


def _sum(amounts: Iterable[Decimal | int]) -> Decimal:
    return Decimal(sum(amounts))


def _value(lines: Sequence[ReturnLine]) -> Fraction:
    """What lines are worth: quantity x price, less the discount in percent."""
    together = Fraction(0)
    for line in lines:
        discount = (line.discount if isinstance(line, Line) else None) or Decimal(0)
        together += Fraction(line.quantity) * Fraction(line.unit_price) * (100 - Fraction(discount)) / 100
    return together


def _worth(lines: Sequence[Line], pieces: Sequence[Pieces]) -> Fraction:
    """What pieces of an order are worth, each at the order's mean price of its product."""
    together = Fraction(0)
    for piece in pieces:
        same = [line for line in lines if line.product == piece.product]
        ordered = sum((Fraction(line.quantity) for line in same), Fraction(0))
        together += _value(same) * Fraction(piece.quantity) / ordered
    return together


def _rounded(value: Fraction) -> Decimal:
    """To the cent, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(CENT, ROUND_HALF_UP)
