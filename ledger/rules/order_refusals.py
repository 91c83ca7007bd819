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

from decimal import Decimal

from ledger.rules.refusals import Rule


class MoreThanOrdered(Rule, code="more-than-ordered"):
    """More is delivered or cancelled than is left of the order."""

    order: str
    product: str
    asked: Decimal
    left: Decimal
    says = "{asked} of '{product}' is more than the {left} left of order '{order}'; give less, or correct the order with entry.corrected"


class NotOnOrder(Rule, code="not-on-order"):
    """The order has no such product."""

    order: str
    product: str
    says = "order '{order}' has no line with product '{product}'; name a product that was ordered, or another order"


class NothingLeft(Rule, code="nothing-left"):
    """Nothing of the order is left to deliver."""

    order: str
    says = "order '{order}' is delivered in full; record what came on top under an order of its own"


class OrderIsHeld(Rule, code="order-held"):
    """The order waits."""

    order: str
    says = "order '{order}' is held; release it first with order.released"


class OrderNotHeld(Rule, code="order-not-held"):
    """The order does not wait."""

    order: str
    says = "order '{order}' is not held, so there is nothing to release; hold it first with order.held"


class OrderIsCancelled(Rule, code="order-cancelled"):
    """Nothing is left of the order: it was cancelled."""

    order: str
    says = (
        "order '{order}' is cancelled; name another with --number, or void the cancellation with entry.voided"
    )


class DeliveredAlready(Rule, code="delivered-already"):
    """What was delivered cannot be cancelled."""

    order: str
    product: str
    says = "'{product}' of order '{order}' is delivered already; record what comes back with return.received"


class MoreThanDelivered(Rule, code="more-than-delivered"):
    """More comes back than was delivered and has not come back yet."""

    order: str
    product: str
    asked: Decimal
    left: Decimal
    says = "{asked} of '{product}' is more than the {left} delivered on order '{order}' and not returned yet; give less, or record the delivery first"
