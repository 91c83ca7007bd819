"""How much of each order is paid, and since when, where payment releases what the order earned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ledger.money import WIDE, ZERO
from ledger.subledger.account import Account
from ledger.subledger.documents import CREDIT_NOTE, OPENING, PAYMENT, RETURN, WRITE_OFF
from ledger.subledger.explicit import settled_on
from ledger.subledger.items import OpenItem
from ledger.subledger.open_items import settle


class PaidPart(NamedTuple):
    """Part of what an order costs was paid on a day.

    Attributes:
        position: of the entry of the money.
        number: of the payment.
    """

    on: date
    position: int
    amount: Decimal
    number: str | None = None


class Paid(NamedTuple):
    """What was paid of an order, of all that is or will be owed for it.

    Attributes:
        whole: what is owed, less what credit notes and returns settle.
        written_off: how much of that nobody will pay.
    """

    parts: tuple[PaidPart, ...] = ()
    whole: Decimal = ZERO
    written_off: Decimal = ZERO

    def part(self, points: Decimal, day: date) -> Decimal:
        """The part of some points that was paid by the end of a day."""
        return self.of(points, sum((one.amount for one in self.parts if one.on <= day), ZERO))

    def hoped(self, points: Decimal) -> Decimal:
        """The part of some points that was paid or may still be."""
        return self.of(points, self.whole - self.written_off) if self.whole > 0 else points

    def of(self, points: Decimal, amount: Decimal) -> Decimal:
        """The part of some points that an amount pays."""
        if self.whole <= 0 or amount >= self.whole:
            return points if amount > 0 else ZERO
        return WIDE.divide(WIDE.multiply(points, amount), self.whole)


NOTHING_PAID = Paid()


Items: TypeAlias = Callable[[str], Sequence[OpenItem]]
"""Gives the items of the debts with a number, open or settled."""


def settled_items(account: Account, *, derive: bool) -> Items:
    """The items of an account after settling all of it.

    Args:
        account: the account.
        derive: whether payments that entries put against no document pay the oldest debt.
    """
    items: dict[str, list[OpenItem]] = {}
    for item in settle(account, derive=derive).items:
        items.setdefault(item.debt.number, []).append(item)
    return lambda number: items.get(number, [])


def paid_of(account: Account, number: str, items: Items) -> Paid:
    """What was paid of an order that is owed by itself or billed by an invoice; nothing of any other.

    An invoice of several orders pays all of them in the same proportion. While the invoices of an order come
    to less than its goods, the rest is not paid yet.
    """
    links = account.linked()
    documents = {number: items(number)}
    if not documents[number]:
        documents = {one: found for one in links.bills.get(number, ()) if (found := items(one))}
    if not documents:
        return NOTHING_PAID
    billed = {one for document in documents for one in links.billed.get(document, ())} | {number}
    worth = sum((_kept(account, one) for one in billed), ZERO)
    return _paid(account, [item for found in documents.values() for item in found], worth)


def _kept(account: Account, number: str) -> Decimal:
    order = account.orders.get(number)
    return ZERO if order is None else order.worth(order.kept())


def _paid(account: Account, items: Iterable[OpenItem], worth: Decimal) -> Paid:
    parts, owed, lost = [], ZERO, ZERO
    for item in items:
        owed += item.amount
        for use in item.uses:
            what = use.credit.what
            if what in (PAYMENT, OPENING):
                parts.append(
                    PaidPart(
                        settled_on(account, use, item.debt.on, item.instalment),
                        use.credit.position,
                        use.amount,
                        use.credit.number,
                    )
                )
            elif what in (CREDIT_NOTE, RETURN):
                owed -= use.amount
            elif what == WRITE_OFF:
                lost += use.amount
    return Paid(tuple(parts), max(owed, worth), lost)
