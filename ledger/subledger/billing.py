"""Which document creates a debt: an order by the terms of its day, its deliveries by theirs, or an invoice.

The first terms hold from the beginning, a change from its day on. An invoice that bills only orders which are
owed by themselves is no second debt: it repeats them, and its number stands for theirs. A return is a credit
if its goods are owed without an invoice, as far as no credit note that names it counts in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from ledger.money import ZERO, rounded
from ledger.subledger.account import Account
from ledger.subledger.documents import (
    CREDIT_NOTE,
    DELIVERY,
    INVOICE,
    ORDER,
    PAYMENT,
    RETURN,
    Credit,
    CreditChange,
    Document,
    Terms,
)
from ledger.subledger.items import Debt, DebtPart
from ledger.subledger.orders import CANCELLED, Order, gathered
from ledger.times import shifted


def terms_on(terms: Sequence[Terms], day: date) -> Terms | None:
    """The terms in force on a day, of terms in order of their days; the first hold from the beginning."""
    for each in reversed(terms):
        if each.on <= day:
            return each
    return terms[0] if terms else None


def billing_on(terms: Sequence[Terms], day: date) -> str:
    """Which document creates a debt on a day: "order", "delivery" or "invoice"."""
    in_force = terms_on(terms, day)
    return in_force.billing if in_force is not None else INVOICE


def due_by_terms(terms: Sequence[Terms], day: date) -> date:
    """When a document of a day is due if it has no due date."""
    in_force = terms_on(terms, day)
    days = in_force.payment_days if in_force is not None else 0
    return shifted(day, days)


def due_of(account: Account, document: Document) -> date:
    """When a document in one sum is due."""
    return document.due or due_by_terms(account.terms, document.on)


def billed_by(terms: Sequence[Terms], placed: date, delivered: date | None) -> str:
    """By which of its documents an order is billed: "order", "delivery" or "invoice".

    Args:
        terms: in order of their days.
        placed: the day of the order.
        delivered: the day of its first delivery.
    """
    at_order = billing_on(terms, placed)
    if at_order == ORDER or delivered is None:
        return at_order
    return DELIVERY if billing_on(terms, delivered) == DELIVERY else INVOICE


def billing_of(account: Account, order: Order, upto: date = date.max) -> str:
    """By which document an order is billed, as of a day."""
    if upto != date.max:
        return billed_by(account.terms, order.on, order.first_delivery(upto))
    links = account.linked()
    if links.by_invoice:
        return INVOICE
    billing = links.billing.get(order.number)
    if billing is None:
        billing = links.billing[order.number] = billed_by(account.terms, order.on, order.first_delivery())
    return billing


def is_owed(account: Account, order: Order, upto: date = date.max) -> bool:
    """Whether an order is owed by itself, as of a day."""
    billing = billing_of(account, order, upto)
    return billing == ORDER or (billing == DELIVERY and order.first_delivery(upto) is not None)


def repeats(account: Account, document: Document, upto: date = date.max) -> bool:
    """Whether an invoice bills only orders that are owed by themselves, as of a day."""
    if upto != date.max:
        return _repeats(account, document, upto)
    links = account.linked()
    if links.by_invoice or document.number not in links.billed:
        return False
    computed = links.repeats.get(document.number)
    if computed is None:
        computed = links.repeats[document.number] = _repeats(account, document, upto)
    return computed


def _repeats(account: Account, document: Document, upto: date) -> bool:
    numbers = account.orders_of(document, upto)
    return bool(numbers) and all(
        (order := account.orders.get(number)) is not None
        and order.on <= upto
        and billing_of(account, order, upto) != INVOICE
        for number in numbers
    )


def names(account: Account, number: str) -> list[str]:
    """The numbers for which a number stands: an invoice that repeats orders stands for theirs.

    Recording refuses an order with the number of an invoice of other orders. Where facts have both all the
    same, the number stands for that order too, so that nothing that is owed is left out.
    """
    document = account.documents.get(number)
    if document is not None and document.what == INVOICE and repeats(account, document):
        orders = account.orders_of(document)
        return orders if number in orders or number not in account.orders else [*orders, number]
    return [number]


def debts_under(account: Account, number: str) -> Iterator[Debt]:
    """The debts with exactly this number: a document, an order, or each delivery of an order."""
    document = account.documents.get(number)
    if document is not None and not repeats(account, document):
        yield _issued(account, document)
    order = account.orders.get(number)
    if order is not None:
        billing = billing_of(account, order)
        if billing == ORDER:
            yield _ordered(account, order)
        elif billing == DELIVERY:
            yield from _delivered(account, order)


def debts_named(account: Account, number: str) -> Iterator[Debt]:
    """The debts that a number stands for."""
    for name in names(account, number):
        yield from debts_under(account, name)


def all_debts(account: Account) -> Iterator[Debt]:
    """Every debt of an account."""
    for number in {**account.documents, **account.orders}:
        yield from debts_under(account, number)


def _issued(account: Account, document: Document) -> Debt:
    if document.instalments:
        parts = tuple(DebtPart(due, amount) for due, amount in document.instalments)
    else:
        parts = (DebtPart(due_of(account, document), document.amount),)
    if document.cancelled is not None:
        position, on = document.cancelled
        parts = tuple(
            DebtPart(due, amount - amount, (CreditChange(position, -amount, on),)) for due, amount, _ in parts
        )
    return Debt(
        document.number,
        document.what,
        document.currency,
        document.on,
        document.position,
        parts,
        document.on_top_of,
        document.rank,
    )


def _ordered(account: Account, order: Order) -> Debt:
    """An order that is owed at once, with what its cancellations took off."""
    amount = order.value
    cancelled: dict[str, Decimal] = {}
    changes = []
    for move in sorted(order.taken, key=lambda one: (one.on, one.position)):
        if move.what == CANCELLED:
            cancelled = gathered([*cancelled.items(), *move.goods.items()])
            left = order.amount_ordered(cancelled)
            changes.append(CreditChange(move.position, left - amount, move.on))
            amount = left
    due = order.due or due_by_terms(account.terms, order.on)
    parts = (DebtPart(due, amount, tuple(changes)),)
    return Debt(order.number, ORDER, order.currency, order.on, order.position, parts)


def _delivered(account: Account, order: Order) -> Iterator[Debt]:
    """Each delivery of an order that is billed by delivery."""
    owed, delivered = ZERO, dict[str, Decimal]()
    for move in sorted(order.shipped, key=lambda one: (one.on, one.position)):
        delivered = gathered([*delivered.items(), *move.goods.items()])
        together = rounded(order.worth(delivered), order.currency)
        parts = (DebtPart(due_by_terms(account.terms, move.on), together - owed),)
        yield Debt(order.number, DELIVERY, order.currency, move.on, move.position, parts)
        owed = together


def counts(account: Account, credit: Credit, upto: date = date.max) -> bool:
    """Whether a credit counts, as of a day. A return does if its goods are owed without an invoice."""
    if credit.what != RETURN:
        return credit.on <= upto
    order = account.orders.get(credit.follows) if credit.follows is not None else None
    if order is None or order.on > upto:
        return credit.on <= upto and billing_on(account.terms, credit.on) != INVOICE
    return credit.on <= upto and is_owed(account, order, upto)


def followed(account: Account, credit: Credit) -> str | None:
    """The document that a credit is linked to: its own, or the order of the return that it credits."""
    if credit.follows is not None or credit.returned is None:
        return credit.follows
    back = account.returns.get(credit.returned)
    return back.follows if back is not None and counts(account, back) else None


def followers(account: Account, target: str) -> Iterable[str]:
    """The numbers of the credits that may be linked to a document, each once."""
    links = account.linked()
    direct = links.followers.get(target, ())
    if not links.notes:
        return direct
    return dict.fromkeys([*direct, *(note for number in direct for note in links.notes.get(number, ()))])


def credited(account: Account, credit: Credit, upto: date = date.max) -> Decimal:
    """How much of a return credit notes credit in its place, as of a day; nothing of any other credit."""
    return sum((share for _, share in notes_of(account, credit, upto)), ZERO)


def notes_of(account: Account, back: Credit, upto: date = date.max) -> list[tuple[Credit, Decimal]]:
    """The credit notes that name a return, with how much of it each credits, as of a day, oldest first."""
    found, left = [], back.rest
    for note in sorted(notes_naming(account, back, upto), key=lambda one: (one.on, one.number)):
        share = min(note.amount, left)
        if share > 0:
            found.append((note, share))
            left -= share
    return found


def notes_naming(account: Account, back: Credit, upto: date = date.max) -> list[Credit]:
    """The credit notes that name a return and count, as of a day."""
    return [
        note
        for number in account.linked().notes.get(back.number, ())
        if (note := account.credits.get(number)) is not None
        and back.what == RETURN
        and note.returned == back.number
        and note.currency == back.currency
        and note.on <= upto
        and not _undone(account, note, upto)
    ]


def _undone(account: Account, note: Credit, upto: date) -> bool:
    invoice = undone_by(account, note)
    return invoice is not None and invoice.cancelled is not None and invoice.cancelled.on <= upto


def undone_by(account: Account, credit: Credit) -> Document | None:
    """The cancelled invoice of a credit note, which then does not count."""
    document = account.documents.get(credit.follows) if credit.follows is not None else None
    return document if document is not None and document.cancelled and credit.what == CREDIT_NOTE else None


def worth(account: Account, credit: Credit) -> Decimal:
    """What a credit is worth: its amount less what was taken back, or zero if it does not count.

    Of a return counts what its credit notes leave of it.
    """
    if credit.what == PAYMENT or (counts(account, credit) and not undone_by(account, credit)):
        return credit.rest - credited(account, credit)
    return credit.amount - credit.amount


def source_of(account: Account, number: str) -> Credit | None:
    """The credit with a number: the first one that counts."""
    credit = account.credits.get(number)
    if credit is not None:
        return credit
    back = account.returns.get(number)
    return back if back is not None and counts(account, back) else None
