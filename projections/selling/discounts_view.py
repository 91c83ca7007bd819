"""Discounts as a view: a row for each request and for each order that gave one, and sums over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Annotated, Any, Final

from ledger.money import zero_of
from ledger.spellings import name_key
from ledger.times import month_text
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.grouping import Grouped, Groups
from projections.framework.numbered import explained, spans_of
from projections.framework.spans import Sql, own_currency
from projections.framework.sums import sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing, Totals
from projections.policy import Policy
from projections.selling.discounts import APPROVED, OPEN, ORDER, REFUSED, REQUEST, Discount, Discounts, evolve

# ruff: noqa: S608 - all names in statements are our own

_SAME: Final = "the asker approved it"


@dataclass(frozen=True, kw_only=True)
class DiscountRow(Who):
    """A request for a discount, or an order that gives one."""

    number: Annotated[str, Column("The number of the request or of the order.", key=1)]
    what: Annotated[str, Column("request or order.", key=2, spare=True)]
    on: Annotated[date, Column("The day of the request or of the order.", stored="on_day", spare=True)]
    days: Annotated[
        int | None,
        Column(
            "Days from the request to the decision, or to the day asked for.", unit="days", null="an order"
        ),
    ]
    percent: Annotated[
        Decimal, Column("Asked for, or decided; of an order the largest of its lines.", unit="percent")
    ]
    limit: Annotated[
        Decimal | None,
        Column(
            "The limit of the terms on that day.",
            unit="percent",
            null="a request, or no limit",
            stored="agreed_limit",
            quiet=True,
        ),
    ]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    given_away: Annotated[
        Decimal,
        Column(
            "What the discounts of the order are worth, less those of goods that were cancelled or came back.",
            quiet=True,
        ),
    ]
    lines_beyond_limit: Annotated[
        int,
        Column("Its lines with more than the limit.", unit="lines", quiet=True, title="BEYOND", spare=True),
    ]
    not_approved: Annotated[
        int,
        Column(
            "Of those, the lines with more than anybody approved for the client.",
            unit="lines",
            quiet=True,
            colours="red",
        ),
    ]
    outcome: Annotated[str | None, Column("open, approved or refused.", null="an order", quiet=True)]
    asker: Annotated[str | None, Column("Who asked.", null="the entry names nobody", quiet=True, spare=True)]
    decider: Annotated[
        str | None,
        Column("Who decided.", null="nobody yet, or the entry names nobody", quiet=True, spare=True),
    ]
    note: Annotated[
        str | None,
        Column(
            "Whether the asker approved it.",
            null="no such thing is known",
            stored="",
            quiet=True,
            colours="red",
            least=12,
        ),
    ]
    reason: Annotated[str | None, Column("Why it was asked for.", null="an order", quiet=True, least=12)]


@dataclass(frozen=True, slots=True)
class DiscountTotal:
    """The sums of one currency."""

    currency: str
    given_away: Decimal
    lines_beyond_limit: int
    not_approved: int


@dataclass(frozen=True, kw_only=True)
class DiscountGroup(Grouped):
    """The discounts of a group; requests count with the currency of their client."""

    currency: Annotated[str, CURRENCY]
    asked: Annotated[int, Column("Requests.", unit="requests")]
    approved: Annotated[int, Column("Of those, approved.", unit="requests")]
    refused: Annotated[int, Column("Of those, refused.", unit="requests", place=1, spare=True)]
    open: Annotated[int, Column("Of those, open.", unit="requests")]
    days: Annotated[
        Decimal | None,
        Column(
            "Days from a request to the decision, the median.",
            unit="days",
            null="none is decided",
            decimals=0,
            place=1,
            spare=True,
        ),
    ]
    lines_beyond_limit: Annotated[
        int, Column("Lines of orders with more than the limit of the terms.", unit="lines", title="BEYOND")
    ]
    not_approved: Annotated[
        int,
        Column(
            "Of those, lines with more than anybody approved.",
            unit="lines",
            colours="red",
            title="NOT APPROVED",
        ),
    ]
    given_away: Annotated[
        Decimal,
        Column(
            "What all discounts of orders are worth, less those of goods that were cancelled or came back.",
            bold=True,
        ),
    ]


def _rows(holder: AccountHolder[Sequence[Discount]], as_of: date, policy: Policy) -> list[DiscountRow]:
    del policy
    return [_row(client, one, as_of) for client, found in holder.states for one in sorted(found, key=_place)]


def _place(one: Discount) -> tuple[str, str]:
    return one.number, one.what


def _row(client: Client, one: Discount, as_of: date) -> DiscountRow:
    currency = client.currency_of(one.currency)
    same = (
        one.outcome == APPROVED and one.asker and one.decider and name_key(one.asker) == name_key(one.decider)
    )
    return DiscountRow(
        client=client.code,
        name=client.name,
        number=one.number,
        what=one.what,
        on=one.on,
        days=((one.decided or as_of) - one.on).days if one.what == REQUEST else None,
        percent=one.percent,
        limit=one.agreed_limit,
        currency=currency,
        given_away=one.given if one.what == ORDER else zero_of(currency),
        lines_beyond_limit=one.beyond,
        not_approved=one.unapproved,
        outcome=one.outcome,
        asker=one.asker,
        decider=one.decider,
        note=_SAME if same else None,
        reason=one.reason,
    )


def _totals(found: Iterable[DiscountRow]) -> list[DiscountTotal]:
    return totals_of(DiscountTotal, found)


def _sums(found: Sequence[DiscountRow], policy: Policy) -> dict[str, Any]:
    del policy
    requests = [row for row in found if row.what == REQUEST]
    outcomes = [row.outcome for row in requests]
    days = [row.days for row in requests if row.outcome != OPEN and row.days is not None]
    return {
        "asked": len(requests),
        **{outcome: outcomes.count(outcome) for outcome in (APPROVED, REFUSED, OPEN)},
        "days": Decimal(str(median(days))) if days else None,
        "lines_beyond_limit": sum(row.lines_beyond_limit for row in found),
        "not_approved": sum(row.not_approved for row in found),
        "given_away": sum_in(found[0].currency, (row.given_away for row in found)),
    }


def since_day(answer: Answer, day: date) -> Answer:
    """The answer with the requests and orders from a day on."""
    rows = [row for row in answer.rows if row.on >= day]
    more = {**answer.more, "period": {"start": day, "end": answer.as_of}}
    return replace(answer, rows=rows, totals=_totals(rows), more=more)


def opened(answer: Answer) -> Answer:
    """The answer with the requests that nobody has decided."""
    rows = [row for row in answer.rows if row.outcome == OPEN]
    more = {**answer.more, "listing": "open requests for discounts"}
    return replace(answer, rows=rows, totals=[], more=more, empty="no request for a discount is open")


def _explain(holder: AccountHolder[Discounts], as_of: date, policy: Policy) -> list[Contribution]:
    del as_of, policy

    def figures(client: Client, one: Discount) -> Mapping[tuple[str, str | None], Decimal]:
        if one.what == REQUEST:
            return {("percent", None): one.percent} if one.outcome == OPEN else {}
        return {
            ("given_away", one.currency or client.currency): one.given,
            ("lines_beyond_limit", None): Decimal(one.beyond),
            ("not_approved", None): Decimal(one.unapproved),
        }

    return explained(holder, figures, lambda one: Of(one.number, None, one.position))


def _select(sql: Sql) -> str:
    currency = own_currency("discounts")
    days = f"CASE what WHEN '{REQUEST}' THEN COALESCE(decided, as_of) - on_day END"
    given = f"CASE what WHEN '{ORDER}' THEN given ELSE {sql.zero} END"
    return f"""
        SELECT client, as_of, policy, name, number, what, on_day, {days} AS days, percent, agreed_limit, currency,
            {given} AS given_away, beyond AS lines_beyond_limit, unapproved AS not_approved, outcome, asker, decider,
            reason
        FROM (
            SELECT begun.client, as_of, policy, name, number, what, on_day, percent, agreed_limit, given, beyond,
                unapproved, outcome, decided, asker, decider, reason, {currency} AS currency,
                {sql.digits(currency)} AS digits
            FROM {sql.begun} AS begun JOIN {sql.table("discounts_given")} AS discounts
                ON discounts.client = begun.client AND valid_from <= as_of AND as_of < valid_to
        ) AS found
    """


VIEW: View[Discounts, Sequence[Discount], DiscountRow, DiscountTotal] = View(
    name="discounts",
    rows=_rows,
    totals=Totals(_totals),
    explain=_explain,
    spans=(spans_of("discounts_given", evolve, Discount, {"discounts": _select}),),
    groups=Groups(
        DiscountGroup,
        _sums,
        {"month": lambda row: [(month_text(row.on), row)]},
        day=lambda row: row.on,
    ),
    showing=Showing(
        order=lambda row: (row.on, row.client, row.number, row.what),
        empty="nobody asked for a discount, and no order gave one",
    ),
    explaining=Explaining(nothing="Nobody asked for a discount for {client}, and no order gave one."),
    table=Table(
        "discounts", "Requests for discounts, and orders that gave one: a row for each.", DiscountRow
    ),
)
