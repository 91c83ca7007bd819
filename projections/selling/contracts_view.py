"""Contracts: when each ends, by when to give notice, and how much of it the client has bought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from ledger.money import ZERO
from ledger.times import month_text
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who, filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.fold_parts import joined
from projections.framework.grouping import Grouped, Groups
from projections.framework.needed import Lists, Needed
from projections.framework.numbered import spans_of
from projections.framework.spans import Spans, Sql, own_currency
from projections.framework.sums import percent, sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing, Totals
from projections.order_days import ORDER_DAYS, OrderDay
from projections.policy import Policy
from projections.selling.contracts import Contract, Contracts, evolve, held_on
from projections.selling.under_contracts import (
    Naming,
    NamingOrder,
    State,
    bought_under,
    counts_days,
    naming_orders,
    parts_under,
    touched_orders,
)
from projections.trade import Trade
from projections.trade import evolve as evolve_trade

# ruff: noqa: S608 - all names in statements are our own

_SOON: Final = 30
"""Days before the notice day, or before the end, from which on it is time to talk."""
_RAN_OUT, _GOES_ON, _PASSED, _TALK = "ran out unsaid", "went on by itself", "notice passed", "talk now"


@dataclass(frozen=True, kw_only=True)
class ContractRow(Who):
    """A contract that nobody has ended."""

    ends: Annotated[date, Column("The last day.", place=-2)]
    number: Annotated[str, Column("The contract's number.", key=1)]
    starts: Annotated[date, Column("The first day.", place=2, spare=True)]
    days: Annotated[int, Column("Days to the end; below zero once it ran out.", unit="days")]
    notice_by: Annotated[
        date | None,
        Column("The last day for giving notice.", null="none is agreed", place=1, quiet=True, spare=True),
    ]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    value: Annotated[Decimal | None, Column("What the client is to buy.", null="no value is agreed")]
    bought: Annotated[
        Decimal,
        Column(
            "Orders that name it, net of what was cancelled or came back; if none does, those of its term that name "
            "no other.",
            bold=True,
            stored="",
        ),
    ]
    fulfilled: Annotated[
        Decimal | None,
        Column(
            "Bought as a percentage of the value.",
            unit="percent",
            null="no value",
            decimals=0,
            title="FULFILLED %",
            stored="",
            spare=True,
        ),
    ]
    time_gone: Annotated[
        int,
        Column("The part of the term that is over, in percent.", unit="percent", title="TIME %", spare=True),
    ]
    note: Annotated[
        str | None,
        Column(
            "ran out unsaid, went on by itself, notice passed, or talk now: 30 days before the notice day, or the end.",
            null="nothing to do, or renewed already",
            quiet=True,
            colours={_RAN_OUT: "red", _PASSED: "red", _TALK: "yellow"},
        ),
    ]
    terms: Annotated[
        str | None, Column("What else was agreed.", null="nothing", place=2, quiet=True, spare=True, least=12)
    ]
    minimum: Annotated[
        Decimal | None, Column("The least that the client is to buy.", null="none is agreed", hidden=True)
    ]
    renewal: Annotated[
        int,
        Column("Which renewal agreed it, counted from 1; 0 if none did.", place=2, quiet=True, spare=True),
    ]
    renewed_from: Annotated[
        date | None,
        Column(
            "The first day of what was agreed for later.", null="nothing was", place=2, quiet=True, spare=True
        ),
    ]
    responsible: Annotated[
        str | None, Column("Our person for it.", null="the client's manager", place=2, quiet=True, spare=True)
    ]


@dataclass(frozen=True, slots=True)
class ContractTotal:
    """The sums of contracts in one currency; for ``minimum`` only those that have one."""

    currency: str
    contracts: int
    value: Decimal
    bought: Decimal


@dataclass(frozen=True, kw_only=True)
class ContractGroup(Grouped):
    """The contracts of a group in one currency."""

    currency: Annotated[str, CURRENCY]
    contracts: Annotated[int, Column("How many nobody has ended.", unit="contracts")]
    value: Annotated[Decimal, Column("What the clients are to buy.")]
    bought: Annotated[Decimal, Column("What they bought.", bold=True)]
    soonest: Annotated[date, Column("The first day on which one of them ends.")]
    noted: Annotated[int, Column("How many have a note.", unit="contracts")]


States: TypeAlias = tuple[Contracts | None, State | None, Trade | None]
"""The contracts of a client, these with its orders, and its orders."""
Basis: TypeAlias = tuple[Sequence[Contract], Sequence[NamingOrder | Naming], Sequence[OrderDay]]
"""The contracts of a client, its orders that name a contract, and what it ordered day by day."""


def _rows(holder: AccountHolder[Basis], as_of: date, policy: Policy) -> list[ContractRow]:
    del policy
    return [
        _row(client, one, bought_under(one, client.currency_of(), days, naming), as_of)
        for client, (contracts, naming, days) in holder.states
        for one in sorted(contracts)
        if one.holds(as_of)
    ]


def _row(client: Client, one: Contract, bought: Decimal, as_of: date) -> ContractRow:
    term, gone = (one.ends - one.starts).days + 1, (as_of - one.starts).days + 1
    return filled(
        ContractRow,
        {
            "client": client.code,
            "name": client.name,
            "ends": one.ends,
            "number": one.number,
            "starts": one.starts,
            "days": (one.ends - as_of).days,
            "notice_by": one.notice_by,
            "currency": client.currency_of(),
            "value": one.value,
            "bought": bought,
            "fulfilled": percent(bought, one.value) if one.value else None,
            "time_gone": 100 * min(max(gone, 0), term) // term if term > 0 else 100,
            "note": _note(one, as_of),
            "terms": one.terms,
            "minimum": one.minimum,
            "renewal": one.renewal,
            "renewed_from": one.renewed_from,
            "responsible": one.responsible,
        },
    )


def _note(one: Contract, as_of: date) -> str | None:
    if one.renewed_from is not None:
        return None
    if one.ends < as_of:
        return _GOES_ON if one.auto_renewal else _RAN_OUT
    if one.notice_by is not None and one.notice_by < as_of:
        return _PASSED
    return _TALK if ((one.notice_by or one.ends) - as_of).days <= _SOON else None


def _select(sql: Sql) -> str:
    term, gone = "(ends - starts + 1)", "(as_of - starts + 1)"
    time_gone = f"CASE WHEN {term} <= 0 OR {gone} >= {term} THEN 100 WHEN {gone} <= 0 THEN 0 ELSE 100 * {gone} / {term} END"
    note = (
        f"CASE WHEN renewed_from IS NOT NULL THEN NULL WHEN ends < as_of THEN CASE WHEN auto_renewal = 1 THEN '{_GOES_ON}' ELSE '{_RAN_OUT}' END "
        f"WHEN notice_by < as_of THEN '{_PASSED}' "
        f"WHEN COALESCE(notice_by, ends) - as_of <= {_SOON} THEN '{_TALK}' END"
    )
    return f"""
        SELECT begun.client, as_of, policy, name, ends, number, starts, ends - as_of AS days, notice_by,
            {own_currency()} AS currency, value, {time_gone} AS time_gone, {note} AS note, terms,
            minimum, renewal, renewed_from, responsible
        FROM {sql.begun} AS begun JOIN {sql.table("contracts_agreed")} AS contracts
            ON contracts.client = begun.client AND valid_from <= as_of AND as_of < valid_to
        WHERE {held_on("as_of")}
    """


def _totals(found: Iterable[ContractRow]) -> list[ContractTotal]:
    return totals_of(ContractTotal, found, lambda same: {"contracts": len(same)})


def _sums(found: Sequence[ContractRow], policy: Policy) -> dict[str, Any]:
    del policy
    currency = found[0].currency
    return {
        "contracts": len(found),
        "value": sum_in(currency, (row.value or ZERO for row in found)),
        "bought": sum_in(currency, (row.bought for row in found)),
        "soonest": min(row.ends for row in found),
        "noted": sum(row.note is not None for row in found),
    }


def _explain(holder: AccountHolder[States], as_of: date, policy: Policy) -> list[Contribution]:
    """What was agreed, and every order, cancellation and return in what was bought."""
    del policy
    found: list[Contribution] = []
    for client, (contracts, _, trade) in holder.states:
        currency = client.currency_of()
        for row in contracts.holding(as_of) if contracts else ():
            of = Of(row.number, None, row.position)
            value = Contribution(
                "value", currency, "contract", row.number, row.position, row.value or ZERO, of
            )
            found.append(value)
            for part in parts_under(contracts, trade, row, currency) if contracts and trade else ():
                line = replace(value, figure="bought", what=part.what, document=part.order.number)
                found.append(replace(line, position=part.position, amount=part.amount))
    return found


def within(answer: Answer, days: int) -> Answer:
    """The answer with the contracts whose notice day, or end, comes within so many days or has passed.

    Those that are renewed already are not among them.
    """

    def soon(row: ContractRow) -> bool:
        day = row.ends if row.notice_by is None or row.notice_by < answer.as_of else row.notice_by
        return (day - answer.as_of).days <= days

    rows = [row for row in answer.rows if row.renewed_from is None and soon(row)]
    none = f"no contract ends or needs notice within {days} days, and none has run out"
    return replace(answer, rows=rows, totals=_totals(rows), empty=none)


def _months(row: ContractRow) -> Iterator[tuple[str | None, ContractRow]]:
    yield month_text(row.ends), row


AGREED = spans_of("contracts_agreed", evolve, Contract, {"contracts": _select})
"""What is agreed with each client."""
NAMING = Spans(
    name="contract_orders",
    evolve=joined((evolve, evolve_trade)),
    row=NamingOrder,
    of=naming_orders,
    touched=touched_orders,
)
"""The orders of each client that name a contract."""
VIEW: View[States, Basis, ContractRow, ContractTotal] = View(
    name="contracts",
    rows=_rows,
    totals=Totals(_totals),
    explain=_explain,
    spans=(AGREED, NAMING, ORDER_DAYS),
    needed=lambda day, _: {
        AGREED.name: Needed(where=held_on(str(day.toordinal()))),
        NAMING.name: Needed(lists=Lists(Naming)),
        ORDER_DAYS.name: Needed(columns=("day", "currency", "value"), only_if=counts_days),
    },
    groups=Groups(
        ContractGroup, _sums, {"responsible": lambda row: [(row.responsible, row)], "month": _months}
    ),
    showing=Showing(
        order=lambda row: (row.ends, row.client, row.number),
        empty="no contract is in force on that day",
    ),
    explaining=Explaining(nothing="{client} has no contract on that day."),
    table=Table("contracts", "Contracts that nobody has ended: a row for each.", ContractRow),
)
