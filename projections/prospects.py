"""Prospects: how we found each, what we did, and when it first ordered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    BalanceOpened,
    ClientRegistered,
    InquiryReceived,
    InvoiceIssued,
    OrderCancelled,
    OrderPlaced,
    ProspectQualified,
    ReturnReceived,
    TrainingHeld,
    VisitHeld,
)
from projections.framework.clients import Client
from projections.framework.columns import Column, Who
from projections.framework.contributions import Contribution
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.fold_parts import following
from projections.framework.spans import Spans
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Showing
from projections.policy import Policy
from projections.trade import Trade
from projections.trade import evolve as traded


class Placed(NamedTuple):
    """An order, and the number of the touches before it."""

    number: str
    position: int
    on: date
    touches: int


@dataclass(slots=True)
class Prospect:
    """How a client became one.

    Attributes:
        touched: the position of each touch.
        placed: the orders, in the order of their days.
        trades: whether it was billed, or had a balance, even if it ordered nothing.
        trade: what was taken back of the orders.
    """

    found: date | None = None
    source: str | None = None
    qualified: date | None = None
    signs: tuple[str, ...] = ()
    touched: list[int] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    trades: bool = False
    trade: Trade = field(default_factory=Trade)

    @property
    def first(self) -> Placed | None:
        """The first order of which the client keeps anything."""
        standing = self.trade.standing
        return next((one for one in self.placed if standing(one.number, one.position)), None)

    @property
    def touches(self) -> Sequence[int]:
        """The touches before the first order."""
        first = self.first
        return self.touched if first is None else self.touched[: first.touches]


FoldedEvent: TypeAlias = (
    ClientRegistered
    | ProspectQualified
    | VisitHeld
    | TrainingHeld
    | InquiryReceived
    | OrderPlaced
    | OrderCancelled
    | ReturnReceived
    | InvoiceIssued
    | BalanceOpened
)


@following(traded)
def evolve(state: Prospect | None, entry: Fact, event: FoldedEvent, trade: Trade | None) -> Prospect:
    """The prospect after an entry."""
    kept = state or Prospect()
    kept.trade = trade or kept.trade
    match event:
        case ClientRegistered():
            kept.found, kept.source = entry.on, event.source
        case ProspectQualified():
            kept.qualified, kept.signs = entry.on, event.signs
        case OrderPlaced():
            kept.placed.append(Placed(event.number, entry.position, entry.on, len(kept.touched)))
        case OrderCancelled() | ReturnReceived():
            pass  # what it took back is read from the orders
        case InvoiceIssued() | BalanceOpened():
            kept.trades = True
        case _:
            kept.touched.append(entry.position)
    return kept


@dataclass(frozen=True, kw_only=True)
class ProspectRow(Who):
    """A client that bought nothing yet, or of which an entry says how we won it."""

    source: Annotated[str | None, Column("How we found it.", null="no entry says", least=16)]
    found: Annotated[date | None, Column("The day on which it was registered.", null="no entry registers it")]
    qualified: Annotated[date | None, Column("The day on which we judged it likely to buy.", null="not yet")]
    signs: Annotated[tuple[str, ...], Column("The signs that it will buy.", least=12)]
    touches: Annotated[int, Column("Visits, trainings and inquiries before the first order.", unit="touches")]
    first_order: Annotated[
        date | None, Column("The day of the first order that stands.", null="there is none")
    ]


class ProspectSpan(NamedTuple):
    """A client that has a row, while no fact changes it.

    Attributes:
        signs: a line for each.
    """

    found: date | None
    source: str | None
    qualified: date | None
    signs: str
    touches: int
    first_order: date | None


def _shown(one: Prospect) -> bool:
    if one.trades or one.first is not None:
        return one.source is not None or one.qualified is not None
    return one.found is not None


def _spans(client: Client, one: Prospect, day: date, policy: Policy) -> Iterator[ProspectSpan]:
    """The span row of a client that is or was a prospect."""
    del client, day, policy
    if _shown(one):
        signs, first = "\n".join(one.signs), one.first
        on = None if first is None else first.on
        yield ProspectSpan(one.found, one.source, one.qualified, signs, len(one.touches), on)


def rows(holder: AccountHolder[Sequence[ProspectSpan]], as_of: date, policy: Policy) -> list[ProspectRow]:
    """A row for each prospect, and for each client that was one."""
    del as_of, policy
    return [
        ProspectRow(
            client=client.code,
            name=client.name,
            source=one.source,
            found=one.found,
            qualified=one.qualified,
            signs=tuple(one.signs.split("\n")) if one.signs else (),
            touches=one.touches,
            first_order=one.first_order,
        )
        for client, found in holder.states
        for one in found
    ]


def explain(holder: AccountHolder[Prospect], as_of: date, policy: Policy) -> list[Contribution]:
    """The touches before the first order."""
    del as_of, policy
    return [
        Contribution("touches", None, "touch", None, position, Decimal(1))
        for _, one in holder.states
        if _shown(one)
        for position in one.touches
    ]


VIEW: View[Prospect, Sequence[ProspectSpan], ProspectRow, Any] = View(
    name="prospects",
    spans=(Spans(name="prospects_found", evolve=evolve, row=ProspectSpan, of=_spans),),
    rows=rows,
    explain=explain,
    showing=Showing(
        order=lambda row: (row.first_order is not None, row.found or date.min, row.client),
        empty="no client is a prospect, and no entry says how one was won",
    ),
    explaining=Explaining(nothing="No touch of {client} came before its first order."),
    table=Table("prospects", "Prospects, and clients that were: a row for each.", ProspectRow),
)
