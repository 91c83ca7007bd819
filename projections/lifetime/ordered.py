"""What was sold to a client with its orders in lists, so that thousands of clients are read at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias, cast

from projections.framework.columns import Column
from projections.framework.needed import Lists, Needed
from projections.key_accounts.client_sales import ORDER, Sold


class Ordered(NamedTuple):
    """The orders of a client as they were placed: all lists are of one length.

    Attributes:
        on: the days, as ``date.toordinal`` counts them.
        size: the revenue as logarithms take it.
    """

    on: Annotated[tuple[int, ...], Column(stored="day")] = ()
    currency: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    revenue: tuple[Decimal, ...] = ()
    size: Annotated[tuple[float, ...], Column(stored="revenue")] = ()
    pieces: tuple[Decimal, ...] = ()

    def rising(self) -> Ordered:
        """The same in order of the days; most are recorded so."""
        if sorted(self.on) == [*self.on]:
            return self
        places = sorted(range(len(self.on)), key=self.on.__getitem__)
        return Ordered._make(tuple([column[at] for at in places]) for column in self)


Sales: TypeAlias = Sequence[Sold | Ordered]
"""What was sold to a client: orders that the database read in lists before the rest; or each alone."""
NEEDED = Needed(
    columns=("position", "what", "day", "currency", "document", "revenue", "pieces"),
    where=f"what <> '{ORDER}'",
    lists=Lists(Ordered, f"what = '{ORDER}'"),
)
"""What lifetime needs of what was sold."""


def ordered_in(sold: Sales) -> tuple[Ordered, Sequence[Sold]]:
    """The orders in lists, in order of their days, and what was taken back or came back without an order."""
    if sold and isinstance(sold[0], Ordered):
        return sold[0].rising(), cast("Sequence[Sold]", sold[1:])
    each = [one for one in sold if isinstance(one, Sold)]
    orders = [
        (one.on.toordinal(), one.currency, one.document or "", one.revenue, float(one.revenue), one.pieces)
        for one in each
        if one.what == ORDER
    ]
    return Ordered(*zip(*orders, strict=True)).rising(), [one for one in each if one.what != ORDER]


def each_of(sold: Sales) -> Iterator[Sold]:
    """What was sold, one by one; orders that were read in lists have no position, and no known cost."""
    for one in sold:
        if isinstance(one, Sold):
            yield one
        else:
            days = map(date.fromordinal, one.on)
            for on, currency, document, revenue, _, pieces in zip(days, *one[1:], strict=True):
                yield Sold(0, ORDER, on, currency, document, revenue, None, pieces)
