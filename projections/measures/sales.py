"""Credit sales: what billed documents made a debt, less what took it back, each on its own day.

Invoices count on the day of the document, and so do orders or deliveries if the terms bill by those.
Cancellations, credit notes and returns count on their own day, and stay what they are if money is paid for
them. These are no sales: opening balances (sold before the ledger began), charges, payments and write-offs,
since a debt that is lost was sold all the same.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO, Amounts
from ledger.subledger import Account
from ledger.subledger.documents import CREDIT_NOTE, DELIVERY, INVOICE, ORDER, RETURN
from ledger.subledger.movements import Posting, movements
from ledger.times import ends_month
from projections.measures.metrics import MonthSales

BILLED = (INVOICE, ORDER, DELIVERY)
"""The documents that sell on credit."""
_TAKES_BACK = (CREDIT_NOTE, RETURN)
_THIRTY = 30


class Sale(NamedTuple):
    """A sale on credit on a day; below zero, goods or money that were taken back."""

    on: date
    currency: str
    amount: Decimal


def credit_sales(account: Account) -> Iterator[Sale]:
    """Every sale of an account, and everything that was taken back."""
    return (Sale(one.on, one.currency, one.amount) for one in sales_postings(account))


def sales_postings(account: Account) -> Iterator[Posting]:
    """The same, each with the entry and the document that it comes from."""
    for one in movements(account):
        if (one.what in BILLED or one.what in _TAKES_BACK) and not one.paid_out:
            yield one


def by_month(sales: Iterable[Sale], end: date, *, thirty: bool) -> list[MonthSales]:
    """The sales of each month, the newest first, back to the first sale.

    Months without a sale that follow each other are one, so that a day far ahead costs no more than another.

    Args:
        sales: of one currency, in any order.
        end: the last day; its month counts up to it.
        thirty: whether a month counts 30 days instead of its own.
    """
    months = Amounts.of((sale.on.replace(day=1), sale.amount) for sale in sales)
    found: list[MonthSales] = []
    left = _days_upto(end, thirty=thirty)
    for first in sorted((month for month in months if month <= end), reverse=True):
        last = min(end, first.replace(day=monthrange(first.year, first.month)[1]))
        upto, before = _days_upto(last, thirty=thirty), _days_upto(first, thirty=thirty) - 1
        if upto < left:
            found.append(MonthSales(ZERO, left - upto))
        found.append(MonthSales(months[first], upto - before))
        left = before
    return found


def _days_upto(day: date, *, thirty: bool) -> int:
    """How many days of the calendar have begun by a day."""
    if not thirty:
        return day.toordinal()
    return (day.year * 12 + day.month) * _THIRTY + (_THIRTY if ends_month(day) else min(day.day, _THIRTY))
