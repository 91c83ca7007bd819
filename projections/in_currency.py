"""The rows of a view in one currency on request, each at the rates in force on its own day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from projections.framework.answer import Answer
from projections.framework.columns import row_fields
from projections.framework.grouping import Groups
from projections.one_currency import OneCurrency

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


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


def _row(row: Any, groups: Groups[Any], currency: str, convert: Callable[[Decimal], Decimal]) -> Any:  # noqa: ANN401 - a row of any class
    amounts = {name: amount if amount is None else convert(amount) for name, amount in _money(row).items()}
    return groups.remade(row, replace(row, currency=currency, **amounts), convert)


def _money(row: DataclassInstance) -> Mapping[str, Decimal | None]:
    return {one.name: getattr(row, one.name) for one in row_fields(type(row)) if one.money}
