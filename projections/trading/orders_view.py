"""Open orders as a view: a row for each, with the days that it is late, and sums over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ledger.times import month_text
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.grouping import Grouped, Groups
from projections.framework.numbered import explained
from projections.framework.spans import Spans, Sql
from projections.framework.sums import sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing, Totals
from projections.policy import Policy
from projections.trading.orders import OpenOrder, OpenOrders, evolve, still_open, touched

# ruff: noqa: S608 - all names in statements are our own


@dataclass(frozen=True, kw_only=True)
class OrderRow(Who):
    """An order of which goods were neither delivered nor cancelled."""

    number: Annotated[str, Column("The order's number.", key=1)]
    on: Annotated[date, Column("The day of the order.", stored="on_day", spare=True)]
    days: Annotated[int, Column("Days since then.", unit="days", spare=True)]
    promised: Annotated[
        date | None, Column("The day of delivery that we promised last.", null="we promised none")
    ]
    moved: Annotated[
        int,
        Column("How often we promised another day.", unit="promises", quiet=True, blank=True, spare=True),
    ]
    late: Annotated[
        int | None,
        Column("Days past the day that we promised.", unit="days", null="it is not late", colours="red"),
    ]
    ordered: Annotated[
        Decimal, Column("Pieces ordered and not cancelled.", unit="pieces", place=1, spare=True)
    ]
    delivered: Annotated[Decimal, Column("Of those, delivered.", unit="pieces")]
    left: Annotated[Decimal, Column("Pieces to deliver.", unit="pieces", stored="still_open", title="LEFT")]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    value: Annotated[Decimal, Column("What the goods to deliver are worth.", bold=True)]
    held: Annotated[
        str | None,
        Column("Why it waits.", null="it is not on hold", quiet=True, place=2, least=12, colours="yellow"),
    ]


@dataclass(frozen=True, slots=True)
class OrderTotal:
    """The sums of one currency; ``overdue`` orders are late, and ``waiting`` ones on hold."""

    currency: str
    value: Decimal
    orders: int
    overdue: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class OrderGroup(Grouped):
    """The open orders of a group in one currency."""

    currency: Annotated[str, CURRENCY]
    orders: Annotated[int, Column("How many are open.", unit="orders")]
    overdue: Annotated[int, Column("Of those, late.", unit="orders", colours="red", title="LATE")]
    longest: Annotated[
        int | None, Column("Days that the latest one is late.", unit="days", null="none is late", quiet=True)
    ]
    waiting: Annotated[int, Column("Of those open, on hold.", unit="orders", title="HELD")]
    value: Annotated[Decimal, Column("What the goods to deliver are worth.", bold=True)]
    late_value: Annotated[Decimal, Column("That of late orders.", quiet=True, title="LATE VALUE")]


def _rows(holder: AccountHolder[Sequence[OpenOrder]], as_of: date, policy: Policy) -> list[OrderRow]:
    del policy
    return [_row(client, one, as_of) for client, found in holder.states for one in sorted(found)]


def _row(client: Client, one: OpenOrder, as_of: date) -> OrderRow:
    late = 0 if one.promised is None else (as_of - one.promised).days
    return OrderRow(
        client=client.code,
        name=client.name,
        number=one.number,
        on=one.on,
        days=(as_of - one.on).days,
        promised=one.promised,
        moved=one.moved,
        late=late if late > 0 else None,
        ordered=one.ordered,
        delivered=one.delivered,
        left=one.left,
        currency=one.currency,
        value=one.value,
        held=one.held,
    )


def _counts(found: Sequence[OrderRow]) -> dict[str, int]:
    return {
        "orders": len(found),
        "overdue": sum(row.late is not None for row in found),
        "waiting": sum(row.held is not None for row in found),
    }


def _totals(found: Iterable[OrderRow]) -> list[OrderTotal]:
    return totals_of(OrderTotal, found, _counts)


def _sums(found: Sequence[OrderRow], policy: Policy) -> dict[str, Any]:
    del policy
    currency, late = found[0].currency, [row for row in found if row.late is not None]
    return {
        **_counts(found),
        "longest": max((row.late or 0 for row in late), default=None),
        "value": sum_in(currency, (row.value for row in found)),
        "late_value": sum_in(currency, (row.value for row in late)),
    }


def late(answer: Answer) -> Answer:
    """The answer with the orders whose promised day has passed, the latest first."""
    rows = sorted((row for row in answer.rows if row.late), key=lambda row: -row.late)
    more = {**answer.more, "listing": "late orders"}
    return replace(answer, rows=rows, totals=_totals(rows), more=more, empty="no order is late")


def _explain(holder: AccountHolder[OpenOrders], as_of: date, policy: Policy) -> list[Contribution]:
    """What each entry added to the open orders, or took off."""
    del as_of, policy
    found = {
        (client.code, row.number) for client, kept in holder.states for row in kept.rows.values() if row.left
    }

    def figures(client: Client, one: OpenOrder) -> Mapping[tuple[str, str | None], Decimal]:
        if (client.code, one.number) not in found:
            return {}
        return {
            ("left", None): one.left,
            ("delivered", None): one.delivered,
            ("value", one.currency): one.value,
        }

    return explained(holder, figures, lambda one: Of(one.number, None, one.position))


def _select(sql: Sql) -> str:
    late = "as_of - promised"
    return f"""
        SELECT begun.client, as_of, policy, name, number, on_day, as_of - on_day AS days, promised,
            moved, CASE WHEN {late} > 0 THEN {late} END AS late, ordered, delivered, still_open,
            orders.currency AS currency, value, held
        FROM {sql.begun} AS begun JOIN {sql.table("orders_open")} AS orders
            ON orders.client = begun.client AND valid_from <= as_of AND as_of < valid_to
    """


OPEN_ORDERS = Spans(
    name="orders_open",
    evolve=evolve,
    row=OpenOrder,
    of=still_open,
    touched=touched,
    selects={"orders": _select},
)
"""The open orders of each client."""
VIEW: View[OpenOrders, Sequence[OpenOrder], OrderRow, OrderTotal] = View(
    name="orders",
    rows=_rows,
    totals=Totals(_totals),
    explain=_explain,
    spans=(OPEN_ORDERS,),
    groups=Groups(
        OrderGroup,
        _sums,
        {"month": lambda row: [(month_text(row.promised) if row.promised else None, row)]},
    ),
    showing=Showing(
        order=lambda row: (row.promised or date.max, row.on, row.client, row.number),
        empty="no order is open",
    ),
    explaining=Explaining(nothing="No order of {client} is open."),
    table=Table("orders", "Open orders: a row for each.", OrderRow),
)
