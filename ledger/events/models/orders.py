"""Orders, deliveries, returns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Currency, Event, Name, Reason, optional
from ledger.events.models.values import Line, Pieces, ReturnLine, Share

ReturnCode = Literal[
    "damaged", "defective", "wrong", "late", "surplus", "expired", "unsold", "unwanted", "other"
]
CancellationCode = Literal[
    "price", "delivery", "stock", "duplicate", "mistake", "credit", "competitor", "unneeded", "other"
]
OrderNumber = Annotated[Identifier, Field(description="the order's number")]
ReturnNumber = Annotated[Identifier, Field(description="the return's number")]


class OrderPlaced(Event):
    """The client ordered goods."""

    kind = "order.placed"
    turn = OPENING
    number: OrderNumber
    currency: Currency
    lines: tuple[Line, ...] = Field(description="the goods that the client ordered")
    due: Day | None = optional("when payment is due, if the terms bill by order")
    proposal: Identifier | None = optional("the proposal that it is based on")
    invoice: Identifier | None = optional("the invoice that bills it")
    deliver_by: Day | None = optional("the day by which we promised to deliver")
    contract: Identifier | None = optional("the number of the contract under which it is placed")
    taken_by: Name | None = optional("our person who took it")
    channel: Identifier | None = optional("how it came: phone, e-mail, web ...")


class OrderPromised(Event):
    """We promised the client another day of delivery."""

    kind = "order.promised"
    number: OrderNumber
    deliver_by: Day = Field(description="the new day of delivery")
    reason: Reason | None = None


class OrderDelivered(Event):
    """The client got goods of an order."""

    kind = "order.delivered"
    filled = ("lines",)
    number: OrderNumber
    lines: tuple[Pieces, ...] = optional("the delivered goods; the whole rest if left out", default=())
    discrepancy: Identifier | None = optional("the act that this replacement closes")


class OrderHeld(Event):
    """We put an order on hold: nothing is delivered until it is released."""

    kind = "order.held"
    number: OrderNumber
    reason: Reason


class OrderReleased(Event):
    """We released a held order."""

    kind = "order.released"
    number: OrderNumber
    reason: Reason


class OrderCancelled(Event):
    """We or the client cancelled an order or part of one."""

    kind = "order.cancelled"
    turn = CLOSING
    filled = ("lines", "frees")
    number: OrderNumber
    by: Literal["us", "client"] = Field(description="the side that cancelled")
    reason: Reason
    lines: tuple[Pieces, ...] = optional("the cancelled goods; the whole rest if left out", default=())
    frees: tuple[Share, ...] = optional(
        "the settlements that it undoes; the newest ones if left out", default=()
    )
    reason_code: CancellationCode | None = optional("the sort of reason")


class ReturnReceived(Event):
    """The client returned goods. A return of goods ordered before the ledger began names no order."""

    kind = "return.received"
    filled = ("currency",)
    number: ReturnNumber
    lines: tuple[ReturnLine, ...] = Field(description="the goods that came back")
    reason: Reason
    order: OrderNumber | None = None
    currency: Currency | None = optional("the order's or the client's currency if left out")
    discrepancy: Identifier | None = optional("the act that this return closes")
    reason_code: ReturnCode | None = optional("the sort of reason")


class ReturnRefused(Event):
    """The client wanted to return goods, and we refused."""

    kind = "return.refused"
    turn = CLOSING
    number: ReturnNumber
    lines: tuple[ReturnLine, ...] = Field(description="the goods that the client wanted to return")
    reason: Reason
    order: OrderNumber | None = None
    reason_code: ReturnCode | None = optional("the sort of reason for which the client wanted to return them")


class DiscrepancyRecorded(Event):
    """The client got other goods than ordered: the act for shortages and mis-sorted goods."""

    kind = "discrepancy.recorded"
    number: Identifier = Field(description="the act's number")
    order: OrderNumber
    what: Literal["shortage", "surplus", "missort", "damage"] = Field(description="what was wrong")
    lines: tuple[Pieces, ...] = Field(description="the goods that differ")
    amount: Amount | None = optional("the value of the discrepancy, in the order's currency")
