"""The rows of a view in one currency on request, each at the rates in force on its own day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from typing import Any

from projections.framework.answer import Answer
from projections.framework.columns import row_fields
from projections.framework.grouping import Groups
from projections.one_currency import Exchanging, OneCurrency


def in_currency(answer: Answer, groups: Groups[Any], exchange: OneCurrency, *, items: bool = False) -> Answer:
    """The answer of a view with its rows in one currency; without totals.

    Its items are converted when they are asked for. A rate that only they lack is then not named.

    Args:
        answer: of the view.
        groups: how the view sums its rows.
        exchange: shows rows in that currency.
        items: whether the answer is about its items, and has no rows.
    """
    days = groups.day or (lambda _: answer.as_of), groups.item_day or (lambda _: answer.as_of)
    rows = [] if items else _shown(answer.rows, days[0], groups, exchange)
    # A rate that only items lack is never named, or cautions would be others once the items are read.
    later = exchange if items else replace(exchange, missing={})

    @cache
    def behind() -> list[Any]:
        return _shown(answer.items, days[1], groups, later)

    if items:
        behind()
    return exchange.told(replace(answer, rows=rows, behind=behind, totals=[]))


def _shown(rows: Iterable[Any], day: Any, groups: Groups[Any], exchange: OneCurrency) -> list[Any]:  # noqa: ANN401 - rows of any class
    return [
        exchange.shown(row, row.currency, day(row), partial(_row, row, groups, exchange.currency))
        for row in rows
    ]


def _row(row: Any, groups: Groups[Any], currency: str, convert: Exchanging) -> Any:  # noqa: ANN401 - a row of any class
    amounts = {
        one.name: (convert.price if one.column.unit_price else convert)(amount)
        for one in row_fields(row.__class__)
        if one.money and (amount := getattr(row, one.name)) is not None
    }
    return groups.remade(row, replace(row, currency=currency, **amounts), convert)
