"""What clients use their credit for: open debt and orders that are not owed yet, less what is unapplied.

exposure = open debt + open orders - unapplied: the balance, and what is ordered on top of it. A limit is in
the client's own currency, so the row of that currency shows it. It is the agreed one, or a lower one that a
valid credit check advises. A client exceeds it by amount or by lateness: debt that is late for more than
``credit.max_days_late`` of the policy is an excess, however small its amount. A bad credit check is a reason
too. Prepaid clients exceed nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from ledger.money import rounded, zero_of
from ledger.subledger import Account
from ledger.subledger.documents import CreditCheck
from ledger.subledger.exposure import excess
from ledger.subledger.limits import BAD, OUTCOMES, limit_on
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
        Decimal | None,
        Column(
            "The limit in force: the agreed one, or a lower one that a valid credit check advises.",
            null="there is none, or it is in another currency",
        ),
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
        Column(
            "What speaks against more credit: amount, lateness, a bad credit check (check), or several of them.",
            null="nothing does",
            quiet=True,
            colours="red",
        ),
    ]
    prepaid: Annotated[bool, Column("The client pays before delivery, so nothing is passed.", quiet=True)]
    agreed: Annotated[
        Decimal | None,
        Column(
            "The limit agreed, where a credit check advises a lower one.",
            null="the limit is the agreed one, or none is agreed",
            quiet=True,
        ),
    ]
    check: Annotated[
        str | None,
        Column("What the valid credit check found.", null="no check is valid", quiet=True, spare=True),
    ]
    check_until: Annotated[
        date | None,
        Column(
            "The last day on which that check is valid.", null="it is valid until the next check", hidden=True
        ),
    ]


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
    using = {item.client for item in items} | {order.client for order in orders}
    limit = _limit(holder, using, answer.as_of, convert)
    debts, ordered = dict(by_currency(items)), dict(by_currency(orders))
    found = {*debts, *ordered}
    if limit.force is not None:
        found.add(limit.force[1])
    elif holder.named and not found and holder.currency:
        found.add(holder.currency)
    for currency in sorted(found):
        own = debts.get(currency, []), ordered.get(currency, [])
        yield _row(holder, currency, limit, *own, answer)


def _row(
    holder: AccountHolder[Account],
    currency: str,
    limited: _Limited,
    items: Sequence[Item],
    orders: Sequence[OpenOrder],
    answer: Answer,
) -> ExposureRow:
    zero, check = zero_of(currency), limited.check
    limit, agreed = (money[0] if money and money[1] == currency else None for money in limited[:2])
    debt = sum_in(currency, (item.open for item in items if item.bucket != UNAPPLIED))
    unapplied = sum_in(currency, (-item.open for item in items if item.bucket == UNAPPLIED))
    ordered = sum_in(currency, (order.open for order in orders))
    exposure = debt + ordered - unapplied
    late = max(((answer.as_of - item.due).days for item in items if item.due is not None), default=0)
    most, bad = answer.rules.credit.max_days_late, check is not None and check.outcome == BAD
    passed = excess(exposure, limit, late, most, prepaid=limited.prepaid, bad=bad)
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
        prepaid=limited.prepaid,
        agreed=agreed,
        check=None if check is None else check.outcome,
        check_until=None if check is None else check.valid_until,
    )


class _Limited(NamedTuple):
    """What limits an account holder's credit.

    Attributes:
        force: the limit in force; None if there is none.
        agreed: the limit agreed, where the one in force is lower.
        check: of the valid credit checks the worst.
        prepaid: whether the holder pays before delivery.
    """

    force: Money | None
    agreed: Money | None
    check: CreditCheck | None
    prepaid: bool


def _limit(holder: AccountHolder[Account], using: Container[str], day: date, convert: Convert) -> _Limited:
    """What limits the account holder's credit on a day.

    A limit agreed with a parent covers its group. If none is, the group's limit is the sum of its companies'
    limits, provided that each company that uses credit has one, and that all are in one currency.
    """
    limits = {
        client.code: (limit_on(account, day), client.currency_of()) for client, account in holder.states
    }
    head = limits.get(holder.code)
    if head is not None and head[0].agreed is not None:
        limits = {holder.code: head}
    counted = [limited for code, limited in limits.items() if code in using or limited[0].amount is not None]
    prepaid = bool(counted) and all(limit.prepaid for limit, _ in counted)
    checks = [limit.check for limit, _ in counted if limit.check is not None]
    check = max(checks, key=lambda one: OUTCOMES.index(one.outcome), default=None)
    force = _sum([(limit.amount, currency) for limit, currency in counted], convert)
    agreed = _sum([(limit.agreed, currency) for limit, currency in counted], convert)
    return _Limited(force, agreed if agreed != force else None, check, prepaid)


def _sum(limits: Sequence[tuple[Decimal | None, str]], convert: Convert) -> Money | None:
    """The sum of limits; None if there is none, one is missing, or they are in several currencies."""
    shown = [
        convert((rounded(amount, currency), currency)) for amount, currency in limits if amount is not None
    ]
    if len(shown) < len(limits) or len({currency for _, currency in shown}) != 1:
        return None
    return sum((amount for amount, _ in shown), Decimal(0)), shown[0][1]


def _counted(rows: Sequence[ExposureRow]) -> dict[str, int]:
    return {"over": sum(row.reason is not None for row in rows)}
