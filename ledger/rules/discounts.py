"""Discounts of orders: what is beyond the limit of the client's terms, and nobody approved.

An approval allows the client's orders from its day on a discount up to its percentage.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ledger.events import OrderPlaced
from ledger.money import ZERO
from ledger.rules.client_state import ClientState
from ledger.rules.refusals import Rule
from ledger.subledger.billing import terms_on


class DiscountNotApproved(Rule, code="discount-not-approved"):
    """An order gives a discount beyond the limit of the terms, and nobody approved it."""

    order: str
    client: str
    percent: Decimal
    product: str
    most: Decimal
    what = (
        "order '{order}' gives {client} a discount of {percent} % on {product}, beyond the {most} % that its "
        "terms and approvals allow"
    )
    advice = "have it approved with discount.requested and discount.approved, or give less"


def unapproved(client_state: ClientState, event: OrderPlaced, on: date) -> Iterator[DiscountNotApproved]:
    """The largest discount of an order that is beyond what is allowed on a day; nothing if none is."""
    terms = terms_on(client_state.account.terms, on)
    if terms is None or terms.discount_limit is None or not any(line.discount for line in event.lines):
        return
    approved = [one.percent for one in client_state.approved if one.on <= on]
    most = max([terms.discount_limit, *approved])
    worst = max(event.lines, key=lambda line: line.discount or ZERO)
    if worst.discount is not None and worst.discount > most:
        yield DiscountNotApproved(event.number, client_state.name, worst.discount, worst.product, most)
