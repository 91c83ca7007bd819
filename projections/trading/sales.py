"""Sales as a view: a row for each entry that sold goods or took them back, and sums of a period over them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, NamedTuple

from ledger.money import ZERO
from ledger.times import month_text
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, UNKNOWN_COST, Column, Who, filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.grouping import Exchange, Grouped, Groups
from projections.framework.needed import OF_CLIENT, Needed, Sums
from projections.framework.numbered import explained, since, spans_of
from projections.framework.periods import Period, parts_of
from projections.framework.spans import Sql, own_currency
from projections.framework.sums import sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing, Totals
from projections.policy import Policy
from projections.trading.sale_spans import Sale, Sales, evolve, goods_in, goods_of

# ruff: noqa: S608 - all names in statements are our own

_PARTS = 200
"""Parts of time; where there are more, each sale is read."""


@dataclass(frozen=True, kw_only=True)
class SaleRow(Who):
    """An order, what was cancelled of one, or goods that came back."""

    entry: Annotated[int, Column("The position of the entry.", key=1, place=-2)]
    what: Annotated[str, Column("order, cancelled or returned.")]
    on: Annotated[date, Column("The day.", stored="on_day")]
    number: Annotated[str | None, Column("The number of the order.", null="the return belongs to no order")]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    quantity: Annotated[
        Decimal, Column("Pieces sold; below zero, taken back.", unit="pieces", title="PIECES", spare=True)
    ]
    value: Annotated[Decimal, Column("What they are worth.")]
    margin: Annotated[Decimal | None, Column("The value less the cost of the goods.", null=UNKNOWN_COST)]
    goods: Annotated[
        str,
        Column(
            "The goods: product, pieces, value and cost of each, with tabs between.", stored="", hidden=True
        ),
    ]


@dataclass(frozen=True, slots=True)
class SaleTotal:
    """The sums of one currency; the margin is None where the cost of some goods is unknown."""

    currency: str
    value: Decimal
    margin: Decimal | None


@dataclass(frozen=True, kw_only=True)
class SaleGroup(Grouped):
    """What was sold to a group in one currency, less what was cancelled or came back."""

    currency: Annotated[str, CURRENCY]
    quantity: Annotated[Decimal, Column("Pieces.", unit="pieces", title="PIECES", spare=True)]
    value: Annotated[Decimal, Column("What they are worth.", bold=True)]
    margin: Annotated[
        Decimal | None, Column("The value less the cost of the goods.", null=UNKNOWN_COST, quiet=True)
    ]


def _rows(holder: AccountHolder[Sequence[Sale]], as_of: date, policy: Policy) -> list[SaleRow]:
    del as_of, policy
    return [_row(client, one) for client, found in holder.states for one in sorted(found)]


def _row(client: Client, one: Sale) -> SaleRow:
    return filled(
        SaleRow,
        {
            "client": client.code,
            "name": client.name,
            "entry": one.position,
            "what": one.what,
            "on": one.on,
            "number": one.number,
            "currency": client.currency_of(one.currency),
            "quantity": one.quantity,
            "value": one.value,
            "margin": one.margin,
            "goods": one.goods,
        },
    )


def margin_of(rows: Sequence[SaleRow | Part]) -> Decimal | None:
    """The margin of rows in one currency; None where the cost of some goods is unknown."""
    known = [row.margin for row in rows if row.margin is not None]
    return sum_in(rows[0].currency, known) if rows and len(known) == len(rows) else None


def totals(found: Iterable[SaleRow]) -> list[SaleTotal]:
    """The sums of each currency."""
    return totals_of(SaleTotal, found, lambda same: {"margin": margin_of(same)})


def _sums(found: Sequence[SaleRow | Part], policy: Policy) -> dict[str, Any]:
    del policy
    whole = together(found)
    return {"quantity": whole.quantity, "value": whole.value, "margin": whole.margin}


class Part(NamedTuple):
    """The figures of a part of a row, or of several rows together, as sums need them.

    Attributes:
        client, on: of the first row.
        of: the product or the month, where rows are summed by it.
        period: the number of the period that it is of, where several are compared.
    """

    client: str
    on: date
    currency: str
    quantity: Decimal
    value: Decimal
    margin: Decimal | None
    of: str | None = None
    period: int | None = None


def by_product(row: SaleRow) -> Iterator[tuple[str | None, Part]]:
    """The part of a row that each of its products has."""
    for product, quantity, value, cost in goods_of(row.goods):
        margin = None if cost is None else value - cost
        yield product, Part(row.client, row.on, row.currency, quantity, value, margin)


def summed(
    periods: Sequence[Period], by: str, figures: tuple[str, ...], *, apart: bool, where: str = ""
) -> Needed:
    """What sums of periods by a grouping need of sales.

    Args:
        periods: the periods.
        by: product, month or another grouping.
        figures: the figures that are summed.
        apart: whether each client has its own.
        where: which of them, in SQL; "": all.
    """
    parts = parts_of(periods, months=by == "month")
    if len(parts) > _PARTS:
        return Needed(parts[0])
    alike, lines = (*["what"] * bool(where), "currency"), ("goods",) * (by == "product")
    sums = Sums(alike, figures, parts, lines, apart=None if apart else OF_CLIENT)
    return Needed(parts[0], where=where, sums=sums)


def of_products(rows: Sequence[SaleRow]) -> list[Part]:
    """What each product has of rows in one currency; goods that are the same in many rows are read once."""
    first, found = rows[0], defaultdict[str, list[Part]](list)
    lines = Counter("\n".join(row.goods for row in rows if row.goods).split("\n"))
    for line, times in lines.items():
        for one in goods_of(line):
            margin = None if one.cost is None else times * (one.value - one.cost)
            quantity, value = times * one.quantity, times * one.value
            part = Part(first.client, first.on, first.currency, quantity, value, margin, one.product)
            found[one.product].append(part)
    return [together(own, product) for product, own in found.items()]


def together(rows: Sequence[SaleRow | Part], of: str | None = None) -> Part:
    """Several rows in one currency as one part."""
    first = rows[0]
    pieces = sum([row.quantity for row in rows], ZERO)
    value = sum_in(first.currency, [row.value for row in rows])
    return Part(first.client, first.on, first.currency, pieces, value, margin_of(rows), of)


def _with_goods(row: SaleRow, made: SaleRow, exchange: Exchange) -> SaleRow:
    """A row in another currency with its goods in it too."""
    cost = None if made.margin is None else made.value - made.margin
    return replace(made, goods=goods_in(row.goods, made.value, cost, made.currency, exchange))


def _figures(client: Client, one: Sale) -> Mapping[tuple[str, str | None], Decimal]:
    currency = client.currency_of(one.currency)
    found = {("value", currency): one.value, ("quantity", None): one.quantity}
    return found if one.margin is None else found | {("margin", currency): one.margin}


def _explain(
    holder: AccountHolder[Sales], as_of: date, policy: Policy, first: date = date.min
) -> list[Contribution]:
    """What each entry sold or took back, from a day on."""
    del as_of, policy
    figures = since(first, _figures)
    return explained(holder, figures, lambda one: Of(one.number or str(one.position), None, one.position))


def _select(sql: Sql) -> str:
    return f"""
        SELECT begun.client, as_of, policy, name, position AS entry, what, on_day, number,
            {own_currency("sales")} AS currency, quantity, value, margin
        FROM {sql.begun} AS begun JOIN {sql.table("sales_made")} AS sales
            ON sales.client = begun.client AND valid_from <= as_of AND as_of < valid_to
    """


VIEW: View[Sales, Sequence[Sale], SaleRow, SaleTotal] = View(
    name="sales",
    rows=_rows,
    totals=Totals(totals),
    explain=_explain,
    spans=(spans_of("sales_made", evolve, Sale, {"sales": _select}, dated=("on_day",)),),
    groups=Groups(
        SaleGroup,
        _sums,
        {"product": by_product, "month": lambda row: [(month_text(row.on), row)]},
        day=lambda row: row.on,
        remade=_with_goods,
    ),
    showing=Showing(
        order=attrgetter("on", "client", "entry"),
        empty="nothing was sold to these clients",
        leading=("value",),
    ),
    explaining=Explaining(nothing="Nothing was sold to {client} in the period.", of_period=_explain),
    table=Table(
        "sales", "Orders, and what was cancelled of them or came back: a row for each entry.", SaleRow
    ),
)
