"""Discounts: what was asked for and decided, and what orders gave away, with and without an approval.

An approval allows the client's orders from its day on a discount up to its percentage, as the rules have it;
so it counts for the orders of its own day, which are folded before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientTermsAgreed,
    DiscountApproved,
    DiscountRefused,
    DiscountRequested,
    OrderCancelled,
    OrderPlaced,
    ReturnReceived,
)
from ledger.money import WIDE, ZERO, Amounts, part_of, rounded, total
from ledger.subledger.orders import Order
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept
from projections.trade import Trade
from projections.trade import evolve as traded

REQUEST, ORDER = "request", "order"
OPEN, APPROVED, REFUSED = "open", "approved", "refused"


class Discount(NamedTuple):
    """A request for a discount, or an order that gives one, while no fact changes it.

    Attributes:
        percent: asked for, or decided; of an order the largest of its lines.
        limit: that of the terms in force when the order was placed.
        given: what the discounts of an order are worth, less those of goods that were cancelled or came back.
        beyond: the lines of an order with more than the limit.
        unapproved: of those, the lines with more than any approval of the client allows.
        outcome: open, approved or refused; None for an order.
        asker, decider: the people whom the entries name.
    """

    number: Annotated[str, Column(key=1)]
    what: Annotated[str, Column(key=2)]
    on: Annotated[date, Column(stored="on_day")]
    percent: Decimal
    agreed_limit: Decimal | None
    currency: str | None
    given: Decimal
    beyond: int
    unapproved: int
    outcome: str | None
    decided: date | None
    reason: str | None
    asker: str | None
    decider: str | None
    position: int


class OrderDiscounts(NamedTuple):
    """The discounts of an order as it was placed.

    Attributes:
        percents: those of its lines that have one.
        worth: what they are worth, by product; unrounded.
        agreed_limit: that of the terms in force.
        approved: the largest percentage that was approved by the end of its day, so far.
    """

    percents: tuple[Decimal, ...]
    worth: Mapping[str, Decimal]
    agreed_limit: Decimal | None
    approved: Decimal

    def beyond(self) -> list[Decimal]:
        """The percentages beyond the limit."""
        limit = self.agreed_limit
        return [] if limit is None else [percent for percent in self.percents if percent > limit]

    def left(self, order: Order) -> Decimal:
        """What the discounts of the goods that the client kept are worth; rounded."""
        left = order.kept() if order.taken else {}
        found = (
            part_of(worth, max(left.get(product, quantity), ZERO), quantity)
            for product, quantity, _ in order.goods()
            if (worth := self.worth.get(product))
        )
        return rounded(total(found), order.currency)


@dataclass(slots=True)
class Discounts(Kept[Discount]):
    """The requests and the orders with a discount of a client.

    Attributes:
        limit: that of the terms agreed last.
        approved: the largest percentage that was approved.
        placed: the orders that give a discount, by number, in the order of their days.
        trade: all orders, and what was taken back of them.
    """

    limit: Decimal | None = None
    approved: Decimal = ZERO
    placed: dict[str, OrderDiscounts] = field(default_factory=dict)
    trade: Trade = field(default_factory=Trade)


FoldedEvent: TypeAlias = (
    ClientTermsAgreed
    | DiscountRequested
    | DiscountApproved
    | DiscountRefused
    | OrderPlaced
    | OrderCancelled
    | ReturnReceived
)


@following(traded)
def evolve(state: Discounts | None, entry: Fact, event: FoldedEvent, trade: Trade | None) -> Discounts:
    """The discounts after an entry."""
    kept = state or Discounts()
    kept.trade = trade or kept.trade
    match event:
        case OrderPlaced():
            _place(kept, entry, event)
        case OrderCancelled() | ReturnReceived():
            for number in _taken(kept, entry, event):
                _show(kept, entry, number)
        case ClientTermsAgreed():
            kept.limit = event.discount_limit
        case DiscountRequested():
            row = Discount(
                event.number, REQUEST, entry.on, event.percent, None, None, ZERO, 0, 0, OPEN, None, event.reason,
                event.by, None, entry.position,
            )  # fmt: skip
            kept.put((event.number, REQUEST), row, entry)
        case _:
            _decide(kept, entry, event)
    return kept


def _decide(kept: Discounts, entry: Fact, event: DiscountApproved | DiscountRefused) -> None:
    key, approved = (event.number, REQUEST), isinstance(event, DiscountApproved)
    if (row := kept.rows.get(key)) is not None:
        outcome = APPROVED if approved else REFUSED
        decided = row._replace(outcome=outcome, decided=entry.on, percent=event.percent, decider=event.by)
        kept.put(key, decided, entry)
    if approved and event.percent > kept.approved:
        kept.approved = event.percent
        for number, placed in [
            *takewhile(lambda one: _on(kept, one[0]) == entry.on, reversed(kept.placed.items()))
        ]:
            kept.placed[number] = placed._replace(approved=event.percent)
            _show(kept, entry, number)


def _on(kept: Discounts, number: str) -> date:
    return kept.trade.orders[number].on


def _place(kept: Discounts, entry: Fact, event: OrderPlaced) -> None:
    """Note the discounts of an order; of two with one number the last counts."""
    lines = [line for line in event.lines if line.discount]
    if not (lines or event.number in kept.placed):
        return
    worth = Amounts.of(
        (line.product, WIDE.subtract(WIDE.multiply(line.quantity, line.unit_price), line.value))
        for line in lines
    )
    percents = tuple(line.discount or ZERO for line in lines)
    kept.placed.pop(event.number, None)
    kept.placed[event.number] = OrderDiscounts(percents, worth, kept.limit, kept.approved)
    _show(kept, entry, event.number)


def _taken(kept: Discounts, entry: Fact, event: OrderCancelled | ReturnReceived) -> Iterator[str]:
    """The order with a discount of which an entry took goods back, if there is one."""
    number = event.number if isinstance(event, OrderCancelled) else event.order
    for one in kept.placed if number is None else kept.placed.keys() & {number}:
        taken = kept.trade.orders[one].taken
        if taken and taken[-1].position == entry.position:
            yield one


def _show(kept: Discounts, entry: Fact, number: str) -> None:
    """Keep what the discounts of an order come to, if an entry changed that."""
    order, placed = kept.trade.orders[number], kept.placed[number]
    beyond = placed.beyond()
    row = Discount(
        number=number,
        what=ORDER,
        on=order.on,
        percent=max(placed.percents, default=ZERO),
        agreed_limit=placed.agreed_limit,
        currency=order.currency,
        given=placed.left(order),
        beyond=len(beyond),
        unapproved=sum(percent > placed.approved for percent in beyond),
        outcome=None,
        decided=None,
        reason=None,
        asker=None,
        decider=None,
        position=order.position,
    )
    if row != kept.rows.get((number, ORDER)):
        kept.put((number, ORDER), row, entry)
