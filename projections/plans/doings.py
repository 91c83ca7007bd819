"""What counts for plans, a span row for each entry, with the manager who answered for the client on its day.

An entry counts for the manager of its own day, so nothing moves when another manager takes over the client;
a return or a bounced payment counts against the manager of the day on which it comes. Covers move nothing.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientDetailsChanged,
    ClientReassigned,
    ClientRegistered,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    ProposalAccepted,
    ReturnReceived,
    TenderWon,
)
from ledger.money import ZERO
from ledger.subledger.orders import CANCELLED, RETURNED
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept
from projections.trade import Traded
from projections.trading import sale_spans
from projections.trading.sale_spans import ORDERED, Sales

DEAL: Final = "deal"
PAYMENT, BOUNCED, REFUNDED = "payment", "bounced", "refunded"


class Doing(NamedTuple):
    """What an entry counts for plans; below zero, what it takes back.

    Attributes:
        what: order, cancelled, returned, payment, bounced, refunded, or deal: a proposal that the client
            accepted, or a tender that we won.
        manager: who answered for the client on the day; its segment and territory are those of the day too.
        currency: None where a return gives none: that of the client.
        margin: None where an order does not state the cost of some goods.
        orders: 1 for an order of which the client keeps anything, else 0.
        first: 1 for the client's first order that stands, and for its first entry under a manager, a segment
            and a territory, of which plans of any period know; else 0.
        previous: of an order that stands, the day of the client's order before it that stands; else None.
    """

    position: Annotated[int, Column(key=1)]
    what: str
    on: Annotated[date, Column(stored="on_day")]
    number: str | None
    manager: str | None
    segment: str | None
    territory: str | None
    currency: str | None
    revenue: Decimal = ZERO
    margin: Decimal | None = ZERO
    collected: Decimal = ZERO
    orders: int = 0
    deals: int = 0
    first: int = 0
    previous: date | None = None


_Under: TypeAlias = tuple[str | None, str | None, str | None]
"""A manager, a segment and a territory."""


@dataclass(slots=True)
class Doings(Kept[Doing]):
    """What was done with a client, and what that follows from.

    Attributes:
        sales: what was sold to it.
        payments: the currency and the rest of each payment, by number.
        orders: the position of the entry that placed each order that stands, by number.
        under: the position of the first entry under each manager, segment and territory.
        standing: the days and positions of the orders that stand, in order.
        marked: the positions of the rows that are marked as first.
    """

    sales: Sales = field(default_factory=Sales)
    manager: str | None = None
    segment: str | None = None
    territory: str | None = None
    payments: dict[str, tuple[str, Decimal]] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)
    under: dict[_Under, int] = field(default_factory=dict)
    standing: list[tuple[date, int]] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)

    def add(
        self,
        entry: Fact,
        what: str,
        number: str | None,
        currency: str | None = None,
        **figures: Any,  # noqa: ANN401 - of the row
    ) -> None:
        """Keep what an entry counts."""
        row = Doing(
            entry.position,
            what,
            entry.on,
            number,
            self.manager,
            self.segment,
            self.territory,
            currency,
            **figures,
        )
        self.put((entry.position,), row, entry)

    def change(self, position: int, entry: Fact, **figures: Any) -> None:  # noqa: ANN401 - of the row
        """Keep what a later entry made of the row of an earlier one."""
        self.put((position,), self.rows[position,]._replace(**figures), entry)

    def mark(self, position: int) -> None:
        """Mark the rows that are first after the entry at a position; no figure changes."""
        if (row := self.rows.get((position,))) is not None:
            under = row.manager, row.segment, row.territory
            self.under[under] = min(self.under.get(under, position), position, key=self._when)
        now = {*self.under.values(), *(first for _, first in self.standing[:1])}
        for one in now ^ self.marked:
            self.reput((one,), self.rows[one,]._replace(first=int(one in now)))
        self.marked = now

    def stand(self, number: str, position: int) -> None:
        """Put an order among those that stand, by its number and the position of its row."""
        self.orders[number] = position
        place = self._when(position)
        insort(self.standing, place)
        at = bisect_left(self.standing, place)
        self._follow(at)
        self._follow(at + 1)

    def fall(self, number: str) -> int | None:
        """Take an order from those that stand; the position of its row, None if it does not stand."""
        position = self.orders.pop(number, None)
        if position is not None:
            at = bisect_left(self.standing, self._when(position))
            del self.standing[at]
            self._follow(at)
        return position

    def _follow(self, at: int) -> None:
        """Tell an order that stands, if there is one at that place, the day of the one before it."""
        if at < len(self.standing):
            key = (self.standing[at][1],)
            previous = self.standing[at - 1][0] if at else None
            if self.rows[key].previous != previous:
                self.reput(key, self.rows[key]._replace(previous=previous))

    def _when(self, position: int) -> tuple[date, int]:
        return self.rows[position,].on, position


FoldedEvent: TypeAlias = (
    ClientRegistered
    | ClientReassigned
    | ClientDetailsChanged
    | OrderPlaced
    | OrderDelivered
    | OrderCancelled
    | ReturnReceived
    | PaymentReceived
    | PaymentReversed
    | PaymentRefunded
    | ProposalAccepted
    | TenderWon
)
"""The kinds that count, and those that say for whom."""


@following(sale_spans.evolve)
def evolve(state: Doings | None, entry: Fact, event: FoldedEvent, sales: Sales | None) -> Doings:
    """What counts after an entry."""
    doings = state or Doings()
    doings.sales = sales or doings.sales
    match event:
        case ClientRegistered():
            doings.manager, doings.segment, doings.territory = event.manager, event.segment, event.territory
        case ClientReassigned():
            doings.manager = event.manager
        case ClientDetailsChanged():
            doings.segment = event.segment or doings.segment
            doings.territory = event.territory or doings.territory
        case ProposalAccepted() | TenderWon():
            doings.add(entry, DEAL, event.number, deals=1)
        case PaymentReceived():
            doings.payments[event.number] = event.currency, event.amount
            doings.add(entry, PAYMENT, event.number, event.currency, collected=event.amount)
        case PaymentReversed() | PaymentRefunded():
            _undo(doings, entry, event)
        case _:
            _trade(doings, entry, event)
    doings.mark(entry.position)
    return doings


def _undo(doings: Doings, entry: Fact, event: PaymentReversed | PaymentRefunded) -> None:
    """Take back what a payment brought; nothing if no entry has the payment."""
    if (payment := doings.payments.get(event.number)) is None:
        return
    currency, rest = payment
    amount = rest if event.amount is None else event.amount
    doings.payments[event.number] = currency, rest - amount
    what = BOUNCED if isinstance(event, PaymentReversed) else REFUNDED
    doings.add(entry, what, event.number, currency, collected=-amount)


def _trade(doings: Doings, entry: Fact, event: Traded) -> None:
    """Count what an entry sold or took back, and whether the client still keeps anything of its order."""
    trade, placed = doings.sales.dealings.trade, isinstance(event, OrderPlaced)
    if placed and trade.replaced:
        _replaced(doings, entry, event.number)
    if (sale := doings.sales.sale_by(entry)) is None:
        return
    doings.add(
        entry,
        sale.what,
        sale.number,
        sale.currency,
        revenue=sale.value,
        margin=sale.margin,
        orders=int(placed),
    )
    if sale.number is None:
        return
    if placed:
        doings.stand(sale.number, entry.position)
    elif not trade.orders[sale.number].stands(date.max):
        position = doings.fall(sale.number)
        if position is not None:
            doings.change(position, entry, orders=0, previous=None)


def _replaced(doings: Doings, entry: Fact, number: str) -> None:
    """Count nothing of an order any more; of two with one number the last counts."""
    doings.fall(number)
    for row in [*doings.rows.values()]:
        if row.number == number and row.what in (ORDERED, CANCELLED, RETURNED):
            doings.change(
                row.position,
                entry,
                revenue=ZERO,
                margin=None if row.margin is None else ZERO,
                orders=0,
                previous=None,
            )
