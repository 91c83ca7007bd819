"""The tally of a client: counted from everything when somebody first asks, and then from what was touched since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ledger.rules.dues import open_parts
from ledger.rules.ordered import billed_together, invoices_of, open_orders
from ledger.rules.relationship import ZERO, Relationship
from ledger.rules.tally import Tally

__all__ = ["counted"]


def counted(relationship: Relationship) -> Tally:
    """The client's tally, up to date."""
    tally = relationship.tally
    if tally is None:
        tally = Tally({*relationship.orders, *relationship.debts, *relationship.sources})
        relationship.tally = tally
    if tally.touched:
        tally.touched |= set(_count_sources(relationship, tally))
        _count_debts(relationship, tally)
        _count_orders(relationship, tally)
        tally.touched.clear()
    return tally


def _count_sources(relationship: Relationship, tally: Tally) -> Iterator[str]:
    """Counts payments and credits, and says to which documents they are linked."""
    for number in tally.touched:
        source = relationship.sources.get(number)
        adds = {}
        if source is not None and source.free:
            adds["free", source.currency] = source.free
            if source.kind == "payment":
                adds["paid", source.currency] = source.free
            elif source.follows is not None and source.free > 0:
                adds["linked", source.follows] = source.free
        tally.sources.count(number, adds)
        if source is not None and source.follows is not None:
            yield source.follows


def _count_debts(relationship: Relationship, tally: Tally) -> None:
    for number in tally.touched:
        debt = relationship.debts.get(number)
        dues: dict[tuple[str, date], Decimal] = {}
        tally.charges.discard(number)
        if debt is None or not debt.open:
            tally.debts.count(number, {})
            tally.dues.count(number, dues)
            continue
        for part in open_parts(relationship, number, tally.sources["linked", number]):
            key = debt.currency, part.due
            dues[key] = dues.get(key, ZERO) + part.amount
        tally.debts.count(number, {debt.currency: debt.open})
        tally.dues.count(number, dues)
        if debt.kind == "charge":
            tally.charges.add(number)


def _count_orders(relationship: Relationship, tally: Tally) -> None:
    """Counts orders, and those that an invoice bills together with them."""
    orders = {
        number: relationship.orders[number] for number in tally.touched if number in relationship.orders
    }
    together = billed_together(relationship, [*tally.touched, *invoices_of(relationship, orders)])
    for number, left in open_orders(relationship, orders.keys() | together).items():
        tally.orders.count(number, {relationship.orders[number].currency: left} if left else {})
