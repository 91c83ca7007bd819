"""The entries behind recency, frequency, value and points: what each added, and what took it away again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ledger.subledger.orders import Order, last_placed
from projections.framework.contributions import Contribution
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.programme.member import Member
from projections.programme.points import explain_points
from projections.trade import Trade

State: TypeAlias = tuple[Trade | None, Member | None]
"""The states of the folds of loyalty."""


def explain(holder: AccountHolder[State], as_of: date, policy: Policy) -> list[Contribution]:
    """The last order, each order that counts, what each was worth and lost again, and every move of points.

    Scores, segment and tier are no sums, because they compare these figures with those of other clients.
    """
    traded = [(client, trade) for client, (trade, _) in holder.states if trade is not None]
    trades = [trade for _, trade in traded]
    found = list(_recency(trades, as_of))
    for order in (order for trade in trades for order in trade.orders.values()):
        found += _frequency(order, as_of)
    for client, trade in traded:
        found += _monetary(trade, client.currency_of(), as_of)
    return [*found, *explain_points(holder, as_of, policy)]


def _recency(trades: Iterable[Trade], as_of: date) -> Iterator[Contribution]:
    standing: dict[str, list[Order]] = {}
    for order in (order for trade in trades for order in trade.orders.values()):
        if order.stands(as_of):
            standing.setdefault(order.currency, []).append(order)
    for currency, orders in sorted(standing.items()):
        if last := last_placed(orders):
            days = Decimal((as_of - last.on).days)
            yield Contribution("recency_days", currency, "last order", last.number, last.position, days)


def _frequency(order: Order, as_of: date) -> Iterator[Contribution]:
    """An order counts one; the entry that took back the last of it takes that one away."""
    line = Contribution("frequency", order.currency, "order", order.number, order.position, Decimal(1))
    yield line
    if (ended := order.ended()) and ended.on <= as_of:
        yield replace(line, what="taken back", position=ended.position, amount=Decimal(-1))


def _monetary(traded: Trade, own: str, as_of: date) -> Iterator[Contribution]:
    for order in traded.orders.values():
        line = Contribution("monetary", order.currency, "order", order.number, order.position, order.value)
        yield line
        for taken in order.taken:
            if taken.on <= as_of:
                yield replace(line, what="taken back", position=taken.position, amount=-taken.value)
    for loose in traded.loose:
        currency = loose.currency or own
        value = loose.value_in(currency)
        yield Contribution("monetary", currency, "return", None, loose.position, -value)
