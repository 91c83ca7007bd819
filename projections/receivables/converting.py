"""Receivables in one reporting currency, at the rates in force on the day.

Each open item is rounded to the smallest unit of the currency, and nothing else is. Rows are sums of items
and totals are sums of rows, so the figures shown add up. An item without a rate stays in its own currency.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from projections.framework.answer import Answer
from projections.framework.sums import by_client
from projections.one_currency import OneCurrency
from projections.receivables.ageing import Item, ReceivablesRow, rows_of, totals


def converted(answer: Answer, exchange: OneCurrency) -> Answer:
    """The answer with every amount in one currency that has a rate on its day."""
    wanted, day = exchange.currency, answer.as_of
    items = [exchange.shown(item, item.currency, day, partial(_item, item, wanted)) for item in answer.items]
    shown = [
        replace(holder, currency=wanted if holder.currency else None)
        for holder in answer.holders
        if holder.shown
    ]
    own = by_client(items)
    rows: list[ReceivablesRow] = []
    for holder in shown:
        theirs = [item for client, _ in holder.members for item in own.get(client.code, ())]
        rows += rows_of(holder, theirs, answer.rules)
    return replace(answer, rows=rows, totals=totals(rows), holders=shown).with_items(items)


def _item(item: Item, wanted: str, convert: Callable[[Decimal], Decimal]) -> Item:
    return replace(
        item,
        currency=wanted,
        amount=convert(item.amount),
        open=convert(item.open),
        disputed=convert(item.disputed),
        promised=convert(item.promised),
    )
