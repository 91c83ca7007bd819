"""What counts for plans as a view: a row for each entry, of which the figures of a period are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any

from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, UNKNOWN_COST, Column, Who, filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.numbered import explained, spans_of
from projections.framework.spans import Sql, own_currency
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing
from projections.plans.doings import Doing, Doings, evolve
from projections.policy import Policy
from projections.remarks import Remark

# ruff: noqa: S608 - all names in statements are our own

_NOBODY = "the ledger knew none on that day"


@dataclass(frozen=True, kw_only=True)
class DoingRow(Who):
    """An entry that counts for plans, for the manager of its day."""

    entry: Annotated[int, Column("The position of the entry.", key=1, place=-2)]
    what: Annotated[
        str,
        Column(
            "order, cancelled or returned; payment, bounced or refunded; deal: a proposal that the client "
            "accepted, or a tender that we won."
        ),
    ]
    on: Annotated[date, Column("The day.", stored="on_day")]
    number: Annotated[
        str | None,
        Column("The number of the order, payment or offer.", null="the return belongs to no order"),
    ]
    manager: Annotated[str | None, Column("Who answered for the client on that day.", null=_NOBODY)]
    segment: Annotated[str | None, Column("The client's segment on that day.", null=_NOBODY)]
    territory: Annotated[str | None, Column("The client's territory on that day.", null=_NOBODY)]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    revenue: Annotated[Decimal, Column("What goods are worth; below zero, what was taken back.")]
    margin: Annotated[
        Decimal | None,
        Column("The revenue less the cost of the goods.", null=UNKNOWN_COST),
    ]
    collected: Annotated[Decimal, Column("What the client paid; below zero, what bounced or was refunded.")]
    orders: Annotated[
        int, Column("1 for an order of which the client keeps anything, else 0.", unit="orders")
    ]
    deals: Annotated[int, Column("1 for a deal, else 0.", unit="deals")]
    previous: Annotated[
        date | None,
        Column(
            "The day of the client's order before it of which the client keeps anything.",
            null="it is the client's first, or no order of which the client keeps anything",
        ),
    ]


def _rows(holder: AccountHolder[Sequence[Doing]], as_of: date, policy: Policy) -> list[DoingRow]:
    del as_of, policy
    return [_row(client, one) for client, found in holder.states for one in sorted(found, key=_position)]


def _position(one: Doing) -> int:
    return one.position


def _row(client: Client, one: Doing) -> DoingRow:
    return filled(
        DoingRow,
        {
            "client": client.code,
            "name": client.name,
            "entry": one.position,
            "what": one.what,
            "on": one.on,
            "number": one.number,
            "manager": one.manager,
            "segment": one.segment,
            "territory": one.territory,
            "currency": client.currency_of(one.currency),
            "revenue": one.revenue,
            "margin": one.margin,
            "collected": one.collected,
            "orders": one.orders,
            "deals": one.deals,
            "previous": one.previous,
        },
    )


def _figures(client: Client, one: Doing) -> Mapping[tuple[str, str | None], Decimal]:
    currency = client.currency_of(one.currency)
    found: dict[tuple[str, str | None], Decimal] = {
        ("revenue", currency): one.revenue,
        ("collected", currency): one.collected,
        ("orders", None): Decimal(one.orders),
        ("deals", None): Decimal(one.deals),
    }
    return found if one.margin is None else found | {("margin", currency): one.margin}


def _explain(holder: AccountHolder[Doings], as_of: date, policy: Policy) -> list[Contribution]:
    """What each entry counts."""
    del as_of, policy
    return explained(holder, _figures, lambda one: Of(one.number or str(one.position), None, one.position))


def _select(sql: Sql) -> str:
    return f"""
        SELECT begun.client, as_of, policy, name, position AS entry, what, on_day, number, doings.manager,
            doings.segment, doings.territory, {own_currency("doings")} AS currency,
            revenue, margin, collected, orders, deals, previous
        FROM {sql.begun} AS begun JOIN {sql.table("doings")} AS doings
            ON doings.client = begun.client AND valid_from <= as_of AND as_of < valid_to
    """


VIEW: View[Doings, Sequence[Doing], DoingRow, Any] = View(
    name="plan",
    rows=_rows,
    explain=_explain,
    spans=(spans_of("doings", evolve, Doing, {"plan": _select}, dated=("on_day",), always="first"),),
    showing=Showing(
        order=attrgetter("on", "client", "entry"),
        empty="no manager has a plan for that period",
    ),
    explaining=Explaining(
        nothing="Nothing of {client} counts for a plan.",
        note=Remark(
            "An entry counts for the manager who answered for the client on its day; covers move nothing"
        ),
    ),
    table=Table(
        "plan", "What counts for plans: a row for each entry, with the manager of its day.", DoingRow
    ),
)
