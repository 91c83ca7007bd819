"""The pipeline: open proposals and tenders, and what they may bring; beside them those that ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.money import ZERO
from ledger.times import month_text
from projections.framework.clients import Client
from projections.framework.columns import filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.grouping import Groups
from projections.framework.numbered import explained, spans_of
from projections.framework.spans import Sql, own_currency
from projections.framework.sums import sum_in, totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Items, Showing, Totals
from projections.policy import Policy
from projections.remarks import Remark
from projections.selling.offers import Offer, Offers, evolve, shares, worths
from projections.selling.pipeline_rows import EndedRow, Offered, PipelineGroup, PipelineRow, PipelineTotal

# ruff: noqa: S608 - all names in statements are our own


def _offers(holder: AccountHolder[Sequence[Offer]]) -> Iterator[tuple[Client, Offer]]:
    """The offers of each member, in order of their numbers."""
    return ((client, offer) for client, found in holder.states for offer in sorted(found))


def _common(client: Client, one: Offer) -> dict[str, Any]:
    return {
        "client": client.code,
        "name": client.name,
        "number": one.number,
        "what": one.what,
        "made": one.made,
        "currency": client.currency_of(one.currency),
        "amount": one.amount,
        "probability": one.probability,
        "agent": one.agent,
        "lines": tuple(one.lines.split("\n")) if one.lines else (),
        "entry": one.position,
    }


def rows(holder: AccountHolder[Sequence[Offer]], as_of: date, policy: Policy) -> list[PipelineRow]:
    """A row for each open offer."""
    del policy
    return [
        filled(
            PipelineRow,
            {
                **_common(client, one),
                "age": (as_of - one.made).days,
                "weighted": one.weighted,
                "closes": one.closes,
                "valid": one.valid,
                "revisions": one.revisions,
                "open_against_it": one.objections,
                "stale": any(day is not None and day < as_of for day in (one.closes, one.valid)),
            },
        )
        for client, one in _offers(holder)
        if one.closed is None
    ]


def ended(holder: AccountHolder[Sequence[Offer]], as_of: date, policy: Policy) -> list[EndedRow]:
    """A row for each offer that ended."""
    del as_of, policy
    return [
        filled(
            EndedRow,
            {
                **_common(client, one),
                "closed": one.closed,
                "days": (one.closed - one.made).days,
                "outcome": one.outcome or "",
                "reason": one.reason,
                "reason_code": one.reason_code,
                "competitor": one.competitor,
                "orders": one.orders,
            },
        )
        for client, one in _offers(holder)
        if one.closed is not None
    ]


def totals(found: Iterable[PipelineRow]) -> list[PipelineTotal]:
    """The sums of each currency."""
    return totals_of(
        PipelineTotal,
        found,
        lambda same: {"offers": len(same), "stale": sum(row.stale for row in same)},
    )


def _sums(found: Sequence[PipelineRow], policy: Policy) -> dict[str, Any]:
    del policy
    currency = found[0].currency
    return {
        "offers": len({(row.client, row.number, row.what) for row in found}),
        "amount": sum_in(currency, (row.amount or ZERO for row in found)),
        "weighted": sum_in(currency, (row.weighted or ZERO for row in found)),
        "unweighted": sum_in(currency, (row.amount or ZERO for row in found if row.weighted is None)),
        "open_against_it": sum(row.open_against_it for row in found),
        "stale": sum(row.stale for row in found),
    }


def by_product(row: Offered) -> Iterator[tuple[str | None, Offered]]:
    """The part of an offer that each of its products has; of money only, the rest is of the whole offer."""
    if not row.lines:
        yield None, row
        return
    money = {name: getattr(row, name, None) for name in ("amount", "weighted")}
    parts: dict[str, dict[str, Any]] = {
        name: shares(whole, row.lines, row.currency) for name, whole in money.items() if whole is not None
    }
    for product in dict(worths(row.lines)):
        yield product, replace(row, **{name: part[product] for name, part in parts.items()})


def by_month(row: PipelineRow) -> list[tuple[str | None, PipelineRow]]:
    """The month in which we expect a decision."""
    return [(month_text(row.closes) if row.closes else None, row)]


def _figures(client: Client, one: Offer) -> Mapping[tuple[str, str | None], Decimal]:
    if one.closed is not None:
        return {}
    currency = client.currency_of(one.currency)
    return {
        ("amount", currency): one.amount or ZERO,
        ("weighted", currency): one.weighted or ZERO,
        ("revisions", None): Decimal(one.revisions),
        ("open_against_it", None): Decimal(one.objections),
    }


def explain(holder: AccountHolder[Offers], as_of: date, policy: Policy) -> list[Contribution]:
    """What each entry added to the open offers; the entry that ends one takes its amounts off."""
    del as_of, policy
    return explained(holder, _figures, lambda one: Of(one.number, None, one.position))


def _select(sql: Sql, columns: str, where: str) -> str:
    currency = f"{own_currency('offers')} AS currency"
    return f"""
        SELECT begun.client, as_of, policy, name, number, what, made, {currency}, amount, probability, agent, {columns}
        FROM {sql.begun} AS begun JOIN {sql.table("offers")} AS offers
            ON offers.client = begun.client AND valid_from <= as_of AND as_of < valid_to
        WHERE {where}
    """


def select_open(sql: Sql) -> str:
    """The open offers in SQL."""
    stale = "CASE WHEN closes < as_of OR valid < as_of THEN 1 ELSE 0 END AS stale"
    columns = (
        f"as_of - made AS age, weighted, closes, valid, revisions, objections AS open_against_it, {stale}"
    )
    return _select(sql, columns, "closed IS NULL")


def select_ended(sql: Sql) -> str:
    """The offers that ended in SQL."""
    columns = "closed, closed - made AS days, outcome, reason, reason_code, competitor, orders"
    return _select(sql, columns, "closed IS NOT NULL")


VIEW: View[Offers, Sequence[Offer], PipelineRow, PipelineTotal] = View(
    name="pipeline",
    rows=rows,
    totals=Totals(totals),
    explain=explain,
    spans=(spans_of("offers", evolve, Offer, {"pipeline": select_open, "pipeline_ended": select_ended}),),
    groups=Groups(
        PipelineGroup,
        _sums,
        {"agent": lambda row: [(row.agent, row)], "product": by_product, "month": by_month},
        item_day=lambda item: item.closed,
    ),
    showing=Showing(
        order=lambda row: (row.number, row.client, row.what),
        empty="no proposal or tender is open on that day",
    ),
    explaining=Explaining(
        nothing="No proposal or tender of {client} is open on that day.",
        note=Remark(
            "An entry that ends an offer takes its amount off", "--document NUMBER shows an offer that ended"
        ),
    ),
    table=Table("pipeline", "Open proposals and tenders: a row for each.", PipelineRow),
    items=Items(
        Table("pipeline_ended", "Proposals and tenders that ended: a row for each.", EndedRow), ended
    ),
)
