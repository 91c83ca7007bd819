"""Refusals about orders, deliveries and returns."""

from __future__ import annotations

from decimal import Decimal

from ledger.rules.refusals import Rule


class MoreThanOrdered(Rule, code="more-than-ordered"):
    """More is delivered or cancelled than the order has left."""

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
    says = "order '{order}' is delivered in full; record further goods under another order"


class OrderIsHeld(Rule, code="order-held"):
    """The order is held."""

    order: str
    says = "order '{order}' is held; release it first with order.released"


class OrderNotHeld(Rule, code="order-not-held"):
    """The order is not held."""

    order: str
    says = "order '{order}' is not held, so there is nothing to release; hold it first with order.held"


class OrderIsCancelled(Rule, code="order-cancelled"):
    """All of the order is cancelled."""

    order: str
    says = (
        "order '{order}' is cancelled; name another with --number, or void the cancellation with entry.voided"
    )


class DeliveredAlready(Rule, code="delivered-already"):
    """Delivered goods cannot be cancelled."""

    order: str
    product: str
    says = "'{product}' of order '{order}' is delivered already; record goods that come back with return.received"


class MoreThanDelivered(Rule, code="more-than-delivered"):
    """More comes back than the client still has."""

    order: str
    product: str
    asked: Decimal
    left: Decimal
    says = "{asked} of '{product}' is more than the {left} delivered on order '{order}' and not returned yet; give less, or record the delivery first"
