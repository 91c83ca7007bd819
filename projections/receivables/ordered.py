"""What a client ordered and does not owe yet.

An order that is billed by orders is owed at once; one billed by delivery as far as its goods are delivered; one billed
by invoices as far as invoices bill it: those that name it, and the one that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ledger.money import part_of, rounded, total
from projections.receivables.account import Account
from projections.trade import Order

__all__ = ["NotOwed", "not_owed"]

_NOTHING = Decimal(0)


class NotOwed(NamedTuple):
    """What of an order is not owed yet.

    Attributes:
        held: why it waits; None where it does not.
    """

    order: Order
    open: Decimal
    held: str | None


def not_owed(account: Account) -> Iterator[NotOwed]:
    """The orders of which something is not owed yet, in the order in which they were placed."""
    worths = {
        number: _worth(order, account.billed_by[number])
        for number, order in account.orders.items()
        if account.billed_by[number] != "order"
    }
    to_invoice = {number: worth for number, worth in worths.items() if account.billed_by[number] == "invoice"}
    billed = _billed(account, to_invoice)
    for number, worth in worths.items():
        order = account.orders[number]
        left = rounded(max(worth - billed.get(number, _NOTHING), _NOTHING), order.currency)
        if left:
            yield NotOwed(order, left, account.held.get(number))


def _worth(order: Order, billing: str) -> Decimal:
    """What is still to be delivered, or to be invoiced; unrounded."""
    left = {}
    for product, quantity, _ in order.goods():
        gone = order.returned.get(product, _NOTHING)
        if billing == "delivery":
            gone = max(gone, order.delivered.get(product, _NOTHING))
        left[product] = max(quantity - order.cancelled.get(product, _NOTHING) - gone, _NOTHING)
    return order.worth(left)


def _billed(account: Account, worths: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What invoices bill of orders; one of several orders bills each in proportion to what it is worth.

    An invoice in another currency bills an order whole, for nobody can say how much of it it does.
    """
    found: dict[str, Decimal] = {}
    for debt in (debt for same in account.debts.values() for debt in same if debt.bills):
        amount = sum((part.amount for part in debt.parts), _NOTHING)
        known = [number for number in debt.bills if number in worths]
        same = [number for number in known if account.orders[number].currency == debt.currency]
        together = total(worths[number] for number in same)
        for number in known if amount else ():
            share = part_of(amount, worths[number], together) if number in same and together else _NOTHING
            share = share if number in same else worths[number]
            found[number] = found.get(number, _NOTHING) + share
    return found
