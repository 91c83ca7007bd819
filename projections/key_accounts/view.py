"""Key accounts as a view over a period: the rows of a client, and the entries behind them.

Stored are the entries that sold something, and what people said of the client; each question adds up those
of its own period. Revenue by invoices is answered from the facts. ``VIEW`` is the view of the twelve months
up to a day, by which other commands call it; ``over`` makes that of another period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from ledger.money import NO_CURRENCY, ZERO, to_places, zero_of
from ledger.subledger import Account
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import filled
from projections.framework.contributions import Contribution
from projections.framework.declare import Variants, View
from projections.framework.filters import AccountHolder
from projections.framework.fold_parts import joined
from projections.framework.periods import Period, year_up_to
from projections.framework.spans import Spans
from projections.framework.sums import by_currency, sum_in
from projections.framework.tables import Table
from projections.framework.view_parts import Comparing, Explaining, Items, Totals
from projections.key_accounts.client_sales import (
    ORDER,
    Dealings,
    Estimate,
    Judgement,
    Revenue,
    Said,
    Sold,
    evolve_orders,
    evolve_said,
    in_currency,
    invoiced,
    sales,
)
from projections.key_accounts.comparing import compared, totals
from projections.key_accounts.concentration import percent
from projections.key_accounts.needing import each, summed
from projections.key_accounts.rows import KeyAccountItem, KeyAccountRow, KeyAccountTotal
from projections.key_accounts.sales_spans import SALES
from projections.policy import Policy
from projections.receivables import evolve as evolve_account
from projections.remarks import Remark

Basis: TypeAlias = tuple[Sequence[Sold], Sequence[Estimate], Sequence[Judgement]]
"""What was sold to a client, and the newest estimate and judgement if there are any."""


class State(NamedTuple):
    """What was sold to a client, by its orders or by its documents, with our estimate and rank of it."""

    sold: Dealings | Account | None
    said: Said | None


Holder: TypeAlias = AccountHolder[Basis] | AccountHolder[State] | AccountHolder[Any]
KeyAccounts: TypeAlias = View[State, Any, KeyAccountRow, KeyAccountTotal]


class Over(NamedTuple):
    """What is counted: from when on, and what counts as revenue.

    Attributes:
        start: the first day; None: twelve months before the end.
    """

    start: date | None = None
    revenue: Revenue = "net"

    def period(self, end: date) -> Period:
        """The period up to a day."""
        return year_up_to(end) if self.start is None else Period(self.start, end)


Members: TypeAlias = Sequence[tuple[Client, Basis]]
"""The members of an account of which something is known, each with what its part of the rows is made of."""


def _members(holder: Holder) -> Members:
    """The members of an account, from their span rows or their states."""
    return [(client, _basis(known)) for client, known in holder.states]


def _basis(known: State | Basis) -> Basis:
    if not isinstance(known, State):
        return known
    sold, (estimate, judgement) = known.sold, known.said or Said()
    found = invoiced(sold) if isinstance(sold, Account) else sales(sold or Dealings())
    return [*found], [*filter(None, [estimate])], [*filter(None, [judgement])]


def _sold(members: Members, period: Period, revenue: Revenue) -> list[Sold]:
    """What was sold to the members of an account in a period."""
    start, end = period
    found = list[Sold]()
    for client, (sold, *_) in members:
        found += in_currency(
            client,
            (one for one in sold if start <= one.on <= end and (revenue != "ordered" or one.what == ORDER)),
        )
    return found


def _rows(holder: Holder, as_of: date, policy: Policy, over: Over) -> list[KeyAccountRow]:
    """The rows of an account holder, a row for each currency, without what compares it with others."""
    del policy
    members = _members(holder)
    found = dict(by_currency(_sold(members, over.period(as_of), over.revenue)))
    if holder.named:
        found.setdefault(holder.currency or NO_CURRENCY, [])
    if not found:
        return []
    judgement = _judgement(members, as_of)
    return [
        filled(
            KeyAccountRow,
            {
                "client": holder.code,
                "name": holder.name,
                "rank": None,
                "of": 0,
                "currency": currency,
                "revenue": sum_in(currency, [one.revenue for one in sold]),
                "share": None,
                "group": holder.top,
                "margin": _margin(currency, sold),
                "margin_share": None,
                "cumulative": None,
                "key": judgement is not None and judgement.rank == "key",
                "computed": None,
                "ranked": judgement and judgement.rank,
                "ranked_on": judgement and judgement.on,
                "ranked_for": judgement and judgement.reason,
                "wallet": wallet.amount,
                "wallet_share": wallet.share,
                "wallet_source": wallet.source,
                "wallet_on": wallet.on,
            },
        )
        for currency, sold in sorted(found.items())
        for wallet in [_wallet(members, currency, as_of, over.revenue)]
    ]


def _margin(currency: str, sold: Iterable[Sold]) -> Decimal | None:
    margin = zero_of(currency)
    for one in sold:
        if one.cost is None:
            return None
        margin += one.revenue - one.cost
    return margin


def _judgement(members: Members, as_of: date) -> Judgement | None:
    """The newest rank in force that a person gave a member; "key" comes before all others."""
    found = [judgement for _, (*_, judged) in members for judgement in judged]
    holds = [one for one in found if one.until is None or as_of <= one.until]
    return max(holds, key=lambda one: (one.rank == "key", one.on), default=None)


class _Wallet(NamedTuple):
    """What the members with an estimate spend in a year, and our part of that; both empty without one."""

    amount: Decimal | None = None
    share: Decimal | None = None
    source: str | None = None
    on: date | None = None


def _wallet(members: Members, currency: str, as_of: date, revenue: Revenue) -> _Wallet:
    """The wallet of the members with an estimate in a currency."""
    known = [
        (member, estimate) for member in members for estimate in member[1][1] if estimate.currency == currency
    ]
    if not known:
        return _Wallet()
    year = _sold([member for member, _ in known], year_up_to(as_of), revenue)
    ours = sum_in(currency, [one.revenue for one in year if one.currency == currency])
    wallet = sum_in(currency, [estimate.amount for _, estimate in known])
    newest = max((estimate for _, estimate in known), key=lambda one: one.on)
    return _Wallet(wallet, percent(ours, wallet) if wallet else None, newest.source, newest.on)


def _items(holder: Holder, as_of: date, policy: Policy, over: Over) -> list[KeyAccountItem]:
    del policy
    sold = _sold(_members(holder), over.period(as_of), over.revenue)
    return [
        KeyAccountItem(
            client=holder.code,
            currency=one.currency,
            entry=one.position,
            on=one.on,
            what=one.what,
            document=one.document,
            revenue=one.revenue,
            margin=None if one.cost is None else one.revenue - one.cost,
        )
        for one in sorted(sold, key=lambda one: (one.on, one.position, one.what))
    ]


def _explain(holder: Holder, as_of: date, policy: Policy, over: Over) -> list[Contribution]:
    """What each entry of the period added to revenue and to margin."""
    del policy
    found = []
    for currency, sold in by_currency(_sold(_members(holder), over.period(as_of), over.revenue)):
        for one in sold:
            line = Contribution("revenue", currency, one.what, one.document, one.position, one.revenue)
            found.append(line)
        if _margin(currency, sold) is not None:
            found += (
                Contribution(
                    "margin", currency, one.what, one.document, one.position, one.revenue - (one.cost or ZERO)
                )
                for one in sold
            )
    return found


def cautions(answer: Answer) -> Iterator[Remark]:
    """Currencies in which the house depends on single clients or groups, by the policy."""
    least = answer.rules.key_accounts.dependence
    for currency, rows in by_currency(row for row in answer.rows if row.depends):
        parts = {row.group or row.client: row.group_share or row.share for row in rows}
        large = ", ".join(f"{code} ({to_places(part, 1)} %)" for code, part in parts.items())
        yield Remark(
            f"revenue in {currency} depends on {large}: the policy warns of clients that make {least} % or more"
        )


_SPANS = (
    SALES,
    Spans(
        name="wallets",
        evolve=evolve_said,
        row=Estimate,
        of=lambda _client, said, _day, _policy: filter(None, [said.estimate]),
    ),
    Spans(
        name="judgements",
        evolve=evolve_said,
        row=Judgement,
        of=lambda _client, said, _day, _policy: filter(None, [said.judgement]),
    ),
)


def over(asked: Over) -> KeyAccounts:
    """The view of a period."""
    return View(
        name="key-accounts",
        policy=("key_accounts",),
        spans=() if asked.revenue == "invoiced" else _SPANS,
        evolve=joined((evolve_account if asked.revenue == "invoiced" else evolve_orders, evolve_said), State),
        rows=partial(_rows, over=asked),
        comparing=Comparing(compared),
        totals=Totals(totals),
        explain=partial(_explain, over=asked),
        variants=Variants(
            since=lambda day: asked.period(day).start,
            over=lambda start: over(asked._replace(start=start)),
        ),
        needed=lambda day, _: {SALES.name: summed(asked.period(day), day, asked.revenue)},
        items=Items(
            Table("key_accounts_items", "The entries of the period behind each row.", KeyAccountItem),
            partial(_items, over=asked),
            needed=lambda day: each(asked.period(day)),
        ),
        explaining=Explaining(
            nothing="Nothing was sold to {client} in the twelve months up to the day.",
            note=Remark("Shares, rank and class compare these figures with those of other clients"),
        ),
        table=Table(
            "key_accounts",
            "What each client bought in a period, and its share of the whole: a row for each client and currency.",
            KeyAccountRow,
        ),
    )


VIEW = over(Over())
