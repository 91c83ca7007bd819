"""Orders, deliveries, returns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.events.base import CLOSING, OPENING, Currency, Day, Event, Line, Pieces, Reason, ReturnLine, Share
from ledger.money import Amount
from ledger.text import Identifier

OrderNumber = Annotated[Identifier, Field(description="the order's number")]
ReturnNumber = Annotated[Identifier, Field(description="the return's number")]


class OrderPlaced(Event):
    """The client ordered goods."""

    kind = "order.placed"
    turn = OPENING
    number: OrderNumber
    currency: Currency
    lines: tuple[Line, ...]
    due: Day | None = Field(default=None, description="when payment is due, where the terms bill by order")
    proposal: Identifier | None = Field(default=None, description="the proposal it came of")
    invoice: Identifier | None = Field(default=None, description="the invoice that bills it")


class OrderDelivered(Event):
    """Goods of an order reached the client."""

    kind = "order.delivered"
    filled = ("lines",)
    number: OrderNumber
    lines: tuple[Pieces, ...] = Field(default=(), description="what was delivered; all that is left, if none")


class OrderHeld(Event):
    """An order waits: nothing of it is to be delivered until it is released."""

    kind = "order.held"
    number: OrderNumber
    reason: Reason


class OrderReleased(Event):
    """A held order goes on."""

    kind = "order.released"
    number: OrderNumber
    reason: Reason


class OrderCancelled(Event):
    """An order, or part of one, will not be delivered."""

    kind = "order.cancelled"
    turn = CLOSING
    filled = ("lines", "frees")
    number: OrderNumber
    by: Literal["us", "client"]
    reason: Reason
    lines: tuple[Pieces, ...] = Field(default=(), description="what is cancelled; all that is left, if none")
    frees: tuple[Share, ...] = Field(
        default=(), description="what had settled it and is free again; the newest first, if none"
    )


class ReturnReceived(Event):
    """Goods came back. A return may lack its order: that lies before the ledger began."""

    kind = "return.received"
    filled = ("currency",)
    number: ReturnNumber
    lines: tuple[ReturnLine, ...]
    reason: Reason
    order: OrderNumber | None = None
    currency: Currency | None = Field(default=None, description="its order's or its client's, if none")


class ReturnRefused(Event):
    """The client wanted to return goods and we did not take them."""

    kind = "return.refused"
    turn = CLOSING
    number: ReturnNumber
    lines: tuple[ReturnLine, ...]
    reason: Reason
    order: OrderNumber | None = None


class DiscrepancyRecorded(Event):
    """What arrived is not what was ordered: the act for shortages and mis-sorted goods."""

    kind = "discrepancy.recorded"
    number: Identifier
    order: OrderNumber
    what: Literal["shortage", "surplus", "missort", "damage"]
    lines: tuple[Pieces, ...]
    amount: Amount | None = Field(default=None, description="what it is worth, in the order's currency")
