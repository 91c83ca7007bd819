"""The market: the fold of which competitors we saw at clients, at what prices, and what we lost to them."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientLost,
    ClientRegistered,
    CompetitorSeen,
    OrderCancelled,
    OrderPlaced,
    ProposalDeclined,
    ProspectQualified,
    ReturnReceived,
    TenderLost,
)
from ledger.money import ZERO
from ledger.spellings import name_key
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept
from projections.trade import Trade
from projections.trade import evolve as traded


class Sighting(NamedTuple):
    """A competitor at a client, with one product or with none, while no fact changes it.

    Attributes:
        key: the competitor's name as it is compared.
        product: "" for none.
        seen: how often.
        last: the newest day on which we saw it there, or lost something to it.
        price: what it asked for the product last.
        priced: the day of that price.
        ours: what the client last paid us for it per piece, of an order in its own currency of which it keeps
            some.
        lost: how often we lost a proposal, a tender or the client to it.
    """

    key: Annotated[str, Column(key=1)]
    product: Annotated[str, Column(key=2)]
    competitor: str
    seen: int
    last: date
    price: Decimal | None
    priced: date | None
    ours: Decimal | None
    lost: int
    position: int


class OurPrice(NamedTuple):
    """What a client pays us for a product per piece.

    Attributes:
        order: the number of the order.
    """

    order: str
    price: Decimal
    currency: str


@dataclass(slots=True)
class Market(Kept[Sighting]):
    """The competitors at a client.

    Attributes:
        ours: our prices of each product, the newest last.
        trade: the orders that they are of.
        currency: the client's own, in which it tells competitors' prices; None while it has none.
    """

    ours: dict[str, list[OurPrice]] = field(default_factory=dict)
    trade: Trade = field(default_factory=Trade)
    currency: str | None = None

    def price(self, product: str) -> Decimal | None:
        """Our newest price of a product in the client's currency, of an order of which it keeps any of it."""
        orders = self.trade.orders
        for one in reversed(self.ours.get(product, ())):
            if one.currency == self.currency and orders[one.order].kept().get(product, ZERO) > 0:
                return one.price
        return None


FoldedEvent: TypeAlias = (
    ClientRegistered
    | ProspectQualified
    | CompetitorSeen
    | ProposalDeclined
    | TenderLost
    | ClientLost
    | OrderPlaced
    | OrderCancelled
    | ReturnReceived
)


@following(traded)
def evolve(state: Market | None, entry: Fact, event: FoldedEvent, trade: Trade | None) -> Market:
    """The competitors after an entry."""
    market = state or Market()
    market.trade = trade or market.trade
    match event:
        case ClientRegistered() | ProspectQualified():
            market.currency = event.currency or market.currency
            _reprice(market, entry, market.ours)
        case OrderPlaced():
            _reprice(market, entry, {*_ordered(market, event)})
        case OrderCancelled() | ReturnReceived():
            if (order := market.trade.newest) is not None:
                _reprice(market, entry, {product for product, *_ in order.goods()})
        case CompetitorSeen():
            row = _row_of(market, entry, event.competitor, event.product or "")
            if event.price is not None:
                row = row._replace(price=event.price, priced=entry.on)
            _put(market, entry, row._replace(seen=row.seen + 1, last=entry.on))
        case ProposalDeclined() | TenderLost() | ClientLost():
            name = event.to_competitor if isinstance(event, ClientLost) else event.competitor
            if name is not None:
                row = _row_of(market, entry, name, "")
                _put(market, entry, row._replace(lost=row.lost + 1, last=entry.on))
    return market


def _ordered(market: Market, event: OrderPlaced) -> Iterator[str]:
    """Note the prices of an order; gives the products whose prices changed.

    Of two orders with one number the last counts.
    """
    if market.trade.replaced:
        for product, prices in market.ours.items():
            market.ours[product] = [one for one in prices if one.order != event.number]
            yield product
    for line in event.lines:
        price = line.unit_price * (100 - (line.discount or 0)) / 100
        market.ours.setdefault(line.product, []).append(OurPrice(event.number, price, event.currency))
        yield line.product


def _put(market: Market, entry: Fact, row: Sighting) -> None:
    market.put((row.key, row.product), row, entry)


def _row_of(market: Market, entry: Fact, name: str, product: str) -> Sighting:
    """What is known of a competitor with a product so far."""
    key = name_key(name)
    if (row := market.rows.get((key, product))) is not None:
        return row
    row = Sighting(key, product, name, 0, entry.on, None, None, None, 0, entry.position)
    return _with_ours(market, row)


def _with_ours(market: Market, row: Sighting) -> Sighting:
    return row._replace(ours=market.price(row.product))


def _reprice(market: Market, entry: Fact, products: Container[str]) -> None:
    """Put our newest prices beside those of competitors."""
    for row in [row for (_, product), row in market.rows.items() if product in products]:
        now = _with_ours(market, row)
        if now != row:
            _put(market, entry, now)
