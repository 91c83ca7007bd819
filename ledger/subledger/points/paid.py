"""How much of each order is paid, and since when, where payment releases what the order earned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import WIDE, ZERO
from ledger.subledger.account import Account
from ledger.subledger.documents import CREDIT_NOTE, OPENING, PAYMENT, RETURN, WRITE_OFF
from ledger.subledger.explicit import settled_on
from ledger.subledger.items import OpenItem
from ledger.subledger.open_items import settle


class PaidPart(NamedTuple):
    """Part of what an order costs was paid on a day."""

    on: date
    position: int
    amount: Decimal


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
        return self._of(points, sum((one.amount for one in self.parts if one.on <= day), ZERO))

    def hoped(self, points: Decimal) -> Decimal:
        """The part of some points that was paid or may still be."""
        return self._of(points, self.whole - self.written_off) if self.whole > 0 else points

    def _of(self, points: Decimal, amount: Decimal) -> Decimal:
        if self.whole <= 0 or amount >= self.whole:
            return points if amount > 0 else ZERO
        return WIDE.divide(WIDE.multiply(points, amount), self.whole)


NOTHING_PAID = Paid()


def payments_of(account: Account, *, derive: bool) -> dict[str, Paid]:
    """What was paid of each order that is owed by itself or billed by an invoice.

    An invoice of several orders pays all of them in the same proportion. While the invoices of an order come
    to less than its goods, the rest is not paid yet.

    Args:
        account: the account.
        derive: whether payments that entries put against no document pay the oldest debt.
    """
    items: dict[str, list[OpenItem]] = {}
    for item in settle(account, derive=derive).items:
        items.setdefault(item.debt.number, []).append(item)
    links, found = account.linked(), {}
    for number in account.orders:
        documents = (
            [number] if number in items else [one for one in links.bills.get(number, ()) if one in items]
        )
        billed = {one for document in documents for one in links.billed.get(document, ())} | {number}
        worth = sum((_kept(account, one) for one in billed), ZERO)
        if documents:
            found[number] = _paid(account, [one for document in documents for one in items[document]], worth)
    return found


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
                    )
                )
            elif what in (CREDIT_NOTE, RETURN):
                owed -= use.amount
            elif what == WRITE_OFF:
                lost += use.amount
    return Paid(tuple(parts), max(owed, worth), lost)
