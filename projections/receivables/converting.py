"""Receivables in one reporting currency, at the rates in force on the day.

Each open item is rounded to the smallest unit of the currency, and nothing else is. Rows are sums of items
and totals are sums of rows, so the figures shown add up. The answer names the rates used.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from projections.framework.answer import Answer
from projections.framework.sums import by_client
from projections.rates import Rates
from projections.receivables.ageing import Item, ReceivablesRow, rows_of, totals


def converted(answer: Answer, currency: str, rates: Rates) -> Answer:
    """The answer with every amount in one currency, at the rates in force on its day.

    Raises:
        MissingRate: there is no rate for a currency in which something is open.
    """
    items = [_item(item, currency, rates) for item in answer.items]
    shown = [
        replace(holder, currency=currency if holder.currency else None)
        for holder in answer.holders
        if holder.shown
    ]
    own = by_client(items)
    rows: list[ReceivablesRow] = []
    for holder in shown:
        theirs = [item for client, _ in holder.members for item in own.get(client.code, ())]
        rows += rows_of(holder, theirs, answer.rules)
    more = {**answer.more, "currency": currency, "rates": rates.used}
    return replace(answer, rows=rows, totals=totals(rows), holders=shown, more=more).with_items(items)


def _item(item: Item, currency: str, rates: Rates) -> Item:
    def converted_amount(amount: Decimal) -> Decimal:
        return rates.convert(amount, item.currency, currency)

    return replace(
        item,
        currency=currency,
        amount=converted_amount(item.amount),
        open=converted_amount(item.open),
        disputed=converted_amount(item.disputed),
        promised=converted_amount(item.promised),
    )
