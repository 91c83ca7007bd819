"""The contracts of a client, and the orders that name one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import ContractEnded, ContractRenewed, ContractSigned, OrderPlaced
from ledger.money import ZERO, Amounts, amount_text
from ledger.subledger.orders import Order
from ledger.times import shifted
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.numbered import Kept
from projections.framework.sums import sum_in
from projections.order_days import OrderDay, comes_off, standing
from projections.policy import Policy
from projections.trade import Day, Trade

_BACK: Final = "taken back"


class Contract(NamedTuple):
    """What is agreed in a contract from one day to another, while no fact changes it.

    A contract that was renewed has several, and holds one of them on each day.

    Attributes:
        terms: what was agreed besides the value, in words.
        auto_renewal: 1 if it goes on by itself, or else 0.
        renewals: how often the contract was renewed before it.
        position: the entry that signed or last renewed it.
        holds_from: the first day on which the contract holds it.
        renewed_from: the first day of what follows it; None where nothing does.
    """

    number: Annotated[str, Column(key=1)]
    renewals: Annotated[int, Column(key=2)]
    starts: date
    ends: date
    notice_by: date | None
    value: Decimal | None
    minimum: Decimal | None
    terms: str | None
    auto_renewal: int
    responsible: str | None
    ended: date | None
    position: int
    holds_from: date
    renewed_from: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the contract holds it on a day, and nobody has ended it."""
        return self.ended is None and self.holds_from <= day < (self.renewed_from or date.max)

    @property
    def over(self) -> date:
        """The last day of its term, or the day on which it was ended."""
        return self.ends if self.ended is None else min(self.ends, self.ended)


class NamingOrder(NamedTuple):
    """An order that names a contract, with what it is worth under it, as ``Part`` has it."""

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
        newest: the key of what was agreed last, by the contract's number.
    """

    named: dict[str, str] = field(default_factory=dict)
    newest: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def agreed(self, number: str) -> list[Contract]:
        """What was agreed in a contract and not replaced before it held."""
        every = (row for row in self.rows.values() if row.number == number)
        return [row for row in every if row.renewed_from is None or row.holds_from < row.renewed_from]

    def holding(self, day: date) -> list[Contract]:
        """What the contracts that nobody has ended hold on a day, by number."""
        return sorted(row for row in self.rows.values() if row.holds(day))

    def agree(self, row: Contract, entry: Fact) -> None:
        """Let a contract hold something new from a day on; nothing else holds from then on."""
        for one in self.agreed(row.number):
            until = min(one.renewed_from or date.max, row.holds_from)
            if until != one.renewed_from:
                self.put((one.number, one.renewals), one._replace(renewed_from=until), entry)
        self.newest[row.number] = row.number, row.renewals
        self.put((row.number, row.renewals), row, entry)

    def end(self, number: str, entry: Fact) -> None:
        """End a contract, and what was agreed for later."""
        for one in self.agreed(number):
            if one.renewed_from is None or one.renewed_from > entry.on:
                self.put((one.number, one.renewals), one._replace(ended=entry.on), entry)


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
            contracts.end(event.number, entry)
        case ContractSigned():
            contracts.agree(_agreed(entry, event, 0, entry.on), entry)
        case ContractRenewed():
            newest = contracts.newest.get(event.number)
            renewals = contracts.rows[newest].renewals + 1 if newest else 0
            contracts.agree(_agreed(entry, event, renewals, _renewed_from(contracts, entry, event)), entry)
    return contracts


def _renewed_from(contracts: Contracts, entry: Fact, event: ContractRenewed) -> date:
    """The day from which a renewal holds: the first day of its term, or once the term before it is over."""
    before = [row for row in contracts.agreed(event.number) if row.holds_from < event.starts]
    if not before:
        return entry.on
    over = max(before, key=lambda row: row.holds_from).over
    return max(entry.on, min(event.starts, shifted(over, 1)))


def _agreed(
    entry: Fact, event: ContractSigned | ContractRenewed, renewals: int, holds_from: date
) -> Contract:
    terms = [
        "goes on by itself" if event.auto_renewal else "",
        "" if event.minimum is None else f"minimum {amount_text(event.minimum)}",
        "" if event.bonus is None else f"bonus {event.bonus.normalize():f} %",
        "" if event.notice_days is None else f"notice {event.notice_days} days",
    ]
    return Contract(
        number=event.number,
        renewals=renewals,
        starts=event.starts,
        ends=event.ends,
        notice_by=None if event.notice_days is None else shifted(event.ends, -event.notice_days),
        value=event.value,
        minimum=event.minimum,
        terms=", ".join(filter(None, terms)) or None,
        auto_renewal=int(bool(event.auto_renewal)),
        responsible=event.responsible,
        ended=None,
        position=entry.position,
        holds_from=holds_from,
    )


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
    row: Contract, currency: str, days: Iterable[OrderDay], naming: Sequence[NamingOrder]
) -> Decimal:
    """What a client bought under a contract.

    That is what the orders of its term are worth that name it; if no order does, what those are worth that
    name no contract. ``parts_under`` lists the same, entry by entry.
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
