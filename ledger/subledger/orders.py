"""An order with the movements of its goods. Receivables, loyalty, health and the rules share this class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct, field

from ledger.entry import Fact
from ledger.events import Line, OrderPlaced, Pieces
from ledger.money import WIDE, ZERO, part_of, rounded, total

DELIVERED = "delivered"
CANCELLED = "cancelled"
RETURNED = "returned"


class GoodsMove(NamedTuple):
    """An entry delivered goods of an order, cancelled them, or brought them back.

    Attributes:
        what: DELIVERED, CANCELLED or RETURNED.
        goods: quantities by product.
        pieces: the sum of the quantities.
        value: of cancelled goods at the order's prices, of returned goods at the return's; rounded.
    """

    what: str
    position: int
    on: date
    goods: dict[str, Decimal]
    pieces: Decimal
    value: Decimal = ZERO


class Order(Struct):
    """An order. Its goods are packed as text, and read again only where a part of them is priced.

    Attributes:
        value: what the lines are worth together; rounded.
        packed: product, quantity and worth of each product.
        due: when payment is due, where the order states it.
        invoice: the invoice that bills it, where the order names one.
        shipped: its deliveries.
        taken: its cancellations and returns.
        held: why the order waits; None while it does not.
    """

    number: str
    on: date
    currency: str
    value: Decimal
    pieces: Decimal
    packed: str
    position: int
    at: datetime
    due: date | None = None
    invoice: str | None = None
    shipped: list[GoodsMove] = field(default_factory=list)
    taken: list[GoodsMove] = field(default_factory=list)
    held: str | None = None

    def goods(self) -> Sequence[tuple[str, Decimal, Decimal]]:
        """Each product with its quantity and what that is worth."""
        return _unpacked(self.packed)

    def worth(self, goods: Mapping[str, Decimal]) -> Decimal:
        """What these goods are worth at the order's mean price of each product; unrounded."""
        return total(
            part_of(worth, goods[product], quantity)
            for product, quantity, worth in self.goods()
            if product in goods
        )

    def first_delivery(self, upto: date = date.max) -> date | None:
        """The day of the first delivery, of those up to a day."""
        if not self.shipped:
            return None
        return min((move.on for move in self.shipped if move.on <= upto), default=None)

    def moved(self, what: str) -> dict[str, Decimal]:
        """The quantities delivered, cancelled or returned so far, by product."""
        moves = self.shipped if what == DELIVERED else [move for move in self.taken if move.what == what]
        return gathered(pair for move in moves for pair in move.goods.items()) if moves else {}

    def undelivered(self) -> Mapping[str, Decimal]:
        """What may still be delivered, by product: ordered, not cancelled, not delivered."""
        return self.left_without(self.moved(DELIVERED))

    def cancellable(self) -> Mapping[str, Decimal]:
        """What may still be cancelled. Goods that came back had been delivered, recorded or not."""
        gone = self.moved(DELIVERED)
        for product, quantity in self.moved(RETURNED).items() if self.taken else ():
            gone[product] = max(gone.get(product, ZERO), quantity)
        return self.left_without(gone)

    def kept(self) -> Mapping[str, Decimal]:
        """What is ordered, and was neither cancelled nor came back, by product."""
        return self.left_without(self.moved(RETURNED))

    def returnable(self) -> dict[str, Decimal]:
        """What the client has, by product. An order without a recorded delivery counts as delivered."""
        delivered, returned = self.moved(DELIVERED), self.moved(RETURNED)
        has = delivered if self.shipped else self.left_without({})
        return {product: has.get(product, ZERO) - returned.get(product, ZERO) for product, *_ in self.goods()}

    def uncancelled(self) -> Mapping[str, Decimal]:
        """What is ordered and not cancelled, by product."""
        return self.left_without({})

    def left_without(self, gone: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
        """What is ordered and not cancelled, less these quantities."""
        if not self.taken and not gone:
            return _quantities(self.packed)
        cancelled = self.moved(CANCELLED)
        return {
            product: quantity - cancelled.get(product, ZERO) - gone.get(product, ZERO)
            for product, quantity, _ in self.goods()
        }

    def amount_ordered(self, cancelled: Mapping[str, Decimal]) -> Decimal:
        """What is owed of an order billed at once, after these quantities are cancelled; rounded."""
        left = {product: quantity - cancelled.get(product, ZERO) for product, quantity, _ in self.goods()}
        return rounded(self.worth(left), self.currency)

    def deliver(self, entry: Fact, lines: Iterable[Pieces]) -> None:
        """Note a delivery; goods that the order lacks, and more than is left, are not delivered."""
        goods = _within(gathered_lines(lines), self.undelivered())
        self.shipped.append(GoodsMove(DELIVERED, entry.position, entry.on, goods, sum(goods.values(), ZERO)))

    def cancel(self, entry: Fact, lines: Iterable[Pieces]) -> None:
        """Note a cancellation; goods that the order lacks, and more than is left, are not cancelled."""
        goods = _within(gathered_lines(lines), self.cancellable())
        pieces, gone = sum(goods.values(), ZERO), self.moved(CANCELLED)
        left = self.amount_ordered(gathered([*gone.items(), *goods.items()]))
        value = self.amount_ordered(gone) - left
        self.taken.append(GoodsMove(CANCELLED, entry.position, entry.on, goods, pieces, value))

    def give_back(self, entry: Fact, lines: Iterable[Pieces], value: Decimal) -> None:
        """Note a return of goods worth so much, unrounded."""
        goods = gathered_lines(lines)
        pieces = sum(goods.values(), ZERO)
        worth = rounded(value, self.currency)
        self.taken.append(GoodsMove(RETURNED, entry.position, entry.on, goods, pieces, worth))

    def stands(self, day: date) -> bool:
        """Whether the client kept anything of the order, as of a day."""
        if not self.taken:
            return True
        taken = [move.pieces for move in self.taken if move.on <= day]
        return not taken or sum(taken) < self.pieces

    def ended(self) -> GoodsMove | None:
        """What took back the last of the order; None while the client keeps anything of it."""
        left = self.pieces
        for move in sorted(self.taken, key=lambda one: (one.on, one.position)):
            left -= move.pieces
            if left <= 0:
                return move
        return None

    def net(self, day: date) -> Decimal:
        """What the order is worth as of a day, less what was cancelled or came back by then.

        Goods that came back at another price leave the difference, even where all of them did.
        """
        return sum([-move.value for move in self.taken if move.on <= day], self.value)


def _within(wanted: Mapping[str, Decimal], left: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The wanted quantities, each at most what is left of the product."""
    found = {}
    for product, quantity in wanted.items():
        room = left.get(product, ZERO)
        if room > 0 and quantity > 0:
            found[product] = min(quantity, room)
    return found


def gathered(goods: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Quantities by product, added up."""
    together: dict[str, Decimal] = {}
    for product, quantity in goods:
        together[product] = together[product] + quantity if product in together else quantity
    return together


def gathered_lines(lines: Iterable[Pieces]) -> dict[str, Decimal]:
    """The quantities of lines by product, added up."""
    return gathered((line.product, line.quantity) for line in lines)


@lru_cache(maxsize=1024)
def _unpacked(packed: str) -> Sequence[tuple[str, Decimal, Decimal]]:
    lines = [line.split("\t") for line in packed.split("\n") if line]
    return [(product, Decimal(quantity), Decimal(worth)) for product, quantity, worth in lines]


@lru_cache(maxsize=1024)
def _quantities(packed: str) -> Mapping[str, Decimal]:
    return {product: quantity for product, quantity, _ in _unpacked(packed)}


class _Goods(NamedTuple):
    value: Decimal
    pieces: Decimal
    packed: str


class _Newest:
    """A cache of the last order's goods, because each fold with orders unpacks the same order in turn."""

    def __init__(self) -> None:
        self._last: tuple[OrderPlaced, _Goods] | None = None

    def __call__(self, event: OrderPlaced) -> _Goods:
        last = self._last  # one reference, which another thread replaces whole
        if last is None or last[0] is not event:
            last = self._last = event, _summed(event.lines)
        return last[1]


_goods_of = _Newest()


def _summed(lines: Iterable[Line]) -> _Goods:
    pieces: dict[str, Decimal] = {}
    worth: dict[str, Decimal] = {}
    for line in lines:
        product, quantity, amount = line.product, line.quantity, line.value
        pieces[product] = pieces.get(product, ZERO) + quantity
        worth[product] = WIDE.add(worth.get(product, ZERO), amount)
    packed = [f"{product}\t{pieces[product]!s}\t{worth[product]!s}" for product in pieces]
    return _Goods(total(worth.values()), sum(pieces.values(), ZERO), "\n".join(packed))


def last_placed(orders: Iterable[Order]) -> Order | None:
    """The last of some orders: by its day, within a day by its moment, then by the order of recording."""
    return max(orders, key=attrgetter("on", "at", "position"), default=None)


def order_of(event: OrderPlaced, at: datetime, position: int = 0) -> Order:
    """The order that an event places at a moment."""
    goods = _goods_of(event)
    value = rounded(goods.value, event.currency)
    return Order(
        event.number,
        at.date(),
        event.currency,
        value,
        goods.pieces,
        goods.packed,
        position,
        at,
        event.due,
        event.invoice,
    )
