"""Orders, deliveries, returns.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.events.base import CLOSING, OPENING, Event
from ledger.events.values import Line, Pieces, ReturnLine, Share


class OrderPlaced(Event, frozen=True, kw_only=True):
    """The client ordered goods."""

    kind = "order.placed"
    turn = OPENING
    decimals = True
    number: str
    currency: str
    lines: tuple[Line, ...]
    due: date | None = None
    proposal: str | None = None
    invoice: str | None = None
    deliver_by: date | None = None
    contract: str | None = None
    taken_by: str | None = None
    channel: str | None = None


class OrderPromised(Event, frozen=True, kw_only=True):
    """We promised the client another day of delivery."""

    kind = "order.promised"
    number: str
    deliver_by: date
    reason: str | None = None


class OrderDelivered(Event, frozen=True, kw_only=True):
    """The client got goods of an order."""

    kind = "order.delivered"
    filled = ("lines",)
    decimals = True
    number: str
    lines: tuple[Pieces, ...] = ()
    discrepancy: str | None = None


class OrderHeld(Event, frozen=True, kw_only=True):
    """We put an order on hold: nothing is delivered until it is released."""

    kind = "order.held"
    number: str
    reason: str


class OrderReleased(Event, frozen=True, kw_only=True):
    """We released a held order."""

    kind = "order.released"
    number: str
    reason: str


class OrderCancelled(Event, frozen=True, kw_only=True):
    """We or the client cancelled an order or part of one."""

    kind = "order.cancelled"
    turn = CLOSING
    filled = ("lines", "frees")
    decimals = True
    number: str
    by: Literal["us", "client"]
    reason: str
    lines: tuple[Pieces, ...] = ()
    frees: tuple[Share, ...] = ()
    reason_code: (
        Literal[
            "price",
            "delivery",
            "stock",
            "duplicate",
            "mistake",
            "credit",
            "competitor",
            "unneeded",
            "other",
        ]
        | None
    ) = None


class ReturnReceived(Event, frozen=True, kw_only=True):
    """The client returned goods. A return of goods ordered before the ledger began names no order."""

    kind = "return.received"
    filled = ("currency",)
    decimals = True
    number: str
    lines: tuple[ReturnLine, ...]
    reason: str
    order: str | None = None
    currency: str | None = None
    discrepancy: str | None = None
    reason_code: (
        Literal[
            "damaged",
            "defective",
            "wrong",
            "late",
            "surplus",
            "expired",
            "unsold",
            "unwanted",
            "other",
        ]
        | None
    ) = None


class ReturnRefused(Event, frozen=True, kw_only=True):
    """The client wanted to return goods, and we refused."""

    kind = "return.refused"
    turn = CLOSING
    decimals = True
    number: str
    lines: tuple[ReturnLine, ...]
    reason: str
    order: str | None = None
    reason_code: (
        Literal[
            "damaged",
            "defective",
            "wrong",
            "late",
            "surplus",
            "expired",
            "unsold",
            "unwanted",
            "other",
        ]
        | None
    ) = None


class DiscrepancyRecorded(Event, frozen=True, kw_only=True):
    """The client got other goods than ordered: the act for shortages and mis-sorted goods."""

    kind = "discrepancy.recorded"
    decimals = True
    money = ("amount",)
    number: str
    order: str
    what: Literal["shortage", "surplus", "missort", "damage"]
    lines: tuple[Pieces, ...]
    amount: Decimal | None = None
