"""An account: the facts of what one client owes and has paid. Apart from caches it holds nothing derived.

The other modules of this package derive from it what is owed, what settles it and what is open. The order in
which facts were recorded changes none of it, if they are posted in the order of folding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.money import ZERO
from ledger.subledger.documents import (
    INVOICE,
    WRITE_OFF,
    BouncedPayment,
    Credit,
    CreditCheck,
    Dispute,
    Document,
    Promise,
    Reminder,
    Statement,
    Terms,
)
from ledger.subledger.instalments import stated
from ledger.subledger.live import Live
from ledger.subledger.orders import Order


@dataclass(slots=True)
class Links:
    """Which documents name which: an index over an account's facts.

    Attributes:
        bills: order -> the invoices that bill it; either of the two may name the other.
        billed: invoice -> the orders that it bills, likewise.
        targets: source -> the documents that statements settle from it.
        followers: document -> the credits linked to it.
        notes: return -> the credit notes that credit it.
        stated: source -> the sum of what statements settle from it.
        reminded: document -> the day of its last reminder.
        by_invoice: whether no terms let an order be owed by itself.
        billing: order -> by which document it is billed; computed on first use.
        repeats: invoice -> whether it repeats orders; computed on first use.
    """

    bills: dict[str, dict[str, None]] = field(default_factory=dict)
    billed: dict[str, dict[str, None]] = field(default_factory=dict)
    targets: dict[str, dict[str, None]] = field(default_factory=dict)
    followers: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    stated: dict[str, Decimal] = field(default_factory=dict)
    reminded: dict[str, date] = field(default_factory=dict)
    by_invoice: bool = False
    billing: dict[str, str] = field(default_factory=dict)
    repeats: dict[str, bool] = field(default_factory=dict)

    def start(self, terms: Sequence[Terms]) -> None:
        """Compute what depends on terms from these."""
        self.by_invoice = all(one.billing == INVOICE for one in terms)
        self.billing.clear()
        self.repeats.clear()

    def forget(self, order: str) -> None:
        """Drop what was computed about the billing of an order."""
        self.billing.pop(order, None)
        for invoice in self.bills.get(order, ()):
            self.repeats.pop(invoice, None)


@dataclass(slots=True)
class Account:
    """What a client owes and has paid, as facts.

    Attributes:
        currency: the client's own; None where the client is not registered.
        terms: in order of their days.
        checks: what credit checks found, in order of their days.
        documents: invoices, charges and opening debts by number; of two with one number the first counts.
        orders: by number.
        credits: payments, credit notes, write-offs and opening credits by number.
        returns: by number; a return is a credit where its goods are owed without an invoice.
        statements: what entries settle, by target and then by source.
        acts: for goods that did not arrive as ordered, each a dispute about its order.
        contacted: the last day on which a person spoke with the client.
        bounced: the last payment that was reversed.
        links: the index over the facts; built when it is first needed, never stored.
        live: what is open, kept up to date; built when it is first needed, never stored.
        settlings: how often the whole account was settled before ``live`` was built.
    """

    currency: str | None = None
    terms: list[Terms] = field(default_factory=list)
    checks: list[CreditCheck] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    credits: dict[str, Credit] = field(default_factory=dict)
    returns: dict[str, Credit] = field(default_factory=dict)
    statements: dict[str, dict[str, list[Statement]]] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    acts: dict[str, Dispute] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    contacted: date | None = None
    bounced: BouncedPayment | None = None
    links: Links | None = field(init=False, compare=False, repr=False)
    live: Live | None = field(init=False, compare=False, repr=False)
    settlings: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Begin without what is built from the facts."""
        self.links = self.live = None
        self.settlings = 0

    def bounce(self, credit: Credit, amount: Decimal | None, on: date, reason: str) -> None:
        """Keep a payment that was reversed as the last one; without an amount all of its rest was."""
        less = credit.rest if amount is None else amount
        self.bounced = BouncedPayment(credit.number, less, credit.currency, on, reason)

    def linked(self) -> Links:
        """The index over the facts."""
        if self.links is None:
            self.links = Links()
            self.links.start(self.terms)
            for document in self.documents.values():
                self._index_document(document)
            for order in self.orders.values():
                self._index_order(order)
            for credit in (*self.credits.values(), *self.returns.values()):
                self._index_credit(credit)
            for target, sources in self.statements.items():
                for source, statements in sources.items():
                    self._index_statements(self.links, source, target, ZERO, stated(statements))
            for reminder in self.reminders:
                self._index_reminder(reminder)
        return self.links

    def touch(self, *numbers: str) -> None:
        """Mark that what is open, left or ordered under these numbers may have changed."""
        if self.live is not None:
            self.live.touched.update(numbers)
            self.live.placed.update(numbers)

    def touch_order(self, number: str) -> None:
        """Mark that an order, and so what its invoices bill, may have changed."""
        self.touch(number)
        if self.links is not None:
            self.links.forget(number)

    def agree(self, terms: list[Terms]) -> None:
        """Change the terms: any document may be due on another day then, and any order billed otherwise."""
        self.terms, self.live = terms, None
        if self.links is not None:
            self.links.start(terms)

    def add_document(self, document: Document) -> None:
        """Add an invoice, a charge or an opening debt."""
        if document.number not in self.documents:
            self.documents[document.number] = document
            self._index_document(document)
            self.touch(document.number)

    def add_order(self, order: Order) -> None:
        """Add an order."""
        if order.number not in self.orders:
            self.orders[order.number] = order
            self._index_order(order)
            self.touch_order(order.number)

    @contextmanager
    def with_order(self, order: Order) -> Iterator[None]:
        """Hold an order that is not recorded, to ask what would be so with it."""
        if order.number in self.orders:
            yield
            return
        self.add_order(order)
        try:
            yield
        finally:
            self._remove_order(order)

    def _remove_order(self, order: Order) -> None:
        self.touch_order(order.number)
        del self.orders[order.number]
        if order.invoice is not None:
            self.touch(order.invoice)
            if self.links is not None:
                document = self.documents.get(order.invoice)
                if document is None or order.number not in document.orders:
                    del self.links.bills[order.number][order.invoice]
                    del self.links.billed[order.invoice][order.number]

    def add_credit(self, credit: Credit, place: dict[str, Credit]) -> None:
        """Add a credit to the credits or to the returns."""
        if credit.number not in place:
            place[credit.number] = credit
            self._index_credit(credit)
            self.touch(credit.number, *([credit.returned] if credit.returned is not None else ()))

    def add_reminder(self, reminder: Reminder) -> None:
        """Add a reminder."""
        self.reminders.append(reminder)
        self._index_reminder(reminder)

    def state(self, source: str, target: str, statement: Statement) -> None:
        """Add a statement that a source settles part of a target, or takes it back."""
        statements = self.statements.setdefault(target, {}).setdefault(source, [])
        if self.links is None:
            statements.append(statement)
        else:
            before = stated(statements)
            statements.append(statement)
            self._index_statements(self.links, source, target, before, stated(statements))
        self.touch(source, target)

    def orders_of(self, document: Document, upto: date = date.max) -> list[str]:
        """The orders that an invoice bills: those it names, and those placed by a day that name it."""
        if document.what != INVOICE:
            return []
        named = dict.fromkeys(document.orders)
        naming = [one for one in self.linked().billed.get(document.number, ()) if one not in named]
        return [*named, *(one for one in naming if self.orders[one].on <= upto)]

    def settled(self, document: str) -> Decimal:
        """The amount of a document that entries settle explicitly."""
        return sum(map(stated, self.statements.get(document, {}).values()), ZERO)

    def disputed(self, document: str) -> Decimal:
        """The sum of the open disputes about a document."""
        return sum(
            (
                one.amount
                for one in self.disputes.values()
                if one.resolved is None and one.document == document
            ),
            ZERO,
        )

    def write_offs(self, document: str) -> dict[str, Decimal]:
        """How much of a document each write-off settles, in the order in which they were stated."""
        return {
            source: amount
            for source, statements in self.statements.get(document, {}).items()
            if (credit := self.credits.get(source)) is not None and credit.what == WRITE_OFF
            if (amount := stated(statements))
        }

    def _index_document(self, document: Document) -> None:
        if self.links is not None:
            for order in document.orders:
                self._bill(self.links, order, document.number)

    def _index_order(self, order: Order) -> None:
        if self.links is not None and order.invoice is not None:
            self._bill(self.links, order.number, order.invoice)

    @staticmethod
    def _bill(links: Links, order: str, invoice: str) -> None:
        links.bills.setdefault(order, {})[invoice] = None
        links.billed.setdefault(invoice, {})[order] = None

    def _index_credit(self, credit: Credit) -> None:
        if self.links is not None and credit.follows is not None and credit.what != WRITE_OFF:
            self.links.followers.setdefault(credit.follows, []).append(credit.number)
        if self.links is not None and credit.returned is not None:
            self.links.notes.setdefault(credit.returned, []).append(credit.number)

    @staticmethod
    def _index_statements(links: Links, source: str, target: str, before: Decimal, after: Decimal) -> None:
        links.targets.setdefault(source, {})[target] = None
        links.stated[source] = links.stated.get(source, ZERO) + after - before

    def _index_reminder(self, reminder: Reminder) -> None:
        if self.links is not None:
            for document in reminder.documents:
                last = self.links.reminded.get(document)
                self.links.reminded[document] = reminder.on if last is None else max(last, reminder.on)

    def deals_in(self, currency: str) -> bool:
        """Whether any order, document or credit is in a currency."""
        kept = (self.documents, self.orders, self.credits, self.returns)
        return any(one.currency == currency for each in kept for one in each.values())

    def credits_under(self, number: str) -> Iterator[Credit]:
        """The payment, credit note, write-off or opening credit with a number, and the return with it."""
        for place in (self.credits, self.returns):
            if number in place:
                yield place[number]
