"""Receivables in one currency: every open item at the rates in force on the day.

Each item is rounded to the smallest unit of the currency, and only there: rows are sums of items and totals sums
of rows, so what is shown adds up to what is shown. The rates used stand in the answer.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ledger.subledger import Account
from projections.framework.answer import Answer
from projections.framework.filters import AccountHolder
from projections.rates import Rates
from projections.receivables.ageing import Item, rows_of, totals


def converted(answer: Answer, currency: str, rates: Rates) -> Answer:
    """The answer with every amount in one currency.

    Args:
        answer: of receivables, with rows of clients or of groups of companies.
        currency: the reporting currency.
        rates: those in force on the day of the answer.

    Raises:
        MissingRate: there is none for a currency in which something is open.
    """
    items = [_item(item, currency, rates) for item in answer.items]
    shown = [_in(holder, currency) for holder in answer.holders if holder.shown]
    own: dict[str, list[Item]] = {}
    for item in items:
        own.setdefault(item.client, []).append(item)
    rows = [
        row
        for holder in shown
        for row in rows_of(
            holder, [item for client, _ in holder.members for item in own.get(client.code, ())], answer.rules
        )
    ]
    more = {**answer.more, "currency": currency, "rates": rates.used}
    return replace(answer, rows=rows, totals=totals(rows), items=items, holders=shown, more=more)


def _item(item: Item, currency: str, rates: Rates) -> Item:
    def turned(amount: Decimal) -> Decimal:
        return rates.convert(amount, item.currency, currency)

    return replace(
        item,
        currency=currency,
        amount=turned(item.amount),
        open=turned(item.open),
        disputed=turned(item.disputed),
        promised=turned(item.promised),
    )


def _in(holder: AccountHolder[Account], currency: str) -> AccountHolder[Account]:
    return replace(holder, currency=currency if holder.currency else None)
