"""Orders whose promised day of delivery has passed, as things to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.money import amount_text
from projections.agenda import reasons
from projections.agenda.things import Thing
from projections.framework.needed import Needed
from projections.trading.orders import OpenOrder


def late(orders: Iterable[OpenOrder], as_of: date) -> Iterator[Thing]:
    """That goods of an order are to be delivered although the day that we promised has passed."""
    for one in orders:
        if one.promised is not None and one.promised < as_of:
            goods = f"{one.left:f} of {one.ordered:f} pieces to deliver"
            what = f"{goods}, worth {amount_text(one.value, one.currency)}"
            due, why = one.promised, "the order is on hold" if one.held is not None else ""
            yield Thing(reasons.LATE, one.number, reasons.LATE, what, due, one.on, one.position, why=why)


def needed_late(as_of: date) -> Needed:
    """What it needs of open orders."""
    return Needed(where=f"promised < {as_of.toordinal()}")
