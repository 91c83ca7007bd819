"""What a client ordered, what of it was taken back, and the points it earned: the page of health and of loyalty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ledger.entry import Fact
from ledger.events import (
    Line,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    Pieces,
    PointsGranted,
    PointsRedeemed,
    ReturnReceived,
    goods_value,
)
from ledger.money import WIDE, part_of, total

_NONE = Decimal(0)


class Taken(NamedTuple):
    """What a cancellation or a return took from an order on a day."""

    on: date
    pieces: Decimal
    value: Decimal
    position: int


class Loose(NamedTuple):
    """A return that names no order we know: it reduces value and no order in particular."""

    on: date
    value: Decimal
    currency: str | None
    position: int


class Points(NamedTuple):
    """Points granted, or below zero redeemed, by the entry at a position."""

    number: str
    points: Decimal
    position: int


@dataclass(slots=True)
class Order:
    """An order, small: its goods are packed as text and read again only where a part of them is priced.

    Attributes:
        value: what the lines are worth together, unrounded.
        packed: product, quantity and worth of each product ordered.
        delivered: pieces of each product delivered so far.
        cancelled: pieces of each product cancelled so far.
        returned: pieces of each product that came back so far; they had been delivered, whether recorded or not.
        taken: what was cancelled or came back, and when.
    """

    number: str
    on: date
    currency: str
    value: Decimal
    pieces: Decimal
    packed: str
    position: int
    at: datetime
    delivered: dict[str, Decimal] = field(default_factory=dict)
    cancelled: dict[str, Decimal] = field(default_factory=dict)
    returned: dict[str, Decimal] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)

    def stands(self, day: date) -> bool:
        """Whether anything of the order was left to the client on a day."""
        taken = [part.pieces for part in self.taken if part.on <= day]
        return not taken or sum(taken) < self.pieces

    def net(self, day: date) -> Decimal:
        """What the order is worth on a day, less what was taken back by then.

        Goods that came back at another price leave the difference, even where all of them did.
        """
        return sum((-part.value for part in self.taken if part.on <= day), self.value)

    def goods(self) -> Sequence[tuple[str, Decimal, Decimal]]:
        """Each product with its quantity and what that is worth."""
        return _unpacked(self.packed)

    def worth(self, pieces: Mapping[str, Decimal]) -> Decimal:
        """What so many pieces of the products are worth, at the order's mean price of each; unrounded."""
        return total(
            part_of(worth, pieces[product], quantity)
            for product, quantity, worth in self.goods()
            if product in pieces
        )

    def deliver(self, pieces: Iterable[Pieces]) -> None:
        """Deliver pieces, or all that is left where none are named."""
        _add(self.delivered, self._of_what_is_left(pieces, self.delivered))

    def cancel(self, pieces: Iterable[Pieces]) -> dict[str, Decimal]:
        """Cancel pieces, or all that is left where none are named; says what that was."""
        cancelled = self._of_what_is_left(pieces, self.delivered, self.returned)
        _add(self.cancelled, cancelled)
        return cancelled

    def give_back(self, pieces: Iterable[Pieces]) -> None:
        """Take pieces back from the client."""
        _add(self.returned, gathered(pieces))

    def _of_what_is_left(
        self, pieces: Iterable[Pieces], *with_client: Mapping[str, Decimal]
    ) -> dict[str, Decimal]:
        wanted = gathered(pieces)
        untouched = not (self.cancelled or any(with_client))
        found = {}
        for product, quantity, _ in self.goods():
            left = quantity
            if not untouched:
                had = max([gone.get(product, _NONE) for gone in with_client])
                left = quantity - self.cancelled.get(product, _NONE) - had
            if left > 0:
                found[product] = min(left, wanted.get(product, _NONE)) if wanted else left
        return found


@lru_cache(maxsize=1024)
def _unpacked(packed: str) -> Sequence[tuple[str, Decimal, Decimal]]:
    """Goods from their text; what is ordered is mostly asked for again soon, by each page that has the order."""
    lines = [line.split("\t") for line in packed.split("\n")]
    return [(product, Decimal(quantity), Decimal(worth)) for product, quantity, worth in lines]


def _add(pieces: dict[str, Decimal], more: Mapping[str, Decimal]) -> None:
    for product, quantity in more.items():
        pieces[product] = pieces.get(product, _NONE) + quantity


def gathered(pieces: Iterable[Pieces]) -> dict[str, Decimal]:
    """Quantities by product; several lines of one product add up."""
    together: dict[str, Decimal] = {}
    for piece in pieces:
        together[piece.product] = together.get(piece.product, _NONE) + piece.quantity
    return together


class _Goods(NamedTuple):
    """What an order is for: its worth, its pieces, and both by product, packed."""

    value: Decimal
    pieces: Decimal
    packed: str


class _Newest:
    """The goods of the order that was asked for last: each fold that keeps orders asks, one right after the other."""

    def __init__(self) -> None:
        self._known: tuple[OrderPlaced, _Goods] | None = None

    def __call__(self, event: OrderPlaced) -> _Goods:
        known = self._known  # one reference, which another thread can replace and never halve
        if known is None or known[0] is not event:
            known = self._known = event, _ordered(event.lines)
        return known[1]


_goods_of = _Newest()


def _ordered(lines: Iterable[Line]) -> _Goods:
    pieces: dict[str, Decimal] = {}
    worth: dict[str, Decimal] = {}
    together = count = _NONE
    for line in lines:
        product, quantity, value = line.product, line.quantity, line.value
        pieces[product] = pieces.get(product, _NONE) + quantity
        worth[product] = WIDE.add(worth.get(product, _NONE), value)
        together = WIDE.add(together, value)
        count += quantity
    packed = [f"{product}\t{pieces[product]!s}\t{worth[product]!s}" for product in pieces]
    return _Goods(together, count, "\n".join(packed))


def order_of(entry: Fact, event: OrderPlaced) -> Order:
    """The order that an entry places."""
    at = entry.occurred_at
    return Order(event.number, at.date(), event.currency, *_goods_of(event), entry.position, at)


@dataclass(slots=True)
class Trade:
    """A client's orders by number, its returns that belong to none of them, and its points."""

    orders: dict[str, Order] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)


def evolve(
    page: Trade | None,
    entry: Fact,
    event: OrderPlaced | OrderDelivered | OrderCancelled | ReturnReceived | PointsGranted | PointsRedeemed,
) -> Trade:
    """The page after an entry."""
    trade = page or Trade()
    match event:
        case OrderPlaced():
            trade.orders[event.number] = order_of(entry, event)
        case OrderDelivered():
            if (order := trade.orders.get(event.number)) is not None:
                order.deliver(event.lines)
        case OrderCancelled():
            if (order := trade.orders.get(event.number)) is not None:
                cancelled = order.cancel(event.lines)
                value = order.worth(cancelled)
                order.taken.append(Taken(entry.on, sum(cancelled.values(), _NONE), value, entry.position))
        case ReturnReceived():
            _returned(trade, entry, event)
        case PointsGranted():
            trade.points.append(Points(event.number, event.points, entry.position))
        case PointsRedeemed():
            trade.points.append(Points(event.number, -event.points, entry.position))
    return trade


def _returned(trade: Trade, entry: Fact, event: ReturnReceived) -> None:
    order = _mirrored(trade, entry, event) if event.order is None else trade.orders.get(event.order)
    value = goods_value(event.lines)
    if order is None:
        trade.loose.append(Loose(entry.on, value, event.currency, entry.position))
    else:
        pieces = sum((line.quantity for line in event.lines), _NONE)
        order.give_back(event.lines)
        order.taken.append(Taken(entry.on, pieces, value, entry.position))


def _mirrored(trade: Trade, entry: Fact, event: ReturnReceived) -> Order | None:
    """The one earlier order whose goods a return without an order takes back; None if none or several fit."""
    goods = gathered(event.lines)
    pieces = sum(goods.values(), _NONE)
    same = [
        order
        for order in trade.orders.values()
        if order.pieces == pieces
        and not order.taken
        and _before(order, entry)
        and event.currency in (None, order.currency)
        and {product: quantity for product, quantity, _ in order.goods()} == goods
    ]
    return same[0] if len(same) == 1 else None


def _before(order: Order, entry: Fact) -> bool:
    """Whether an order was placed before something that happened, as far as the day's papers have times."""
    return order.at <= entry.occurred_at or (order.on == entry.on and entry.occurred_at.time() == time())
