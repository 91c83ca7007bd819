"""The market: the fold of which competitors we saw at clients, at what prices, and what we lost to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import ClientLost, CompetitorSeen, Line, OrderPlaced, ProposalDeclined, TenderLost
from ledger.spellings import compared
from projections.framework.columns import Column
from projections.framework.numbered import Kept


class Sighting(NamedTuple):
    """A competitor at a client, with one product or with none, while no fact changes it.

    Attributes:
        key: the competitor's name as it is compared.
        product: "" for none.
        seen: how often.
        last: the newest day on which we saw it there, or lost something to it.
        price: what it asked for the product last.
        priced: the day of that price.
        ours: what the client last paid us for it per piece, in the currency of that order.
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
    ours_in: str | None
    lost: int
    position: int


@dataclass(slots=True)
class Market(Kept[Sighting]):
    """The competitors at a client.

    Attributes:
        ours: the newest line of an order for each product, with the currency of the order.
    """

    ours: dict[str, tuple[Line, str]] = field(default_factory=dict)


FoldedEvent: TypeAlias = CompetitorSeen | ProposalDeclined | TenderLost | ClientLost | OrderPlaced


def evolve(state: Market | None, entry: Fact, event: FoldedEvent) -> Market:
    """The competitors after an entry."""
    market = state or Market()
    match event:
        case OrderPlaced():
            for line in event.lines:
                market.ours[line.product] = line, event.currency
            if market.rows:
                _reprice(market, entry, {line.product for line in event.lines})
        case CompetitorSeen():
            row = _row_of(market, entry, event.competitor, event.product or "")
            if event.price is not None:
                row = row._replace(price=event.price, priced=entry.on)
            _put(market, entry, row._replace(seen=row.seen + 1, last=entry.on))
        case _:
            name = event.to_competitor if isinstance(event, ClientLost) else event.competitor
            if name is not None:
                row = _row_of(market, entry, name, "")
                _put(market, entry, row._replace(lost=row.lost + 1, last=entry.on))
    return market


def _put(market: Market, entry: Fact, row: Sighting) -> None:
    market.put((row.key, row.product), row, entry)


def _row_of(market: Market, entry: Fact, name: str, product: str) -> Sighting:
    """What is known of a competitor with a product so far."""
    key = compared(name)
    if (row := market.rows.get((key, product))) is not None:
        return row
    row = Sighting(key, product, name, 0, entry.on, None, None, None, None, 0, entry.position)
    return _with_ours(market, row)


def _with_ours(market: Market, row: Sighting) -> Sighting:
    if (found := market.ours.get(row.product)) is None:
        return row
    line, currency = found
    price = line.unit_price * (100 - (line.discount or 0)) / 100
    return row._replace(ours=price, ours_in=currency)


def _reprice(market: Market, entry: Fact, products: set[str]) -> None:
    """Put our newest prices beside those of competitors."""
    for row in [row for (_, product), row in market.rows.items() if product in products]:
        now = _with_ours(market, row)
        if now != row:
            _put(market, entry, now)
