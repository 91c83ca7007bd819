"""What each entry adds to a client's balance, or takes off it, on its own day.

The movements up to a day sum to the balance of that day, exactly. A settlement moves nothing: it
allocates a payment and changes no debt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO
from ledger.subledger.account import Account
from ledger.subledger.billing import all_debts, counts, credited, repeats, undone_by
from ledger.subledger.documents import INVOICE, RETURN, Credit, Document
from ledger.subledger.items import Debt


class Posting(NamedTuple):
    """An entry changed the balance through a document.

    Attributes:
        position: of the entry.
        document: the number of the document that is worth more or less by it.
        what: the kind of that document.
        amount: below zero where the client owes less.
        paid_out: whether money was paid back (a refund, a bounced payment), which undoes no sale or return.
    """

    position: int
    on: date
    document: str
    what: str
    currency: str
    amount: Decimal
    paid_out: bool = False


def movements(account: Account) -> Iterator[Posting]:
    """Every movement of an account, document by document."""
    for debt in all_debts(account):
        if debt.what != INVOICE:
            yield from _of_debt(debt)
    for document in account.documents.values():
        if document.what == INVOICE:
            yield from _of_invoice(account, document)
    for credit in (*account.credits.values(), *account.returns.values()):
        yield from _of_credit(account, credit)


def _of_debt(debt: Debt) -> Iterator[Posting]:
    for part in debt.parts:
        issued = part.amount - sum((change.amount for change in part.changes), ZERO)
        yield Posting(debt.position, debt.on, debt.number, debt.what, debt.currency, issued)
        for change in part.changes:
            yield Posting(change.position, change.on, debt.number, debt.what, debt.currency, change.amount)


def _of_invoice(account: Account, document: Document) -> Iterator[Posting]:
    """An invoice counts until it is cancelled, while the orders that it bills are not owed by themselves."""
    counted = ZERO
    turns = _turns(account, document.on, document.position, account.orders_of(document))
    if document.cancelled is not None:
        turns[max(document.cancelled.on, document.on)] = document.cancelled.position
    for on, position in sorted(turns.items()):
        cancelled = document.cancelled is not None and document.cancelled.on <= on
        now = ZERO if cancelled or repeats(account, document, on) else document.whole
        if now != counted:
            yield Posting(position, on, document.number, INVOICE, document.currency, now - counted)
            counted = now


def _turns(account: Account, on: date, position: int, orders: Iterable[str]) -> dict[date, int]:
    """The days on which a document may begin or cease to count, each with the last entry that may be why.

    Args:
        account: that the document is in.
        on: the document's own date.
        position: the document's.
        orders: those that it rests on.
    """
    found = {on: position}
    for number in orders:
        order = account.orders.get(number)
        if order is not None:
            first = order.first_delivery()
            turns = [(order.on, order.position)]
            turns += [(move.on, move.position) for move in order.shipped if move.on == first]
            for day, at in turns:
                if day > on:
                    found[day] = max(found.get(day, 0), at)
    return found


def _of_credit(account: Account, credit: Credit) -> Iterator[Posting]:
    where = credit.number, credit.what, credit.currency
    if credit.what == RETURN:
        counted = ZERO
        orders = [credit.follows] if credit.follows is not None else []
        turns = _turns(account, credit.on, credit.position, orders)
        for on, position in _notes(account, credit):
            turns[on] = max(turns.get(on, 0), position)
        for on, position in sorted(turns.items()):
            now = ZERO
            if counts(account, credit, on):
                now = credit.amount - credited(account, credit, on)
            if now != counted:
                yield Posting(position, on, *where, counted - now)
                counted = now
        if not counted:
            return
    else:
        yield Posting(credit.position, credit.on, *where, -credit.amount)
    for change in credit.changes:
        yield Posting(change.position, change.on, *where, -change.amount, paid_out=True)
    undone = undone_by(account, credit)
    if undone is not None and undone.cancelled is not None:
        on = max(undone.cancelled.on, credit.on)
        yield Posting(undone.cancelled.position, on, *where, credit.rest)


def _notes(account: Account, back: Credit) -> Iterator[tuple[date, int]]:
    """The days on which credit notes begin or cease to count in place of a return, each with the entry."""
    for number in account.linked().notes.get(back.number, ()):
        note = account.credits.get(number)
        if note is not None:
            begun = max(note.on, back.on)
            yield begun, note.position
            undone = undone_by(account, note)
            if undone is not None and undone.cancelled is not None:
                yield max(undone.cancelled.on, begun), undone.cancelled.position


def balance(account: Account, currency: str, upto: date = date.max) -> Decimal:
    """What the client owes in a currency by the end of a day, less what is unapplied."""
    return sum(
        (one.amount for one in movements(account) if one.currency == currency and one.on <= upto), ZERO
    )
