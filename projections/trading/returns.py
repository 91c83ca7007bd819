"""Returns as a view: goods that came back or did not, cancellations and discrepancies, a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    DiscrepancyRecorded,
    MeasureTaken,
    OrderCancelled,
    ReturnReceived,
    ReturnRefused,
    goods_value,
)
from ledger.money import WIDE, ZERO, rounded, shared
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who, filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept, explained, since, spans_of
from projections.framework.spans import Sql, own_currency
from projections.framework.sums import totals_of
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing, Totals
from projections.policy import Policy
from projections.trading import sale_spans
from projections.trading.sale_spans import Sale, Sales, goods_of

# ruff: noqa: S608 - all names in statements are our own

REFUSED: Final = "refused"


class Back(NamedTuple):
    """A return, a refused one, a cancellation or a discrepancy.

    Attributes:
        what: returned, refused, cancelled; or of a discrepancy shortage, surplus, missort or damage.
        number: of the return, of the act, or of the cancelled order.
        reason: the sort of reason where the entry gives it, or else the reason as it is written.
        value: of the goods; None where no entry gives it.
        goods: each product with what it is worth.
        measure: what we did about it last.
        measured: the day of that.
    """

    position: Annotated[int, Column(key=1)]
    what: str
    number: str
    on: Annotated[date, Column(stored="on_day")]
    reason: str | None
    currency: str | None
    value: Decimal | None
    goods: str
    measure: str | None = None
    measured: date | None = None


@dataclass(slots=True)
class Returns(Kept[Back]):
    """What came back of a client's orders, was refused or differed.

    Attributes:
        measures: what we did last against each number, and when.
    """

    measures: dict[str, tuple[str, date]] = field(default_factory=dict)


FoldedEvent: TypeAlias = OrderCancelled | ReturnReceived | ReturnRefused | DiscrepancyRecorded | MeasureTaken


@following(sale_spans.evolve)
def evolve(state: Returns | None, entry: Fact, event: FoldedEvent, sales: Sales | None) -> Returns:
    """What came back after an entry."""
    kept = state or Returns()
    orders = sales.dealings.trade.orders if sales else {}
    match event:
        case OrderCancelled() | ReturnReceived():
            if sales and (sale := sales.sale_by(entry)) is not None:
                _put(kept, entry, _taken(entry, event, sale))
        case ReturnRefused():
            order = orders.get(event.order) if event.order else None
            _put(kept, entry, _refused(entry, event, order.currency if order else None))
        case DiscrepancyRecorded():
            order = orders.get(event.order)
            _put(kept, entry, _differs(entry, event, order.currency if order else None))
        case MeasureTaken():
            kept.measures[event.against] = event.what, entry.on
            for back in [*kept.rows.values()]:
                if back.number == event.against:
                    _put(kept, entry, back._replace(measure=event.what, measured=entry.on))
    return kept


def _put(kept: Returns, entry: Fact, back: Back) -> None:
    """Keep what came back. A measure of its own day is folded first, for it opens something."""
    measure, measured = kept.measures.get(back.number, (None, None))
    if back.measure is None and measured == entry.on:
        back = back._replace(measure=measure, measured=measured)
    kept.put((back.position,), back, entry)


def _taken(entry: Fact, event: OrderCancelled | ReturnReceived, sale: Sale) -> Back:
    """What a cancellation or a return took of the sales."""
    return Back(
        position=entry.position,
        what=sale.what,
        number=event.number,
        on=entry.on,
        reason=event.reason_code or event.reason,
        currency=sale.currency,
        value=-sale.value,
        goods=_packed((one.product, -one.value) for one in goods_of(sale.goods)),
    )


def _refused(entry: Fact, event: ReturnRefused, currency: str | None) -> Back:
    """Goods that the client wanted to return, at the prices that it named."""
    value = goods_value(event.lines)
    whole = rounded(value, currency) if currency else value
    values = shared(whole, [WIDE.multiply(line.quantity, line.unit_price) for line in event.lines], currency)
    return Back(
        position=entry.position,
        what=REFUSED,
        number=event.number,
        on=entry.on,
        reason=event.reason_code or event.reason,
        currency=currency,
        value=whole,
        goods=_packed(zip((line.product for line in event.lines), values, strict=True)),
    )


def _differs(entry: Fact, event: DiscrepancyRecorded, currency: str | None) -> Back:
    """Goods that differ from the order; of several products an act does not say what each is worth."""
    each = event.amount if event.amount is not None and len(event.lines) == 1 else ZERO
    return Back(
        position=entry.position,
        what=event.what,
        number=event.number,
        on=entry.on,
        reason=None,
        currency=currency,
        value=event.amount,
        goods=_packed((line.product, each) for line in event.lines),
    )


def _packed(goods: Iterable[tuple[str, Decimal]]) -> str:
    return "\n".join(f"{product} {value:f}" for product, value in goods)


@dataclass(frozen=True, kw_only=True)
class ReturnRow(Who):
    """A return, a refused one, a cancellation or a discrepancy."""

    entry: Annotated[int, Column("The position of the entry.", key=1, hidden=True)]
    number: Annotated[
        str, Column("The number of the return, of the act, or of the cancelled order.", place=-2)
    ]
    what: Annotated[
        str, Column("returned, refused or cancelled; of an act shortage, surplus, missort or damage.")
    ]
    on: Annotated[date, Column("The day.", stored="on_day")]
    reason: Annotated[
        str | None, Column("The sort of reason, or the reason as written.", null="an act", least=12)
    ]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    value: Annotated[Decimal | None, Column("What the goods are worth.", null="no entry gives it")]
    goods: Annotated[str, Column("The goods: product and value of each, in lines.", stored="", hidden=True)]
    measure: Annotated[
        str | None,
        Column("What we did so that it does not happen again.", null="nothing", quiet=True, least=12),
    ]
    measured: Annotated[
        date | None, Column("The day of that.", null="nothing was done", quiet=True, spare=True)
    ]


@dataclass(frozen=True, slots=True)
class ReturnTotal:
    """The sum of one currency, without refused returns."""

    currency: str
    value: Decimal


def _rows(holder: AccountHolder[Sequence[Back]], as_of: date, policy: Policy) -> list[ReturnRow]:
    del as_of, policy
    return [_row(client, one) for client, found in holder.states for one in sorted(found)]


def _row(client: Client, one: Back) -> ReturnRow:
    return filled(
        ReturnRow,
        {
            "client": client.code,
            "name": client.name,
            "entry": one.position,
            "number": one.number,
            "what": one.what,
            "on": one.on,
            "reason": one.reason,
            "currency": client.currency_of(one.currency),
            "value": one.value,
            "goods": one.goods,
            "measure": one.measure,
            "measured": one.measured,
        },
    )


def totals(found: Iterable[ReturnRow]) -> list[ReturnTotal]:
    """What came back or was cancelled, in each currency."""
    return totals_of(ReturnTotal, [row for row in found if row.what != REFUSED])


def _figures(client: Client, one: Back) -> Mapping[tuple[str, str | None], Decimal]:
    return {("value", client.currency_of(one.currency)): one.value or ZERO}


def _explain(holder: AccountHolder[Returns], as_of: date, policy: Policy) -> list[Contribution]:
    """What each entry brought back."""
    del as_of, policy
    return explained(holder, _figures, _of)


def _explain_since(
    holder: AccountHolder[Returns], as_of: date, policy: Policy, first: date
) -> list[Contribution]:
    """What each entry from a day on adds to the total, which a refused return does not."""
    del as_of, policy
    figures = since(first, lambda client, one: _figures(client, _counted(one)))
    return explained(holder, figures, _of)


def _counted(one: Back) -> Back:
    return one._replace(value=ZERO) if one.what == REFUSED else one


def _of(one: Back) -> Of:
    return Of(one.number, None, one.position)


def _select(sql: Sql) -> str:
    return f"""
        SELECT begun.client, as_of, policy, name, position AS entry, number, what, on_day, reason,
            {own_currency("backs")} AS currency, value, measure, measured
        FROM {sql.begun} AS begun JOIN {sql.table("goods_back")} AS backs
            ON backs.client = begun.client AND valid_from <= as_of AND as_of < valid_to
    """


VIEW: View[Returns, Sequence[Back], ReturnRow, ReturnTotal] = View(
    name="returns",
    rows=_rows,
    totals=Totals(totals),
    explain=_explain,
    spans=(spans_of("goods_back", evolve, Back, {"returns": _select}, dated=("on_day",)),),
    showing=Showing(
        order=lambda row: (row.on, row.client, row.entry),
        empty="nothing came back, and nothing was cancelled",
    ),
    explaining=Explaining(
        nothing="Nothing of {client} came back or was cancelled in the period.", of_period=_explain_since
    ),
    table=Table(
        "returns", "Returns, refused returns, cancellations and discrepancies: a row for each.", ReturnRow
    ),
)
