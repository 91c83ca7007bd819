"""Orders and deliveries as documents that are owed, where the client's terms bill by them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.rules.checks import rounded
from ledger.rules.debts import relieve
from ledger.rules.relationship import Debt, Goods, Order, Relationship

__all__ = ["bill"]


def bill(relationship: Relationship, number: str, order: Order, by: str, on: date) -> None:
    """Brings the debt of an order up to its quantities: what stands ordered, or what is delivered.

    A debt that grows smaller than what was settled of it gives the rest back to its sources.
    """
    amount = rounded(sum((_worth(goods, by) for goods in order.goods.values()), Decimal(0)), order.currency)
    debt = relationship.debts.get(number)
    if debt is None:
        order.billed = by
        relationship.debts[number] = Debt(by, on, order.currency, amount)
    elif order.billed:
        debt.amount = amount
        relieve(relationship, number, debt)


def _worth(goods: Goods, by: str) -> Decimal:
    quantity = goods.delivered if by == "delivery" else goods.ordered - goods.cancelled
    if quantity == goods.ordered or not goods.ordered:
        return goods.worth
    return goods.worth * quantity / goods.ordered
