"""The market as a view: a row for each competitor at a client, and sums over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ledger.money import in_full, to_places
from ledger.spellings import name_key
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.grouping import Grouped, Groups
from projections.framework.numbered import explained, spans_of
from projections.framework.spans import Sql, own_currency
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing
from projections.policy import Policy
from projections.selling.market import Market, Sighting, evolve

# ruff: noqa: S608 - all names in statements are our own


@dataclass(frozen=True, kw_only=True)
class MarketRow(Who):
    """A competitor that we saw at a client, with one product or with none."""

    competitor: Annotated[str, Column("The competitor.", key=1, place=-2)]
    product: Annotated[str | None, Column("The product that we saw.", null="no entry names one", key=2)]
    seen: Annotated[int, Column("How often we saw it.", unit="sightings")]
    last: Annotated[date, Column("The newest day on which we saw it, or lost something to it.")]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    price: Annotated[
        Decimal | None, Column("Its price, as we saw it last.", null="no entry gives one", unit_price=True)
    ]
    priced: Annotated[date | None, Column("The day on which we saw that price.", null="no entry gives one")]
    our_price: Annotated[
        Decimal | None,
        Column(
            "What the client last paid us for the product, per piece, less the discount.",
            null="it bought none in this currency",
            unit_price=True,
        ),
    ]
    lost: Annotated[
        int, Column("Proposals, tenders and clients that we lost to it.", unit="losses", colours="red")
    ]


@dataclass(frozen=True, kw_only=True)
class SeenRow:
    """A competitor, with one product or with none, at all clients in view that have one currency."""

    competitor: Annotated[str, Column("The competitor.", least=12)]
    product: Annotated[str | None, Column("The product that we saw.", null="no entry names one", quiet=True)]
    seen: Annotated[int, Column("How often we saw it.", unit="sightings")]
    clients: Annotated[int, Column("At how many clients.", unit="clients")]
    last: Annotated[
        date, Column("The newest day on which we saw it, or lost something to it.", place=1, spare=True)
    ]
    currency: Annotated[str, CURRENCY]
    price: Annotated[
        Decimal | None, Column("Its price, as we saw it last.", null="no entry gives one", unit_price=True)
    ]
    priced: Annotated[
        date | None,
        Column("The day on which we saw that price.", null="no entry gives one", place=1, spare=True),
    ]
    our_price: Annotated[
        Decimal | None,
        Column(
            "What that client last paid us for the product.",
            null="it bought none in this currency",
            unit_price=True,
        ),
    ]
    difference: Annotated[
        Decimal | None,
        Column(
            "Its price less ours, in percent of ours.",
            unit="percent",
            null="one of them is unknown",
            decimals=1,
            title="DIFF %",
        ),
    ]
    lost: Annotated[
        int, Column("Proposals, tenders and clients that we lost to it.", unit="losses", colours="red")
    ]


@dataclass(frozen=True, kw_only=True)
class MarketGroup(Grouped):
    """What we saw of competitors in a group."""

    seen: Annotated[int, Column("How often we saw one.", unit="sightings")]
    competitors: Annotated[int, Column("How many we saw, or lost to.", unit="competitors")]
    clients: Annotated[int, Column("At how many clients.", unit="clients")]
    last: Annotated[date, Column("The newest day.")]
    lost: Annotated[int, Column("Proposals, tenders and clients that we lost to them.", unit="losses")]


def _rows(holder: AccountHolder[Sequence[Sighting]], as_of: date, policy: Policy) -> list[MarketRow]:
    del as_of, policy
    return [_row(client, one) for client, found in holder.states for one in sorted(found, key=_place)]


def _place(one: Sighting) -> tuple[str, str]:
    return one.key, one.product


def _row(client: Client, one: Sighting) -> MarketRow:
    currency = client.currency_of()
    return MarketRow(
        client=client.code,
        name=client.name,
        competitor=one.competitor,
        product=one.product or None,
        seen=one.seen,
        last=one.last,
        currency=currency,
        price=one.price,
        priced=one.priced,
        our_price=one.ours,
        lost=one.lost,
    )


def _seen_together(answer: Answer) -> Answer:
    """The answer with a row for each competitor and product, over all clients in view of one currency."""
    together: dict[tuple[str, str, str], list[MarketRow]] = {}
    for row in answer.rows:
        together.setdefault((name_key(row.competitor), row.product or "", row.currency), []).append(row)
    rows = [_together(together[key]) for key in sorted(together)]
    names: dict[str, str] = {}
    for row in rows:
        names[name_key(row.competitor)] = min(
            row.competitor, names.get(name_key(row.competitor), row.competitor)
        )
    rows = [replace(row, competitor=names[name_key(row.competitor)]) for row in rows]
    return replace(answer, rows=rows, shape=SeenRow)


def _together(rows: Sequence[MarketRow]) -> SeenRow:
    newest = max(rows, key=lambda row: (row.priced or date.min, row.client))
    price, ours = newest.price, newest.our_price
    return SeenRow(
        competitor=rows[0].competitor,
        product=rows[0].product,
        seen=sum(row.seen for row in rows),
        clients=len({row.client for row in rows}),
        last=max(row.last for row in rows),
        currency=rows[0].currency,
        price=price,
        priced=newest.priced,
        our_price=ours if ours is None else in_full(ours, newest.currency),
        difference=to_places((price - ours) * 100 / ours, 1) if price is not None and ours else None,
        lost=sum(row.lost for row in rows),
    )


def _sums(found: Sequence[MarketRow], policy: Policy) -> dict[str, Any]:
    del policy
    return {
        "seen": sum(row.seen for row in found),
        "competitors": len({name_key(row.competitor) for row in found}),
        "clients": len({row.client for row in found}),
        "last": max(row.last for row in found),
        "lost": sum(row.lost for row in found),
    }


def _explain(holder: AccountHolder[Market], as_of: date, policy: Policy) -> list[Contribution]:
    del as_of, policy

    def figures(_client: Client, one: Sighting) -> Mapping[tuple[str, str | None], Decimal]:
        return {("seen", None): Decimal(one.seen), ("lost", None): Decimal(one.lost)}

    return explained(holder, figures, lambda one: Of(one.product or one.competitor, None, one.position))


def _select(sql: Sql) -> str:
    currency = own_currency()
    return f"""
        SELECT begun.client, as_of, policy, name, competitor, NULLIF(product, '') AS product, seen, last,
            {currency} AS currency, price, priced, ours AS our_price, lost
        FROM {sql.begun} AS begun JOIN {sql.table("market_seen")} AS market
            ON market.client = begun.client AND valid_from <= as_of AND as_of < valid_to
    """


def _by(name: str) -> Any:  # noqa: ANN401 - a grouping of rows
    def parts(row: MarketRow) -> Iterator[tuple[str | None, MarketRow]]:
        yield getattr(row, name), row

    return parts


VIEW: View[Market, Sequence[Sighting], MarketRow, Any] = View(
    name="market",
    rows=_rows,
    explain=_explain,
    spans=(spans_of("market_seen", evolve, Sighting, {"market": _select}),),
    groups=Groups(
        MarketGroup,
        _sums,
        {"competitor": _by("competitor"), "product": _by("product")},
        day=lambda row: row.priced or row.last,
        ungrouped=_seen_together,
    ),
    showing=Showing(
        order=lambda row: (name_key(row.competitor), row.product or "", row.client),
        empty="we saw no competitor at these clients, and lost nothing to one",
    ),
    explaining=Explaining(nothing="We saw no competitor at {client}, and lost nothing to one."),
    table=Table(
        "market", "Competitors at clients: a row for each client, competitor and product.", MarketRow
    ),
)
