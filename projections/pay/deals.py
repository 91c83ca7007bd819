"""What each deal earns its manager: a percentage by its size, of as much as the client kept and paid.

A deal is an order, and belongs to the manager who answered for the client on its day. What it has earned by
a day follows from the facts up to that day alone. So what comes back, is cancelled or bounces takes its part
back on its own day, and a payment that comes after another manager took over still earns the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from ledger.money import WIDE, ZERO, rounded
from ledger.subledger import Account
from ledger.subledger.orders import Order
from ledger.subledger.points.paid import Items, paid_of, settled_items
from projections import receivables
from projections.framework.attribution.contributions import Contribution
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.declare import Explaining, View
from projections.framework.filters import AccountHolder
from projections.framework.folds import joined
from projections.framework.tables import Table
from projections.key_accounts.client_sales import of_order
from projections.plans import doings
from projections.plans.doings import Doings
from projections.policy import Policy
from projections.policy.pay import Pay

State: TypeAlias = tuple[Doings | None, Account | None]
OFF = "the policy in force pays nothing by deals; set pay.base and pay.rates, and adopt it with `goodwill policy adopt`"
_NOBODY = "the ledger knew none on that day"


@dataclass(frozen=True, kw_only=True)
class DealRow(Who):
    """What a deal has earned by the day."""

    entry: Annotated[int, Column("The position of the entry that placed the order.", key=1)]
    number: Annotated[str, Column("The number of the order.", place=-2)]
    on: Annotated[date, Column("The day of the order.", stored="on_day")]
    manager: Annotated[str | None, Column("Who answered for the client on that day.", null=_NOBODY)]
    segment: Annotated[str | None, Column("The client's segment on that day.", null=_NOBODY, hidden=True)]
    territory: Annotated[str | None, Column("The client's territory on that day.", null=_NOBODY, hidden=True)]
    currency: Annotated[str, CURRENCY]
    size: Annotated[
        Decimal | None,
        Column("The value or the margin of the order as it was placed.", null="it does not state its cost"),
    ]
    percent: Annotated[
        Decimal | None,
        Column("What it earns by its size.", unit="percent", null="its size is unknown", title="%"),
    ]
    kept: Annotated[
        Decimal | None,
        Column("The value or the margin of what the client kept.", null="the order does not state its cost"),
    ]
    paid: Annotated[Decimal | None, Column("As much of that as the client paid.", null="its size is unknown")]
    earned: Annotated[Decimal, Column("The percentage of what is paid.", bold=True)]


def _rows(holder: AccountHolder[State], as_of: date, policy: Policy) -> list[DealRow]:
    return [row for client, state in holder.states for row in _of(client, state, as_of, policy)]


def _of(client: Client, state: State, as_of: date, policy: Policy) -> Iterator[DealRow]:
    """What each deal of a client has earned; nothing where the policy pays nothing."""
    done, account = state
    if done is None or policy.pay.base == "none":
        return
    account = account or Account()
    items = settled_items(account, derive=policy.receivables.derives)
    for order in done.sales.dealings.trade.orders.values():
        size, kept = _worth(done, order, policy.pay)
        yield _row(client, done, order, (size, kept), _paid(account, items, order, kept, as_of), policy.pay)


def _worth(done: Doings, order: Order, pay: Pay) -> tuple[Decimal | None, Decimal | None]:
    """What an order was worth as it was placed, and what of it the client kept, by the base of pay."""
    placed, *taken = of_order(order, done.sales.dealings.costs)
    if pay.base == "deals":
        return placed.revenue, max(placed.revenue + sum((one.revenue for one in taken), ZERO), ZERO)
    margins = [None if one.cost is None else one.revenue - one.cost for one in (placed, *taken)]
    known = [margin for margin in margins if margin is not None]
    if len(known) < len(margins):
        return known[0] if margins[0] is not None else None, None
    return known[0], max(sum(known, ZERO), ZERO)


def _paid(account: Account, items: Items, order: Order, kept: Decimal | None, as_of: date) -> Decimal | None:
    if kept is None:
        return None
    return rounded(paid_of(account, order.number, items).part(kept, as_of), order.currency)


def _row(
    client: Client,
    done: Doings,
    order: Order,
    worth: tuple[Decimal | None, Decimal | None],
    paid: Decimal | None,
    pay: Pay,
) -> DealRow:
    size, kept = worth
    seen = done.rows[order.position,]
    percent = None if size is None else pay.rate(size, order.currency)
    earned = ZERO if percent is None or paid is None else WIDE.multiply(paid, percent) / 100
    return DealRow(
        client=client.code,
        name=client.name,
        entry=order.position,
        number=order.number,
        on=order.on,
        manager=seen.manager,
        segment=seen.segment,
        territory=seen.territory,
        currency=order.currency,
        size=size,
        percent=percent,
        kept=kept,
        paid=paid,
        earned=rounded(earned, order.currency),
    )


def _explain(holder: AccountHolder[State], as_of: date, policy: Policy) -> list[Contribution]:
    """What each deal has earned."""
    return [
        Contribution("earned", row.currency, "order", row.number, row.entry, row.earned, how=how(row))
        for row in _rows(holder, as_of, policy)
        if row.earned
    ]


def how(row: DealRow) -> str:
    """How a deal earns what it does: 12 % of 500.00 paid of 1000.00."""
    return f"{row.percent:f} % of {row.paid:f} paid of {row.kept:f}"


VIEW: View[State, State, DealRow, Any] = View(
    name="pay",
    version=1,
    evolve=joined((doings.evolve, receivables.evolve)),
    rows=_rows,
    explain=_explain,
    policy=("pay", "receivables"),
    order=lambda row: (row.on, row.client, row.entry),
    empty="no deal moved in that period, and nobody has a fixed part",
    explaining=Explaining(
        nothing="No deal of {client} earned anything.",
        note="A deal earns by its size, of what the client kept and paid; what is taken back counts on its own day.",
    ),
    table=Table("pay", "What each deal has earned its manager: a row for each.", DealRow),
)
