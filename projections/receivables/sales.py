"""Credit sales: what billed documents made a debt, less what took it back, each on its own day.

Invoices, and orders or deliveries where the terms bill by those, on the day of the document. Cancellations of them,
credit notes and returns, on theirs. No sales are opening balances (they were sold before the ledger began), charges,
payments and write-offs: a debt that is lost was sold all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ledger.money import Amounts
from projections.receivables.account import Account
from projections.receivables.metrics import MonthSales

BILLED = ("invoice", "order", "delivery")
"""The documents that sell on credit."""
_TAKES_BACK = ("credit note", "return")
_THIRTY = 30


class Sale(NamedTuple):
    """So much was sold on credit on a day; below zero, it was taken back."""

    on: date
    currency: str
    amount: Decimal


def credit_sales(account: Account) -> Iterator[Sale]:
    """Every sale of an account, and all that was taken back of it."""
    for same in account.debts.values():
        for debt in same:
            if debt.what not in BILLED or account.repeats(debt):
                continue
            for part in debt.parts:
                changed = sum((change.amount for change in part.changes), Decimal(0))
                yield Sale(debt.at.date(), debt.currency, part.amount - changed)
                for change in part.changes:
                    yield Sale(change.on, debt.currency, change.amount)
    for found in account.credits.values():
        for credit in found:
            if credit.what in _TAKES_BACK:
                paid_back = sum((change.amount for change in credit.changes), Decimal(0))
                yield Sale(credit.at.date(), credit.currency, paid_back - credit.amount)


def by_month(sales: Iterable[Sale], end: date, *, thirty: bool) -> list[MonthSales]:
    """What was sold in each month, the newest first, back to the first sale.

    Args:
        sales: of one currency, in any order.
        end: the last day; its month counts up to it.
        thirty: a month counts 30 days instead of its own.
    """
    months = Amounts.of(((sale.on.year, sale.on.month), sale.amount) for sale in sales)
    found: list[MonthSales] = []
    while months and end.timetuple()[:2] >= min(months):
        whole = (end + timedelta(days=1)).day == 1
        days = end.day if not thirty else _THIRTY if whole else min(end.day, _THIRTY)
        found.append(MonthSales(months[end.year, end.month], days))
        end = end.replace(day=1) - timedelta(days=1)
    return found
