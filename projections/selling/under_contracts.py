"""What a client bought under a contract, from the orders that name one and from its order days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from ledger.money import ZERO, Amounts
from ledger.subledger.orders import Order
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.sums import sum_in
from projections.order_days import OrderDay, comes_off, standing
from projections.policy import Policy
from projections.selling.contracts import Contract, Contracts
from projections.trade import Day, Trade

_BACK: Final = "taken back"
State: TypeAlias = tuple[Contracts | None, Trade | None]
"""The contracts of a client, and its orders."""


class NamingOrder(NamedTuple):
    """An order that names a contract, with what it is worth under it, as ``Part`` has it."""

    number: Annotated[str, Column(key=1)]
    contract: str
    on: Annotated[date, Column(stored="on_day")]
    currency: str
    value: Decimal


class Naming(NamedTuple):
    """The orders of a client that name a contract, in lists of one length.

    Attributes:
        on: the days, as ``date.toordinal`` counts them.
    """

    contract: tuple[str, ...] = ()
    on: Annotated[tuple[int, ...], Column(stored="on_day")] = ()
    currency: tuple[str, ...] = ()
    value: tuple[Decimal, ...] = ()


class Part(NamedTuple):
    """What an entry adds to an order as it counts under a contract; below zero, what it takes off.

    Attributes:
        position: of the entry.
        what: "order", or "taken back" for what was cancelled or came back, also without an order.
    """

    order: Order
    position: int
    what: str
    amount: Decimal


def naming_orders(client: Client, state: State, day: date, policy: Policy) -> Iterator[NamingOrder]:
    """The orders of a client that name a contract."""
    del client, day, policy
    contracts, trade = state
    if contracts is None or trade is None or not contracts.named:
        return
    worths = Amounts.of((part.order.number, part.amount) for part in parts_of(contracts, trade))
    for number, contract in contracts.named.items():
        if (order := trade.orders.get(number)) is not None:
            yield _naming(order, contract, worths.get(number, ZERO))


def touched_orders(
    client: Client, state: State, day: date, policy: Policy
) -> Iterable[tuple[tuple[str], NamingOrder | None]] | None:
    """The orders that changed since this was last asked and name a contract, by key; None at first."""
    del client, day, policy
    contracts, trade = state
    if contracts is None or trade is None or not (contracts.named or NamingOrder in trade.unread):
        return ()
    moved = trade.moved_for(NamingOrder)
    if moved is None or trade.loose:
        return None
    named = contracts.named
    orders = [order for one in moved for order in trade.by_day.get(one, {}).values()]
    return [
        (
            (one.number,),
            _naming(one, named[one.number], sum((part.amount for part in _parts(one)), ZERO))
            if one.number in named
            else None,
        )
        for one in orders
    ]


def _naming(order: Order, contract: str, value: Decimal) -> NamingOrder:
    return NamingOrder(order.number, contract, order.on, order.currency, value)


def parts_of(contracts: Contracts, trade: Trade) -> Iterator[Part]:
    """What the orders of a client are worth, order by order; then what returns without an order take off.

    They take it off the newest order day before them, as they do in every view, and of the orders of that day
    first off those that name no contract.
    """
    left = Amounts[str]()
    for order in trade.orders.values():
        for one in _parts(order):
            left[order.number] += one.amount
            yield one
    values = standing(trade, date.max) if trade.loose else Amounts[Day]()
    for day, loose, off in comes_off(trade.loose, values, date.max):
        values[day] -= off
        rest, of_day = off, trade.by_day[day].values()
        for order in sorted(of_day, key=lambda one: (one.number in contracts.named, one.position)):
            if part := min(rest, max(left[order.number], ZERO)):
                rest, left[order.number] = rest - part, left[order.number] - part
                yield Part(order, loose.position, _BACK, -part)


def _parts(order: Order) -> Iterator[Part]:
    """What an order is worth while the client keeps any of it, and what was taken back of it."""
    if order.stands(date.max):
        yield Part(order, order.position, "order", order.value)
        for one in order.taken:
            yield Part(order, one.position, _BACK, -one.value)


def bought_under(
    row: Contract, currency: str, days: Iterable[OrderDay], rows: Sequence[NamingOrder | Naming]
) -> Decimal:
    """What a client bought under a contract.

    That is what the orders of its term are worth that name it; if no order does, what those are worth that
    name no contract. ``parts_under`` lists the same, entry by entry.
    """
    naming, starts, ends = _in_lists(rows), row.starts.toordinal(), row.ends.toordinal()
    is_named = row.number in naming.contract
    named = sum_in(
        currency,
        [
            value
            for contract, on, other, value in zip(*naming, strict=True)
            if starts <= on <= ends and other == currency and (contract == row.number or not is_named)
        ],
    )
    if is_named:
        return named
    every = [one.value for one in days if row.starts <= one.day <= row.ends and one.currency == currency]
    return sum_in(currency, every) - named


def _in_lists(rows: Sequence[NamingOrder | Naming]) -> Naming:
    """Orders that name a contract, which the database may have read in lists already."""
    if rows and isinstance(rows[0], Naming):
        return rows[0]
    each = [one for one in rows if isinstance(one, NamingOrder)]
    return Naming(
        tuple(one.contract for one in each),
        tuple(one.on.toordinal() for one in each),
        tuple(one.currency for one in each),
        tuple(one.value for one in each),
    )


def counts_days(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether what a client bought follows from its order days: no order names one of its contracts.

    Args:
        rows: its contracts, and its orders that name a contract.
    """
    contracts, naming = rows[0], _in_lists(rows[1])
    return any(one.ended is None and one.number not in naming.contract for one in contracts)


def parts_under(contracts: Contracts, trade: Trade, row: Contract, currency: str) -> Iterator[Part]:
    """What each entry adds to what a client bought under a contract."""
    wanted = row.number if row.number in contracts.named.values() else None
    return (
        part
        for part in parts_of(contracts, trade)
        if part.order.currency == currency
        and row.starts <= part.order.on <= row.ends
        and contracts.named.get(part.order.number) == wanted
    )
