"""What a client ordered and does not owe yet.

An order that is billed by orders is debt at once; one billed by delivery becomes debt as its goods are delivered; one
billed by invoices as invoices bill it, up to what it is worth: less what was cancelled or came back.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledger.money import part_of, rounded, total
from ledger.rules.relationship import ZERO, Order, Relationship

__all__ = ["billed_together", "invoices_of", "open_orders"]


def open_orders(
    relationship: Relationship, numbers: Iterable[str], placed: Mapping[str, Order] | None = None
) -> dict[str, Decimal]:
    """What of each of these orders is not owed yet.

    Args:
        relationship: the client's.
        numbers: of the orders; those that are not known are left out.
        placed: an order that is judged, as if it stood beside the client's.
    """
    placed = placed or {}
    orders: Mapping[str, Order] = (
        ChainMap(dict(placed), relationship.orders) if placed else relationship.orders
    )
    asked = {number: orders[number] for number in numbers if number in orders}
    billed = _billed(relationship, orders, asked, placed)
    return {
        number: rounded(max(_worth(order) - billed.get(number, ZERO), ZERO), order.currency)
        for number, order in asked.items()
    }


def invoices_of(relationship: Relationship, orders: Mapping[str, Order]) -> list[str]:
    """The invoices that bill some of these orders, each once, whichever of the two says so."""
    found = [invoice for number in orders for invoice in relationship.bills.get(number, ())]
    found += [order.invoice for order in orders.values() if order.invoice is not None]
    return list(dict.fromkeys(found))


def billed_together(relationship: Relationship, invoices: Iterable[str]) -> set[str]:
    """The orders that some of these invoices bill."""
    debts = (relationship.debts.get(invoice) for invoice in invoices)
    return {number for debt in debts if debt is not None for number in debt.bills}


def _worth(order: Order) -> Decimal:
    """What is still to be delivered, or of an order that is billed by invoices to be kept; unrounded."""
    if order.billing == "order":
        return ZERO
    worths = []
    for goods in order.goods.values():
        gone = max(goods.delivered, goods.returned) if order.billing == "delivery" else goods.returned
        left = goods.ordered - goods.cancelled - gone
        if left > 0:
            worths.append(part_of(goods.worth, left, goods.ordered))
    return total(worths)


def _billed(
    relationship: Relationship,
    orders: Mapping[str, Order],
    asked: Mapping[str, Order],
    placed: Mapping[str, Order],
) -> dict[str, Decimal]:
    """What invoices bill of orders; one of several orders bills each in proportion to what it is worth.

    An invoice in another currency bills an order whole, for nobody can say how much of it it does.
    """
    found: dict[str, Decimal] = {}
    for invoice in invoices_of(relationship, asked):
        debt = relationship.debts.get(invoice)
        if debt is None or debt.kind != "invoice" or debt.cancelled:
            continue
        bills = dict.fromkeys(
            [*debt.bills, *(one for one, order in placed.items() if order.invoice == invoice)]
        )
        known = {number: orders[number] for number in bills if number in orders}
        worths = {number: _worth(order) for number, order in known.items() if order.billing == "invoice"}
        same = total(worth for number, worth in worths.items() if known[number].currency == debt.currency)
        for number, worth in worths.items():
            other = known[number].currency != debt.currency
            share = worth if other else part_of(debt.amount, worth, same) if same else ZERO
            found[number] = found.get(number, ZERO) + share
    return found
