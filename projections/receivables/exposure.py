"""What clients use their credit for: open debt and orders that are not owed yet, less what is unapplied.

exposure = open debt + open orders - unapplied, which is the balance and what is ordered on top of it. A limit is in the
client's own currency, so it stands on the row of that currency. It is passed by the amount, or by lateness: debt late
beyond ``credit.max_days_late`` of the policy is an excess whatever its amount. Prepaid clients pass neither.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ledger.money import NO_CURRENCY, quantum, rounded
from ledger.subledger import Account
from ledger.subledger.exposure import excess
from ledger.subledger.open_items import open_orders
from projections.answering import Answer
from projections.by_currency import by_currency
from projections.choice import Party
from projections.rates import Convert, Money
from projections.receivables.ageing import Item
from projections.receivables.buckets import UNAPPLIED

__all__ = ["ExposureRow", "ExposureTotal", "OpenOrder", "exposed"]


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order, or the rest of one, that is not owed yet.

    Attributes:
        amount: what was ordered.
        held: why it waits; None where it does not.
    """

    client: str
    currency: str
    order: str
    on: date
    amount: Decimal
    open: Decimal
    held: str | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """What one client uses its credit for, in one currency.

    Attributes:
        limit: as agreed; None where none is, or it is in another currency.
        held: of the open orders, those that wait.
        free: what is left of the limit; None without one.
        excess: what is beyond the limit; None without one.
        days_late: of the oldest debt that is open, past its due date.
        reason: what is passed: "amount", "lateness", "amount and lateness"; None where nothing is.
        prepaid: the client pays before delivery, so nothing is passed.
    """

    client: str
    name: str | None
    currency: str
    limit: Decimal | None
    open_debt: Decimal
    open_orders: Decimal
    held: Decimal
    unapplied: Decimal
    exposure: Decimal
    free: Decimal | None
    excess: Decimal | None
    days_late: int
    reason: str | None
    prepaid: bool


@dataclass(frozen=True, slots=True)
class ExposureTotal:
    """What all rows of one currency come to; ``over`` is how many of them pass something."""

    currency: str
    open_debt: Decimal
    open_orders: Decimal
    held: Decimal
    unapplied: Decimal
    exposure: Decimal
    excess: Decimal
    over: int


def exposed(answer: Answer, convert: Convert = lambda money: money) -> Answer:
    """The answer with a row of exposure for each client and currency, and the open orders as its items.

    Args:
        answer: of receivables, with rows of clients or of groups of companies.
        convert: how money is shown, where ``answer`` is in a reporting currency.

    Raises:
        MissingRate: ``convert`` knows no rate for a currency in which something is ordered or agreed.
    """
    debts: dict[str, list[Item]] = {}
    for item in answer.items:
        debts.setdefault(item.client, []).append(item)
    rows: list[ExposureRow] = []
    orders: list[OpenOrder] = []
    for party in answer.parties:
        if party.shown:
            own = [
                order
                for client, page in party.members
                if page
                for order in _orders(client.code, page, convert)
            ]
            items = [item for client, _ in party.members for item in debts.get(client.code, ())]
            rows += _rows(party, items, own, convert, answer)
            orders += own
    return replace(
        answer,
        rows=rows,
        items=orders,
        totals=list(_totals(rows)),
        shape=ExposureRow,
        item_shape=OpenOrder,
        more={"listing": "exposure", **answer.more},
    )


def _orders(client: str, account: Account, convert: Convert) -> Iterator[OpenOrder]:
    unbilled = open_orders(account)
    for number in sorted(unbilled, key=lambda one: (account.orders[one].on, one)):
        order = account.orders[number]
        amount, _ = convert((rounded(order.value, order.currency), order.currency))
        left, currency = convert((unbilled[number], order.currency))
        yield OpenOrder(client, currency, number, order.on, amount, left, order.held, (order.position,))


def _rows(
    party: Party, items: Sequence[Item], orders: Sequence[OpenOrder], convert: Convert, answer: Answer
) -> Iterator[ExposureRow]:
    limit, prepaid = _limit(
        party, {item.client for item in items} | {order.client for order in orders}, convert
    )
    found = {item.currency for item in items} | {order.currency for order in orders}
    if limit is not None:
        found.add(limit[1])
    elif party.named and not found and party.currency:
        found.add(party.currency)
    for currency in sorted(found):
        agreed = limit[0] if limit is not None and limit[1] == currency else None
        mine = [item for item in items if item.currency == currency]
        ordered = [order for order in orders if order.currency == currency]
        yield _row(party, currency, agreed, mine, ordered, answer, prepaid=prepaid)


def _row(
    party: Party,
    currency: str,
    limit: Decimal | None,
    items: Sequence[Item],
    orders: Sequence[OpenOrder],
    answer: Answer,
    *,
    prepaid: bool,
) -> ExposureRow:
    zero = 0 * quantum(currency)
    debt = sum((item.open for item in items if item.bucket != UNAPPLIED), zero)
    unapplied = sum((-item.open for item in items if item.bucket == UNAPPLIED), zero)
    ordered = sum((order.open for order in orders), zero)
    exposure = debt + ordered - unapplied
    late = max(((answer.as_of - item.due).days for item in items if item.due is not None), default=0)
    passed = excess(exposure, limit, late, answer.rules.credit.max_days_late, prepaid=prepaid)
    return ExposureRow(
        client=party.code,
        name=party.name,
        currency=currency,
        limit=limit,
        open_debt=debt,
        open_orders=ordered,
        held=sum((order.open for order in orders if order.held is not None), zero),
        unapplied=unapplied,
        exposure=exposure,
        free=None if limit is None else max(limit - exposure, zero),
        excess=None if limit is None else max(exposure - limit, zero),
        days_late=max(late, 0),
        reason=passed.reason,
        prepaid=prepaid,
    )


def _limit(party: Party, using: Container[str], convert: Convert) -> tuple[Money | None, bool]:
    """The party's limit, and whether it pays before delivery.

    A parent's limit covers its group. Where the parent has none, the group's is the sum of those of its companies, if
    each that uses credit has one, and all are in one currency.

    Args:
        party: a client, or a group of companies.
        using: the codes of those that use credit.
        convert: how money is shown.
    """
    terms = {client.code: (client.terms, client.currency) for client, _ in party.members}
    head, _ = terms.get(party.code, (None, None))
    counted = {party.code: terms[party.code]} if head and head.credit_limit is not None else terms
    counted = {
        code: (agreed, currency)
        for code, (agreed, currency) in counted.items()
        if code in using or (agreed is not None and agreed.credit_limit is not None)
    }
    prepaid = bool(counted) and all(agreed is not None and agreed.prepaid for agreed, _ in counted.values())
    limits = [
        convert((rounded(agreed.credit_limit, currency or NO_CURRENCY), currency or NO_CURRENCY))
        for agreed, currency in counted.values()
        if agreed is not None and agreed.credit_limit is not None
    ]
    if len(limits) < len(counted) or len({currency for _, currency in limits}) != 1:
        return None, prepaid
    return (sum((amount for amount, _ in limits), Decimal(0)), limits[0][1]), prepaid


def _totals(rows: Iterable[ExposureRow]) -> Iterator[ExposureTotal]:
    for currency, same in by_currency(rows):
        zero = 0 * quantum(currency)
        yield ExposureTotal(
            currency,
            sum((row.open_debt for row in same), zero),
            sum((row.open_orders for row in same), zero),
            sum((row.held for row in same), zero),
            sum((row.unapplied for row in same), zero),
            sum((row.exposure for row in same), zero),
            sum((row.excess or zero for row in same), zero),
            sum(row.reason is not None for row in same),
        )
