"""What each deal earns its manager: a percentage by its size, of as much as the client kept and paid.

A deal is an order, and belongs to the manager who answered for the client on its day. What it has earned by
a day follows from the facts up to that day alone. So what comes back, is cancelled or bounces takes its part
back on its own day, and a payment that comes after another manager took over still earns the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any

from ledger.money import WIDE, ZERO, rounded, zero_of
from ledger.subledger.points.paid import Paid, paid_of, settled_items
from ledger.times import shifted
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who, filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import Variants, View
from projections.framework.filters import AccountHolder
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Lookback, Showing
from projections.pay.deal_spans import DEALS, Deal, State
from projections.policy import Policy
from projections.policy.pay import Pay
from projections.remarks import Remark

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


@dataclass(frozen=True, kw_only=True)
class DealPay(DealRow):
    """What a deal earned in a period."""

    before: Annotated[Decimal, Column("What it had earned before the period.", blank=True)]
    due: Annotated[Decimal, Column("What it earned in the period; below zero, what it lost.", bold=True)]


def _rows(holder: AccountHolder[Sequence[Deal]], as_of: date, policy: Policy) -> list[DealRow]:
    del as_of
    return [
        filled(DealRow, _fields(client, deal, policy.pay)) for client, own in holder.states for deal in own
    ]


def _of_period(holder: AccountHolder[Sequence[Deal]], as_of: date, policy: Policy) -> list[DealPay]:
    """The deals that facts of the period changed; one whose order was replaced is worth nothing.

    Those without a known margin that were paid for are among them, though they earn nothing.
    """
    del as_of
    before = {deal.position: deal for held in holder.earlier.values() for own in held for deal in own}
    found = []
    for client, own in holder.members:
        now = {deal.position: deal for deal in own or ()}
        # A deal does not name its client, so in a group nobody can tell whose is gone.
        gone = [deal for place, deal in before.items() if place not in now and len(holder.members) == 1]
        for deal in (*now.values(), *map(_of_nothing, gone)):
            was = before.get(deal.position)
            if _is_moved(was, deal):
                fields = _fields(client, deal, policy.pay)
                earned = zero_of(deal.currency)
                if was is not None:
                    same = (was.size, was.currency) == (deal.size, deal.currency)
                    earned = _earned(was, fields["percent"] if same else _percent(was, policy.pay))
                fields["before"], fields["due"] = earned, fields["earned"] - earned
                found.append(filled(DealPay, fields))
    return found


def _is_moved(was: Deal | None, deal: Deal) -> bool:
    """Whether a deal differs from what it was; without a known margin, money that went back is no matter."""
    if was is None or was.value_paid is None or deal.value_paid is None:
        return was != deal
    return deal.value_paid > was.value_paid or was._replace(value_paid=deal.value_paid) != deal


def _of_nothing(deal: Deal) -> Deal:
    nothing = zero_of(deal.currency)
    return deal._replace(size=nothing, kept=nothing, paid=nothing)


def _fields(client: Client, deal: Deal, pay: Pay) -> dict[str, Any]:
    percent = _percent(deal, pay)
    return {
        "client": client.code,
        "name": client.name,
        "entry": deal.position,
        "number": deal.number,
        "on": deal.on,
        "manager": deal.manager,
        "segment": deal.segment,
        "territory": deal.territory,
        "currency": deal.currency,
        "size": deal.size,
        "percent": percent,
        "kept": deal.kept,
        "paid": deal.paid,
        "earned": _earned(deal, percent),
    }


def _percent(deal: Deal, pay: Pay) -> Decimal | None:
    """What a deal earns by its size; None where that is unknown."""
    return None if deal.size is None else pay.rate(deal.size, deal.currency)


def _earned(deal: Deal, percent: Decimal | None) -> Decimal:
    """The percentage of what is paid; nothing where it is unknown."""
    if percent is None or not deal.paid:
        return zero_of(deal.currency)
    return rounded(WIDE.multiply(deal.paid, percent) / 100, deal.currency)


def earned_by(deal: Deal | None, pay: Pay) -> Decimal:
    """What a deal has earned; nothing of one that is gone."""
    return ZERO if deal is None else _earned(deal, _percent(deal, pay))


def _explain(holder: AccountHolder[State], as_of: date, policy: Policy) -> list[Contribution]:
    """What each payment of a deal has earned, behind the order itself."""
    found: list[Contribution] = []
    for client, state in holder.states:
        items = settled_items(state.account, derive=policy.receivables.derives)
        for deal in VIEW.basis(client, state, as_of, policy):
            row = DealRow(**_fields(client, deal, policy.pay))
            if row.earned:
                found += _behind(deal, row, paid_of(state.account, deal.number, items), as_of)
    return found


def _behind(deal: Deal, row: DealRow, paid: Paid, as_of: date) -> Iterator[Contribution]:
    """What the payments of a deal have earned of all that it keeps by a day, one after the other."""
    parts = sorted(part for part in paid.parts if part.on <= as_of)
    numbers = dict.fromkeys(part.number for part in parts if part.number)
    of, reached, before = Of(deal.number, None, deal.position, tuple(numbers)), ZERO, zero_of(row.currency)
    yield Contribution("earned", row.currency, "order", row.number, row.entry, before, of, how(row))
    for part in parts:
        reached += part.amount
        now = rounded(paid.of(deal.kept or ZERO, reached), row.currency)
        earned = _earned(deal._replace(paid=now), row.percent)
        if earned != before:
            yield Contribution(
                "earned", row.currency, "payment", part.number, part.position, earned - before, of
            )
        before = earned


def how(row: DealRow) -> str:
    """How a deal earns what it does: 12 % of 500.00 paid of 1000.00."""
    return f"{row.percent:f} % of {row.paid:f} paid of {row.kept:f}"


def over(start: date) -> View[State, Sequence[Deal], Any, Any]:
    """The view of the period from a day on: only deals that a fact of the period changed."""
    eve = shifted(start, -1)  # nothing comes before the first day of the calendar, which has no eve
    table = Table("pay", "What each deal earned its manager in the period: a row for each.", DealPay)
    return replace(VIEW, rows=_of_period, lookback=Lookback(eve=eve if eve < start else None), table=table)


VIEW: View[State, Sequence[Deal], Any, Any] = View(
    name="pay",
    spans=(DEALS,),
    rows=_rows,
    explain=_explain,
    variants=Variants(over=over),
    policy=("pay", "receivables"),
    showing=Showing(
        order=attrgetter("on", "client", "entry"),
        empty="no deal moved in that period, and nobody has a fixed part",
    ),
    explaining=Explaining(
        nothing="No deal of {client} earned anything.",
        note=Remark(
            "A deal earns by its size, of what the client kept and paid; what is taken back counts on its own day"
        ),
    ),
    table=Table("pay", "What each deal has earned its manager: a row for each.", DealRow),
)
