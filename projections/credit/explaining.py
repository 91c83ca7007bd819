"""The entries behind exposure: those behind the balance, and behind what of each order is not owed yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from ledger.money import zero_of
from ledger.subledger import Account
from ledger.subledger.unbilled import course_of
from projections.credit.exposure import ExposureRow
from projections.framework.contributions import Contribution, Of, Span, differences
from projections.framework.filters import AccountHolder
from projections.framework.registry import AnyView
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining
from projections.policy import Policy
from projections.receivables import tracing
from projections.receivables.view import VIEW as RECEIVABLES
from projections.remarks import Remark

EXPOSURE: Final = "exposure"


def explain(holder: AccountHolder[Account], as_of: date, policy: Policy) -> list[Contribution]:
    """The lines of every debt and credit, and of every order that is not owed by itself."""
    owed = (replace(one, figure=EXPOSURE) for one in tracing.explain(holder, as_of, policy))
    return [*owed, *_ordered(holder)]


def moved(span: Span[Account], policy: Policy) -> list[Contribution]:
    """What each entry after the first day did to the balance, and to what is ordered on top of it."""
    owed = (replace(one, figure=EXPOSURE) for one in tracing.moved(span, policy))
    return [*owed, *differences(_ordered(span.before), _ordered(span.after))]


def _ordered(holder: AccountHolder[Account]) -> Iterator[Contribution]:
    """What each entry added to the part of an order that is not owed yet, or took off it."""
    for _, account in holder.states:
        for order in account.orders.values():
            left: Decimal = zero_of(order.currency)
            of = Of(order.number, None, order.position)
            for step in course_of(account, order):
                if amount := step.left - left:
                    yield Contribution(
                        EXPOSURE, order.currency, step.what, step.document, step.position, amount, of
                    )
                left = step.left


_RECEIVABLES: AnyView = RECEIVABLES
VIEW = replace(
    _RECEIVABLES,
    name=EXPOSURE,
    explain=explain,
    explaining=Explaining(
        nothing="Nothing of {client} is open or ordered on that day.",
        note=Remark(
            "An order counts until it is owed, less what was cancelled, came back, or is owed by its deliveries "
            "or invoices",
            "a payment that is not applied counts below zero",
        ),
        ways=RECEIVABLES.explaining.ways,
        moved=moved,
    ),
    table=Table(EXPOSURE, "What clients use their credit for.", ExposureRow),
)
"""What ``explain`` asks about exposure. It has no rows of its own: ``exposed`` makes them of receivables."""
