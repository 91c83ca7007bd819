"""What a client bought in the twelve months up to a day; its worth is a share of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import OrderCancelled, OrderPlaced, ReturnReceived
from ledger.money import Amounts
from ledger.subledger.orders import Order
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.periods import Period, left_by_year
from projections.framework.spans import Spans
from projections.policy import Policy, Timetable
from projections.trade import Day, Trade, evolve


class Bought(NamedTuple):
    """What a client bought in a year in a currency: orders, less what was cancelled or came back."""

    currency: Annotated[str, Column(key=1)]
    revenue: Decimal


_Parts: TypeAlias = list[tuple[date, Decimal]]
"""What was bought, or below zero what came off it, each on its own day."""


class _Year(NamedTuple):
    """What a reader keeps.

    Attributes:
        parts: those of the year by order day.
        shown: the keys of the rows that it showed.
        follows: what these follow from, as long as nothing leaves the year.
        oldest: the day of the first that leaves it.
    """

    parts: dict[Day, _Parts]
    shown: Iterable[tuple[str]] = ()
    follows: object = None
    oldest: date = date.min


def _of_order(order: Order) -> Iterator[tuple[date, Decimal]]:
    yield order.on, order.value
    for move in order.taken:
        yield move.on, -move.value


def _since(trade: Trade, day: Day, start: date) -> _Parts:
    """The parts of the orders of a day that are not older than another day."""
    orders = trade.by_day.get(day, {}).values()
    return [part for order in orders for part in _of_order(order) if part[0] >= start]


def _rows(client: Client, trade: Trade, parts: dict[Day, _Parts], start: date) -> dict[tuple[str], Bought]:
    """The rows of the parts and of the returns without an order, by their keys."""
    own = client.currency_of()
    found = [(currency, amount) for (_, currency), each in parts.items() for _, amount in each]
    found += [(one.currency or own, -one.value_in(own)) for one in trade.loose if one.on >= start]
    return {(currency,): Bought(currency, amount) for currency, amount in Amounts.of(found).items()}


def bought(client: Client, trade: Trade, day: date, policy: Policy) -> Iterable[Bought]:
    """The rows of a client on a day, up to which its orders hold the facts."""
    del policy
    start = Period.year_up_to(day).start
    return _rows(client, trade, {one: _since(trade, one, start) for one in trade.by_day}, start).values()


def touched_bought(
    client: Client, trade: Trade, day: date, policy: Policy
) -> Iterable[tuple[tuple[str], Bought | None]]:
    """The rows on a day by their keys, None for one that is gone since this was last asked."""
    del policy
    start, follows = Period.year_up_to(day).start, (trade.changes, client.currency)
    year: _Year = trade.read.get(Bought) or _Year({})
    if year.follows == follows and start <= year.oldest:
        return ()
    moved = trade.moved_for(Bought)
    read = year.parts | {one: _since(trade, one, start) for one in (trade.by_day if moved is None else moved)}
    parts = {one: left for one, each in read.items() if (left := [part for part in each if part[0] >= start])}
    now = _rows(client, trade, parts, start)
    days = chain((part[0] for each in parts.values() for part in each), (one.on for one in trade.loose))
    oldest = min((on for on in days if on >= start), default=date.max)
    trade.read[Bought] = _Year(parts, now.keys(), follows, oldest)
    return (dict.fromkeys(year.shown) | now).items()


def _leaves(fact: Fact, policies: Timetable) -> Iterable[date]:
    del policies
    return (left_by_year(fact.on),)


BOUGHT = Spans(
    name="bought",
    evolve=evolve,
    row=Bought,
    of=bought,
    touched=touched_bought,
    turns=dict.fromkeys((OrderPlaced, OrderCancelled, ReturnReceived), _leaves),
)
"""What each client bought in twelve months."""
