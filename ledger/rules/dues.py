"""When what is open of a debt is due: by instalment, by delivery, or by the terms of the document's day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import part_of, rounded, total
from ledger.rules.billing import terms_on
from ledger.rules.debts import open_by_instalment
from ledger.rules.relationship import ZERO, Debt, Order, Relationship

__all__ = ["Owed", "first_due", "open_parts"]


class Owed(NamedTuple):
    """An amount that is due on a day, of a document or delivery of a day."""

    due: date
    on: date
    amount: Decimal


def open_parts(relationship: Relationship, number: str, linked: Decimal) -> Iterator[Owed]:
    """What is open of a debt, the oldest first.

    Args:
        relationship: the client's.
        number: of the debt.
        linked: what is left of credits that are linked to it, which have settled it where they fit.
    """
    debt = relationship.debts[number]
    gone = linked if linked <= debt.open else ZERO
    if not debt.parts:
        gone += debt.settled
    for part in sorted(_parts(relationship, number, debt)):
        share = min(gone, part.amount)
        gone -= share
        if part.amount > share:
            yield part._replace(amount=part.amount - share)


def first_due(relationship: Relationship, debt: Debt) -> date:
    """When a debt is due, or the first instalment of it."""
    if debt.parts:
        return min(part.due for part in debt.parts)
    return debt.due or _by_terms(relationship, debt.on)


def _parts(relationship: Relationship, number: str, debt: Debt) -> Iterator[Owed]:
    """What is open of each instalment; of a debt without any, what was owed before it was settled."""
    if debt.parts:
        amounts = open_by_instalment(relationship, number, debt)
        for part, amount in zip(debt.parts, amounts, strict=True):
            yield Owed(part.due, debt.on, amount)
    elif debt.kind == "delivery":
        yield from _deliveries(relationship, relationship.orders[number])
    else:
        yield Owed(first_due(relationship, debt), debt.on, debt.amount)


def _deliveries(relationship: Relationship, order: Order) -> Iterator[Owed]:
    """What each day of delivery added to the debt."""
    owed, delivered = ZERO, dict[str, Decimal]()
    for day, shipment in sorted(order.shipments.items()):
        for product, quantity in shipment.items():
            delivered[product] = delivered.get(product, ZERO) + quantity
        worths = (
            part_of(goods.worth, delivered[product], goods.ordered)
            for product, goods in order.goods.items()
            if product in delivered
        )
        together = rounded(total(worths), order.currency)
        yield Owed(_by_terms(relationship, day), day, together - owed)
        owed = together


def _by_terms(relationship: Relationship, day: date) -> date:
    """When a document of a day is due that does not say so."""
    terms = terms_on(relationship.terms, day)
    days = terms.payment_days if terms is not None else 0
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))
