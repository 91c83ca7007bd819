"""What rules about orders, deliveries and returns refuse.

Rule
├── MoreThanOrdered      more is delivered or cancelled than is left of the order
├── NotOnOrder           the order has no such product
├── NothingLeft          nothing of the order is left to deliver
├── OrderIsHeld          the order waits: it cannot be delivered, nor held again
├── OrderNotHeld         the order does not wait, so it cannot be released
├── OrderIsCancelled     nothing is left of the order
├── DeliveredAlready     delivered goods are returned, not cancelled
└── MoreThanDelivered    more comes back than the client has
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledger.rules.refusals import Rule

__all__ = [
    "DeliveredAlready",
    "MoreThanDelivered",
    "MoreThanOrdered",
    "NotOnOrder",
    "NothingLeft",
    "OrderIsCancelled",
    "OrderIsHeld",
    "OrderNotHeld",
]


@dataclass(eq=False)
class MoreThanOrdered(Rule):
    """More is delivered or cancelled than is left of the order."""

    order: str
    product: str
    asked: Decimal
    left: Decimal
    code = "more-than-ordered"
    says = "{asked} of '{product}' is more than the {left} left of order '{order}'; give less, or correct the order with entry.corrected"


@dataclass(eq=False)
class NotOnOrder(Rule):
    """The order has no such product."""

    order: str
    product: str
    code = "not-on-order"
    says = "order '{order}' has no line with product '{product}'; name a product that was ordered, or another order"


@dataclass(eq=False)
class NothingLeft(Rule):
    """Nothing of the order is left to deliver."""

    order: str
    code = "nothing-left"
    says = "order '{order}' is delivered in full; record what came on top under an order of its own"


@dataclass(eq=False)
class OrderIsHeld(Rule):
    """The order waits."""

    order: str
    code = "order-held"
    says = "order '{order}' is held; release it first with order.released"


@dataclass(eq=False)
class OrderNotHeld(Rule):
    """The order does not wait."""

    order: str
    code = "order-not-held"
    says = "order '{order}' is not held, so there is nothing to release; hold it first with order.held"


@dataclass(eq=False)
class OrderIsCancelled(Rule):
    """Nothing is left of the order: it was cancelled."""

    order: str
    code = "order-cancelled"
    says = (
        "order '{order}' is cancelled; name another with --number, or void the cancellation with entry.voided"
    )


@dataclass(eq=False)
class DeliveredAlready(Rule):
    """What was delivered cannot be cancelled."""

    order: str
    product: str
    code = "delivered-already"
    says = "'{product}' of order '{order}' is delivered already; record what comes back with return.received"


@dataclass(eq=False)
class MoreThanDelivered(Rule):
    """More comes back than was delivered and has not come back yet."""

    order: str
    product: str
    asked: Decimal
    left: Decimal
    code = "more-than-delivered"
    says = "{asked} of '{product}' is more than the {left} delivered on order '{order}' and not returned yet; give less, or record the delivery first"
