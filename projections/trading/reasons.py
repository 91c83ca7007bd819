"""Why goods come back: for each reason how often, at how many clients, for how much, and what helped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Final

from ledger.entry import Entry
from ledger.money import ZERO, Amounts, shared
from ledger.times import month_text
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column
from projections.framework.grouping import Exchange, Grouped, Groups, Parts, groups_of
from projections.framework.needed import Needed
from projections.framework.periods import Period
from projections.framework.sums import by_currency, percent, sum_in
from projections.remarks import Remark
from projections.selling.offers import worths
from projections.trading.returns import REFUSED, ReturnRow, totals
from projections.trading.sale_spans import ORDERED
from projections.trading.sales import SaleRow, of_products, summed


@dataclass(frozen=True, kw_only=True)
class ReasonRow(Grouped):
    """What came back of one sort in a group, in one currency."""

    what: Annotated[
        str, Column("returned, refused or cancelled; of an act shortage, surplus, missort or damage.")
    ]
    currency: Annotated[str, CURRENCY]
    times: Annotated[int, Column("How often.", unit="times")]
    clients: Annotated[int, Column("At how many clients.", unit="clients")]
    product: Annotated[
        str | None,
        Column("The product with the most value in it.", null="no entry names one", title="MOSTLY"),
    ]
    value: Annotated[Decimal, Column("What the goods are worth.", bold=True)]
    rate: Annotated[
        Decimal | None,
        Column(
            "The value as a part of what was ordered in the period.",
            unit="percent",
            null="nothing was ordered",
            decimals=1,
            title="RATE %",
        ),
    ]
    measure: Annotated[
        str | None,
        Column("What we did last so that it does not happen again.", null="nothing", quiet=True, least=12),
    ]
    again: Annotated[
        int | None,
        Column("How often it happened after that.", unit="times", null="nothing was done", quiet=True),
    ]


def _product(row: ReturnRow) -> Iterator[tuple[str | None, ReturnRow]]:
    for product, value in worths(row.goods.split("\n") if row.goods else ()):
        yield product, replace(row, value=value, goods=f"{product} {value:f}")


def _month(row: ReturnRow | SaleRow) -> str:
    return month_text(row.on)


BY: Final[Mapping[str, Parts[ReturnRow]]] = {
    "reason": lambda row: [(row.reason, row)],
    "product": _product,
    "month": lambda row: [(_month(row), row)],
}
_ORDERS: Final[Mapping[str, Parts[SaleRow]]] = {
    "reason": lambda row: [(None, row)],
    "month": lambda row: [(_month(row), row)],
}


_WITHOUT_REFUSED: Final = Remark("totals leave out refused returns: their goods stayed with the client")


def _with_goods(row: ReturnRow, made: ReturnRow, exchange: Exchange) -> ReturnRow:
    """A row in another currency with its goods in it, which sum to it if they did in its own."""
    goods = [*worths(row.goods.split("\n") if row.goods else ())]
    values = [exchange(value) for _, value in goods]
    if made.value is not None and row.value == sum((value for _, value in goods), ZERO):
        values = shared(made.value, values, made.currency)
    packed = (f"{product} {value:f}" for (product, _), value in zip(goods, values, strict=True))
    return replace(made, goods="\n".join(packed))


IN_ONE: Final[Groups[ReturnRow]] = Groups(
    ReasonRow, lambda *_: {}, day=lambda row: row.on, remade=_with_goods
)
"""How rows of returns become rows in one currency."""


def ordered_in(period: Period, by: str) -> Needed:
    """What reasons by a grouping need of sales: what was ordered in a period."""
    return summed(
        (period,), by, ("value",), apart=by not in {"product", *_ORDERS}, where=f"what = '{ORDERED}'"
    )


def reasons(answer: Answer, sales: Answer, period: Period, by: str, house: Sequence[Entry] = ()) -> Answer:
    """The answer of returns with a row for each group and sort of what came back in a period.

    Args:
        answer: of returns.
        sales: of sales to the same clients, which returns are compared with.
        period: the period.
        by: a grouping of every view, reason, product or month.
        house: the entries of the house, which appoint its managers.
    """
    orders = [row for row in sales.rows if row.what == ORDERED and period.holds(row.on)]
    ordered = Amounts.of(_ordered(sales, orders, by, house))
    rows = [row for row in answer.rows if period.holds(row.on)]
    found = [
        ReasonRow(
            group=group.group,
            name=group.name,
            currency=currency,
            **figures,
            rate=percent(figures["value"], ordered[None if by == "reason" else group.group, currency]),
        )
        for group in groups_of(answer, rows, by, house, BY)
        for currency, own in by_currency(group.rows)
        for figures in _sorts(currency, own)
    ]
    about = {
        "listing": "returns",
        "by": by,
        "period": {"start": period.start, "end": period.end},
    }
    told = replace(
        answer, more={**answer.more, **about}, empty="nothing came back in that period", item_shape=ReturnRow
    )
    made = told.made_into(ReasonRow, found, totals(rows), rows)
    refused = any(row.what == REFUSED for row in rows)
    return replace(made, doubts=lambda: [*answer.doubts(), _WITHOUT_REFUSED]) if refused else made


def _ordered(
    sales: Answer, orders: Sequence[SaleRow], by: str, house: Sequence[Entry]
) -> Iterator[tuple[tuple[str | None, str], Decimal]]:
    """What was ordered by groups and currencies."""
    if by == "product":
        for currency, own in by_currency(orders):
            yield from (((part.of, currency), part.value) for part in of_products(own))
        return
    for group in groups_of(sales, orders, by, house, _ORDERS):
        yield from (((group.group, row.currency), row.value) for row in group.rows)


def _sorts(currency: str, rows: Sequence[ReturnRow]) -> Iterator[dict[str, Any]]:
    """The figures of each sort, the most frequent first."""
    sorts: dict[str, list[ReturnRow]] = {}
    for row in rows:
        sorts.setdefault(row.what, []).append(row)
    for what, own in sorted(sorts.items(), key=lambda one: (one[0] == REFUSED, -len(one[1]), one[0])):
        goods: Amounts[str] = Amounts()
        for row in own:
            for product, value in worths(row.goods.split("\n") if row.goods else ()):
                goods[product] += value
        measured = [row for row in own if row.measured is not None]
        last = max(measured, key=lambda row: (row.measured, row.entry), default=None)
        yield {
            "what": what,
            "times": len({row.entry for row in own}),
            "clients": len({row.client for row in own}),
            "product": max(sorted(goods), key=lambda one: goods[one], default=None),
            "value": sum_in(currency, (row.value or ZERO for row in own)),
            "measure": last and last.measure,
            "again": last and sum(row.on > last.measured for row in own if last.measured),
        }
