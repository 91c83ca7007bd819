"""What clients use their credit for: open debt and orders that are not owed yet, less what is unapplied.

exposure = open debt + open orders - unapplied: the balance, and what is ordered on top of it. A limit is in
the client's own currency, so the row of that currency shows it. A client exceeds it by amount or by lateness:
debt that is late for more than ``credit.max_days_late`` of the policy is an excess, however small its amount.
Prepaid clients exceed neither.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from ledger.money import NO_CURRENCY, rounded, zero_of
from ledger.subledger import Account
from ledger.subledger.exposure import excess
from ledger.subledger.open_items import open_orders
from projections.framework.answer import Answer
from projections.framework.columns import CLIENT, CURRENCY, Column, Who
from projections.framework.filters import AccountHolder
from projections.framework.sums import by_client, by_currency, sum_in, totals_of
from projections.rates import Convert, Money
from projections.receivables.ageing import Item
from projections.receivables.buckets import UNAPPLIED


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """An order, or the rest of one, that is not owed yet."""

    client: Annotated[str, CLIENT]
    currency: Annotated[str, CURRENCY]
    order: Annotated[str, Column("The order's number.")]
    on: Annotated[date, Column("The day of the order.")]
    amount: Annotated[Decimal, Column("What was ordered.")]
    open: Annotated[Decimal, Column("What of it is not owed yet.")]
    held: Annotated[str | None, Column("Why it waits.", null="it does not")]
    entries: Annotated[tuple[int, ...], Column("The entry that placed it.", hidden=True)]


@dataclass(frozen=True, kw_only=True)
class ExposureRow(Who):
    """What one client uses its credit for, in one currency."""

    currency: Annotated[str, CURRENCY]
    limit: Annotated[
        Decimal | None, Column("The limit agreed.", null="there is none, or it is in another currency")
    ]
    open_debt: Annotated[Decimal, Column("Open debt, due or not.")]
    open_orders: Annotated[Decimal, Column("Orders that are not owed yet.")]
    held: Annotated[Decimal, Column("Of the open orders, those that wait.")]
    unapplied: Annotated[Decimal, Column("What is left of payments and credits.")]
    exposure: Annotated[Decimal, Column("Open debt and open orders, less what is unapplied.", bold=True)]
    free: Annotated[Decimal | None, Column("What is left of the limit.", null="there is no limit")]
    excess: Annotated[
        Decimal | None, Column("What is beyond the limit.", null="there is no limit", colours="red")
    ]
    days_late: Annotated[
        int, Column("Of the oldest open debt, days past its due date.", unit="days", title="LATE")
    ]
    reason: Annotated[
        str | None,
        Column("What is passed: amount, lateness, or both.", null="nothing is", quiet=True, colours="red"),
    ]
    prepaid: Annotated[bool, Column("The client pays before delivery, so nothing is passed.", quiet=True)]


@dataclass(frozen=True, slots=True)
class ExposureTotal:
    """The sums of all rows of one currency; ``over`` is how many of them exceed a limit."""

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
        MissingRate: ``convert`` has no rate for a currency in which something is ordered or agreed.
    """
    items_of: dict[str, list[Item]] = by_client(answer.items)
    rows: list[ExposureRow] = []
    orders: list[OpenOrder] = []
    for holder in answer.holders:
        if holder.shown:
            own = [
                order for client, account in holder.states for order in _orders(client.code, account, convert)
            ]
            items = [item for client, _ in holder.members for item in items_of.get(client.code, ())]
            rows += _rows(holder, items, own, convert, answer)
            orders += own
    shown = replace(answer, item_shape=OpenOrder)
    sums = totals_of(ExposureTotal, rows, _counted)
    return shown.made_into(ExposureRow, rows, sums, orders, listing="exposure")


def _orders(client: str, account: Account, convert: Convert) -> Iterator[OpenOrder]:
    unbilled = open_orders(account)
    for number in sorted(unbilled, key=lambda one: (account.orders[one].on, one)):
        order = account.orders[number]
        amount, _ = convert((order.value, order.currency))
        left, currency = convert((unbilled[number], order.currency))
        yield OpenOrder(
            client=client,
            currency=currency,
            order=number,
            on=order.on,
            amount=amount,
            open=left,
            held=order.held,
            entries=(order.position,),
        )


def _rows(
    holder: AccountHolder[Account],
    items: Sequence[Item],
    orders: Sequence[OpenOrder],
    convert: Convert,
    answer: Answer,
) -> Iterator[ExposureRow]:
    limit, prepaid = _limit(
        holder, {item.client for item in items} | {order.client for order in orders}, convert
    )
    debts, ordered = dict(by_currency(items)), dict(by_currency(orders))
    found = {*debts, *ordered}
    if limit is not None:
        found.add(limit[1])
    elif holder.named and not found and holder.currency:
        found.add(holder.currency)
    for currency in sorted(found):
        agreed = limit[0] if limit is not None and limit[1] == currency else None
        own = debts.get(currency, []), ordered.get(currency, [])
        yield _row(holder, currency, agreed, *own, answer, prepaid=prepaid)


def _row(
    holder: AccountHolder[Account],
    currency: str,
    limit: Decimal | None,
    items: Sequence[Item],
    orders: Sequence[OpenOrder],
    answer: Answer,
    *,
    prepaid: bool,
) -> ExposureRow:
    zero = zero_of(currency)
    debt = sum_in(currency, (item.open for item in items if item.bucket != UNAPPLIED))
    unapplied = sum_in(currency, (-item.open for item in items if item.bucket == UNAPPLIED))
    ordered = sum_in(currency, (order.open for order in orders))
    exposure = debt + ordered - unapplied
    late = max(((answer.as_of - item.due).days for item in items if item.due is not None), default=0)
    passed = excess(exposure, limit, late, answer.rules.credit.max_days_late, prepaid=prepaid)
    return ExposureRow(
        client=holder.code,
        name=holder.name,
        currency=currency,
        limit=limit,
        open_debt=debt,
        open_orders=ordered,
        held=sum_in(currency, (order.open for order in orders if order.held is not None)),
        unapplied=unapplied,
        exposure=exposure,
        free=None if limit is None else max(limit - exposure, zero),
        excess=None if limit is None else max(exposure - limit, zero),
        days_late=max(late, 0),
        reason=passed.reason,
        prepaid=prepaid,
    )


def _limit(
    holder: AccountHolder[Account], using: Container[str], convert: Convert
) -> tuple[Money | None, bool]:
    """The account holder's limit, and whether it pays before delivery.

    A parent's limit covers its group. If the parent has none, the group's limit is the sum of its companies'
    limits, provided that each company that uses credit has one, and that all are in one currency.
    """
    terms = {client.code: (client.terms, client.currency) for client, _ in holder.members}
    head, _ = terms.get(holder.code, (None, None))
    counted = {holder.code: terms[holder.code]} if head and head.credit_limit is not None else terms
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


def _counted(rows: Sequence[ExposureRow]) -> dict[str, int]:
    return {"over": sum(row.reason is not None for row in rows)}
