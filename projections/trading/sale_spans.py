"""What was sold, a span row for each entry that sold goods or took them back, with its goods.

What an order is worth, what a cancellation took of it, and what goods cost is read from the state of key
accounts; this keeps what each entry added to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from ledger.entry import Fact
from ledger.events import OrderCancelled, OrderPlaced, ReturnReceived
from ledger.money import WIDE, ZERO, part_of, rounded, shared
from ledger.subledger.orders import CANCELLED, RETURNED, GoodsMove, Order, gathered
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.grouping import Exchange
from projections.framework.numbered import Kept
from projections.key_accounts.client_sales import Costs, Dealings, evolve_orders
from projections.trade import Traded

ORDERED = "order"


class Goods(NamedTuple):
    """What an entry sold of a product; below zero, what it took back.

    Attributes:
        cost: None where no order states it.
    """

    product: str
    quantity: Decimal
    value: Decimal
    cost: Decimal | None


class Sale(NamedTuple):
    """What an entry sold; below zero, what it took back.

    Attributes:
        what: order, cancelled or returned.
        number: of the order; None where a return belongs to none.
        currency: None where a return gives none: that of the client.
        margin: the value less the cost of the goods; None where an order does not state the cost.
        goods: packed; ``goods_of`` reads them.
    """

    position: Annotated[int, Column(key=1)]
    what: str
    on: Annotated[date, Column(stored="on_day")]
    number: str | None
    currency: str | None
    quantity: Annotated[Decimal, Column(unit="pieces")]
    value: Decimal
    margin: Decimal | None
    goods: str


@dataclass(slots=True)
class Sales(Kept[Sale]):
    """What was sold to a client, and what that follows from."""

    dealings: Dealings = field(default_factory=Dealings)

    def sale_by(self, entry: Fact) -> Sale | None:
        """What an entry sold or took back; None if it did neither."""
        return self.rows.get((entry.position,))


@following(evolve_orders)
def evolve(state: Sales | None, entry: Fact, event: Traded, dealings: Dealings | None) -> Sales:
    """What was sold after an entry."""
    sales = state or Sales()
    sales.dealings = dealings or sales.dealings
    if isinstance(event, OrderPlaced) and sales.dealings.trade.replaced:
        _replaced(sales, entry, event.number)
    if (row := _sale_of(sales.dealings, entry, event)) is not None:
        sales.put((entry.position,), row, entry)
    return sales


def _sale_of(dealings: Dealings, entry: Fact, event: Traded) -> Sale | None:
    """What the newest entry of a state sold or took back; None if it did neither."""
    match event:
        case OrderPlaced():
            return _sale(entry, ORDERED, _ordered(dealings, dealings.trade.orders[event.number]))
        case OrderCancelled() if (order := dealings.trade.orders.get(event.number)) is not None:
            return _sale(entry, CANCELLED, _cancelled(dealings.costs, order))
        case ReturnReceived():
            return _sale(entry, RETURNED, _returned(dealings, entry, event))
        case _:
            return None


def _replaced(sales: Sales, entry: Fact, number: str) -> None:
    """Take back all that was sold of an order; of two with one number the last counts."""
    for key, row in [*sales.rows.items()]:
        if row.number == number:
            nothing = row._replace(quantity=ZERO, value=ZERO, margin=row.margin and ZERO, goods="")
            sales.put(key, nothing, entry)


class _Traded(NamedTuple):
    """What an entry sold or took back, both above zero."""

    order: Order | None
    currency: str | None
    value: Decimal
    cost: Decimal | None
    goods: Sequence[Goods]


def _sale(entry: Fact, what: str, part: _Traded) -> Sale:
    signed = _itself if what == ORDERED else _negative
    values = shared(part.value, [one.value for one in part.goods], part.currency)
    costs: Sequence[Decimal | None] = [_round(one.cost, part.currency) for one in part.goods]
    if part.cost is not None:
        costs = shared(part.cost, [one.cost or ZERO for one in part.goods], part.currency)
    goods = [
        Goods(one.product, signed(one.quantity), signed(value), None if cost is None else signed(cost))
        for one, value, cost in zip(part.goods, values, costs, strict=True)
    ]
    return Sale(
        position=entry.position,
        what=what,
        on=entry.on,
        number=part.order.number if part.order else None,
        currency=part.currency,
        quantity=sum((one.quantity for one in goods), ZERO),
        value=signed(part.value),
        margin=None if part.cost is None else signed(part.value - part.cost),
        goods=packed(goods),
    )


def _itself(amount: Decimal) -> Decimal:
    return amount


def _negative(amount: Decimal) -> Decimal:
    """An amount below zero; nothing stays nothing, for -0.00 is a Decimal, but not a number of PostgreSQL."""
    return amount.copy_negate() if amount else amount


def _ordered(dealings: Dealings, order: Order) -> _Traded:
    costs = dealings.costs.orders[order.number]
    goods = [Goods(product, pieces, worth, costs[product][1]) for product, pieces, worth in order.goods()]
    return _Traded(order, order.currency, order.value, dealings.costs.of(order), goods)


def _cancelled(costs: Costs, order: Order) -> _Traded:
    """The newest cancellation of an order."""
    move, cost = _newest(costs, order)
    gone = gathered(pair for one in order.taken[:-1] if one.what == CANCELLED for pair in one.goods.items())
    worths = {product: (pieces, worth) for product, pieces, worth in order.goods()}
    goods = [
        Goods(
            product,
            pieces,
            _off(*worths[product], gone.get(product, ZERO), pieces, order.currency),
            _cost(costs, order, product, pieces),
        )
        for product, pieces in move.goods.items()
    ]
    return _Traded(order, order.currency, move.value, cost, goods)


def _newest(costs: Costs, order: Order) -> tuple[GoodsMove, Decimal | None]:
    """What was taken back of an order last, and its cost."""
    *_, newest = costs.taken(order)
    return newest


def _returned(dealings: Dealings, entry: Fact, event: ReturnReceived) -> _Traded:
    """A return of an order's goods, or of goods whose order is unknown."""
    costs, worths, pieces = dealings.costs, dict[str, Decimal](), dict[str, Decimal]()
    for line in event.lines:
        worths[line.product] = worths.get(line.product, ZERO) + WIDE.multiply(line.quantity, line.unit_price)
        pieces[line.product] = pieces.get(line.product, ZERO) + line.quantity
    order, value, cost = _taken_by(dealings, entry, event)
    goods = [
        Goods(
            product,
            quantity,
            worths[product],
            _cost(costs, order, product, quantity)
            if order
            else costs.of_goods(product, quantity, event.currency),
        )
        for product, quantity in pieces.items()
    ]
    return _Traded(order, order.currency if order else event.currency, value, cost, goods)


def _taken_by(
    dealings: Dealings, entry: Fact, event: ReturnReceived
) -> tuple[Order | None, Decimal, Decimal | None]:
    """The order that a return belongs to, what the return is worth, and what its goods cost."""
    loose = dealings.trade.loose
    if loose and loose[-1].position == entry.position:
        currency, cost = event.currency, dealings.costs.returned[entry.position]
        return None, loose[-1].value, _round(cost, currency)
    orders = dealings.trade.orders
    found = (
        orders[event.order]
        if event.order
        else next(
            order for order in orders.values() if order.taken and order.taken[-1].position == entry.position
        )
    )
    move, cost = _newest(dealings.costs, found)
    return found, move.value, cost


def _cost(costs: Costs, order: Order, product: str, quantity: Decimal) -> Decimal | None:
    """What some of a product of an order cost that were taken back last."""
    whole, cost = costs.orders[order.number].get(product, (ZERO, None))
    if cost is None or not whole:
        return None
    gone = sum((one.goods.get(product, ZERO) for one in order.taken[:-1]), ZERO)
    return _off(whole, cost, gone, quantity, order.currency)


def _off(whole: Decimal, worth: Decimal, gone: Decimal, quantity: Decimal, currency: str) -> Decimal:
    """What a part of a product takes off its worth: the difference of what is left, both rounded.

    Args:
        whole: the quantity that was ordered.
        worth: of it.
        gone: the quantity that was taken before.
        quantity: that of the part.
        currency: of the worth.
    """
    before, after = (part_of(worth, whole - taken, whole) for taken in (gone, gone + quantity))
    return rounded(before, currency) - rounded(after, currency)


def _round(amount: Decimal | None, currency: str | None) -> Decimal | None:
    return amount if amount is None or currency is None else rounded(amount, currency)


def goods_in(text: str, value: Decimal, cost: Decimal | None, currency: str, exchange: Exchange) -> str:
    """The goods of a row in another currency, so that they sum to the row.

    Args:
        text: the goods in their own currency.
        value: what they are worth in the other.
        cost: what they cost in the other; None where the cost of some is unknown.
        currency: the other.
        exchange: an amount in it.
    """
    goods = [*goods_of(text)]
    values = shared(value, [exchange(one.value) for one in goods], currency)
    costs: Sequence[Decimal | None] = [None if one.cost is None else exchange(one.cost) for one in goods]
    if cost is not None:
        costs = shared(cost, [one or ZERO for one in costs], currency)
    return packed(
        one._replace(value=worth, cost=spent) for one, worth, spent in zip(goods, values, costs, strict=True)
    )


def packed(goods: Iterable[Goods]) -> str:
    """Goods as a row keeps them; ``goods_of`` reads them."""
    return "\n".join(
        f"{one.product}\t{one.quantity:f}\t{one.value:f}\t{'' if one.cost is None else format(one.cost, 'f')}"
        for one in goods
    )


def goods_of(text: str) -> Iterator[Goods]:
    """The goods of a row."""
    for line in text.split("\n") if text else ():
        product, quantity, value, cost = line.split("\t")
        yield Goods(product, Decimal(quantity), Decimal(value), Decimal(cost) if cost else None)
