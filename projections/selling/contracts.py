"""The contracts of a client, and the orders that name one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import ContractEnded, ContractRenewed, ContractSigned, OrderPlaced
from ledger.money import amount_text
from ledger.subledger.orders import Order
from ledger.times import shifted
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.numbered import Kept
from projections.framework.sums import sum_in
from projections.order_days import OrderDay
from projections.policy import Policy
from projections.trade import Trade


class Contract(NamedTuple):
    """A contract, while no fact changes it.

    Attributes:
        terms: what was agreed besides the value, in words.
        auto_renewal: 1 if it goes on by itself, or else 0.
        position: the entry that signed or last renewed it.
    """

    number: Annotated[str, Column(key=1)]
    starts: date
    ends: date
    notice_by: date | None
    value: Decimal | None
    minimum: Decimal | None
    terms: str | None
    auto_renewal: int
    responsible: str | None
    renewals: int
    ended: date | None
    position: int


class NamingOrder(NamedTuple):
    """An order that names a contract, with its value net of what was cancelled or came back."""

    number: Annotated[str, Column(key=1)]
    contract: str
    on: Annotated[date, Column(stored="on_day")]
    currency: str
    value: Decimal


@dataclass(slots=True)
class Contracts(Kept[Contract]):
    """The contracts of a client.

    Attributes:
        named: the contract that an order names, by the order's number.
    """

    named: dict[str, str] = field(default_factory=dict)


FoldedEvent: TypeAlias = ContractSigned | ContractRenewed | ContractEnded | OrderPlaced
State: TypeAlias = tuple[Contracts | None, Trade | None]
"""The contracts of a client, and its orders."""


def evolve(state: Contracts | None, entry: Fact, event: FoldedEvent) -> Contracts:
    """The contracts after an entry."""
    contracts = state or Contracts()
    match event:
        case OrderPlaced():
            if event.contract is not None:
                contracts.named[event.number] = event.contract
            elif contracts.named:
                contracts.named.pop(event.number, None)
        case ContractEnded():
            if (row := contracts.rows.get((event.number,))) is not None:
                contracts.put((event.number,), row._replace(ended=entry.on), entry)
        case _:
            before = contracts.rows.get((event.number,))
            renewals = before.renewals + 1 if before and isinstance(event, ContractRenewed) else 0
            contracts.put((event.number,), _agreed(entry, event, renewals), entry)
    return contracts


def _agreed(entry: Fact, event: ContractSigned | ContractRenewed, renewals: int) -> Contract:
    terms = [
        "goes on by itself" if event.auto_renewal else "",
        "" if event.minimum is None else f"minimum {amount_text(event.minimum)}",
        "" if event.bonus is None else f"bonus {event.bonus.normalize():f} %",
        "" if event.notice_days is None else f"notice {event.notice_days} days",
    ]
    return Contract(
        number=event.number,
        starts=event.starts,
        ends=event.ends,
        notice_by=None if event.notice_days is None else shifted(event.ends, -event.notice_days),
        value=event.value,
        minimum=event.minimum,
        terms=", ".join(filter(None, terms)) or None,
        auto_renewal=int(bool(event.auto_renewal)),
        responsible=event.responsible,
        renewals=renewals,
        ended=None,
        position=entry.position,
    )


def naming_orders(client: Client, state: State, day: date, policy: Policy) -> Iterator[NamingOrder]:
    """The orders of a client that name a contract."""
    del client, day, policy
    contracts, trade = state
    for number, contract in contracts.named.items() if contracts and trade else ():
        if trade and (order := trade.orders.get(number)) is not None:
            yield _naming(order, contract)


def touched_orders(
    client: Client, state: State, day: date, policy: Policy
) -> Iterable[tuple[tuple[str], NamingOrder | None]] | None:
    """The orders that changed since this was last asked and name a contract, by key; None at first."""
    del client, day, policy
    contracts, trade = state

    if contracts is None or trade is None or not (contracts.named or NamingOrder in trade.unread):
        return ()
    if (moved := trade.moved_for(NamingOrder)) is None:
        return None
    named = contracts.named
    numbers = [number for one in moved for number in trade.by_day.get(one, ())]
    return [((one,), _naming(trade.orders[one], named[one]) if one in named else None) for one in numbers]


def _naming(order: Order, contract: str) -> NamingOrder:
    return NamingOrder(order.number, contract, order.on, order.currency, order.net(date.max))


def bought_under(
    row: Contract, currency: str, days: Iterable[OrderDay], naming: Sequence[NamingOrder]
) -> Decimal:
    """What a client bought under a contract.

    That is what the orders of its term are worth that name it; if no order does, what those are worth that
    name no contract.
    """
    own = [one for one in naming if one.contract == row.number]
    starts, ends = row.starts, row.ends
    term = [one.value for one in own or naming if starts <= one.on <= ends and one.currency == currency]
    named = sum_in(currency, term)
    if own:
        return named
    every = [one.value for one in days if starts <= one.day <= ends and one.currency == currency]
    return sum_in(currency, every) - named


def counts_days(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether what a client bought follows from its order days: no order names one of its contracts.

    Args:
        rows: its contracts, and its orders that name a contract.
    """
    contracts, naming = rows
    named = {one.contract for one in naming}
    return any(one.ended is None and one.number not in named for one in contracts)


def orders_under(contracts: Contracts, trade: Trade, row: Contract, currency: str) -> Iterator[Order]:
    """The orders that count under a contract."""
    wanted = row.number if row.number in contracts.named.values() else None
    return (
        one
        for one in trade.orders.values()
        if one.currency == currency
        and row.starts <= one.on <= row.ends
        and contracts.named.get(one.number) == wanted
    )
