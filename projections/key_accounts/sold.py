"""What was sold to a client, entry by entry, each on its own day: the state of key accounts.

Revenue is what orders are worth, net of what was cancelled or came back on its own day; or the orders as they
were placed; or what was invoiced, less what was credited. The cost of goods is known where the lines of an
order state it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, NamedTuple, TypeAlias, get_args

from ledger.entry import Fact
from ledger.events import ClientDescribed, ClientRanked, Event, OrderPlaced, Pieces, ReturnReceived
from ledger.money import NO_CURRENCY, WIDE, ZERO, part_of, rounded
from ledger.subledger import POSTED, Account
from ledger.subledger.orders import Order, gathered_lines
from projections import receivables
from projections.framework.clients import Client
from projections.framework.fold import Reads, reads
from projections.measures.sales import sales_postings
from projections.trade import Trade
from projections.trade import evolve as traded

Revenue: TypeAlias = Literal["net", "ordered", "invoiced"]
"""What counts as revenue."""
REVENUES: Final[tuple[Revenue, ...]] = get_args(Revenue)


class Sold(NamedTuple):
    """What an entry added to revenue; below zero, what it took off.

    Attributes:
        what: "order", "cancelled", "returned", or the kind of document.
        cost: of the goods; None where no order states it.
    """

    on: date
    currency: str
    what: str
    document: str | None
    position: int
    revenue: Decimal
    cost: Decimal | None = None


class Estimate(NamedTuple):
    """What a client spends in our category in a year, as somebody estimated it on a day."""

    amount: Decimal
    currency: str
    source: str
    on: date


class Judgement(NamedTuple):
    """How much a client matters, as a person judged it on a day; it holds up to another day."""

    rank: str
    on: date
    reason: str
    until: date | None


@dataclass(slots=True)
class Costs:
    """What goods cost us.

    Attributes:
        orders: by number of the order and by product, the quantity and its cost, where that is known.
        newest: by product, the cost of a unit in the newest order that states it.
        returned: by the position of a return, what its goods cost by then, where that is known.
    """

    orders: dict[str, dict[str, tuple[Decimal, Decimal | None]]] = field(default_factory=dict)
    newest: dict[str, Decimal] = field(default_factory=dict)
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
                self.newest[line.product] = line.unit_cost

    def give_back(self, position: int, lines: Sequence[Pieces]) -> None:
        """Note what returned goods had cost, by the newest order of each product."""
        goods = gathered_lines(lines)
        known = goods.keys() <= self.newest.keys()
        self.returned[position] = (
            sum((WIDE.multiply(quantity, self.newest[one]) for one, quantity in goods.items()), ZERO)
            if known
            else None
        )

    def of(self, order: Order, goods: Mapping[str, Decimal] | None = None) -> Decimal | None:
        """The cost of some goods of an order, or of all; rounded; None where the order does not state it."""
        found = ZERO
        for product, (whole, cost) in self.orders[order.number].items():
            quantity = whole if goods is None else goods.get(product, ZERO)
            if quantity and cost is None:
                return None
            found = WIDE.add(found, part_of(cost or ZERO, quantity, whole))
        return rounded(found, order.currency)


@dataclass(slots=True)
class Dealings:
    """What was sold to a client, and what a person said about it.

    Attributes:
        trade: its orders, where revenue is of orders.
        account: its documents, where revenue is of invoices.
    """

    trade: Trade = field(default_factory=Trade)
    account: Account | None = None
    costs: Costs = field(default_factory=Costs)
    estimate: Estimate | None = None
    judgement: Judgement | None = None

    def note(self, entry: Fact, event: Event) -> None:
        """Keep what a person said about the client."""
        match event:
            case ClientDescribed(wallet=wallet) if wallet is not None:
                self.estimate = Estimate(wallet.amount, wallet.currency, wallet.source, entry.on)
            case ClientRanked():
                self.judgement = Judgement(event.rank, entry.on, event.reason, event.until)


_SAID = (ClientDescribed, ClientRanked)
_GOODS = tuple(kind for kind in reads(traded) if kind.kind.startswith(("order.", "return.")))


def evolve_orders(
    state: Dealings | None, entry: Fact, event: Annotated[Event, Reads((*_GOODS, *_SAID))]
) -> Dealings:
    """The state after an entry, where revenue is of orders."""
    state = state or Dealings()
    if isinstance(event, _SAID):
        state.note(entry, event)
        return state
    if isinstance(event, OrderPlaced):
        state.costs.place(event)
    elif isinstance(event, ReturnReceived):
        state.costs.give_back(entry.position, event.lines)
    state.trade = traded(state.trade, entry, event)  # type: ignore[arg-type]  # one of _GOODS
    return state


def evolve_documents(
    state: Dealings | None, entry: Fact, event: Annotated[Event, Reads((*POSTED, *_SAID))]
) -> Dealings:
    """The state after an entry, where revenue is of invoices."""
    state = state or Dealings()
    if isinstance(event, _SAID):
        state.note(entry, event)
    if type(event) in POSTED:
        state.account = receivables.evolve(state.account, entry, event)
    return state


def net(client: Client, dealings: Dealings) -> Iterator[Sold]:
    """Orders, and what was cancelled of them or came back, each on its own day."""
    yield from ordered(client, dealings)
    for order in dealings.trade.orders.values():
        for move in order.taken:
            cost = dealings.costs.of(order, move.goods)
            yield Sold(
                move.on,
                order.currency,
                move.what,
                order.number,
                move.position,
                -move.value,
                None if cost is None else -cost,
            )
    for loose in dealings.trade.loose:
        currency = loose.currency or client.currency or NO_CURRENCY
        cost = dealings.costs.returned[loose.position]
        value = -rounded(loose.value, currency)
        back = None if cost is None else -rounded(cost, currency)
        yield Sold(loose.on, currency, "returned", None, loose.position, value, back)


def ordered(client: Client, dealings: Dealings) -> Iterator[Sold]:
    """Orders as they were placed, whatever became of them."""
    del client
    for order in dealings.trade.orders.values():
        cost = dealings.costs.of(order)
        yield Sold(order.on, order.currency, "order", order.number, order.position, order.value, cost)


def invoiced(client: Client, dealings: Dealings) -> Iterator[Sold]:
    """Documents that made a debt, and what took it back, each on its own day; no document states a cost."""
    del client
    for one in sales_postings(dealings.account or Account()):
        yield Sold(one.on, one.currency, one.what, one.document, one.position, one.amount)


SOLD: Final[Mapping[Revenue, Callable[[Client, Dealings], Iterator[Sold]]]] = {
    "net": net,
    "ordered": ordered,
    "invoiced": invoiced,
}
"""What was sold to a client, by what counts as revenue."""
