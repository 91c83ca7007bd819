"""What a client's credit is used for: open debt and orders that are not owed yet, less what is unapplied.

An order that is billed by orders is debt at once; one billed by delivery becomes debt as its goods are delivered; one
billed by invoices as invoices name it (or as it names its invoice), up to what it is worth: less what was cancelled
or came back. Worked out anew when asked, because terms, orders and invoices may be recorded in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ledger.money import part_of, rounded, total
from ledger.rules.relationship import ZERO, Order, Relationship

__all__ = ["Exposure", "exposure_of", "open_orders"]


class Exposure(NamedTuple):
    """What credit is used for in one currency."""

    open_debt: Decimal
    open_orders: Decimal
    unapplied: Decimal

    @property
    def amount(self) -> Decimal:
        """How much of the credit is used."""
        return self.open_debt + self.open_orders - self.unapplied


def exposure_of(
    relationship: Relationship, currency: str, orders: Mapping[str, Order] | None = None
) -> Exposure:
    """What is open, ordered and unapplied in a currency, with everything known.

    Args:
        relationship: the client's.
        currency: the currency.
        orders: those to count, where they are others than the client's.
    """
    debts = (debt.open for debt in relationship.debts.values() if debt.currency == currency)
    free = (source.free for source in relationship.sources.values() if source.currency == currency)
    orders = relationship.orders if orders is None else orders
    opened = (
        amount for number, amount in open_orders(relationship, orders) if orders[number].currency == currency
    )
    return Exposure(sum(debts, ZERO), sum(opened, ZERO), sum(free, ZERO))


def open_orders(relationship: Relationship, orders: Mapping[str, Order]) -> Iterator[tuple[str, Decimal]]:
    """What of each order is not owed yet."""
    to_invoice = {}
    for number, order in orders.items():
        if order.billing == "delivery":
            yield number, rounded(_worth(order), order.currency)
        elif order.billing == "invoice":
            to_invoice[number] = _worth(order)
    billed = _billed(relationship, orders, to_invoice) if to_invoice else {}
    for number, worth in to_invoice.items():
        left = max(worth - billed.get(number, ZERO), ZERO)
        yield number, rounded(left, orders[number].currency)


def _worth(order: Order) -> Decimal:
    """What is still to be delivered, or of an order that is billed by invoices to be kept; unrounded."""
    worths = []
    for goods in order.goods.values():
        gone = max(goods.delivered, goods.returned) if order.billing == "delivery" else goods.returned
        left = goods.ordered - goods.cancelled - gone
        if left > 0:
            worths.append(part_of(goods.worth, left, goods.ordered))
    return total(worths)


def _billed(
    relationship: Relationship, orders: Mapping[str, Order], worths: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """What invoices bill of orders; one of several orders bills each in proportion to what it is worth.

    An invoice in another currency bills an order whole, for nobody can say how much of it it does.
    """
    named = {number: dict.fromkeys(debt.bills) for number, debt in relationship.debts.items() if debt.bills}
    for number in worths:
        invoice = orders[number].invoice
        if invoice is not None:
            named.setdefault(invoice, {})[number] = None
    found: dict[str, Decimal] = {}
    for invoice, bills in named.items():
        debt = relationship.debts.get(invoice)
        if debt is None or debt.kind != "invoice" or debt.cancelled:
            continue
        known = [number for number in bills if number in worths]
        same = total(worths[number] for number in known if orders[number].currency == debt.currency)
        for number in known:
            other = orders[number].currency != debt.currency
            share = worths[number] if other else part_of(debt.amount, worths[number], same) if same else ZERO
            found[number] = found.get(number, ZERO) + share
    return found
