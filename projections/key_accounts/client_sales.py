"""What was sold to a client, entry by entry, each on its own day, with our estimate and rank of the client.

Revenue is what orders are worth, net of what was cancelled or came back on its own day; or the orders as they
were placed; or what was invoiced, less what was credited. The cost of goods is known where the lines of an
order state it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, NamedTuple, TypeAlias, get_args

from ledger.entry import Fact
from ledger.events import (
    ClientDescribed,
    ClientRanked,
    OrderPlaced,
    Pieces,
    ReturnReceived,
)
from ledger.money import WIDE, ZERO, part_of, rounded, total
from ledger.subledger import Account
from ledger.subledger.orders import GoodsMove, Order, gathered, gathered_lines
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.trade import Day, Loose, Trade, Traded
from projections.trade import evolve as traded

ORDER: Final = "order"
"""What was sold by an order as it was placed."""
Key: TypeAlias = tuple[int, str]
"""The position and the word of what was sold."""
Revenue: TypeAlias = Literal["net", "ordered", "invoiced"]
"""What counts as revenue."""
REVENUES: Final[tuple[Revenue, ...]] = get_args(Revenue)


class Sold(NamedTuple):
    """What an entry added to revenue; below zero, what it took off.

    Attributes:
        what: ``ORDER``, "cancelled", "returned", or the kind of document.
        currency: "" stands in span rows for the client's own.
        cost: of the goods; None where no order states it.
        pieces: of an order, those ordered; else those that were taken back of it. Once all of them are, the
            order stands no more.
    """

    position: Annotated[int, Column(key=1)]
    what: Annotated[str, Column(key=2)]
    on: Annotated[date, Column(stored="day")]
    currency: str
    document: str | None
    revenue: Decimal
    cost: Decimal | None = None
    pieces: Annotated[Decimal, Column(unit="pieces")] = ZERO


class Estimate(NamedTuple):
    """What a client spends in our category in a year, as a person estimated it on a day."""

    amount: Decimal
    currency: str
    source: str
    on: Annotated[date, Column(stored="day")]


class Judgement(NamedTuple):
    """How much a client matters, as a person judged it on a day; it holds up to another day."""

    rank: str
    on: Annotated[date, Column(stored="day")]
    reason: str
    until: date | None


@dataclass(slots=True)
class Costs:
    """What goods cost us.

    Attributes:
        orders: by number of the order and by product, the quantity and its cost, where that is known.
        newest: by product and currency, the cost of a unit in the newest order that states it.
        returned: by the position of a return, what its goods cost by then, where that is known.
    """

    orders: dict[str, dict[str, tuple[Decimal, Decimal | None]]] = field(default_factory=dict)
    newest: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    returned: dict[int, Decimal | None] = field(default_factory=dict)

    def place(self, event: OrderPlaced) -> None:
        """Note what the goods of an order cost."""
        goods = self.orders[event.number] = {}
        for line in event.lines:
            quantity, cost = goods.get(line.product, (ZERO, ZERO))
            more = None if line.unit_cost is None else WIDE.multiply(line.quantity, line.unit_cost)
            known = None if cost is None or more is None else WIDE.add(cost, more)
            goods[line.product] = quantity + line.quantity, known
            if line.unit_cost is not None:
                self.newest.setdefault(line.product, {})[event.currency] = line.unit_cost

    def give_back(self, position: int, lines: Sequence[Pieces], currency: str | None) -> None:
        """Note what returned goods had cost, by the newest order of each product in a currency."""
        goods = gathered_lines(lines)
        costs = [self.of_goods(product, quantity, currency) for product, quantity in goods.items()]
        known = [cost for cost in costs if cost is not None]
        self.returned[position] = sum(known, ZERO) if len(known) == len(costs) else None

    def of_goods(self, product: str, quantity: Decimal, currency: str | None) -> Decimal | None:
        """What some of a product cost, by the newest order in a currency; None where none states it.

        Without a currency, it is that of all orders that state a cost; if they have several, none is known.
        """
        newest = self.newest.get(product, {})
        if currency is None and len(newest) == 1:
            (currency,) = newest
        return WIDE.multiply(quantity, newest[currency]) if currency in newest else None

    def of(self, order: Order) -> Decimal | None:
        """The cost of an order as it was placed; rounded; None where the order does not state all of it."""
        known = all(cost is not None for _, cost in self.orders[order.number].values())
        return self._left(order, {}) if known else None

    def taken(self, order: Order) -> Iterator[tuple[GoodsMove, Decimal | None]]:
        """What was taken back of an order, each with its cost; None where the order does not state it.

        Each is the difference of what is left before and after it, both rounded: so an order that is taken
        back in parts leaves no cent of its cost.
        """
        costs, gone, left = self.orders[order.number], dict[str, Decimal](), self._left(order, {})
        for move in order.taken:
            gone = gathered([*gone.items(), *move.goods.items()])
            before, left = left, self._left(order, gone)
            known = all(costs[product][1] is not None for product in move.goods if product in costs)
            yield move, before - left if known else None

    def _left(self, order: Order, gone: Mapping[str, Decimal]) -> Decimal:
        """What the goods of an order cost that are left of it, as far as it states that; rounded."""
        left = (
            part_of(cost, whole - gone.get(product, ZERO), whole)
            for product, (whole, cost) in self.orders[order.number].items()
            if cost is not None and whole
        )
        return rounded(total(left), order.currency)


@dataclass(slots=True)
class Dealings:
    """What was sold to a client.

    Attributes:
        trade: its orders.
        costs: of its goods.
        shown: the keys of the span rows that were shown of each order day.
        loose: how many returns without an order were shown.
    """

    trade: Trade = field(default_factory=Trade)
    costs: Costs = field(default_factory=Costs)
    shown: dict[Day, list[Key]] = field(default_factory=dict, compare=False, repr=False)
    loose: int = field(default=0, compare=False, repr=False)


@following(traded)
def evolve_orders(state: Dealings | None, entry: Fact, event: Traded, trade: Trade | None) -> Dealings:
    """What was sold after an entry."""
    state = state or Dealings()
    state.trade = trade or state.trade
    if isinstance(event, OrderPlaced):
        state.costs.place(event)
    elif isinstance(event, ReturnReceived):
        state.costs.give_back(entry.position, event.lines, event.currency)
    return state


class Said(NamedTuple):
    """The newest estimate of what a client buys elsewhere too, and the newest rank that a person gave it."""

    estimate: Estimate | None = None
    judgement: Judgement | None = None


def evolve_said(state: Said | None, entry: Fact, event: ClientDescribed | ClientRanked) -> Said:
    """The same after an entry."""
    said = state or Said()
    if isinstance(event, ClientRanked):
        return said._replace(judgement=Judgement(event.rank, entry.on, event.reason, event.until))
    if (wallet := event.wallet) is None:
        return said
    return said._replace(estimate=Estimate(wallet.amount, wallet.currency, wallet.source, entry.on))


def of_order(order: Order, costs: Costs) -> Iterator[Sold]:
    """An order, and what was cancelled of it or came back, each on its own day."""
    cost = costs.of(order)
    own = order.currency, order.number
    yield Sold(order.position, ORDER, order.on, *own, order.value, cost, order.pieces)
    for move, cost in costs.taken(order):
        back = None if cost is None else -cost
        yield Sold(move.position, move.what, move.on, *own, -move.value, back, move.pieces)


def of_loose(loose: Loose, costs: Costs) -> Sold:
    """A return without an order; if it names no currency, its figures are not rounded yet."""
    currency, cost = loose.currency or "", costs.returned[loose.position]
    back = None if cost is None else -cost
    return _rounded(Sold(loose.position, "returned", loose.on, currency, None, -loose.value, back))


def _rounded(one: Sold) -> Sold:
    if one.document is not None or not one.currency:
        return one
    cost = None if one.cost is None else rounded(one.cost, one.currency)
    return one._replace(revenue=rounded(one.revenue, one.currency), cost=cost)


def sales(dealings: Dealings) -> Iterator[Sold]:
    """All that was sold by orders, as span rows have it."""
    for order in dealings.trade.orders.values():
        yield from of_order(order, dealings.costs)
    for loose in dealings.trade.loose:
        yield of_loose(loose, dealings.costs)


def touched_sales(dealings: Dealings) -> list[tuple[Key, Sold | None]]:
    """The span rows that changed since this was last asked, by their keys; None for one that is gone."""
    trade, costs = dealings.trade, dealings.costs
    found: dict[Key, Sold | None] = {}
    moved = trade.moved_for(Sold)
    for day in [*trade.by_day] if moved is None else moved:
        now = {
            (one.position, one.what): one
            for order in trade.by_day.get(day, {}).values()
            for one in of_order(order, costs)
        }
        found |= dict.fromkeys(key for key in dealings.shown.get(day, ()) if key not in now)
        found |= now
        dealings.shown[day] = [*now]
    for loose in trade.loose[dealings.loose :]:
        found[loose.position, "returned"] = of_loose(loose, costs)
    dealings.loose = len(trade.loose)
    return [*found.items()]


def in_currency(client: Client, sold: Iterable[Sold]) -> list[Sold]:
    """What was sold to a client, with its own currency where span rows leave it open."""
    own = client.currency_of()
    return [one if one.currency else _rounded(one._replace(currency=own)) for one in sold]


def invoiced(account: Account) -> Iterator[Sold]:
    """Documents that made a debt, and what took it back, each on its own day; no document states a cost."""
    from projections.measures.sales import sales_postings  # noqa: PLC0415 - of invoices only

    for one in sales_postings(account):
        yield Sold(one.position, one.what, one.on, one.currency, one.document, one.amount)
