"""Discounts: what was asked for and decided, and what orders gave away, with and without an approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientTermsAgreed,
    DiscountApproved,
    DiscountRefused,
    DiscountRequested,
    Line,
    OrderPlaced,
)
from ledger.money import ZERO, rounded
from projections.framework.columns import Column
from projections.framework.kept import Kept

REQUEST, ORDER = "request", "order"
OPEN, APPROVED, REFUSED = "open", "approved", "refused"


class Discount(NamedTuple):
    """A request for a discount, or an order that gives one, while no fact changes it.

    Attributes:
        percent: asked for, or decided; of an order the largest of its lines.
        limit: that of the terms in force when the order was placed.
        given: what the discounts of an order are worth.
        beyond: the lines of an order with more than the limit.
        unapproved: of those, the lines with more than any approval of the client allows.
        outcome: open, approved or refused; None for an order.
        asker, decider: the people whom the entries name.
    """

    number: Annotated[str, Column(key=1)]
    what: Annotated[str, Column(key=2)]
    on: Annotated[date, Column(stored="on_day")]
    percent: Decimal
    agreed_limit: Decimal | None
    currency: str | None
    given: Decimal
    beyond: int
    unapproved: int
    outcome: str | None
    decided: date | None
    reason: str | None
    asker: str | None
    decider: str | None
    position: int


@dataclass(slots=True)
class Discounts(Kept[Discount]):
    """The requests and the orders with a discount of a client.

    Attributes:
        limit: that of the terms agreed last.
        approved: the largest percentage that was approved.
    """

    limit: Decimal | None = None
    approved: Decimal = ZERO


Told: TypeAlias = ClientTermsAgreed | DiscountRequested | DiscountApproved | DiscountRefused | OrderPlaced


def evolve(state: Discounts | None, entry: Fact, event: Told) -> Discounts:
    """The discounts after an entry."""
    kept = state or Discounts()
    match event:
        case OrderPlaced():
            if lines := [line for line in event.lines if line.discount]:
                _order(kept, entry, event, lines)
        case ClientTermsAgreed():
            kept.limit = event.discount_limit
        case DiscountRequested():
            row = Discount(
                event.number, REQUEST, entry.on, event.percent, None, None, ZERO, 0, 0, OPEN, None, event.reason,
                event.by, None, entry.position,
            )  # fmt: skip
            kept.put((event.number, REQUEST), row, entry)
        case _:
            _decide(kept, entry, event)
    return kept


def _decide(kept: Discounts, entry: Fact, event: DiscountApproved | DiscountRefused) -> None:
    key, approved = (event.number, REQUEST), isinstance(event, DiscountApproved)
    if approved:
        kept.approved = max(kept.approved, event.percent)
    if (row := kept.rows.get(key)) is not None:
        outcome = APPROVED if approved else REFUSED
        decided = row._replace(outcome=outcome, decided=entry.on, percent=event.percent, decider=event.by)
        kept.put(key, decided, entry)


def _order(kept: Discounts, entry: Fact, event: OrderPlaced, lines: Sequence[Line]) -> None:
    percents = [line.discount or ZERO for line in lines]
    beyond = [] if kept.limit is None else [percent for percent in percents if percent > kept.limit]
    given = sum((line.quantity * line.unit_price - line.value for line in lines), ZERO)
    row = Discount(
        number=event.number,
        what=ORDER,
        on=entry.on,
        percent=max(percents),
        agreed_limit=kept.limit,
        currency=event.currency,
        given=rounded(given, event.currency),
        beyond=len(beyond),
        unapproved=sum(percent > kept.approved for percent in beyond),
        outcome=None,
        decided=None,
        reason=None,
        asker=None,
        decider=None,
        position=entry.position,
    )
    kept.put((event.number, ORDER), row, entry)
