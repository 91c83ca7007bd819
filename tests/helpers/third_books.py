"""What is open of each document and left of each source, by plain loops over the facts, with no account.

For histories that the rules admit, in one currency. Amounts of debts come from the facts as ``SecondBooks``
reads them; settlements are summed by pair; then linked credits settle their document, oldest first by date
and number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from ledger.entry import Entry
from ledger.events import (
    BalanceOpened,
    ChargeAdded,
    ClientTermsAgreed,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    InvoiceCancelled,
    InvoiceIssued,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    Pieces,
    ReturnReceived,
    SettlementMade,
    SettlementReversed,
)
from tests.helpers.second_books import SecondBooks, amount_of, worth_of

NOTHING = Decimal(0)


class ThirdBooks(SecondBooks):
    """The facts of one client, with what settles what."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__(entries, date.max, 10**9)
        self.debts = self._debts()
        self.sources = self._sources()
        self.links = {
            event.number: (day, document)
            for day, event in self._all(CreditNoteIssued)
            if (document := event.invoice or self._order_of(event)) is not None
        } | {event.number: (day, event.order) for day, event in self._all(ReturnReceived) if event.order}
        self.pairs: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.reversed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for source, target, amount, is_reversal in self._settlements():
            self.pairs[source, target] += amount
            if is_reversal:
                self.reversed[source, target] -= amount
        self.used = self._apply()

    def open(self) -> dict[str, Decimal]:
        """What is open of each document."""
        rest = {
            number: amount - sum((put for (_, target), put in self.used.items() if target == number), NOTHING)
            for number, amount in self.debts.items()
        }
        return {number: amount for number, amount in rest.items() if amount}

    def left(self) -> dict[str, Decimal]:
        """What is left of each source."""
        rest = {
            number: amount - sum((put for (source, _), put in self.used.items() if source == number), NOTHING)
            for number, amount in self.sources.items()
        }
        return {number: amount for number, amount in rest.items() if amount}

    def _order_of(self, note: CreditNoteIssued) -> str | None:
        """The order of the return that a note credits, if that return is a credit."""
        return next(
            (
                back.order
                for day, back in self._all(ReturnReceived)
                if back.number == note.return_ and self._credits(day, back)
            ),
            None,
        )

    def _stand_for(self, number: str) -> list[str]:
        """An invoice that bills only orders which are owed by themselves stands for them."""
        for _, invoice in self._all(InvoiceIssued):
            bills = list(dict.fromkeys([*invoice.orders, *self._naming(invoice.number)]))
            if invoice.number == number and bills and all(self._billed_by(one) != "invoice" for one in bills):
                return bills
        return [number]

    def _debts(self) -> dict[str, Decimal]:
        gone = {event.number for _, event in self._all(InvoiceCancelled)}
        found: dict[str, Decimal] = {}
        for _, invoice in self._all(InvoiceIssued):
            if self._stand_for(invoice.number) == [invoice.number] and invoice.number not in gone:
                found[invoice.number] = amount_of(invoice)
        for _, charge in self._all(ChargeAdded):
            found[charge.number] = charge.amount
        for _, opening in self._all(BalanceOpened):
            if opening.amount > 0:
                found[opening.number or "opening"] = opening.amount
        for _, order in self._all(OrderPlaced):
            if self._billed_by(order.number) != "invoice":
                found[order.number] = self._owed_of(order)
        return found

    def _sources(self) -> dict[str, Decimal]:
        found = dict(self._issued())
        for kind in (PaymentReversed, PaymentRefunded):
            for _, undone in self._all(kind):
                found[undone.number] -= undone.amount or NOTHING
        for _, recovery in self._all(DebtRecovered):
            for share in recovery.write_offs:
                found[share.source] -= share.amount
        return found

    def _issued(self) -> Iterator[tuple[str, Decimal]]:
        """Every source with the amount that it was issued for."""
        for _, payment in self._all(PaymentReceived):
            yield payment.number, payment.amount
        for _, loss in self._all(DebtWrittenOff):
            yield loss.number, loss.amount
        for _, note in self._all(CreditNoteIssued):
            yield note.number, note.amount if self._counts(note) else NOTHING
        for _, opening in self._all(BalanceOpened):
            if opening.amount < 0:
                yield opening.number or "opening", -opening.amount
        for day, back in self._all(ReturnReceived):
            if self._credits(day, back):
                yield back.number, self.left_of(back)

    def _settlements(self) -> Iterator[tuple[str, str, Decimal, bool]]:
        """Source, target, amount, and whether it is a reversal of a settlement."""
        for _, made in self._all(SettlementMade):
            yield made.source, made.target, made.amount, False
        for _, undone in self._all(SettlementReversed):
            yield undone.source, undone.target, -undone.amount, True
        for _, loss in self._all(DebtWrittenOff):
            yield loss.number, loss.document, loss.amount, False
        for source, target, amount in self._shares():
            yield source, target, amount, False

    def _shares(self) -> Iterator[tuple[str, str, Decimal]]:
        """What payments settle and bounced payments reopen, what recoveries and cancelled orders free."""
        for _, payment in self._all(PaymentReceived):
            yield from ((payment.number, part.document, part.amount) for part in payment.settles)
        for _, bounced in self._all(PaymentReversed):
            yield from ((bounced.number, part.document, -part.amount) for part in bounced.reopens)
        for _, recovery in self._all(DebtRecovered):
            yield from ((share.source, recovery.document, -share.amount) for share in recovery.write_offs)
        for _, gone in self._all(OrderCancelled):
            yield from ((share.source, gone.number, -share.amount) for share in gone.frees)

    def _apply(self) -> dict[tuple[str, str], Decimal]:
        used = {pair: amount for pair, amount in self.pairs.items() if amount}
        for number, (_, document) in sorted(self.links.items(), key=lambda one: (one[1][0], one[0])):
            if number in self.sources:
                self._link(number, document, used)
        return used

    def _link(self, number: str, document: str, used: dict[tuple[str, str], Decimal]) -> None:
        targets = [one for one in self._stand_for(document) if one in self.debts]
        rooms = sorted(room for one in targets for room in self._rooms(one, used))
        left = self.sources[number] - sum(
            (put for (source, _), put in self.pairs.items() if source == number), NOTHING
        )
        near = {*targets, *self._repeated_by(targets)}
        back = sum(
            (amount for (source, one), amount in self.reversed.items() if source == number and one in near),
            NOTHING,
        )
        share = max(min(left, sum((room[-1] for room in rooms), NOTHING)) - back, NOTHING)
        for *_, target, _, room in rooms:
            put = min(share, room)
            if put:
                used[number, target] = used.get((number, target), NOTHING) + put
                share -= put

    def _repeated_by(self, orders: list[str]) -> list[str]:
        return [
            one.number for _, one in self._all(InvoiceIssued) if {*self._stand_for(one.number)} & {*orders}
        ]

    def _rooms(
        self, number: str, used: dict[tuple[str, str], Decimal]
    ) -> Iterator[tuple[date, date, str, int, Decimal]]:
        """What is open of each delivery of an order, or of a whole document, with what it is sorted by."""
        gone = sum((put for (_, target), put in used.items() if target == number), NOTHING)
        for place, (due, on, amount) in enumerate(sorted(self._parts(number))):
            share = min(gone, amount)
            gone -= share
            yield due, on, number, place, amount - share

    def _parts(self, number: str) -> Iterator[tuple[date, date, Decimal]]:
        placed = [(day, order) for day, order in self._all(OrderPlaced) if order.number == number]
        if not placed or self._billed_by(number) != "delivery":
            day = placed[0][0] if placed else date.min
            yield (placed[0][1].due or self._due(day)) if placed else date.min, day, self.debts[number]
            return
        delivered: list[Pieces] = []
        before = NOTHING
        came = [
            (entry.on, entry.position, entry.event)
            for entry in self._happened
            if isinstance(entry.event, OrderDelivered)
        ]
        for day, _, event in sorted(
            (one for one in came if one[2].number == number), key=lambda one: one[:2]
        ):
            delivered += event.lines
            together = worth_of(placed[0][1], delivered)
            yield self._due(day), day, together - before
            before = together

    def _due(self, day: date) -> date:
        agreed = sorted(
            (entry.on, entry.occurred_at, entry.position, entry.event.payment_days)
            for entry in self._happened
            if isinstance(entry.event, ClientTermsAgreed)
        )
        by_then = [days for on, *_, days in agreed if on <= day] or [days for *_, days in agreed[:1]] or [0]
        return day + timedelta(days=by_then[-1])
